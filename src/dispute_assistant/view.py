"""What the parts of a plan see: the case, what was found, the days, and what follows from them."""

from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from dispute_assistant import progress, reference
from dispute_assistant.case import Case, Said, Talks
from dispute_assistant.deadlines import Deadline, Deadlines
from dispute_assistant.diagnosis import Diagnosis
from dispute_assistant.findings import Party
from dispute_assistant.messages import Message
from dispute_assistant.reference import Marketplace
from dispute_assistant.tracking.events import Status, Timeline


class Action(StrEnum):
    """The one thing to do now."""

    WAIT = "wait"
    MEET_DEMAND = "meet_demand"
    NEGOTIATE = "negotiate"
    DISPUTE = "dispute"
    COLLECT = "collect"
    """The parcel is on its way or there: nothing to claim."""
    TELL_MORE = "tell_more"
    DECIDED = "decided"
    """The marketplace has decided: see to the money, or appeal."""
    DONE = "done"
    """The money is back."""


class Step(Struct, frozen=True, kw_only=True):
    """One thing to do, from a day on or by a day."""

    id: str
    says: Message
    start: date | None = None
    by: date | None = None
    rests_on: str = ""
    """Finding from which it follows; empty for the one that decides."""
    sources: tuple[str, ...] = ()


CUSTOMS_KNOWS = (
    "suspected_refusal",
    "seized",
    "destroyed",
    "going_back",
    "back_with_sender",
    "refused",
    "papers_wrong",
    "value_wrong",
    "counterfeit",
    "prohibited",
    "commercial",
    "term_passed",
    "information_asked",
    "duty_asked",
    "stuck",
    "held",
    "clearance_error",
    "routine_clearance",
)
"""Rules on which customs of the destination can say something."""
UNTELLING = (
    Status.UNKNOWN,
    Status.CANCELLED,
    Status.EXPIRED,
    Status.NOT_FOUND,
    Status.CORRECTION,
)
"""Entries that do not tell how the parcel is."""


class View(Struct, frozen=True, kw_only=True):
    """What the parts of a plan see."""

    case: Case
    timeline: Timeline
    diagnosis: Diagnosis
    on: date
    days: Deadlines
    place: Marketplace | None

    @property
    def rule(self) -> str:
        """The rule that decides."""
        return self.diagnosis.main.rule

    @property
    def unread(self) -> bool:
        """The newest entry does not tell how the parcel is."""
        last = self.timeline.last
        return last is not None and last.status in UNTELLING

    @property
    def writes_first(self) -> bool:
        """The seller has not been written to, and there is still time to wait for an answer."""
        return self.case.talks in (None, Talks.NOT_STARTED) and not self.urgent

    @property
    def blamed(self) -> bool:
        """The cause lies on the buyer's side, and it is too late to mend it."""
        return self.diagnosis.responsible is Party.BUYER and self.diagnosis.has("term_passed")

    @property
    def asks_customs(self) -> bool:
        """Customs of the destination can be asked, and has something to say that helps."""
        if self.blamed:
            return False  # its answer would prove what the buyer left undone
        if self.diagnosis.has("held_by_carrier", "grave_goods"):
            return False
        abroad = self.timeline.events and not self.timeline.at_destination
        told = self.case.customs.said not in (None, Said.NOTHING)
        return (
            self.diagnosis.has(*CUSTOMS_KNOWS)
            and not self.diagnosis.has("export_refused", "released", "delivered")
            and self.case.standing.customs_asked is None
            and (told or not abroad)
        )

    @property
    def awaited(self) -> Deadline | None:
        """What may still come from the seller before a dispute is needed."""
        if self.case.standing.in_dispute:
            return None
        days = (self.days.seller_answer, self.days.promised)
        return next((d for d in days if d and self.on < d.day), None)

    @property
    def can_appeal(self) -> bool:
        """A decision gave less than everything, and the time to appeal is not over."""
        last = self.days.appeal_by
        return last is not None and self.on <= last.day

    @property
    def repaid(self) -> bool:
        """What came back is all that was paid, or what the buyer would settle for."""
        return progress.enough(progress.refunded(self.case), self.case)

    @property
    def fair_offer(self) -> bool:
        """What was offered is all that was paid, or what the buyer would settle for."""
        offer = self.case.standing.offer
        lapsed = offer is not None and offer.until is not None and offer.until < self.on
        return offer is not None and not lapsed and progress.enough(offer.amount, self.case)

    @property
    def closing(self) -> bool:
        """The last safe day is so near that no answer can be awaited."""
        open_by = self.days.open_by
        return open_by is not None and open_by.day <= self.on + timedelta(
            days=reference.defaults().seller_reply_days
        )

    @property
    def urgent(self) -> bool:
        """The dispute has to be opened now: the window is still open and about to close."""
        return self.closing and not self.closed

    @property
    def returning(self) -> bool:
        """The parcel is going back, and there is time to let it arrive before the dispute."""
        return self.rule == "going_back" and self.days.open_by is not None and not self.closing

    @property
    def closed(self) -> bool:
        """The protection that the buyer told, or that we estimate, is over."""
        end = self.days.protection_end
        return end is not None and end.day < self.on
