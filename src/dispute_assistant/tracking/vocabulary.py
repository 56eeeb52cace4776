"""What one line of a tracking history says: a status, and where the wording tells it, a reason.

:func:`classify` asks, in this order: the carrier's own event code where its code list can be
trusted; the wording as that carrier uses it; the wording as anyone uses it; the wording inside a
longer text (``Verzollung abgeschlossen in Leipzig``); a slip of the keyboard; the ideas found in
the wording (:mod:`dispute_assistant.tracking.patterns`). What is not known stays ``unknown``: a
parcel is never moved by a guess.

>>> classify("Item returned from import Customs").status.value
'import_customs_released'
>>> classify("Возвращено таможней", carrier="Почта России").status.value
'import_customs_returned'

The records are the project's own data: ``data/tracking/phrases.tsv``, ``codes.toml``,
``reasons.toml``, ``statuses.toml``, each with its sources.
"""

import csv
import functools
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct

from dispute_assistant.errors import DataError
from dispute_assistant.identifiers import carriers
from dispute_assistant.tables import kept
from dispute_assistant.tracking import patterns
from dispute_assistant.tracking.events import Status, Verdict
from dispute_assistant.tracking.folding import fold, fold_lines, unbroken

_DATA = Path(__file__).parents[1] / "data" / "tracking"


class Reading(NamedTuple):
    """What a wording says."""

    status: Status = Status.UNKNOWN
    reason: str = ""
    """Id of a reason of ``reasons.toml``, or empty."""
    matched_by: str = ""
    """Which record decided: ``code:upu:EDC``, ``phrase:released from customs``, ..."""
    forecast: bool = False
    """The line announces what may happen (an estimated delivery); it is no event."""


class Phrase(Struct, frozen=True, kw_only=True):
    """One wording of ``phrases.tsv`` and what it says."""

    phrase: str
    language: str
    carrier: str
    """Id of the only carrier in whose mouth it says so; empty when it holds for everyone."""
    status: Status
    reason: str
    source: str
    confidence: str


class StatusRecord(Struct, frozen=True, kw_only=True):
    """One of the 44 statuses and its place in a journey."""

    id: Status
    order: int
    stage: str
    customs: bool
    side: str
    terminal: bool
    verdict: Verdict
    note: str = ""


class Reason(Struct, frozen=True, kw_only=True):
    """Why an item is kept, and who can mend it."""

    id: str
    meaning: str
    status: Status
    side: str
    """``seller``, ``buyer``, ``carrier``, ``nobody`` (routine) or ``unknown``."""
    upu: int | None = None
    ups: str = ""
    russian_post: str = ""
    note: str = ""


def _toml(name: str) -> dict[str, Any]:
    with (_DATA / name).open("rb") as file:
        return tomllib.load(file)


def _record(name: str, kind: type[Any], fields: Mapping[str, Any]) -> Any:
    """Return ``kind(**fields)`` with statuses and verdicts as their own types."""
    values = dict(fields)
    try:
        for name_, type_ in (("status", Status), ("verdict", Verdict)):
            if name_ in values:
                values[name_] = type_(values[name_])
        if kind is StatusRecord:
            values["id"] = Status(values["id"])
        return kind(**values)
    except (TypeError, ValueError) as error:
        raise DataError(f"{name}: {fields.get('id') or fields.get('phrase')}: {error}") from error


@kept
def statuses() -> Mapping[Status, StatusRecord]:
    """Return the record of every status, in the usual order of a journey."""
    rows = _toml("statuses.toml")["status"]
    return {r.id: r for r in (_record("statuses.toml", StatusRecord, row) for row in rows)}


@kept
def reasons() -> Mapping[str, Reason]:
    """Return the record of every reason by its id."""
    rows = _toml("reasons.toml")["reason"]
    return {r.id: r for r in (_record("reasons.toml", Reason, row) for row in rows)}


