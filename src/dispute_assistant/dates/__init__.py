"""Dates and times as tracking pages and people write them, in some fifty languages.

A date is found inside a line, a table cell or a value of a file; what stands around it is left to
the caller. Whether ``03/04/2025`` is in March or in April is not decided here line by line:
:func:`decide_order` looks at all dates of one history. Times stay as the source gives them: local,
with an offset only where the source wrote one.

The names of months come from ``data/calendar_names.tsv`` (Unicode CLDR).

>>> found = find_date("Mi, 10.06.2026, 09:12 Uhr, Verzollung nicht möglich")
>>> found.at(), found.has_time
(datetime.datetime(2026, 6, 10, 9, 12), True)
>>> find_date("28 февр. 2025, 17:31").at()
datetime.datetime(2025, 2, 28, 17, 31)
>>> decide_order([find_date("03/04/2025"), find_date("03/28/2025")])
<Order.MONTH_FIRST: 'month_first'>
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from dispute_assistant.dates import patterns

NAMES = Path(__file__).parent.parent / "data" / "calendar_names.tsv"

EARLIEST, LATEST = 1990, 2099
"""Years that a parcel can have; anything else is not a date."""
_BUDDHIST = 543
"""Thai pages count years from 544 BC: 2568 is 2025."""


class Order(StrEnum):
    """Which of two numbers is the day, for a whole history."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    AMBIGUOUS = "ambiguous"
    """Nothing in the history tells; it is read day first, and said."""


class Found(Struct, frozen=True):
    """A date, or a time alone, found in a text, and where it stands there."""

    start: int
    end: int
    year: int | None = None
    """None where the text gives no year."""
    month: int = 0
    """0 where the text gives a time alone."""
    day: int = 0
    either: bool = False
    """True when month and day could be the other way round (``03/04/2025``)."""
    slashed: bool = False
    """True for numbers only, month or day first; not for ISO dates and names of months."""
    second_is_day: bool = False
    """True for numbers that can only be month first (``03/28/2025``)."""
    hour: int = 0
    minute: int = 0
    second: int = 0
    microsecond: int = 0
    offset: int | None = None
    """Minutes east of Greenwich, where the text says so."""
    has_time: bool = False
    twelve_hour: bool = False

    def at(self, order: Order = Order.DAY_FIRST, year: int | None = None) -> datetime:
        """Return the moment; aware only when the text gave an offset.

        ``year`` stands in where the text has none. Raises ValueError when there is no such day.
        """
        month, day = self.month, self.day
        if self.either and order is Order.MONTH_FIRST:
            month, day = day, month
        zone = None if self.offset is None else timezone(timedelta(minutes=self.offset))
        when = self.year or year or 0
        naive = datetime(
            when, month, day, self.hour % 24, self.minute, self.second, self.microsecond, zone
        )
        return naive + timedelta(days=1) if self.hour == 24 else naive


Reader = Callable[[re.Match[str]], Found | None]


def decide_order(found: Sequence[Found | None]) -> Order:
    """Return the order of day and month that a whole history speaks for.

    Evidence, strongest first: a number over 12, dots between the numbers (nobody writes those
    month first), entries that run one way in time or in far fewer days, a clock with AM and PM.
    """
    numbers = [f for f in found if f and f.slashed]
    months_first = sum(f.second_is_day for f in numbers)
    days_first = sum(not f.either and not f.second_is_day for f in numbers)
    if months_first != days_first:
        return Order.MONTH_FIRST if months_first > days_first else Order.DAY_FIRST
    unclear = [f for f in numbers if f.either]
    if not unclear:
        return Order.DAY_FIRST
    return _order_by_sequence([f for f in found if f and f.month]) or (
        Order.MONTH_FIRST if any(f.twelve_hour for f in unclear) else Order.AMBIGUOUS
    )


def _order_by_sequence(found: Sequence[Found]) -> Order | None:
    """Return the order in which a list of entries runs one way, or in far fewer days; else None."""
    straight: list[Order] = []
    days: dict[Order, float] = {}
    for order in (Order.DAY_FIRST, Order.MONTH_FIRST):
        moments = [_naive(f, order) for f in found]
        steps = [b - a for a, b in pairwise(moments)]
        days[order] = (max(moments) - min(moments)) / timedelta(days=1)
        if all(s >= timedelta() for s in steps) or all(s <= timedelta() for s in steps):
            straight.append(order)
    if len(straight) == 1 and len(found) > 2:
        return straight[0]
    shorter = min(days, key=lambda order: days[order])
    return shorter if min(days.values()) * 5 + 5 < max(days.values()) else None


