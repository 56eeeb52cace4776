"""What is missing: each proof that the case lacks, what it weighs, and how to get it.

Where it stands in the flow: the plan says what to do, this room what is worth having when it is
done. Only proofs that this case can use are named, the weightiest first.
"""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from dispute_assistant import claims
from dispute_assistant.case import Demand, Said, Talks
from dispute_assistant.findings import ARTICLE, ASKED, Party
from dispute_assistant.messages import Message, say
from dispute_assistant.view import CUSTOMS_KNOWS, Action, View


class Weight(StrEnum):
    """What a proof does for the case."""

    DECISIVE = "decisive"
    STRONG = "strong"
    HELPFUL = "helpful"


class Gap(Struct, frozen=True, kw_only=True):
    """A proof that is not there yet."""

    id: str
    what: Message
    """The proof, as a phrase without a full stop."""
    weight: Weight
    how: Message
    """How to get it."""
    rests_on: str = ""
    sources: tuple[str, ...] = ()


_GATHERING = (Action.WAIT, Action.MEET_DEMAND, Action.NEGOTIATE, Action.DISPUTE)
_MARKETPLACES_ASK = ("ae_evidence", "dhgate_family")
_TOLD_WHY = (Said.PAPERS, Said.VALUE, Said.COUNTERFEIT, Said.PROHIBITED, Said.COMMERCIAL)


def gaps(view: View, action: Action) -> tuple[Gap, ...]:
    """Return what the case lacks, weightiest first."""
    appealing = action is Action.DECIDED and view.can_appeal
    if action is Action.TELL_MORE:
        return (_history(view),)
    if action not in _GATHERING and not appealing:
        return ()
    order = list(Weight)
    return tuple(sorted(_all(view, action), key=lambda gap: order.index(gap.weight)))


def _all(view: View, action: Action) -> Iterator[Gap]:
    if not view.timeline.events:
        yield _history(view)
    yield from _window(view)
    if action is Action.WAIT:
        return
    yield from _customs_paper(view)
    yield from _what_was_met(view)
    yield from _delivery(view)
    yield from _payment(view)
    yield from _senders_papers(view)
    if view.returning:
        yield Gap(
            id="return_scan",
            what=say("The entry that shows the parcel back with the sender"),
            weight=Weight.STRONG,
            how=say("Look at the tracking every few days and keep a screenshot of it."),
            rests_on=view.rule,
            sources=(ARTICLE,),
        )
    if view.timeline.events:
        yield Gap(
            id="screenshots",
            what=say("Screenshots of the history on two trackers"),
            weight=Weight.HELPFUL,
            how=say("Take them today, with the address line: entries can vanish or change."),
            sources=(ARTICLE, "ae_gamevid"),
        )
    if view.case.talks not in (None, Talks.NOT_STARTED):
        yield Gap(
            id="chat",
            what=say("Screenshots of your chat with the seller"),
            weight=Weight.HELPFUL,
            how=say("Keep the days visible; they show that you tried to settle."),
            rests_on="talks.state",
        )


def _history(view: View) -> Gap:
    return Gap(
        id="history",
        what=say("The tracking history"),
        weight=Weight.DECISIVE,
        how=say("Open the carrier's own page, copy everything and paste it into the case."),
        rests_on=view.rule,
        sources=(ARTICLE,),
    )


def _window(view: View) -> Iterator[Gap]:
    end = view.days.protection_end
    if view.case.standing.in_dispute or (end and not end.estimated):
        return
    yield Gap(
        id="protection_end",
        what=say("The last day of buyer protection"),
        weight=Weight.DECISIVE,
        how=say("Read it on the order page and note it in the case: all other days follow."),
        sources=end.sources if end else (),
    )


def _customs_paper(view: View) -> Iterator[Gap]:
    case = view.case
    if case.standing.customs_answered_on or not view.diagnosis.has(*CUSTOMS_KNOWS):
        return
    if view.rule in ASKED or _would_prove_the_buyers_part(view):
        return
    how = say("Send the request to customs that the program writes.")
    if asked := case.standing.customs_asked:
        how = say("You asked for it on {day}; ask again if no answer comes.", day=asked.day)
    elif not view.asks_customs:
        how = say("Ask the carrier where the parcel is; its answer in writing helps too.")
    told = case.customs.said in _TOLD_WHY
    yield Gap(
        id="customs_paper",
        what=say("The reason that you were told, in writing, from customs or the post")
        if told
        else say("A paper from customs with its decision and the reason"),
        weight=Weight.STRONG if told else Weight.DECISIVE,
        how=how,
        rests_on=view.rule,
        sources=_MARKETPLACES_ASK,
    )


def _would_prove_the_buyers_part(view: View) -> bool:
    return view.diagnosis.responsible is Party.BUYER or view.diagnosis.has(
        "held_by_carrier", "grave_goods"
    )


def _what_was_met(view: View) -> Iterator[Gap]:
    match view.case.customs.demand:
        case Demand.MET:
            yield Gap(
                id="demand_met",
                what=say("Proof that you paid or gave what was asked, and when"),
                weight=Weight.DECISIVE,
                how=say("Keep the receipt, the confirmation or the e-mail that you sent."),
                rests_on="customs.demand",
            )
        case Demand.NEVER_REACHED_ME:
            yield Gap(
                id="notice",
                what=say("Proof how and when you were notified"),
                weight=Weight.STRONG,
                how=say("Ask the post or courier in writing where its notice was sent."),
                rests_on="customs.demand",
            )


def _delivery(view: View) -> Iterator[Gap]:
    if view.diagnosis.has("not_received", "suspected_refusal"):
        yield Gap(
            id="proof_of_delivery",
            what=say("The carrier's proof of delivery: to whom, where and when"),
            weight=Weight.DECISIVE,
            how=say("Ask the carrier for it in writing; its refusal is a proof too."),
            rests_on=view.rule,
        )


def _payment(view: View) -> Iterator[Gap]:
    if view.diagnosis.has("value_wrong", "duty_asked", "information_asked", "commercial"):
        yield Gap(
            id="payment",
            what=say("Proof of what you paid: the order page and the entry of your bank or card"),
            weight=Weight.STRONG,
            how=say("Save both as PDF or picture; customs may ask for them too."),
            rests_on=view.rule,
        )


def _senders_papers(view: View) -> Iterator[Gap]:
    asked = claims.demand(view.diagnosis, view.case) in ("papers", "tax_data")
    if asked or view.diagnosis.has("papers_wrong", "value_wrong"):
        yield Gap(
            id="senders_papers",
            what=say("The seller's invoice and the customs declaration of the parcel"),
            weight=Weight.STRONG,
            how=say("The message to the seller asks for them.")
            if asked and view.writes_first
            else say("Ask the seller for them; a refusal in the chat is a proof too."),
            rests_on=view.rule,
        )
