"""What every file of facts must keep to: one check a test, with the reason and how to mend it."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from babel.numbers import list_currencies

from dispute_assistant import reference
from dispute_assistant.facts import Confidence, Parameter, Sourced, Term, Window
from dispute_assistant.records import GoodsStatus

TODAY = date(2026, 11, 23)
FOLDERS = ("marketplaces", "customs", "unions", "goods")
FILES = sorted(
    [reference.DATA / "parameters.toml", reference.DATA / "situations.toml"]
    + [path for folder in FOLDERS for path in (reference.DATA / folder).glob("*.toml")]
)
UNITS = {
    *("days", "weeks", "months", "hours", "percent", "kilograms"),
    *("month numbers", "yes or ended"),
}
TERRITORIES = {code for code in Locale("en").territories if re.fullmatch("[A-Z]{2}", str(code))} - {
    *("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"),
}


def raw(path: Path) -> dict[str, object]:
    return tomllib.loads(path.read_text("utf-8"))


def tables(value: object, place: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Every table of a file with its place, the outermost first."""
    if isinstance(value, dict):
        yield place, value
        for key, inner in value.items():
            yield from tables(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from tables(inner, f"{place}[{index}]")


ALL_TABLES = [found for path in FILES for found in tables(raw(path), path.stem)]


def facts(value: object) -> Iterator[Sourced]:
    """Every sourced fact inside a loaded record."""
    if isinstance(value, Sourced):
        yield value
    if hasattr(value, "__struct_fields__"):
        for name in value.__struct_fields__:
            yield from facts(getattr(value, name))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from facts(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from facts(inner)


RECORDS = (
    *reference.marketplaces(),
    *reference.authorities(),
    *reference.unions(),
    *reference.goods_categories(),
    *reference.parameters().values(),
)
FACTS = list(facts(RECORDS))


def parameters() -> Iterator[tuple[str, Parameter]]:
    yield from reference.parameters().items()
    rules = [(a.country, a.imports) for a in reference.authorities()]
    for place, rule in [*rules, *((u.id, u.imports) for u in reference.unions())]:
        if rule:
            figures = {"duty": rule.duty_free, "tax": rule.tax_free, **rule.rates}
            yield from ((f"{place}, {name}", p) for name, p in figures.items() if p)


# --- completeness: what was researched is here ----------------------------------------------------


def test_all_marketplaces_are_here() -> None:
    # 19 routes were researched. A new one is a file and a higher number.
    assert len(reference.marketplace_ids()) == len(reference.marketplaces()) == 19


def test_all_authorities_are_here() -> None:
    # 43 countries were researched. A new one is a file and a higher number.
    assert len(reference.countries()) == len(reference.authorities()) == 43


def test_all_goods_and_their_rules_are_here() -> None:
    # 44 categories with 168 rules were researched, by confidence as counted then.
    categories = reference.goods_categories()
    rules = Counter(rule.confidence for category in categories for rule in category.rules)
    assert len(categories) == 44
    assert rules == {"reported": 121, "unverified": 26, "verified": 21}
    unverified = [c for c in categories if c.default.confidence is Confidence.UNVERIFIED]
    assert len(unverified) == 29


def test_all_situations_are_here() -> None:
    assert len(reference.situations()) == 15


def test_every_category_has_words_in_seven_languages() -> None:
    # A title comes in any of them; a missing language leaves its buyers unwarned.
    for category in reference.goods_categories():
        assert set(category.keywords) == {"en", "ru", "es", "pt", "fr", "de", "zh"}, category.id


# --- identity and order ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_id_is_the_name_of_its_file(path: Path) -> None:
    # Files are found by name: rename the file or mend `id` (`country` for customs).
    record = raw(path)
    slug = str(record.get("id", record.get("country", path.stem)))
    assert slug.lower() == path.stem


def test_ids_inside_a_record_are_unique() -> None:
    # A second reason or note of the same id would hide behind the first: rename one.
    for place, table in ALL_TABLES:
        for key, rows in table.items():
            if isinstance(rows, list) and rows and isinstance(rows[0], dict) and "id" in rows[0]:
                ids = [row["id"] for row in rows]
                assert len(ids) == len(set(ids)), f"{place}.{key}"


def test_rows_of_a_parameter_ascend() -> None:
    # `at` reads them from the newest: sort the rows by `since`.
    for place, table in ALL_TABLES:
        if isinstance(table.get("values"), list):
            days = [row["since"] for row in table["values"]]  # type: ignore[attr-defined]
            assert days == sorted(set(days)), place


def test_every_country_of_the_eaeu_and_the_eu_has_an_authority() -> None:
    # A member without a file would get no letter: add the file or take the member out.
    members = [member for union in reference.unions() for member in union.members]
    assert len(members) == len(set(members)) == 16
    assert set(members) <= set(reference.countries())


def test_members_do_not_repeat_the_rules_of_their_union() -> None:
    # A rule copied to members drifts apart: keep it in data/unions alone.
    for union in reference.unions():
        for member in union.members:
            own = raw(reference.DATA / "customs" / f"{member.lower()}.toml")
            assert "imports" not in own, member
            assert "union" not in own, member


# --- sources --------------------------------------------------------------------------------------


def references() -> Iterator[tuple[str, str]]:
    for place, table in ALL_TABLES:
        for key in ("sources", "contradicted_by"):
            for source_id in table.get(key, []):  # type: ignore[attr-defined]
                yield place, source_id


def test_every_source_that_is_named_exists() -> None:
    # Add it to sources.toml with title, address, kind, age and the day it was read.
    assert [found for found in references() if found[1] not in reference.sources()] == []


def test_every_source_is_used() -> None:
    # A source that neither a fact nor a rule names is dead weight: remove it or name it.
    rules = "".join(path.read_text("utf-8") for path in reference.DATA.parent.glob("*.py"))
    unused = set(reference.sources()) - {source_id for _, source_id in references()}
    assert {source_id for source_id in unused if f'"{source_id}"' not in rules} == set()


def test_nothing_that_may_be_printed_lacks_a_source() -> None:
    # Name the source, or mark the fact unverified so that it stays unprinted.
    assert [f for f in FACTS if f.usable and not f.sources] == []
    assert len(FACTS) > 800  # the walk found them


def test_sources_are_named_once() -> None:
    # Naming a source twice adds no weight.
    for place, table in ALL_TABLES:
        named = table.get("sources", [])
        assert isinstance(named, list)
        assert len(named) == len(set(named)), place


def test_a_complete_address_can_be_opened() -> None:
    # An address that is a host, a fragment or a description needs `complete = false`.
    pattern = re.compile(r"https?://[^\s/]+/?\S*")
    hosts = re.compile(r"https?://[^/]+/?")
    for source_id, source in reference.sources().items():
        if source.complete:
            assert pattern.fullmatch(source.url), source_id
            assert not hosts.fullmatch(source.url), source_id
            assert "…" not in source.url, source_id


def test_sources_have_a_title_and_an_age() -> None:
    # Titles are printed where addresses are not: say what the page is. No date on it: "undated".
    for source_id, source in reference.sources().items():
        assert source.title.strip(), source_id
        assert source.age.strip(), source_id
        assert not source.title.startswith("http"), source_id


def test_no_source_was_read_in_the_future() -> None:
    # Correct `read`: the day on which the page was seen.
    assert [i for i, s in reference.sources().items() if s.read > TODAY] == []


def test_a_source_is_not_younger_than_its_reading() -> None:
    # One of `age` and `read` is mistyped.
    for source_id, source in reference.sources().items():
        years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", source.age)]
        assert all(year <= source.read.year for year in years), source_id


def test_what_is_announced_says_so() -> None:
    # A row that begins after its source was read is a plan: its note must say so.
    for place, parameter in parameters():
        for row in parameter.values:
            read = [reference.source(source).read for source in row.sources]
            if read and row.since > max(read):
                assert re.search("announced|planned", row.note), place


def test_two_sources_do_not_share_an_address() -> None:
    # The same page under two names looks like two witnesses: merge them.
    addresses = Counter(s.url for s in reference.sources().values() if s.complete)
    assert [url for url, count in addresses.items() if count > 1] == []


# --- codes ----------------------------------------------------------------------------------------


def test_country_codes_are_valid() -> None:
    # ISO 3166 alpha-2, so GB and not UK.
    codes = {
        *reference.countries(),
        *(member for union in reference.unions() for member in union.members),
        *(c for cat in reference.goods_categories() for rule in cat.rules for c in rule.countries),
        *(c for fact in FACTS if isinstance(fact, Window) for c in fact.by_country),
    }
    assert codes - TERRITORIES == set()


def test_units_are_known_words_or_valid_currencies() -> None:
    # ISO 4217, or a unit of the list above.
    units = {parameter.unit for _, parameter in parameters()}
    assert units - UNITS - set(list_currencies()) == set()


def test_languages_are_locales_that_babel_knows() -> None:
    # `zh_Hans`, not `zh`, for a label: a letter is written in one script.
    languages = {
        *(code for a in reference.authorities() for code in a.letter_languages),
        *(code for m in reference.marketplaces() for code in reference.mediator_languages(m)),
        *(code for m in reference.marketplaces() for r in m.reasons for code in r.labels),
        *(code for m in reference.marketplaces() for r in m.reasons for code in r.group_labels),
        *(
            code
            for m in reference.marketplaces()
            for u in m.ui_labels.values()
            for code in u.labels
        ),
        *(code for m in reference.marketplaces() for u in m.tracking_labels for code in u.labels),
        *(code for c in reference.goods_categories() for code in (*c.labels, *c.keywords)),
    }
    for code in languages:
        Locale.parse(code)
    assert all(a.letter_languages for a in reference.authorities())


def test_time_zones_exist() -> None:
    for place in reference.marketplaces():
        if place.timezone:
            ZoneInfo(place.timezone.value)


def test_formats_are_file_name_endings() -> None:
    # Lower case, without a dot: the images room compares them as they stand.
    for place in reference.marketplaces():
        if place.evidence.formats:
            assert all(re.fullmatch("[a-z]+", f) for f in place.evidence.formats.value), place.id


def test_reasons_fit_known_situations() -> None:
    # `fits` holds ids of situations.toml, or `no_tracking`.
    known = {situation.id for situation in reference.situations()} | {"no_tracking"}
    for place in reference.marketplaces():
        for reason in place.reasons:
            assert set(reason.fits) <= known, (place.id, reason.id)


def test_a_reason_to_avoid_fits_nothing() -> None:
    avoided = [r for m in reference.marketplaces() for r in m.reasons if r.avoid]
    assert [reason.id for reason in avoided] == ["personal_reasons"]
    assert not avoided[0].fits


def test_restrictions_are_goods_categories() -> None:
    known = {category.id for category in reference.goods_categories()}
    for authority in reference.authorities():
        assert set(authority.restrictions) <= known, authority.country


def test_rules_of_goods_name_countries_or_a_known_union() -> None:
    # A default names neither; a rule names one of the two.
    unions = {union.id for union in reference.unions()}
    for category in reference.goods_categories():
        assert not category.default.countries, category.id
        assert not category.default.union, category.id
        for rule in category.rules:
            assert bool(rule.countries) != bool(rule.union), category.id
            assert not rule.union or rule.union in unions, category.id
            assert rule.status is not GoodsStatus.NOT_RESEARCHED, category.id


def terms() -> Iterator[tuple[str, str, str, str]]:
    """Every search term for goods: category, section, language, term."""
    for category in reference.goods_categories():
        for section in ("keywords", "vague", "excludes"):
            for language, words in getattr(category, section).items():
                yield from ((category.id, section, language, word) for word in words)


def test_keywords_are_clean() -> None:
    # A star works at the beginning or the end of a word, and a term without letters finds nothing.
    for found in terms():
        word = found[3]
        assert word == " ".join(word.split()), found
        assert re.search(r"\w", word), found
        assert not re.search(r"\w\*\w|(?<!\w)\*(?!\w)|\*\*", word), found


def test_a_term_is_listed_once_in_its_category() -> None:
    # Case and accents do not matter to the search, so "мёд" and "мед" are one term: keep one.
    forms = Counter(
        (category, section, language, re.sub(r"[^\w*]+", " ", word.casefold().replace("ё", "е")))
        for category, section, language, word in terms()
    )
    assert [term for term, count in forms.items() if count > 1] == []


def test_a_keyword_is_not_also_vague() -> None:
    # A vague term counts only where nothing else is found; as a keyword it would always count.
    for category in reference.goods_categories():
        for language, words in category.vague.items():
            assert not set(words) & set(category.keywords[language]), category.id


def test_a_keyword_belongs_to_one_category() -> None:
    # Two alarms for one word tire the buyer: keep it where its rule is the harder one. The pairs
    # below are goods that two rules really meet: perfume burns, crocodiles are protected.
    pairs = {
        ("cites", "fur_leather"),
        ("cosmetics", "flammables_aerosols"),
        ("gambling", "non_personal_use"),
        ("replica_airguns", "toys_war"),
    }
    owners: dict[tuple[str, str], set[str]] = {}
    for category, section, language, word in terms():
        if section != "excludes":
            owners.setdefault((language, word), set()).add(category)
    shared = {found: tuple(sorted(names)) for found, names in owners.items() if len(names) > 1}
    assert {found: names for found, names in shared.items() if names not in pairs} == {}


def test_a_permit_opens_a_restriction() -> None:
    # What is banned has no permit and what is allowed needs none: mend the status or the permit.
    for category in reference.goods_categories():
        for rule in (category.default, *category.rules):
            assert not rule.permit or rule.status is GoodsStatus.RESTRICTED, category.id


def test_words_of_titles_play_one_part_in_a_language() -> None:
    # A word that both adds a thing and takes one away would make the reading depend on chance.
    words = reference.goods_words()
    for language in words.adds:
        for part in (words.after, words.before, words.made_for, words.pictured):
            assert not set(words.adds[language]) & set(part.get(language, ())), language


def test_brands_are_named_once() -> None:
    names = [brand.name for brand in reference.brands()]
    spelled = [word for brand in reference.brands() for word in brand.words]
    assert names == sorted(names, key=str.casefold)
    assert len(spelled) == len(set(spelled))
    assert all(word == word.casefold() for word in spelled)


def test_paper_kinds_are_known() -> None:
    kinds = {"seller_message", "dispute_justification", "customs_request"}
    later = {"carrier_objection", "checklist"}
    for situation in reference.situations():
        assert set(situation.papers) <= kinds | later, situation.id


# --- honesty --------------------------------------------------------------------------------------


def test_nothing_unverified_gives_a_day() -> None:
    # `usable` and `days_for` are the doors to a deadline: they stay shut for a guess.
    windows = [f for f in FACTS if isinstance(f, Window)]
    unverified = [w for w in windows if w.confidence is Confidence.UNVERIFIED]
    assert unverified
    assert not any(w.usable or w.days_for() is not None for w in unverified)
    assert not any(t.usable for t in FACTS if isinstance(t, Term) and t.confidence == "unverified")


def test_notes_are_short_and_plain() -> None:
    # A note is one remark for advice, in our words; a long one is a page that was copied.
    for place, table in ALL_TABLES:
        for key in ("note", "text", "rule", "meaning", "why"):
            words = str(table.get(key, ""))
            assert len(words) <= 240, f"{place}.{key}"
            assert "…" not in words, f"{place}.{key}"


def test_article_328_stands_only_among_the_things_never_to_cite() -> None:
    # It was repealed in 2018 and never covered personal parcels: no law of ours may be it.
    for authority in reference.authorities():
        assert not any("328" in right.article for right in authority.info_rights)
    named = [n.id for union in reference.unions() for n in union.never_cite if n.article == "328"]
    assert named == ["customs_union_code_328"]


def test_no_authority_of_russia_is_reached_by_email() -> None:
    russia = reference.authority("RU")
    assert russia
    assert "@" not in str(russia.channels)


# --- contradictions: found while reading, kept on purpose -----------------------------------------


def contradiction(fact: Sourced | None) -> tuple[str, ...]:
    assert fact
    assert fact.note
    return fact.contradicted_by


def test_aliexpress_contradictions_are_kept() -> None:
    shop = reference.marketplace("aliexpress")
    assert contradiction(shop.opens) == ("ae_ssopdot_35242",)
    assert contradiction(shop.escalation) == ("ae_ui_guides",)
    assert contradiction(shop.appeal) == ("ae_battlecase",)
    assert contradiction(shop.refund) == ("ae_chinaparcels",)
    assert contradiction(shop.buyer_bears) == ("dhgate_family",)
    assert contradiction(shop.cancel) == ("ae_leally",)


def test_windows_that_sources_dispute_keep_both_figures() -> None:
    etsy, card = reference.marketplace("etsy").closes, reference.marketplace("mastercard").closes
    assert etsy
    assert (etsy.days, etsy.other_days, contradiction(etsy)) == (100, 30, ("etsy_crosslisting",))
    assert card
    assert (card.days, card.other_days, contradiction(card)) == (120, 90, ("mc_pr",))


def test_the_second_figure_of_a_window_has_a_source() -> None:
    for fact in FACTS:
        if isinstance(fact, Window) and fact.other_days is not None:
            assert fact.contradicted_by


def test_the_scope_of_the_flat_duty_in_the_eu_is_disputed() -> None:
    (eu,) = [union for union in reference.unions() if union.id == "eu"]
    assert eu.imports
    row = eu.imports.rates["flat_duty"].at(TODAY)
    assert (row.number, contradiction(row)) == (3, ("eu_spielwaren_2025",))


def test_the_vat_limit_of_israel_is_disputed() -> None:
    israel = reference.authority("IL")
    assert israel
    assert israel.imports
    assert israel.imports.tax_free
    row = israel.imports.tax_free.at(TODAY)
    assert (row.number, contradiction(row)) == (75, ("il_ch10",))


def test_the_start_of_the_ecommerce_regime_is_not_confirmed() -> None:
    # One aggregator alone says that it started: it must not change what a buyer is told.
    (eaeu,) = [union for union in reference.unions() if union.id == "eaeu"]
    assert eaeu.imports
    assert not eaeu.imports.rates["ecommerce_percent"].at(TODAY).usable
    assert eaeu.imports.rates["excess_percent"].at(TODAY).number == 15


def test_the_guide_is_marked_where_the_law_says_otherwise() -> None:
    (eaeu,) = [union for union in reference.unions() if union.id == "eaeu"]
    assert contradiction(eaeu.never_cite[0]) == ("clearance_article",)


@pytest.mark.parametrize("country", ["AE", "MX", "CH", "NO", "EG"])
def test_a_figure_that_is_not_a_duty_free_limit_is_not_one(country: str) -> None:
    # A declaration limit (AE), a limit for one origin (MX), an amount of VAT (CH), a limit for
    # sellers (NO) and "none found" (EG) are no duty-free limits: they stand under `rates`.
    authority = reference.authority(country)
    assert authority
    assert authority.imports
    assert authority.imports.duty_free is None


def test_the_latvian_limit_of_joom_holds_for_latvia_alone() -> None:
    closes = reference.marketplace("joom").closes
    assert closes
    assert (closes.days_for("LV"), closes.days_for("DE")) == (114, None)