def _naive(found: Found, order: Order) -> datetime:
    return found.at(order, year=found.year or LATEST).replace(tzinfo=None)


def with_clock(day: Found, clock: Found) -> Found:
    """Return ``day`` at the time of ``clock``."""
    return replace(
        day,
        hour=clock.hour,
        minute=clock.minute,
        second=clock.second,
        microsecond=clock.microsecond,
        offset=clock.offset,
        has_time=True,
        twelve_hour=clock.twelve_hour,
    )


def with_years(
    found: Sequence[Found | None], order: Order, today: date | None = None
) -> list[Found | None]:
    """Return the dates with a year where a page left it out.

    It is the year that brings the day nearest to the date with a year before or after it in the
    list; without any, the year in which the day was last before ``today``.
    """
    years = [f for f in found if f and f.year]
    if not years and today is None:
        return list(found)
    near: date | None = years[0].at(order).date() if years else None
    dated: list[Found | None] = []
    for f in found:
        if f and f.year:
            near = f.at(order).date()
        if f is None or f.year or not f.month:
            dated.append(f)
            continue
        options = [replace(f, year=y) for y in _nearby_years(f, near, today)]
        dated.append(options[0] if options else f)
        if near and options:
            near = options[0].at(order).date()
    return dated


def _nearby_years(found: Found, near: date | None, today: date | None) -> list[int]:
    """Return the years in which the day exists, the likeliest first."""
    centre = near or today
    if centre is None:
        return []
    years = [
        y for y in range(centre.year - 4, centre.year + 5) if _possible(replace(found, year=y))
    ]
    days = {y: date(y, found.month, found.day) for y in years}
    if near is None and today is not None:
        years = [y for y in years if days[y] <= today]
    return sorted(years, key=lambda y: abs(days[y] - centre))


def find_date(text: str) -> Found | None:
    """Return the first date in ``text`` with the time that belongs to it, or None."""
    if not _DIGIT.search(text):
        return None
    text = _ascii_digits(text)
    best = _first(text, _FULL_DATES) or _first(text, _YEARLESS_DATES)
    return _with_time(text, best) if best else None


def _first(text: str, readers: Sequence[tuple[Reader, re.Pattern[str]]]) -> Found | None:
    """Return the date that starts first in ``text``; the longest of those."""
    best: Found | None = None
    for reader, pattern in readers:
        for match in pattern.finditer(text):
            found = reader(match)
            if found and _possible(found):
                if not found.start:
                    return found
                if not best or (found.start, -found.end) < (best.start, -best.end):
                    best = found
                break
    return best


def find_time(text: str) -> Found | None:
    """Return the time that ``text`` is (``14:05``, ``9:15 Uhr``, ``05:02 pm``), or None."""
    text = _ascii_digits(text)
    match = patterns.TIME_ALONE.fullmatch(text.strip())
    if not match:
        return None
    return _clock(Found(start=0, end=len(text)), match)


def leading_time(text: str) -> Found | None:
    """Return the time that begins ``text``, before words (``14:05 Customs hold``), or None."""
    match = patterns.TIME_FIRST.match(_ascii_digits(text))
    return _clock(Found(start=0, end=match.end()), match) if match else None


def only_date(text: str, found: Found) -> bool:
    """Tell whether ``text`` is nothing but the date found, weekday and clock words aside."""
    rest = f"{text[: found.start]} {text[found.end :]}"
    words = re.findall(r"[^\W\d_]+(?:\.[^\W\d_]+)*", rest)
    return not re.search(r"\d", rest) and all(map(adds_nothing, words))


def adds_nothing(word: str) -> bool:
    """Tell whether a word beside a date is a weekday, a zone, an article or a word of clocks."""
    return word.casefold().strip(".,") in _FILLERS or is_weekday(word.rstrip(","))


def is_weekday(word: str) -> bool:
    """Tell whether ``word`` is the name of a weekday, written out or short."""
    folded = word.casefold().rstrip(".")
    return folded in _calendar()[1] or patterns.OTHER_WEEKDAY.fullmatch(folded) is not None


