"""What a rule sees and what it finds: findings with their evidence, certainty and side."""

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from dispute_assistant import reference
from dispute_assistant.case import Case, Demand
from dispute_assistant.messages import Message
from dispute_assistant.reference import ParameterValue
from dispute_assistant.tracking.events import Event, Status, Timeline, Verdict
from dispute_assistant.tracking.story import TO_THE_DOOR


class Party(StrEnum):
    """On whose side the cause lies."""

    SELLER = "seller"
    BUYER = "buyer"
    CARRIER = "carrier"
    NOBODY = "nobody"
    UNKNOWN = "unknown"


class Certainty(StrEnum):
    """How sure a finding is; papers use certain and likely ones only."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that the rules found, with what convinced them."""

    rule: str
    says: Message
    certainty: Certainty = Certainty.CERTAIN
    responsible: Party = Party.UNKNOWN
    evidence: tuple[Event, ...] = ()
    answers: tuple[str, ...] = ()
    """Keys of the answers it rests on."""
    sources: tuple[str, ...] = ()
    """Ids of the sources of the facts it uses."""
    settles: str = ""
    """Key of the question whose answer would settle what is still open."""


class Statement(Struct, frozen=True, kw_only=True):
    """One sentence of advice, with what it rests on."""

    id: str
    says: Message
    rests_on: str = ""
    """Rule of the finding from which it follows."""
    sources: tuple[str, ...] = ()


class Facts(Struct, frozen=True, kw_only=True):
    """What the rules see."""

    case: Case
    timeline: Timeline
    on: date

    @property
    def over(self) -> bool:
        """Customs has let the parcel go on, so that nothing at customs is a problem any more."""
        return self.release is not None

    @property
    def release(self) -> Event | None:
        """The scan that shows it; a release by export customs says nothing of the import."""
        if self.timeline.verdict is not Verdict.RELEASED:
            return None
        newest = self.timeline.newest(
            Status.IMPORT_CUSTOMS_RELEASED, Status.CUSTOMS_RELEASED_UNSPECIFIED
        )
        here = (e for e in reversed(self.timeline.at_destination) if e.status in TO_THE_DOOR)
        return newest or next(here, None) or self.timeline.newest(*TO_THE_DOOR - {Status.SORTING})

    @property
    def gate(self) -> date | None:
        """Last day of waiting, or None where the state of the parcel asks for no wait."""
        day = self.timeline.last_day
        if day is None:
            return None
        last = self.timeline.last
        held = last is not None and last.status is Status.HELD_BY_CARRIER
        if held or self.timeline.verdict in (Verdict.ERROR, Verdict.HELD):
            return day + silent_gate(day)
        answered = self.timeline.verdict in (Verdict.INFO_REQUIRED, Verdict.DUTY_DUE) and (
            self.case.customs.demand is Demand.MET
        )
        if self.timeline.verdict is Verdict.IN_PROCESS or answered:
            return day + clearance_gate(day)
        return None

    def newest(self, *statuses: Status) -> tuple[Event, ...]:
        """The newest event with one of ``statuses``, as evidence."""
        event = self.timeline.newest(*statuses)
        return (event,) if event else ()


Rule = Callable[[Facts], Finding | None]

ARTICLE = "clearance_article"
ASKED = ("information_asked", "duty_asked")
"""Rules by which clearance waits for the buyer to give or pay something."""


def silent_gate(day: date) -> timedelta:
    """Return how long to wait after a bad message: act only after more silence than this.

    Source: the clearance article, statement 6; a second guide gives the same figure.
    """
    return timedelta(days=_habit("silent_days_before_acting", day).number)


def clearance_gate(day: date) -> timedelta:
    """Return how long routine clearance may take at this time of the year.

    Source: the clearance article, statement 5 (hours in summer, up to a week in cold weather).
    """
    cold = _habit("cold_months", day).value
    if not isinstance(cold, tuple) or day.month not in cold:
        return silent_gate(day)
    longest = _habit("cold_clearing_days_max", day).number
    return max(timedelta(days=longest), silent_gate(day))


def _habit(name: str, day: date) -> ParameterValue:
    """Return the row of a rule of thumb; its oldest one serves earlier days too.

    Such rules describe how posts work, and no source gives them a first day.
    """
    parameter = reference.parameter(name)
    return parameter.known_at(day) or parameter.values[0]
