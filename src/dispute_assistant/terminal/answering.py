"""From what was typed to what ``interview.accept`` takes: numbers, names, files."""

import re
from collections import Counter
from pathlib import Path

from msgspec.structs import replace

from dispute_assistant import casefile
from dispute_assistant.errors import InputError, Problem
from dispute_assistant.forms import AnswerType, Question
from dispute_assistant.interview import Situation, check_length
from dispute_assistant.locales import Locale
from dispute_assistant.messages import Message, say
from dispute_assistant.terminal.search import Found, Option, chosen, names

CHOSEN = (AnswerType.CHOICE, AnswerType.CHOICES)
LINES = (AnswerType.LINES, AnswerType.HISTORY)
_LONG_LIST = 20
_FEW = 6


class UnclearError(InputError):
    """A name that may mean several answers, or none."""

    def __init__(self, problem: Problem, options: tuple[Option, ...], *, certain: bool) -> None:
        super().__init__(problem)
        self.options = options
        """Answers to be listed."""
        self.certain = certain
        """No answer goes on from the text as it stands."""


def options(question: Question, now: Situation) -> tuple[Option, ...]:
    """Return the choices of a question in the language of the interview, each with its own label.

    A label that names another answer too gets its code: "Congo (CG)".
    """
    words = Locale(now.language)
    found = tuple(
        Option(c.value, words.text(c.label), c.search, c.value if c.value.isupper() else "")
        for c in question.choices(now)
    )
    owners = Counter(name for option in found for name in names(option.label, option.search))
    return tuple(
        replace(option, label=f"{option.label} ({option.value})")
        if owners[names(option.label, "")[0]] > 1
        else option
        for option in found
    )


def as_answer(
    question: Question,
    text: str,
    known: tuple[Option, ...],
    listed: tuple[Option, ...] = (),
    *,
    keys: bool,
) -> str:
    """Return ``text`` with numbers and names made values, and ``@file`` made its content.

    ``known`` are all answers to choose from, ``listed`` those last shown with numbers; ``keys``
    tells whether there is a menu instead. Raises InputError.
    """
    if question.type in LINES and text.startswith("@") and "\n" not in text:
        path = Path(text[1:].strip().strip("\"'").replace("\\ ", " ")).expanduser()
        return _text_of_file(path)
    check_length(question, text)
    if question.type not in CHOSEN:
        return text
    if not question.searchable:
        listed = listed or known
    parts = [text]
    if question.type is AnswerType.CHOICES:
        parts = re.split(r"[,;\s]+" if re.fullmatch(r"[\d,;\s]+", text) else r"[,;]", text)
    parts = [part.strip() for part in parts if part.strip()]
    found = [_one(question, chosen(part, known, listed), part, keys=keys) for part in parts]
    return ",".join(found)


def _text_of_file(path: Path) -> str:
    try:
        return casefile.text_of_file(path, str(path))
    except InputError as error:
        raise InputError(
            replace(p, what=say("{name}: {what}", name=path, what=p.what)) for p in error.problems
        ) from None


def _one(question: Question, found: Found, text: str, *, keys: bool) -> str:
    if len(found.options) == 1 and not found.guessed:
        return found.options[0].value
    what, mend = _unclear(text, found, searchable=question.searchable, keys=keys)
    raise UnclearError(
        Problem(key=question.key, what=what, mend=mend),
        found.options[:_LONG_LIST] if question.searchable and not keys else (),
        certain=found.guessed or not found.options,
    )


def _unclear(text: str, found: Found, *, searchable: bool, keys: bool) -> tuple[Message, Message]:
    menu = searchable and keys
    if found.options and not found.guessed:
        meant = tuple(option.label for option in found.options[:_FEW])
        return (
            say("“{text}” may mean several answers: {names}.", text=text, names=meant)
            if searchable and not keys
            else say("“{text}” may mean several answers.", text=text),
            say("Choose with the arrow keys and Enter, or type more letters.")
            if menu
            else say("Type the number of the right one, or more letters."),
        )
    what = say("“{text}” is not among the answers.", text=text)
    if found.options and menu:
        return what, say("If one of these is right, choose it with the arrow keys and Enter.")
    if found.options:
        return what, say("If one of these is right, type its number.")
    if searchable:
        return what, say("Type a part of the name, in another spelling if need be.")
    return what, say("Type a number from the list.")
