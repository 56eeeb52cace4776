"""Inputs of ``dispute batch`` for tests: the case of the demo, many times, with changes."""

import csv
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from program import EXAMPLE

ON = "2026-11-23"


def _flat() -> dict[str, str]:
    case = tomllib.loads(EXAMPLE.read_text("utf-8"))
    sections = {name: table for name, table in case.items() if isinstance(table, dict)}
    return {
        f"{section}.{name}": ",".join(value) if isinstance(value, list) else str(value).strip()
        for section, table in sections.items()
        for name, value in table.items()
    }


CASE = _flat()
"""The answers of the example by question, as cells of a table."""


def table(file: Path, *changes: Mapping[str, str]) -> Path:
    """Write a table whose columns are called like the questions, a row for each of ``changes``."""
    columns = dict.fromkeys((*CASE, *(key for change in changes for key in change)))
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, columns)
        writer.writeheader()
        writer.writerows({**CASE, **change} for change in changes)
    return file


def orders(file: Path, count: int) -> Path:
    """Write a table of ``count`` good rows."""
    return table(file, *({"order.number": f"A{number:04}"} for number in range(count)))


def report(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "report.jsonl").read_text("utf-8").splitlines()]


def papers(out: Path) -> dict[str, bytes]:
    """Return everything that a person sees in the folder, apart from the reports."""
    files = (p for p in out.rglob("*") if p.is_file() and p.parent != out)
    return {str(p.relative_to(out)): p.read_bytes() for p in files}
