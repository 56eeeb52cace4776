"""Terms and the days they give: each day keeps how it was counted, from what, by which number.

Where it stands in the flow: rules and the plan ask here when protection ends, how long the seller
may take, what is still safe. A day that the buyer read on a page beats every count. A window that
is not known is never guessed: the deadline is simply not there, and the plan asks for the date.
"""

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from dispute_assistant import clocks, reference, workdays
from dispute_assistant.case import Case, Talks
from dispute_assistant.messages import Message, say, say_many
from dispute_assistant.reference import Anchor, Confidence, DayType, Fact, Marketplace, Term


class Span(Struct, frozen=True, kw_only=True):
    """A number of days, and where it stands."""

    days: int
    working: bool = False
    country: str = ""
    """Country whose public holidays count, where working days do."""
    parameter: str
    """File and key of the number, such as ``marketplaces/paypal: escalation.within_days``."""
    confidence: Confidence | None = None
    """None for a choice of this program, which is no fact."""
    sources: tuple[str, ...] = ()


DAY_BEFORE = Span(days=1, parameter="")
"""No number of anybody: the day before another."""


class Count(Struct, frozen=True, kw_only=True):
    """One step of a computation: a day, and the span that is added to it or taken off."""

    start: date
    span: Span
    back: bool = False

    @property
    def day(self) -> date:
        """The day that it leads to."""
        shift = workdays.before if self.back else workdays.after
        span = self.span
        return shift(self.start, span.days, working=span.working, country=span.country)


class Deadline(Struct, frozen=True, kw_only=True):
    """A day with its rule."""

    id: str
    """Name of the rule that gives it."""
    day: date
    says: Message
    basis: Message
    """How the day was found: the buyer's own date, or a rule with its start."""
    counts: tuple[Count, ...] = ()
    """The computation, step by step; empty for a day that the buyer gave."""
    estimated: bool = False
    sources: tuple[str, ...] = ()

    @property
    def confidence(self) -> Confidence | None:
        """That of its weakest number; None where it rests on no fact of ours."""
        found = {count.span.confidence for count in self.counts}
        return next((level for level in reversed(Confidence) if level in found), None)


def counted(start: date, *spans: Span, back: bool = False) -> tuple[Count, ...]:
    """Return the steps that count ``spans`` one after the other from ``start``."""
    counts: list[Count] = []
    for span in spans:
        counts.append(Count(start=start, span=span, back=back))
        start = counts[-1].day
    return tuple(counts)


def marketplace(case: Case) -> Marketplace | None:
    """Return the record of the case's marketplace, where there is one."""
    known = case.order.marketplace in reference.marketplace_ids()
    return reference.marketplace(case.order.marketplace) if known else None


# Spans


def chosen(name: str) -> Span:
    """Return a span of ``defaults.toml``: a choice of this program."""
    return Span(days=getattr(reference.defaults(), name), parameter=f"defaults: {name}")


def term(place: Marketplace, name: str) -> Span | None:
    """Return a term of a marketplace by its key, where it is known and at least reported."""
    found: Term | None = getattr(place, name)
    if found is None or not found.usable:
        return None
    return Span(
        days=found.longest,
        working=found.day_type is DayType.WORKING,
        parameter=f"marketplaces/{place.id}: {name}",
        confidence=found.confidence,
        sources=found.sources,
    )


def seller_span(place: Marketplace | None) -> Span:
    """Return how long the seller may take to answer: by the marketplace's rule, else by ours."""
    known = term(place, "seller_response") if place else None
    return known or chosen("seller_reply_days")


# The window


