"""From what was typed to what ``interview.accept`` takes: commands, numbers, names, files."""

import re
from dataclasses import replace
from pathlib import Path

from dispute_assistant import casefile
from dispute_assistant.errors import InputError, Problem
from dispute_assistant.forms import AnswerType, Question
from dispute_assistant.interview import Situation, check_length
from dispute_assistant.locales import Locale
from dispute_assistant.messages import Message, say
from dispute_assistant.terminal.backend import BACK, HELP, LANGUAGE, LIST, QUIT, UNKNOWN
from dispute_assistant.terminal.search import Found, Option, chosen

CHOSEN = (AnswerType.CHOICE, AnswerType.CHOICES)
LINES = (AnswerType.LINES, AnswerType.HISTORY)
_LONG_LIST = 20


class UnclearError(InputError):
    """A name that may mean several answers, which are to be listed."""

    def __init__(self, problem: Problem, options: tuple[Option, ...]) -> None:
        super().__init__(problem)
        self.options = options


def command(text: str) -> str:
    """Return the command that ``text`` is, or nothing; an unknown one asks for help.

    >>> command(" :lang ru"), command(":huh"), command("12: about 3")
    (':lang ru', '?', '')
    """
    text = text.strip().lower()
    if text in {BACK, HELP, LIST, QUIT, UNKNOWN} or re.fullmatch(rf"{LANGUAGE}(\s+\S+)?", text):
        return text
    return HELP if re.fullmatch(r":[a-z]+", text) else ""


def options(question: Question, now: Situation) -> tuple[Option, ...]:
    """Return the choices of a question in the language of the interview."""
    words = Locale(now.language)
    return tuple(Option(c.value, words.text(c.label), c.search) for c in question.choices(now))


def as_answer(
    question: Question, text: str, now: Situation, listed: tuple[Option, ...] = ()
) -> str:
    """Return ``text`` with numbers and names made values, and ``@file`` made its content.

    ``listed`` are the answers last shown with numbers. Raises InputError.
    """
    if question.type in LINES and text.startswith("@") and "\n" not in text:
        path = Path(text[1:].strip().strip("\"'").replace("\\ ", " ")).expanduser()
        return _text_of_file(path)
    check_length(question, text)
    if question.type not in CHOSEN:
        return text
    known = options(question, now)
    if not question.searchable:
        listed = listed or known
    parts = [text]
    if question.type is AnswerType.CHOICES:
        parts = re.split(r"[,;\s]+" if re.fullmatch(r"[\d,;\s]+", text) else r"[,;]", text)
    found = [_one(question, part.strip(), known, listed) for part in parts if part.strip()]
    return ",".join(found)


def _text_of_file(path: Path) -> str:
    try:
        return casefile.text_of_file(path, str(path))
    except InputError as error:
        raise InputError(
            replace(p, what=say("{name}: {what}", name=path, what=p.what)) for p in error.problems
        ) from None


def _one(
    question: Question, text: str, known: tuple[Option, ...], listed: tuple[Option, ...]
) -> str:
    found = chosen(text, known, listed)
    if len(found.options) == 1 and not found.guessed:
        return found.options[0].value
    what, mend = _unclear(text, found, searchable=question.searchable)
    problem = Problem(key=question.key, what=what, mend=mend)
    raise UnclearError(problem, found.options[:_LONG_LIST] if question.searchable else ())


def _unclear(text: str, found: Found, *, searchable: bool) -> tuple[Message, Message]:
    if found.options and not found.guessed:
        return (
            say("“{text}” may mean several answers.", text=text),
            say("Type the number of the right one, or more letters."),
        )
    what = say("“{text}” is not among the answers.", text=text)
    if found.options:
        return what, say("If one of these is right, type its number.")
    if searchable:
        return what, say("Type a part of the name, in another spelling if need be.")
    return what, say("Type a number from the list.")
