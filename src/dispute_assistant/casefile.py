"""The case file: all answers of one case as TOML that people can read, write and comment.

Where it stands in the flow: what ``interview`` asks in a terminal stands here as ``key = value``
under its section, with the question above it. Every value passes ``interview.accept``, so a file
and a terminal follow the same rules; all problems of a file are reported together, each with its
line. A draft is a case file that is written anew after every answer::

    format = 1
    language = "en"

    [order]
    # Order number
    number = "8123456789"
    ordered_on = 2026-09-12
    amount = "25.90 USD"

A file may also hold ``tracking.files``, names of text files with histories in its folder;
``tracking.histories``, such histories in place; the table ``[meanings]``: wording of a scan to its
status; in a draft ``[unfinished]``, what was being typed; and the log, a table for each entry::

    [[log]]
    day = 2026-11-20
    kind = "message_sent"
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from dispute_assistant import interview, log, texts, tomltext
from dispute_assistant.case import HISTORIES, LOG, MEANINGS, UNKNOWN, Answers
from dispute_assistant.casetext import FORMAT, UNFINISHED, compose, log_lines, table_of
from dispute_assistant.errors import InputError, Problem
from dispute_assistant.interview import AnswerType, Question, Situation
from dispute_assistant.locales import INTERFACE, Locale
from dispute_assistant.messages import Message, say
from dispute_assistant.money import names_currency
from dispute_assistant.suggestions import did_you_mean
from dispute_assistant.tracking.events import Status

__all__ = [
    "UNFINISHED",
    "Loaded",
    "add_entry",
    "add_history",
    "bytes_of_file",
    "compose",
    "draft_folder",
    "drafts",
    "drop_draft",
    "from_tables",
    "names_of",
    "read",
    "save_draft",
    "text_of_file",
    "write",
]

_DRAFTS = ("dispute-assistant", "drafts")
_FILES = "tracking.files"


class Loaded(Struct, frozen=True, kw_only=True):
    """What a case file holds: the good answers, and a problem for everything else."""

    answers: Mapping[str, object] = field(default_factory=dict)
    language: str = ""
    """Language of the interview; empty when the file does not say."""
    problems: tuple[Problem, ...] = ()
    text: str = ""
    """The file as text, to be given to ``write`` as ``keep``."""


def read(
    source: Path | bytes, on: date, *, language: str = "en", folder: Path | None = None
) -> Loaded:
    """Return answers and problems of the case file ``source`` on the day ``on``.

    Never raises for what stands in the file. ``language`` is the one to use where the file names
    none; history files are looked for in ``folder``, else beside the case file.
    """
    name = str(source) if isinstance(source, Path) else "-"
    if folder is None:
        folder = source.parent if isinstance(source, Path) else Path()
    try:
        raw = bytes_of_file(source, name) if isinstance(source, Path) else source
        if raw.startswith(b"%PDF"):
            return Loaded(problems=(_problem(name, *_A_PDF),))
        text = _decoded(raw, name)
    except InputError as error:
        return Loaded(problems=error.problems)
    if not text.strip():
        return Loaded(problems=(_problem(name, *_EMPTY),))
    data, mistakes = tomltext.read(text)
    reader = _Reader(data, tomltext.places(text) if data else {}, on, folder)
    answers = reader.answers(language)
    ordered = sorted((*mistakes, *reader.problems), key=lambda p: p.line or 0)
    return Loaded(answers=answers, language=reader.language, problems=tuple(ordered), text=text)


def from_tables(
    tables: Mapping[str, Any], on: date, *, language: str = "en", folder: Path
) -> Loaded:
    """Return answers and problems of a case that another program wrote, as the tables of TOML.

    All values are texts or lists of texts. See :func:`read` for the rest.
    """
    reader = _Reader(dict(tables), {}, on, folder)
    answers = reader.answers(language)
    return Loaded(answers=answers, language=reader.language, problems=tuple(reader.problems))


def write(path: Path, answers: Answers, language: str, *, keep: str = "") -> None:
    """Write ``answers`` to ``path``, all at once or not at all, readable by the owner only.

    See :func:`compose` for ``keep``. Raises InputError when the file cannot be written.
    """
    try:
        _replace(path, compose(answers, language, keep=keep))
    except OSError as error:
        raise InputError(_unwritable(path, error)) from error


def text_of_file(path: Path, name: str) -> str:
    """Return the text in the file ``path``, in whatever encoding; ``name`` is what people call it.

    Raises InputError when there is no such file, or no text in it.
    """
    return _decoded(bytes_of_file(path, name), name)


def bytes_of_file(path: Path, name: str) -> bytes:
    """Return what is in the file ``path``; ``name`` is what people call it.

    Raises InputError when there is no such file, or when it is larger than any case.
    """
    try:
        if path.stat().st_size > texts.MAX_BYTES:
            what = say("This file is too large.")
            raise InputError(_problem(name, what, say("Give the text file itself.")))
        return path.read_bytes()
    except FileNotFoundError as error:
        mend = say("Check the name and the folder.")
        raise InputError(_problem(name, say("There is no such file."), mend)) from error
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        reason = getattr(error, "strerror", "")
        what = say("This file cannot be read.")
        if reason:
            what = say("This file cannot be read: {reason}.", reason=reason)
        mend = say("Give a text file that you can open.")
        raise InputError(_problem(name, what, mend)) from error


def add_history(case: Path, name: str, text: str) -> None:
    """Keep a further history in the file ``name`` beside the case, and name it in the case."""
    import tomlkit

    document = tomlkit.parse(case.read_text("utf-8"))
    table = table_of(document, "tracking")
    listed = [str(file) for file in table.get("files", [])]
    _replace(case.with_name(name), text)
    if name not in listed:
        table["files"] = [*listed, name]
    _replace(case, document.as_string())


def add_entry(case: Path, entry: log.Entry) -> None:
    """Add an entry at the end of the log in the case file; all else in it stays as it is.

    Raises InputError when the file cannot be read or written.
    """
    text = text_of_file(case, str(case)).rstrip() + "\n"
    try:
        _replace(case, text + log_lines((entry,)))
    except OSError as error:
        raise InputError(_unwritable(case, error)) from error


def draft_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder of drafts: in ``XDG_DATA_HOME``, or below the home folder."""
    base = Path(environ.get("XDG_DATA_HOME", ""))
    if not base.is_absolute():
        base = Path(environ.get("HOME") or Path.home()) / ".local" / "share"
    return base.joinpath(*_DRAFTS)