def protection_end(case: Case) -> Deadline | None:
    """Return the last day of protection: by the buyer's date, else by the marketplace's window."""
    says = say("Buyer protection ends.")
    if case.last_protected_day:
        extended = case.order.extended_until is not None
        return Deadline(
            id="protection_end",
            day=case.last_protected_day,
            says=says,
            basis=say("You gave this date, after the seller extended the protection.")
            if extended
            else say("You gave this date from the order page."),
        )
    place, start = marketplace(case), case.order.ordered_on
    window = place.closes if place else None
    if not (place and start and window and window.anchor in _FROM_ORDER):
        return None
    days = window.days_for(case.destination)
    if days is None:
        return None
    span = Span(
        days=days,
        parameter=f"marketplaces/{place.id}: closes",
        confidence=window.confidence,
        sources=window.sources,
    )
    counts = counted(start, span)
    return Deadline(
        id="protection_end",
        day=counts[-1].day,
        says=says,
        basis=say_many(
            "Estimate: {count} day after your order of {start}. Check the date on the order page.",
            "Estimate: {count} days after your order of {start}. Check the date on the order page.",
            days,
            start=start,
        ),
        counts=counts,
        estimated=True,
        sources=window.sources,
    )


_FROM_ORDER = (Anchor.PURCHASE, Anchor.PAYMENT, Anchor.TRANSACTION)


def open_by(case: Case) -> Deadline | None:
    """Return the last safe day to open the dispute: some days before protection ends."""
    end = protection_end(case)
    if end is None:
        return None
    margin, clock = chosen("safety_margin_days"), _clock(case)
    early = clock is not None and clocks.ends_early(end.day, clock.value, case.destination)
    spans = (_their_day(case), margin) if early else (margin,)
    counts = counted(end.day, *spans, back=True)
    return Deadline(
        id="open_by",
        day=counts[-1].day,
        says=say("Last safe day to open the dispute."),
        basis=_margin(end.day, margin.days, case, early=early),
        counts=(*end.counts, *counts),
        estimated=end.estimated,
        sources=(*end.sources, *(clock.sources if clock else ())),
    )


def _clock(case: Case) -> Fact[str] | None:
    """Return the time zone in which the marketplace shows its days, where it is known."""
    place = marketplace(case)
    zone = place.timezone if place else None
    return zone if zone and zone.usable else None


def _their_day(case: Case) -> Span:
    """Return the day by which the marketplace's clock is ahead of the buyer's."""
    clock = _clock(case)
    return Span(
        days=1,
        parameter=f"marketplaces/{case.order.marketplace}: timezone",
        confidence=clock.confidence if clock else None,
        sources=clock.sources if clock else (),
    )


def _margin(end: date, days: int, case: Case, *, early: bool) -> Message:
    clock = _clock(case)
    ends = clocks.local_ends(end, clock.value, case.destination) if clock else ()
    if clock is None or not ends:
        return say_many(
            "{count} day before protection ends on {end}: the marketplace may count in another "
            "time zone, and a form may fail.",
            "{count} days before protection ends on {end}: the marketplace may count in another "
            "time zone, and a form may fail.",
            days,
            end=end,
        )
    if early:
        return say_many(
            "Protection ends on {end} by the clock of the marketplace ({zone}). With you that can "
            "be as early as {moment}, so one day is kept for that, and {count} more because a "
            "form may fail.",
            "Protection ends on {end} by the clock of the marketplace ({zone}). With you that can "
            "be as early as {moment}, so one day is kept for that, and {count} more because a "
            "form may fail.",
            days,
            end=end,
            zone=clock.value,
            moment=ends[0],
        )
    return say_many(
        "{count} day before protection ends on {end}, because a form may fail. By the clock of "
        "the marketplace ({zone}) it ends with you no earlier than {moment}.",
        "{count} days before protection ends on {end}, because a form may fail. By the clock of "
        "the marketplace ({zone}) it ends with you no earlier than {moment}.",
        days,
        end=end,
        zone=clock.value,
        moment=ends[0],
    )


# The seller's answer


