"""Days that matter: each with the rule that gives it, the day it starts from, and its sources.

A day that the buyer read on the order page beats every estimate; an estimate says so. A window that
is not known is never guessed: the deadline is simply not there, and the plan asks for the date.
Everything before the dispute is counted back from the end of the window; once a dispute is open,
its own stages count, and the window does not matter any more.
"""

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from dispute_assistant import reference, replies, stages, terms
from dispute_assistant.case import Case, Talks
from dispute_assistant.diagnosis import Diagnosis
from dispute_assistant.findings import silent_gate
from dispute_assistant.messages import Message, say, say_many
from dispute_assistant.reference import Anchor, Confidence, Marketplace, Window
from dispute_assistant.terms import (
    DAY_BEFORE,
    Count,
    Deadline,
    Span,
    chosen,
    counted,
    marketplace,
)
from dispute_assistant.tracking.events import Status, Timeline

__all__ = ["Deadline", "Deadlines", "find", "marketplace"]


class Deadlines(Struct, frozen=True, kw_only=True):
    """The days of one case, as far as they are known."""

    protection_end: Deadline | None = None
    open_by: Deadline | None = None
    """Last safe day to open the dispute."""
    open_from: Deadline | None = None
    """First day on which the marketplace lets the buyer open it, when that lies ahead."""
    write_by: Deadline | None = None
    """Last safe day for the first message to the seller."""
    ask_customs_by: Deadline | None = None
    """Last day to ask customs if the answer is to come before the dispute."""
    hold_until: Deadline | None = None
    """Last safe day to hold the dispute while the parcel travels back."""
    wait_until: Deadline | None = None
    reply_by: Deadline
    """Day until which the seller is asked to answer."""
    seller_answer: Deadline | None = None
    """Day until which the seller has to answer what was sent or opened."""
    promised: Deadline | None = None
    offer_by: Deadline | None = None
    escalate_from: Deadline | None = None
    escalate_by: Deadline | None = None
    mediation: Deadline | None = None
    """Day by which the marketplace steps in, or decides once it was asked."""
    appeal_by: Deadline | None = None
    customs_answer: Deadline | None = None
    """Day by which customs should have answered a request: the one sent, or one sent today."""

    @property
    def known(self) -> tuple[Deadline, ...]:
        """Those that are known, by day."""
        days = (
            self.write_by,
            self.ask_customs_by,
            self.wait_until,
            self.reply_by,
            self.seller_answer,
            self.promised,
            self.offer_by,
            self.open_from,
            self.hold_until,
            self.open_by,
            self.protection_end,
            self.escalate_from,
            self.escalate_by,
            self.mediation,
            self.appeal_by,
            self.customs_answer,
        )
        return tuple(sorted((d for d in days if d), key=lambda d: d.day))


def find(case: Case, timeline: Timeline, diagnosis: Diagnosis, on: date) -> Deadlines:
    """Return the days of the case, seen from ``on``."""
    place = marketplace(case)
    in_dispute = case.standing.in_dispute
    protection_end = None if in_dispute else terms.protection_end(case)
    open_from = None if in_dispute else _open_from(case, timeline, place, on)
    open_by = None if in_dispute else terms.open_by(case)
    not_over = protection_end is not None and on <= protection_end.day
    limit = open_by if not_over else None
    return Deadlines(
        protection_end=protection_end,
        open_by=open_by,
        open_from=_before_the_end(open_from, protection_end),
        write_by=_write_by(case, open_by),
        ask_customs_by=replies.ask_customs_by(case, open_by),
        hold_until=_hold_until(diagnosis, open_by),
        wait_until=_wait_until(timeline, diagnosis, limit, on),
        reply_by=_reply_by(limit, on),
        seller_answer=terms.seller_answer(case),
        promised=terms.promised(case),
        offer_by=terms.not_after(stages.offer_by(case), limit),
        escalate_from=stages.escalate_from(case),
        escalate_by=stages.escalate_by(case),
        mediation=stages.mediation(case),
        appeal_by=stages.appeal_by(case),
        customs_answer=replies.customs_answer(case, on),
    )


def _open_from(
    case: Case, timeline: Timeline, place: Marketplace | None, on: date
) -> Deadline | None:
    window = place.opens if place else None
    days = window.days_for(case.destination) if window else None
    start = _start_of_opening(case, timeline, window) if window else None
    if place is None or window is None or days is None or start is None:
        return None
    span = Span(
        days=days,
        parameter=f"marketplaces/{place.id}: opens",
        confidence=window.confidence,
        sources=window.sources,
    )
    counts = counted(start, span)
    if counts[-1].day <= on:
        return None
    return Deadline(
        id="open_from",
        day=counts[-1].day,
        says=say("The marketplace lets you open a dispute from about this day on."),
        basis=_basis_of_opening(window, days, start),
        counts=counts,
        estimated=True,
        sources=window.sources,
    )


