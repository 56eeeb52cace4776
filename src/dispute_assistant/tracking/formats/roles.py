"""Which words of an entry are its text, which its place, which a remark.

Decided for a whole history: carriers put the place before the text (17TRACK), after it (UPU), on a
line of its own (Russian Post), or leave it out. The words themselves tell: places repeat, are
written in capitals, carry a postcode or a country; texts are in the vocabulary.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dispute_assistant.tracking.formats.raw import Known
from dispute_assistant.tracking.places import looks_like_place


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """The words of one entry, told apart."""

    text: str
    place: str = ""
    detail: str = ""


def assign_roles(rows: Sequence[Sequence[str]], *, known: Known) -> list[Entry]:
    """Return one entry per row of words; ``rows`` are those of one history."""
    pieces = [_pieces(row) for row in rows]
    if max(map(len, pieces), default=0) < 2:
        return _split_lines([p[0] if p else "" for p in pieces], known)
    judge = _Judge(pieces, known)
    return [judge.entry(row) for row in pieces]


def _pieces(row: Sequence[str]) -> list[str]:
    cells = [c.strip() for words in row for c in re.split(r"\t|\s{3,}|\s\|\s", words)]
    return list(dict.fromkeys(c for c in cells if c))


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
        if not place and len(rest) == 1 and not self.known(rest[0]) and len(rest[0]) < 60:
            place = rest[0]
        detail = ". ".join(p for p in rest if p != place)
        return Entry(text=row[best], place=place, detail=detail)


def _split_lines(lines: Sequence[str], known: Known) -> list[Entry]:
    """Return entries of lines in which a comma may part text and place."""
    ends = Counter(_last(line)[1] for line in lines)
    starts = Counter(_first(line)[0] for line in lines)

    def place(piece: str, repeats: Counter[str]) -> float:
        if not piece or known(piece):
            return -1.0
        return looks_like_place(piece) + (0.5 if repeats[piece] > 1 else 0.0)

    def first(line: str) -> tuple[float, Entry]:
        head, text = _first(line)
        score = place(head, starts) + known(text) if head and text else -1.0
        return score, Entry(text=text, place=head)

    def last(line: str) -> tuple[float, Entry]:
        text, tail = _last(line)
        score = place(tail, ends) + known(text) if tail and text else -1.0
        return score, Entry(text=text, place=tail)

    def whole(line: str) -> tuple[float, Entry]:
        return 0.4 + 1.2 * known(line), Entry(text=line)

    tails = Counter(tail for line in lines for tail in _tails(line)[1:])

    def unmarked(line: str) -> tuple[float, Entry]:
        """A place after the text without any sign, known by its name or from other lines."""
        if ", " in line:
            return -1.0, Entry(text=line)
        for tail in _tails(line)[1:]:
            text = line[: -len(tail)].strip()
            score = looks_like_place(tail) + (0.8 if tails[tail] > 1 else 0.0)
            usual = tails[tail] > 2 and score > 1.1
            if score > 0.7 and not known(tail) and (usual or known(text)):
                return score + 1.0, Entry(text=text, place=tail)
        return -1.0, Entry(text=line)

    ways = (first, last, whole, unmarked)
    usual = max(ways, key=lambda way: sum(way(line)[0] for line in lines))
    return [_best(line, ways, usual) for line in lines]


def _tails(line: str) -> list[str]:
    """Return the ends of a line that begin with a capital or a digit, longest first."""
    words = line.split()
    starts = range(max(0, len(words) - 8), len(words))
    return [" ".join(words[i:]) for i in starts if words[i][0].isupper() or words[i][0].isdigit()]


Way = Callable[[str], tuple[float, Entry]]


def _best(line: str, ways: Sequence[Way], usual: Way) -> Entry:
    """Return the reading of one line: the usual one of its history unless another is clearer."""
    if not line:
        return Entry(text="")
    return max(
        ((way(line)[0] + 0.3 * (way is usual), way(line)[1]) for way in ways), key=lambda r: r[0]
    )[1]


def _first(line: str) -> tuple[str, str]:
    head, comma, tail = line.partition(", ")
    return (head.strip(), tail.strip()) if comma else ("", line)


def _last(line: str) -> tuple[str, str]:
    head, comma, tail = line.rpartition(", ")
    return (head.strip(), tail.strip()) if comma else (line, "")
