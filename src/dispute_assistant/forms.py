"""The form of a question: what is asked, when, and what counts as an answer."""

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from dispute_assistant.messages import Message
from dispute_assistant.situation import Situation


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


class Choice(Struct, frozen=True, kw_only=True):
    """One possible answer: a stable value and what people read."""

    value: str
    label: Message
    search: str = ""
    """Further words under which a long list finds it: names in other languages, the code."""


def _always(_: Situation) -> bool:
    return True


def _no_choices(_: Situation) -> tuple[Choice, ...]:
    return ()


def _nothing(_: Situation) -> str:
    return ""


def _no_line(_: Situation) -> Message | None:
    return None


def _no_doubt(_: object, __: Situation) -> Message | None:
    return None


class Question(Struct, frozen=True, kw_only=True):
    """One question; the texts are catalog ids, the functions are pure."""

    key: str
    """Stable, ``section.name``: also the key in the case file."""
    section: str
    """Id of the part of the interview, see ``SECTIONS``."""
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
    shows: Callable[[Situation], Message | None] = _no_line
    """A line shown with the question, such as the entry that it is about."""
    suggest: Callable[[Situation], str] = _nothing
    """Text offered as the answer (Enter takes it); for choices a value."""
    may_be_unknown: bool = False
    """"I don't know" is an honest answer here."""
    optional: bool = False
    """An empty answer is fine."""
    extra: bool = False
    """Never asked in turn, but may be filled in on the review screen and in the case file."""
