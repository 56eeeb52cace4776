"""Days that matter: each with the rule that gives it, the day it starts from, and its sources.

A day that the buyer read on the order page beats every estimate; an estimate says so. A window that
is not known is never guessed: the deadline is simply not there, and the plan asks for the date.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from dispute_assistant import reference
from dispute_assistant.case import Case
from dispute_assistant.diagnosis import Diagnosis
from dispute_assistant.messages import Message, say, say_many
from dispute_assistant.reference import Anchor, Confidence, DayType, Marketplace
from dispute_assistant.tracking.events import Status, Timeline


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A day with its rule."""

    id: str
    day: date
    says: Message
    basis: Message
    """How the day was found: the buyer's own date, or a rule with its start."""
    estimated: bool = False
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Deadlines:
    """The days of one case, as far as they are known."""

    protection_end: Deadline | None = None
    open_by: Deadline | None = None
    """Last safe day to open the dispute."""
    open_from: Deadline | None = None
    """First day on which the marketplace lets the buyer open it, when that lies ahead."""
    wait_until: Deadline | None = None
    reply_by: Deadline
    """Day until which the seller is asked to answer."""
    customs_answer: Deadline | None = None
    """Day by which customs should have answered a request sent today."""

    @property
    def known(self) -> tuple[Deadline, ...]:
        """Those that are known, by day."""
        days = (
            self.wait_until,
            self.reply_by,
            self.open_from,
            self.open_by,
            self.protection_end,
            self.customs_answer,
        )
        return tuple(sorted((d for d in days if d), key=lambda d: d.day))


def find(case: Case, timeline: Timeline, diagnosis: Diagnosis, on: date) -> Deadlines:
    """Return the days of the case, seen from ``on``."""
    place = marketplace(case)
    protection_end = _protection_end(case, place)
    open_by = _open_by(protection_end)
    not_over = protection_end is not None and on <= protection_end.day
    return Deadlines(
        protection_end=protection_end,
        open_by=open_by,
        open_from=_open_from(timeline, place, on),
        wait_until=_wait_until(diagnosis, open_by if not_over else None, on),
        reply_by=_reply_by(open_by if not_over else None, on),
        customs_answer=_customs_answer(case, on),
    )


def marketplace(case: Case) -> Marketplace | None:
    """Return the record of the case's marketplace, where there is one."""
    known = case.order.marketplace in reference.marketplace_ids()
    return reference.marketplace(case.order.marketplace) if known else None


def _protection_end(case: Case, place: Marketplace | None) -> Deadline | None:
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
    start = case.order.ordered_on
    window = place.closes if place else None
    if not (start and window and window.anchor in _FROM_ORDER):
        return None
    days = window.days_for(case.destination)
    if days is None:
        return None
    return Deadline(
        id="protection_end",
        day=start + timedelta(days=days),
        says=says,
        basis=say_many(
            "Estimate: {count} day after your order of {start}. Check the date on the order page.",
            "Estimate: {count} days after your order of {start}. Check the date on the order page.",
            days,
            start=start,
        ),
        estimated=True,
        sources=window.sources,
    )


_FROM_ORDER = (Anchor.PURCHASE, Anchor.PAYMENT, Anchor.TRANSACTION)


def _open_by(protection_end: Deadline | None) -> Deadline | None:
    if protection_end is None:
        return None
    margin = reference.defaults().safety_margin_days
    return Deadline(
        id="open_by",
        day=protection_end.day - timedelta(days=margin),
        says=say("Last safe day to open the dispute."),
        basis=say_many(
            "{count} day before protection ends on {end}: the marketplace may count in another "
            "time zone, and a form may fail.",
            "{count} days before protection ends on {end}: the marketplace may count in another "
            "time zone, and a form may fail.",
            margin,
            end=protection_end.day,
        ),
        estimated=protection_end.estimated,
        sources=protection_end.sources,
    )


def _open_from(timeline: Timeline, place: Marketplace | None, on: date) -> Deadline | None:
    posted = timeline.first(Status.ACCEPTED)
    window = place.opens if place else None
    if not (posted and posted.day and window and window.anchor is Anchor.SHIPMENT):
        return None
    days = window.days_for()
    day = posted.day + timedelta(days=days) if days is not None else on
    if day <= on:
        return None
    return Deadline(
        id="open_from",
        day=day,
        says=say("The marketplace lets you open a dispute from about this day on."),
        basis=say_many(
            "Estimate: {count} day after the parcel was posted on {posted}.",
            "Estimate: {count} days after the parcel was posted on {posted}.",
            days or 0,
            posted=posted.day,
        ),
        estimated=True,
        sources=window.sources,
    )


def _wait_until(diagnosis: Diagnosis, open_by: Deadline | None, on: date) -> Deadline | None:
    """Return the last day of waiting: never one after which no time is left to act."""
    if diagnosis.gate is None:
        return None
    until = Deadline(
        id="wait_until",
        day=diagnosis.gate,
        says=say("Wait until this day; act if nothing has moved by then."),
        basis=say("A rule of thumb for parcels in clearance, counted from the newest entry."),
        sources=diagnosis.main.sources,
    )
    if open_by:
        last = open_by.day - timedelta(days=reference.defaults().seller_reply_days + 1)
        if last < until.day:
            until = replace(
                until,
                day=last,
                basis=say(
                    "A fair time to answer, kept before the last safe day to open the dispute."
                ),
                estimated=open_by.estimated,
                sources=open_by.sources,
            )
    return until if until.day >= on else None


def _reply_by(open_by: Deadline | None, on: date) -> Deadline:
    day = on + timedelta(days=reference.defaults().seller_reply_days)
    if open_by and open_by.day <= day:
        day = max(on, open_by.day - timedelta(days=1))
    return Deadline(
        id="reply_by",
        day=day,
        says=say("The seller is asked to answer by this day."),
        basis=say("A fair time to answer, kept before the last safe day to open the dispute."),
    )


def _customs_answer(case: Case, on: date) -> Deadline | None:
    authority = reference.authority(case.destination) if case.destination else None
    if authority is None:
        return None
    rights = (
        r
        for r in authority.info_rights
        if r.reply_days is not None and r.confidence is not Confidence.UNVERIFIED
    )
    right = min(rights, key=lambda r: r.confidence is not Confidence.VERIFIED, default=None)
    if right is None or right.reply_days is None:
        return None
    if right.day_type is DayType.WORKING:
        day = _working_days_after(on, right.reply_days)
    else:
        day = on + timedelta(days=right.reply_days)
    return Deadline(
        id="customs_answer",
        day=day,
        says=say("Customs should have answered a request sent today by about this day."),
        basis=say_many(
            "The law gives customs {count} day; days in the post and for registration come on top.",
            "The law gives customs {count} days; days in the post and for registration come on "
            "top.",
            right.reply_days,
        ),
        estimated=True,
        sources=right.sources,
    )


def _working_days_after(start: date, count: int) -> date:
    """Count Monday to Friday; public holidays can only make the true day later."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
