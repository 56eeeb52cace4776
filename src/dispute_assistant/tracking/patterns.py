"""What a wording never seen before means: the ideas in it, and the family that they make.

``data/tracking/patterns/<language>.toml`` lists, language by language, the words of some seventy
ideas (*customs*, *hold*, *release*, *refuse*, *not*, ...). ``data/tracking/patterns.toml`` says
which ideas together make which status, for all languages alike. A negation is bound to the idea
it denies and turns it into another (*not_release*), so that it can never be read past; a wording
that fits no family is left unknown.

>>> read("Ihr Paket wurde vom Zoll nicht freigegeben").status
'import_customs_held'
>>> sorted(ideas("Ihr Paket wurde vom Zoll nicht freigegeben", "de"))
['customs', 'not_release']
"""

import functools
import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, NamedTuple

from dispute_assistant.errors import DataError
from dispute_assistant.tracking.folding import fold

_DATA = files("dispute_assistant") / "data" / "tracking"

_GAP_BEFORE = 4
_GAP_AFTER = 3


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
    open: str


class Words(NamedTuple):
    """The ideas of one language, ready to be found."""

    language: str
    negation: str
    """``before``, ``after`` or ``both``: where a negation stands to what it denies."""
    pattern: re.Pattern[str]
    groups: Mapping[str, tuple[str, ...]]


class Families(NamedTuple):
    """The table of families and the bit of every idea."""

    rows: tuple[Family, ...]
    bits: Mapping[str, int]


def _load(name: str) -> dict[str, Any]:
    with (_DATA / name).open("rb") as file:
        return tomllib.load(file)


@functools.cache
def languages() -> Mapping[str, frozenset[str]]:
    """Return the languages with idea lists and the words by which each is known."""
    table = _load("languages.toml")["marks"]
    return {lang: frozenset(fold(words).split()) for lang, words in table.items()}


@functools.cache
def families() -> Families:
    """Return the table of ``patterns.toml``."""
    data = _load("patterns.toml")
    bits: dict[str, int] = {}

    def mask(names: list[str]) -> int:
        total = 0
        for name in names:
            if name.startswith("@"):
                total |= mask(data["groups"][name[1:]])
            else:
                total |= bits.setdefault(name, 1 << len(bits))
        return total

    rows = tuple(
        Family(
            id=row["id"],
            all=tuple(mask(term.split("|")) for term in row["all"]),
            none=mask(row.get("none", [])),
            status=row["status"],
            export=row.get("export", row["status"]),
            transit=row.get("transit", row["status"]),
            open=row.get("open", row["status"]),
        )
        for row in data["family"]
    )
    return Families(rows, bits)


_SCRIPTIO_CONTINUA = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def _glob(glob: str, before: str) -> str:
    """Return the regular expression of one word or group of words of an idea list."""
    folded = " ".join(glob.split())
    body = (
        re.escape(folded)
        .replace(r"\*", r"\w*")
        .replace(r"\(", "(?:")
        .replace(r"\)", ")")
        .replace("/", "|")
        .replace(r"\?", "?")
        .replace(r"\ \.\.\ ", r" (?:\w+ ){0,3}?")
        .replace(r"\ ", " ")
    )
    if _SCRIPTIO_CONTINUA.search(folded):
        return body
    return rf"(?<!\w){before}{body}(?!\w)"


def _fold_glob(glob: str) -> str:
    """Fold a glob, its signs ``* ( / ) ? ..`` left alone."""
    parts = re.split(r"([*()/?]|(?<= )\.\.(?= ))", glob.strip())
    folded = [p if i % 2 else _fold_part(p) for i, p in enumerate(parts)]
    return "".join(folded)


def _fold_part(part: str) -> str:
    lead = " " if part.startswith(" ") else ""
    tail = " " if part.endswith(" ") and part.strip() else ""
    return lead + fold(part) + tail


