"""Which words of an entry are its text, which its place, which a remark.

Decided for a whole history: carriers put the place before the text (17TRACK), after it (UPU), on a
line of its own (Russian Post), or leave it out. The words themselves tell: places repeat, are
written in capitals, carry a postcode or a country; texts are in the vocabulary.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dispute_assistant.tracking.formats.raw import LONGEST_TEXT, Known
from dispute_assistant.tracking.places import is_place, looks_like_place


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
        if not place and len(rest) == 1 and not self.known(rest[0]) and len(rest[0]) < 60:
            place = rest[0]
        detail = ". ".join(p for p in rest if p != place)[:LONGEST_TEXT]
        return Entry(text=row[best], place=place, detail=detail)


def _split_lines(lines: Sequence[str], known: Known) -> list[Entry]:
    """Return entries of lines in which a sign, or nothing, may part text and place."""
    splitter = _Splitter(lines, known)
    ways = (splitter.first, splitter.last, splitter.whole, splitter.unmarked, splitter.leading)
    sample = [line for line in dict.fromkeys(lines) if line][:SAMPLE]
    usual = max(ways, key=lambda way: sum(way(line)[0] for line in sample))
    others = [way for way in ways if way != usual]
    clear = _CLEAR if usual != splitter.whole else _NEVER
    return [_best(line, usual, others, clear) for line in lines]


SAMPLE = 40
"""So many different lines tell what is usual in a history."""
_CLEAR = 1.5
"""Score from which the usual reading of a line is not doubted: its place and its text are known."""
Way = Callable[[str], tuple[float, Entry]]

_NEVER = 9.0
_FAINT = 0.25
"""Likeness under which words are not looked at as a place."""
_NO = -1.0
"""Score of a reading that a line does not allow."""
_SIGN = re.compile(r"(?:,| [-–—/|]|;)\s+")
_BRACKETED = re.compile(r"[【\[]([^】\]]{2,30})[】\]]\s*(.+)")
"""A place in brackets before the text, as Chinese carriers write it."""
_IN_BRACKETS = re.compile(r"(.{3,}?)\s*\(([^()]{2,40})\)")
_OFFICE_CODE = re.compile(r"(\d{5,8})\s+(\D.+)")


class _Splitter:
    """Ways to read one line, with a score for each; what repeats in the history counts."""

    def __init__(self, lines: Sequence[str], known: Known) -> None:
        self.known = known
        self.heads = Counter(_first(line)[0] for line in lines)
        self.ends = Counter(_last(line)[1] for line in lines)
        self.tails = Counter(tail for line in lines for tail in _tails(line)[1:])
        led = sum(bool(_leading_place(line)) for line in lines)
        self.led = led > 1 and led * 3 >= len(lines) * 2
        """Most lines begin with the name of a place."""

    def place(self, piece: str, repeats: Counter[str]) -> float:
        likeness = looks_like_place(piece) if piece else 0.0
        if not piece or (likeness < 0.9 and self.known(piece)):
            return _NO
        return likeness + (0.5 if repeats[piece] > 1 else 0.0)

    def first(self, line: str) -> tuple[float, Entry]:
        """Read what stands before the first sign as the place."""
        head, text = _first(line)
        if not head or not text:
            return _NO, Entry(text=line)
        marked = 0.8 if line[0] in "【[" else 0.0
        return self.place(head, self.heads) + self.known(text) + marked, Entry(
            text=text, place=head
        )

    def last(self, line: str) -> tuple[float, Entry]:
        """Read what stands after the last sign as the place."""
        text, tail = _last(line)
        place = self.place(tail, self.ends) if text else _NO
        if place < _FAINT:
            return _NO, Entry(text=line)
        return place + self.known(text), Entry(text=text, place=tail)

    def whole(self, line: str) -> tuple[float, Entry]:
        """Read the line as text alone."""
        return 0.4 + 1.2 * self.known(line), Entry(text=line)

    def unmarked(self, line: str) -> tuple[float, Entry]:
        """Read the end of a line without signs as a place, by its name or from other lines."""
        if _SIGN.search(line):
            return _NO, Entry(text=line)
        for tail in _tails(line)[1:]:
            text = line[: -len(tail)].strip()
            score = looks_like_place(tail) + (0.8 if self.tails[tail] > 1 else 0.0)
            usual = self.tails[tail] > 2 and score > 1.1
            if score > 0.7 and not self.known(tail) and (usual or self.known(text)):
                return score + 1.0, Entry(text=text, place=tail)
        return _NO, Entry(text=line)

    def leading(self, line: str) -> tuple[float, Entry]:
        """Read a name at the start of a line without signs as the place, where most have one."""
        head = _leading_place(line) if self.led else ""
        if not head:
            return _NO, Entry(text=line)
        return 2.4, Entry(text=line[len(head) :].strip(" ,;:-"), place=head.strip(" ,;:-"))


def _leading_place(line: str) -> str:
    """Return the well-known place that a line begins with, before other words."""
    words = line.split()
    for size in range(min(4, len(words) - 1), 0, -1):
        head = " ".join(words[:size])
        rest = words[size]
        if head[:1].isupper() and not rest[0].islower() and is_place(head):
            return head
    return ""


def _tails(line: str) -> list[str]:
    """Return the ends of a line that may begin a name: not with a small letter; longest first."""
    words = line.split()
    starts = range(max(0, len(words) - 8), len(words))
    return [
        " ".join(words[i:]) for i in starts if words[i][0].isalnum() and not words[i][0].islower()
    ]


def _best(line: str, usual: Way, others: Sequence[Way], clear: float) -> Entry:
    """Return the reading of one line: the usual one of its history unless another is clearer."""
    if not line:
        return Entry(text="")
    score, entry = usual(line)
    if score >= clear:
        return entry
    read = [(score + 0.3, entry), *(way(line) for way in others)]
    return max(read, key=lambda found: found[0])[1]


def _first(line: str) -> tuple[str, str]:
    """Return what stands before the first sign, in brackets or a number before it, and the rest."""
    if match := _BRACKETED.fullmatch(line) or _OFFICE_CODE.fullmatch(line):
        return match[1], match[2]
    sign = _SIGN.search(line)
    return (line[: sign.start()].strip(), line[sign.end() :].strip()) if sign else ("", line)


def _last(line: str) -> tuple[str, str]:
    """Return what stands before the last sign, and after it."""
    if match := _IN_BRACKETS.fullmatch(line):
        return match[1], match[2]
    signs = list(_SIGN.finditer(line))
    if not signs:
        return line, ""
    return line[: signs[-1].start()].strip(), line[signs[-1].end() :].strip()
