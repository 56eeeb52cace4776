"""The rules: what became of a parcel, why, and how its clearance stands.

A rule is a plain function ``(facts) -> Finding | None``; its docstring names its source. Rules
stand in the order in which they decide. Numbers come from dated parameters, never from here.
"""

from msgspec.structs import replace

from dispute_assistant import delivery
from dispute_assistant.case import Demand, Said, Shown
from dispute_assistant.findings import ARTICLE, Certainty, Facts, Finding, Party, Rule
from dispute_assistant.messages import say, say_many
from dispute_assistant.tracking.events import Status, Verdict

# What became of the parcel


def back_with_sender(facts: Facts) -> Finding | None:
    """The parcel is with its sender again.

    A "Delivered" in the country of origin counts as this, never as a delivery to the buyer.
    """
    event = facts.timeline.last
    if event is None or event.status is not Status.RETURNED_TO_SENDER:
        return None
    return Finding(
        rule="back_with_sender",
        says=say("The parcel is back with the sender since {day}.", day=event.day),
        evidence=(event,),
        sources=(ARTICLE,),
    )


def seized(facts: Facts) -> Finding | None:
    """Customs or another authority has taken the goods."""
    if facts.timeline.verdict is not Verdict.SEIZED:
        return None
    return Finding(
        rule="seized",
        says=say(
            "Customs has seized the goods. You will probably not receive them. If a notice comes, "
            "keep it: a term of its own may run from it."
        ),
        evidence=facts.newest(Status.IMPORT_CUSTOMS_SEIZED),
        settles="customs.said",
    )


def destroyed(facts: Facts) -> Finding | None:
    """The goods exist no more."""
    event = facts.timeline.newest(Status.IMPORT_CUSTOMS_DESTROYED, Status.DESTROYED)
    if event is None:
        return None
    return Finding(
        rule="destroyed",
        says=say("The parcel was destroyed. You will not receive it."),
        evidence=(event,),
        settles="customs.said",
    )


def export_refused(facts: Facts) -> Finding | None:
    """Export customs or the airline stopped the parcel in the seller's country.

    Source: a guide on orders closed as "Shipment Cancelled"; the rules of the DHgate family give a
    full refund.
    """
    statuses = (Status.EXPORT_CUSTOMS_REFUSED, Status.EXPORT_SECURITY_REJECTED)
    event = facts.timeline.newest(*statuses)
    if event is None or facts.timeline.first(Status.ARRIVED_DESTINATION):
        return None
    return Finding(
        rule="export_refused",
        says=say("The parcel was stopped before it left the seller's country."),
        certainty=Certainty.LIKELY,
        responsible=Party.SELLER,
        evidence=(event,),
        sources=("ae_alibest_shipcancel", "dhgate_family"),
    )


def going_back(facts: Facts) -> Finding | None:
    """The parcel is on its way back to the sender.

    Source: the clearance article, statement 8. "Returned from customs" to the post is a release
    and never leads here (tracking vocabulary).
    """
    if back_with_sender(facts) or export_refused(facts):
        return None
    events = facts.newest(
        Status.IMPORT_CUSTOMS_RETURNED,
        Status.RETURNING,
        Status.RETURNED_TO_SENDER,
        Status.EXPORT_CUSTOMS_REFUSED,
        Status.EXPORT_SECURITY_REJECTED,
    )
    if facts.timeline.verdict is not Verdict.RETURNED and not (
        facts.case.shown is Shown.RETURNING or (events and events[0] is facts.timeline.last)
    ):
        return None
    return Finding(
        rule="going_back",
        says=say("The parcel is going back to the sender."),
        evidence=events,
        answers=() if events else ("parcel.shown",),
        sources=(ARTICLE,),
        settles="customs.said",
    )


