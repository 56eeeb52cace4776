"""A small interview with one question of each form, and a user who types from a script."""

from datetime import date

import pytest

from dispute_assistant import interview
from dispute_assistant.forms import AnswerType, Choice, Question
from dispute_assistant.messages import Message, say
from dispute_assistant.situation import Situation
from dispute_assistant.terminal import Prompt, Reply

ON = date(2026, 11, 23)

COUNTRIES = tuple(
    Choice(value=code, label=say(name), search=other)
    for code, name, other in [
        ("CI", "Côte d’Ivoire", "Ivory Coast"),
        ("NE", "Niger", ""),
        ("NG", "Nigeria", ""),
        ("RU", "Россия", "Russia"),
        ("DE", "Germany", "Deutschland"),
        ("GR", "Greece", "Ελλάδα"),
    ]
)


def choices(*names: str) -> tuple[Choice, ...]:
    return tuple(Choice(value=name.lower(), label=say(name)) for name in names)


def far_away(value: object, _now: Situation) -> Message | None:
    late = isinstance(value, date) and value.year > 2026
    return say("{day} is far away.", day=value) if late else None


TINY = (
    Question(
        key="parcel.destination",
        section="parcel",
        label="Which country?",
        help="Where it goes.",
        type=AnswerType.CHOICE,
        choices=lambda _: COUNTRIES,
        searchable=True,
    ),
    Question(
        key="parcel.shown",
        section="parcel",
        label="What is shown?",
        help="On the page.",
        type=AnswerType.CHOICE,
        choices=lambda _: choices("Held", "Returning", "Other"),
    ),
    Question(
        key="tracking.history",
        section="parcel",
        label="The history?",
        help="Paste it.",
        type=AnswerType.HISTORY,
        when=lambda now: now.answers.get("parcel.shown") == "held",
        optional=True,
    ),
    Question(
        key="order.protection_end",
        section="protection",
        label="Until when?",
        help="On the order page.",
        type=AnswerType.DATE,
        doubt=far_away,
        may_be_unknown=True,
    ),
    Question(
        key="papers.wanted",
        section="papers",
        label="Which papers?",
        help="Any.",
        type=AnswerType.CHOICES,
        choices=lambda _: choices("Seller_Message", "Customs_Request"),
        suggest=lambda _: "customs_request",
        optional=True,
    ),
    Question(
        key="order.amount",
        section="details",
        label="How much?",
        help="With currency.",
        type=AnswerType.MONEY,
    ),
    Question(
        key="order.seller",
        section="details",
        label="Which shop?",
        help="The name.",
        optional=True,
        extra=True,
    ),
    Question(key="buyer.name", section="you", label="Who are you?", help="Your name."),
    Question(
        key="buyer.address",
        section="you",
        label="Your address?",
        help="Lines.",
        type=AnswerType.LINES,
    ),
)

ANSWERED = ("germ", "2", "2026-12-01", "", "25.90 USD", "Anna", "Street 1\n1000 Town")
"""Replies to the six questions that are asked when the parcel is returning."""


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interview, "QUESTIONS", TINY)


class Script:
    """A back-end whose user types the given replies, then closes the input."""

    def __init__(
        self, *replies: str | Reply | BaseException, reacts: bool = True, keys: bool = False
    ) -> None:
        self._replies = iter(replies)
        self.reacts, self.keys = reacts, keys
        self.prompts: list[Prompt] = []
        self.screen: list[str] = []

    def show(self, text: str, style: str = "") -> None:
        self.screen += text.split("\n")

    def ask(self, prompt: Prompt) -> Reply:
        self.prompts.append(prompt)
        self.screen.append(prompt.text)
        reply = next(self._replies, EOFError())
        if isinstance(reply, BaseException):
            raise reply
        return reply if isinstance(reply, Reply) else Reply(reply)

    def asked(self) -> list[str]:
        """Return the questions in the order in which they were shown, without their place."""
        return [prompt.text.partition(". ")[2] or prompt.text for prompt in self.prompts]