def save_draft(folder: Path, answers: Answers, language: str, *, draft: Path | None = None) -> Path:
    """Write ``answers`` to ``draft``, or to a new file of its own, and return its path.

    Two programs that start at once get two files. A case file of the user's own, given as
    ``draft``, keeps its comments; one that is not TOML stays as it is, and a new draft is begun.
    Raises InputError when nothing can be written.
    """
    keep = ""
    if draft and not _is_draft(draft):
        keep = text_of_file(draft, str(draft))
        draft = None if tomltext.read(keep)[1] else draft
    if draft is None:
        keep = ""
        try:
            draft = _reserve(folder)
        except OSError as error:
            raise InputError(_unwritable(folder, error)) from error
    write(draft, answers, language, keep=keep)
    return draft


def drafts(folder: Path) -> tuple[Path, ...]:
    """Return the drafts in ``folder``, the last written first."""
    found = [(path.stat(), path) for path in folder.glob("case-*.toml") if path.exists()]
    newest = sorted(((s.st_mtime_ns, path) for s, path in found if s.st_size), reverse=True)
    return tuple(path for _, path in newest)


def drop_draft(draft: Path) -> None:
    """Delete ``draft``; one that is gone already is fine, and the user's own file stays."""
    if _is_draft(draft):
        draft.unlink(missing_ok=True)


_EMPTY = (say("This file is empty."), say("Begin with {command}.", command="dispute new"))
_A_PDF = (
    say("This is a PDF, not a case file."),
    say("Give the case itself: a text file whose name ends in “.toml”, kept beside the papers."),
)


