"""Histories in rows and columns: CSV with comma, semicolon or tab, tables of saved pages.

A row of labels tells the columns where there is one (``Date``, ``取扱局``, ``Место``); otherwise
the cells themselves do. A row without a date among dated ones is an entry without a date.

>>> rows = [["Дата", "Место", "Статус"], ["19.03.2025 16:40", "Москва", "Прием на таможню"]]
>>> event = read(rows, known=lambda text: False)[0].events[0]
>>> event.text, event.place
('Прием на таможню', 'Москва')
"""

import csv
import re
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from dispute_assistant.dates import (
    Found,
    Order,
    decide_order,
    find_date,
    find_time,
    only_date,
    with_clock,
)
from dispute_assistant.tracking.formats import headings
from dispute_assistant.tracking.formats.raw import (
    LONGEST_TEXT,
    Entry,
    Known,
    RawEvent,
    RawParcel,
    order_notes,
)
from dispute_assistant.tracking.formats.roles import assign_roles

Rows = Sequence[Sequence[str]]


class Row(Struct):
    """One row with the moment found in its cells and the other cells by their column's label."""

    found: Found | None
    cells: dict[int, str]


def split(text: str) -> Rows:
    """Return the rows of a text in columns; none when it has no columns."""
    lines = [line for line in text.split("\n") if line.strip()]
    for sign in ("\t", ";", "|", ","):
        try:
            rows = [[c.strip() for c in row] for row in csv.reader(lines, delimiter=sign)]
        except csv.Error:  # a quotation mark that never ends
            continue
        widths = Counter(len(row) for row in rows)
        width, count = widths.most_common(1)[0] if widths else (0, 0)
        if width < 2 or count * 10 < len(rows) * 6 or (sign == "," and not _labels(rows[0])):
            continue
        if _dated(rows[:_SAMPLE]) * 2 >= len(rows[:_SAMPLE]):
            return rows
    return []


def from_labels(text: str) -> Rows:
    """Return the rows of a text of labelled lines (``Status: ...``); none when it is not one.

    A record begins where the label that began the first one comes again.
    """
    pairs = [headings.split_label(line) for line in text.split("\n")]
    kinds = Counter(kind for kind, words in pairs if kind in _FIELDS and words)
    columns = [kind for kind in kinds if kinds[kind] > 1]
    if "date" not in columns or len(columns) < 2:
        return []
    first = next(kind for kind, words in pairs if kind in columns and words)
    records: list[dict[str, str]] = []
    others = []
    for kind, words in pairs:
        if kind == first and words:
            records.append({})
        if records and kind in columns and words:
            records[-1].setdefault(kind, words)
        elif not records or kind not in columns:
            others.append([f"{kind}: {words}" if kind else words])
    rows = [[record.get(kind, "") for kind in columns] for record in records]
    return [*others, columns, *rows]


_FIELDS = frozenset({"date", "status", "place", "detail", "carrier"})


_SAMPLE = 200
"""So many rows tell whether a text is a table."""


def _dated(rows: Rows) -> int:
    return sum(any(_stamp(cell) for cell in row) for row in rows)


def _stamp(cell: str) -> Found | None:
    """Return the date that a cell consists of."""
    if len(cell) > 60:
        return None
    found = find_date(cell)
    return found if found and only_date(cell, found) else None


def _labels(row: Sequence[str]) -> dict[int, str]:
    """Return the kinds of columns that a row of labels names; empty for any other row."""
    if any(find_date(cell) for cell in row):
        return {}
    kinds = {i: kind for i, cell in enumerate(row) if (kind := headings.label_kind(cell))}
    return kinds if len(set(kinds.values())) > 1 else {}


def read(rows: Rows, *, known: Known) -> tuple[RawParcel, ...]:
    """Return the parcels in a table; none when it is not a history."""
    labels: dict[int, str] = {}
    found_rows: list[Row] = []
    about: list[headings.Heading] = []
    for cells in rows:
        if own := _labels(cells):
            labels = labels or own
        elif heading := _heading(cells):
            about.append(heading)
        elif len(cells) > 1 and any(re.search(r"\w", cell) for cell in cells):
            row = _row(cells)
            if row.found or found_rows:  # what precedes the first date is the head of the table
                found_rows.append(row)
    if not any(row.found for row in found_rows):
        return ()
    order = decide_order([row.found for row in found_rows])
    entries = _entries(found_rows, labels, known)
    grouped: dict[str, list[RawEvent]] = {}
    for row, entry in zip(found_rows, entries, strict=True):
        event = _event(row, entry, labels, order)
        if event.text:
            grouped.setdefault(_labelled(row, labels, "number"), []).append(event)
    parcel = replace(headings.collect(about), layout="table", notes=order_notes(order))
    return tuple(
        replace(parcel, numbers=(number,) if number else parcel.numbers, events=tuple(events))
        for number, events in grouped.items()
        if any(e.at for e in events)
    )


def _heading(cells: Sequence[str]) -> headings.Heading | None:
    """Return what a row without a date says about the whole parcel."""
    words = [cell for cell in cells if cell]
    if not words or len(words) > 2 or any(find_date(cell) for cell in words):
        return None
    if len(words) < len(cells) and len(cells) > 2 and len(words) == 1:
        return None
    return headings.read("\t".join(words))


def _row(cells: Sequence[str]) -> Row:
    """Return a row; a time in a cell of its own belongs to the date."""
    found: Found | None = None
    rest = {}
    for i, cell in enumerate(cells):
        if stamp := None if found else _stamp(cell):
            found = stamp
        elif (
            cell
            and len(cell) <= LONGEST_TEXT
            and not (found and not found.has_time and find_time(cell))
        ):
            rest[i] = cell
    clocks = [t for cell in cells if (t := find_time(cell))]
    if found and not found.has_time and clocks:
        found = with_clock(found, clocks[0])
        rest = {i: cell for i, cell in rest.items() if not find_time(cell)}
    return Row(found, rest)


def _entries(rows: Sequence[Row], labels: dict[int, str], known: Known) -> list[Entry]:
    if "status" in labels.values():
        return [
            Entry(
                text=_labelled(row, labels, "status"),
                place=_labelled(row, labels, "place"),
                detail=_labelled(row, labels, "detail"),
            )
            for row in rows
        ]
    kinds = {"number", "date", "carrier", "code"}
    pieces = [
        [c for i, c in row.cells.items() if labels.get(i) not in kinds and not _COUNT.fullmatch(c)]
        for row in rows
    ]
    return assign_roles(pieces, known=known)


_COUNT = re.compile(r"\d{1,3}\.?")
"""The number of a row."""


def _labelled(row: Row, labels: dict[int, str], kind: str) -> str:
    return next((c for i, c in row.cells.items() if labels.get(i) == kind), "")


_CODE = re.compile(r"^([A-Z]{2,}(?:_[A-Z0-9]+)+)\s+(?=\S)")
"""A code in front of the words (``ITM_IMP_170_21 Handed to customs``)."""


def _event(row: Row, entry: Entry, labels: dict[int, str], order: Order) -> RawEvent:
    code = _CODE.match(entry.text)
    return RawEvent(
        at=row.found.at(order) if row.found and row.found.year else None,
        has_time=bool(row.found and row.found.has_time),
        text=entry.text[code.end() :] if code else entry.text,
        place=entry.place,
        detail=entry.detail,
        carrier=_labelled(row, labels, "carrier"),
        code=code[1] if code else "",
        forecast=headings.is_forecast(entry.text),
    )
