"""``dispute sources``: every fact is found, with its source, its confidence and its age."""

import json
from collections import Counter
from datetime import date

import msgspec
import pytest

from dispute_assistant import provenance, reference
from dispute_assistant.facts import Confidence, Sourced
from dispute_assistant.locales import INTERFACE, Locale
from dispute_assistant.provenance import Fact
from program import dispute

DAY = date(2026, 11, 27)


@pytest.fixture(scope="module")
def facts() -> tuple[Fact, ...]:
    return tuple(provenance.facts())


def sourced(value: object) -> int:
    """Count the sourced facts inside a record, in another way than the walk under test."""
    if isinstance(value, dict):
        return sum(map(sourced, value.values()))
    if isinstance(value, tuple):
        return sum(map(sourced, value))
    names = getattr(value, "__struct_fields__", ())
    return isinstance(value, Sourced) + sum(sourced(getattr(value, name)) for name in names)


def test_the_walk_misses_no_fact(facts: tuple[Fact, ...]) -> None:
    expected = {file: sourced(record) for file, record in reference.records()}
    found = Counter(fact.file for fact in facts if not fact.path.endswith("website"))
    assert found == Counter({file: count for file, count in expected.items() if count})


def test_every_fact_can_be_told_by_its_path(facts: tuple[Fact, ...]) -> None:
    places = Counter((fact.file, fact.path) for fact in facts)
    assert [place for place, count in places.items() if count > 1] == []


def test_every_fact_says_something(facts: tuple[Fact, ...]) -> None:
    assert [(fact.file, fact.path) for fact in facts if not fact.value] == []


def test_what_may_be_stated_has_a_source(facts: tuple[Fact, ...]) -> None:
    bare = [f for f in facts if f.confidence is not Confidence.UNVERIFIED and not f.sources]
    assert {fact.path for fact in bare} <= {"website"}


def test_values_in_short(facts: tuple[Fact, ...]) -> None:
    short = {(fact.file, fact.path): fact.value for fact in facts}
    assert short["unions/eaeu.toml", "imports.duty_free.2024-04-01"] == "200 EUR"
    assert short["unions/eu.toml", "imports.duty_free.2026-07-01"] == "ended"
    assert short["unions/eu.toml", "imports.tax_free.2021-07-01"] == "0 EUR"
    assert short["marketplaces/aliexpress.toml", "evidence.max_mb"] == "2"


@pytest.mark.parametrize(
    ("on", "stale"),
    [("2026-11-23", False), ("2028-05-22", False), ("2028-05-23", True), ("2029-01-01", True)],
)
def test_a_source_is_stale_after_eighteen_months(on: str, stale: bool) -> None:
    assert provenance.is_stale(date(2026, 11, 22), on=date.fromisoformat(on)) is stale


def test_one_fresh_source_keeps_a_fact_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    old = reference.source("temu_pp")
    new = msgspec.structs.replace(old, read=date(2028, 6, 1))
    monkeypatch.setattr(reference, "source", {"old": old, "new": new}.__getitem__)
    fact = Fact(
        file="f", path="p", value="v", confidence=Confidence.VERIFIED, sources=("old", "new")
    )
    assert not fact.is_stale(date(2029, 1, 1))
    assert fact.is_stale(date(2030, 1, 1))


def test_words_narrow_the_list() -> None:
    found = provenance.matching(("DUTY_FREE", "eaeu"), DAY)
    assert {fact.file for fact in found} == {"unions/eaeu.toml"}
    assert len(found) == 5
    assert provenance.matching(("eaeu", "no such word"), DAY) == ()


def test_only_stale_facts_are_shown_when_asked() -> None:
    assert provenance.matching((), DAY, stale=True) == ()
    late = provenance.matching(("eaeu",), date(2028, 6, 1), stale=True)
    assert late
    assert all(fact.is_stale(date(2028, 6, 1)) for fact in late)


def test_the_page_names_source_age_and_day() -> None:
    done = dispute("sources", "max_mb", "aliexpress.toml", "--on", "2026-11-27")
    assert (done.code, done.err) == (0, "")
    assert "- evidence.max_mb: 2\n  verified:" in done.out
    assert "read on 22 November 2026." in " ".join(done.out.split())
    assert done.out.endswith("1 fact, 0 of them stale.\n")


def test_a_stale_source_is_marked_on_the_page() -> None:
    done = dispute("sources", "max_mb", "aliexpress.toml", "--on", "2029-01-01")
    assert "Stale: read it again." in done.out
    assert done.out.endswith("1 fact, 1 of them stale.\n")


def test_an_incomplete_address_is_never_shown_as_one() -> None:
    """Only the values of facts may hold addresses; those of sources must be whole."""
    done = dispute("sources", "--json")
    whole = {source.url for source in reference.sources().values() if source.complete}
    shown = {
        source["url"]
        for fact in json.loads(done.out)["facts"]
        for source in (*fact["sources"], *fact["contradicted_by"])
    }
    assert None in shown
    assert shown - {None} <= whole
    text = dispute("sources", "joom.toml").out
    assert "No complete" in text
    assert "67cafe49" not in text


@pytest.mark.parametrize("language", INTERFACE)
def test_a_search_without_result_says_so(language: str) -> None:
    done = dispute("sources", "no such word", "--language", language)
    assert done.code == 0
    assert done.out.strip() == Locale(language).text("There is no such fact.")