@functools.cache
def words(language: str) -> Words:
    """Return the idea list of one language.

    Longer wordings are tried before shorter ones, so that *out for delivery* is not read as
    *delivery*.
    """
    name = f"patterns/{language}.toml"
    data = _load(name)
    entries: list[tuple[int, str, str]] = []
    before = data.get("before", "")
    for idea, globs in data["ideas"].items():
        for glob in globs.split(" | "):
            folded = _fold_glob(glob)
            if not folded.strip(" *"):
                raise DataError(f"{name}: {idea}: empty word")
            entries.append((-len(folded.replace("*", "")), _glob(folded, before), idea))
    entries.sort()
    groups: dict[str, tuple[str, ...]] = {}
    parts = []
    for number, (_, expression, idea) in enumerate(entries):
        groups[f"g{number}"] = tuple(idea.split("+"))
        parts.append(f"(?P<g{number}>{expression})")
    return Words(language, data["negation"], re.compile("|".join(parts)), groups)


class _Hit(NamedTuple):
    ideas: tuple[str, ...]
    start: int
    end: int


_UNDENIED = frozenset({
    "customs", "clearance", "authority", "broker", "exchange", "security", "airline", "carrier",
    "sender", "addressee", "origin", "destination", "import", "export", "transit_country",
    "document", "duty", "delivery", "partner", "parcel", "will", "may", "if_", "neg", "yet",
})  # fmt: skip
"""Ideas that a negation passes over to reach what it denies."""


def _hits(folded: str, lexicon: Words) -> list[_Hit]:
    found = []
    for match in lexicon.pattern.finditer(folded):
        found.append(_Hit(lexicon.groups[match.lastgroup or ""], match.start(), match.end()))
    return _without_conditions(folded, found)


def _without_conditions(folded: str, found: list[_Hit]) -> list[_Hit]:
    """Leave out what stands after *if*: it has not happened."""
    kept: list[_Hit] = []
    until = -1
    for hit in found:
        if "if_" in hit.ideas:
            until = folded.find("|", hit.end)
            until = len(folded) if until < 0 else until
        if hit.start >= until:
            kept.append(hit)
    return kept


def _deny(folded: str, found: list[_Hit], where: str) -> set[str]:
    """Return the ideas of a wording, each negation bound to the idea that it denies.

    A negation that denies nothing known taints its own part of the text only where that part says
    something: *Held by customs, no reason* is a hold.
    """
    denied: dict[int, int | None] = {}
    for number, hit in enumerate(found):
        if "neg" not in hit.ideas:
            continue
        target = None
        if where in ("before", "both"):
            target = _next(folded, found, number, step=1, limit=_GAP_BEFORE)
        if target is None and where in ("after", "both"):
            target = _next(folded, found, number, step=-1, limit=_GAP_AFTER)
        denied[number] = target
    targets = set(denied.values())
    result: set[str] = set()
    for number, hit in enumerate(found):
        if number in denied:
            result.update(i for i in hit.ideas if i != "neg")
            if denied[number] is None and _says_something(folded, found, number):
                result.add("neg")
        elif number in targets:
            result.update(_denied(i) for i in hit.ideas)
        elif "released" in result and _AHEAD.issuperset(hit.ideas):
            if any(_CUSTOMS & set(later.ideas) for later in found[number:]):
                result.update(hit.ideas)
        else:
            result.update(hit.ideas)
    return result


def _denied(idea: str) -> str:
    return idea if idea in _UNDENIED or idea.startswith("not_") else f"not_{idea}"


_AHEAD = frozenset({"await", "will"})
"""*Cleared and awaiting departure* is cleared; *awaiting release* is not released."""

_CUSTOMS = frozenset({"customs", "clearance", "authority", "to_customs", "from_customs"})

_RETURNS = frozenset({"return", "returned", "return_customs"})


def _says_something(folded: str, found: list[_Hit], number: int) -> bool:
    """Tell whether the part of the text around ``found[number]`` names a deed or customs."""
    start = folded.rfind("|", 0, found[number].start)
    end = folded.find("|", found[number].end)
    end = len(folded) if end < 0 else end
    return any(
        start < hit.start < end and (set(hit.ideas) & _CUSTOMS or not _UNDENIED.issuperset(hit.ideas))
        for hit in found
    )


