"""The words of each idea in one language, as ``patterns/<language>.toml`` lists them.

An entry is one or more words; ``*`` stands for any letters, ``..`` between words for up to three
words. A key like ``"released+customs"`` names several ideas at once.

>>> [entry.ideas for entry in words("en").whole["freed"]]
[('released',)]
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from dispute_assistant.errors import DataError
from dispute_assistant.tables import kept
from dispute_assistant.tracking.folding import fold

_FOLDER = Path(__file__).parents[1] / "data" / "tracking" / "patterns"

_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
"""Scripts written without spaces, or folded so: entries are found anywhere in the text."""


class Entry(NamedTuple):
    """One entry of an idea list."""

    weight: int
    """Grows with its letters, less its stars: the heaviest entry that fits wins."""
    words: tuple[str, ...]
    ideas: tuple[str, ...]


class Words(NamedTuple):
    """The idea list of one language, arranged for look-up."""

    language: str
    negation: str
    """``before``, ``after`` or ``both``: where a negation stands to what it denies."""
    before: str
    """Pattern of small words that the language writes together with the next one."""
    joining: frozenset[str]
    """Words (or signs) that carry a negation on to the next deed: *or*, *nor*."""
    parting: frozenset[str]
    """Words that no negation reaches over: *and*, *but*."""
    whole: Mapping[str, tuple[Entry, ...]]
    """Entries by their first word."""
    stems: Mapping[str, tuple[Entry, ...]]
    """Entries whose first word has a star, by the letters before it."""
    unspaced: Mapping[str, tuple[Entry, ...]]
    """Entries of unspaced scripts, by their first character."""


@kept
def words(language: str) -> Words:
    """Return the idea list of one language."""
    name = f"patterns/{language}.toml"
    data = tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    whole: dict[str, list[Entry]] = {}
    stems: dict[str, list[Entry]] = {}
    unspaced: dict[str, list[Entry]] = {}
    for key, globs in data["ideas"].items():
        named = tuple(key.split("+"))
        for glob in globs.split(" | "):
            folded = _fold_glob(glob)
            parts = tuple(folded.split())
            if not parts or not folded.strip("*. "):
                raise DataError(f"{name}: {key}: {glob!r} says nothing")
            entry = Entry(2 * len(folded.replace("*", "")) - folded.count("*"), parts, named)
            head, star, _ = parts[0].partition("*")
            if _UNSPACED.search(folded):
                unspaced.setdefault(folded[0], []).append(entry)
            elif star:
                stems.setdefault(head, []).append(entry)
            else:
                whole.setdefault(head, []).append(entry)
    joining = [fold(word) for word in data["joining"].split()]
    return Words(
        language,
        data["negation"],
        data.get("before", ""),
        frozenset("".join(joining) if unspaced else joining),
        frozenset(fold(data["parting"]).split()) | {"|"},
        _heaviest(whole),
        _heaviest(stems),
        _heaviest(unspaced),
    )


def _heaviest(table: dict[str, list[Entry]]) -> dict[str, tuple[Entry, ...]]:
    return {key: tuple(sorted(found, reverse=True)) for key, found in table.items()}


def _fold_glob(glob: str) -> str:
    if glob.isascii() and "'" not in glob and "-" not in glob:
        return glob.strip().lower()
    signs = re.split(r"(\*|(?<= )\.\.(?= ))", glob.strip())
    folded = [s if n % 2 else _fold_piece(s) for n, s in enumerate(signs)]
    return "".join(folded)


def _fold_piece(piece: str) -> str:
    if not piece.strip():
        return piece
    lead = " " if piece.startswith(" ") else ""
    return lead + fold(piece) + (" " if piece.endswith(" ") else "")
