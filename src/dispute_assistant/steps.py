"""The steps of a plan in order, first things first."""

from collections.abc import Iterator
from functools import reduce

from dispute_assistant import allowance, allowance_words, identifiers, reference, windows
from dispute_assistant.case import Demand, Talks
from dispute_assistant.diagnosis import Diagnosis
from dispute_assistant.findings import ARTICLE
from dispute_assistant.messages import ByLanguage, Message, joined, say
from dispute_assistant.reference import Authority, Channel, ChannelKind, Confidence, Marketplace
from dispute_assistant.view import CUSTOMS_KNOWS, Action, Step, View


def steps(view: View, action: Action) -> Iterator[Step]:
    """Yield what to do, first things first."""
    if view.closed and view.days.protection_end:
        yield Step(
            id="protection_over",
            says=say(
                "Protection ended on {day}. Look at the order page: if a dispute can still be "
                "opened there, do it today; if not, ask the payment service or your bank.",
                day=view.days.protection_end.day,
            ),
            by=view.on,
        )
    in_dispute = view.case.standing.in_dispute
    if view.days.protection_end is None and not in_dispute and action is not Action.COLLECT:
        yield _find_protection_end(view)
    if action in (Action.WAIT, Action.TELL_MORE) or view.diagnosis.has("contradiction"):
        yield _second_tracker(view)
    if action is Action.WAIT and view.days.wait_until:
        day = view.days.wait_until.day
        yield Step(
            id="wait",
            says=say(
                "Wait until {day}. If nothing has moved by then, run the program again with the "
                "new history: then it is time to write to the seller.",
                day=day,
            ),
            sources=view.days.wait_until.sources,
        )
    if action is Action.MEET_DEMAND:
        yield from _demand_steps(view)
    if action is Action.COLLECT:
        yield from _collect_steps(view)
    if action in (Action.NEGOTIATE, Action.DISPUTE):
        yield from _claim_steps(view, action)
    if view.days.open_by and not view.closed and action in (Action.WAIT, Action.MEET_DEMAND):
        yield Step(
            id="open_by",
            says=say(
                "Whatever happens, do not let {day} pass without an open dispute while the parcel "
                "is missing.",
                day=view.days.open_by.day,
            ),
            by=view.days.open_by.day,
            sources=view.days.open_by.sources,
        )


def _find_protection_end(view: View) -> Step:
    says = say(
        "Find the last day of buyer protection on the order page and note it: after that day "
        "nobody pays."
    )
    rule = windows.rule(view.place, view.case.destination) if view.place else None
    closes = view.place.closes if view.place else None
    return Step(
        id="find_protection_end",
        says=joined(says, rule) if rule else says,
        by=view.on,
        sources=closes.sources if rule and closes else (),
    )


def _second_tracker(view: View) -> Step:
    number = view.timeline.tracking_number or view.case.tracking_number
    trackers = identifiers.trackers(number, destination=view.case.destination) if number else ()
    says = say(
        "Check the tracking number on the carrier's own page or a second tracker: one page alone "
        "is often wrong or badly translated."
    )
    if trackers:
        says = say(
            "Check {number} on a second tracker, because one page alone is often wrong or badly "
            "translated: {trackers}.",
            number=number,
            trackers=tuple(f"{t.name} ({t.address})" for t in trackers[:3]),
        )
    return Step(id="second_tracker", says=says, by=view.on, sources=(ARTICLE,))


def _demand_steps(view: View) -> Iterator[Step]:
    yield Step(
        id="check_demand",
        says=say(
            "Find the notice itself: on the official site of the post, courier or customs, or on "
            "paper. Messages with payment links are often faked; do not pay through them."
        ),
        by=view.on,
    )
    if view.rule == "duty_asked":
        yield from _limits_step(view)
        yield Step(
            id="pay_or_contest",
            says=say(
                "Compare the amount with your order: was import tax already collected when you "
                "paid? If the duty is due, pay it in the stated term and keep the receipt; if it "
                "is wrong, contest it in writing within the term."
            ),
        )
    else:
        yield Step(
            id="give_data",
            says=say(
                "Give what is asked within the stated term and keep proof that you did: copies, "
                "dates, confirmations."
            ),
        )
    yield Step(
        id="ask_papers",
        says=say("Write to the seller for the invoice and the customs declaration."),
        by=view.on,
    )
    if view.case.customs.demand is Demand.NEVER_REACHED_ME and view.asks_customs:
        yield from _customs_steps(view)


