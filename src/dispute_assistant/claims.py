"""What to claim and what not, by reason and by side.

Where it stands in the flow: the plan says what to do by when, this room what to ask for. The demand
decides what the papers ask, so that advice and papers can never differ. What a marketplace's own
rules say of a cause is added as it is known; where sources disagree, that is said and nothing is
promised.
"""

from collections.abc import Iterator

from dispute_assistant.case import Case
from dispute_assistant.case import Demand as Met
from dispute_assistant.diagnosis import Diagnosis
from dispute_assistant.findings import ASKED, Party, Statement
from dispute_assistant.messages import N_, Message, joined, say
from dispute_assistant.records import Bearer, Cause
from dispute_assistant.reference import Marketplace
from dispute_assistant.view import Action, View

OUTCOMES = {
    "back_with_sender": "returned",
    "going_back": "returning",
    "export_refused": "refused",
    "refused": "refused",
    "suspected_refusal": "refused",
    "seized": "seized",
    "destroyed": "destroyed",
    "lost": "lost",
}
_DEMANDS = {"information_asked": "papers", "duty_asked": "tax_data", "not_received": "trace"}


def outcome(diagnosis: Diagnosis) -> str:
    """Return what became of the parcel, or ``open`` while that is not decided."""
    return next((OUTCOMES[f.rule] for f in diagnosis.findings if f.rule in OUTCOMES), "open")


def demand(diagnosis: Diagnosis, case: Case) -> str:
    """Return what the seller is asked for.

    ``papers`` and ``tax_data`` while customs waits for the buyer or objects to the papers,
    ``trace`` for a parcel that was delivered to nobody knows whom, ``goodwill`` where the cause is
    the buyer's, ``clarify`` while the outcome is open, else ``refund``.
    """
    rule = diagnosis.main.rule
    decided = outcome(diagnosis) != "open"
    if rule in _DEMANDS and case.customs.demand is not Met.MET:
        return _DEMANDS[rule]
    if diagnosis.responsible is Party.BUYER:
        return "goodwill"
    if not decided and diagnosis.has("papers_wrong", "value_wrong"):
        return "papers"
    return "refund" if decided else "clarify"


# What to claim

_BLAMED_BY_CUSTOMS = ("papers_wrong", "value_wrong", "counterfeit")
_PAPERS_DUE = (Action.NEGOTIATE, Action.DISPUTE, Action.MEET_DEMAND)


def claims(view: View, action: Action) -> Iterator[Statement]:
    """Yield what to ask for, what its limits are, and how to say it."""
    if action is Action.WAIT:
        yield Statement(
            id="nothing_yet",
            says=say("Nothing yet: a claim made too early is easily turned down."),
            rests_on=view.rule,
        )
    if action not in _PAPERS_DUE:
        return
    yield _demanded(view)
    if view.case.settle_less_shipping and demand(view.diagnosis, view.case) == "refund":
        yield Statement(
            id="settle_less_shipping",
            says=say(
                "A refund less the shipping cost is your own offer for a quick end in the talks. "
                "In the dispute ask for everything."
            ),
        )
    yield from _by_the_rules(view.place, view.diagnosis)
    yield _tone(view)


def _demanded(view: View) -> Statement:
    wanted = demand(view.diagnosis, view.case)
    return Statement(
        id=f"claim_{wanted}",
        says=_refund(view) if wanted == "refund" else _DEMANDED[wanted],
        rests_on=(view.diagnosis.blaming or view.diagnosis.main).rule,
        sources=_GOODWILL_SOURCES if wanted == "goodwill" else (),
    )


_GOODWILL_SOURCES = ("ae_gamevid", "ae_ukvolok", "ae_uralstore")
_DEMANDED = {
    "papers": say(
        "The seller's help: invoice, description of the goods and customs declaration. A refund "
        "becomes a claim only if the parcel does not come although you gave what was asked."
    ),
    "tax_data": say(
        "An answer whether import tax was collected with the order, with the proof. A duty that "
        "is really due is yours to pay and no reason for a refund."
    ),
    "trace": say(
        "The carrier's proof of delivery, which the sender can demand; and the full refund if it "
        "does not show that the parcel was handed to you."
    ),
    "goodwill": say(
        "The price of the goods without the shipping cost, as goodwill. More is seldom given "
        "where a payment or an answer was asked of the buyer and not given, and sometimes nothing."
    ),
    "clarify": say(
        "From the seller first: to find out what holds the parcel and to send missing papers. In "
        "the dispute: the full refund, because the goods have not reached you."
    ),
}


def _refund(view: View) -> Message:
    if view.diagnosis.has(*_BLAMED_BY_CUSTOMS):
        return say("The full refund: what customs objects to is the sender's to answer for.")
    if view.diagnosis.has("prohibited"):
        return say(
            "The full refund, because the goods did not reach you. Do not count on it: some "
            "marketplaces give it where customs proves the ban, others leave it to the buyer."
        )
    return say(
        "The full refund, and as its reason that the goods did not reach you: so much is true "
        "whoever is at fault."
    )


def _tone(view: View) -> Statement:
    says = say("Write it matter-of-factly: what the tracking shows, the sum, the day.")
    if demand(view.diagnosis, view.case) == "goodwill":
        says = say("Write it kindly: you ask for goodwill and demand nothing.")
    elif view.diagnosis.responsible is Party.SELLER:
        says = say("Write it firmly and briefly: the reason, the sum, the day.")
    return Statement(id="tone", says=says, rests_on=view.rule)


