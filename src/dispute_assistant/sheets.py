"""Tables of cases as other programs write them: CSV, JSON lines and XLSX, one row at a time.

Every value comes as text, as somebody would type it: a day as ``2026-11-23``, yes and no as words.
Nothing is guessed: a number of which a spreadsheet has lost digits is a problem of its row.
"""

import csv
import io
import json
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from itertools import chain, count
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from dispute_assistant.errors import InputError, Problem
from dispute_assistant.messages import Message, say
from dispute_assistant.texts import MAX_BYTES

SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson", ".xlsx")
XLSX_LIBRARY = 'pip install "dispute-assistant[xlsx]"'
_DIGITS = 15
"""Digits that a spreadsheet keeps of a number (IEEE 754, as ECMA-376 stores it)."""

Value = str | list[Any]


class Record(Struct, frozen=True, kw_only=True):
    """One row of a table."""

    number: int
    """Number of the row as a spreadsheet counts, the header being 1; of the line in JSON."""
    values: Mapping[str, Value] = field(default_factory=dict)
    """Values by column; empty cells are left out."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the row itself; the key of each is a column, or empty."""
    share: float = 0.0
    """How much of the table is read up to here, from 0 to 1; 0 where that is not known."""


class Table(Struct, frozen=True, kw_only=True):
    """An open table."""

    columns: tuple[str, ...] | None
    """Names in the header; None where each row names its own."""
    records: Iterator[Record]


def read(path: Path) -> Table:
    """Return the table in ``path``, whose rows are read as they are asked for.

    Raises InputError where the file is no table, or its header cannot be used.
    """
    try:
        path.open("rb").close()
        match path.suffix.lower():
            case ".jsonl" | ".ndjson":
                return Table(columns=None, records=_json_lines(path))
            case ".xlsx":
                return _with_header(_sheet_rows(path), str(path))
            case ".csv" | ".tsv":
                return _with_header(_csv_rows(path), str(path))
    except OSError as error:
        what = say("This file cannot be read: {reason}.", reason=error.strerror or str(error))
        raise _refused(path, what, say("Give a file that you can open.")) from error
    what = say("This is neither a folder of case files nor a table.")
    raise _refused(path, what, say("Choose one of: {choices}.", choices=SUFFIXES))


_Cells = tuple[int, Sequence[object], float]
"""Number of the row, its cells, and how much is read."""


def _with_header(rows: Iterator[_Cells], name: str) -> Table:
    first = next((row for row in rows if any(map(_filled, row[1]))), None)
    if first is None:
        mend = say("The first row names the columns, each further row is a case.")
        raise InputError(Problem(key=name, what=say("This table is empty."), mend=mend))
    header = [str(_text(cell)).strip() if _filled(cell) else "" for cell in first[1]]
    if any(map(_is_broken, header)):
        raise InputError(Problem(key=name, what=_NOT_UTF8, mend=_SAVE_AS_UTF8))
    twice = [column for column, count in Counter(filter(None, header)).items() if count > 1]
    if twice:
        what = say("Two columns are called “{column}”.", column=twice[0])
        raise InputError(Problem(key=name, what=what, mend=say("Rename one of them.")))
    columns = tuple(filter(None, header))
    return Table(columns=columns, records=_records(rows, header))


def _records(rows: Iterator[_Cells], header: list[str]) -> Iterator[Record]:
    for number, cells, share in rows:
        if not any(map(_filled, cells)):
            continue
        values: dict[str, Value] = {}
        problems: list[Problem] = []
        for column, cell in zip(chain(header, [""] * len(cells)), cells, strict=False):
            if not _filled(cell):
                continue
            value = _text(cell)
            if not column:
                too_long = Problem(key="", what=_NO_COLUMN, mend=_QUOTE_IT)
                problems += () if too_long in problems else (too_long,)
            elif isinstance(value, Message):
                problems.append(Problem(key=column, what=value, mend=_MEND_CELL))
            elif _is_broken(value):
                problems.append(Problem(key=column, what=_NOT_UTF8, mend=_SAVE_AS_UTF8))
            else:
                values[column] = value
        yield Record(number=number, values=values, problems=tuple(problems), share=share)


_MEND_CELL = say("Format the column as text and enter it again.")
_NO_COLUMN = say("This row has more cells than the header has names.")
_QUOTE_IT = say("Name every column, and put a text that holds the separator in quotes.")
_NOT_UTF8 = say("These letters are in an encoding that is not UTF-8.")
_SAVE_AS_UTF8 = say("Save the table as “CSV UTF-8”.")


def _filled(cell: object) -> bool:
    return cell is not None and str(cell).strip() != ""