def _limits_step(view: View) -> Iterator[Step]:
    """Say up to which value nothing is due; no exchange rate is ours to use."""
    country, paid = view.case.destination, view.case.order.amount
    limits = allowance.limits(country, view.on) if country else ()
    currencies = {limit.money.currency for limit in limits if limit.money}
    if paid and currencies == {paid.currency}:
        limits = allowance.limits(country, view.on, paid)
    says = [said for _, said in allowance_words.sentences(limits, paid)]
    if says:
        yield Step(
            id="compare_limits",
            says=reduce(joined, [say("Compare the amount asked with the limits."), *says]),
            sources=tuple(dict.fromkeys(s for limit in limits for s in limit.sources)),
        )


AT_THE_DOOR = {
    "delivery_refused": say(
        "If you did not refuse it, tell the carrier so in writing and ask for a new "
        "delivery. In no letter write that you refused it."
    ),
    "delivery_failed": say(
        "Ask the carrier for a new delivery, or where and until when you can collect it: "
        "after that it goes back."
    ),
    "waiting_for_pickup": say(
        "Collect it before the storage time ends: after that it goes back. Ask the post or "
        "courier until when it is kept."
    ),
}


def _collect_steps(view: View) -> Iterator[Step]:
    if view.rule in AT_THE_DOOR:
        yield Step(id="act_at_the_door", says=AT_THE_DOOR[view.rule], by=view.on)
        return
    if view.unread and view.timeline.last:
        yield Step(
            id="ask_meaning",
            says=say(
                "Ask the carrier what the newest entry means: “{text}”.",
                text=view.timeline.last.text,
            ),
            by=view.on,
        )
    if view.rule == "delivered":
        yield Step(
            id="proof_of_delivery",
            says=say(
                "If you did not receive it, ask the carrier for proof of delivery: to whom, where "
                "and when. Do not confirm receipt on the order page."
            ),
            by=view.on,
        )
        return
    yield Step(
        id="follow",
        says=say("Follow the parcel. If it stops moving for long, ask the carrier."),
    )


_ASK_WHY = say(
    "Ask the carrier in writing what the parcel is waiting for: a reply is evidence, and so is "
    "silence."
)
_ASK_TO_WHOM = say(
    "Ask the carrier in writing for proof of delivery: to whom, where and when. Do not confirm "
    "receipt on the order page."
)
_CARRIER_KNOWS = {
    "stuck": _ASK_WHY,
    "held_by_carrier": _ASK_WHY,
    "not_received": _ASK_TO_WHOM,
    "suspected_refusal": _ASK_TO_WHOM,
    "stalled": _ASK_WHY,
    "damaged": say(
        "Ask the carrier for a record of the damage, and take pictures before you accept anything."
    ),
    "term_passed": say(
        "Ask the carrier or customs whether what was asked can still be paid or given."
    ),
    "lost": say(
        "Ask the carrier to search for the parcel, and the seller, as the sender, to order the "
        "search too."
    ),
}
"""Rules on which the carrier can say something."""


def _claim_steps(view: View, action: Action) -> Iterator[Step]:
    if view.writes_first:
        yield Step(
            id="write_seller",
            says=say(
                "Send the message to the seller through the marketplace and ask for an answer by "
                "{day}.",
                day=view.days.reply_by.day,
            ),
            by=view.on,
            sources=(ARTICLE,),
        )
    if not view.fair_offer:
        yield from _asking_steps(view)
    if view.returning and view.days.open_by and not view.blamed:
        yield Step(
            id="return_leg",
            says=say(
                "The case is strongest once the parcel is back with the seller. You may hold the "
                "dispute until the tracking shows that, but not after {day}.",
                day=view.days.open_by.day,
            ),
            by=view.days.open_by.day,
            sources=(ARTICLE,),
        )
    if view.case.talks is not Talks.DISPUTE_OPEN and not view.closed:
        yield _open_step(view, action)
    if view.place is None:
        yield Step(
            id="no_disputes",
            says=say(
                "If this shop has no disputes, ask the bank of your card or the payment service "
                "whether and until when you can claim there."
            ),
            by=view.on,
        )
    elif not view.closed or view.case.talks is Talks.DISPUTE_OPEN:
        yield Step(
            id="look_daily",
            says=say(
                "While the dispute is open, look at it every day and answer within the term shown "
                "there; check the amount before you accept anything."
            ),
        )


