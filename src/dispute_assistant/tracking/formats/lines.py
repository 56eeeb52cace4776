"""Histories copied as text: one entry per line, or a block of lines per entry.

One reader serves 17TRACK copies old and new, AliExpress order pages, the pages of Russian Post,
Correios, Japan Post or AfterShip, forum posts and e-mails, because they differ in three things
only, and each is read off the paste as a whole, never line by line:

* which of two numbers is the day (:func:`dispute_assistant.dates.decide_order`);
* whether the words of an entry stand beside its date, above it or below it
  (:mod:`dispute_assistant.tracking.formats.blocks`);
* which of the words are the place (:mod:`dispute_assistant.tracking.formats.roles`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import Enum, auto
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from dispute_assistant.dates import (
    Found,
    Order,
    adds_nothing,
    decide_order,
    find_date,
    find_time,
    leading_time,
    only_date,
    with_clock,
    with_years,
)
from dispute_assistant.identifiers import find_numbers
from dispute_assistant.messages import say
from dispute_assistant.tracking.formats import headings
from dispute_assistant.tracking.formats.blocks import Mark, entries
from dispute_assistant.tracking.formats.raw import (
    LONGEST_TEXT,
    Entry,
    Known,
    RawEvent,
    RawParcel,
    order_notes,
)


class Kind(Enum):
    """What one line of a paste is."""

    BLANK = auto()
    STAMP = auto()
    """A date and nothing else, or a time and nothing else."""
    ENTRY = auto()
    """A date, or a time, with words."""
    PROSE = auto()
    """A sentence with a date in it; an entry only where a paste has no others."""
    HEADING = auto()
    """Number, country, carrier, status: something about the whole parcel."""
    RULE = auto()
    """A line of dashes."""
    RELATIVE = auto()
    """*Today* or *yesterday*: nobody knows which day that was when the text is read again."""
    NOISE = auto()
    """One of the page itself."""
    WORDS = auto()


class Line(Struct, frozen=True):
    """One line of a paste with what was found in it."""

    kind: Kind
    text: str = ""
    found: Found | None = None
    heading: headings.Heading | None = None


def read(text: str, *, known: Known, today: date | None = None) -> tuple[RawParcel, ...]:
    """Return the parcels in a pasted text; none when no dated entry is in it.

    Days without a year are those of the year before ``today``, or of the dates around them.
    """
    text = _SPLIT_DAY.sub(_joined_day, text)
    lines = _settle_prose([_line(line) for line in text.split("\n")])
    order = decide_order([line.found for line in lines])
    years = with_years([line.found for line in lines], order, today)
    lines = [
        line if line.found == found else replace(line, found=found)
        for line, found in zip(lines, years, strict=True)
    ]
    parcels = [parcel for part in _parts(lines) for parcel in _parcels(part, order, known)]
    if any(line.kind is Kind.RELATIVE for line in lines):
        parcels = [replace(p, notes=(*p.notes, _RELATIVE)) for p in parcels]
    return tuple(p for p in parcels if any(e.at for e in p.events))


_SPLIT_DAY = re.compile(r"(?m)^(\d{1,2})\.?\n+([^\W\d_]{3,12}\.?,? ?(?:20\d\d)?)$")


def _joined_day(match: re.Match[str]) -> str:
    """Return on one line a day whose number stands above its month, as page designers love it."""
    joined = f"{match[1]} {match[2]}"
    found = find_date(joined)
    return joined if found and only_date(joined, found) else match[0]


_RELATIVE = say(
    "Entries of “today” or “yesterday” were left out: nobody can tell later which day that was. "
    "Write the date in place of the word."
)


def about(text: str) -> RawParcel:
    """Return what the headings of a text say about its parcel, without any entry."""
    found = (_line(line).heading for line in text.split("\n"))
    return headings.collect(heading for heading in found if heading)


def _line(text: str) -> Line:
    text = _BULLET.sub("", _MARKUP.sub(r"\2", text.strip()))
    if not text:
        return Line(Kind.BLANK)
    if kind := _kind_without_entry(text):
        return Line(kind)
    if time := find_time(text):
        return Line(Kind.STAMP, text, time)
    found = find_date(text)
    if not found and (heading := headings.read(text)):
        return Line(Kind.HEADING, text, heading=heading)
    if found and only_date(text, found):
        return Line(Kind.STAMP, text, found)
    if found and _ends_a_range(text, found):
        return Line(Kind.NOISE)
    if found and (found.year or found.has_time):
        return Line(Kind.PROSE if _in_sentence(text, found) else Kind.ENTRY, text, found)
    if not found and (time := leading_time(text)):
        return Line(Kind.ENTRY, text, time)
    return Line(Kind.WORDS, text)


def _kind_without_entry(text: str) -> Kind | None:
    if not _WORD.search(text):
        return Kind.RULE
    if len(text) > LONGEST_TEXT or headings.is_noise(text):
        return Kind.NOISE
    return Kind.RELATIVE if headings.is_relative_day(text) and not find_date(text) else None


_WORD = re.compile(r"[^\W_]")
_MARKUP = re.compile(r"(?<!\w)(\*\*|__|\*(?=\w))([^*]+?)\1(?!\w)")
"""Bold and slanted words of a text in Markdown."""
_BULLET = re.compile(r"^(?:[^\w\s\[(/+「『《“\"'¿¡#=_-]|[-*•·>]\s|\s)+")
"""Emoji, ticks and list marks in front of a line."""


def _in_sentence(text: str, found: Found) -> bool:
    """Tell whether the date stands inside a sentence: words on both sides, no sign between."""
    before, after = text[: found.start].rstrip(" "), text[found.end :].lstrip(" ")
    return (
        len(before.split()) > 1
        and bool(re.match(r"\w", after))
        and bool(re.search(r"[^\W\d_]$", before))
    )


def _ends_a_range(text: str, found: Found) -> bool:
    """Tell whether the date ends a range of days (``Nov 20 - Dec 03``): a promise, not a scan."""
    before = text[: found.start].rstrip()
    return before.endswith(("-", "–", "—")) and find_date(before) is not None


def _settle_prose(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with sentences as entries, or as words where there are other entries."""
    others = any(
        line.kind in {Kind.ENTRY, Kind.STAMP} and line.found and line.found.month for line in lines
    )
    settled = Kind.WORDS if others else Kind.ENTRY
    return [
        Line(settled, line.text, None if others else line.found)
        if line.kind is Kind.PROSE
        else line
        for line in lines
    ]


