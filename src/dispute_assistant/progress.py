"""What the log and the days add to the findings: how far the case is, never a ground in a paper.

A message without an answer, a window about to close, an open dispute, an offer, a decision, a
refund. The log is the buyer's own account, so these findings are certain and blame nobody.
"""

from decimal import Decimal

from dispute_assistant import reference, terms
from dispute_assistant.case import Case
from dispute_assistant.findings import Facts, Finding
from dispute_assistant.log import Entry, EntryKind
from dispute_assistant.messages import N_, Message, say, say_many
from dispute_assistant.money import Money
from dispute_assistant.terms import chosen, counted
from dispute_assistant.tracking.events import Status

_LOG = ("log",)


def refund_received(facts: Facts) -> Finding | None:
    """Money came back; where it is less than what was paid, that is said."""
    total, paid = refunded(facts.case), facts.case.order.amount
    if not facts.case.standing.refunds:
        return None
    says = say("Refunds are recorded in several currencies.")
    if total:
        says = say("{amount} came back to you.", amount=total)
        if paid and paid.currency == total.currency and total.amount < paid.amount:
            says = say("{amount} of {paid} came back to you.", amount=total, paid=paid)
    return Finding(rule="refund_received", says=says, answers=_LOG)


def decided(facts: Facts) -> Finding | None:
    """The marketplace decided the dispute."""
    entry = facts.case.standing.decided
    if entry is None:
        return None
    return Finding(rule="decided", says=say(_DECISIONS[entry.kind], day=entry.day), answers=_LOG)


_DECISIONS = {
    EntryKind.DECIDED_WON: N_("The marketplace decided the dispute for you on {day}."),
    EntryKind.DECIDED_PARTLY: N_("The marketplace decided the dispute partly for you on {day}."),
    EntryKind.DECIDED_LOST: N_("The marketplace decided the dispute against you on {day}."),
}


def appealed(facts: Facts) -> Finding | None:
    """An appeal runs."""
    entry = facts.case.standing.appealed
    if entry is None:
        return None
    says = say("You appealed on {day}; nobody has decided on it yet.", day=entry.day)
    return Finding(rule="appealed", says=says, answers=_LOG)


def offer_received(facts: Facts) -> Finding | None:
    """Somebody offered money: compared with what was paid, where the currencies are the same."""
    offer = facts.case.standing.offer
    if offer is None:
        return None
    return Finding(rule="offer_received", says=_offer(offer, facts.case), answers=_LOG)


def _offer(offer: Entry, case: Case) -> Message:
    gap = shortfall(offer.amount, case)
    if gap is None:
        return say("On {day} you were offered {amount}.", day=offer.day, amount=offer.amount)
    if gap.amount <= 0:
        return say(
            "On {day} you were offered {amount}: all that you paid.",
            day=offer.day,
            amount=offer.amount,
        )
    return say(
        "On {day} you were offered {amount}: {gap} less than you paid.",
        day=offer.day,
        amount=offer.amount,
        gap=gap,
    )


def dispute_open(facts: Facts) -> Finding | None:
    """A dispute is open and not decided."""
    standing = facts.case.standing
    if not standing.undecided or settled(facts.case):
        return None
    if standing.opened is None:
        logged = standing.escalated or standing.appealed
        key = _LOG if logged else ("talks.state",)
        return Finding(rule="dispute_open", says=say("A dispute is open."), answers=key)
    says = say("Your dispute is open since {day}.", day=standing.opened.day)
    if standing.escalated:
        says = say(
            "Your dispute is open since {day}; you asked the marketplace to decide on {asked}.",
            day=standing.opened.day,
            asked=standing.escalated.day,
        )
    return Finding(rule="dispute_open", says=says, answers=_LOG)


def no_answer(facts: Facts) -> Finding | None:
    """The seller let the time for an answer pass.

    Source: the marketplace's own term for sellers where one is known, else what is fair.
    """
    answer = terms.seller_answer(facts.case)
    if answer is None or facts.on < answer.day or settled(facts.case):
        return None
    asked = facts.case.standing.asked_on
    says = say("The seller has not answered the dispute in time.")
    if asked:
        says = say("The seller has not answered your message of {day} in time.", day=asked)
    return Finding(
        rule="no_answer", says=says, answers=_talks_answers(facts), sources=answer.sources
    )