def _next(folded: str, found: list[_Hit], number: int, *, step: int, limit: int) -> int | None:
    """Return the number of the hit that the negation ``found[number]`` denies."""
    here = found[number]
    other = number + step
    while 0 <= other < len(found):
        hit = found[other]
        between = folded[here.end : hit.start] if step > 0 else folded[hit.end : here.start]
        if "|" in between or between.count(" ") > limit + 1:
            return None
        if not all(idea in _UNDENIED for idea in hit.ideas):
            return other
        other += step
    return None


def ideas(text: str, language: str) -> frozenset[str]:
    """Return the ideas that ``text`` names, negated ones with ``not_`` before them."""
    folded = fold(text)
    lexicon = words(language)
    return frozenset(_deny(folded, _hits(folded, lexicon), lexicon.negation))


def decide(found: frozenset[str], language: str = "") -> Match:
    """Return the first family that the ideas make."""
    table = families()
    have = 0
    for idea in found:
        have |= table.bits.get(idea, 0)
    for row in table.rows:
        if not have & row.none and all(have & need for need in row.all):
            return _sided(row, found, language)
    return Match(language=language)


def _sided(row: Family, found: frozenset[str], language: str) -> Match:
    if "transit_country" in found:
        return Match(row.transit, row.id, language, sided=True)
    if "import" in found or ("destination" in found and "export" not in found):
        return Match(row.status, row.id, language, sided=True)
    if "export" in found or ("origin" in found and not found & _RETURNS):
        return Match(row.export, row.id, language, sided=True)
    return Match(row.open, row.id, language, sided=False)


def read(text: str, language: str = "") -> Match:
    """Return what the ideas of ``text`` make, in the language that fits it best.

    ``language`` is a hint; the script and the words of the text decide first.
    """
    folded = fold(text)
    best = Match()
    for candidate in candidates(folded, language):
        lexicon = words(candidate)
        found = frozenset(_deny(folded, _hits(folded, lexicon), lexicon.negation))
        match = decide(found, candidate)
        if match.status and match.status != "unknown":
            return match
        if match.family and not best.family:
            best = match
    return best


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
_MOST = 2


def candidates(folded: str, hint: str = "") -> tuple[str, ...]:
    """Return the languages in which a folded text may be read, the likeliest first."""
    for script, names in _SCRIPTS:
        if script.search(folded):
            return tuple(n for n in names if n in languages())
    cyrillic = bool(_CYRILLIC.search(folded))
    tokens = folded.split()
    votes: dict[str, float] = {}
    for language, marks in languages().items():
        if (language in _CYRILLIC_LANGUAGES) != cyrillic:
            continue
        count = float(sum(t in marks or t[:5] in marks for t in tokens))
        if language == hint:
            count += 0.5
        if count:
            votes[language] = count
    if not votes:
        return tuple(n for n in (("ru",) if cyrillic else ("en",)) if n in languages())
    return tuple(sorted(votes, key=lambda n: -votes[n])[:_MOST])


_SIDES = frozenset({"import", "export", "transit_country", "destination", "origin"})


def _ideas_of(folded: str) -> frozenset[str]:
    found: set[str] = set()
    for candidate in candidates(folded):
        lexicon = words(candidate)
        found |= _deny(folded, _hits(folded, lexicon), lexicon.negation)
    return frozenset(found)


def names_side(text: str) -> bool:
    """Tell whether the wording itself names import, export, transit, origin or destination."""
    return bool(_ideas_of(fold(text)) & _SIDES)


_NEUTRAL = frozenset({
    "sorting", "exchange", "carrier", "parcel", "airline", "origin", "destination", "partner",
    "pickup", "addressee", "yet", "contact", "update", "charge",
})  # fmt: skip
"""Ideas that name a place or a party and leave the meaning of the rest alone."""


def says_nothing(folded: str) -> bool:
    """Tell whether a folded piece of text is a mere place, number or name."""
    return not (_ideas_of(folded) - _NEUTRAL)
