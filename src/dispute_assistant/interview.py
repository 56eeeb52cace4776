"""The interview as pure functions that every front end calls.

The walk goes through ``QUESTIONS`` in order; a question's condition sees a :class:`Situation` made
of the answers to earlier questions on the path only. So back, resume and review follow from the
tuple, changing an early answer wipes nothing, and answers on a path no longer taken stay stored but
reach neither a rule nor a paper. Nothing here prints, and nothing reads the clock.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import cast

from dispute_assistant import dates, money, texts
from dispute_assistant.case import HISTORIES, UNASKED, UNKNOWN, Answers
from dispute_assistant.errors import InputError, Problem
from dispute_assistant.forms import AnswerType, Choice, Question
from dispute_assistant.locales import Locale, decimal_mark, home_currency
from dispute_assistant.messages import Message, say, say_many
from dispute_assistant.money import Money
from dispute_assistant.questions import QUESTIONS, SECTIONS
from dispute_assistant.situation import Situation
from dispute_assistant.tables import kept

__all__ = [
    "QUESTIONS",
    "SECTIONS",
    "AnswerType",
    "Choice",
    "Question",
    "Situation",
    "accept",
    "as_typed",
    "asked",
    "before",
    "check_length",
    "doubt",
    "next_question",
    "prune",
    "pruned",
    "says_unknown",
    "shown",
]


def next_question(answers: Answers, on: date, language: str) -> Question | None:
    """Return the first question that is asked and not answered; None when all are."""
    return next(
        (q for q, _ in _walk(answers, on, language) if not q.extra and q.key not in answers), None
    )


def asked(answers: Answers, on: date, language: str) -> tuple[Question, ...]:
    """Return the questions on the path that ``answers`` take, in order, extras included."""
    return tuple(question for question, _ in _walk(answers, on, language))


def before(question: Question, answers: Answers, on: date, language: str) -> Situation:
    """Return what is known when ``question`` is asked: the answers to earlier questions."""
    return next(
        (now for q, now in _walk(answers, on, language) if q.key == question.key),
        Situation(answers, on, language),
    )


def prune(answers: Answers, on: date, language: str) -> dict[str, object]:
    """Return the answers whose questions are asked; the others stay out of case and papers."""
    return pruned(answers, asked(answers, on, language))


def pruned(answers: Answers, path: Iterable[Question]) -> dict[str, object]:
    """Return the answers to the questions on ``path``, and those that count without a question."""
    keys = (*(question.key for question in path), *_unasked(answers))
    return {key: answers[key] for key in keys if key in answers}


def _unasked(answers: Answers) -> tuple[str, ...]:
    """Return the keys that count without a question.

    Further histories spare the paste, and a paste that is there already goes with them.
    """
    return (*UNASKED, "tracking.history") if HISTORIES in answers else UNASKED


def _walk(answers: Answers, on: date, language: str) -> Iterator[tuple[Question, Situation]]:
    """Yield each question on the path with the situation before it."""
    seen: dict[str, object] = {key: answers[key] for key in _unasked(answers) if key in answers}
    now = Situation(seen, on, language)
    for question in QUESTIONS:
        if not question.when(now):
            continue
        yield question, now
        if question.key in answers:
            seen = {**seen, question.key: answers[question.key]}
            now = Situation(seen, on, language)


def accept(question: Question, raw: str, situation: Situation) -> object:
    """Return the typed value of what the user typed.

    Raises InputError with one Problem that says how to mend it.
    """
    many = question.type in (AnswerType.LINES, AnswerType.HISTORY)
    text = texts.clean(raw, lines=many).strip()
    if says_unknown(text):
        if question.may_be_unknown:
            return UNKNOWN
        # A shop may be called "Unknown", but none "I don't know"; such words reach no paper.
        if (many or question.type is AnswerType.TEXT) and text.casefold() != UNKNOWN.value:
            text = ""
    check_length(question, text)
    if not text and not question.optional:
        raise InputError(
            Problem(
                key=question.key,
                what=say("An answer is needed here."),
                mend=say("“I don't know” is an answer too.")
                if question.may_be_unknown
                else say("Type ? for help with this question."),
            )
        )
    try:
        value = _parse(question, text, situation)
        return question.check(value, situation) if question.check and text else value
    except InputError as error:
        raise InputError(
            Problem(key=question.key, what=p.what, mend=p.mend) for p in error.problems
        ) from None


def says_unknown(text: str) -> bool:
    """Tell whether ``text`` says "I don't know" in words of any language of the interview."""
    return len(text) <= _LONGEST_WORDS and _bare(text) in _typed_words()[0]


_TYPED_WORDS = Path(__file__).parent / "data" / "typed_words.toml"
_LONGEST_WORDS = 60


@kept
def _typed_words() -> tuple[frozenset[str], Mapping[str, int]]:
    """Return the ways to say "I don't know", and the names of days as days from today."""
    data = tomllib.loads(_TYPED_WORDS.read_text("utf-8"))
    unknown = frozenset(_bare(words) for listed in data["unknown"].values() for words in listed)
    days = {_bare(words): row["from_today"] for row in data["days"] for words in row["words"]}
    return unknown, days


def _bare(text: str) -> str:
    """Return ``text`` without case, accents and signs, its words divided by single spaces."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in letters if not unicodedata.combining(c) and c not in "'’`´ʼ")
    return " ".join(re.findall(r"\w+", kept))


