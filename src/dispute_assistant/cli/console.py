"""What commands share: reading options, loading a case, saying what is wrong, writing papers."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dispute_assistant.errors import InputError, Problem
from dispute_assistant.messages import N_, say

if TYPE_CHECKING:
    from dispute_assistant.assistant import Prepared
    from dispute_assistant.case import Answers, Kind
    from dispute_assistant.documents import Document
    from dispute_assistant.locales import Locale
    from dispute_assistant.situation import Situation


_READERS = {
    "deadlines": N_("For your calendar, the days with reminders:"),
    "seller_message": N_("For the seller; paste the text into the chat, or attach the file:"),
    "dispute_justification": N_("For the marketplace, with the dispute:"),
    "customs_request": N_("For customs, signed:"),
    "copy": N_("For you to read:"),
}


def echo(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print a text at once, on standard output or on standard error."""
    print(text, end="\n" if nl else "", file=sys.stderr if err else sys.stdout, flush=True)


def publish(
    prepared: "Prepared",
    folder: Path,
    wanted: tuple[str, ...],
    words: "Locale",
    to_pdf: "Callable[[Document], bytes] | None" = None,
) -> None:
    """Write the papers and say where they are; on a terminal, say which is being made."""
    from dispute_assistant import assistant

    for doubt in assistant.doubts(prepared):
        echo(words.text(doubt), err=True)
    with _progress(len(prepared.papers), words, to_pdf or assistant.to_pdf) as told:
        saved = assistant.save(assistant.files(prepared, wanted, told), folder)
    last = ""
    names: list[str] = []
    for file, path in saved:
        reader = _READERS[
            "copy" if file.paper and file.paper.copy_note else path.name.split(".")[0]
        ]
        if reader != last:
            echo(words.text(reader))
        last = reader
        names.append(path.name)
        echo(f"  {path}")
    if not prepared.papers:
        echo(words.text(say("No paper is due now.")))
    if undrawn := assistant.undrawn(prepared.papers, names):
        warning = say(
            "Our fonts lack these characters, so the PDF shows a question mark for each: "
            "{characters}. The text files hold them.",
            characters=" ".join(undrawn),
        )
        echo(words.text(warning), err=True)


@contextmanager
def _progress(
    count: int, words: "Locale", to_pdf: "Callable[[Document], bytes]"
) -> "Iterator[Callable[[Document], bytes]]":
    """Let ``to_pdf`` say how far it is, in a line that is wiped; in a terminal only."""
    if not sys.stderr.isatty():
        yield to_pdf
        return
    lines: list[str] = []

    def told(document: "Document") -> bytes:
        made = say("Making PDF {number} of {count} …", number=len(lines) + 1, count=count)
        lines.append(words.text(made))
        echo(f"\r{lines[-1]}", err=True, nl=False)
        return to_pdf(document)

    try:
        yield told
    finally:
        echo(f"\r{' ' * max(map(len, lines), default=0)}\r", err=True, nl=False)


def load(case: Path, on: date, language: str) -> "tuple[Answers, str]":
    """Return answers and language of a case file; InputError with all its problems."""
    from dispute_assistant import casefile

    loaded = casefile.read(case, on, language=language or own_language())
    language = language or loaded.language or own_language()
    with speaking(language):
        if loaded.problems:
            raise InputError(loaded.problems)
    return loaded.answers, language


def situation(case: Path, on: date, language: str) -> "Situation":
    """Return what follows from a case file on a day; InputError with all its problems."""
    from dispute_assistant import interview
    from dispute_assistant.situation import Situation

    answers, language = load(case, on, language)
    return Situation(interview.prune(answers, on, language), on, language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say what has to be mended in ``language`` instead of the environment's."""
    try:
        yield
    except InputError as error:
        report(error.problems, language)
        raise SystemExit(2) from None


def report(problems: tuple[Problem, ...], language: str, place: str = "") -> None:
    """Print each problem as one line on standard error."""
    from dispute_assistant import texts

    words = words_of(language)
    for problem in problems:
        where = [place] if place else []
        if problem.line is not None:
            where.append(words.text(say("line {line}", line=problem.line)))
        where.append(problem.key)
        text = f"{words.text(problem.what)} {words.text(problem.mend)}"
        line = f"{': '.join(w for w in where if w)}: {text}"
        # What is wrong is quoted; it must not steer the terminal.
        echo(texts.clean(line, lines=False), err=True)


def history(path: Path) -> str:
    """Return the text of a history file; ``-`` is standard input."""
    from dispute_assistant import casefile, texts

    if str(path) == "-":
        text = texts.decode(sys.stdin.buffer.read(texts.MAX_BYTES + 1), "--tracking")
    else:
        text = casefile.text_of_file(path, str(path))
    return texts.clean(text, lines=True)


def day_of(text: str, option: str = "--on") -> date:
    """Return the day that ``option`` names, or today: the one place that reads the clock."""
    if not text:
        return datetime.now().astimezone().date()
    from dispute_assistant import dates

    try:
        return dates.parse_day(text, language="en")
    except ValueError:
        raise InputError(
            Problem(
                key=option,
                what=say("“{text}” is not a date that can be read.", text=text),
                mend=say("Write year-month-day, for example 2026-11-27."),
            )
        ) from None


def country_of(text: str) -> str:
    """Return the ISO 3166 code of the country that ``--destination`` names; empty for none."""
    if not text:
        return ""
    from dispute_assistant.tracking.places import country_code

    if code := country_code(text):
        return code
    raise InputError(
        Problem(
            key="--destination",
            what=say("“{text}” is not a country that the program knows.", text=text),
            mend=say("Write its name or its two letters, for example {code}.", code="ES"),
        )
    )


def kinds_of(text: str) -> "tuple[Kind, ...] | None":
    """Return the papers that an option names, or None to leave the choice to the case."""
    from dispute_assistant.case import Kind

    names = _names("--papers", text, tuple(Kind))
    return tuple(map(Kind, names)) or None


def formats_of(text: str) -> tuple[str, ...]:
    """Return the file formats that an option names."""
    from dispute_assistant.assistant import FORMATS

    return _names("--format", text, FORMATS)


def _names(key: str, text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    names = tuple(name for part in text.split(",") if (name := part.strip().lower()))
    wrong = [name for name in names if name not in known]
    if wrong:
        raise _unknown(key, wrong[0], known)
    return names


def _unknown(key: str, word: str, known: tuple[str, ...]) -> InputError:
    return InputError(
        Problem(
            key=key,
            what=say("“{text}” is not among the answers.", text=word),
            mend=say("Choose one of: {choices}.", choices=known),
        )
    )


def engine_of(text: str) -> "Callable[[Document], bytes]":
    """Return what makes PDFs with the engine that an option names."""
    from dispute_assistant import typeset

    if text not in typeset.ENGINES:
        raise _unknown("--engine", text, typeset.ENGINES)
    return partial(typeset.to_pdf, engine=text)


def own_language() -> str:
    """Return the interface language that the environment asks for."""
    from dispute_assistant import locales

    return locales.from_environment(os.environ)


def words_of(language: str) -> "Locale":
    """Return the words of ``language``, or of the environment's language."""
    from dispute_assistant import locales

    return locales.Locale(locales.negotiate(language or own_language()))
