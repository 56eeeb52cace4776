"""Saved web pages: their tables and their lines, without scripts, forms and hidden machinery."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from html.parser import HTMLParser

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


@dataclass(slots=True)
class Page:
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


class _Reader(HTMLParser):
    """Collects lines and tables; never fails on broken markup."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.words: list[str] = []
        self.silent = 0
        self.rows: list[list[list[str]]] = []
        self.cell: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        elif tag == "body":
            self.silent = 0
        elif tag == "table":
            self.rows.append([])
            self.tables.append(self.rows[-1])
        elif tag == "tr" and self.rows:
            self.rows[-1].append([])
        elif tag in {"td", "th"} and self.rows:
            if not self.rows[-1]:
                self.rows[-1].append([])
            self.cell.append([])
        elif tag == "input":
            self.words += [
                f" {v} "
                for k, v in attrs
                if k == "value" and v and dict(attrs).get("type") == "text"
            ]
        if tag == "hr":
            self.words.append(f"{_BREAK}---{_BREAK}")
        elif tag not in _INLINE:
            self.words.append(_BREAK if tag in _APART else "\n")
            self.say(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in {"td", "th"} and self.cell and self.rows:
            words = " ".join("".join(self.cell.pop()).split())
            if self.rows[-1]:
                self.rows[-1][-1].append(words)
        elif tag == "table" and self.rows:
            self.rows.pop()
            self.cell.clear()
        if tag not in _INLINE and tag not in _VOID:
            self.words.append(_BREAK if tag in _APART else "\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(re.sub(r"\s+", " ", data))
            self.say(data)

    def say(self, data: str) -> None:
        if self.cell:
            self.cell[-1].append(data)

    def lines(self) -> list[str]:
        """Return the lines of the page; a blank one where its parts stand apart."""
        lines: list[str] = []
        for part in "".join(self.words).split(_BREAK):
            words = [w for line in part.split("\n") if (w := " ".join(line.split()))]
            lines += [*words, ""] if words else []
        return lines