def reminder_due(facts: Facts) -> Finding | None:
    """A message waits for its answer for so long that a reminder helps, and time is left."""
    standing = facts.case.standing
    answer = terms.seller_answer(facts.case)
    if answer is None or not standing.asked_on or standing.reminded_on or settled(facts.case):
        return None
    due = counted(standing.asked_on, chosen("reminder_after_days"))[-1].day
    if not due <= facts.on < answer.day:
        return None
    says = say("Your message of {day} has no answer yet.", day=standing.asked_on)
    return Finding(rule="reminder_due", says=says, answers=_talks_answers(facts))


def _talks_answers(facts: Facts) -> tuple[str, ...]:
    writing = (EntryKind.MESSAGE_SENT, EntryKind.REMINDER_SENT, EntryKind.DISPUTE_OPENED)
    logged = any(entry.kind in writing for entry in facts.case.log)
    return _LOG if logged else ("talks.state", "talks.since")


def window_closing(facts: Facts) -> Finding | None:
    """Protection ends within days, and no dispute is open."""
    end = terms.protection_end(facts.case)
    last = facts.timeline.last
    delivered = last is not None and last.status is Status.DELIVERED
    arrived = delivered and facts.case.received is not False
    if end is None or arrived or facts.case.standing.in_dispute or settled(facts.case):
        return None
    left = (end.day - facts.on).days
    if not 0 <= left <= reference.defaults().closing_alarm_days:
        return None
    says = say_many(
        "Buyer protection ends in {count} day, and no dispute is open.",
        "Buyer protection ends in {count} days, and no dispute is open.",
        left,
    )
    if left == 0:
        says = say("Buyer protection ends today, and no dispute is open.")
    if end.estimated:
        says = say(
            "By an estimate buyer protection ends on {day}, and no dispute is open.", day=end.day
        )
    key = "order.ordered_on" if end.estimated else "order.protection_end"
    if not end.estimated and facts.case.order.extended_until:
        logged = facts.case.standing.extended_until is not None
        key = "log" if logged else "order.extended_until"
    return Finding(rule="window_closing", says=says, answers=(key,), sources=end.sources)


def customs_answered(facts: Facts) -> Finding | None:
    """Customs answered the buyer."""
    day = facts.case.standing.customs_answered_on
    if day is None:
        return None
    says = say("Customs answered you on {day}.", day=day)
    return Finding(rule="customs_answered", says=says, answers=_LOG)


def customs_asked(facts: Facts) -> Finding | None:
    """A request to customs waits for its answer."""
    standing = facts.case.standing
    if standing.customs_asked is None or standing.customs_answered_on:
        return None
    says = say("You asked customs on {day}; no answer is recorded.", day=standing.customs_asked.day)
    return Finding(rule="customs_asked", says=says, answers=_LOG)


PROGRESS = (
    refund_received,
    decided,
    appealed,
    offer_received,
    dispute_open,
    no_answer,
    reminder_due,
    window_closing,
    customs_answered,
    customs_asked,
)


# Sums


def refunded(case: Case) -> Money | None:
    """Return all that came back, where it came in one currency."""
    sums = [entry.amount for entry in case.standing.refunds if entry.amount]
    if len({money.currency for money in sums}) != 1:
        return None
    return Money(sum((money.amount for money in sums), Decimal()), sums[0].currency)


def shortfall(amount: Money | None, case: Case) -> Money | None:
    """Return by how much ``amount`` is less than what was paid; None where that cannot be told."""
    paid = case.order.amount
    if amount is None or paid is None or amount.currency != paid.currency:
        return None
    return Money(max(paid.amount - amount.amount, Decimal()), paid.currency)


def enough(amount: Money | None, case: Case) -> bool:
    """Tell whether ``amount`` is what the buyer paid, or what they said they would settle for."""
    gap, shipping = shortfall(amount, case), case.order.shipping
    if gap is None:
        return False
    settles = case.settle_less_shipping and shipping and shipping.currency == gap.currency
    return gap.amount <= (shipping.amount if settles and shipping else 0)


def settled(case: Case) -> bool:
    """Tell whether the money is back: all of it, what was decided, or a sum nobody can compare."""
    if not case.standing.refunds or case.standing.appealed:
        return False
    total = refunded(case)
    decided = case.standing.decided is not None
    return decided or enough(total, case) or shortfall(total, case) is None
