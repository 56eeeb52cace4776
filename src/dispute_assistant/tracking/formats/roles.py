"""Which words of an entry are its text, which its place, which a remark.

Decided for a whole history: carriers put the place before the text (17TRACK), after it (UPU), on a
line of its own (Russian Post), or leave it out. The words themselves tell: places repeat, are
written in capitals, carry a postcode or a country; texts are in the vocabulary.
"""

import re
from collections import Counter
from collections.abc import Sequence

from dispute_assistant.tracking.formats.headings import split_label
from dispute_assistant.tracking.formats.raw import LONGEST_TEXT, Entry, Known
from dispute_assistant.tracking.formats.splitting import split_lines
from dispute_assistant.tracking.places import looks_like_place


def assign_roles(rows: Sequence[Sequence[str]], *, known: Known) -> list[Entry]:
    """Return one entry per row of words; ``rows`` are those of one history."""
    pieces = [_pieces(row) for row in rows]
    if max(map(len, pieces), default=0) < 2:
        return split_lines([p[0] if p else "" for p in pieces], known)
    judge = _Judge(pieces, known)
    return [judge.entry(row) for row in pieces]


def _pieces(row: Sequence[str]) -> list[str]:
    cells = [c.strip() for words in row for c in re.split(r"\t|\s{3,}|\s\|\s", words)]
    return list(dict.fromkeys(c for c in cells if c and len(c) <= LONGEST_TEXT))[:_MOST_PIECES]


_MOST_PIECES = 8
"""More pieces than any entry has: the rest is the page around."""


class _Judge:
    """Tells text from place among the pieces of each row, by what is usual in the history."""

    def __init__(self, rows: Sequence[Sequence[str]], known: Known) -> None:
        self.known = known
        self.repeats = Counter(piece for row in rows for piece in row)
        self.rows = len(rows)
        slots = range(max(map(len, rows)))
        self.slot = {
            i: sum(self.score(r[i]) for r in rows if len(r) > i) / self.rows for i in slots
        }

    def score(self, piece: str) -> float:
        """Return how much ``piece`` is a text (positive) rather than a place (negative)."""
        repeated = self.rows > 3 and self.repeats[piece] > self.rows / 2
        return 2.0 * self.known(piece) - looks_like_place(piece) - 0.4 * repeated

    def entry(self, row: Sequence[str]) -> Entry:
        if not row:
            return Entry(text="")
        if len(row) == 1:
            return Entry(text=row[0])
        best = max(range(len(row)), key=lambda i: (self.score(row[i]) + self.slot[i], -i))
        rest = [piece for i, piece in enumerate(row) if i != best]
        places = [p for p in rest if looks_like_place(p) > 0 and not self.known(p)]
        place = max(places, key=looks_like_place) if places else ""
        for piece in rest:
            kind, value = split_label(piece)
            if kind in {"place", "origin", "destination"} and value:
                rest[rest.index(piece)] = place = value
                break
        if not place and len(rest) == 1 and not self.known(rest[0]) and len(rest[0]) < 60:
            place = rest[0]
        detail = ". ".join(p for p in rest if p != place)[:LONGEST_TEXT]
        return Entry(text=row[best], place=place, detail=detail)
