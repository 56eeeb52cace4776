"""A case in three sentences: what happened, whether it is an error at all, who is responsible.

Where it stands in the flow: the advice opens with these sentences. They say no more than the
diagnosis does, and each says how sure it is.
"""

from dispute_assistant.diagnosis import Diagnosis
from dispute_assistant.findings import ASKED, Certainty, Finding, Party
from dispute_assistant.messages import N_, Message, say

_HAPPENED = {
    "clearance_error": N_("A message speaks of an error in customs clearance."),
    "held": N_("Customs holds the parcel, and no reason is known."),
    "suspected_refusal": N_("The history says “delivered”, but probably not at your door."),
    "prohibited": N_("Customs says that these goods may not be brought into the country."),
    "routine_clearance": N_("The parcel is in ordinary customs clearance."),
    "held_by_carrier": N_("The carrier holds the parcel."),
}
"""Shorter words for findings that take more than one sentence."""

_AFTER_REFUSAL = {
    "going_back": N_("Customs refused to release the parcel, and it is going back to the sender."),
    "back_with_sender": N_(
        "Customs refused to release the parcel, and it is back with the sender."
    ),
}

_OPEN = N_("Such a message is often wrong, so it is open whether anything has gone wrong at all.")
_NORMAL = N_("That alone is no error: many parcels that arrive are reported like that.")
_NO_DECISION = N_("That is no decision of customs.")
_NO_ERROR = N_("Nothing shows an error.")
_DEMANDED = N_("That is no error: clearance goes on once it is settled.")
_RECORDED = N_("This is not a website error: the tracking history itself records it.")
_TOLD = N_("You were told so; the tracking history does not show the reason.")
_PAGE_ALONE = N_("Only the order page says so; the carrier's own history may say otherwise.")
_DOUBTFUL = N_("One of the two is wrong: the entry, or the place it speaks of.")
_SILENT = N_("The tracking does not show whether it is out of date or the parcel is in trouble.")
_STILL_TIME = N_("Until it goes back that can be mended, if you act at once.")
_UNREAD = N_("The newest entry does not tell how the parcel is; ask the carrier what it means.")
_UNKNOWN = N_("Whether anything has gone wrong cannot be told yet.")
_DISPUTED = N_("Two sources disagree, so check which of them is right before you rely on either.")

_ERRORS = {
    "clearance_error": _OPEN,
    "held": _NORMAL,
    "routine_clearance": _NORMAL,
    "held_by_carrier": _NO_DECISION,
    "released": _NO_ERROR,
    "on_the_way": _NO_ERROR,
    "delivered": _NO_ERROR,
    "information_asked": _DEMANDED,
    "duty_asked": _DEMANDED,
    "suspected_refusal": _DOUBTFUL,
    "not_received": _DOUBTFUL,
    "stuck": _SILENT,
    "stalled": _SILENT,
    "waiting_for_pickup": _NO_ERROR,
    "delivery_failed": _STILL_TIME,
    "delivery_refused": _STILL_TIME,
    "too_little_known": _UNKNOWN,
}
"""What each rule says of the question whether it is an error; the others rest on an entry."""

_SIDES = {
    Party.SELLER: N_("The cause lies on the seller's side."),
    Party.BUYER: N_("It is on your side to act, and until then a claim is weak."),
    Party.CARRIER: N_("The cause lies with the carrier, not with customs."),
    Party.NOBODY: N_("So far nothing shows that anyone is at fault."),
    Party.UNKNOWN: N_("It cannot be told yet who is responsible."),
}
_PROBABLE_SIDES = {
    Party.SELLER: N_(
        "The cause probably lies on the seller's side; a written reason would prove it."
    ),
    Party.BUYER: N_("It is probably on your side to act, and until then a claim is weak."),
    Party.CARRIER: N_("The cause probably lies with the carrier, not with customs."),
}
_BY_RULE = {
    ("term_passed", Party.BUYER): N_(
        "The cause probably lies on your side, and that makes a claim weak."
    ),
    ("information_asked", Party.SELLER): N_("What customs asks for is the seller's to give."),
}
_MET = N_("You gave what was asked; what is missing now is the decision of customs.")
_SETTLING = {
    "customs.said": N_(
        "It cannot be told yet who is responsible; a written reason from customs would settle it."
    ),
    "customs.demand": N_(
        "It cannot be told yet who is responsible; it depends on whether you gave what was asked."
    ),
    "tracking.history": N_(
        "It cannot be told yet who is responsible; the carrier's own history would show more."
    ),
}


def sentences(
    diagnosis: Diagnosis, *, unread: bool = False, met: bool = False
) -> tuple[Message, Message, Message]:
    """Return what happened, whether it is an error, and who is responsible.

    ``unread`` tells that the newest entry does not say how the parcel is, ``met`` that the buyer
    has done what customs asked.
    """
    main = diagnosis.main
    happened = say(_HAPPENED[main.rule]) if main.rule in _HAPPENED else main.says
    if main.rule in _AFTER_REFUSAL and diagnosis.has("refused"):
        happened = say(_AFTER_REFUSAL[main.rule])
    return happened, say(_error(diagnosis, unread=unread)), say(_responsible(diagnosis, met=met))


def _error(diagnosis: Diagnosis, *, unread: bool) -> str:
    main = diagnosis.main
    if diagnosis.has("contradiction"):
        return _DISPUTED
    if unread and _ERRORS.get(main.rule) is _NO_ERROR:
        return _UNREAD
    if main.rule in _ERRORS:
        return _ERRORS[main.rule]
    if main.evidence:
        return _RECORDED
    return _PAGE_ALONE if "parcel.shown" in main.answers else _TOLD


def _responsible(diagnosis: Diagnosis, *, met: bool) -> str:
    finding = diagnosis.blaming
    if met and diagnosis.main.rule in ASKED:
        return _MET
    if finding is None:
        settles = _settling(diagnosis)
        return _SETTLING.get(settles, _SIDES[Party.UNKNOWN])
    if (finding.rule, finding.responsible) in _BY_RULE:
        return _BY_RULE[finding.rule, finding.responsible]
    if finding.certainty is not Certainty.CERTAIN and finding.responsible in _PROBABLE_SIDES:
        return _PROBABLE_SIDES[finding.responsible]
    return _SIDES[finding.responsible]


def _settling(diagnosis: Diagnosis) -> str:
    open_findings: tuple[Finding, ...] = diagnosis.telling
    return next((finding.settles for finding in open_findings if finding.settles), "")
