"""What a wording never seen before means: the family that its ideas make.

``data/tracking/patterns.toml`` says, for all languages alike, which ideas together make which
status. The families are tried in order and the first that fits decides; a wording that fits none
is left unknown.

>>> read("Ihr Paket wurde vom Zoll nicht freigegeben").status
'import_customs_held'
"""

import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from dispute_assistant.errors import DataError
from dispute_assistant.tables import kept
from dispute_assistant.tracking.folding import fold
from dispute_assistant.tracking.ideas import (
    Reading,
    bind,
    covered,
    find,
    ideas,
    ideas_of,
    unread,
)
from dispute_assistant.tracking.wordlists import words

__all__ = ["Match", "candidates", "decide", "ideas", "names_side", "read", "reason", "says_nothing"]

_DATA = Path(__file__).parents[1] / "data" / "tracking"


class Match(NamedTuple):
    """The family that a wording fits."""

    status: str = ""
    """Status id, or empty when no family fits."""
    family: str = ""
    language: str = ""
    sided: bool = False
    """The wording itself names import, export or transit."""


class Family(NamedTuple):
    """One row of ``patterns.toml``, made of bit masks."""

    id: str
    all: tuple[int, ...]
    none: int
    status: str
    export: str
    transit: str


class Cause(NamedTuple):
    """One reason of ``patterns.toml``, made of bit masks."""

    id: str
    all: tuple[int, ...]
    none: int


class Families(NamedTuple):
    """The tables of families and reasons, and the bit of every idea."""

    rows: tuple[Family, ...]
    causes: tuple[Cause, ...]
    bits: Mapping[str, int]


@kept
def _patterns() -> dict[str, Any]:
    return tomllib.loads((_DATA / "patterns.toml").read_text(encoding="utf-8"))


@functools.cache
def families() -> Families:
    """Return the table of ``patterns.toml``."""
    data = _patterns()
    bits: dict[str, int] = {}

    def mask(names: list[str]) -> int:
        total = 0
        for name in names:
            if name.startswith("@"):
                total |= mask(data["groups"][name[1:]])
            else:
                total |= bits.setdefault(name, 1 << len(bits))
        return total

    try:
        rows = tuple(
            Family(
                id=row["id"],
                all=tuple(mask(term.split("|")) for term in row["all"]),
                none=mask(row.get("none", [])),
                status=row["status"],
                export=row.get("export", row["status"]),
                transit=row.get("transit", row["status"]),
            )
            for row in data["family"]
        )
        causes = tuple(
            Cause(
                id=row["id"],
                all=tuple(mask(term.split("|")) for term in row["all"]),
                none=mask(row.get("none", [])),
            )
            for row in data["reason"]
        )
    except KeyError as error:
        raise DataError(f"patterns.toml: {error} is missing") from error
    return Families(rows, causes, bits)


_CUT_OFF = re.compile(r"([^\W\d_]{3,})(?:\.{3}|…)")
"""A word that a narrow page broke off: *held by cust...*"""
_RETURNS = frozenset({"return", "returned", "return_customs"})


def decide(found: frozenset[str], language: str = "") -> Match:
    """Return the first family that the ideas make."""
    table = families()
    have = _mask(found)
    for row in table.rows:
        if not have & row.none and all(have & need for need in row.all):
            return _sided(row, found, language)
    return Match(language=language)


def _mask(found: frozenset[str]) -> int:
    bits = families().bits
    have = 0
    for idea in found:
        have |= bits.get(idea, 0)
    return have


def reason(text: str) -> str:
    """Return the id of the reason that a wording names, or an empty string.

    >>> reason("Held by customs: commercial invoice missing")
    'invoice_missing'
    """
    have = _mask(_all_ideas(fold(text)))
    for cause in families().causes:
        if not have & cause.none and all(have & need for need in cause.all):
            return cause.id
    return ""


def _sided(row: Family, found: frozenset[str], language: str) -> Match:
    """Return the status of a family for the side that the wording names, import if none."""
    if "transit_country" in found:
        return Match(row.transit, row.id, language, sided=True)
    if "import" in found or ("destination" in found and "export" not in found):
        return Match(row.status, row.id, language, sided=True)
    if "export" in found or ("origin" in found and not found & _RETURNS):
        return Match(row.export, row.id, language, sided=True)
    return Match(row.status, row.id, language, sided=False)


def read(text: str, language: str = "") -> Match:
    """Return what the ideas of ``text`` make, in the language that reads most of it.

    ``language`` is a hint; the script and the words of the text decide first.
    """
    folded = fold(text)
    cut_off = frozenset(fold(word) for word in _CUT_OFF.findall(text))
    readings = [
        _read_in(name, find(folded, words(name), cut_off=cut_off))
        for name in candidates(folded, language)
    ]
    readings.sort(key=lambda r: (r.size, r.match.family != _UNCLEAR), reverse=True)
    first = Match()
    plain = False
    for reading in readings:
        if reading.size < _CLOSE * readings[0].size:
            break
        if first.family:
            if plain and _doubts(reading.found):
                return Match("unknown", "languages_differ", first.language)
            continue
        first, plain = reading.match, not _doubts(reading.found)
        if not first.family and reading.found - NEUTRAL:
            return Match()
    return first


