"""The steps of a plan in order, and the traps to keep away from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dispute_assistant import identifiers, progress, reference, windows
from dispute_assistant.case import Case, Demand, Said, Talks
from dispute_assistant.deadlines import Deadline, Deadlines
from dispute_assistant.diagnosis import Diagnosis
from dispute_assistant.findings import ARTICLE, Statement
from dispute_assistant.messages import ByLanguage, Message, joined, say
from dispute_assistant.reference import Channel, ChannelKind, Confidence, Marketplace
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
    DECIDED = "decided"
    """The marketplace has decided: see to the money, or appeal."""
    DONE = "done"
    """The money is back."""


@dataclass(frozen=True, kw_only=True)
class Step:
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


@dataclass(frozen=True, kw_only=True)
class View:
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
    def asks_customs(self) -> bool:
        """Customs of the destination can be asked, and has something to say."""
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
        return offer is not None and progress.enough(offer.amount, self.case)

    @property
    def closing(self) -> bool:
        """The last safe day is so near that no answer can be awaited."""
        open_by = self.days.open_by
        return open_by is not None and open_by.day <= self.on + timedelta(
            days=reference.defaults().seller_reply_days
        )

    @property
    def returning(self) -> bool:
        """The parcel is going back, and there is time to let it arrive before the dispute."""
        return self.rule == "going_back" and self.days.open_by is not None and not self.closing

    @property
    def closed(self) -> bool:
        """The protection that the buyer told, or that we estimate, is over."""
        end = self.days.protection_end
        return end is not None and end.day < self.on


def steps(view: View, action: Action) -> Iterator[Step]:
    """Yield what to do, first things first."""
    if view.closed and view.days.protection_end:
        yield Step(
            id="protection_over",
            says=say(
                "Protection ended on {day}. Look at the order page: if a dispute can still be "
                "opened there, do it today; if not, ask the payment service or your bank.",
                day=view.days.protection_end.day,
            ),
            by=view.on,
        )
    in_dispute = view.case.standing.in_dispute
    if view.days.protection_end is None and not in_dispute and action is not Action.COLLECT:
        yield _find_protection_end(view)
    if action in (Action.WAIT, Action.TELL_MORE) or view.diagnosis.has("contradiction"):
        yield _second_tracker(view)
    if action is Action.WAIT and view.days.wait_until:
        day = view.days.wait_until.day
        yield Step(
            id="wait",
            says=say(
                "Wait until {day}. If nothing has moved by then, run the program again with the "
                "new history: then it is time to write to the seller.",
                day=day,
            ),
            sources=view.days.wait_until.sources,
        )
    if action is Action.MEET_DEMAND:
        yield from _demand_steps(view)
    if action is Action.COLLECT:
        yield from _collect_steps(view)
    if action in (Action.NEGOTIATE, Action.DISPUTE):
        yield from _claim_steps(view, action)
    if view.days.open_by and not view.closed and action in (Action.WAIT, Action.MEET_DEMAND):
        yield Step(
            id="open_by",
            says=say(
                "Whatever happens, do not let {day} pass without an open dispute while the parcel "
                "is missing.",
                day=view.days.open_by.day,
            ),
            by=view.days.open_by.day,
            sources=view.days.open_by.sources,
        )


def _find_protection_end(view: View) -> Step:
    says = say(
        "Find the last day of buyer protection on the order page and note it: after that day "
        "nobody pays."
    )
    rule = windows.rule(view.place, view.case.destination) if view.place else None
    closes = view.place.closes if view.place else None
    return Step(
        id="find_protection_end",
        says=joined(says, rule) if rule else says,
        by=view.on,
        sources=closes.sources if rule and closes else (),
    )


def _second_tracker(view: View) -> Step:
    number = view.timeline.tracking_number or view.case.tracking_number
    trackers = identifiers.trackers(number, destination=view.case.destination) if number else ()
    says = say(
        "Check the tracking number on the carrier's own page or a second tracker: one page alone "
        "is often wrong or badly translated."
    )
    if trackers:
        says = say(
            "Check {number} on a second tracker, because one page alone is often wrong or badly "
            "translated: {trackers}.",
            number=number,
            trackers=tuple(f"{t.name} ({t.address})" for t in trackers[:3]),
        )
    return Step(id="second_tracker", says=says, by=view.on, sources=(ARTICLE,))


def _demand_steps(view: View) -> Iterator[Step]:
    yield Step(
        id="check_demand",
        says=say(
            "Find the notice itself: on the official site of the post, courier or customs, or on "
            "paper. Messages with payment links are often faked; do not pay through them."
        ),
        by=view.on,
    )
    if view.rule == "duty_asked":
        yield Step(
            id="pay_or_contest",
            says=say(
                "Compare the amount with your order: was import tax already collected when you "
                "paid? If the duty is due, pay it in the stated term and keep the receipt; if it "
                "is wrong, contest it in writing within the term."
            ),
        )
    else:
        yield Step(
            id="give_data",
            says=say(
                "Give what is asked within the stated term and keep proof that you did: copies, "
                "dates, confirmations."
            ),
        )
    yield Step(
        id="ask_papers",
        says=say("Write to the seller for the invoice and the customs declaration."),
        by=view.on,
    )
    if view.case.customs.demand is Demand.NEVER_REACHED_ME and view.asks_customs:
        yield from _customs_steps(view)


def _collect_steps(view: View) -> Iterator[Step]:
    if view.rule == "delivered":
        yield Step(
            id="proof_of_delivery",
            says=say(
                "If you did not receive it, ask the carrier for proof of delivery: to whom, where "
                "and when. Do not confirm receipt on the order page."
            ),
            by=view.on,
        )
        return
    yield Step(
        id="follow",
        says=say("Follow the parcel. If it stops moving for long, ask the carrier."),
    )


_ASK_WHY = say(
    "Ask the carrier in writing what the parcel waits for: its answer is a proof, and so is its "
    "silence."
)
_ASK_TO_WHOM = say(
    "Ask the carrier in writing for proof of delivery: to whom, where and when. Do not confirm "
    "receipt on the order page."
)
_CARRIER_KNOWS = {
    "stuck": _ASK_WHY,
    "held_by_carrier": _ASK_WHY,
    "not_received": _ASK_TO_WHOM,
    "suspected_refusal": _ASK_TO_WHOM,
    "lost": say(
        "Ask the carrier to search for the parcel, and the seller, as the sender, to order the "
        "search too."
    ),
}
"""Rules on which the carrier can say something."""


def _claim_steps(view: View, action: Action) -> Iterator[Step]:
    if view.case.talks in (None, Talks.NOT_STARTED):
        yield Step(
            id="write_seller",
            says=say(
                "Send the message to the seller through the marketplace and ask for an answer by "
                "{day}.",
                day=view.days.reply_by.day,
            ),
            by=view.on,
            sources=(ARTICLE,),
        )
    if view.rule in _CARRIER_KNOWS:
        yield Step(id="ask_carrier", says=_CARRIER_KNOWS[view.rule], by=view.on)
    if view.asks_customs:
        yield from _customs_steps(view)
    if view.returning and view.days.open_by:
        yield Step(
            id="return_leg",
            says=say(
                "The case is strongest once the parcel is back with the seller. You may hold the "
                "dispute until the tracking shows that, but not after {day}.",
                day=view.days.open_by.day,
            ),
            by=view.days.open_by.day,
            sources=(ARTICLE,),
        )
    if view.case.talks is not Talks.DISPUTE_OPEN and not view.closed:
        yield _open_step(view, action)
    if not view.closed or view.case.talks is Talks.DISPUTE_OPEN:
        yield Step(
            id="look_daily",
            says=say(
                "While the dispute is open, look at it every day and answer within the term shown "
                "there; check the amount before you accept anything."
            ),
        )


def _customs_steps(view: View) -> Iterator[Step]:
    portal = _portal(view.case.destination)
    yield Step(
        id="ask_customs",
        says=say(
            "Send the request to customs as a signed letter by post, or put its text into the "
            "official portal ({portal}). An e-mail does not count.",
            portal=portal.value,
        )
        if portal
        else say("Send the request to customs, signed, by post or through its official site."),
        by=view.on,
        sources=portal.sources if portal else (),
    )
    answer, open_by = view.days.customs_answer, view.days.open_by
    if answer and open_by and answer.day > open_by.day and not view.closed:
        last = max(open_by.day, view.on)
        yield Step(
            id="open_first",
            says=say(
                "The answer of customs may not arrive before {day}. Open the dispute without it "
                "and add it later.",
                day=last,
            ),
            by=last,
            sources=answer.sources,
        )


def _portal(country: str) -> Channel | None:
    """Return the only electronic way that an authority takes, where the law says so."""
    authority = reference.authority(country) if country else None
    return next(
        (
            c
            for c in (authority.channels if authority else ())
            if c.kind is ChannelKind.PORTAL and c.value and c.confidence is Confidence.VERIFIED
        ),
        None,
    )


def _open_step(view: View, action: Action) -> Step:
    now = action is Action.DISPUTE and not view.returning
    start = None if action is Action.DISPUTE else (view.awaited or view.days.reply_by).day
    opens = view.days.open_from
    if opens and (start is None or opens.day > start):
        start = opens.day
    says = say(
        "Open the dispute with the reason that fits best: customs, or goods not received. "
        "Attach the justification and the tracking history."
    )
    if reason := reason_label(view.place, view.diagnosis):
        says = say(
            "Open the dispute with the reason “{reason}” and attach the justification and the "
            "tracking history.",
            reason=reason,
        )
    by = view.days.open_by.day if view.days.open_by else None
    return Step(id="open_dispute", says=says, start=start, by=view.on if now and not start else by)


_FITS = {
    "back_with_sender": "returned",
    "going_back": "returned",
    "export_refused": "returned",
    "counterfeit": "counterfeit_seizure",
    "not_received": "",
    "lost": "lost",
    "held_by_carrier": "status_stuck",
    "released": "status_stuck",
    "on_the_way": "status_stuck",
    "clearance_error": "clearance_failed",
}
"""Situation that stands for each rule in the marketplaces' lists of reasons; the others: held."""
_GROUP_ONLY = ("term_passed", "refused", "seized", "destroyed", "suspected_refusal")
"""Rules for which "customs is holding the package" would be untrue: the group is named."""