def parse_value(value: str | float) -> Found | None:
    """Return the moment in a value of a file: ISO, epoch (seconds, milliseconds), WCF, text."""
    text = str(value).strip()
    if match := patterns.WCF.fullmatch(text):
        return _from_epoch(int(match[1]) / 1000, _offset(match[2]) if match[2] else None)
    if re.fullmatch(r"\d{9,10}(\.\d+)?|\d{12,13}", text):
        number = float(text)
        return _from_epoch(number / 1000 if number > 1e11 else number, 0)
    return find_date(text)


def parse_day(text: str, *, language: str) -> date:
    """Return the day that a person typed, read in the habit of ``language``.

    Raises ValueError with a reason: ``not_a_date``, ``no_year``, ``no_day``, ``ambiguous`` (day or
    month first?) or ``impossible`` (31 February).

    >>> parse_day("27 ноября 2026", language="ru")
    datetime.date(2026, 11, 27)
    """
    text = _ascii_digits(unicodedata.normalize("NFC", text)).strip()
    if article := patterns.ARTICLE.match(text):
        text = text[article.end() :]
    found = find_date(text)
    if not found:
        raise ValueError(_why_no_day(text))
    if not only_date(text, found):
        raise ValueError("not_a_date")
    if found.year is None:
        raise ValueError("no_year")
    if found.either and found.month != found.day:
        dotted = "." in text
        if not dotted and language.partition("_")[0] not in _DAY_FIRST:
            raise ValueError("ambiguous")
    return found.at(Order.DAY_FIRST).date()


def _why_no_day(text: str) -> str:
    """Return the reason why ``text``, in which no date was found, names no day."""
    if re.fullmatch(r"\d{1,4}\s?[-/. ]\s?\d{1,2}\s?[-/. ]\s?\d{1,4}\.?", text):
        return "impossible"
    if re.fullmatch(r"\d{1,2}\s?[-/.]\s?\d{1,2}\.?", text):
        return "no_year"
    if re.fullmatch(r"\d{1,2}\s?[-/.]\s?\d{4}|\d{4}\s?[-/.]\s?\d{1,2}", text):
        return "no_day"
    if not _named_day(text):
        return "not_a_date"
    first = find_date(f"1 {text}")
    return "no_day" if first and first.year and not first.start else "impossible"


_DAY_FIRST = frozenset(
    {"ru", "uk", "be", "kk", "uz", "es", "pt", "fr", "de", "it", "pl", "cs", "ro", "tr", "el"}
    | {"vi", "nl", "he", "ar"}
)
"""Languages whose readers all write the day before the month; English ones do not agree."""

_DIGIT = re.compile(r"\d")


def _named(match: re.Match[str]) -> Found | None:
    name = match["name"].casefold().rstrip(".")
    month = _calendar()[0].get(name) or _calendar()[0].get(name.removeprefix("ב"))  # Hebrew "in"
    if not month:
        return None
    year = match.groupdict().get("y")
    return Found(
        start=match.start(),
        end=match.end(),
        year=_year(year.lstrip("'’")) if year else None,
        month=month,
        day=int(match["d"]),
    )


def _ymd(match: re.Match[str]) -> Found | None:
    return Found(
        start=match.start(),
        end=match.end(),
        year=_year(match["y"]),
        month=int(match["m"]),
        day=int(match["d"]),
    )


def _numbers(match: re.Match[str]) -> Found | None:
    a, b = int(match["a"]), int(match["b"])
    month_first = a <= 12 < b
    return Found(
        start=match.start(),
        end=match.end(),
        year=_year(year) if (year := match.groupdict().get("y")) else None,
        month=a if month_first else b,
        day=b if month_first else a,
        either=a <= 12 and b <= 12 and match["s"] != ".",
        slashed=True,
        second_is_day=month_first,
    )


def _month_day(match: re.Match[str]) -> Found | None:
    return Found(start=match.start(), end=match.end(), month=int(match["m"]), day=int(match["d"]))


_FULL_DATES = (
    (_ymd, patterns.ISO),
    (_numbers, patterns.THREE_NUMBERS),
    (_ymd, patterns.COMPACT),
    (_named, patterns.DAY_NAME_YEAR),
    (_named, patterns.NAME_DAY_YEAR),
    (_named, patterns.YEAR_NAME_DAY),
    (_ymd, patterns.VIETNAMESE),
)
_YEARLESS_DATES = (
    (_numbers, patterns.TWO_NUMBERS),
    (_named, patterns.DAY_NAME),
    (_named, patterns.NAME_DAY),
    (_month_day, patterns.CJK_DAY),
)