def refused(facts: Facts) -> Finding | None:
    """Customs refused the release.

    A parcel that is back with its sender because customs sent it back was not released either.
    """
    sent_back = facts.newest(Status.IMPORT_CUSTOMS_RETURNED) if back_with_sender(facts) else ()
    if (
        facts.timeline.verdict is not Verdict.REFUSED
        and not sent_back
        and (facts.timeline.cause is not Status.IMPORT_CUSTOMS_REFUSED)
    ):
        return None
    return Finding(
        rule="refused",
        says=say("Customs refused to release the parcel."),
        evidence=facts.newest(Status.IMPORT_CUSTOMS_REFUSED) or sent_back,
        settles="customs.said",
    )


# Why, and on whose side


def _cause(finding: Finding, said: Said, reasons: tuple[str, ...]) -> Rule:
    """Return the rule that finds ``finding`` when the buyer was told so, or a scan says why."""

    def rule(facts: Facts) -> Finding | None:
        told = facts.case.customs.said is said
        scans = tuple(e for e in facts.timeline if e.reason.startswith(reasons))[-1:]
        if facts.timeline.verdict is Verdict.INFO_REQUIRED:
            scans = ()  # what is only asked for can still be given
        if facts.over or not (told or scans):
            return None
        return replace(
            finding,
            certainty=Certainty.CERTAIN if told else Certainty.LIKELY,
            evidence=scans,
            answers=("customs.said",) if told else (),
        )

    rule.__name__ = finding.rule
    return rule


# The seller's side, by guides on AliExpress disputes and AliExpress' own page on evidence.
_SELLERS_PAPERS = ("invoice_", "certificate_", "declaration_", "cn22_", "documentation_")
_SELLERS = ("ae_ukvolok", "ae_uralstore", "ae_evidence")

papers_wrong = _cause(
    Finding(
        rule="papers_wrong",
        says=say("Customs says that the sender's papers are missing or wrong."),
        responsible=Party.SELLER,
        sources=_SELLERS,
    ),
    Said.PAPERS,
    _SELLERS_PAPERS,
)

value_wrong = _cause(
    Finding(
        rule="value_wrong",
        says=say("Customs does not accept the value that the sender declared."),
        responsible=Party.SELLER,
        sources=_SELLERS,
    ),
    Said.VALUE,
    ("value_doubted",),
)

counterfeit = _cause(
    Finding(
        rule="counterfeit",
        says=say("Customs takes the goods for counterfeit."),
        responsible=Party.SELLER,
        sources=_SELLERS,
    ),
    Said.COUNTERFEIT,
    ("counterfeit",),
)

# Guides let the buyer bear it, the rules of the DHgate family refund it: no side is named.
prohibited = _cause(
    Finding(
        rule="prohibited",
        says=say(
            "Customs says that these goods may not be brought into the country. Sources disagree "
            "on who bears that: some say the buyer, others give a full refund."
        ),
        sources=("ae_ukvolok", "dhgate_family"),
    ),
    Said.PROHIBITED,
    ("prohibited_articles",),
)

commercial = _cause(
    Finding(
        rule="commercial",
        says=say("Customs does not take the goods for goods of personal use."),
        sources=("ae_ukvolok",),
    ),
    Said.COMMERCIAL,
    ("not_personal_use",),
)


def _back(facts: Facts) -> bool:
    """The parcel goes back or is back: what was asked can no longer be paid or given."""
    return bool(going_back(facts) or back_with_sender(facts))


def _left_undone(facts: Facts) -> bool:
    """Customs asked for something, the buyer has not done it, and the parcel goes back."""
    asked = facts.case.customs.said in (Said.DUTY_ASKED, Said.DATA_ASKED)
    return asked and facts.case.customs.demand is Demand.NOT_YET and _back(facts)


