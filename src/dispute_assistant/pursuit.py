"""What to do once something was sent, offered, opened or decided: first things first.

Where it stands in the flow: the log moves a case on, and these steps and headlines go before those
that ``steps`` and ``plan`` know for every case.
"""

from collections.abc import Iterator
from datetime import date

from dispute_assistant import progress, stages
from dispute_assistant import steps as basic
from dispute_assistant.log import EntryKind
from dispute_assistant.messages import Message, say
from dispute_assistant.reference import EscalationMode
from dispute_assistant.view import Action, Step, View

# What stands above everything


def headline(view: View, action: Action) -> Message | None:
    """Return what the log makes the first thing to know, or None where it says nothing."""
    if action is Action.DONE:
        return _done(view)
    if action is Action.DECIDED:
        return _after_the_decision(view)
    if view.closed or view.closing or action not in (Action.NEGOTIATE, Action.DISPUTE):
        return None
    if view.case.standing.offer:
        return _offer_headline(view)
    if view.case.standing.in_dispute:
        return _dispute_headline(view)
    if action is Action.NEGOTIATE:
        return _waiting_headline(view)
    if view.diagnosis.has("no_answer"):
        return say("The seller has not answered in time: open the dispute.")
    return None


def _done(view: View) -> Message:
    total = progress.refunded(view.case)
    if total is None:
        return say("Refunds are recorded. If they are all that you paid, nothing is left to do.")
    if view.case.standing.decided is None and not view.repaid:
        return say(
            "A refund of {amount} is recorded. If it is all that you paid, nothing is left to do.",
            amount=total,
        )
    return say("The refund of {amount} is recorded. There is nothing left to do.", amount=total)


def _after_the_decision(view: View) -> Message:
    standing = view.case.standing
    if standing.appealed:
        return say("Your appeal is under way: keep looking at the page of the dispute.")
    if standing.decided and standing.decided.kind is EntryKind.DECIDED_WON:
        return say("The dispute is decided for you: see that the money arrives.")
    last = view.days.appeal_by
    if last is None and standing.appeals:
        return say("Your appeal is decided too. See whether another way is open to you.")
    if last is None:
        return say("The dispute is decided. Look at its page whether you can appeal.")
    if last.day < view.on:
        return say("The time to appeal is over. See whether another way is open to you.")
    if last.estimated:
        return say("You may still appeal, until about {day}. Look at the decision.", day=last.day)
    return say("You can appeal against the decision until {day}.", day=last.day)


def _offer_headline(view: View) -> Message:
    if view.fair_offer:
        return say("The offer is enough: agree to it only where the marketplace pays it out.")
    return say("Compare the offer with what you paid before you answer it.")


def _dispute_headline(view: View) -> Message | None:
    last, fair = view.days.escalate_by, stages.fair_to_escalate(view.case)
    if view.place and _may_escalate(view):
        name = view.place.name
        if last and last.day < view.on:
            return say(
                "The last day to ask {name} has passed: look at the dispute today.", name=name
            )
        if fair is None or view.on < fair:
            return None
        if last:
            return say("Ask {name} to decide, by {day} at the latest.", name=name, day=last.day)
        return say("Ask {name} to decide.", name=name)
    return _late(view)


def _late(view: View) -> Message | None:
    due = view.days.mediation
    if due is None or view.on <= due.day:
        return None
    if view.case.standing.escalated:
        return say("By now the marketplace should have decided: ask in the dispute.")
    return say("By now the marketplace should have stepped in: look at the dispute, and ask there.")


def _waiting_headline(view: View) -> Message | None:
    if view.awaited is None:
        return None
    day = view.awaited.day
    if view.awaited.id == "promised":
        return say("Wait until {day} for what the seller promised; then open the dispute.", day=day)
    if view.diagnosis.has("reminder_due"):
        return say(
            "Remind the seller today; without an answer, open the dispute on {day}.", day=day
        )
    return say("Wait until {day} for the seller's answer; then open the dispute.", day=day)


# The steps


def steps(view: View, action: Action) -> Iterator[Step]:
    """Yield what to do: what the log asks for, then what every such case needs."""
    if action is Action.DONE:
        yield from _last_steps(view)
        return
    if action is Action.DECIDED:
        yield from _decided_steps(view)
        return
    if action in (Action.NEGOTIATE, Action.DISPUTE):
        yield from _offer_steps(view)
        yield from _customs_steps(view)
        if view.case.standing.in_dispute:
            yield from _dispute_steps(view)
    if action is Action.NEGOTIATE:
        yield from _waiting_steps(view)
    yield from basic.steps(view, action)


def _offer_steps(view: View) -> Iterator[Step]:
    offer = view.case.standing.offer
    if offer is None:
        return
    gap = progress.shortfall(offer.amount, view.case)
    says = say(
        "Compare the offer of {amount} with what you paid, fees of the conversion included. What "
        "you agree to counts as settled.",
        amount=offer.amount,
    )
    if view.fair_offer:
        says = say(
            "Agree to the {amount} on the page of the marketplace, where agreeing pays it out; not "
            "in the chat, and not in return for a closed dispute.",
            amount=offer.amount,
        )
    elif gap is not None:
        says = say(
            "The offer is {gap} less than you paid. You need not take it: decline it on the page "
            "of the marketplace, name your full claim and one proof. Agree only if less money now "
            "is worth more to you than a decision later.",
            gap=gap,
        )
    yield Step(id="weigh_offer", rests_on="offer_received", says=says, by=_day_to_answer(view))


def _day_to_answer(view: View) -> date:
    """Return by when to answer an offer: in the time noted, and within the window."""
    last = view.days.offer_by.day if view.days.offer_by else view.on
    if view.days.open_by and not view.closed:
        last = min(last, view.days.open_by.day)
    return max(last, view.on)