def _is_broken(text: str) -> bool:
    """Tell whether ``text`` holds bytes that could not be read."""
    return any("\udc80" <= char <= "\udcff" for char in text)


def _text(cell: object) -> str | Message:
    """Return a cell as somebody would type it; or what is wrong with it."""
    match cell:
        case Message():
            return cell
        case bool():
            return "yes" if cell else "no"
        case int() | float():
            whole = isinstance(cell, int) or cell.is_integer()
            text = str(int(cell)) if whole else str(cell)
            if whole and len(text.lstrip("-")) > _DIGITS:
                return say(
                    "A spreadsheet keeps only {digits} digits of a number, and {number} has more.",
                    digits=_DIGITS,
                    number=text,
                )
            return text
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"
        case date():
            return cell.isoformat()
        case _:
            return str(cell).strip()


# CSV


def _csv_rows(path: Path) -> Iterator[_Cells]:
    with path.open("rb") as file:
        wide = file.read(2) in (BOM_UTF16_LE, BOM_UTF16_BE)
    encoding, errors = ("utf-16", "replace") if wide else ("utf-8-sig", "surrogateescape")
    size = path.stat().st_size or 1
    with path.open("rb") as file, io.TextIOWrapper(file, encoding, errors, newline="") as lines:
        first = next(lines, "")
        separator = max("\t;,", key=_outside_quotes(first).count)
        csv.field_size_limit(MAX_BYTES)
        reader = csv.reader(chain([first], lines), delimiter=separator)
        for number in count(1):
            try:
                cells: Sequence[object] = next(reader)
            except StopIteration:
                return
            except csv.Error:
                cells = [say("This cell is too long; a closing quote may be missing.")]
            yield number, cells, file.tell() / size


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


# JSON lines


def _json_lines(path: Path) -> Iterator[Record]:
    with path.open("rb") as file:
        size = path.stat().st_size or 1
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _json_record(line.removeprefix(BOM_UTF8), number, file.tell() / size)


def _json_record(line: bytes, number: int, share: float) -> Record:
    try:
        value = json.loads(line, parse_int=str, parse_float=str)
        what = None if isinstance(value, dict) else say("This line is not an object.")
    except ValueError as error:  # UnicodeDecodeError too
        what = say("This line is not JSON: {reason}.", reason=str(error))
    if what:
        problem = Problem(key="", what=what, mend=say("Write one object on each line."))
        return Record(number=number, problems=(problem,), share=share)
    return Record(number=number, values=dict(_flat(value)), share=share)


def _flat(value: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Value]]:
    """Yield the values of an object by dotted name."""
    for name, item in value.items():
        match item:
            case dict():
                yield from _flat(item, f"{before}{name}.")
            case list():
                yield f"{before}{name}", item
            case bool():
                yield f"{before}{name}", "yes" if item else "no"
            case str() if item.strip():
                yield f"{before}{name}", item.strip()
            case _:
                pass  # null, or an empty text: no answer


# XLSX


def _sheet_rows(path: Path) -> Iterator[_Cells]:
    """Yield the rows of the first sheet, which is never in memory as a whole."""
    openpyxl = _openpyxl(path)
    from zipfile import BadZipFile

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError) as error:
        what = say("This file cannot be read: {reason}.", reason=str(error))
        raise _refused(path, what, say("Save the table anew, or as CSV.")) from error
    try:
        sheet = book.worksheets[0]
        last = sheet.max_row or 0
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, cells, number / last if last >= number else 0.0
    finally:
        book.close()


def _openpyxl(path: Path) -> Any:
    try:
        import openpyxl
    except ImportError:
        what = say("A table in XLSX needs a library that is not installed.")
        mend = say("Install it: {command}. Or save the table as CSV.", command=XLSX_LIBRARY)
        raise _refused(path, what, mend) from None
    return openpyxl


def _refused(path: Path, what: Message, mend: Message) -> InputError:
    return InputError(Problem(key=str(path), what=what, mend=mend))


def write(path: Path, columns: Sequence[str], row: Mapping[str, Value]) -> None:
    """Write a table with one row, in the form that the end of its name says.

    Raises InputError where that needs a library that is not installed, and FileExistsError.
    """
    cells = [str(row.get(column, "")) for column in columns]
    match path.suffix:
        case ".csv":
            with path.open("x", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows((columns, cells))
        case ".jsonl":
            line = json.dumps(dict(row), ensure_ascii=False)
            with path.open("x", encoding="utf-8") as file:
                file.write(f"{line}\n")
        case ".xlsx":
            book = _openpyxl(path).Workbook(write_only=True)
            sheet = book.create_sheet()
            sheet.append(list(columns))
            sheet.append(cells)
            with path.open("xb") as target:
                book.save(target)
