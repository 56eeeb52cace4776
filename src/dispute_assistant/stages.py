"""The days of an open dispute: when the marketplace can be asked, steps in, can be appealed to.

They follow from the log: the day on which the dispute was opened, escalated or decided. A day that
the buyer noted from the page of the dispute beats every count; a term that no record gives is not
there, and the plan tells the buyer to look for it.
"""

from datetime import date

from dispute_assistant.case import Case
from dispute_assistant.log import EntryKind
from dispute_assistant.messages import Message, say, say_many
from dispute_assistant.reference import Anchor, Confidence, DayType, EscalationMode, Marketplace
from dispute_assistant.terms import (
    Deadline,
    Span,
    chosen,
    counted,
    from_opening,
    marketplace,
    seller_answer,
    term,
)


def escalate_from(case: Case) -> Deadline | None:
    """Return the first day on which the buyer can ask the marketplace to decide."""
    span = _escalation(case, "after_days")
    opened = case.standing.opened
    if span is None or opened is None:
        return None
    counts = counted(opened.day, span)
    return Deadline(
        id="escalate_from",
        day=counts[-1].day,
        says=say("From this day on you can ask {name} to decide.", name=_name(case)),
        basis=from_opening(span, opened.day),
        counts=counts,
        estimated=span.confidence is not Confidence.VERIFIED,
        sources=span.sources,
    )


def fair_to_escalate(case: Case) -> date | None:
    """Return the day from which asking for a decision is fair: the seller had their time."""
    opened = case.standing.opened
    if opened is None:
        return None
    known = [d.day for d in (escalate_from(case), seller_answer(case)) if d]
    return max(known, default=counted(opened.day, chosen("seller_reply_days"))[-1].day)


def escalate_by(case: Case) -> Deadline | None:
    """Return the last day to ask the marketplace to decide; later the dispute is closed."""
    span = _escalation(case, "within_days") or _escalation(case, "open_days")
    opened = case.standing.opened
    if span is None or opened is None:
        return None
    counts = counted(opened.day, span)
    return Deadline(
        id="escalate_by",
        day=counts[-1].day,
        says=say(
            "Last day to ask {name} to decide; after it the dispute closes for good.",
            name=_name(case),
        ),
        basis=from_opening(span, opened.day),
        counts=counts,
        estimated=span.confidence is not Confidence.VERIFIED,
        sources=span.sources,
    )


def _name(case: Case) -> str:
    place = marketplace(case)
    return place.name if place else case.order.marketplace_name


def last_safe_day_to_escalate(case: Case) -> date | None:
    """Return the last day with some days to spare, for a form that fails or another time zone."""
    last = escalate_by(case)
    return counted(last.day, chosen("safety_margin_days"), back=True)[-1].day if last else None


def _escalation(case: Case, name: str) -> Span | None:
    """Return a term of the escalation that the buyer has to ask for and has not asked for yet."""
    place = marketplace(case)
    rule = place.escalation if place else None
    if not (place and rule and rule.usable and case.standing.undecided):
        return None
    if rule.mode is not EscalationMode.BUYER_REQUEST or case.standing.escalated:
        return None
    days: int | None = getattr(rule, name)
    if days is None:
        return None
    return Span(
        days=days,
        working=rule.day_type is DayType.WORKING,
        parameter=f"marketplaces/{place.id}: escalation.{name}",
        confidence=rule.confidence,
        sources=rule.sources,
    )


def mediation(case: Case) -> Deadline | None:
    """Return the day by which the marketplace usually steps in, or decides once it was asked."""
    place, standing = marketplace(case), case.standing
    if not standing.undecided:
        return None
    says = say("The marketplace should have stepped in by about this day.")
    if standing.escalated:
        says = say("The marketplace should have decided by about this day.")
    if standing.escalated and standing.escalated.until:
        basis = say("You noted this day from the page of the dispute.")
        return Deadline(id="mediation", day=standing.escalated.until, says=says, basis=basis)
    span = term(place, "mediation") if place else None
    start = _start_of_mediation(case, place)
    if span is None or start is None:
        return None
    counts = counted(start, span)
    return Deadline(
        id="mediation",
        day=counts[-1].day,
        says=says,
        basis=_after_escalation(span.days, start)
        if standing.escalated
        else from_opening(span, start),
        counts=counts,
        estimated=True,
        sources=span.sources,
    )


def _start_of_mediation(case: Case, place: Marketplace | None) -> date | None:
    standing = case.standing
    if standing.escalated:
        return standing.escalated.day
    rule = place.escalation if place else None
    automatic = rule and rule.usable and rule.mode is EscalationMode.AUTOMATIC
    return standing.opened.day if automatic and standing.opened else None


def _after_escalation(days: int, start: date) -> Message:
    return say_many(
        "{count} day after you asked the marketplace to decide on {start}.",
        "{count} days after you asked the marketplace to decide on {start}.",
        days,
        start=start,
    )


def appeal_by(case: Case) -> Deadline | None:
    """Return the last day to appeal against a decision that gave less than everything."""
    decided, place = case.standing.decided, marketplace(case)
    if decided is None or decided.kind is EntryKind.DECIDED_WON or case.standing.appealed:
        return None
    says = say("Last day to appeal against the decision.")
    if decided.until:
        basis = say("You noted this day from the decision.")
        return Deadline(id="appeal_by", day=decided.until, says=says, basis=basis)
    rule = place.appeal if place else None
    if not (place and rule and rule.usable and rule.anchor is Anchor.DECISION):
        return None
    if case.standing.appeals >= rule.times:
        return None
    span = Span(
        days=rule.days,
        parameter=f"marketplaces/{place.id}: appeal",
        confidence=rule.confidence,
        sources=rule.sources,
    )
    counts = counted(decided.day, span)
    return Deadline(
        id="appeal_by",
        day=counts[-1].day,
        says=says,
        basis=_basis_of_appeal(rule.days, decided.day, doubted=bool(rule.contradicted_by)),
        counts=counts,
        estimated=span.confidence is not Confidence.VERIFIED,
        sources=(*rule.sources, *rule.contradicted_by),
    )


def _basis_of_appeal(days: int, decided: date, *, doubted: bool) -> Message:
    if doubted:
        return say_many(
            "{count} day after the decision of {start}. Sources disagree: some call the decision "
            "final. Look at the page of the dispute.",
            "{count} days after the decision of {start}. Sources disagree: some call the decision "
            "final. Look at the page of the dispute.",
            days,
            start=decided,
        )
    return say_many(
        "{count} day after the decision of {start}.",
        "{count} days after the decision of {start}.",
        days,
        start=decided,
    )


def offer_by(case: Case) -> Deadline | None:
    """Return the last day to answer an offer, where the buyer noted it."""
    offer = case.standing.offer
    if offer is None or offer.until is None:
        return None
    return Deadline(
        id="offer_by",
        day=offer.until,
        says=say("Last day to answer the offer."),
        basis=say("You noted this day from the offer."),
    )
