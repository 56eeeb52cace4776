"""What not to do, and why: the traps of a dispute."""

from collections.abc import Iterator

from dispute_assistant.findings import Statement
from dispute_assistant.messages import say
from dispute_assistant.view import Action, View


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