def _asking_steps(view: View) -> Iterator[Step]:
    if view.diagnosis.has("grave_goods"):
        yield Step(
            id="ask_lawyer",
            says=say(
                "Ask a lawyer before you write to customs or to anybody about these goods: "
                "ordering them may be an offence."
            ),
            by=view.on,
        )
    if view.rule in _CARRIER_KNOWS:
        yield Step(id="ask_carrier", says=_CARRIER_KNOWS[view.rule], by=view.on)
    if view.asks_customs:
        yield from _customs_steps(view)


def _customs_steps(view: View) -> Iterator[Step]:
    authority = reference.authority(view.case.destination) if view.case.destination else None
    portal = _portal(authority)
    yield Step(
        id="ask_customs",
        says=_way_to_customs(authority, portal),
        by=view.on,
        sources=portal.sources if portal else (),
    )
    answer, open_by = view.days.customs_answer, view.days.open_by
    if answer and open_by and answer.day > open_by.day and not (view.closed or view.closing):
        last = open_by.day
        yield Step(
            id="open_first",
            says=say(
                "The answer of customs may not arrive before {day}. Open the dispute without it "
                "and add it later.",
                day=last,
            ),
            by=last,
            sources=answer.sources,
        )


def _portal(authority: Authority | None) -> Channel | None:
    """Return the only electronic way that an authority takes, where the law says so."""
    return next(
        (
            c
            for c in (authority.channels if authority else ())
            if c.kind is ChannelKind.PORTAL and c.value and c.confidence is Confidence.VERIFIED
        ),
        None,
    )


def _way_to_customs(authority: Authority | None, portal: Channel | None) -> Message:
    """Return how the request is sent, and where its address is to be found."""
    if portal:
        return say(
            "Send the request to customs as a signed letter by post, or put its text into the "
            "official portal ({portal}). An e-mail does not count.",
            portal=portal.value,
        )
    says = say("Send the request to customs, signed, by post or through its official site.")
    if authority is None or authority.website_confidence is Confidence.UNVERIFIED:
        return says
    site = say("Its site: {site}", site=authority.website)
    if authority.address and authority.address.usable:
        return joined(says, site)
    return joined(
        says, say("Look up the address there and write it in: {site}", site=authority.website)
    )


def _open_step(view: View, action: Action) -> Step:
    now = action is Action.DISPUTE and not view.returning
    start = None if action is Action.DISPUTE else (view.awaited or view.days.reply_by).day
    opens = view.days.open_from
    if opens and (start is None or opens.day > start):
        start = opens.day
    says = say(
        "Open the dispute with the reason that fits best: customs, or goods not received. "
        "Attach the justification and the tracking history."
    )
    if not view.diagnosis.has(*CUSTOMS_KNOWS) or view.diagnosis.has("released"):
        says = say(
            "Open the dispute with the reason that the goods were not received, and attach the "
            "justification and the tracking history."
        )
    if reason := reason_label(view.place, view.diagnosis):
        says = say(
            "Open the dispute with the reason “{reason}” and attach the justification and the "
            "tracking history.",
            reason=reason,
        )
    by = view.days.open_by.day if view.days.open_by else None
    if by and opens and opens.day > by:
        by = opens.day  # the margin is gone, but the window is not
    return Step(id="open_dispute", says=says, start=start, by=view.on if now and not start else by)


_FITS = {
    "back_with_sender": "returned",
    "going_back": "returned",
    "export_refused": "returned",
    "counterfeit": "counterfeit_seizure",
    "not_received": "delivered_elsewhere",
    "lost": "lost",
    "stalled": "status_stuck",
    "damaged": "",
    "held_by_carrier": "status_stuck",
    "released": "status_stuck",
    "on_the_way": "status_stuck",
    "clearance_error": "clearance_failed",
}
"""Situation that stands for each rule in the marketplaces' lists of reasons; the others: held."""
_GROUP_ONLY = ("term_passed", "refused", "seized", "destroyed", "suspected_refusal")
"""Rules for which "customs is holding the package" would be untrue: the group is named."""


def reason_label(place: Marketplace | None, diagnosis: Diagnosis) -> ByLanguage | None:
    """Return the marketplace's own wording of the reason that fits, if it is known."""
    rule = diagnosis.main.rule
    wanted = _FITS.get(rule, "held")
    for reason in place.reasons if place else ():
        usable = reason.usable and reason.buyer_sees and not reason.avoid
        if usable and wanted in reason.fits:
            labels = reason.group_labels if rule in _GROUP_ONLY else reason.labels
            texts = {**reason.group_labels, **labels} if labels.get("en") else reason.labels
            return ByLanguage(texts) if texts.get("en") else None
    return None
