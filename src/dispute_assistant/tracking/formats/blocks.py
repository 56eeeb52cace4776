"""Which lines of a paste belong to which date: beside it, above it, below it, or in its paragraph.

>>> marks = [Mark(below=["Held by Customs", ""]), Mark(below=["Accepted", "", "Help"])]
>>> [entry.text for entry in entries(marks, known=lambda text: "Customs" in text)]
['Held by Customs', 'Accepted']
"""

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct, field

from dispute_assistant.dates import Found
from dispute_assistant.tracking.formats.raw import Entry, Known
from dispute_assistant.tracking.formats.roles import assign_roles
from dispute_assistant.tracking.formats.splitting import SAMPLE
from dispute_assistant.tracking.places import looks_like_place

Words = list[str]
"""Lines above or below a date, nearest first; an empty one is a blank line or the end of a part."""


class Mark(Struct):
    """A date with the lines around it, while a paste is being read."""

    found: Found | None = None
    """None for a part of the page between two rules that has no date of its own."""
    beside: str = ""
    above: Words = field(default_factory=list)
    below: Words = field(default_factory=list)
    carrier: str = ""


def entries(marks: Sequence[Mark], *, known: Known) -> list[Entry]:
    """Return the words of each mark with their roles, from the side on which they make sense."""
    if not marks:
        return []
    beside = [[m.beside] for m in marks]
    rows = [[[*b, *words] for b, words in zip(beside, side, strict=True)] for side in _sides(marks)]
    different = [side for i, side in enumerate(rows) if side not in rows[:i]]
    candidates = [assign_roles(side, known=known) for side in different]
    if len(candidates) == 1:
        return candidates[0]
    return max(candidates, key=lambda found: _merit(found, known))


def _merit(found: Sequence[Entry], known: Known) -> tuple[int, int, int]:
    """Return how many entries have words of the vocabulary, any words, and a certain place."""
    return (
        sum(known(e.text) for e in found[:SAMPLE]),
        sum(bool(e.text) for e in found),
        sum(looks_like_place(e.place) > _CERTAIN for e in found[:SAMPLE] if e.place),
    )


_CERTAIN = 0.6
"""Likeness of a place above which its name or its form tells."""


def _sides(marks: Sequence[Mark]) -> list[list[Words]]:
    """Return the readings to choose from, the likeliest first."""
    if own := _own_paragraphs(marks):
        return [own]
    above, below = [m.above for m in marks], [m.below for m in marks]
    from_below = _paragraphs(below)
    from_above = [words[::-1] for words in _paragraphs(above[::-1])[::-1]]
    nearer = _touching(below) >= _touching(above)
    blocks = [from_below, from_above] if nearer else [from_above, from_below]
    return [_continued(from_below), *blocks]


def _own_paragraphs(marks: Sequence[Mark]) -> list[Words]:
    """Return the words of each entry where every entry is a paragraph of its own, else nothing."""
    last = len(marks) - 1
    words: list[Words] = []
    alone = 0
    for i, mark in enumerate(marks):
        apart = (i == 0 or "" in mark.above) and (i == last or "" in mark.below)
        above = _nearest(mark.above) if i == 0 or "" in mark.above else []
        below = _nearest(mark.below) if i == last or "" in mark.below else []
        words.append([*above[::-1], *below])
        alone += apart and bool(words[-1])
    if not last or alone * 10 < len(marks) * 7:
        return []
    if "" not in marks[last].below:  # the page goes on right after the last entry
        words[last] = words[last][: Counter(map(len, words[:-1])).most_common(1)[0][0]]
    return words


def _nearest(words: Words) -> Words:
    """Return the lines up to the first blank one."""
    return words[: words.index("")] if "" in words else words


def _paragraphs(side: Sequence[Words]) -> list[Words]:
    """Return the words of each entry, nearest first, without those of the page around.

    Beyond the last entry the page goes on: its lines count up to a blank line, or as many as
    entries usually have.
    """
    apart = sum("" in _stripped(words) for words in side) * 2 < len(side)
    own = [_stripped(words) for words in side]
    kept = [[w for w in (_nearest(words) if apart else words) if w] for words in own]
    if len(kept) > 1:
        usual = max(1, Counter(map(len, kept[:-1])).most_common(1)[0][0])
        closed = apart and "" in side[-1][len(kept[-1]) :]
        kept[-1] = kept[-1][: usual + 2 if closed else usual]
    elif kept:
        kept[-1] = _nearest(own[-1])
    return kept


def _stripped(words: Words) -> Words:
    """Return ``words`` without the blank lines at both ends."""
    first = next((i for i, w in enumerate(words) if w), len(words))
    last = next((i for i, w in enumerate(reversed(words)) if w), len(words))
    return words[first : len(words) - last]


def _touching(side: Sequence[Words]) -> int:
    """Count the entries whose words stand right beside the date, without a blank line between."""
    return sum(bool(words and words[0]) for words in side)


def _continued(side: Sequence[Words]) -> list[Words]:
    """Return the lines below where they only go on with an entry, which most entries do not."""
    usual = sum(map(bool, side)) * 3 >= len(side) * 2
    return [[] if usual or i + 1 == len(side) else words for i, words in enumerate(side)]
