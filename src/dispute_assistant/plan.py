"""What to do, by which day, with which papers, and what not to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from dispute_assistant.case import Case, Kind
from dispute_assistant.diagnosis import Diagnosis
from dispute_assistant.messages import Message
from dispute_assistant.tracking.events import Timeline


class Action(StrEnum):
    """The one thing to do now."""

    WAIT = "wait"
    MEET_DEMAND = "meet_demand"
    NEGOTIATE = "negotiate"
    DISPUTE = "dispute"
    COLLECT = "collect"
    """The parcel is on its way or there: nothing to claim."""
    TELL_MORE = "tell_more"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do, from a day on or by a day."""

    id: str
    says: Message
    start: date | None = None
    by: date | None = None
    why: Message | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A day with its rule."""

    id: str
    day: date
    says: Message
    basis: Message
    """How the day was found: the buyer's own date, or a rule with its start."""
    estimated: bool
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Trap:
    """A trap: what not to do, and why."""

    id: str
    says: Message
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Steps in order, deadlines, traps, and the papers that are due."""

    action: Action
    headline: Message
    steps: tuple[Step, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    traps: tuple[Trap, ...] = ()
    papers: tuple[Kind, ...] = ()
    """Papers due now; empty when waiting is right."""
    languages: Mapping[Kind, tuple[str, ...]] = field(default_factory=dict)
    """Languages that the addressee of each paper accepts, best first."""


def make(case: Case, timeline: Timeline, diagnosis: Diagnosis, on: date) -> Plan:
    """Return the plan for the day ``on``."""
    raise NotImplementedError(case, timeline, diagnosis, on)