def term_passed(facts: Facts) -> Finding | None:
    """A payment or an answer asked of the buyer was not given in time: mostly the buyer's side.

    Source: AliExpress guides; eBay and Etsy say the same of refused duties.
    """
    event = facts.timeline.newest(Status.IMPORT_CUSTOMS_DUTY_REFUSED)
    told = facts.case.customs.said is Said.TERM_PASSED or _left_undone(facts)
    if event is None and not told:
        return None
    answered = facts.case.customs.demand in (Demand.MET, Demand.NEVER_REACHED_ME)
    return Finding(
        rule="term_passed",
        says=say("What customs asked for was not paid or given within the term."),
        certainty=Certainty.LIKELY,
        responsible=Party.UNKNOWN if answered else Party.BUYER,
        evidence=(event,) if event else (),
        answers=("customs.said",) if told else (),
        sources=("ae_ukvolok", "ebay_hipshipper", "etsy_pp"),
        settles="customs.demand",
    )


# How clearance stands


def released(facts: Facts) -> Finding | None:
    """Customs has let the parcel go: what follows is the post's work."""
    last = facts.timeline.last
    if not facts.over or (last and last.status is Status.DELIVERED):
        return None
    return Finding(
        rule="released",
        says=say("Customs has released the parcel. It is with the post or courier now."),
        responsible=Party.NOBODY,
        evidence=(facts.release,) if facts.release else (),
    )


def information_asked(facts: Facts) -> Finding | None:
    """Customs, the post or the courier waits for papers or data."""
    told = facts.case.customs.said is Said.DATA_ASKED
    if facts.over or _back(facts):
        return None
    if not (told or facts.timeline.verdict is Verdict.INFO_REQUIRED):
        return None
    events = facts.newest(Status.IMPORT_CUSTOMS_INFO_REQUIRED)
    met = facts.case.customs.demand is Demand.MET
    side = Party.BUYER if told and not met else Party.UNKNOWN
    if any(e.reason.startswith(_SELLERS_PAPERS) for e in events):
        side = Party.SELLER
    return Finding(
        rule="information_asked",
        says=say("Customs needs papers or data before it can decide."),
        responsible=side,
        evidence=events,
        answers=("customs.said",) if told else (),
        settles="customs.demand",
    )


def duty_asked(facts: Facts) -> Finding | None:
    """A duty or tax is to be paid before the parcel is handed over: the buyer's to settle."""
    told = facts.case.customs.said is Said.DUTY_ASKED
    if facts.over or _back(facts) or term_passed(facts):
        return None
    if not (told or facts.timeline.verdict is Verdict.DUTY_DUE):
        return None
    met = facts.case.customs.demand is Demand.MET
    return Finding(
        rule="duty_asked",
        says=say("A duty or tax is to be paid before the parcel is handed over."),
        responsible=Party.UNKNOWN if met else Party.BUYER,
        evidence=facts.newest(Status.IMPORT_CUSTOMS_DUTY_DUE),
        answers=("customs.said",) if told else (),
        settles="customs.demand",
    )


def stuck(facts: Facts) -> Finding | None:
    """Nothing has moved for longer than clearance takes.

    Source: the clearance article, statements 5 and 6.
    """
    last = facts.timeline.last
    gate = facts.gate
    if gate is None or last is None or facts.on <= gate:
        return None
    silent = facts.timeline.silent_days(facts.on) or 0
    says = say_many(
        "Nothing has moved for {count} day. Clearance seldom takes that long.",
        "Nothing has moved for {count} days. Clearance seldom takes that long.",
        silent,
    )
    if last.status is Status.HELD_BY_CARRIER:
        says = say_many(
            "Nothing has moved for {count} day.", "Nothing has moved for {count} days.", silent
        )
    return Finding(
        rule="stuck",
        says=says,
        evidence=(last,),
        sources=(ARTICLE,),
        settles="customs.said",
    )