class _Reader:
    """One pass over the tables of a case file; collects problems on the way."""

    def __init__(
        self, data: dict[str, Any], places: Mapping[str, tomltext.Place], on: date, folder: Path
    ) -> None:
        self.data, self.places, self.on, self.folder = data, places, on, folder
        self.problems: list[Problem] = []
        self.language = ""

    def answers(self, language: str) -> dict[str, object]:
        """Return the good answers, in the order of the questions."""
        values = dict(self._values())
        self._head(values)
        self._unknown_keys(values)
        answers: dict[str, object] = {}
        self._keep(answers, HISTORIES, partial(self._histories, values))
        self._keep(answers, MEANINGS, partial(_meanings, self.data.get(MEANINGS, {})))
        self._keep(answers, LOG, self._log)
        self._keep(answers, UNFINISHED, partial(_unfinished, self.data.get(UNFINISHED, {})))
        answers = {key: value for key, value in answers.items() if value}
        for question in interview.QUESTIONS:
            if question.key in values:
                situation = Situation(answers, self.on, self.language or language)
                raw = self.places.get(question.key)
                accept = partial(_answer, question, values[question.key], raw, situation)
                self._keep(answers, question.key, accept)
        return answers

    def _keep(self, answers: dict[str, object], key: str, get: Callable[[], object]) -> None:
        try:
            answers[key] = get()
        except InputError as error:
            for problem in error.problems:
                self._report(replace(problem, key=problem.key or key))

    def _report(self, problem: Problem) -> None:
        section = problem.key.partition(".")[0]
        entry = problem.key.rpartition(".")[0]
        keys = (problem.key, entry, section)
        place = next((self.places[key] for key in keys if key in self.places), None)
        self.problems.append(replace(problem, line=place.line if place else None))

    def _values(self) -> Iterator[tuple[str, object]]:
        sections = {question.key.partition(".")[0] for question in interview.QUESTIONS}
        for name, value in self.data.items():
            if name in (MEANINGS, LOG, UNFINISHED):
                continue
            if isinstance(value, dict):
                yield from ((f"{name}.{key}", item) for key, item in value.items())
            elif name in sections:
                mend = say("Begin it with a line {example}", example=f"[{name}]")
                self._report(_problem(name, say("“{key}” is a section.", key=name), mend))
            else:
                yield name, value

    def _head(self, values: Mapping[str, object]) -> None:
        if values.get("format", FORMAT) != FORMAT:
            what = say("This file has a format that this version does not know.")
            self._report(_problem("format", what, say("Install the latest version.")))
        language = values.get("language", "")
        if language in INTERFACE:
            self.language = str(language)
        elif language:
            mend = say("Choose one of: {choices}.", choices=INTERFACE)
            what = say("The interview does not speak “{language}”.", language=language)
            self._report(_problem("language", what, mend))

    def _unknown_keys(self, values: Mapping[str, object]) -> None:
        known = {*(q.key for q in interview.QUESTIONS), "format", "language", _FILES, HISTORIES}
        for key in values:
            if key not in known:
                what = say("There is no question “{key}”.", key=key)
                mend = did_you_mean(key, {name: name for name in known}, _LEAVE_OUT)
                self._report(_problem(key, what, mend))

    def _log(self) -> tuple[log.Entry, ...]:
        tables = self.data.get(LOG, [])
        place = self.places.get(LOG)
        listed = isinstance(tables, list) and all(isinstance(table, dict) for table in tables)
        if not listed or (place and not place.raw.startswith("[[")):
            mend = say("Begin each entry with a line {example}", example=f"[[{LOG}]]")
            raise InputError(_problem(LOG, say("“{key}” is a list.", key=LOG), mend))
        entries: list[log.Entry] = []
        for number, table in enumerate(tables, 1):
            try:
                entries.append(log.parse(table, language=self.language or "en"))
            except InputError as error:
                for problem in error.problems:
                    self._report(replace(problem, key=f"{LOG}.{number}.{problem.key}"))
        return tuple(entries)

    def _histories(self, values: Mapping[str, object]) -> tuple[str, ...]:
        in_place = _list_of_texts(values.get(HISTORIES, []), HISTORIES)
        names = _list_of_texts(values.get(_FILES, []), _FILES)
        found = [texts.clean(text, lines=True) for text in in_place]
        for name in names:
            try:
                text = text_of_file(self.folder / name, name)
                found.append(texts.clean(text, lines=True))
            except InputError as error:
                for problem in error.problems:
                    what = say("{name}: {what}", name=name, what=problem.what)
                    self._report(_problem(_FILES, what, problem.mend))
        return tuple(text for text in found if text)


def _answer(
    question: Question, value: object, place: tomltext.Place | None, situation: Situation
) -> object:
    """Return the typed answer for what stands in the file, or raise InputError."""
    if value == UNKNOWN.value and question.may_be_unknown:
        return UNKNOWN
    interview.check_length(question, str(value))
    if question.type in {AnswerType.CHOICE, AnswerType.CHOICES}:
        return _chosen(question, value, situation)
    return interview.accept(question, _as_text(question, value, place), situation)


