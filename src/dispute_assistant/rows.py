"""What a batch is made of: cases from a folder of case files, or from the rows of a table.

A mapping says which columns answer which questions. It is a case file with places for columns: each
value is the same for every row, or holds ``{Column}``, or joins several columns and words::

    format = 1
    folder = "{Order}"

    [order]
    marketplace = "aliexpress"
    number = "{Order}"
    amount = "{Paid} {Currency}"

A value all of whose columns are empty is left out; so is an entry of the log, and a currency
without a sum. ``folder`` names the folder of a row's papers. Without a mapping the columns are
named like the questions, ``order.number``.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from dispute_assistant import casefile, interview, sheets, texts, tomltext
from dispute_assistant.case import HISTORIES, MEANINGS
from dispute_assistant.errors import InputError, Problem
from dispute_assistant.forms import AnswerType
from dispute_assistant.messages import Message, say
from dispute_assistant.situation import Situation
from dispute_assistant.suggestions import did_you_mean

_FILES = "tracking.files"
_FOLDER = "folder"
_PLACE = re.compile(r"\{([^{}]+)\}")
_LONGEST_NAME = 80
"""Characters of a folder's name; most file systems take 255 bytes."""


class Row(Struct, frozen=True, kw_only=True):
    """One case of a batch."""

    place: str
    """Where it stands: the number of its row, or the name of its file."""
    name: str
    """What the folder of its papers is called, before two of the same name are told apart."""
    case: bytes | Mapping[str, Any]
    """A case file, or what would stand in one, by section."""
    beside: Path
    """Where the history files are that it names."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the row itself."""
    share: float = 0.0
    """How much of the input is read up to here, from 0 to 1; 0 where that is not known."""

    @property
    def digest(self) -> str:
        """Sum over all that the case says, the files that it names included."""
        case = self.case
        raw = case if isinstance(case, bytes) else json.dumps(case, sort_keys=True).encode()
        total = hashlib.sha256(raw)
        for name in _named_files(case):
            with suppress(OSError, ValueError):  # whoever reads the case says what is wrong
                total.update((self.beside / name).read_bytes())
        return total.hexdigest()


def _named_files(case: bytes | Mapping[str, Any]) -> tuple[str, ...]:
    if isinstance(case, bytes):
        if b"files" not in case:
            return ()
        case = tomltext.read(case.decode("utf-8", "replace"))[0]
    section = case.get("tracking")
    files = section.get("files", ()) if isinstance(section, Mapping) else ()
    return tuple(map(str, [files] if isinstance(files, str) else files))


class Source(Struct, frozen=True, kw_only=True):
    """An open input of a batch."""

    rows: Iterator[Row]
    columns: Mapping[str, str] = field(default_factory=dict)
    """The columns from which each answer is made, by question."""


def read(path: Path, mapping: Path | None = None, language: str = "en") -> Source:
    """Return the cases in a folder or in a table; they are read as they are asked for.

    In a table an answer to choose may have any of its names, those in ``language`` included.
    Raises InputError where the input or the mapping as a whole cannot be used.
    """
    if path.is_dir():
        return Source(rows=_case_rows(path))
    table = sheets.read(path)
    known = table.columns
    plan = _mapping(mapping, known) if mapping else _own_names(path, known)
    columns = dict(_columns(plan)) if plan else {}
    return Source(
        rows=(_row(record, plan, path, language) for record in table.records),
        columns={key: ", ".join(dict.fromkeys(names)) for key, names in columns.items()},
    )


# Case files


def case_files(folder: Path) -> list[Path]:
    """Return the TOML files of a folder and of the folders in it, in order."""
    return sorted((*folder.glob("[!.]*.toml"), *folder.glob("[!.]*/[!.]*.toml")))


def is_case(text: str) -> bool:
    """Tell whether a text is meant as a case: it has such a section, or cannot be read at all."""
    if _SECTION.search(text):
        return True
    data = tomltext.read(text)[0]
    return bool(_SECTIONS & data.keys()) or not data


