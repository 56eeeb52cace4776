"""The answers that can be chosen, with what people read."""

from collections.abc import Callable
from enum import StrEnum
from functools import cache, lru_cache

from dispute_assistant import labels, locales, reference
from dispute_assistant.case import Demand, Kind, Said, Shown, Talks
from dispute_assistant.forms import Choice
from dispute_assistant.messages import N_, Country, Message, say
from dispute_assistant.situation import Situation
from dispute_assistant.tracking.events import Status


def _enum(
    labels: dict[StrEnum, str],
) -> Callable[[Situation], tuple[Choice, ...]]:
    choices = tuple(Choice(value=v, label=say(label)) for v, label in labels.items())
    return lambda _: choices


def marketplaces(_: Situation) -> tuple[Choice, ...]:
    """Return the marketplaces on record by name, and a way out for all others."""
    return _marketplaces()


@cache
def _marketplaces() -> tuple[Choice, ...]:
    known = sorted(reference.marketplaces(), key=lambda m: m.name.casefold())
    other = Choice(value="other", label=say("Another shop or marketplace"), search="other")
    return (
        *(
            Choice(
                value=m.id,
                label=_as_is(m.name),
                search="|".join((f"{m.id} {m.note_name}", *m.aliases)),
            )
            for m in known
        ),
        other,
    )


def countries(now: Situation) -> tuple[Choice, ...]:
    """Return all countries by their name in the language of the interview."""
    return _countries(now.language)


@lru_cache
def _countries(language: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(value=code, label=_as_is(Country(code)), search=search)
        for code, search in locales.countries(language)
    )


def _as_is(value: object) -> Message:
    """Return a message that is only a name: nothing to translate."""
    return Message(template="{name}", values={"name": value})


SHOWN = _enum(
    {
        Shown.ERROR: N_("An error in customs clearance, or clearance not passed"),
        Shown.HELD: N_("Held by customs"),
        Shown.IN_PROCESS: N_("In customs clearance, without an error"),
        Shown.RETURNING: N_("Returned, or going back to the sender"),
        Shown.OTHER: N_("Something else"),
    }
)

SAID = _enum(
    {
        Said.NOTHING: N_("Nobody told me anything: I only see the tracking"),
        Said.DATA_ASKED: N_("They ask me for papers or data"),
        Said.DUTY_ASKED: N_("They ask me to pay a duty or tax"),
        Said.PAPERS: N_("The sender's papers are missing or wrong"),
        Said.VALUE: N_("The declared value is not accepted"),
        Said.COUNTERFEIT: N_("The goods are taken for counterfeit"),
        Said.PROHIBITED: N_("The goods may not be brought into the country"),
        Said.COMMERCIAL: N_("The goods are taken for trade, not personal use"),
        Said.TERM_PASSED: N_("The term to pay or to answer has passed"),
        Said.NO_REASON: N_("It was refused or sent back, without a reason"),
    }
)

DEMAND = _enum(
    {
        Demand.MET: N_("I have paid or given it"),
        Demand.NOT_YET: N_("Not yet"),
        Demand.NEVER_REACHED_ME: N_("No such demand has reached me"),
    }
)

TALKS = _enum(
    {
        Talks.NOT_STARTED: N_("I have not written to the seller yet"),
        Talks.NO_ANSWER: N_("I wrote; the seller has not answered"),
        Talks.ANSWERED: N_("The seller answered, and nothing is settled"),
        Talks.ASKED_TO_WAIT: N_("The seller asks me to wait"),
        Talks.PROTECTION_EXTENDED: N_("The seller extended the protection"),
        Talks.ASKED_TO_CLOSE: N_("The seller asks me to close the dispute first"),
        Talks.REFUSED: N_("The seller refuses, or offers too little"),
        Talks.DISPUTE_OPEN: N_("A dispute is open"),
    }
)

PAPERS = _enum(
    {
        Kind.SELLER_MESSAGE: N_("Message to the seller"),
        Kind.DISPUTE_JUSTIFICATION: N_("Justification of the dispute"),
        Kind.CUSTOMS_REQUEST: N_("Request to customs"),
    }
)

MEANING = tuple(
    Choice(value=status.value, label=say(labels.STATUS[status]))
    for status in (
        Status.IMPORT_CUSTOMS_PROCESSING,
        Status.IMPORT_CUSTOMS_HELD,
        Status.IMPORT_CUSTOMS_INFO_REQUIRED,
        Status.IMPORT_CUSTOMS_DUTY_DUE,
        Status.IMPORT_CUSTOMS_ERROR,
        Status.IMPORT_CUSTOMS_REFUSED,
        Status.IMPORT_CUSTOMS_RELEASED,
        Status.RETURNING,
        Status.IN_TRANSIT,
        Status.DELIVERED,
    )
)

YES_NO = (
    Choice(value="yes", label=say("Yes")),
    Choice(value="no", label=say("No")),
)

SETTLE = (
    Choice(value="full", label=say("Only the full amount")),
    Choice(value="less_shipping", label=say("Also less the shipping cost, to settle quickly")),
)
