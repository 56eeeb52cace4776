"""One line of a history: where its place ends and its text begins.

Carriers part the two by a comma, a dash, brackets or nothing, in either order, and texts have
commas of their own. So every way to read a line gets a score from what is known about its parts,
and a line is read as most lines of its history are unless another way is clearly better.

>>> known = {"Held by customs", "Accepted"}.__contains__
>>> split_lines(["RIGA, Held by customs", "SHENZHEN, Accepted"], known)[0]
Entry(text='Held by customs', place='RIGA', detail='')
>>> split_lines(["Held by customs, RIGA", "Accepted, SHENZHEN"], known)[1]
Entry(text='Accepted', place='SHENZHEN', detail='')
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache

from dispute_assistant.identifiers import carriers
from dispute_assistant.tracking.formats.raw import Entry, Known
from dispute_assistant.tracking.places import is_place, looks_like_place

SAMPLE = 40
"""So many different lines tell what is usual in a history."""
Way = Callable[[str], tuple[float, Entry]]
"""A way to read a line: how much speaks for it, and the entry."""

_CLEAR = 1.5
"""Score from which the usual reading of a line is not doubted: its place and its text are known."""
_NEVER = 9.0
_NAMED = 0.95
"""Likeness of a well-known name, or of an office in a well-known city."""
_FAINT = 0.25
"""Likeness under which words are not looked at as a place."""
_NO = -1.0
"""Score of a way that a line does not allow."""
_COMMA = re.compile(r"[,;]\s+")
_HYPHEN = re.compile(r" [-/] ")
_COLON = re.compile(r"(?<=\w): (?=\w)")
_SIGNS = (re.compile(r" [–—|·•] "), _COMMA)
_RARE_SIGNS = (_HYPHEN, _COLON)
"""Signs that part words, the clearest first; hyphen and colon only where most lines have them."""
_BRACKETED = re.compile(r"[【\[]([^】\]]{2,60})[】\]]\s*(.+)")
"""A place in brackets before the text, as Chinese carriers write it."""
_IN_BRACKETS = re.compile(r"(.{3,}?)\s*\(([^()]{2,40})\)")
_EDGES = " ,;:|·•–—-"
_HAN = re.compile(r"[\u4e00-\u9fff]")
_OFFICE_CODE = re.compile(r"(\d{5,8})\s+(\D.+)")


def split_lines(lines: Sequence[str], known: Known) -> list[Entry]:
    """Return the entries of the lines of one history."""
    splitter = _Splitter(lines, known)
    ways = (splitter.first, splitter.last, splitter.whole, splitter.unmarked, splitter.leading)
    sample = [line for line in dict.fromkeys(lines) if line][:SAMPLE]
    usual = max(ways, key=lambda way: sum(way(line)[0] for line in sample))
    others = [way for way in ways if way != usual]
    clear = _CLEAR if usual != splitter.whole else _NEVER
    return [_best(line, usual, others, clear) for line in lines]


def _best(line: str, usual: Way, others: Sequence[Way], clear: float) -> Entry:
    """Return the reading of one line: the usual one of its history unless another is clearer."""
    if not line:
        return Entry(text="")
    score, entry = usual(line)
    if score >= clear:
        return entry
    read = [(score + 0.3, entry), *(way(line) for way in others)]
    return max(read, key=lambda found: found[0])[1]


class _Splitter:
    """Ways to read one line, with a score for each; what repeats in the history counts."""

    def __init__(self, lines: Sequence[str], known: Known) -> None:
        self.known = known
        usual = (s for s in _RARE_SIGNS if sum(bool(s.search(x)) for x in lines) * 2 >= len(lines))
        self.signs = (*_SIGNS, *usual)
        """What parts text and place in this history."""
        parts = [{head, tail} for line in lines for _, head, tail in self.cuts(line)]
        self.repeats = Counter(part for both in parts for part in both)
        self.tails = Counter(tail for line in lines for tail in _tails(line)[1:])
        led = sum(bool(_leading_place(line)) for line in lines)
        self.led = led > 1 and led * 3 >= len(lines) * 2
        """Most lines begin with the name of a place."""

    def cuts(self, line: str) -> list[tuple[int, str, str]]:
        """Return rank of the sign, words before and words after it; clear signs rank first."""
        found = [
            (rank, m) for rank, sign in enumerate(self.signs) for m in list(sign.finditer(line))[:4]
        ]
        parts = [(rank, line[: m.start()].strip(), line[m.end() :].strip()) for rank, m in found]
        return [cut for cut in parts if cut[1] and cut[2]]

    def place(self, words: str) -> float:
        """Return how much ``words`` are a place; what the vocabulary knows is none."""
        likeness = looks_like_place(words) if words else 0.0
        if (likeness < _FAINT and self.repeats[words] < 2) or _is_carrier(words):
            return _NO
        if likeness < _NAMED and self.known(words):
            return _NO
        return likeness + (0.5 if self.repeats[words] > 1 else 0.0)

    def first(self, line: str) -> tuple[float, Entry]:
        """Read what stands before a sign as the place: as much of it as leaves a known text."""
        if match := _BRACKETED.fullmatch(line) or _OFFICE_CODE.fullmatch(line):
            score = max(_FAINT, self.place(match[1])) + self.known(match[2])
            return score + 0.8, Entry(text=match[2], place=match[1])
        cuts = sorted(self.cuts(line), key=lambda cut: (cut[0], -len(cut[1])))
        return self.parted(line, [(head, tail) for _, head, tail in cuts])

    def last(self, line: str) -> tuple[float, Entry]:
        """Read what stands after a sign as the place: as much of it as leaves a known text."""
        if match := _IN_BRACKETS.fullmatch(line):
            return self.parted(line, [(match[2], match[1])])
        cuts = sorted(self.cuts(line), key=lambda cut: (cut[0], -len(cut[2])))
        return self.parted(line, [(tail, head) for _, head, tail in cuts])

    def parted(self, line: str, cuts: Sequence[tuple[str, str]]) -> tuple[float, Entry]:
        """Return the first of ``cuts`` (place, text) with a known text, else the smallest place."""
        for place, text in cuts:
            likeness = self.place(place)
            if likeness >= _FAINT and self.known(text):
                return likeness + 1.0 + 0.4 * (likeness >= 0.5), Entry(text=text, place=place)
        if not cuts:
            return _NO, Entry(text=line)
        place, text = min(cuts, key=lambda cut: len(cut[0]))
        return self.place(place), Entry(text=text, place=place)

    def whole(self, line: str) -> tuple[float, Entry]:
        """Read the line as text alone."""
        return 0.4 + 1.2 * self.known(line), Entry(text=line)

    def unmarked(self, line: str) -> tuple[float, Entry]:
        """Read the end of a line without signs as a place, by its name or from other lines."""
        if any(sign.search(line) for sign in (*_SIGNS, _HYPHEN)):
            return _NO, Entry(text=line)
        for tail in _tails(line)[1:]:
            text = line[: -len(tail)].strip()
            score = looks_like_place(tail) + (0.8 if self.tails[tail] > 1 else 0.0)
            usual = self.tails[tail] > 2 and score > 1.1
            if (
                (len(tail) > 3 or (len(tail) > 1 and _HAN.search(tail)))
                and score > 0.7
                and not self.known(tail)
                and (usual or self.known(text))
            ):
                return score + 1.0, Entry(text=text, place=tail)
        return _NO, Entry(text=line)

    def leading(self, line: str) -> tuple[float, Entry]:
        """Read a name at the start of a line without signs as the place, where most have one."""
        head = _leading_place(line) if self.led else ""
        if not head:
            return _NO, Entry(text=line)
        return 3.2, Entry(text=line[len(head) :].strip(_EDGES), place=head.strip(_EDGES))


@cache
def _carrier_names() -> frozenset[str]:
    """Return the names of carriers, and the brand before them: ``DHL`` of ``DHL Express``."""
    names = {n for c in carriers().values() for n in (c.title, *c.names)}
    brands = {brand for n in names if (brand := n.partition(" ")[0]).isupper()}
    return frozenset(n.casefold() for n in names | brands)


def _is_carrier(words: str) -> bool:
    return words.casefold() in _carrier_names()


_OF_A_COUNTRY = frozenset({"post", "ems", "customs", "mail", "border"})
"""After these a country is no place but a body: ``China Post received the item``."""


def _leading_place(line: str) -> str:
    """Return the well-known place that a line begins with, before other words."""
    words = line.split()
    for size in range(min(4, len(words) - 1), 0, -1):
        head = " ".join(words[:size])
        rest = words[size]
        starts = head[:1].isupper() and not rest[0].islower() and not head.endswith(",")
        starts = starts and rest.casefold() not in _OF_A_COUNTRY
        if starts and is_place(head) and not _COMMA.search(line[len(head) :]):
            return head
    return ""


def _tails(line: str) -> list[str]:
    """Return the ends of a line that may begin a name: not with a small letter; longest first."""
    words = line.split()
    starts = range(max(0, len(words) - 8), len(words))
    return [
        " ".join(words[i:]) for i in starts if words[i][0].isalnum() and not words[i][0].islower()
    ]