@functools.cache
def phrases() -> tuple[Phrase, ...]:
    """Return the phrase table of ``phrases.tsv``."""
    lines = (_DATA / "phrases.tsv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(_record("phrases.tsv", Phrase, row) for row in rows)


class Vocabulary(Struct, frozen=True, kw_only=True):
    """A phrase table made ready for look-ups; :func:`vocabulary` builds one."""

    by_key: Mapping[str, tuple[Phrase, ...]]
    """Phrases by their folded wording."""
    words: Mapping[str, frozenset[str]]
    """Every word of the phrases by its first letters."""


_SURE_LETTERS = 2
"""A slip of the keyboard is looked for after the first letters: *un-*, *in-*, *не-* change all."""


def vocabulary(table: Iterable[Phrase]) -> Vocabulary:
    """Return the vocabulary of a phrase table (the whole one, or a fold of a benchmark)."""
    rows = tuple(table)
    folded = unbroken(fold_lines("\n".join(row.phrase for row in rows))).split("\n")
    by_key: dict[str, list[Phrase]] = {}
    for key, row in zip(folded, rows, strict=True) if rows else ():
        by_key.setdefault(key.strip(), []).append(row)
    starts: dict[str, set[str]] = {}
    for word in {w for key in by_key for w in key.split()}:
        starts.setdefault(word[:_SURE_LETTERS], set()).add(word)
    return Vocabulary(
        by_key={k: tuple(v) for k, v in by_key.items()},
        words={k: frozenset(v) for k, v in starts.items()},
    )


@kept
def default_vocabulary() -> Vocabulary:
    """Return the vocabulary of the package's own phrase table."""
    return vocabulary(phrases())


# --- codes --------------------------------------------------------------------------------------


class CodeSource(NamedTuple):
    """One code list of ``codes.toml``."""

    id: str
    words_first: bool
    """The words are read first, the code only when they say nothing."""
    by_country: bool
    """The code names no side: the country of the event tells import from export."""
    codes: Mapping[str, Status]


@kept
def code_sources() -> Mapping[str, CodeSource]:
    """Return the code lists by every name under which a reader may ask for them."""
    found: dict[str, CodeSource] = {}
    for row in _toml("codes.toml")["source"]:
        try:
            codes = {_code_key(code): Status(status) for code, status in row["codes"].items()}
        except ValueError as error:
            raise DataError(f"codes.toml: {row['id']}: {error}") from error
        source = CodeSource(row["id"], row["trust"] == "text", row["side"] == "country", codes)
        found |= {_name_key(name): source for name in (row["id"], *row["names"])}
    return found


def _code_key(code: str) -> str:
    return unicodedata.normalize("NFKC", code).replace(" ", "").casefold()


def _name_key(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


class _Found(NamedTuple):
    reading: Reading
    sided: bool
    """Wording or code itself names import, export or transit."""


_NOTHING = _Found(Reading(), sided=True)

_VAGUE = frozenset(
    {Status.UNKNOWN, Status.CUSTOMS_UNSPECIFIED, Status.CUSTOMS_RELEASED_UNSPECIFIED}
)


def _by_code(code: str, source: CodeSource) -> _Found:
    asked = _code_key(code)
    reason = _reason_by_code(asked, source.id)
    if reason:
        matched = f"code:{source.id}:{code}"
        return _Found(Reading(reason.status, reason.id, matched), sided=not source.by_country)
    for known in (asked, *_wider(asked)):
        if known in source.codes:
            matched = f"code:{source.id}:{known}"
            return _Found(Reading(source.codes[known], "", matched), sided=not source.by_country)
    return _NOTHING


def _wider(code: str) -> Iterable[str]:
    """Yield the entries that hold for any attribute or twin of ``code``."""
    for mark in (".", ";"):
        head, found, _ = code.partition(mark)
        yield f"{head}{mark}*"
        if found:
            yield head
    for twin in ("bdi.", "bdr.", "blq."):
        if code.startswith(twin):
            yield "bde." + code[len(twin) :]


def _reason_by_code(code: str, source: str) -> Reason | None:
    for reason in reasons().values():
        if source == "russian_post" and code and code == reason.russian_post:
            return reason
        if source == "upu_retention" and code == str(reason.upu):
            return reason
        if source == "ups" and code and code == reason.ups.casefold():
            return reason
    return None


# --- words --------------------------------------------------------------------------------------


def _by_phrase(folded: str, carrier: str, words: Vocabulary) -> _Found:
    """Return what the whole wording says, as ``carrier`` or as anyone uses it."""
    asked = unbroken(folded)
    rows = words.by_key.get(asked, ())
    for wanted in (carrier, "") if carrier else ("",):
        for row in rows:
            if row.carrier == wanted:
                matched = f"phrase:{wanted}:{asked}" if wanted else f"phrase:{asked}"
                return _Found(Reading(row.status, row.reason, matched), sided=False)
    return _NOTHING


def _by_part(folded: str, carrier: str, words: Vocabulary) -> _Found:
    """Return what the longest known part says when the rest adds nothing but a place."""
    best = _NOTHING
    best_rank = -1
    parts = [p.strip() for p in folded.split("|")]
    for start in range(len(parts)):
        for end in range(len(parts), start, -1):
            if end - start == len(parts):
                continue
            found = _by_phrase(" | ".join(parts[start:end]), carrier, words)
            if found.reading.status is Status.UNKNOWN:
                continue
            rest = " | ".join(parts[:start] + parts[end:])
            if not patterns.says_nothing(rest) or patterns.names_other_side(rest):
                continue
            rank = len(" ".join(parts[start:end]))
            if rank > best_rank:
                best, best_rank = found, rank
    return best


def _by_start(folded: str, carrier: str, words: Vocabulary) -> _Found:
    """Return what a known wording says that is followed by a place: *cleared in Leipzig*."""
    tokens = unbroken(folded).split(" ")
    for end in range(len(tokens) - 1, 0, -1):
        if not patterns.place_words() & {tokens[end - 1], tokens[end]}:
            continue
        found = _by_phrase(" ".join(tokens[:end]), carrier, words)
        known = found.reading.status is not Status.UNKNOWN
        rest = " ".join(tokens[end:])
        if known and patterns.says_nothing(rest) and not patterns.names_other_side(rest):
            return found
    return _NOTHING


_SHORTEST_SLIP = 5
_LONG_WORD = 7
_MOST_SLIPS = 2


def _by_slip(folded: str, carrier: str, words: Vocabulary) -> _Found:
    """Return what a known wording says that differs by a slip of the keyboard.

    Only words that mean nothing in any language are mended, so that no *not*, *un-*, *export* or
    *refused* is ever mended away.
    """
    tokens = unbroken(folded).split(" ")
    strange = [
        n
        for n, word in enumerate(tokens)
        if len(word) >= _SHORTEST_SLIP
        and word not in words.words.get(word[:_SURE_LETTERS], ())
        and patterns.says_nothing(word)
    ]
    if not 0 < len(strange) <= _MOST_SLIPS:
        return _NOTHING
    for n in strange:
        tokens[n] = _nearest(tokens[n], words)
        if not tokens[n]:
            return _NOTHING
    found = _by_phrase(" ".join(tokens), carrier, words)
    matched = found.reading.matched_by.replace("phrase:", "fuzzy:", 1)
    return found._replace(reading=found.reading._replace(matched_by=matched))


def _nearest(word: str, words: Vocabulary) -> str:
    """Return the one known word that ``word`` may have been meant to be, else an empty string."""
    allowed, letters = 1 if len(word) < _LONG_WORD else 2, Counter(word)
    alike = [
        known
        for known in words.words.get(word[:_SURE_LETTERS], ())
        if abs(len(known) - len(word)) <= 1 and (letters - Counter(known)).total() <= allowed
    ]
    if not alike:
        return ""
    from rapidfuzz.distance import OSA

    near = {known: OSA.distance(word, known, score_cutoff=allowed) for known in alike}
    best = min(near.values(), default=allowed + 1)
    closest = [known for known, distance in near.items() if distance == best <= allowed]
    return closest[0] if len(closest) == 1 else ""


def _by_ideas(text: str, language: str) -> _Found:
    match = patterns.read(text, language)
    if not match.status:
        return _NOTHING
    matched = f"pattern:{match.language}:{match.family}"
    reading = Reading(Status(match.status), "", matched, match.family == "forecast")
    return _Found(reading, sided=match.sided)


def _by_words(text: str, carrier: str, language: str, words: Vocabulary) -> _Found:
    folded = fold(text)
    if not folded:
        return _NOTHING
    for step in (_by_phrase, _by_part, _by_start, _by_slip):
        found = step(folded, carrier, words)
        if found.reading.status is not Status.UNKNOWN:
            return found
    return _by_ideas(text, language)


@functools.cache
def carrier_id(name: str) -> str:
    """Return the carrier that a heading or slug means, or an empty string.

    >>> carrier_id("China Post"), carrier_id("ПОЧТА РОССИИ (EMS)"), carrier_id("nobody")
    ('china_post', 'russian_post', '')
    """
    if not name:
        return ""
    folded = f" {unbroken(fold(name.replace('_', ' ').replace('-', ' ')))} "
    found = (alias for alias in _carrier_names() if f" {alias} " in folded)
    return _carrier_names().get(max(found, key=len, default=""), "")


@kept
def _carrier_names() -> dict[str, str]:
    """Return the carrier that each name means, as it is compared; the first one of several."""
    names: dict[str, str] = {}
    for carrier in carriers().values():
        for alias in (carrier.id.replace("_", " "), carrier.title, *carrier.names):
            names.setdefault(unbroken(fold(alias)), carrier.id)
    return names


# --- the question itself ------------------------------------------------------------------------


def classify(  # noqa: PLR0913 - every argument is a fact that a source may give
    text: str,
    *,
    carrier: str = "",
    code: str = "",
    code_source: str = "",
    country: str = "",
    origin: str = "",
    destination: str = "",
    language: str = "",
    words: Vocabulary | None = None,
) -> Reading:
    """Return what one line of a tracking history says.

    ``carrier`` is the heading or slug of the source, matched loosely. ``code`` is the event code
    and ``code_source`` its list (an id or name of ``codes.toml``; ``upu_retention`` for the bare
    number of an EME reason). ``country`` is where the event took place; with ``origin`` and
    ``destination`` it tells import from export where the wording does not. ``language`` is a hint.
    """
    words = words or default_vocabulary()
    said = _by_words(text, carrier_id(carrier), language, words)
    source = code_sources().get(_name_key(code_source)) if code and code_source else None
    coded = _by_code(code, source) if source else _NOTHING
    found = _weigh(said, coded, source)
    reading = _resolve_side(found, text, country.upper(), origin.upper(), destination.upper())
    if not reading.reason and text and _is_problem(reading.status):
        return reading._replace(reason=patterns.reason(text))
    return reading


_PROBLEMS = frozenset({
    Status.EXPORT_SECURITY_REJECTED, Status.HELD_BY_CARRIER, Status.DELIVERY_REFUSED,
    Status.RETURNING, Status.RETURNED_TO_SENDER, Status.DESTROYED,
})  # fmt: skip
_FINE = frozenset({Verdict.NONE, Verdict.IN_PROCESS, Verdict.RELEASED, Verdict.DUTY_DUE})


def _is_problem(status: Status) -> bool:
    """Tell whether a status calls for a reason."""
    return status in _PROBLEMS or statuses()[status].verdict not in _FINE


def _weigh(said: _Found, coded: _Found, source: CodeSource | None) -> _Found:
    """Choose between what the words and what the code say."""
    code_status, word_status = coded.reading.status, said.reading.status
    if source is None or code_status is Status.UNKNOWN:
        return said
    if word_status is Status.UNKNOWN:
        return _NOTHING._replace(reading=said.reading) if said.reading.forecast else coded
    if source.words_first:
        return coded if word_status in _VAGUE and code_status not in _VAGUE else said
    if (code_status in _VAGUE and statuses()[word_status].customs) or (
        word_status in _MORE_EXACT.get(code_status, ())
    ):
        return said
    if _opposed(code_status, word_status):
        return said if said.reading.matched_by.startswith("phrase:") else _NOTHING
    return coded


_MORE_EXACT = {
    Status.IMPORT_CUSTOMS_PROCESSING: {Status.IMPORT_CUSTOMS_PRESENTED},
    Status.IMPORT_CUSTOMS_HELD: {Status.IMPORT_CUSTOMS_INFO_REQUIRED},
}
"""What words may add to the code of one and the same stage."""

_GOOD_ENDS = frozenset({Verdict.RELEASED})
_BAD_ENDS = frozenset({Verdict.REFUSED, Verdict.RETURNED, Verdict.SEIZED, Verdict.DESTROYED})


def _opposed(one: Status, other: Status) -> bool:
    """Tell whether one says released and the other refused, returned, seized or destroyed."""
    ends = {statuses()[one].verdict, statuses()[other].verdict}
    return bool(ends & _GOOD_ENDS) and bool(ends & _BAD_ENDS)


_AT_ORIGIN = {
    Status.CUSTOMS_UNSPECIFIED: Status.EXPORT_CUSTOMS,
    Status.CUSTOMS_RELEASED_UNSPECIFIED: Status.EXPORT_CUSTOMS_RELEASED,
    Status.IMPORT_CUSTOMS_PRESENTED: Status.EXPORT_CUSTOMS,
    Status.IMPORT_CUSTOMS_PROCESSING: Status.EXPORT_CUSTOMS,
    Status.IMPORT_CUSTOMS_HELD: Status.EXPORT_CUSTOMS_HELD,
    Status.IMPORT_CUSTOMS_RELEASED: Status.EXPORT_CUSTOMS_RELEASED,
    Status.IMPORT_CUSTOMS_REFUSED: Status.EXPORT_CUSTOMS_REFUSED,
}
_AT_DESTINATION = {
    Status.CUSTOMS_UNSPECIFIED: Status.IMPORT_CUSTOMS_PROCESSING,
    Status.CUSTOMS_RELEASED_UNSPECIFIED: Status.IMPORT_CUSTOMS_RELEASED,
}


def _resolve_side(found: _Found, text: str, country: str, origin: str, destination: str) -> Reading:
    """Let the country of the event tell import from export where the wording names neither."""
    reading = found.reading
    if not country or origin == destination:
        return reading
    table = _AT_ORIGIN if country == origin else _AT_DESTINATION if country == destination else {}
    status = table.get(reading.status)
    if status is None or found.sided or patterns.names_side(text):
        return reading
    as_recorded = reading.matched_by.startswith("phrase:")
    if as_recorded and reading.status is Status.CUSTOMS_UNSPECIFIED and country == destination:
        return reading  # such a phrase hides the outcome, not the side alone
    return reading._replace(status=status, matched_by=f"{reading.matched_by} in {country}")