def _parts(lines: Sequence[Line]) -> Iterable[list[Line]]:
    """Yield the lines of each parcel: a new one begins with another number after an entry."""
    part: list[Line] = []
    seen: set[str] = set()
    dated = False
    for line in lines:
        numbers = set(line.heading.numbers) if line.heading else set()
        if dated and numbers and not numbers & seen:
            yield part
            part, seen, dated = [], set(), False
        part.append(line)
        seen |= numbers
        dated = dated or line.found is not None
    yield part


def _parcels(lines: Sequence[Line], order: Order, known: Known) -> Iterator[RawParcel]:
    """Yield the parcel of one part, or those whose numbers stand in the entries themselves."""
    parcel = replace(
        headings.collect(h for line in lines if (h := line.heading)),
        layout="text",
        notes=order_notes(order),
    )
    groups: dict[tuple[str, ...], list[Mark]] = {}
    for mark in _marks(lines):
        numbers = find_numbers(mark.beside) or next(iter(groups), ())
        mark.beside = _without_numbers(mark.beside, numbers)
        groups.setdefault(numbers, []).append(mark)
    for numbers, marks in groups.items():
        found = entries(marks, known=known)
        events = [_event(e, m, order) for e, m in zip(found, marks, strict=True)]
        events = _of_one_journey([e for e in events if e.text], known)
        yield replace(
            parcel,
            numbers=tuple(dict.fromkeys((*numbers, *(() if len(groups) > 1 else parcel.numbers)))),
            events=tuple(events),
        )


_LONGEST_JOURNEY = timedelta(days=180)


def _of_one_journey(events: Sequence[RawEvent], known: Known) -> list[RawEvent]:
    """Return the entries without dates of the page itself: unknown words, far from every scan."""
    days = sorted(e.at.replace(tzinfo=None) for e in events if e.at and known(e.text))
    if not days:
        return list(events)
    first, last = days[0] - _LONGEST_JOURNEY, days[-1] + _LONGEST_JOURNEY
    return [
        e for e in events if not e.at or first <= e.at.replace(tzinfo=None) <= last or known(e.text)
    ]


