"""The plan as a calendar file: the days that matter, with reminders, in the buyer's language.

The file is an iCalendar object (RFC 5545) of all-day events, one for each deadline and each dated
step. A step that is due by the day of a deadline is told in the event of that deadline: three
reminders of one day would only teach the buyer to ignore them. While waiting is right, there is
nothing to do but to keep the deadlines, and the steps stay on the page of advice.

An event keeps its UID as long as the parcel keeps its number, whatever the day and the language,
so that a program that goes by UIDs moves an event at the second import and makes no second one.
The tracking number identifies a case before the order number does: it is known from the first
day, while the order number is asked when papers are due. Two orders in one parcel share UIDs.

Written without a library: escaping and folding take fewer lines than ``icalendar`` would save,
and that library and what it needs are 9 MB. The tests read the file with two libraries that had
no part in writing it.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgspec import Struct

from dispute_assistant import identifiers
from dispute_assistant.deadlines import Deadline
from dispute_assistant.locales import Locale
from dispute_assistant.messages import Message, say
from dispute_assistant.situation import Situation
from dispute_assistant.view import Action, Step

NAME = "deadlines.ics"
REMINDERS = {3: "-P2DT15H", 1: "-PT15H"}
"""Days before an event on which the calendar reminds of it at nine, as a span of time that is
counted back from the midnight at which the event begins."""
_TITLE_LENGTH = 100
_LINE_OCTETS = 75


def ics(now: Situation) -> str:
    """Return the days of the plan as a calendar; nothing where the plan names no day ahead.

    Lines end with CR and LF, as the standard asks: write the text as bytes, in UTF-8.
    """
    entries = sorted(_entries_in_time(now), key=lambda entry: (entry.day, entry.id))
    if not entries:
        return ""
    words = Locale(now.language)
    properties = (
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Dispute Assistant//Dispute Assistant//EN"),
        ("CALSCALE", "GREGORIAN"),
        *(property_ for entry in entries for property_ in _event(entry, now, words)),
        ("END", "VCALENDAR"),
    )
    return "".join(_property(name, value) for name, value in properties)


class _Entry(Struct, frozen=True, kw_only=True):
    """What becomes one event."""

    id: str
    day: date
    says: Message
    notes: tuple[Message, ...]
    estimated: bool


def _entries_in_time(now: Situation) -> Iterator[_Entry]:
    """Yield what lies ahead: nothing helps after the end of a protection that still runs."""
    end = now.plan.days.protection_end
    last = end.day if end and end.day >= now.on else date.max
    return (entry for entry in _entries(now) if now.on <= entry.day <= last)


def _entries(now: Situation) -> Iterator[_Entry]:
    plan = now.plan
    ahead = {deadline.day for deadline in plan.dates if deadline.day > now.on}
    told = [step for step in plan.steps if step.by in ahead and not step.start]
    for deadline in plan.dates:
        yield _Entry(
            id=deadline.id,
            day=deadline.day,
            says=deadline.says,
            notes=(*_why([deadline]), *(s.says for s in told if s.by == deadline.day)),
            estimated=deadline.estimated,
        )
    if plan.action is Action.WAIT:
        return
    for step in plan.steps:
        day = step.start or step.by
        if day and step not in told:
            reasons = [d for d in plan.dates if d.day == day and day in ahead]
            yield _Entry(
                id=step.id,
                day=day,
                says=step.says,
                notes=(_term(step), *_why(reasons)),
                estimated=any(reason.estimated for reason in reasons),
            )


def _term(step: Step) -> Message:
    if step.start and step.by and step.start < step.by:
        return say("From {start}, by {by}: {text}", start=step.start, by=step.by, text=step.says)
    return step.says


def _why(deadlines: Iterable[Deadline]) -> Iterator[Message]:
    for deadline in deadlines:
        if deadline.estimated:
            yield say(
                "About {day}: {says} Check it yourself.", day=deadline.day, says=deadline.says
            )
        else:
            yield deadline.says
        yield say("Why this day: {basis}", basis=deadline.basis)


def _event(entry: _Entry, now: Situation, words: Locale) -> Iterator[tuple[str, str]]:
    """Yield names and values of the properties of one event."""
    numbers = [words.text(number) for number in _numbers(now)]
    title = _short(words.text(entry.says))
    if entry.estimated:
        title = words.text(say("Estimate: {text}", text=title))
    title = _escaped(" ".join((title, *numbers[:1])))
    known = say(
        "By what was known on {day}. Run the program again when something has changed.", day=now.on
    )
    notes = (*(words.text(note) for note in entry.notes), *numbers, words.text(known))
    yield from (
        ("BEGIN", "VEVENT"),
        ("UID", f"{entry.id}-{_identity(now)}@dispute-assistant"),
        ("DTSTAMP", f"{now.on:%Y%m%d}T000000Z"),
        ("SEQUENCE", f"{now.on.toordinal()}"),
        ("DTSTART;VALUE=DATE", f"{entry.day:%Y%m%d}"),
        ("SUMMARY", title),
        ("DESCRIPTION", _escaped("\n".join(notes))),
        ("CLASS", "PRIVATE"),
        ("TRANSP", "TRANSPARENT"),
    )
    for days, trigger in REMINDERS.items():
        if entry.day - timedelta(days=days) >= now.on:
            yield from (
                ("BEGIN", "VALARM"),
                ("ACTION", "DISPLAY"),
                ("DESCRIPTION", title),
                ("TRIGGER", trigger),
                ("END", "VALARM"),
            )
    yield ("END", "VEVENT")


def _numbers(now: Situation) -> Iterator[Message]:
    if now.tracking_number:
        yield say("Parcel {number}.", number=now.tracking_number)
    if now.case.order.number:
        yield say("Order {number}.", number=now.case.order.number)


def _identity(now: Situation) -> str:
    """Return a name for the case in UIDs, which must identify no one (RFC 7986, section 5.3)."""
    order = now.case.order
    number = identifiers.compact(now.tracking_number)
    name = number or f"{order.marketplace} {order.number}"
    return hashlib.sha256(name.encode()).hexdigest()[:24]


def _short(text: str) -> str:
    """Return ``text``, cut between words where it is too long for a title."""
    if len(text) <= _TITLE_LENGTH:
        return text
    return text[:_TITLE_LENGTH].rpartition(" ")[0].rstrip(",.:;") + "…"


def _escaped(text: str) -> str:
    r"""Return ``text`` as the value of a property: no sign in it can end the line.

    >>> print(_escaped("Отказ в выпуске; возврат,\n27 ноября"))
    Отказ в выпуске\; возврат\,\n27 ноября
    """
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return r"\n".join(text.splitlines())


def _property(name: str, value: str) -> str:
    r"""Return a line of the file, folded before its 76th octet but never inside a character.

    >>> _property("SUMMARY", "Срок " * 8)
    'SUMMARY:Срок Срок Срок Срок Срок Срок Срок Ср\r\n ок \r\n'
    """
    raw = f"{name}:{value}".encode()
    parts: list[str] = []
    start, end = 0, _LINE_OCTETS
    while end < len(raw):
        while raw[end] & 0xC0 == _INSIDE:
            end -= 1
        parts.append(raw[start:end].decode())
        start, end = end, end + _LINE_OCTETS - 1  # a line goes on with a space
    return "\r\n ".join((*parts, raw[start:].decode())) + "\r\n"


_INSIDE = 0x80
"""The first two bits of an octet that does not begin a character in UTF-8."""
