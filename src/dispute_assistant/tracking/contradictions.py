"""Where the sources of one parcel cannot all be right, and which of them is relied on.

A source that merely stopped earlier contradicts nothing. Two do when both speak of the same days
and end differently: one lets the parcel through, the other stops or returns it; or when a
marketplace says "held" for what the carrier calls routine. Carriers count more than marketplaces
and trackers, which translate and summarise (the page of AliExpress is reported to be unreliable;
one tracker showed a handing over to customs as a hold).
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import combinations

from dispute_assistant.messages import Message, say
from dispute_assistant.tracking import story
from dispute_assistant.tracking.events import Contradiction, Event, Status, Verdict
from dispute_assistant.tracking.vocabulary import carrier_id, statuses

_SAME_DAYS = timedelta(days=1)
_SECOND_HAND = frozenset({"aliexpress", "cainiao", "17track", "aftership", "parcelsapp"})
"""Marketplaces and trackers: they repeat what a carrier said, in their own words."""
_STOPPED = frozenset({Verdict.HELD, Verdict.ERROR, Verdict.INFO_REQUIRED, Verdict.DUTY_DUE})
_GONE = frozenset(
    {Verdict.REFUSED, Verdict.REFUSED_BY_BUYER, Verdict.RETURNED, Verdict.SEIZED, Verdict.DESTROYED}
)

Voice = tuple[str, str]
"""Source and carrier of an event: who says it, and where it was read."""


def find(events: Sequence[Event]) -> tuple[Contradiction, ...]:
    """Return the contradictions among ``events``, oldest first, of one parcel."""
    voices: dict[Voice, list[Event]] = {}
    for event in events:
        if event.day and event.status is not Status.CORRECTION:
            voices.setdefault((event.source, event.carrier), []).append(event)
    found = []
    for one, other in combinations(voices.values(), 2):
        pair = _opposed_ends(one, other) or _hold_for_routine(one, other)
        if pair:
            found.append(_contradiction(*pair))
    return tuple(found)


def deny(headline: Status, newest: Status) -> bool:
    """Tell whether the newest event denies what a source shows above its entries."""
    if headline in _LAST_WORDS:
        return newest not in _LAST_WORDS
    return bool(_end(headline) and _end(newest)) and _end(headline) != _end(newest)


_LAST_WORDS = frozenset({Status.DELIVERED, Status.RETURNED_TO_SENDER})


def _end(status: Status) -> str:
    """Return in a word where a status leaves the parcel; empty when it tells nothing of customs."""
    verdict = statuses()[status].verdict
    if status in story.GOING_BACK or verdict in _GONE:
        return "gone"
    if status in story.TO_THE_DOOR or status is Status.IMPORT_CUSTOMS_RELEASED:
        return "through"
    return "stopped" if verdict in _STOPPED else ""


def _last_end(events: Iterable[Event]) -> Event | None:
    return next((e for e in reversed(list(events)) if _end(e.status)), None)


def _opposed_ends(one: Sequence[Event], other: Sequence[Event]) -> tuple[Event, Event] | None:
    """Return what the two say last, when both cover the same days and it cannot both be so."""
    first, second = _last_end(one), _last_end(other)
    if not first or not second or _end(first.status) == _end(second.status):
        return None
    if "through" not in {_end(first.status), _end(second.status)}:
        return None
    if _near(first, second):
        return first, second
    older, newer, its_voice = (
        (first, second, one) if _before(first, second) else (second, first, other)
    )
    if older.status is Status.DELIVERED or not _before(its_voice[-1], newer):
        return older, newer
    return None


def _hold_for_routine(one: Sequence[Event], other: Sequence[Event]) -> tuple[Event, Event] | None:
    """Return a hold that only one of the two saw, beside the routine scan of the other."""
    for told, silent in ((one, other), (other, one)):
        if any(statuses()[e.status].verdict in _STOPPED for e in silent):
            continue
        for hold in (e for e in told if e.status is Status.IMPORT_CUSTOMS_HELD):
            routine = next(
                (
                    e
                    for e in silent
                    if statuses()[e.status].verdict is Verdict.IN_PROCESS and _near(hold, e)
                ),
                None,
            )
            if routine:
                return hold, routine
    return None


def _near(one: Event, other: Event) -> bool:
    return bool(one.day and other.day and abs(one.day - other.day) <= _SAME_DAYS)


def _before(one: Event, other: Event) -> bool:
    """Tell whether ``one`` came first, by the clocks of the places; by the day without a time."""
    if not (one.at and other.at):
        return False
    if one.has_time and other.has_time:
        return one.at.replace(tzinfo=None) < other.at.replace(tzinfo=None)
    return one.at.date() < other.at.date()


def _contradiction(first: Event, second: Event) -> Contradiction:
    relied_on, why = _choose(first, second)
    return Contradiction(
        what=say(
            "{first_source} says “{first_text}”, {second_source} says “{second_text}”.",
            first_source=_name(first),
            first_text=first.text,
            second_source=_name(second),
            second_text=second.text,
        ),
        first=first,
        second=second,
        relied_on=relied_on,
        why=why,
    )


def _name(event: Event) -> str:
    return event.carrier or event.source


def _choose(first: Event, second: Event) -> tuple[Event, Message]:
    ranks = [_rank(first), _rank(second)]
    if ranks[0] != ranks[1]:
        chosen = first if ranks[0] > ranks[1] else second
        return chosen, say("A carrier's own history counts more than a marketplace or a tracker.")
    if bool(first.code) != bool(second.code):
        chosen = first if first.code else second
        return chosen, say("It carries the carrier's own code, which leaves less room than words.")
    if _before(first, second) or _before(second, first):
        chosen = second if _before(first, second) else first
        return chosen, say("It is the newer of the two.")
    chosen = second if statuses()[first.status].order < statuses()[second.status].order else first
    return chosen, say("It is the later step of the two.")


def _rank(event: Event) -> int:
    """Return how near to the carrier an event was written down."""
    carrier = carrier_id(event.carrier)
    return 1 if carrier and carrier not in _SECOND_HAND else 0
