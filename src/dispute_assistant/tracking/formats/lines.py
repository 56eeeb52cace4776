"""Histories copied as text: one entry per line, or a block of lines per entry.

One reader serves 17TRACK copies old and new, AliExpress order pages, the pages of Russian Post,
Correios, Japan Post or AfterShip, forum posts and e-mails, because they differ in three things
only, and each is read off the paste as a whole, never line by line:

* which of two numbers is the day (:func:`dispute_assistant.dates.decide_order`);
* whether the words of an entry stand beside its date, above it or below it;
* which of the words are the place.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from dispute_assistant.dates import (
    Found,
    Order,
    decide_order,
    find_date,
    find_time,
    is_weekday,
    leading_time,
    only_date,
)
from dispute_assistant.tracking.formats import headings
from dispute_assistant.tracking.formats.raw import Known, RawEvent, RawParcel
from dispute_assistant.tracking.formats.roles import Entry, assign_roles


class Kind(Enum):
    """What one line of a paste is."""

    BLANK = auto()
    STAMP = auto()
    """A date and nothing else, or a time and nothing else."""
    ENTRY = auto()
    """A date, or a time, with words."""
    HEADING = auto()
    """Number, country, carrier, status: something about the whole parcel."""
    RULE = auto()
    """A line of dashes, or one of the page itself."""
    WORDS = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paste with what was found in it."""

    kind: Kind
    text: str = ""
    found: Found | None = None
    heading: headings.Heading | None = None


@dataclass(slots=True)
class Mark:
    """A date with the lines around it, while a paste is being read."""

    found: Found
    beside: str = ""
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    carrier: str = ""


def read(text: str, *, known: Known) -> tuple[RawParcel, ...]:
    """Return the parcels in a pasted text; none when no dated entry is in it."""
    parcels: list[RawParcel] = []
    lines = [_line(line) for line in text.split("\n")]
    order = decide_order([line.found for line in lines])
    for part in _parts(lines):
        parcel = _parcel(part, order, known)
        if parcel.events or parcel.numbers:
            parcels.append(parcel)
    if any(p.events for p in parcels):
        return tuple(p for p in parcels if p.events)
    return ()


def about(text: str) -> RawParcel:
    """Return what the headings of a text say about its parcel, without any entry."""
    found = (_line(line).heading for line in text.split("\n"))
    return headings.collect(heading for heading in found if heading)


def _line(text: str) -> Line:
    text = _BULLET.sub("", text.strip())
    if not text:
        return Line(Kind.BLANK)
    if _RULE.fullmatch(text) or headings.is_noise(text):
        return Line(Kind.RULE, text)
    if time := find_time(text):
        return Line(Kind.STAMP, text, time)
    found = find_date(text)
    heading = headings.read(text, dated=found is not None)
    if heading:
        return Line(Kind.HEADING, text, heading=heading)
    if found:
        if only_date(text, found):
            return Line(Kind.STAMP, text, found)
        if found.year or found.has_time:
            return Line(Kind.ENTRY, text, found)
    elif time := leading_time(text):
        return Line(Kind.ENTRY, text, time)
    return Line(Kind.WORDS, text)


_BULLET = re.compile(r"^(?:[^\w\s\[(/+「『《“\"'¿¡#-]|[-*•·>]\s|\s)+")
"""Emoji, ticks and list marks in front of a line."""
_RULE = re.compile(r"[\W_]+")


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


def _parcel(lines: Sequence[Line], order: Order, known: Known) -> RawParcel:
    about = headings.collect(line.heading for line in lines if line.heading)
    marks = _marks(lines)
    entries = _entries(marks, known)
    events = tuple(_event(entry, mark, order) for entry, mark in zip(entries, marks, strict=True))
    return replace(about, events=tuple(e for e in events if e.text), layout="text")


def _event(entry: Entry, mark: Mark, order: Order) -> RawEvent:
    try:
        at = mark.found.at(order)
    except ValueError:  # no year in the whole paste
        at = None
    return RawEvent(
        at=at,
        has_time=mark.found.has_time,
        text=entry.text,
        detail=entry.detail,
        place=entry.place,
        carrier=mark.carrier,
        forecast=headings.is_forecast(entry.text),
    )


