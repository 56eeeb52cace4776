"""The questions of the interview, in asking order: triage first, names and addresses last.

Adding a question means one entry here and one field in ``case.build``; review, back, resume and the
case file follow from the tuple.
"""

from collections.abc import Callable
from datetime import date

from dispute_assistant import choices, identifiers, money, reference, terms, windows
from dispute_assistant.case import HISTORIES, Kind, Said, Talks
from dispute_assistant.errors import InputError, Problem
from dispute_assistant.forms import AnswerType, Question
from dispute_assistant.messages import N_, Message, say
from dispute_assistant.money import Money
from dispute_assistant.situation import Situation
from dispute_assistant.tracking.events import Status, Verdict
from dispute_assistant.tracking.timeline import customs_place

SECTIONS = {
    "parcel": N_("The parcel"),
    "protection": N_("The order and its protection"),
    "papers": N_("The papers"),
    "details": N_("Details for the papers"),
    "you": N_("About you"),
}


# Conditions


def _has_no_scans(now: Situation) -> bool:
    return not now.timeline.events


def _newest_is_unknown(now: Situation) -> bool:
    last = now.timeline.last
    return last is not None and last.status is Status.UNKNOWN


def _newest_wording(now: Situation) -> Message | None:
    last = now.timeline.last
    return say("The newest entry reads: “{text}”.", text=last.text) if last else None


def _window_rule(now: Situation) -> Message | None:
    place = terms.marketplace(now.case)
    return windows.rule(place, now.case.destination) if place else None


def _needs_number(now: Situation) -> bool:
    return not now.timeline.tracking_number or len(now.timelines) > 1


def _says_delivered(now: Situation) -> bool:
    last = now.timeline.last
    return last is not None and last.status is Status.DELIVERED


def _has_trouble(now: Situation) -> bool:
    return now.diagnosis.main.rule not in ("delivered", "released", "on_the_way")


def _talks_told(now: Situation) -> object:
    """Return what the buyer answered; what the log adds asks nothing further."""
    return now.answers.get("talks.state")


def _was_told(now: Situation) -> bool:
    return now.case.customs.said not in (None, Said.NOTHING) and not _says_delivered(now)


def _was_asked_for_something(now: Situation) -> bool:
    asked = (Said.DATA_ASKED, Said.DUTY_ASKED, Said.TERM_PASSED)
    waits = (Verdict.INFO_REQUIRED, Verdict.DUTY_DUE, Verdict.REFUSED_BY_BUYER)
    asks = now.case.customs.said in asked or now.timeline.verdict in waits
    return asks and not _says_delivered(now)


def _wants(*kinds: Kind) -> Callable[[Situation], bool]:
    def wanted(now: Situation) -> bool:
        return any(kind in (now.case.papers or ()) for kind in kinds)

    return wanted


_wants_claim = _wants(Kind.SELLER_MESSAGE, Kind.DISPUTE_JUSTIFICATION)


def _money_came_up(now: Situation) -> bool:
    """An offer or a refund is to be compared with what was paid."""
    return any(entry.amount for entry in now.case.log)


def _may_settle(now: Situation) -> bool:
    return _wants(Kind.SELLER_MESSAGE)(now) and now.diagnosis.main.rule not in (
        "information_asked",
        "duty_asked",
        "term_passed",
    )


# Checks and doubts


def _not_in_future(value: object, now: Situation) -> object:
    if isinstance(value, date) and value > now.on:
        raise InputError(
            Problem(
                key="",
                what=say("{day} is still to come.", day=value),
                mend=say("Give a day that has passed."),
            )
        )
    return value


def _number_form(value: object, now: Situation) -> object:
    number = identifiers.validate(str(value))
    known = [n for timeline in now.timelines for n in timeline.numbers]
    several = len(now.timelines) > 1 and all(t.numbers for t in now.timelines)
    if several and number not in known:
        raise InputError(
            Problem(
                key="",
                what=say("“{text}” is not among the answers.", text=number),
                mend=say("Choose one of: {choices}.", choices=tuple(known)),
            )
        )
    return number