_FILLERS = frozenset(
    word
    for language in (
        "uhr h hrs hours am pm at on date time local",
        "г год года р рік ж жылы m d в о об дата время",
        "um à às as kl de น t z am le el",
        "utc gmt est edt cst cdt mst mdt pst pdt cet cest msk мск bst ist jst",
    )
    for word in language.split()
)


def _with_time(text: str, found: Found) -> Found:
    weekday = patterns.WEEKDAY_AFTER.match(text, found.end)
    behind = weekday.end() if weekday and is_weekday(weekday[1]) else found.end
    match = patterns.TIME_AFTER.match(text, behind)
    if not match and found.end - found.start == 8:
        match = patterns.COMPACT_TIME_AFTER.match(text, found.end)
    if match:
        return _clock(found, match, end=match.end())
    before = patterns.TIME_BEFORE.search(text, max(0, found.start - 40), found.start)
    if before and "." not in before[0][:3] and all(map(adds_nothing, before["between"].split())):
        return _clock(found, before, start=before.start())
    return found


def _clock(
    found: Found, match: re.Match[str], *, start: int | None = None, end: int | None = None
) -> Found:
    """Return ``found`` with the time, half of the day and offset that ``match`` holds."""
    groups = match.groupdict()
    hour = int(groups["h"])
    half = (groups.get("half") or "").lower()
    cjk = groups.get("cjk") or groups.get("el") or ""
    if hour <= 12 and (half == "p" or cjk in _AFTERNOON or cjk.startswith("μ")):
        hour = hour % 12 + 12
    elif hour == 12 and (half == "a" or cjk in _MORNING or cjk.startswith("π")):
        hour = 0
    offset = groups.get("o1") or groups.get("o2")
    return replace(
        found,
        hour=hour,
        minute=int(groups["n"]),
        second=int(groups.get("s") or 0),
        microsecond=int((groups.get("f") or "0")[:6].ljust(6, "0")),
        offset=_offset(offset) if offset else 0 if groups.get("utc") else None,
        has_time=True,
        twelve_hour=bool(half or cjk),
        start=found.start if start is None else start,
        end=found.end if end is None else end,
    )


_MORNING = frozenset({"上午", "午前", "오전", "凌晨", "早上"})
_AFTERNOON = frozenset({"下午", "午後", "오후", "晚上", "中午"})


def _offset(text: str) -> int | None:
    """Return minutes for ``+08:00``, ``+0800``, ``+8``; None for what no clock has."""
    digits = re.sub(r"[^\d]", "", text)
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    total = int(hours) * 60 + int(minutes)
    return None if total > 14 * 60 else -total if text.lstrip().startswith("-") else total


def _from_epoch(seconds: float, offset: int | None) -> Found | None:
    try:
        at = datetime.fromtimestamp(seconds, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
    if offset:
        at = at.astimezone(timezone(timedelta(minutes=offset)))
    found = Found(
        start=0,
        end=0,
        year=at.year,
        month=at.month,
        day=at.day,
        hour=at.hour,
        minute=at.minute,
        second=at.second,
        microsecond=at.microsecond,
        offset=offset or 0,
        has_time=True,
    )
    return found if _possible(found) else None


def _year(digits: str) -> int:
    year = int(digits)
    if year < 100:
        return 2000 + year
    return year - _BUDDHIST if year > LATEST + 100 else year


def _possible(found: Found) -> bool:
    if found.year is not None and not EARLIEST <= found.year <= LATEST:
        return False
    try:
        date(found.year or 2024, found.month, found.day)
    except ValueError:
        return False
    return True


def _named_day(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return any(word in _calendar()[0] for word in words) and bool(_DIGIT.search(text))


_OTHER_DIGIT = re.compile(r"[^\D0-9]")


def _ascii_digits(text: str) -> str:
    """Return ``text`` with the digits of other scripts as ASCII, place by place."""
    return _OTHER_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), text)


@cache
def _calendar() -> tuple[dict[str, int], frozenset[str]]:
    """Return the months by name and the names of weekdays."""
    months: dict[str, int] = {}
    weekdays: frozenset[str] = frozenset()
    for line in NAMES.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        key, _, names = line.partition("\t")
        if key == "weekday":
            weekdays = frozenset(names.split("|"))
        else:
            months |= dict.fromkeys(names.split("|"), int(key))
    return months, weekdays