def clearance_error(facts: Facts) -> Finding | None:
    """A report of failed clearance within the first days: often wrong, mistranslated or reversed.

    Source: the clearance article, statements 1 to 4; guides on the AliExpress label of 2018.
    """
    if facts.timeline.verdict is not Verdict.ERROR and facts.case.shown is not Shown.ERROR:
        return None
    events = facts.newest(Status.IMPORT_CUSTOMS_ERROR)
    return Finding(
        rule="clearance_error",
        says=say(
            "The message about a clearance error is often wrong or badly translated, and it often "
            "goes away by itself within days. It does not mean yet that the parcel is lost."
        ),
        certainty=Certainty.LIKELY,
        responsible=Party.NOBODY,
        evidence=events,
        answers=() if events else ("parcel.shown",),
        sources=(ARTICLE, "ae_mobile_pedia", "ae_coonwood"),
        settles="" if events else "tracking.history",
    )


def held(facts: Facts) -> Finding | None:
    """Customs holds the parcel; no reason is known.

    Many posts report every item in clearance as held (UPU event EME): alone, it is no refusal.
    """
    if facts.timeline.verdict is not Verdict.HELD and facts.case.shown is not Shown.HELD:
        return None
    events = facts.newest(Status.IMPORT_CUSTOMS_HELD, Status.EXPORT_CUSTOMS_HELD)
    return Finding(
        rule="held",
        says=say(
            "Customs holds the parcel. Many posts report every parcel in clearance like that; it "
            "becomes a problem only with a reason, a refusal or a long silence."
        ),
        certainty=Certainty.LIKELY,
        responsible=Party.NOBODY,
        evidence=events,
        answers=() if events else ("parcel.shown",),
        sources=(ARTICLE, "ae_coonwood"),
        settles="customs.said",
    )


def held_by_carrier(facts: Facts) -> Finding | None:
    """The post, the courier or the airline holds the parcel: customs is not named."""
    event = facts.timeline.last
    if event is None or event.status is not Status.HELD_BY_CARRIER:
        return None
    return Finding(
        rule="held_by_carrier",
        says=say("The carrier holds the parcel. The entry does not name customs."),
        responsible=Party.CARRIER,
        evidence=(event,),
    )


def routine_clearance(facts: Facts) -> Finding | None:
    """The parcel waits its turn at customs, as every parcel does.

    Source: the clearance article, statements 4 and 5.
    """
    shown = facts.case.shown is Shown.IN_PROCESS
    if facts.timeline.verdict is not Verdict.IN_PROCESS and not shown:
        return None
    events = facts.timeline.events[-1:]
    return Finding(
        rule="routine_clearance",
        says=say("The parcel is in ordinary clearance. Nothing shows an error."),
        certainty=Certainty.LIKELY,
        responsible=Party.NOBODY,
        evidence=events,
        answers=() if events else ("parcel.shown",),
        sources=(ARTICLE,),
    )


def on_the_way(facts: Facts) -> Finding | None:
    """The parcel has not met customs yet."""
    event = facts.timeline.last
    if event is None or event.status is Status.UNKNOWN:
        return None
    return Finding(
        rule="on_the_way",
        says=say("The history shows no problem at customs."),
        responsible=Party.NOBODY,
        evidence=(event,),
    )


def too_little_known(facts: Facts) -> Finding:
    """What cannot be told is a finding too, with the question that would settle it."""
    return Finding(
        rule="too_little_known",
        says=say("There is too little to tell what happened."),
        certainty=Certainty.POSSIBLE,
        evidence=facts.timeline.events[-1:],
        settles="tracking.history",
    )


RULES: tuple[Rule, ...] = (
    back_with_sender,
    delivery.suspected_refusal,
    delivery.not_received,
    delivery.delivered,
    seized,
    destroyed,
    delivery.lost,
    delivery.damaged,
    export_refused,
    going_back,
    refused,
    papers_wrong,
    value_wrong,
    counterfeit,
    prohibited,
    commercial,
    term_passed,
    delivery.delivery_refused,
    delivery.delivery_failed,
    delivery.waiting_for_pickup,
    delivery.stalled,
    released,
    information_asked,
    duty_asked,
    stuck,
    clearance_error,
    held,
    held_by_carrier,
    routine_clearance,
)
"""In the order in which they decide; where none speaks, ``on_the_way`` or ``too_little_known``."""