def _marks(lines: Sequence[Line]) -> list[Mark]:
    """Return one mark per entry; a day that heads several times is given to each of them.

    An empty string among the words above or below a mark is a blank line of the paste.
    """
    marks: list[Mark] = []
    day: Found | None = None
    waiting: list[str] = []
    carrier = ""
    for index, line in enumerate(lines):
        if line.kind in {Kind.STAMP, Kind.ENTRY} and line.found:
            found = line.found
            if found.month:
                day = found
                if line.kind is Kind.STAMP and not found.has_time and _time_follows(lines, index):
                    continue
            elif day is None:
                continue
            else:
                found = replace(
                    found,
                    year=day.year,
                    month=day.month,
                    day=day.day,
                    either=day.either,
                    slashed=day.slashed,
                )
            beside = "" if line.kind is Kind.STAMP else _beside(line)
            marks.append(Mark(found, beside, above=waiting, carrier=carrier))
            waiting = []
        elif line.kind is Kind.HEADING:
            if line.heading and line.heading.section:
                carrier = line.heading.carrier
            waiting = [""]
            if marks:
                marks[-1].below.append("")
        else:
            words = line.text if line.kind is Kind.WORDS else ""
            waiting.append(words)
            if marks:
                marks[-1].below.append(words)
    return marks


def _time_follows(lines: Sequence[Line], place: int) -> bool:
    for line in lines[place + 1 :]:
        if line.kind is not Kind.BLANK:
            return line.found is not None and not line.found.month
    return False


def _beside(line: Line) -> str:
    """Return the words of a dated line: what follows the date, or else what precedes it."""
    assert line.found is not None
    before = line.text[: line.found.start].rstrip(" \t,;:|–—-([")
    after = re.sub(r"^[\s,;:|–—)\]-]+", "", line.text[line.found.end :])
    after = _CLOCK_WORD.sub("", after)
    if headings.is_label(before) or is_weekday(before):
        before = ""
    return f"{before}\t{after}" if before and after else before or after


_CLOCK_WORD = re.compile(r"^(?:Uhr|h|hrs|local time)\b[\s,:]*")


def _entries(marks: Sequence[Mark], known: Known) -> list[Entry]:
    """Return the words of each mark with their roles, from the side on which they make sense."""
    if not marks:
        return []
    beside = [m.beside for m in marks]
    below = _paragraphs([m.below for m in marks])
    above = [p[::-1] for p in _paragraphs([m.above[::-1] for m in marks][::-1])[::-1]]
    closer = _touching([m.below for m in marks]) >= _touching([m.above[::-1] for m in marks])
    sides = (_continued(below), below, above) if closer else (_continued(below), above, below)
    candidates = [
        assign_roles([[b, *words] for b, words in zip(beside, side, strict=True)], known=known)
        for side in sides
    ]
    return max(candidates, key=lambda entries: _merit(entries, known))


def _touching(side: Sequence[Sequence[str]]) -> int:
    """Count the entries whose words stand right beside the date, without a blank line between."""
    return sum(bool(words and words[0]) for words in side)


def _paragraphs(side: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the words of each entry, nearest first, without those of the page around.

    Beyond the last entry the page goes on: its lines count up to a blank line, or as many as
    entries usually have.
    """
    apart = sum("" in _stripped(words) for words in side) * 2 < len(side)
    kept = []
    for i, words in enumerate(side):
        own = _stripped(words)
        if "" in own and (apart or i + 1 == len(side)):
            own = own[: own.index("")]
        kept.append([w for w in own if w])
    if len(kept) > 1:
        usual = max(1, Counter(map(len, kept[:-1])).most_common(1)[0][0])
        closed = "" in side[-1][len(kept[-1]) :]
        kept[-1] = kept[-1][: usual + 2 if closed else usual]
    return kept


def _stripped(words: Sequence[str]) -> list[str]:
    """Return ``words`` without the blank lines at both ends."""
    first = next((i for i, w in enumerate(words) if w), len(words))
    last = next((i for i, w in enumerate(reversed(words)) if w), len(words))
    return list(words[first : len(words) - last])


def _continued(side: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the lines below that only go on with an entry: not most entries have any."""
    usual = sum(map(bool, side)) * 3 >= len(side) * 2
    return [[] if usual or i + 1 == len(side) else list(words) for i, words in enumerate(side)]


def _merit(entries: Sequence[Entry], known: Known) -> tuple[int, int]:
    """Return how many entries have words of the vocabulary, and how many have any words."""
    return sum(known(e.text) for e in entries), sum(bool(e.text) for e in entries)
