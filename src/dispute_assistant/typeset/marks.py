r"""The few marks of a letter's body (see ``documents``), read into blocks that a page can show.

>>> [block.kind for block in parse("# REQUEST\n\nPlease tell me:\n\n- when\n- why")]
['title', 'paragraph', 'bullets']
"""

import re
import unicodedata
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace


class Block(Struct, frozen=True, kw_only=True):
    """One part of a body: a title, heading, paragraph, list or table."""

    kind: str
    """title, heading, paragraph, bullets, numbers or table."""
    lines: tuple[str, ...] = ()
    """Text lines; of a table its caption."""
    items: tuple[tuple[str, ...], ...] = ()
    """Lines of each list item."""
    start: int = 1
    """Number of the first item."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Cells of each table row, header first."""

    @property
    def widths(self) -> tuple[int, ...]:
        """Width of each table column in percent of the text's width."""
        return _column_widths(self.rows)


_NUMBER = re.compile(r"(\d{1,3})\. ")
_BLANK_LINE = re.compile(r"\n(?: *\n)+")


def parse(body: str) -> tuple[Block, ...]:
    """Return the blocks of a marked text; a text line right above table rows is their caption."""
    blocks: list[Block] = []
    for chunk in _BLANK_LINE.split(body.strip("\n")):
        fresh = True
        for kind, group in groupby(chunk.split("\n"), key=_kind):
            lines = tuple(group)
            before = None if fresh or not blocks else blocks[-1]
            if kind == "paragraph" and before and before.items:
                last = (*before.items[-1], *(line.strip() for line in lines))
                blocks[-1] = replace(before, items=(*before.items[:-1], last))
            elif kind == "table" and before and before.kind == "paragraph":
                blocks[-1:] = [replace(before, lines=before.lines[:-1])] * (len(before.lines) > 1)
                blocks.append(replace(_block(kind, lines), lines=before.lines[-1:]))
            else:
                _append(blocks, _block(kind, lines))
            fresh = False
    return tuple(block for block in blocks if block.items or block.rows or any(block.lines))


def _kind(line: str) -> str:
    kind = "paragraph"
    if "\t" in line:
        kind = "table"
    elif line.startswith("# "):
        kind = "title"
    elif line.startswith("## "):
        kind = "heading"
    elif line.startswith("- "):
        kind = "bullets"
    elif _NUMBER.match(line):
        kind = "numbers"
    return kind


def _block(kind: str, lines: tuple[str, ...]) -> Block:
    match kind:
        case "table":
            rows = [tuple(cell.strip() for cell in line.split("\t")) for line in lines]
            columns = max(map(len, rows))
            filled = tuple((*row, *[""] * (columns - len(row))) for row in rows)
            return Block(kind=kind, rows=filled)
        case "bullets":
            return Block(kind=kind, items=tuple((line[2:].strip(),) for line in lines))
        case "numbers":
            parts = [line.partition(". ") for line in lines]
            items = tuple((text.strip(),) for _, _, text in parts)
            return Block(kind=kind, items=items, start=int(parts[0][0]))
        case "title" | "heading":
            return Block(kind=kind, lines=tuple(line.lstrip("#").strip() for line in lines))
    return Block(kind=kind, lines=tuple(line.strip() for line in lines))


def _append(blocks: list[Block], block: Block) -> None:
    """Add a block; a list goes on after a blank line where its numbers do."""
    before = blocks[-1] if blocks else None
    next_number = before.start + len(before.items) if before else 0
    goes_on = block.kind == "bullets" or block.start == next_number
    if before and before.kind == block.kind and block.items and goes_on:
        blocks[-1] = replace(before, items=before.items + block.items)
    else:
        blocks.append(block)


_LINE = 88
"""About as many narrow characters as one table line holds, between the margins of A4."""


def _column_widths(rows: tuple[tuple[str, ...], ...]) -> tuple[int, ...]:
    """Divide a line in percent: as the cells ask, or short columns whole and long ones fairly."""
    columns = list(zip(*rows, strict=True))
    shares = [max(_columns_wide(cell) + 2 for cell in column) for column in columns]
    if sum(shares) > _LINE:
        words = [
            max(_columns_wide(word) + 2 for cell in c for word in f"{cell} .".split())
            for c in columns
        ]
        least = [
            max(min(cell, 18), min(word, 30)) for cell, word in zip(shares, words, strict=True)
        ]
        wishes = [min(width, _LINE) for width in shares]
        spare = max(_LINE - sum(least), 0)
        shares = [
            base + spare * wish // sum(wishes) for base, wish in zip(least, wishes, strict=True)
        ]
    percents = [100 * share // sum(shares) for share in shares]
    return (*percents[:-1], 100 - sum(percents[:-1]))


def _columns_wide(text: str) -> int:
    """Return the width of a text in narrow characters: Chinese, Japanese and Korean count two."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )
