"""The report of a batch: one line for each row, for programs and for spreadsheets.

``report.jsonl`` has the shape that ``data/batch/report.schema.json`` publishes; it changes only
with :data:`FORMAT`. ``report.csv`` holds the same for people.
"""

import csv
import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from msgspec import Struct

from dispute_assistant.journal import Entry, Journal, Trouble

FORMAT = "dispute-assistant/batch/1"
JSON_NAME = "report.jsonl"
CSV_NAME = "report.csv"
_HEADER = (
    "row",
    "status",
    "folder",
    "due",
    "advice",
    "column",
    "problem",
    "mend",
    "doubts",
    "files",
)


class Kind(Struct, frozen=True, kw_only=True):
    """Problems of one kind, and how many rows have it."""

    count: int
    where: str
    """Column, question, option or file."""
    what: str
    """The first of them, in words."""


def write(folder: Path, journal: Journal, on: date, columns: Mapping[str, str]) -> tuple[Kind, ...]:
    """Write both reports into ``folder``; return the kinds of problems, the most frequent first.

    ``columns`` are the columns of the table from which the answers are made, by question.
    """
    counts: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], str] = {}
    with (
        _replaced(folder / JSON_NAME, "utf-8") as lines,
        _replaced(
            folder / CSV_NAME,
            "utf-8-sig",  # with the mark by which spreadsheets know it
        ) as table,
    ):
        sheet = csv.writer(table)
        sheet.writerow(_HEADER)
        for entry in journal.entries():
            line = _line(entry, on, columns)
            lines.write(json.dumps(line, ensure_ascii=False) + "\n")
            sheet.writerow(map(_harmless, _cells(line)))
            for problem in line["problems"]:
                where = problem["column"] or problem["question"]
                kind = re.sub(r"\d+", "…", where), problem["kind"]
                counts[kind] += 1
                examples.setdefault(kind, problem["what"])
    return tuple(
        Kind(count=count, where=kind[0], what=examples[kind])
        for kind, count in counts.most_common()
    )


def _line(entry: Entry, on: date, columns: Mapping[str, str]) -> dict[str, Any]:
    outcome = entry.outcome
    return {
        "format": FORMAT,
        "on": on.isoformat(),
        "row": entry.place,
        "folder": entry.folder,
        "status": outcome.status,
        "unchanged": entry.unchanged,
        "advice": outcome.advice,
        "due": outcome.due.isoformat() if outcome.due else None,
        "files": sorted(outcome.files),
        "doubts": list(outcome.doubts),
        "undrawn": outcome.undrawn,
        "problems": [_problem(trouble, columns) for trouble in outcome.troubles],
    }


def _problem(trouble: Trouble, columns: Mapping[str, str]) -> dict[str, Any]:
    return {
        "column": trouble.column or columns.get(trouble.question, ""),
        "question": trouble.question,
        "line": trouble.line,
        "kind": trouble.kind,
        "what": trouble.what,
        "mend": trouble.mend,
    }


def _cells(line: Mapping[str, Any]) -> Iterator[str]:
    problems = line["problems"]
    yield from (line["row"], line["status"], line["folder"], line["due"] or "", line["advice"])
    yield "\n".join(p["column"] or p["question"] for p in problems)
    yield "\n".join(p["what"] for p in problems)
    yield "\n".join(p["mend"] for p in problems)
    yield "\n".join(line["doubts"])
    yield "\n".join(line["files"])


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: it may quote what a buyer wrote."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


@contextmanager
def _replaced(path: Path, encoding: str) -> Iterator[TextIO]:
    """Write a text that takes the place of ``path`` when it is whole."""
    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding=encoding, newline="") as file:
            yield file
        Path(part).replace(path)
    finally:
        Path(part).unlink(missing_ok=True)