def check_length(question: Question, text: str) -> None:
    """Raise InputError for a text that is too long for an answer; only a history may be long."""
    if question.type is not AnswerType.HISTORY and len(text) > LONGEST:
        raise InputError(
            Problem(
                key=question.key,
                what=say("This is too long for an answer: {count} characters.", count=len(text)),
                mend=say("Give at most {count}.", count=LONGEST),
            )
        )


LONGEST = 1000
"""Characters of an answer: more would not be read in a letter."""


def _parse(question: Question, text: str, now: Situation) -> object:
    match question.type:
        case AnswerType.DATE:
            return _day(text, now)
        case AnswerType.MONEY:
            return money.parse(
                text,
                decimal_hint=decimal_mark(now.language, now.case.destination),
                default_currency=_default_currency(now),
            )
        case AnswerType.CHOICE:
            return _choice(question, text, now)
        case AnswerType.CHOICES:
            names = [name for part in text.split(",") if (name := part.strip())]
            return tuple(dict.fromkeys(_choice(question, name, now) for name in names))
        case _:
            return text


def _default_currency(now: Situation) -> str:
    """Return the currency of a bare number: that of the sum paid, else the buyer's own."""
    paid = now.case.order.amount
    return paid.currency if paid else home_currency(now.case.destination)


def doubt(question: Question, raw: str, value: object, now: Situation) -> Message | None:
    """Return a soft warning about an accepted value, which the user may override."""
    if value is UNKNOWN:
        return None
    guessed = isinstance(value, Money) and not money.names_currency(raw)
    if guessed and now.case.order.amount is None:
        return say("You named no currency; this reads as {amount}.", amount=value)
    return question.doubt(value, now)


_DAY_PROBLEMS = {
    "not_a_date": say("“{text}” is not a date that can be read."),
    "no_year": say("The year is missing in “{text}”."),
    "no_day": say("The day is missing in “{text}”."),
    "ambiguous": say("“{text}” can be read in two ways."),
    "impossible": say("The day “{text}” does not exist."),
}


def _day(text: str, now: Situation) -> date:
    days_from_today = _typed_words()[1].get(_bare(text))
    if days_from_today is not None:
        return now.on + timedelta(days=days_from_today)
    try:
        return dates.parse_day(text, language=now.language)
    except ValueError as error:
        what = _DAY_PROBLEMS[str(error)]
        raise InputError(
            Problem(
                key="",
                what=Message(template=what.template, values={"text": text}),
                mend=say("Write year-month-day, for example 2026-11-27."),
            )
        ) from None


def _choice(question: Question, text: str, now: Situation) -> str:
    choices = question.choices(now)
    if any(choice.value == text for choice in choices):
        return text
    words = Locale(now.language)
    wanted = texts.fold(text)
    named = (lambda c: c.value), (lambda c: words.text(c.label))
    for name in named:
        for choice in choices:
            if wanted == texts.fold(name(choice)):
                return choice.value
    raise InputError(
        Problem(
            key=question.key,
            what=say("“{text}” is not among the answers.", text=text),
            mend=say("Type a part of the name and choose from the list.")
            if question.searchable
            else say("Choose one of: {choices}.", choices=tuple(c.value for c in choices)),
        )
    )


def as_typed(question: Question, value: object) -> str:
    """Return ``value`` as text that ``accept`` takes back: the inverse of ``accept``."""
    if value is UNKNOWN:
        return str(UNKNOWN.value)
    if isinstance(value, Money):
        return money.typed(value)
    if isinstance(value, date):
        return value.isoformat()
    if question.type is AnswerType.CHOICES:
        return ",".join(cast("tuple[str, ...]", value))
    return str(value)


def shown(question: Question, value: object, situation: Situation) -> Message:
    """Return ``value`` in words for the review screen."""
    if value is UNKNOWN:
        return say("I don't know")
    if question.type is AnswerType.HISTORY:
        count = len(situation.timeline.events)
        return say_many("{count} entry read", "{count} entries read", count)
    if question.type in (AnswerType.CHOICE, AnswerType.CHOICES):
        labels = {c.value: c.label for c in question.choices(situation)}
        values = (value,) if isinstance(value, str) else cast("tuple[str, ...]", value)
        named = tuple(labels.get(v, v) for v in values)
        if not named:
            return say("None")
        return Message(template="{names}", values={"names": named})
    if value == "":
        return say("Nothing")
    return Message(template="{value}", values={"value": value})