def _without_numbers(words: str, numbers: Sequence[str]) -> str:
    """Return the words of a row without its number and the year that some lists put after it."""
    for number in numbers:
        if number in words:
            words = re.sub(
                r"^(?:19|20)\d\d\s+",
                "",
                words.replace(number, "").replace("  ", " ").strip(" \t,;:-"),
            )
    return words


def _event(entry: Entry, mark: Mark, order: Order) -> RawEvent:
    at: datetime | None = mark.found.at(order) if mark.found and mark.found.year else None
    text, _, note = entry.text.partition(_CARRIER_NOTE)
    return RawEvent(
        at=at,
        has_time=bool(mark.found and mark.found.has_time),
        text=text,
        detail=entry.detail or (note if note != text else ""),
        place=entry.place,
        carrier=mark.carrier,
        forecast=headings.is_forecast(entry.text),
    )


_CARRIER_NOTE = ", Carrier note: "
"""Before the carrier's own words in a copy of 17TRACK, after its translation of them."""


def _marks(lines: Sequence[Line]) -> list[Mark]:
    """Return one mark per entry; a day that heads several times is given to each of them."""
    marks: list[Mark] = []
    day: Found | None = None
    waiting: list[str] = []
    carrier = ""
    ruled = _ruled(lines)
    for index, line in enumerate(lines):
        if line.kind in {Kind.STAMP, Kind.ENTRY} and line.found:
            found: Found | None = line.found
            if line.found.month:
                day = line.found
                if not day.has_time and line.kind is Kind.STAMP and _time_follows(lines, index):
                    continue
            else:
                found = day and with_clock(day, line.found)
            if found:
                beside = "" if line.kind is Kind.STAMP else _beside(line)
                marks.append(Mark(found, beside, above=waiting[::-1], carrier=carrier))
                waiting = []
            continue
        if line.heading and line.heading.section and _dated_follows(lines, index):
            carrier = line.heading.carrier
        if index in ruled and marks:
            marks[-1].below.append("")
            marks.append(Mark(above=[""], below=[*filter(None, waiting), ""], carrier=carrier))
            waiting = [""]
            continue
        words = line.text if line.kind is Kind.WORDS else ""
        if line.kind in {Kind.HEADING, Kind.RULE, Kind.RELATIVE}:
            waiting = [""]
        else:
            waiting.append(words)
        if marks:
            marks[-1].below.append(words)
    return marks


def _ruled(lines: Sequence[Line]) -> set[int]:
    """Return the rules that close a part without a date, where rules part the entries."""
    rules = [i for i, line in enumerate(lines) if line.kind is Kind.RULE]
    parts = [(a, b) for a, b in pairwise([-1, *rules])]
    dates = {b: sum(line.found is not None for line in lines[a + 1 : b]) for a, b in parts}
    if sum(count == 1 for count in dates.values()) < 3:
        return set()
    dated = [b for b, count in dates.items() if count]
    return {
        b
        for a, b in parts
        if not dates[b]
        and b > dated[0]
        and any(line.kind is Kind.WORDS for line in lines[a + 1 : b])
    }


def _dated_follows(lines: Sequence[Line], place: int) -> bool:
    following = (line for line in lines[place + 1 :] if line.kind is not Kind.BLANK)
    line = next(following, None)
    return line is not None and line.found is not None


def _time_follows(lines: Sequence[Line], place: int) -> bool:
    for line in lines[place + 1 :]:
        if line.kind is not Kind.BLANK:
            return line.found is not None and not line.found.month
    return False


def _beside(line: Line) -> str:
    """Return the words of a dated line: what follows the date, or else what precedes it."""
    assert line.found is not None
    before = _COUNT.sub("", line.text[: line.found.start]).rstrip(" \t,;:|·•–—-([")
    after = _LEADING_SIGNS.sub("", line.text[line.found.end :])
    after = _LEADING_SIGNS.sub("", _CLOCK_WORD.sub("", after))
    if headings.is_label(before) or all(map(adds_nothing, before.split())):
        before = ""
    return f"{before}\t{after}" if before and after else before or after


_LEADING_SIGNS = re.compile(r"^[\s,;:|·•–—)\]-]+")
_CLOCK_WORD = re.compile(r"^(?:(?:Uhr|h|hrs|local time)\b|น\.)[\s,:]*")
_COUNT = re.compile(r"^(?:\(\d{1,3}\)|#?\d{1,3}[.)])\s+")
"""The number of an entry in front of its date."""