def _before_the_end(open_from: Deadline | None, end: Deadline | None) -> Deadline | None:
    """Return the estimated opening, unless this order is not protected so long."""
    return None if open_from and end and end.day < open_from.day else open_from


def _start_of_opening(case: Case, timeline: Timeline, window: Window) -> date | None:
    if window.anchor is Anchor.SHIPMENT:
        posted = timeline.first(Status.ACCEPTED)
        return posted.day if posted else None
    return case.order.ordered_on if window.anchor is Anchor.PAYMENT else None


def _basis_of_opening(window: Window, days: int, start: date) -> Message:
    if window.anchor is Anchor.PAYMENT:
        return say_many(
            "Estimate: {count} day after your order of {start}.",
            "Estimate: {count} days after your order of {start}.",
            days,
            start=start,
        )
    return say_many(
        "Estimate: {count} day after the parcel was posted on {posted}.",
        "Estimate: {count} days after the parcel was posted on {posted}.",
        days,
        posted=start,
    )


def _write_by(case: Case, open_by: Deadline | None) -> Deadline | None:
    if open_by is None or case.talks not in (None, Talks.NOT_STARTED):
        return None
    span = terms.seller_span(marketplace(case))
    counts = counted(open_by.day, span, back=True)
    return Deadline(
        id="write_by",
        day=counts[-1].day,
        says=say("Last safe day to write to the seller."),
        basis=_basis_of_writing(span, open_by.day),
        counts=(*open_by.counts, *counts),
        estimated=open_by.estimated or span.confidence is Confidence.REPORTED,
        sources=(*open_by.sources, *span.sources),
    )


def _basis_of_writing(span: Span, end: date) -> Message:
    if span.working:
        return say_many(
            "The seller has {count} working day to answer, and the dispute should be open by "
            "{end}.",
            "The seller has {count} working days to answer, and the dispute should be open by "
            "{end}.",
            span.days,
            end=end,
        )
    return say_many(
        "The seller has {count} day to answer, and the dispute should be open by {end}.",
        "The seller has {count} days to answer, and the dispute should be open by {end}.",
        span.days,
        end=end,
    )


def _hold_until(diagnosis: Diagnosis, open_by: Deadline | None) -> Deadline | None:
    if open_by is None or diagnosis.main.rule != "going_back":
        return None
    return replace(
        open_by,
        id="hold_until",
        says=say("Last safe day to hold the dispute while the parcel travels back."),
        basis=say("The dispute has to be open by the last safe day, wherever the parcel is."),
    )


def _wait_until(
    timeline: Timeline, diagnosis: Diagnosis, open_by: Deadline | None, on: date
) -> Deadline | None:
    """Return the last day of waiting: never one after which no time is left to act."""
    if diagnosis.gate is None:
        return None
    until = Deadline(
        id="wait_until",
        day=diagnosis.gate,
        says=say("Wait until this day; act if nothing has moved by then."),
        basis=say("A rule of thumb for parcels in clearance, counted from the newest entry."),
        counts=_silence(timeline, diagnosis.gate),
        sources=diagnosis.main.sources,
    )
    if open_by:
        counts = counted(open_by.day, chosen("seller_reply_days"), DAY_BEFORE, back=True)
        last = counts[-1].day
        if last < until.day:
            until = replace(
                until,
                day=last,
                basis=say(
                    "A fair time to answer, kept before the last safe day to open the dispute."
                ),
                counts=(*open_by.counts, *counts),
                estimated=open_by.estimated,
                sources=open_by.sources,
            )
    return until if until.day >= on else None


def _silence(timeline: Timeline, gate: date) -> tuple[Count, ...]:
    last = timeline.last_day or gate
    known = gate - last == silent_gate(last)
    name = "silent_days_before_acting" if known else "cold_clearing_days_max"
    row = reference.parameter(name)
    value = row.known_at(last) or row.values[0]
    span = Span(
        days=(gate - last).days,
        parameter=f"parameters: {name}",
        confidence=value.confidence,
        sources=value.sources,
    )
    return counted(last, span)


def _reply_by(open_by: Deadline | None, on: date) -> Deadline:
    counts = counted(on, chosen("seller_reply_days"))
    day = counts[-1].day
    if open_by and open_by.day <= day:
        before = counted(open_by.day, DAY_BEFORE, back=True)
        day = max(on, before[-1].day)
        counts = (*open_by.counts, *before) if day > on else ()
    return Deadline(
        id="reply_by",
        day=day,
        says=say("The seller is asked to answer by this day."),
        basis=say("A fair time to answer, kept before the last safe day to open the dispute."),
        counts=counts,
    )
