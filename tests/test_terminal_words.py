"""Answers in words, amounts in the habit of a country, and what each question says of itself."""

import re
import tomllib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from dispute_assistant import locales
from dispute_assistant.case import UNKNOWN
from dispute_assistant.errors import InputError
from dispute_assistant.interview import (
    QUESTIONS,
    Situation,
    accept,
    before,
    next_question,
    says_unknown,
)
from dispute_assistant.locales import INTERFACE, Locale, decimal_mark
from dispute_assistant.money import Money
from dispute_assistant.terminal import wording

ON = date(2026, 11, 23)
BY_KEY = {question.key: question for question in QUESTIONS}


def given(
    key: str, text: str, answers: dict[str, object] | None = None, language: str = "es"
) -> object:
    return accept(BY_KEY[key], text, Situation(answers or {}, ON, language))


def refusal(key: str, text: str, language: str = "en") -> str:
    with pytest.raises(InputError) as caught:
        given(key, text, language=language)
    return Locale("en").text(caught.value.problems[0].what)


@pytest.mark.parametrize("language", INTERFACE)
@pytest.mark.parametrize(
    "typed",
    [
        "don't know",
        "I DON’T KNOW.",
        "dont know",
        "не знаю",
        "Не помню",
        "no lo sé",
        "no se",
        "No sé!",
    ],
)
def test_not_knowing_is_said_in_words_of_any_language(typed: str, language: str) -> None:
    assert given("order.protection_end", typed, language=language) is UNKNOWN
    assert given("tracking.meaning", typed, language=language) is UNKNOWN


def test_every_language_of_the_interview_can_say_that_it_does_not_know() -> None:
    words = tomllib.loads(
        (Path(locales.__file__).parent / "data/typed_words.toml").read_text("utf-8")
    )
    assert set(words["unknown"]) == set(INTERFACE)
    assert all(says_unknown(phrase) for phrases in words["unknown"].values() for phrase in phrases)


@pytest.mark.parametrize("key", ["order.number", "buyer.name", "buyer.address"])
@pytest.mark.parametrize("typed", ["no sé", "не знаю", "I don't know"])
def test_not_knowing_is_no_name_and_no_number(key: str, typed: str) -> None:
    assert refusal(key, typed) == "An answer is needed here."


@pytest.mark.parametrize("key", ["tracking.history", "order.note"])
def test_not_knowing_leaves_an_optional_answer_empty(key: str) -> None:
    assert given(key, "no lo sé") == ""


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        *[("hoy", 0), ("today", 0), ("Сегодня", 0), ("ayer", -1), ("yesterday", -1), ("вчера", -1)],
        *[("anteayer", -2), ("позавчера", -2), ("mañana", 1), ("manana", 1), ("завтра", 1)],
    ],
)
def test_day_is_named_from_today(typed: str, days: int) -> None:
    assert given("order.protection_end", typed) == ON + timedelta(days=days)


def test_tomorrow_is_no_day_of_an_order() -> None:
    assert refusal("order.ordered_on", "mañana") == "24 November 2026 is still to come."


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("octubre 2026", "The day is missing in “octubre 2026”."),
        ("1/10", "The year is missing in “1/10”."),
        ("5 de octubre", "The year is missing in “5 de octubre”."),
    ],
)
def test_what_a_date_lacks_is_named(typed: str, what: str) -> None:
    assert refusal("order.ordered_on", typed) == what


@pytest.mark.parametrize(
    ("country", "typed", "amount"), [("MX", "1,234", "1234"), ("ES", "1.234", "1234")]
)
def test_thousands_are_read_in_the_habit_of_the_country(
    country: str, typed: str, amount: str
) -> None:
    found = given("order.amount", f"{typed} USD", {"parcel.destination": country})
    assert found == Money(Decimal(f"{amount}.00"), "USD")


@pytest.mark.parametrize(
    ("language", "country", "mark"),
    [("es", "MX", "."), ("es", "ES", ","), ("es", "", ","), ("ru", "MX", ","), ("en", "DE", ".")],
)
def test_decimal_mark_of_a_country(language: str, country: str, mark: str) -> None:
    assert decimal_mark(language, country) == mark


def test_total_counts_the_questions_for_the_papers_that_are_advised() -> None:
    answers: dict[str, object] = {}
    seen: list[int] = []
    while question := next_question(answers, ON, "en"):
        now = before(question, answers, ON, "en")
        label = Locale("en").text(wording.label(question, Situation(answers, ON, "en")))
        number, total = map(int, re.findall(r"\d+", label)[:2])
        assert number == len(answers) + 1
        assert number <= total
        seen.append(total)
        answers[question.key] = REFUSED.get(question.key) or accept(
            question, question.suggest(now) or "1 USD", now
        )
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] == len(answers)


REFUSED = {
    "order.marketplace": "aliexpress",
    "tracking.history": (
        "2026-11-18 16:40 Moscow, Import refused by customs\n"
        "2026-11-10 09:15 Moscow, Handed over to customs\n"
        "2026-11-01 10:44 Shenzhen, Accepted by carrier"
    ),
    "parcel.tracking_number": "RB123456785CN",
    "parcel.destination": "RU",
    "customs.said": "nothing",
    "order.ordered_on": date(2026, 10, 28),
    "order.protection_end": date(2026, 12, 31),
    "talks.state": "not_started",
    "order.number": "8123",
    "order.item": "Cable",
    "remedy.settle": "full",
    "buyer.name": "Anna Morozova",
    "buyer.address": "Sadovaya 5\n443001 Samara",
}