_UNCLEAR = "customs_unclear"
"""The family of what names customs and says nothing else: another language may say more."""


class _InOne(NamedTuple):
    """What a text says in one language."""

    match: Match
    found: frozenset[str]
    size: int
    """How much of the text the language reads."""


def _read_in(language: str, reading: Reading) -> _InOne:
    found = _ideas_and_gaps(reading, language)
    read, small = covered(reading), languages()[language]
    size = sum(at in read or token in small for at, token in enumerate(reading.tokens))
    return _InOne(decide(found, language), found, size)


def _ideas_and_gaps(reading: Reading, language: str) -> frozenset[str]:
    """Return the ideas of a reading, with ``unread`` where a word of it stays unknown."""
    lexicon = words(language)
    gaps = unread(reading, languages()[language], place_words())
    return frozenset(bind(reading, lexicon) | ({"unread"} if gaps else set()))


def _doubts(found: frozenset[str]) -> bool:
    """Tell whether the ideas deny something or put it off.

    *No* denies in Spanish and means *in the* in Portuguese: where both languages fit, a wording
    that one of them denies is left alone.
    """
    return bool(found & {"neg", "may", "will", "if_"}) or any(i.startswith("not_") for i in found)


# --- which language -----------------------------------------------------------------------------

_SCRIPTS = (
    (re.compile(r"[\u3040-\u30ff]"), ("ja",)),
    (re.compile(r"[\uac00-\ud7a3]"), ("ko",)),
    (re.compile(r"[\u3400-\u9fff]"), ("zh", "ja")),
    (re.compile(r"[\u0590-\u05ff]"), ("he",)),
    (re.compile(r"[\u0600-\u06ff]"), ("ar",)),
    (re.compile(r"[\u0370-\u03ff]"), ("el",)),
)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_CYRILLIC_LANGUAGES = ("ru", "uk", "kk")
_STEM = 5
_SHORTEST = 4
_MOST = 8
_CLOSE = 0.75
"""A second language is tried when it fits nearly as well as the first."""


@kept
def languages() -> Mapping[str, frozenset[str]]:
    """Return the languages with idea lists, each with the words and stems by which it is known.

    ``languages.toml`` gives the little words (*the*, *dem*, *pelo*); the stems of the idea lists
    are gathered from the files without reading them as TOML, for speed.
    """
    table = tomllib.loads((_DATA / "languages.toml").read_text(encoding="utf-8"))["marks"]
    return {lang: frozenset(marks.split()) | _stems(lang) for lang, marks in table.items()}


@kept
def place_words() -> frozenset[str]:
    """Return the small words that stand before a place (*in*, *at*, *bei*)."""
    data = tomllib.loads((_DATA / "languages.toml").read_text(encoding="utf-8"))
    return frozenset(data["places"]["before"].split())


def _stems(language: str) -> frozenset[str]:
    text = (_DATA / f"patterns/{language}.toml").read_text(encoding="utf-8")
    lists = text.partition("[ideas]")[2].partition("\n[")[0]
    found = re.findall(r"[^\W\d_]{4,}", " ".join(re.findall(r'= "(.*)"', lists)))
    return frozenset(word[:_STEM] for word in found)


def candidates(folded: str, hint: str = "") -> tuple[str, ...]:
    """Return the languages in which a folded text may be read, the likeliest first."""
    for script, names in _SCRIPTS:
        if script.search(folded):
            return names
    cyrillic = bool(_CYRILLIC.search(folded))
    tokens = folded.split()
    votes: dict[str, float] = {}
    for language, marks in languages().items():
        if (language in _CYRILLIC_LANGUAGES) != cyrillic:
            continue
        count = float(
            sum(t in marks or (len(t) >= _SHORTEST and t[:_STEM] in marks) for t in tokens)
        )
        if language == hint:
            count += 0.5
        if count:
            votes[language] = count
    if not votes:
        return ("ru",) if cyrillic else ("en",)
    most = max(votes.values())
    close = [n for n in votes if votes[n] >= _CLOSE * most]
    return tuple(sorted(close, key=lambda n: -votes[n])[:_MOST])


# --- what a piece of text adds ------------------------------------------------------------------

_SIDES = frozenset({"import", "export", "transit_country", "destination", "origin"})
NEUTRAL = frozenset({
    "sorting", "exchange", "carrier", "courier", "parcel", "airline", "origin", "destination",
    "partner",
    "pickup", "addressee", "yet", "contact", "update", "charge", "no_reason", "accept_data",
    "pickup_attempt", "return_site", "long", "if_", "unread",
})  # fmt: skip
"""Ideas that name a place or a party and leave the meaning of the rest alone."""


def _all_ideas(folded: str) -> frozenset[str]:
    return frozenset().union(*(ideas_of(folded, c) for c in candidates(folded)))


def names_side(text: str) -> bool:
    """Tell whether the wording itself names import, export, transit, origin or destination."""
    return bool(_all_ideas(fold(text)) & _SIDES)


def names_other_side(folded: str) -> bool:
    """Tell whether a folded text names the origin, the export or a transit country."""
    return bool(_all_ideas(folded) & {"export", "origin", "transit_country"})


def says_nothing(folded: str) -> bool:
    """Tell whether a folded piece of text is a mere place, number or name."""
    return not (_all_ideas(folded) - NEUTRAL)