def _number_doubt(value: object, now: Situation) -> Message | None:  # noqa: ARG001
    number = str(value)
    kinds = identifiers.identify(number)
    if any(kind.sound for kind in kinds):
        return None
    return next(
        (note for kind in kinds for note in kind.notes),
        say("{number} does not look like a tracking number.", number=number),
    )


def _history_doubt(value: object, now: Situation) -> Message | None:
    if not value:
        return None
    then = Situation({**now.answers, "tracking.history": value}, now.on, now.language)
    if not then.timeline.events:
        return say("No dated entries were found in this text.")
    if len(then.timelines) > 1:
        numbers = tuple(t.tracking_number for t in then.timelines if t.tracking_number)
        return say("This text holds several parcels: {numbers}.", numbers=numbers)
    return None


def _past_doubt(value: object, now: Situation) -> Message | None:
    if isinstance(value, date) and value < now.on:
        return say("{day} has already passed.", day=value)
    return None


def _old_doubt(value: object, now: Situation) -> Message | None:
    if isinstance(value, date) and (now.on - value).days > reference.defaults().old_order_days:
        return say("{day} is long ago.", day=value)
    return None


def _sum_doubt(value: object, now: Situation) -> Message | None:  # noqa: ARG001
    return money.doubt(value) if isinstance(value, Money) else None


def _shipping_doubt(value: object, now: Situation) -> Message | None:
    paid = now.case.order.amount
    if isinstance(value, Money) and paid and value.currency == paid.currency:
        return say("That is more than you paid in all.") if value.amount > paid.amount else None
    return None


def _name_doubt(value: object, now: Situation) -> Message | None:  # noqa: ARG001
    if len(str(value).split()) < 2 or any(c.isdigit() for c in str(value)):
        return say("“{name}” does not look like a full name.", name=value)
    return None


def _address_doubt(value: object, now: Situation) -> Message | None:  # noqa: ARG001
    text = str(value)
    if len(text.splitlines()) < 2 or not any(c.isdigit() for c in text):
        return say("This looks short for a postal address: street, number, postcode, town.")
    return None


def _plan_papers(now: Situation) -> str:
    return ",".join(now.plan.papers)


def _timeline_destination(now: Situation) -> str:
    return now.timeline.destination


def _customs_office(now: Situation) -> str:
    return customs_place(now.timeline)


# The questions

