"""The questions, and the three pure functions that every front end calls.

``QUESTIONS`` is the interview in asking order: triage first, names and addresses last. A question's
condition sees a :class:`Situation` made of the answers to earlier questions only, so back, resume
and review follow from the tuple; answers on a path no longer taken stay stored and are left out of
the case. Nothing here prints, and nothing reads the clock.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from dispute_assistant import diagnosis, plan
from dispute_assistant.case import Answers, Case, build
from dispute_assistant.messages import Message
from dispute_assistant.tracking.events import Timeline


class AnswerType(StrEnum):
    """Form of an answer; front ends choose their widget by it."""

    TEXT = "text"
    LINES = "lines"
    """Several lines, such as an address."""
    HISTORY = "history"
    """A pasted tracking history."""
    DATE = "date"
    MONEY = "money"
    CHOICE = "choice"
    CHOICES = "choices"
    """Any number of the choices."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One possible answer: a stable value and what people read."""

    value: str
    label: Message
    search: str = ""
    """Further words under which a long list finds it: names in other languages, the code."""


class Situation:
    """What is known from a set of answers on a day; every part is computed when first asked."""

    def __init__(self, answers: Answers, on: date, language: str) -> None:
        self.answers = answers
        self.on = on
        self.language = language
        """Language of the interview."""

    @cached_property
    def case(self) -> Case:
        """The case that the answers describe."""
        return build(self.answers)

    @cached_property
    def timeline(self) -> Timeline:
        """The chronology of the pasted histories; empty without one."""
        raise NotImplementedError

    @cached_property
    def diagnosis(self) -> diagnosis.Diagnosis:
        """What the rules find."""
        return diagnosis.diagnose(self.case, self.timeline, self.on)

    @cached_property
    def plan(self) -> plan.Plan:
        """What to do."""
        return plan.make(self.case, self.timeline, self.diagnosis, self.on)


def _always(_: Situation) -> bool:
    return True


def _no_choices(_: Situation) -> tuple[Choice, ...]:
    return ()


def _nothing(_: Situation) -> str:
    return ""


def _no_doubt(_: object, __: Situation) -> Message | None:
    return None


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question; the texts are catalog ids, the functions are pure."""

    key: str
    """Stable, ``section.name``: also the key in the case file."""
    label: str
    help: str
    type: AnswerType = AnswerType.TEXT
    choices: Callable[[Situation], tuple[Choice, ...]] = _no_choices
    searchable: bool = False
    """A long list of choices: search it instead of printing it."""
    when: Callable[[Situation], bool] = _always
    check: Callable[[object, Situation], object] | None = None
    """Further check or canonical form of the parsed value; raises InputError."""
    doubt: Callable[[object, Situation], Message | None] = _no_doubt
    """A soft warning about the value, which the user may override."""
    suggest: Callable[[Situation], str] = _nothing
    """Text offered as the answer (Enter takes it); for choices a value."""
    may_be_unknown: bool = False
    """"I don't know" is an honest answer here."""
    optional: bool = False
    """An empty answer is fine."""
    extra: bool = False
    """Never asked in turn, but may be filled in on the review screen and in the case file."""


QUESTIONS: tuple[Question, ...] = ()


def accept(question: Question, raw: str, situation: Situation) -> object:
    """Return the typed value of what the user typed.

    Raises InputError with one Problem that says how to mend it.
    """
    raise NotImplementedError(question, raw, situation)


def next_question(answers: Answers, on: date, language: str) -> Question | None:
    """Return the first question that is asked and not answered; None when all are."""
    raise NotImplementedError(answers, on, language)


def asked(answers: Answers, on: date, language: str) -> tuple[Question, ...]:
    """Return the questions on the path that ``answers`` take, in order, extras included."""
    raise NotImplementedError(answers, on, language)


def prune(answers: Answers, on: date, language: str) -> dict[str, object]:
    """Return the answers whose questions are asked; the others stay out of case and papers."""
    raise NotImplementedError(answers, on, language)


def as_typed(question: Question, value: object) -> str:
    """Return ``value`` as text that ``accept`` takes back: the inverse of ``accept``."""
    raise NotImplementedError(question, value)


def shown(question: Question, value: object, situation: Situation) -> Message | Mapping[str, str]:
    """Return ``value`` in words for the review screen."""
    raise NotImplementedError(question, value, situation)