def _customs_steps(view: View) -> Iterator[Step]:
    standing, told = view.case.standing, view.case.customs.said_on
    answered, due = standing.customs_answered_on, view.days.customs_answer
    if answered and (told is None or told < answered):
        yield Step(
            id="enter_customs_answer",
            rests_on="customs_answered",
            says=say(
                "Enter in the case what customs answered: it decides what you can claim. Keep the "
                "letter; it is your best proof."
            ),
            by=view.on,
        )
    elif standing.customs_asked and due and due.day < view.on:
        yield Step(
            id="remind_customs",
            rests_on="customs_asked",
            says=say(
                "Ask customs for the answer that was due by {day}, and name the day of your "
                "request.",
                day=due.day,
            ),
            by=view.on,
            sources=due.sources,
        )


def _dispute_steps(view: View) -> Iterator[Step]:
    if _may_escalate(view):
        yield from _escalation_steps(view)
    elif view.days.mediation and view.days.mediation.day < view.on:
        yield Step(
            id="ask_platform",
            rests_on="dispute_open",
            says=say("Ask the marketplace on the page of the dispute when it will decide."),
            by=view.on,
            sources=view.days.mediation.sources,
        )


def _may_escalate(view: View) -> bool:
    """The buyer has to ask the marketplace to decide, and has not asked yet."""
    rule = view.place.escalation if view.place else None
    asks = rule is not None and rule.usable and rule.mode is EscalationMode.BUYER_REQUEST
    return asks and view.case.standing.escalated is None


def _escalation_steps(view: View) -> Iterator[Step]:
    last, fair = view.days.escalate_by, stages.fair_to_escalate(view.case)
    rule = view.place.escalation if view.place else None
    name = view.place.name if view.place else ""
    sources = rule.sources if rule else ()
    if view.case.standing.opened is None:
        yield Step(
            id="note_opening",
            rests_on="dispute_open",
            says=say(
                "Note in the log on which day you opened the dispute: the time to ask {name} for a "
                "decision counts from it.",
                name=name,
            ),
            by=view.on,
            sources=sources,
        )
    elif last and last.day < view.on:
        yield Step(
            id="escalation_over",
            rests_on="dispute_open",
            says=say(
                "The last day to ask {name} to decide was {day}. Look at the dispute today: if it "
                "is still open, ask at once.",
                name=name,
                day=last.day,
            ),
            by=view.on,
            sources=last.sources,
        )
    else:
        safe = stages.last_safe_day_to_escalate(view.case)
        start = fair if fair and fair > view.on else None
        by = max(safe, start or view.on) if safe else None
        yield Step(
            id="escalate",
            rests_on="dispute_open",
            says=say(
                "If the seller does not settle it, ask {name} to decide: press the button in the "
                "dispute and attach the justification.",
                name=name,
            ),
            start=start,
            by=by,
            sources=sources,
        )


def _waiting_steps(view: View) -> Iterator[Step]:
    awaited = view.awaited
    if awaited is None:
        return
    if awaited.id == "promised":
        yield Step(
            id="await_promise",
            rests_on="talks.state",
            says=say(
                "Wait for what the seller promised until {day}. Agree to nothing that closes the "
                "dispute before it is there.",
                day=awaited.day,
            ),
            by=awaited.day,
        )
    elif view.diagnosis.has("reminder_due"):
        yield Step(
            id="remind_seller",
            rests_on="reminder_due",
            says=say(
                "Remind the seller in the same chat: one sentence, and {day} as the last day.",
                day=awaited.day,
            ),
            by=view.on,
        )
    else:
        yield Step(
            id="await_answer",
            rests_on="talks.state",
            says=say("Wait for the seller's answer until {day}.", day=awaited.day),
            by=awaited.day,
        )


def _last_steps(view: View) -> Iterator[Step]:
    if view.case.standing.decided is None and not view.repaid:
        yield Step(
            id="compare_refund",
            rests_on="refund_received",
            says=say(
                "Compare the refund with what you paid, and note that sum in the case. If "
                "something is missing, the program then says how to go on."
            ),
            by=view.on,
        )


def _decided_steps(view: View) -> Iterator[Step]:
    standing, last = view.case.standing, view.days.appeal_by
    kind = standing.decided.kind if standing.decided else None
    if standing.appealed:
        yield Step(
            id="follow_appeal",
            rests_on="appealed",
            says=say("Look at the page of the dispute every day and answer what is asked."),
        )
        return
    if view.can_appeal and last:
        yield Step(
            id="appeal",
            rests_on="decided",
            says=say(
                "Appeal on the page of the dispute if the decision overlooked something: say in "
                "one sentence what, and attach the proof."
            ),
            by=last.day,
            sources=last.sources,
        )
    elif kind is not EntryKind.DECIDED_WON and last is None and not standing.appeals:
        yield Step(
            id="look_for_appeal",
            rests_on="decided",
            says=say(
                "Look at the decision whether and until when you can appeal, and note that day in "
                "the log."
            ),
            by=view.on,
        )
    elif kind is not EntryKind.DECIDED_WON:
        yield Step(
            id="other_routes",
            rests_on="decided",
            says=say(
                "Ask the payment service or the bank of your card whether it protects the "
                "purchase too, and by when it must be asked."
            ),
            by=view.on,
        )
    if kind is not EntryKind.DECIDED_LOST and not standing.refunds:
        yield Step(
            id="watch_refund",
            rests_on="decided",
            says=say(
                "See whether the money arrives where you paid from. If it does not in the time "
                "that the decision names, ask the marketplace. Note the refund in the log."
            ),
        )