_SECTIONS = frozenset(question.key.partition(".")[0] for question in interview.QUESTIONS)
_SECTION = re.compile(rf"^\[(?:{'|'.join(sorted(_SECTIONS))})\]", re.MULTILINE)


def _case_rows(folder: Path) -> Iterator[Row]:
    files = case_files(folder)
    found = False
    for number, file in enumerate(files, 1):
        place = file.relative_to(folder)
        problems: tuple[Problem, ...] = ()
        raw = b""
        try:
            raw = casefile.bytes_of_file(file, str(place))
        except InputError as error:
            problems = error.problems
        if problems or is_case(raw.decode("utf-8", "replace")):
            found = True
            yield Row(
                place=str(place),
                name=safe_name("-".join(place.with_suffix("").parts)),
                case=raw,
                beside=file.parent,
                problems=problems,
                share=number / len(files),
            )
    if not found:
        what = say("There is no case file in this folder.")
        mend = say("Name the folder where your case files are.")
        raise InputError(Problem(key=str(folder), what=what, mend=mend))


# Tables

_BESIDE_QUESTIONS = frozenset({"format", "language", _FOLDER, _FILES, HISTORIES})


def _own_names(path: Path, columns: Iterable[str] | None) -> Mapping[str, Any] | None:
    """Return the mapping of a table whose columns are called like the questions.

    None for a table without a header: each of its rows is a case as it stands.
    """
    if columns is None:
        return None
    known = {question.key for question in interview.QUESTIONS} | _BESIDE_QUESTIONS
    if strange := [column for column in columns if column not in known]:
        what = say("No question is called like the column “{column}”.", column=strange[0])
        otherwise = say(
            "Give a mapping with {option}: {command} writes one to begin with.",
            option="--mapping",
            command="dispute batch --template csv",
        )
        near = did_you_mean(strange[0], {name: name for name in known}, otherwise)
        if near is not otherwise:
            near = Message(
                template="{near} {otherwise}", values={"near": near, "otherwise": otherwise}
            )
        raise InputError(Problem(key=str(path), what=what, mend=near))
    return _nested({column: f"{{{column}}}" for column in columns})


def _mapping(path: Path, columns: Iterable[str] | None) -> Mapping[str, Any]:
    text = casefile.text_of_file(path, str(path))
    plan, problems = tomltext.read(text)
    if problems:
        raise InputError(problems)
    places = tomltext.places(text)
    known = {question.key for question in interview.QUESTIONS} | _BESIDE_QUESTIONS
    wrong: list[Problem] = []
    for key, names in _columns(plan):
        line = places[key].line if key in places else None
        if key not in known and key.partition(".")[0] not in (MEANINGS, "log"):
            what = say("There is no question “{key}”.", key=key)
            mend = did_you_mean(key, {k: k for k in known}, say("Leave this line out."))
            wrong.append(Problem(key=key, what=what, mend=mend, line=line))
        for name in names:
            if columns is not None and name not in columns:
                what = say("The table has no column “{column}”.", column=name)
                mend = did_you_mean(name, {c: c for c in columns}, say("Leave this line out."))
                wrong.append(Problem(key=key, what=what, mend=mend, line=line))
    if wrong:
        raise InputError(wrong)
    return plan