def seller_answer(case: Case) -> Deadline | None:
    """Return the day until which the seller has to answer a message or a dispute."""
    standing = case.standing
    if standing.undecided:
        return _answer_to_dispute(case)
    if standing.talks is Talks.NO_ANSWER and standing.asked_on:
        return not_after(_answer_to_message(case, standing.asked_on), open_by(case))
    return None


def promised(case: Case) -> Deadline | None:
    """Return the day for which the seller promised something, as far as it can be waited for."""
    promise = case.standing.promise
    last = open_by(case)
    if case.talks is not Talks.ASKED_TO_WAIT or not (promise and promise.until and last):
        return None
    if promise.until >= last.day:
        return None
    return Deadline(
        id="promised",
        day=promise.until,
        says=say("The seller promised to have done it by this day."),
        basis=say("You noted the promise on {day}.", day=promise.day),
    )


def _answer_to_message(case: Case, asked: date) -> Deadline:
    says = say("The seller should have answered your message by this day.")
    if case.standing.answer_by:
        return Deadline(
            id="seller_answer",
            day=case.standing.answer_by,
            says=says,
            basis=say("Your message of {day} asks for an answer by then.", day=asked),
        )
    span = seller_span(marketplace(case))
    counts = counted(asked, span)
    return Deadline(
        id="seller_answer",
        day=counts[-1].day,
        says=says,
        basis=_basis_of_answer(span, asked),
        counts=counts,
        estimated=span.confidence is Confidence.REPORTED,
        sources=span.sources,
    )


def _basis_of_answer(span: Span, asked: date) -> Message:
    if span.confidence is None:
        return say_many(
            "{count} day after your message of {start}: a fair time to answer.",
            "{count} days after your message of {start}: a fair time to answer.",
            span.days,
            start=asked,
        )
    if span.working:
        return say_many(
            "{count} working day after your message of {start}: the time that the marketplace "
            "gives sellers to answer. Public holidays can make it later.",
            "{count} working days after your message of {start}: the time that the marketplace "
            "gives sellers to answer. Public holidays can make it later.",
            span.days,
            start=asked,
        )
    return say_many(
        "{count} day after your message of {start}: the time that the marketplace gives sellers "
        "to answer.",
        "{count} days after your message of {start}: the time that the marketplace gives sellers "
        "to answer.",
        span.days,
        start=asked,
    )


def not_after(deadline: Deadline | None, last: Deadline | None) -> Deadline | None:
    """Return ``deadline``, or the last safe day to open the dispute where that comes first."""
    if deadline is None or last is None or deadline.day <= last.day:
        return deadline
    return replace(
        last,
        id=deadline.id,
        says=deadline.says,
        basis=say("The last safe day to open the dispute: no longer wait is safe."),
    )


def _answer_to_dispute(case: Case) -> Deadline | None:
    opened, place = case.standing.opened, marketplace(case)
    over = case.standing.seller_reacted or case.standing.escalated
    if opened is None or over:
        return None
    says = say("The seller has to answer the dispute by this day.")
    if opened.until:
        basis = say("You noted this day from the page of the dispute.")
        return Deadline(id="seller_answer", day=opened.until, says=says, basis=basis)
    span = term(place, "seller_response") if place else None
    if span is None:
        return None
    counts = counted(opened.day, span)
    return Deadline(
        id="seller_answer",
        day=counts[-1].day,
        says=says,
        basis=from_opening(span, opened.day),
        counts=counts,
        estimated=span.confidence is not Confidence.VERIFIED,
        sources=span.sources,
    )


def from_opening(span: Span, opened: date) -> Message:
    """Say that a day is counted from the opening of the dispute."""
    if span.working:
        return say_many(
            "{count} working day after you opened the dispute on {start}. Public holidays can make "
            "it later.",
            "{count} working days after you opened the dispute on {start}. Public holidays can "
            "make it later.",
            span.days,
            start=opened,
        )
    return say_many(
        "{count} day after you opened the dispute on {start}.",
        "{count} days after you opened the dispute on {start}.",
        span.days,
        start=opened,
    )
