"""The facts with their sources, for people and for programs; a source named in one line."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from textwrap import wrap
from typing import Any

from dispute_assistant import provenance, reference
from dispute_assistant.facts import Confidence, Source
from dispute_assistant.layout import WIDTH
from dispute_assistant.locales import Locale
from dispute_assistant.messages import N_, say, say_many
from dispute_assistant.provenance import Fact

FORMAT = "dispute-assistant/sources/1"

CONFIDENCE = {
    Confidence.VERIFIED: N_("verified: an official or primary text was seen"),
    Confidence.REPORTED: N_("reported: others say so; check it before you rely on it"),
    Confidence.UNVERIFIED: N_("unverified: never used as a fact"),
}


def page(facts: Iterable[Fact], words: Locale, on: date) -> str:
    """Return the facts by file, each with its confidence and its sources."""
    return "\n".join(_lines(tuple(facts), words, on)) + "\n"


def _lines(facts: tuple[Fact, ...], words: Locale, on: date) -> Iterator[str]:
    if not facts:
        yield words.text(say("There is no such fact."))
        return
    for file, found in groupby(facts, key=lambda fact: fact.file):
        yield file
        for fact in found:
            yield from _fact(fact, words, on)
        yield ""
    count = say_many("{count} fact", "{count} facts", len(facts))
    stale = sum(fact.is_stale(on) for fact in facts)
    old = say_many("{count} of them stale", "{count} of them stale", stale)
    yield words.text(say("{count}, {old}.", count=count, old=old))


def _fact(fact: Fact, words: Locale, on: date) -> Iterator[str]:
    yield from _wrapped(f"- {fact.path}: {fact.value}", 0)
    yield from _wrapped(words.text(CONFIDENCE[fact.confidence]), 2)
    if fact.note:
        yield from _wrapped(words.text(say("Note: {note}", note=fact.note)), 2)
    for source in map(reference.source, fact.sources):
        yield from _wrapped(named(source, words, on), 2)
    for source in map(reference.source, fact.contradicted_by):
        line = say("Contradicted by: {source}", source=named(source, words, on))
        yield from _wrapped(words.text(line), 2)


def named(source: Source, words: Locale, on: date) -> str:
    """Return a source in a line: what it is, how old, when read, and where it can be opened."""
    parts = [
        words.text(
            say(
                "{title} ({age}), read on {day}.",
                title=source.title,
                age=source.age,
                day=source.read,
            )
        )
    ]
    if provenance.is_stale(source.read, on=on):
        parts.append(words.text(say("Stale: read it again.")))
    parts.append(source.url if source.complete else words.text(say("No complete address.")))
    return " ".join(parts)


def _wrapped(text: str, indent: int) -> list[str]:
    return wrap(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )


def as_json(facts: Iterable[Fact], on: date) -> str:
    """Return the facts as one JSON object, ended by a new line."""
    found = {"format": FORMAT, "on": on.isoformat(), "facts": [_object(f, on) for f in facts]}
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _object(fact: Fact, on: date) -> dict[str, Any]:
    return {
        "file": fact.file,
        "path": fact.path,
        "value": fact.value,
        "confidence": fact.confidence.value,
        "stale": fact.is_stale(on),
        "note": fact.note,
        "sources": [source_object(source, on) for source in fact.sources],
        "contradicted_by": [source_object(source, on) for source in fact.contradicted_by],
    }


def source_object(source_id: str, on: date) -> dict[str, Any]:
    """Return a source for JSON; ``url`` is null where the address cannot be opened as it stands."""
    source = reference.source(source_id)
    return {
        "id": source_id,
        "title": source.title,
        "url": source.url if source.complete else None,
        "kind": source.kind.value,
        "age": source.age,
        "read": source.read.isoformat(),
        "stale": provenance.is_stale(source.read, on=on),
    }