QUESTIONS: tuple[Question, ...] = (
    Question(
        key="order.marketplace",
        section="parcel",
        label=N_("Where did you buy?"),
        help=N_("Type a few letters of the name. The rules and windows differ by marketplace."),
        type=AnswerType.CHOICE,
        choices=choices.marketplaces,
        searchable=True,
    ),
    Question(
        key="order.marketplace_name",
        section="parcel",
        label=N_("What is the shop or marketplace called?"),
        help=N_("The name as it should stand in the papers."),
        when=lambda now: now.case.order.marketplace == "other",
    ),
    Question(
        key="tracking.history",
        section="parcel",
        label=N_("Paste the tracking history"),
        help=N_(
            "Copy all entries from the carrier's page, 17TRACK or the order page and paste them "
            "here. The best source is the carrier's own page. Leave it empty if you have none."
        ),
        type=AnswerType.HISTORY,
        when=lambda now: HISTORIES not in now.answers,
        optional=True,
        doubt=_history_doubt,
    ),
    Question(
        key="tracking.meaning",
        section="parcel",
        label=N_("What does the newest entry mean?"),
        help=N_(
            "The program does not know its wording. If you are not sure, say so: then it stays "
            "unclassified and no paper relies on it."
        ),
        type=AnswerType.CHOICE,
        choices=lambda _: choices.MEANING,
        when=_newest_is_unknown,
        shows=_newest_wording,
        may_be_unknown=True,
    ),
    Question(
        key="parcel.shown",
        section="parcel",
        label=N_("What does the order page show?"),
        help=N_("Choose what comes nearest to the wording you see."),
        type=AnswerType.CHOICE,
        choices=choices.SHOWN,
        when=_has_no_scans,
    ),
    Question(
        key="parcel.tracking_number",
        section="parcel",
        label=N_("What is the tracking number?"),
        help=N_(
            "It stands on the order page, for example RB123456785CN. Without it neither customs "
            "nor the marketplace can find the parcel."
        ),
        when=_needs_number,
        check=_number_form,
        doubt=_number_doubt,
    ),
    Question(
        key="parcel.received",
        section="parcel",
        label=N_("The history says “delivered”. Do you have the parcel?"),
        help=N_("“Delivered” may also mean a pick-up point, customs, or another address."),
        type=AnswerType.CHOICE,
        choices=lambda _: choices.YES_NO,
        when=_says_delivered,
    ),
    Question(
        key="parcel.destination",
        section="parcel",
        label=N_("To which country was the parcel sent?"),
        help=N_("Type a few letters of the name, or the two-letter code."),
        type=AnswerType.CHOICE,
        choices=choices.countries,
        searchable=True,
        suggest=_timeline_destination,
    ),
    Question(
        key="customs.said",
        section="parcel",
        label=N_("What have customs, the post or the courier told you?"),
        help=N_("By letter, phone, e-mail or on their own site; not what the tracking says."),
        type=AnswerType.CHOICE,
        choices=choices.SAID,
        when=_has_trouble,
    ),
    Question(
        key="customs.said_on",
        section="parcel",
        label=N_("On which day were you told?"),
        help=N_("The date of the letter, call or e-mail, for example 2026-11-20."),
        type=AnswerType.DATE,
        when=_was_told,
        check=_not_in_future,
        may_be_unknown=True,
    ),
    Question(
        key="customs.demand",
        section="parcel",
        label=N_("Have you paid or given what was asked?"),
        help=N_("This decides whose turn it is. Nothing of it is said to the seller unless true."),
        type=AnswerType.CHOICE,
        choices=choices.DEMAND,
        when=_was_asked_for_something,
    ),
    Question(
        key="customs.personal_use",
        section="parcel",
        label=N_("Did you buy the goods for yourself or your family?"),
        help=N_("The papers say so only if you answer yes."),
        type=AnswerType.CHOICE,
        choices=lambda _: choices.YES_NO,
        when=lambda now: now.case.customs.said is Said.COMMERCIAL,
    ),
    Question(
        key="order.ordered_on",
        section="protection",
        label=N_("When did you order?"),
        help=N_("The date on the order page, for example 2026-10-05."),
        type=AnswerType.DATE,
        check=_not_in_future,
        doubt=_old_doubt,
        may_be_unknown=True,
    ),
    Question(
        key="order.protection_end",
        section="protection",
        label=N_("Until when does buyer protection run?"),
        help=N_(
            "The last day that the order page shows now. If it shows the days left, add them to "
            "today. It decides by when the dispute must be open."
        ),
        type=AnswerType.DATE,
        doubt=_past_doubt,
        shows=_window_rule,
        may_be_unknown=True,
    ),
    Question(
        key="talks.state",
        section="protection",
        label=N_("How far are you with the seller?"),
        help=N_("Choose the latest state of things."),
        type=AnswerType.CHOICE,
        choices=choices.TALKS,
    ),
    Question(
        key="talks.since",
        section="protection",
        label=N_("When did you first write to the seller?"),
        help=N_("The date of your first message about this parcel."),
        type=AnswerType.DATE,
        when=lambda now: _talks_told(now) not in (None, Talks.NOT_STARTED),
        check=_not_in_future,
        may_be_unknown=True,
    ),
    Question(
        key="order.extended_until",
        section="protection",
        label=N_("Until when has the seller extended the protection?"),
        help=N_("The new last day on the order page; it goes before the old one."),
        type=AnswerType.DATE,
        when=lambda now: _talks_told(now) == Talks.PROTECTION_EXTENDED,
        doubt=_past_doubt,
        may_be_unknown=True,
    ),
    Question(
        key="papers.wanted",
        section="papers",
        label=N_("Which papers do you want now?"),
        help=N_(
            "The papers that fit the advice are offered. Choose others, or none, if you know "
            "better."
        ),
        type=AnswerType.CHOICES,
        choices=choices.PAPERS,
        suggest=_plan_papers,
        optional=True,
    ),
    Question(
        key="order.number",
        section="details",
        label=N_("What is the order number?"),
        help=N_("As it stands on the order page."),
        when=_wants_claim,
    ),
    Question(
        key="order.item",
        section="details",
        label=N_("What did you order?"),
        help=N_("In a few words, best in the language of the papers: “Bluetooth headphones”."),
        when=_wants(*Kind),
    ),
    Question(
        key="order.amount",
        section="details",
        label=N_("How much did you pay in all?"),
        help=N_("With the currency and the shipping cost, for example 25.90 USD."),
        type=AnswerType.MONEY,
        when=lambda now: _wants_claim(now) or _money_came_up(now),
        doubt=_sum_doubt,
    ),
    Question(
        key="remedy.settle",
        section="details",
        label=N_("Which refund would you agree on with the seller?"),
        help=N_(
            "The message asks for the full amount. It can add that you would settle for less the "
            "shipping cost. The dispute itself asks for the full amount."
        ),
        type=AnswerType.CHOICE,
        choices=lambda _: choices.SETTLE,
        when=_may_settle,
        suggest=lambda _: "full",
    ),
    Question(
        key="order.shipping",
        section="details",
        label=N_("How much of it was shipping?"),
        help=N_("With the currency, for example 3.40 USD."),
        type=AnswerType.MONEY,
        when=lambda now: _may_settle(now) and now.case.settle_less_shipping,
        doubt=_shipping_doubt,
        may_be_unknown=True,
    ),
    Question(
        key="order.seller",
        section="details",
        label=N_("What is the seller's shop called?"),
        help=N_("For the greeting of the message."),
        when=_wants(Kind.SELLER_MESSAGE),
        optional=True,
        extra=True,
    ),
    Question(
        key="customs.office",
        section="details",
        label=N_("Which customs office has the parcel?"),
        help=N_("The office or exchange place that the tracking or a notice names."),
        when=_wants(Kind.CUSTOMS_REQUEST),
        suggest=_customs_office,
        optional=True,
        extra=True,
    ),
    Question(
        key="order.note",
        section="details",
        label=N_("Is there anything else the justification should say?"),
        help=N_(
            "One or two sentences in the language of the paper, only facts. They are quoted as "
            "your own words."
        ),
        when=_wants(Kind.DISPUTE_JUSTIFICATION),
        optional=True,
        extra=True,
    ),
    Question(
        key="buyer.name",
        section="you",
        label=N_("What is your full name?"),
        help=N_(
            "As on the parcel and in your passport, in Russia with the patronymic; it stands under "
            "the papers."
        ),
        when=_wants(*Kind),
        doubt=_name_doubt,
    ),
    Question(
        key="buyer.address",
        section="you",
        label=N_("What is your postal address?"),
        help=N_(
            "As on an envelope, several lines. Only the request to customs carries it: customs "
            "answers by post."
        ),
        type=AnswerType.LINES,
        when=_wants(Kind.CUSTOMS_REQUEST),
        doubt=_address_doubt,
    ),
    Question(
        key="buyer.contact",
        section="you",
        label=N_("A phone number for questions of customs?"),
        help=N_("Not needed; it stands under your address."),
        when=_wants(Kind.CUSTOMS_REQUEST),
        optional=True,
        extra=True,
    ),
)
