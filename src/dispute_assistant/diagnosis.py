"""What happened and who is responsible: rules over the case, its timeline and the day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dispute_assistant.case import Case
from dispute_assistant.messages import Message
from dispute_assistant.tracking.events import Event, Timeline


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


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that the rules found, with what convinced them."""

    rule: str
    says: Message
    certainty: Certainty
    responsible: Party
    evidence: tuple[Event, ...] = ()
    answers: tuple[str, ...] = ()
    """Keys of the answers it rests on."""
    sources: tuple[str, ...] = ()
    """Ids of the sources of the facts it uses."""
    settles: str = ""
    """Key of the question whose answer would settle what is still open."""


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """All findings, the one that decides first."""

    findings: tuple[Finding, ...]

    @property
    def main(self) -> Finding:
        """The finding that decides what to do."""
        return self.findings[0]

    def has(self, *rules: str) -> bool:
        """Tell whether one of ``rules`` was found."""
        return any(f.rule in rules for f in self.findings)


def diagnose(case: Case, timeline: Timeline, on: date) -> Diagnosis:
    """Return what the rules find on the day ``on``."""
    raise NotImplementedError(case, timeline, on)
