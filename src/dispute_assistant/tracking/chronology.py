"""The order of scans, and the few scans whose meaning only their neighbours tell.

Order of dates is not order of stages: clearance is declared before the flight leaves, a parcel that
was refused comes back through the same offices. So time alone orders the scans, and the usual order
of a journey decides only between scans of one moment.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from dispute_assistant.texts import fold
from dispute_assistant.tracking import story
from dispute_assistant.tracking.events import Event, Status
from dispute_assistant.tracking.vocabulary import statuses


class Scan(Struct, frozen=True):
    """An event with what only the making of a timeline needs."""

    event: Event
    words: str = ""
    """The text of the entry without its remark."""
    also: Status | None = None
    """A second thing the entry says in its remark, before what it says itself."""
    after: datetime | None = None
    """For an entry without a date: the moment of the entry that its source puts before it."""


def without_doubles(scans: Sequence[Scan]) -> list[Scan]:
    """Return the scans with every fact once; of two reports of one fact the fuller one stays.

    Within one source only equal entries are one fact; across sources a report without the offset,
    the time or the place is the same fact as one that has it.
    """
    kept: dict[tuple[object, ...], list[Scan]] = {}
    for scan in scans:
        event = scan.event
        words = fold(scan.words or event.text)
        key = (event.day, words) if event.at else (event.source, words, scan.after)
        group = kept.setdefault(key, [])
        twin = next((i for i, s in enumerate(group) if _same_fact(s.event, event)), None)
        if twin is None:
            group.append(scan)
        elif _fullness(event) > _fullness(group[twin].event):
            group[twin] = scan
    return [scan for group in kept.values() for scan in group]


def _fullness(event: Event) -> tuple[bool, bool, int, str]:
    aware = bool(event.at and event.at.tzinfo)
    return event.has_time, aware, len(event.place) + len(event.text), f"{event}"


def _same_fact(one: Event, other: Event) -> bool:
    if not _same_place(one.place, other.place):
        return False
    if one.at is None or other.at is None or one.at == other.at:
        return True
    if one.source == other.source:
        return False
    if not (one.has_time and other.has_time):
        return True
    return one.at.replace(tzinfo=None) == other.at.replace(tzinfo=None)


def _same_place(one: str, other: str) -> bool:
    """Tell whether two reports can be of one place; one that names none can."""
    return not one or not other or one == other or fold(one) == fold(other)


def in_order(scans: Sequence[Scan]) -> list[Scan]:
    """Return the scans oldest first."""
    dated = [s for s in scans if s.event.at]
    exact = all(s.event.at.tzinfo and s.event.has_time for s in dated if s.event.at)

    def moment(at: datetime) -> datetime:
        return (at.astimezone(UTC) if exact else at).replace(tzinfo=None)

    def key(scan: Scan) -> tuple[datetime, int, str]:
        assert scan.event.at is not None
        return moment(scan.event.at), _stage(scan), scan.event.text

    ordered = sorted(dated, key=key)
    if not all(s.event.has_time for s in dated):
        ordered = [s for _, day in groupby(ordered, key=_day) for s in _one_day(list(day))]
    return _close_deliveries(_with_undated(ordered, [s for s in scans if not s.event.at], moment))


def _stage(scan: Scan) -> int:
    status = scan.event.status
    return 0 if status is Status.UNKNOWN else statuses()[status].order


def _day(scan: Scan) -> date | None:
    return scan.event.day


def _one_day(day: list[Scan]) -> list[Scan]:
    """Return the scans of one day; those without a time stand where a journey has them."""
    timed = [s for s in day if s.event.has_time]
    for scan in sorted((s for s in day if not s.event.has_time), key=_stage):
        later = [i + 1 for i, other in enumerate(timed) if _stage(other) <= _stage(scan)]
        timed.insert(later[-1] if later else 0, scan)
    return timed


def _with_undated(
    ordered: Sequence[Scan], undated: Iterable[Scan], moment: Callable[[datetime], datetime]
) -> list[Scan]:
    """Return the scans with those without a date where their sources have them."""
    waiting: dict[datetime | None, list[Scan]] = {}
    for scan in undated:
        waiting.setdefault(scan.after and moment(scan.after), []).append(scan)
    placed = waiting.pop(None, [])
    for i, scan in enumerate(ordered):
        placed.append(scan)
        assert scan.event.at is not None
        here = moment(scan.event.at)
        following = ordered[i + 1].event.at if i + 1 < len(ordered) else None
        if here in waiting and (following is None or moment(following) != here):
            placed += waiting.pop(here)
    return placed + [s for rest in waiting.values() for s in rest]


def _close_deliveries(scans: list[Scan]) -> list[Scan]:
    """Return the scans with each delivery after the scans of its day that were booked late.

    Clocks of two countries, or a depot that books in the evening, put scans of the way after the
    delivery; nothing but a return or a new attempt follows it in fact.
    """
    ordered: list[Scan] = []
    for scan in scans:
        behind = len(ordered)
        while behind and _booked_late(scan, ordered[behind - 1]):
            behind -= 1
        ordered.insert(behind, scan)
    return ordered


def _booked_late(scan: Scan, delivery: Scan) -> bool:
    return (
        delivery.event.status is Status.DELIVERED
        and scan.event.day == delivery.event.day
        and _stage(scan) < statuses()[Status.OUT_FOR_DELIVERY].order
    )


def withdraw_corrected(scans: Sequence[Scan]) -> list[Scan]:
    """Return the scans with those that a later entry cancels marked as corrections too.

    A code that ends in ``_UNDO`` names what it cancels; any other correction cancels the entry
    before it.
    """
    marked = list(scans)
    for i, scan in enumerate(scans):
        if scan.event.status is not Status.CORRECTION:
            continue
        named = scan.event.code.upper().removesuffix("_UNDO")
        named = named if named != scan.event.code.upper() else ""
        for j in range(i - 1, -1, -1):
            earlier = marked[j].event
            if earlier.status is not Status.CORRECTION and named in ("", earlier.code.upper()):
                event = replace(earlier, status=Status.CORRECTION, reason="withdrawn")
                marked[j] = replace(marked[j], event=event, also=None)
                break
    return marked


_BACK = frozenset(
    {
        Status.RETURNING,
        Status.IMPORT_CUSTOMS_RETURNED,
        Status.IMPORT_CUSTOMS_REFUSED,
        Status.EXPORT_CUSTOMS_REFUSED,
        Status.EXPORT_SECURITY_REJECTED,
    }
)
"""After one of these, and no release, a delivery is one to the sender."""
_STUCK = _BACK | {Status.EXPORT_CUSTOMS_HELD}
_LET_GO = frozenset({Status.IMPORT_CUSTOMS_RELEASED, Status.IMPORT_CUSTOMS_DUTY_PAID})


def settle_deliveries(scans: Sequence[Scan], origin: str, destination: str) -> list[Scan]:
    """Return the scans with deliveries that cannot be to the buyer read as returned to the sender.

    A delivery in the country of origin of a parcel to another country is one; so is a delivery
    after a return or refusal, unless it is known to be in the buyer's country.
    """
    settled = []
    accepted_at = ""
    back = stuck = False
    for scan in scans:
        event = scan.event
        if event.status is Status.ACCEPTED and event.place:
            accepted_at = accepted_at or fold(event.place)
        if event.status in _LET_GO:
            back = stuck = False
        back = back or event.status in _BACK
        stuck = stuck or event.status in _STUCK
        if event.status is Status.DELIVERED:
            at_origin = event.country == origin if event.country else False
            at_origin = at_origin or (bool(event.place) and fold(event.place) == accepted_at)
            abroad = bool(destination) and destination != origin
            if (at_origin and (abroad or (stuck and not destination))) or (
                back and (not event.country or event.country != destination)
            ):
                event = replace(event, status=Status.RETURNED_TO_SENDER)
        settled.append(replace(scan, event=event))
    return settled


def steps(scans: Iterable[Scan]) -> list[story.Step]:
    """Return what the story is told from: every standing scan, remarks before what they remark."""
    told = []
    for scan in scans:
        if scan.event.status is Status.CORRECTION:
            continue
        at = scan.event.at if scan.event.has_time else None
        if scan.also:
            told.append(story.Step(scan.also, at))
        told.append(story.Step(scan.event.status, at))
    return told
