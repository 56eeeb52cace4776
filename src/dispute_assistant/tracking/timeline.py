"""One chronology of a parcel out of everything the buyer has about it.

Two steps: :func:`read` finds the entries of one paste or file (pure, nothing is classified),
:func:`build` merges the sources, classifies every entry and puts them in order. The order of the
lines in a source never changes the result. What follows from the scans is told by
:mod:`dispute_assistant.tracking.story`.

>>> pasted = '''Number: RV007000274CN
... 2025-03-12 09:15 102975, Прием на таможню
... 2025-03-20 11:05 102975, Отказ в выпуске таможней, Возврат'''
>>> (parcel,) = build(read(pasted), destination="RU")
>>> parcel.tracking_number, parcel.verdict.value, parcel.last.day.isoformat()
('RV007000274CN', 'returned', '2025-03-20')
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from dispute_assistant.identifiers import carriers, identify
from dispute_assistant.messages import Message, say, say_many
from dispute_assistant.texts import fold
from dispute_assistant.tracking import chronology, contradictions, formats, story
from dispute_assistant.tracking.chronology import Scan
from dispute_assistant.tracking.events import Event, Status, Timeline, Verdict
from dispute_assistant.tracking.formats.raw import RawEvent, RawParcel
from dispute_assistant.tracking.places import country_code, country_of
from dispute_assistant.tracking.vocabulary import (
    Reading,
    carrier_id,
    classify,
    reasons,
    statuses,
)

Meanings = Mapping[str, Status]
"""What the user said that an unknown wording means."""


def read(text: str, *, source: str = "", today: date | None = None) -> tuple[RawParcel, ...]:
    """Return the parcels found in one paste or file; ``source`` is the name shown for it.

    Days without a year are read as the last such days before ``today``, or as the days around say.

    Raises InputError with one problem when nothing is understood.
    """
    parcels = formats.read(text, known=_known, today=today, key=source or "tracking")
    return tuple(replace(p, source=p.source or source) for p in parcels)


def _known(text: str) -> bool:
    reading = _alone(text)
    return reading.forecast or reading.status is not Status.UNKNOWN


@lru_cache(maxsize=16_384)
def _alone(text: str) -> Reading:
    """Return what a wording says by itself."""
    return classify(text)


def build(
    sources: Iterable[RawParcel],
    *,
    destination: str = "",
    today: date | None = None,
    meanings: Meanings | None = None,
) -> tuple[Timeline, ...]:
    """Return one timeline per parcel in ``sources``; the one with most trouble first.

    ``destination`` is the buyer's country, where it is known. Entries dated after ``today`` are
    left out and said. ``meanings`` maps wordings that the vocabulary does not know to a status.
    """
    folded = {fold(wording): status for wording, status in (meanings or {}).items()}
    groups = _same_parcels(list(sources))
    timelines = [_timeline(group, destination, today, folded) for group in groups]
    return tuple(sorted(timelines, key=_peace))


def _peace(timeline: Timeline) -> int:
    """Return how far a parcel is from trouble: a customs story first, then a return or loss."""
    if timeline.verdict is not Verdict.NONE:
        return 0
    back = {Status.RETURNING, Status.RETURNED_TO_SENDER, Status.LOST, Status.DAMAGED}
    return 1 if any(e.status in back for e in timeline) else 2


def _same_parcels(sources: Sequence[RawParcel]) -> list[list[RawParcel]]:
    """Return the sources by parcel: those that share a number, a nameless one with a lone one."""
    groups: list[tuple[set[str], list[RawParcel]]] = []
    for parcel in sorted(sources, key=lambda p: not p.numbers):
        numbers = set(parcel.numbers)
        same = [g for g in groups if g[0] & numbers]
        if not numbers and len(groups) == 1:
            same = groups[:]
        for group in same:
            groups.remove(group)
        merged = [p for g in same for p in g[1]]
        groups.append((numbers.union(*(g[0] for g in same)), [*merged, parcel]))
    return [parcels for _, parcels in groups]


def _timeline(
    parcels: Sequence[RawParcel], destination: str, today: date | None, meanings: Meanings
) -> Timeline:
    numbers = list(dict.fromkeys(n for p in parcels for n in p.numbers))
    origin = _first_country(p.origin for p in parcels) or _origin_of(numbers)
    destination = country_code(destination) or _first_country(p.destination for p in parcels)
    scans: list[Scan] = []
    left_out: Counter[str] = Counter()
    for parcel in parcels:
        kept = _kept(parcel, today, left_out)
        scans += _scans(parcel, kept, origin, destination, meanings)
    scans = chronology.in_order(chronology.without_doubles(scans))
    scans = chronology.withdraw_corrected(scans)
    scans = chronology.settle_deliveries(scans, origin, destination)
    outcome = story.judge(chronology.steps(scans))
    events = tuple(s.event for s in scans)
    return Timeline(
        events=events,
        tracking_number=numbers[0] if numbers else "",
        other_numbers=tuple(numbers[1:]),
        carriers=_carriers(parcels, events),
        origin=origin,
        destination=destination,
        verdict=outcome.verdict,
        cause=outcome.cause,
        contradictions=contradictions.find(events),
        notes=(
            *(n for p in parcels for n in p.notes),
            *_notes(left_out),
            *_headlines(parcels, events),
        ),
    )


def _first_country(names: Iterable[str]) -> str:
    return next((code for name in names if (code := country_code(name))), "")


def _origin_of(numbers: Sequence[str]) -> str:
    """Return the country of the post that issued an S10 number."""
    found = (i.country for n in numbers for i in identify(n) if i.kind == "s10")
    return next(found, "")


@cache
def _post_of(country: str) -> str:
    """Return the name of the post of a country, or an empty string."""
    posts = (c.title for c in carriers().values() if country and country in c.post_of)
    return next(posts, "")


def _carriers(parcels: Sequence[RawParcel], events: Sequence[Event]) -> tuple[str, ...]:
    """Return the carriers that the sources name, in the order in which they had the parcel."""
    named = sorted({p.carrier for p in parcels if p.carrier})
    return tuple(dict.fromkeys((*(e.carrier for e in events if e.carrier), *named)))


def _kept(parcel: RawParcel, today: date | None, left_out: Counter[str]) -> list[RawEvent]:
    """Return the entries that happened; a day more than ``today`` is allowed for time zones.

    A wording that looks ahead is a forecast only when it is dated after everything that happened:
    "arrived, will be delivered soon" is dated by the arrival.
    """
    ahead = [raw.forecast or _alone(raw.text).forecast for raw in parcel.events]
    days = [
        raw.at.date()
        for raw, forecast in zip(parcel.events, ahead, strict=True)
        if raw.at and not forecast
    ]
    newest = max(days, default=date.min)
    kept = []
    for raw, forecast in zip(parcel.events, ahead, strict=True):
        day = raw.at.date() if raw.at else date.min
        if raw.forecast or (forecast and day > newest):
            left_out["forecast"] += 1
        elif today and day > today + timedelta(days=1):
            left_out["future"] += 1
        else:
            kept.append(raw)
    return kept


def _notes(left_out: Counter[str]) -> Iterable[Message]:
    if count := left_out["forecast"]:
        yield say_many(
            "{count} forecast was left out: it tells what may happen, not what happened.",
            "{count} forecasts were left out: they tell what may happen, not what happened.",
            count,
        )
    if count := left_out["future"]:
        yield say_many(
            "{count} entry is dated in the future and was left out. Check its date.",
            "{count} entries are dated in the future and were left out. Check their dates.",
            count,
        )


def _headlines(parcels: Iterable[RawParcel], events: Sequence[Event]) -> Iterable[Message]:
    """Say it when a page shows one thing above its entries and the newest entry another."""
    standing = (e for e in reversed(events) if e.status is not Status.CORRECTION)
    newest = next(standing, None)
    for parcel in parcels:
        shown = _alone(parcel.headline.partition("(")[0]).status if parcel.headline else None
        if shown and newest and contradictions.deny(shown, newest.status):
            yield say(
                "The page shows “{headline}”, but its newest entry is “{text}”. The entry counts.",
                headline=parcel.headline,
                text=newest.text,
            )


def _scans(
    parcel: RawParcel,
    entries: Sequence[RawEvent],
    origin: str,
    destination: str,
    meanings: Meanings,
) -> list[Scan]:
    chronological = entries[::-1] if _newest_first(entries) else entries
    scans = []
    after: datetime | None = None
    for raw in chronological:
        country = country_code(raw.country) or country_of(raw.place)
        carrier = raw.carrier or parcel.carrier or (_post_of(origin) if country == origin else "")
        reading, also = _classified(raw, carrier, country, (origin, destination), meanings)
        event = Event(
            at=raw.at,
            has_time=raw.has_time,
            text=f"{raw.text.rstrip('.')}. {raw.detail}" if raw.detail else raw.text,
            place=raw.place,
            country=country,
            carrier=raw.carrier or parcel.carrier,
            source=parcel.source,
            status=reading.status,
            reason=reading.reason,
            matched_by=reading.matched_by,
            code=raw.code,
        )
        scans.append(Scan(event, raw.text, also, None if raw.at else after))
        after = raw.at or after
    return scans


def _newest_first(entries: Sequence[RawEvent]) -> bool:
    """Tell how a source lists its entries; most have the newest on top."""
    days = [e.at.date() for e in entries if e.at]
    return not days or days[0] >= days[-1]


def _classified(
    raw: RawEvent, carrier: str, country: str, ends: tuple[str, str], meanings: Meanings
) -> tuple[Reading, Status | None]:
    """Return what an entry says, and what its remark adds to the customs story."""
    said = meanings.get(fold(raw.text))
    if said:
        return Reading(status=said, reason="", matched_by="your answer"), None
    context = (carrier, country, *ends)
    main = _in_context(raw.text, raw.code, raw.code_source, context)
    if main.status is Status.UNKNOWN and _UPU_CODE.fullmatch(raw.code):
        main = _in_context(raw.text, raw.code, "upu", context)
    if not raw.detail:
        return main, _why(main)
    reading, also = _with_remark(main, _in_context(raw.detail, "", "", context))
    return reading, also or _why(main)


def _why(reading: Reading) -> Status | None:
    """Return what the reason of a refusal or return was: papers missing, duty unpaid, ..."""
    reason = reasons().get(reading.reason)
    ended = statuses()[reading.status].verdict not in {Verdict.NONE, Verdict.HELD}
    return reason.status if reason and ended and reason.status is not reading.status else None


@lru_cache(maxsize=16_384)
def _in_context(text: str, code: str, code_source: str, context: tuple[str, ...]) -> Reading:
    """Return what a wording says in the mouth of a carrier, at a place, on a way."""
    carrier, country, origin, destination = context
    return classify(
        text,
        carrier=carrier,
        code=code,
        code_source=code_source,
        country=country,
        origin=origin,
        destination=destination,
    )


_UPU_CODE = re.compile(r"E[DMX][A-Z]")
"""Codes of the Universal Postal Union, which posts mix with their own."""
_ANYTHING = frozenset({Status.IN_TRANSIT, Status.SORTING, Status.ARRIVED_DESTINATION})
"""Scans that stay what they are though their remark speaks of customs."""
_GENERAL = frozenset(
    {
        Status.UNKNOWN,
        Status.HELD_BY_CARRIER,
        Status.CUSTOMS_UNSPECIFIED,
        Status.IMPORT_CUSTOMS_PRESENTED,
        Status.IMPORT_CUSTOMS_PROCESSING,
    }
)
"""Readings that a customs remark makes more exact."""


_HOLD_WITH_REASON = frozenset(
    (Status.IMPORT_CUSTOMS_HELD, why)
    for why in (Status.IMPORT_CUSTOMS_INFO_REQUIRED, Status.IMPORT_CUSTOMS_DUTY_DUE)
)
"""A hold whose remark says what it waits for is that."""


def _with_remark(main: Reading, remark: Reading) -> tuple[Reading, Status | None]:
    customs = statuses()[remark.status].customs
    back = remark.status in {*story.GOING_BACK, Status.IMPORT_CUSTOMS_RETURNED}
    if main.status is Status.IMPORT_CUSTOMS_RETURNED:
        return main, None
    if back and statuses()[main.status].customs:
        return remark._replace(status=Status.IMPORT_CUSTOMS_RETURNED), main.status
    if customs and (main.status in _GENERAL or (main.status, remark.status) in _HOLD_WITH_REASON):
        return remark, None
    if customs and main.status in _ANYTHING:
        return main, remark.status
    return main, None


def customs_place(timeline: Timeline) -> str:
    """Return the office or place that the newest scan at import customs names, or nothing."""
    at_customs = (e for e in reversed(timeline.events) if e.status.startswith("import_customs"))
    return next((e.place for e in at_customs if e.place), "")


class Gap(Struct, frozen=True, kw_only=True):
    """A time without any scan."""

    days: int
    before: Event
    """The last scan before it."""
    after: Event | None
    """The scan that ended it; None when it goes on."""


_NOT_YET_THERE = frozenset({Status.ACCEPTED, Status.DEPARTED_ORIGIN})
_GONE = story.TO_THE_DOOR | story.GOING_BACK | {Status.IMPORT_CUSTOMS_RELEASED}


def _at_import_customs(status: Status) -> bool:
    record = statuses()[status]
    released = status is Status.IMPORT_CUSTOMS_RELEASED
    return record.customs and record.side == "import" and not released


def days_at_customs(timeline: Timeline, on: date) -> int | None:
    """Return the days that the parcel has been, or was, at import customs; None if it never was.

    Scans before the parcel left its country are a declaration, not a stay.
    """
    since: date | None = None
    until: date | None = None
    for event in timeline:
        if event.status in _NOT_YET_THERE:
            since = None
        elif _at_import_customs(event.status) and event.day:
            since, until = since or event.day, None
        elif event.status in _GONE and since and not until:
            until = event.day
    return max(0, ((until or on) - since).days) if since else None


def longest_gap(timeline: Timeline, on: date) -> Gap | None:
    """Return the longest time without a scan, the one until ``on`` included; None without dates.

    A parcel that was delivered is not silent.
    """
    dated = [e for e in timeline if e.day]
    pairs: list[tuple[Event, Event | None]] = list(pairwise(dated))
    if dated and dated[-1].status is not Status.DELIVERED:
        pairs.append((dated[-1], None))
    gaps = [
        Gap(days=(day - before.day).days, before=before, after=after)
        for before, after in pairs
        if before.day and (day := after.day if after else on)
    ]
    return max(gaps, key=lambda gap: gap.days, default=None)


def last_place(timeline: Timeline) -> str:
    """Return the place of the newest scan that names one, or ``""``."""
    return next((e.place for e in reversed(timeline.events) if e.place), "")


def return_leg(timeline: Timeline) -> tuple[Event, ...]:
    """Return the scans of the way back to the sender, from the decision on."""
    back = {*story.GOING_BACK, Status.IMPORT_CUSTOMS_RETURNED, Status.EXPORT_CUSTOMS_REFUSED}
    first = next((i for i, e in enumerate(timeline.events) if e.status in back), None)
    return timeline.events[first:] if first is not None else ()


def hand_overs(timeline: Timeline) -> tuple[Event, ...]:
    """Return the scans at which another carrier took the parcel over, oldest first."""
    taken: list[Event] = []
    carrier = ""
    for event in timeline:
        known = carrier_id(event.carrier) or event.carrier
        if event.status is Status.HANDED_TO_LOCAL_CARRIER or (known and carrier not in ("", known)):
            taken.append(event)
        carrier = known or carrier
    return tuple(taken)