# Who bears it by the marketplace's rules

CAUSES: dict[str, tuple[Cause, ...]] = {
    "papers_wrong": (Cause.MISSING_INVOICE, Cause.MISSING_LICENCE_OR_CERTIFICATE),
    "value_wrong": (Cause.UNDERVALUATION,),
    "counterfeit": (Cause.COUNTERFEIT, Cause.PROHIBITED_OR_REPLICA_PROVED),
    "prohibited": (Cause.PROHIBITED_IMPORT, Cause.PROHIBITED_OR_REPLICA_PROVED),
    "term_passed": (
        Cause.UNPAID_DUTY,
        Cause.REFUSED_FORMALITIES,
        Cause.CUSTOMS_PAYMENT_DELAYED_OR_REFUSED,
        Cause.UNCLAIMED_AT_CUSTOMS,
    ),
    "duty_asked": (
        Cause.UNPAID_DUTY,
        Cause.IMPORT_DUTY,
        Cause.CUSTOMS_PAYMENT_DELAYED_OR_REFUSED,
    ),
    "information_asked": (Cause.REFUSED_FORMALITIES, Cause.IMPORTER_OF_RECORD),
    "export_refused": (Cause.HELD_AT_SENDER_CUSTOMS,),
    "held": (Cause.HELD_AT_BUYER_CUSTOMS,),
    "stuck": (Cause.HELD_AT_BUYER_CUSTOMS,),
    "refused": (Cause.CUSTOMS_DETAINED_DESTROYED_OR_RETURNED,),
    "seized": (Cause.CUSTOMS_DETAINED_DESTROYED_OR_RETURNED,),
    "destroyed": (Cause.CUSTOMS_DETAINED_DESTROYED_OR_RETURNED,),
    "going_back": (Cause.CUSTOMS_DETAINED_DESTROYED_OR_RETURNED,),
    "back_with_sender": (Cause.CUSTOMS_DETAINED_DESTROYED_OR_RETURNED,),
}
"""Causes in the rules of marketplaces that a finding may be; our mapping."""


def _by_the_rules(place: Marketplace | None, diagnosis: Diagnosis) -> Iterator[Statement]:
    """Yield what the marketplace's rules say of the causes that were found."""
    if place is None:
        return
    for side, bearer in (("seller", place.seller_bears), ("buyer", place.buyer_bears)):
        rule = _met(bearer, diagnosis)
        if bearer is None or not rule:
            continue
        disputed = bool(set(CAUSES[rule]) & set(bearer.disputed_causes))
        yield Statement(
            id=f"{side}_bears",
            says=_bears(place, bearer, side, asked=rule in ASKED, disputed=disputed),
            rests_on=rule,
            sources=(*bearer.sources, *(bearer.contradicted_by if disputed else ())),
        )


def _met(bearer: Bearer | None, diagnosis: Diagnosis) -> str:
    """Return the first finding whose cause the bearer answers for, or nothing."""
    if bearer is None or not bearer.usable:
        return ""
    found = (f.rule for f in diagnosis.telling)
    return next((rule for rule in found if set(CAUSES.get(rule, ())) & set(bearer.causes)), "")


_BEARS = {
    ("seller", "verified"): N_("By the rules of {name} the buyer is not left with such a loss."),
    ("buyer", "verified"): N_("By the rules of {name} this is the buyer's to bear."),
    ("seller", "reported"): N_(
        "According to guides, {name} holds the seller responsible for this."
    ),
    ("buyer", "reported"): N_("According to guides, {name} leaves such a loss with the buyer."),
    ("seller", "disputed"): N_(
        "{name}: sources disagree on who bears such a case; some say the seller."
    ),
    ("buyer", "disputed"): N_(
        "{name}: sources disagree on who bears such a case; some say the buyer."
    ),
}
_WHILE_ASKED = N_("At {name} whoever does not pay or give what is asked has a weak claim later.")
"""What the buyer's part means while it can still be done."""


def _bears(
    place: Marketplace, bearer: Bearer, side: str, *, asked: bool, disputed: bool
) -> Message:
    sure = "disputed" if disputed else bearer.confidence.value
    open_still = side == "buyer" and asked
    says = say(_WHILE_ASKED if open_still else _BEARS[side, sure], name=place.name)
    return joined(says, Message(template=bearer.outcome)) if bearer.outcome else says


# What not to claim


def not_claims(view: View, action: Action) -> Iterator[Statement]:
    """Yield what would be untrue, or would turn the case against the buyer."""
    if action not in _PAPERS_DUE:
        return
    says = _untrue(view)
    if says:
        yield Statement(id="not_claim", says=says, rests_on=view.rule)


def _untrue(view: View) -> Message | None:
    diagnosis = view.diagnosis
    if diagnosis.has("suspected_refusal"):
        return say("Do not write that customs refused the parcel: the entries only suggest it.")
    if view.rule in ("lost", "damaged", "stalled") or diagnosis.has("held_by_carrier"):
        return say("Do not blame customs: the tracking does not name it as the cause.")
    if view.rule in ASKED:
        return say("Do not write that the seller is at fault while customs is only asking.")
    match diagnosis.responsible:
        case Party.BUYER:
            return say(
                "Do not write that the seller is at fault, and do not write that you refused "
                "anything."
            )
        case Party.SELLER:
            return say("Do not add suspicions: claim what customs or the tracking names, no more.")
        case _:
            return say(
                "Do not write whose fault it is: that is not known yet, and a claim that proves "
                "wrong can cost you the case."
            )