def _chosen(question: Question, value: object, situation: Situation) -> object:
    choices = [choice.value for choice in question.choices(situation)]
    several = question.type is AnswerType.CHOICES
    wanted = value if several and isinstance(value, list) else [value]
    if isinstance(value, bool):
        wanted = ["yes" if value else "no"]
    for one in wanted:
        if one not in choices:
            what = say("“{value}” is not one of the answers here.", value=str(one))
            mend = did_you_mean(str(one), names_of(question, situation), _ASK_FOR_IT)
            raise InputError(_problem(question.key, what, mend))
    return interview.accept(question, ",".join(map(str, wanted)), situation)


def names_of(question: Question, situation: Situation) -> dict[str, str]:
    """Return the answers to choose from by every name they have."""
    words = Locale(situation.language)
    names: dict[str, str] = {}
    for choice in question.choices(situation):
        for name in (choice.value, words.text(choice.label), *choice.search.split("|")):
            names.setdefault(name.strip(), choice.value)
    return names


def _as_text(question: Question, value: object, place: tomltext.Place | None) -> str:
    """Return a TOML value as somebody would type it, if nothing is lost by that."""
    match value:
        case bool() | dict():
            text = None
        case int() | date() if question.type in {AnswerType.LINES, AnswerType.HISTORY}:
            text = None
        case str() | int() if question.type is AnswerType.MONEY and not names_currency(str(value)):
            what = say("The currency is missing.")
            example = f'"{value} USD"'
            mend = say("Put amount and currency in quotes, such as {example}", example=example)
            raise InputError(_problem(question.key, what, mend))
        case str():
            text = str(value)
        case int():
            text = str(value) if place and place.raw == str(value) else None
        case datetime():
            text = value.date().isoformat()
        case date():
            text = value.isoformat()
        case list() if question.type is AnswerType.LINES:
            text = "\n".join(_list_of_texts(value, question.key))
        case _:
            text = None
    if text is None:
        what = say("This is not a text.")
        mend = say("Put it in quotes: {example}", example=f'"{place.raw if place else ""}"')
        raise InputError(_problem(question.key, what, mend))
    return text


def _list_of_texts(value: object, key: str) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return value
    mend = say("Write texts in brackets: {example}", example='["first", "second"]')
    raise InputError(_problem(key, say("This is not a list of texts."), mend))


def _meanings(table: object) -> dict[str, str]:
    if not isinstance(table, dict):
        mend = say("Begin it with a line {example}", example=f"[{MEANINGS}]")
        raise InputError(_problem(MEANINGS, say("“{key}” is a section.", key=MEANINGS), mend))
    known = {status.value: status.value for status in Status}
    problems = [
        _problem(
            f"{MEANINGS}.{text}",
            say("“{value}” is not a status.", value=str(status)),
            did_you_mean(str(status), known, _LEAVE_OUT),
        )
        for text, status in table.items()
        if status not in known.values()
    ]
    if problems:
        raise InputError(problems)
    return {texts.clean(text, lines=False): status for text, status in table.items()}


def _unfinished(table: object) -> dict[str, str]:
    if isinstance(table, dict) and all(isinstance(text, str) for text in table.values()):
        return {key: texts.clean(text, lines=True) for key, text in table.items()}
    mend = say("Take it out: it is only a note of the interview.")
    raise InputError(_problem(UNFINISHED, say("This is not a text."), mend))


_LEAVE_OUT = say("Leave this line out.")
_ASK_FOR_IT = say(
    "Leave this line out; then {command} asks for it and finds it by name.",
    command="dispute resume",
)


def _decoded(raw: bytes, name: str) -> str:
    """Return ``raw`` as text; what this program wrote is read back even if it looks odd."""
    if len(raw) <= texts.MAX_BYTES and b"\0" not in raw:
        with suppress(UnicodeDecodeError):
            return raw.decode("utf-8-sig")
    return texts.decode(raw, name)


def _problem(key: str, what: Message, mend: Message) -> Problem:
    return Problem(key=key, what=what, mend=mend)


def _unwritable(path: Path, error: OSError) -> Problem:
    what = say("This cannot be written: {reason}.", reason=error.strerror)
    return _problem(str(path), what, say("Choose a folder where you may write."))


def _is_draft(path: Path) -> bool:
    return path.resolve().parent.parts[-2:] == _DRAFTS


def _reserve(folder: Path) -> Path:
    """Create an empty draft under the first free number, in one step that no other can share."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = 1
    while True:
        path = folder / f"case-{number}.toml"
        try:
            path.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            number += 1
        else:
            return path


def _replace(path: Path, text: str) -> None:
    """Put ``text`` in place of ``path``; a crash at any moment leaves the old or the new file."""
    path = path.resolve()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
