"""Finding an answer in a list by number, word or part of a name, without minding accents.

>>> ci, fr = Option("CI", "Côte d’Ivoire", "Ivory Coast"), Option("FR", "France")
>>> [option.value for option in find("cote d'iv", (ci, fr)).options]
['CI']
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
_LIKENESS = 75
"""Least likeness, of 100, at which a word that matches nothing is taken for a slip."""


@dataclass(frozen=True)
class Option:
    """One answer as it is shown, with further words that find it."""

    value: str
    label: str
    search: str = ""


@dataclass(frozen=True)
class Found:
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
    wanted = fold(text)
    if not wanted:
        return Found(())
    ranked = [(rank, option) for option in options if (rank := _rank(wanted, option)) is not None]
    exact = tuple(option for rank, option in ranked if rank == 0)
    if exact:
        return Found(exact, exact=True)
    ranked.sort(key=lambda item: item[0])
    if ranked:
        return Found(tuple(option for _, option in ranked))
    return Found(_similar(wanted, options), guessed=True)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return ``text`` for comparing: no accents, no case, words divided by single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", letters))


def _rank(wanted: str, option: Option) -> int | None:
    """Return how well ``option`` fits, 0 best; None when it does not hold the wanted words."""
    label, search = fold(option.label), fold(option.search)
    if wanted in {fold(option.value), label}:
        return 0
    places = (label.startswith(wanted), f" {wanted}" in f" {label}", f" {wanted}" in f" {search}")
    rank = next((rank for rank, holds in enumerate(places, 1) if holds), None)
    return rank or (4 if wanted in label else None)


def _similar(wanted: str, options: tuple[Option, ...]) -> tuple[Option, ...]:
    from rapidfuzz import fuzz, process

    names = {i: fold(f"{option.label}") for i, option in enumerate(options)}
    found = process.extract(wanted, names, scorer=fuzz.ratio, score_cutoff=_LIKENESS, limit=3)
    return tuple(options[i] for _, _, i in found)
