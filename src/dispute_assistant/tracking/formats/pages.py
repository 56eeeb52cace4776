"""Saved web pages: their tables and their lines, without scripts, forms and hidden machinery."""

import re
from collections.abc import Sequence
from datetime import date
from html.parser import HTMLParser

from msgspec import Struct, field
from msgspec.structs import replace

from dispute_assistant.tracking.formats import lines, tables
from dispute_assistant.tracking.formats.raw import Known, RawParcel

_SILENT = frozenset(
    {"script", "style", "head", "select", "textarea", "template", "noscript", "svg"}
)
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "code", "em", "font", "i", "img", "mark", "small", "span", "strong"}
    | {"sub", "sup", "time", "u"}
)
_APART = frozenset(
    {"article", "dl", "fieldset", "form", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "section"}
    | {"table", "tr", "ul"}
)
"""Elements whose words stand apart from what precedes and follows, as after a blank line."""
_BREAK = "\x1d"
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "col", "wbr", "source", "area"})


class Page(Struct):
    """What a page shows."""

    text: str = ""
    tables: list[list[list[str]]] = field(default_factory=list)


def looks_like_html(text: str) -> bool:
    """Tell whether a text is a web page or a part of one."""
    return bool(
        re.search(r"<(?:!doctype html|html|body|table|div|tr|td|li|br|p)\b", text, re.IGNORECASE)
    )


def parse(text: str) -> Page:
    """Return the words of a page line by line, and its tables cell by cell."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return Page(text="\n".join(reader.lines()), tables=reader.tables)


def read(text: str, *, known: Known, today: date | None = None) -> tuple[RawParcel, ...]:
    """Return the parcels of a page, from its best table or else from its lines."""
    page = parse(text)
    from_lines = lines.read(page.text, known=known, today=today)
    found = [parcel for rows in page.tables for parcel in tables.read(rows, known=known)]
    best = max(found, key=_dated, default=None)
    if best is None or _dated(best) * 2 < max(map(_dated, from_lines), default=0):
        return from_lines
    about = lines.about(page.text)
    numbers = best.numbers or about.numbers
    return (replace(about, numbers=numbers, events=best.events, layout="page", notes=best.notes),)


def _dated(parcel: RawParcel) -> int:
    return sum(e.at is not None for e in parcel.events)


_MOST_ROWS = 1000


def _row_span(value: str | None) -> int:
    """Return over how many rows a cell reaches; a page with nonsense means one."""
    return int(value) if value and value.isdecimal() and int(value) <= _MOST_ROWS else 1


class _Reader(HTMLParser):
    """Collects lines and tables; never fails on broken markup."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.words: list[str] = []
        self.silent = 0
        self.open: list[list[list[str]]] = []
        """Tables that have begun and not ended, outermost first."""
        self.cell: list[str] | None = None
        self.span = 1
        """How many rows the open cell reaches over."""
        self.reaching: list[dict[int, tuple[str, int]]] = []
        """For each open table: words of cells from above, by column, and rows that they reach."""

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        elif tag == "body":
            self.silent = 0
        elif tag == "table":
            self.open.append([])
            self.reaching.append({})
            self.tables.append(self.open[-1])
        elif tag == "tr" and self.open:
            self.close_cell()
            self.open[-1].append([])
            self.reach_down()
        elif tag in {"td", "th"} and self.open:
            self.close_cell()
            self.cell = []
            self.span = _row_span(dict(attrs).get("rowspan"))
        elif tag == "input" and dict(attrs).get("type") == "text":
            self.words.append(dict(attrs).get("value") or "")
        self.part(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in {"td", "th", "tr"}:
            self.close_cell()
        elif tag == "table" and self.open:
            self.close_cell()
            self.open.pop()
            self.reaching.pop()
        if tag not in _VOID:
            self.part(tag)

    def close_cell(self) -> None:
        """End the open cell; a new one, a row or the table ends it without a tag of its own."""
        if self.cell is None or not self.open:
            return
        if not self.open[-1]:
            self.open[-1].append([])
        words = " ".join("".join(self.cell).split())
        row = self.open[-1][-1]
        if self.span > 1:
            self.reaching[-1][len(row)] = (words, self.span - 1)
        row.append(words)
        self.cell = None
        self.reach_down()

    def reach_down(self) -> None:
        """Repeat in the last row what reaches into it from a cell above."""
        row, reaching = self.open[-1][-1], self.reaching[-1]
        while len(row) in reaching:
            words, rows = reaching.pop(len(row))
            if rows > 1:
                reaching[len(row)] = (words, rows - 1)
            row.append(words)

    def part(self, tag: str) -> None:
        """Part the lines at the ends of an element."""
        if tag == "hr":
            self.words.append(f"{_BREAK}---{_BREAK}")
        elif tag not in _INLINE:
            self.words.append(_BREAK if tag in _APART else "\n")
            if self.cell is not None:
                self.cell.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(re.sub(r"\s+", " ", data))
            if self.cell is not None:
                self.cell.append(data)

    def lines(self) -> list[str]:
        """Return the lines of the page; a blank one where its parts stand apart."""
        lines: list[str] = []
        for part in "".join(self.words).split(_BREAK):
            words = [w for line in part.split("\n") if (w := " ".join(line.split()))]
            lines += [*words, ""] if words else []
        return lines
