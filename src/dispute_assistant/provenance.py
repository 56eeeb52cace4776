"""Every fact of the reference data with its source, its confidence and its age.

Where it stands in the flow: ``dispute sources`` and ``docs/sources.md`` show it. One walk goes over
the loaded records as they are, so a new kind of fact needs no new code here: whatever is
:class:`~dispute_assistant.facts.Sourced` is a fact, and so is a field with a confidence of its own
beside it (``website`` and ``website_confidence``). A fact is named by its file and the keys that
lead to it.

>>> from datetime import date
>>> next(f.value for f in facts() if f.path == "duty_free.2024-04-01" or "2024-04-01" in f.path)
'200 EUR'
>>> is_stale(date(2025, 1, 1), on=date(2026, 7, 1)), is_stale(date(2025, 1, 1), on=date(2026, 7, 2))
(False, True)
"""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any

from msgspec import Struct

from dispute_assistant import reference
from dispute_assistant.facts import Confidence, Sourced
from dispute_assistant.texts import fold

_LABELS = ("id", "since", "kind", "country", "law", "name", "name_local", "union", "countries")
"""Fields that name one of several facts in a list, the best first."""
_ABOUT_ITSELF = frozenset({"confidence", "sources", "note", "contradicted_by", "id", "about"})
_CONFIDENCE = "_confidence"


class Fact(Struct, frozen=True, kw_only=True):
    """One fact: where it stands, what it says in short, and how it is known."""

    file: str
    """Below ``data/``: ``customs/ru.toml``."""
    path: str
    """Keys that lead to it: ``imports.duty_free.2024-04-01``."""
    value: str
    confidence: Confidence
    sources: tuple[str, ...]
    contradicted_by: tuple[str, ...] = ()
    note: str = ""

    def is_stale(self, on: date) -> bool:
        """Tell whether every source of the fact was read too long ago."""
        read = [reference.source(source).read for source in self.sources]
        return bool(read) and is_stale(max(read), on=on)


def is_stale(read: date, *, on: date) -> bool:
    """Tell whether what was read on a day should be read again."""
    months = (on.year - read.year) * 12 + on.month - read.month
    limit = reference.defaults().stale_after_months
    return months > limit or (months == limit and on.day > read.day)


def facts() -> Iterator[Fact]:
    """Yield every fact of every file, in the order of the files."""
    for file, record in reference.records():
        yield from _facts(file, record, "", "")


def matching(words: tuple[str, ...], on: date, *, stale: bool = False) -> tuple[Fact, ...]:
    """Return the facts that hold all ``words``, whatever their case; ``stale`` ones alone."""
    wanted = [fold(word) for word in words]
    return tuple(
        fact
        for fact in facts()
        if (not stale or fact.is_stale(on)) and all(w in fold(_text(fact)) for w in wanted)
    )


def _text(fact: Fact) -> str:
    known = (reference.source(source) for source in (*fact.sources, *fact.contradicted_by))
    named = (f"{source.title} {source.url} {source.age}" for source in known)
    ids = (*fact.sources, *fact.contradicted_by)
    parts = (fact.file, fact.path, fact.value, fact.confidence, fact.note, *ids, *named)
    return " ".join(parts)


def _facts(file: str, value: Any, path: str, unit: str) -> Iterator[Fact]:
    fields = _fields(value)
    if isinstance(value, Sourced):
        yield Fact(
            file=file,
            path=path,
            value=_short(value, unit),
            confidence=value.confidence,
            sources=value.sources,
            contradicted_by=value.contradicted_by,
            note=value.note,
        )
    for name, inner in fields.items():
        here = f"{path}.{name}".removeprefix(".")
        if confidence := fields.get(f"{name}{_CONFIDENCE}"):
            yield Fact(file=file, path=here, value=str(inner), confidence=confidence, sources=())
        elif isinstance(inner, tuple):
            seen: set[str] = set()
            for number, item in enumerate(inner, start=1):
                label = _label(item, number)
                label = f"{label}#{number}" if label in seen else label
                seen.add(label)
                yield from _facts(file, item, _joined(path, name, label), fields.get("unit", unit))
        else:
            yield from _facts(file, inner, here, fields.get("unit", unit))


def _joined(path: str, name: str, label: str) -> str:
    """Return the path of an item; the rows of a parameter need no word for "values"."""
    parts = (path, "" if name == "values" else name, label)
    return ".".join(part for part in parts if part)


def _fields(value: Any) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    return {name: getattr(value, name) for name in getattr(value, "__struct_fields__", ())}


def _label(item: Any, number: int) -> str:
    fields = _fields(item)
    found = next((fields[name] for name in _LABELS if fields.get(name)), number)
    return _plain(found)


def _short(value: Sourced, unit: str) -> str:
    """Return what a fact says: its own fields, without those that are facts themselves."""
    fields = {
        name: inner
        for name, inner in _fields(value).items()
        if name not in _ABOUT_ITSELF and (name == "value" or _says_something(inner))
    }
    fields.pop("since", None)
    if fields.get("ended"):
        return "ended"
    if set(fields) == {"value"}:
        return f"{_plain(fields['value'])} {unit}".strip()
    return "; ".join(f"{name}: {_plain(inner)}" for name, inner in fields.items())


def _says_something(inner: Any) -> bool:
    """Tell whether a field says something that is no fact of its own."""
    if isinstance(inner, Mapping):
        return any(map(_says_something, inner.values()))
    return not (inner is None or inner is False or inner in ("", ()) or _fields(inner))


def _plain(inner: Any) -> str:
    match inner:
        case Enum():
            return str(inner.value)
        case bool():
            return "yes" if inner else "no"
        case date():
            return inner.isoformat()
        case tuple():
            return ", ".join(map(_plain, inner))
        case Mapping():
            return ", ".join(f"{name} {_plain(item)}" for name, item in inner.items())
    return str(inner)
