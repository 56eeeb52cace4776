"""What the seller will probably say, and what to answer.

Where it stands in the flow: beside the steps of the plan. The list comes from guides for sellers
and buyers (each with its source); the answers are our advice. Only the likely ones are named, and
none once the dispute is decided.
"""

from collections.abc import Callable

from msgspec import Struct

from dispute_assistant import reference
from dispute_assistant.findings import ASKED
from dispute_assistant.messages import Message, say
from dispute_assistant.view import CUSTOMS_KNOWS, Action, View


class Objection(Struct, frozen=True, kw_only=True):
    """Something sellers say, with the answer."""

    id: str
    says: Message
    """The seller's words, without quotation marks and full stop."""
    answer: Message
    fits: Callable[[View], bool]
    sources: tuple[str, ...]


def _has(*rules: str) -> Callable[[View], bool]:
    return lambda view: view.diagnosis.has(*rules)


def _can_be_cleared(view: View) -> bool:
    return view.rule in CUSTOMS_KNOWS and not (_gone(view) or view.blamed)


def _gone(view: View) -> bool:
    return view.diagnosis.has("going_back", "back_with_sender", "seized", "destroyed", "lost")


def _in_dispute(view: View) -> bool:
    return view.case.standing.in_dispute


def _always(view: View) -> bool:  # noqa: ARG001
    return True


OBJECTIONS = (
    Objection(
        id="duty_is_yours",
        says=say("Customs duty is the buyer's matter"),
        answer=say(
            "Answer that no duty is the reason: customs objects to what the sender declared."
        ),
        fits=_has("papers_wrong", "value_wrong"),
        sources=("ae_ukvolok", "ae_uralstore"),
    ),
    Objection(
        id="share_the_tax",
        says=say("I will pay you a part of the tax"),
        answer=say("Agree only through the marketplace, and keep your claim for the rest."),
        fits=_has("duty_asked"),
        sources=("ae_ssopdot_detention",),
    ),
    Objection(
        id="resend",
        says=say("As soon as it is back I will send it again"),
        answer=say("Ask for the new tracking number first; until then the claim stays open."),
        fits=_has("going_back", "back_with_sender", "export_refused"),
        sources=("ae_ssopdot_detention",),
    ),
    Objection(
        id="clear_it_yourself",
        says=say("Please clear it yourself, or ask your post"),
        answer=say("Ask for the invoice and the papers, and say what customs told you."),
        fits=_can_be_cleared,
        sources=("ae_ssopdot_detention",),
    ),
    Objection(
        id="cancel_first",
        says=say("Cancel the dispute, then I will refund you"),
        answer=say("Answer that you cancel nothing before the money is there."),
        fits=_in_dispute,
        sources=("ae_leally", "ae_alibest_cancel"),
    ),
    Objection(
        id="wait_longer",
        says=say("Please wait some days more"),
        answer=say("Agree only if the seller extends the protection first."),
        fits=lambda view: not _in_dispute(view),
        sources=("ae_ssopdot_detention",),
    ),
    Objection(
        id="small_offer",
        says=say("I can give you a small part back"),
        answer=say("Repeat the full claim with one proof, and look at the sum before you press."),
        fits=lambda view: view.rule not in (*ASKED, "term_passed"),
        sources=("ae_alimaniac",),
    ),
    Objection(
        id="other_reason",
        says=say("Please choose another reason"),
        answer=say("Keep the reason: it decides who is held responsible."),
        fits=_always,
        sources=("ae_gist_reason",),
    ),
    Objection(
        id="refund_outside",
        says=say("I will refund you outside the marketplace"),
        answer=say(
            "Answer that you take a refund only where you paid: elsewhere nobody enforces it."
        ),
        fits=_always,
        sources=("ae_alimaniac",),
    ),
)
"""Most telling first; the first few that fit are named."""


def objections(view: View, action: Action) -> tuple[Objection, ...]:
    """Return what the seller will probably say to what the plan does now."""
    if action not in (Action.NEGOTIATE, Action.DISPUTE, Action.MEET_DEMAND):
        return ()
    return tuple(o for o in OBJECTIONS if o.fits(view))[: reference.defaults().most_objections]
