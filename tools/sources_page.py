"""Write ``docs/sources.md``, the facts with their sources: ``python tools/sources_page.py``."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from dispute_assistant import provenance, reference
from dispute_assistant.facts import Confidence, Source
from dispute_assistant.provenance import Fact

PAGE = Path(__file__).resolve().parents[1] / "docs" / "sources.md"
_OPENING = """\
# Facts and their sources

Written by `python tools/sources_page.py`; a test fails while it is behind the data.

Every fact that the program relies on stands in `src/dispute_assistant/data/`, with where it was
read and how well it is known:

- **verified**: an official or primary text was seen;
- *reported*: others say so; a day that follows from it asks to be checked;
- unverified: kept for research; no paper and no advice states it.

`./dispute sources` shows the same with the age of each source on a day, and marks as stale what was
read more than {months} months before. An address that is not complete is never printed.

{counts}
"""


def text() -> str:
    """Return the page."""
    return "\n".join(_lines(tuple(provenance.facts()))) + "\n"


def _lines(facts: tuple[Fact, ...]) -> Iterator[str]:
    yield _OPENING.format(
        months=reference.defaults().stale_after_months, counts=_counts(facts)
    ).rstrip()
    for folder, inside in groupby(facts, key=lambda fact: fact.file.partition("/")[0]):
        yield f"\n## {folder.removesuffix('.toml').capitalize()}"
        for file, found in groupby(inside, key=lambda fact: fact.file):
            if "/" in file:
                yield f"\n### {file}"
            yield ""
            yield from map(_fact, found)
    yield "\n## Sources\n"
    yield from (_source(*found) for found in sorted(reference.sources().items()))


def _counts(facts: tuple[Fact, ...]) -> str:
    known = [sum(fact.confidence is level for fact in facts) for level in Confidence]
    sources = reference.sources().values()
    whole = sum(source.complete for source in sources)
    return (
        f"{len(facts)} facts: {known[0]} verified, {known[1]} reported, {known[2]} unverified. "
        f"{len(sources)} sources, {whole} with a complete address."
    )


def _fact(fact: Fact) -> str:
    mark = {Confidence.VERIFIED: "**verified**", Confidence.REPORTED: "*reported*"}
    parts = [f"- `{fact.path}`: {_plain(fact.value)}", mark.get(fact.confidence, "unverified")]
    parts += [f"[{source}](#{source})" for source in fact.sources]
    parts += [f"but not [{source}](#{source})" for source in fact.contradicted_by]
    line = " · ".join(parts)
    return f"{line}. {_plain(fact.note)}" if fact.note else line


def _source(source_id: str, source: Source) -> str:
    where = f"<{source.url}>" if source.complete else "no complete address"
    title = _plain(source.title)
    return (
        f'- <a id="{source_id}"></a>`{source_id}`: {title} ({source.age}), {source.kind.value}, '
        f"read {source.read}, {where}"
    )


def _plain(text: str) -> str:
    """Return ``text`` without what Markdown would take for markup."""
    for sign in "\\`*_<>[]":
        text = text.replace(sign, f"\\{sign}")
    return text


if __name__ == "__main__":
    PAGE.write_text(text(), "utf-8")