def _columns(plan: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield each key of a mapping with the columns that its value names."""
    for name, value in plan.items():
        match value:
            case dict():
                yield from _columns(value, f"{before}{name}.")
            case [*items] if items and isinstance(items[0], dict):
                for number, item in enumerate(items, 1):
                    yield from _columns(item, f"{before}{name}.{number}.")
            case _:
                yield f"{before}{name}", _PLACE.findall(str(value))


def _row(record: sheets.Record, plan: Mapping[str, Any] | None, path: Path, language: str) -> Row:
    if plan is None:
        case = _nested(record.values)
    else:
        filled = _filled(plan, record.values)
        case = filled if isinstance(filled, dict) else {}
    name = str(case.pop(_FOLDER, ""))
    case.pop("format", None)
    _as_answers(case, language)
    return Row(
        place=str(record.number),
        name=safe_name(name) or _usual_name(case) or f"row-{record.number}",
        case=case,
        beside=path.parent,
        problems=record.problems,
        share=record.share,
    )


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by dotted name as tables, the way they stand in a case file."""
    case: dict[str, Any] = {}
    for key, value in values.items():
        section, dot, name = key.partition(".")
        if not dot:
            case[key] = value
        elif isinstance(case.setdefault(section, {}), dict):
            case[section][name] = value
    return case


def _filled(plan: Any, cells: Mapping[str, Any]) -> Any:
    """Return a value of the mapping for one row; None where all its columns are empty."""
    match plan:
        case str():
            names = _PLACE.findall(plan)
            if names == [plan[1:-1]]:
                return cells.get(names[0])
            if names and not any(name in cells for name in names):
                return None
            return _PLACE.sub(lambda place: str(cells.get(place[1], "")), plan).strip()
        case list():
            items = [item for one in plan if (item := _entry(one, cells)) is not None]
            return items or None
        case dict():
            pairs = ((name, _filled(value, cells)) for name, value in plan.items())
            return {name: value for name, value in pairs if value is not None}
        case _:
            return str(plan)


def _entry(plan: Any, cells: Mapping[str, Any]) -> Any:
    """Return an item of a list; None for a table whose columns are all empty."""
    named = [name for _, names in _columns({"": plan}) for name in names]
    if isinstance(plan, dict) and named and not any(name in cells for name in named):
        return None
    return _filled(plan, cells)


_CURRENCY = 3
"""Signs of a currency: such a sum has no number, because its column is empty."""


def _as_answers(case: dict[str, Any], language: str) -> None:
    """Write choices by their values, and leave out the sums that are a currency alone."""
    for question in interview.QUESTIONS:
        section, _, name = question.key.partition(".")
        answers = case.get(section)
        value = answers.get(name) if isinstance(answers, dict) else None
        if not isinstance(answers, dict) or not isinstance(value, str):
            continue
        match question.type:
            case AnswerType.CHOICE:
                answers[name] = _values(question.key, language).get(texts.fold(value), value)
            case AnswerType.CHOICES:
                values = _values(question.key, language)
                items = [item for part in value.split(",") if (item := part.strip())]
                answers[name] = [values.get(texts.fold(item), item) for item in items]
            case AnswerType.MONEY if len(value) <= _CURRENCY and not re.search(r"\d", value):
                del answers[name]


@lru_cache
def _values(key: str, language: str) -> Mapping[str, str]:
    """Return the answers to a question by each of their names."""
    (question,) = (q for q in interview.QUESTIONS if q.key == key)
    names = casefile.names_of(question, Situation({}, date.min, language))
    values: dict[str, str] = {}
    for name, value in names.items():
        values.setdefault(texts.fold(name), str(value))
    return values


def _usual_name(case: Mapping[str, Any]) -> str:
    """Return the number of the order, or else of the parcel, as the name of a folder."""
    for section, name in (("order", "number"), ("parcel", "tracking_number")):
        if (values := case.get(section)) and isinstance(values, dict) and values.get(name):
            return safe_name(str(values[name]))
    return ""


_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def safe_name(text: str) -> str:
    """Return ``text`` as a name that every file system takes, or nothing.

    >>> safe_name("../Order № 8190/17 ")
    'Order-№-8190-17'
    """
    words = re.sub(r"[^\w№.-]+", "-", unicodedata.normalize("NFC", text))
    name = words.strip("-.")[:_LONGEST_NAME].rstrip("-.")
    return f"_{name}" if _RESERVED.fullmatch(name) else name
