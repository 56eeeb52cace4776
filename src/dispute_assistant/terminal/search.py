"""Finding an answer in a list by number, name or part of a name, without minding accents.

>>> ci, fr = Option("CI", "Côte d’Ivoire", "Ivory Coast | Costa de Marfil"), Option("FR", "France")
>>> [option.value for option in find("cote d'iv", (ci, fr)).options]
['CI']
"""

import re
import unicodedata
from functools import lru_cache

from msgspec import Struct

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "&": " and "}
)
_LIKENESS = 75
"""Least likeness, of 100, at which a word that matches nothing is taken for a slip."""
_GUESSED_FROM = 4
"""Letters from which a slip can be told from another word: "usa" is not a slip of "rusia"."""
_GUESSES = 3


class Option(Struct, frozen=True):
    """One answer as it is shown, with further names, divided by ``|``, that find it."""

    value: str
    label: str
    search: str = ""
    code: str = ""
    """Shown beside the label where people know it: ``RU``."""


class Found(Struct, frozen=True):
    """The options that a text may mean, best first."""

    options: tuple[Option, ...]
    exact: bool = False
    """The text names the option in full."""
    guessed: bool = False
    """Nothing holds the text; these are merely similar."""


def chosen(text: str, options: tuple[Option, ...], listed: tuple[Option, ...] = ()) -> Found:
    """Return what ``text`` means: a number in the list as ``listed``, or words in ``options``."""
    if 1 <= number(text) <= len(listed):
        return Found((listed[number(text) - 1],), exact=True)
    return find(text, options)


def number(text: str) -> int:
    """Return the place in a list that ``text`` names, in digits of any script, or 0."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) <= 3 else 0


def find(text: str, options: tuple[Option, ...]) -> Found:
    """Return the options that ``text`` names; then those with such a word; then similar ones."""
    ranked = _ranked(fold(text), options)
    exact = tuple(option for rank, option in ranked if rank == 0)
    if exact:
        return Found(exact, exact=True)
    if ranked:
        return Found(tuple(option for _, option in ranked))
    return Found(_similar(fold(text), options), guessed=True)


def menu(text: str, options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Return what ``text`` may become by typing on: what it names in full comes first."""
    if not fold(text):
        return options
    ranked = _ranked(fold(text), options)
    return tuple(option for _, option in ranked) or _similar(fold(text), options)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return ``text`` for comparing: no accents, no case, words divided by single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", letters))


def _ranked(wanted: str, options: tuple[Option, ...]) -> list[tuple[int, Option]]:
    if not wanted:
        return []
    ranked = [(rank, option) for option in options if (rank := _rank(wanted, option)) is not None]
    return sorted(ranked, key=lambda item: item[0])


def _rank(wanted: str, option: Option) -> int | None:
    """Return how well ``option`` fits, 0 best; None when it does not hold the wanted words."""
    label, *others = names(option.label, option.search)
    # Without spaces, because "U.S.A." and "EE. UU." are written in many ways.
    whole = wanted.replace(" ", "")
    if any(whole == name.replace(" ", "") for name in (fold(option.value), label, *others)):
        return 0
    places = (
        label.startswith(wanted),
        f" {wanted}" in f" {label}",
        any(f" {wanted}" in f" {name}" for name in others),
    )
    rank = next((rank for rank, holds in enumerate(places, 1) if holds), None)
    return rank or (4 if wanted in label else None)


@lru_cache(maxsize=4096)
def names(label: str, search: str) -> tuple[str, ...]:
    """Return the folded name that is shown, then the further ones, each once."""
    return tuple(dict.fromkeys((fold(label), *filter(None, map(fold, search.split("|"))))))


def _similar(wanted: str, options: tuple[Option, ...]) -> tuple[Option, ...]:
    from rapidfuzz import fuzz, process

    if len(wanted) < _GUESSED_FROM:
        return ()
    known = {
        (place, name): name
        for place, option in enumerate(options)
        for name in names(option.label, option.search)
        if len(name) >= _GUESSED_FROM
    }
    found = process.extract(wanted, known, scorer=fuzz.ratio, score_cutoff=_LIKENESS, limit=None)
    places = dict.fromkeys(place for _, _, (place, _) in found)
    return tuple(options[place] for place in list(places)[:_GUESSES])