def reason_label(place: Marketplace | None, diagnosis: Diagnosis) -> ByLanguage | None:
    """Return the marketplace's own wording of the reason that fits, if it is known."""
    rule = diagnosis.main.rule
    wanted = _FITS.get(rule, "held")
    for reason in place.reasons if place else ():
        usable = reason.confidence is not Confidence.UNVERIFIED and not reason.avoid
        if usable and wanted in reason.fits:
            labels = reason.group_labels if rule in _GROUP_ONLY else reason.labels
            texts = {**reason.group_labels, **labels} if labels.get("en") else reason.labels
            return ByLanguage(texts) if texts.get("en") else None
    return None


def traps(view: View, action: Action) -> Iterator[Statement]:
    """Yield what not to do in this state of things."""
    over = action in (Action.DONE, Action.DECIDED)
    if over or (action is Action.COLLECT and view.rule != "delivered"):
        return
    yield Statement(
        id="confirm_receipt",
        says=say("Do not confirm receipt of a parcel that you do not have."),
        sources=("ae_mirror_open",),
    )
    if view.rule == "duty_asked" or view.diagnosis.has("information_asked"):
        yield Statement(
            id="refuse_duty",
            says=say(
                "Do not refuse the duty or the delivery, and do not write that you would: several "
                "marketplaces then give no refund."
            ),
            sources=("etsy_pp", "ebay_hipshipper"),
        )
    if action in (Action.NEGOTIATE, Action.DISPUTE):
        yield _trap_of_promises(view)
        yield Statement(
            id="change_reason",
            says=say(
                "Do not change the reason at the seller's wish, and take no refund outside the "
                "marketplace."
            ),
            sources=("ae_gist_reason", "ae_alimaniac"),
        )
        at_customs = ("stuck", "held", "clearance_error", "refused", "going_back")
        if view.diagnosis.has(*at_customs) and not view.closed:
            yield Statement(
                id="chargeback",
                says=say(
                    "Do not start a chargeback while customs still holds the parcel or a dispute "
                    "is open: the bank may reject it, and the order may be frozen."
                ),
                sources=("visa_rules_code", "ae_mirror_faq"),
            )


def _trap_of_promises(view: View) -> Statement:
    says = say(
        "Do not cancel or close the dispute on a promise, and accept nothing until the "
        "money is there: often it cannot be opened again."
    )
    if view.fair_offer:
        says = say(
            "Do not cancel or close the dispute on a promise: often it cannot be opened again."
        )
    return Statement(id="close_on_promise", says=says, sources=("ae_alibest_cancel", "paypal_180"))
