"""What happened and who is responsible: the rules over the case, its timeline and the day."""

from datetime import date

from msgspec import Struct

from dispute_assistant.case import Case
from dispute_assistant.findings import Facts, Finding, Party
from dispute_assistant.remarks import REMARKS
from dispute_assistant.rules import RULES, on_the_way, too_little_known
from dispute_assistant.tracking.events import Timeline

OVERTAKEN = ("clearance_error", "held", "held_by_carrier", "routine_clearance")
"""Rules that only hold while the wait is fair: ``stuck`` says what they say, and more."""


class Diagnosis(Struct, frozen=True, kw_only=True):
    """All findings, the one that decides first."""

    findings: tuple[Finding, ...]
    gate: date | None = None
    """Last day of waiting when nothing moves; None where there is nothing to wait for."""

    @property
    def main(self) -> Finding:
        """The finding that decides what to do."""
        return self.findings[0]

    @property
    def telling(self) -> tuple[Finding, ...]:
        """The findings without those that a long silence has overtaken."""
        if not self.has("stuck"):
            return self.findings
        return tuple(f for f in self.findings if f.rule not in OVERTAKEN)

    @property
    def blaming(self) -> Finding | None:
        """The finding that tells on whose side the cause lies, or None where none does.

        Only the main finding can clear everybody: that a hold alone is nobody's fault says nothing
        of a refusal.
        """
        if self.main.responsible is not Party.UNKNOWN:
            return self.main
        blameless = (Party.UNKNOWN, Party.NOBODY)
        return next((f for f in self.findings if f.responsible not in blameless), None)

    @property
    def responsible(self) -> Party:
        """On whose side the cause lies, as far as the findings tell."""
        return self.blaming.responsible if self.blaming else Party.UNKNOWN

    def has(self, *rules: str) -> bool:
        """Tell whether one of ``rules`` was found."""
        return any(f.rule in rules for f in self.findings)


def diagnose(case: Case, timeline: Timeline, on: date) -> Diagnosis:
    """Return what the rules find on the day ``on``; the deciding finding stands first."""
    facts = Facts(case=case, timeline=timeline, on=on)
    found = [finding for rule in RULES if (finding := rule(facts))]
    found = found or [on_the_way(facts) or too_little_known(facts)]
    found += [finding for rule in REMARKS if (finding := rule(facts))]
    return Diagnosis(findings=tuple(found), gate=facts.gate)
