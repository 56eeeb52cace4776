"""What the program made of histories, for other programs and for a table.

``dispute track FILE... --json`` prints :func:`as_object`; its shape is published in
``data/tracking/report.schema.json``. :func:`rows` is the same for people.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from dispute_assistant.identifiers import carriers, identify
from dispute_assistant.locales import Locale
from dispute_assistant.messages import Message
from dispute_assistant.tracking import story
from dispute_assistant.tracking.events import Contradiction, Event, Status, Timeline, Verdict
from dispute_assistant.tracking.vocabulary import statuses

FORMAT = "dispute-assistant/tracking/1"


def newest(timeline: Timeline) -> Event | None:
    """Return the newest event that stands: not a correction, nor what one withdrew."""
    standing = (e for e in reversed(timeline.events) if e.status is not Status.CORRECTION)
    return next(standing, None)


def status(timeline: Timeline) -> Status:
    """Return where the parcel is: the status of its newest event, or that nobody knows it."""
    event = newest(timeline)
    return event.status if event else Status.NOT_FOUND


def as_object(timelines: Iterable[Timeline]) -> dict[str, Any]:
    """Return the timelines as one object for JSON."""
    return {"format": FORMAT, "parcels": [_parcel(t) for t in timelines]}


def _parcel(timeline: Timeline) -> dict[str, Any]:
    dated = [e for e in timeline if e.at]
    return {
        "tracking_number": timeline.tracking_number,
        "other_numbers": list(timeline.other_numbers),
        "carrier": ", ".join(timeline.carriers) or _carrier_of(timeline.tracking_number),
        "origin": timeline.origin,
        "destination": timeline.destination,
        "status": status(timeline).value,
        "customs_verdict": timeline.verdict.value,
        "cause": timeline.cause.value if timeline.cause else None,
        "last_event_at": _moment(dated[-1]) if dated else None,
        "contradictions": [_contradiction(c) for c in timeline.contradictions],
        "notes": [_words(note) for note in timeline.notes],
        "events": [_event(e) for e in timeline],
    }


def _carrier_of(number: str) -> str:
    """Return the only carrier that a sound number can belong to, or an empty string."""
    sound = [i for i in identify(number) if i.sound] if number else []
    users = {carrier for identity in sound for carrier in identity.carriers}
    return carriers()[users.pop()].title if len(users) == 1 else ""


def _event(event: Event) -> dict[str, Any]:
    return {
        "at": _moment(event),
        "code": event.status.value,
        "reason": event.reason,
        "text": event.text,
        "place": event.place,
        "country": event.country,
        "source": event.source,
        "carrier": event.carrier,
        "carrier_code": event.code,
        "matched_by": event.matched_by,
    }


def _moment(event: Event) -> str | None:
    """Return the local time in ISO 8601; the day alone where the source gave no time."""
    if event.at is None:
        return None
    return event.at.isoformat() if event.has_time else event.at.date().isoformat()


def _contradiction(contradiction: Contradiction) -> dict[str, Any]:
    return {
        "what": _words(contradiction.what),
        "first": _event(contradiction.first),
        "second": _event(contradiction.second),
        "relied_on": _event(contradiction.relied_on),
        "why": _words(contradiction.why),
    }


def _words(message: Message) -> str:
    return Locale("en").text(message)


class Tone(StrEnum):
    """How a row should look: what is good, what stops the parcel, what only passes."""

    PLAIN = "plain"
    CUSTOMS = "customs"
    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"


class Row(Struct, frozen=True, kw_only=True):
    """One line of the table that people see, newest first."""

    at: datetime | date | None
    """A date where the source gave the day alone."""
    place: str
    text: str
    status: Status
    tone: Tone
    source: str
    matched_by: str


def rows(timeline: Timeline) -> tuple[Row, ...]:
    """Return the lines of the table of one parcel, newest first."""
    return tuple(
        Row(
            at=event.at if event.has_time or event.at is None else event.at.date(),
            place=event.place,
            text=event.text,
            status=event.status,
            tone=_tone(event),
            source=event.carrier or event.source,
            matched_by=event.matched_by,
        )
        for event in reversed(timeline.events)
    )


_BAD = frozenset(
    {
        Verdict.HELD,
        Verdict.ERROR,
        Verdict.INFO_REQUIRED,
        Verdict.DUTY_DUE,
        Verdict.REFUSED,
        Verdict.REFUSED_BY_BUYER,
        Verdict.RETURNED,
        Verdict.SEIZED,
        Verdict.DESTROYED,
    }
)
_BAD_ENDS = story.GOING_BACK | {
    Status.DELIVERY_FAILED,
    Status.DELIVERY_REFUSED,
    Status.LOST,
    Status.DAMAGED,
    Status.DESTROYED,
}


def _tone(event: Event) -> Tone:
    record = statuses()[event.status]
    if event.status is Status.UNKNOWN:
        return Tone.UNKNOWN
    if event.status in _BAD_ENDS or record.verdict in _BAD:
        return Tone.BAD
    if event.status is Status.DELIVERED or record.verdict is Verdict.RELEASED:
        return Tone.GOOD
    return Tone.CUSTOMS if record.customs else Tone.PLAIN
