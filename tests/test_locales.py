"""Languages: whole and current catalogs, no English left over, values as a reader expects them."""

import gettext
import importlib.util
import io
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from dispute_assistant import (
    advice,
    casefile,
    deadlines,
    documents,
    identifiers,
    interview,
    layout,
    locales,
)
from dispute_assistant.case import Answers, Kind
from dispute_assistant.locales import INTERFACE, Locale
from dispute_assistant.messages import Country, say, say_many
from dispute_assistant.money import Money
from dispute_assistant.situation import Situation
from dispute_assistant.steps import reason_label
from dispute_assistant.terminal import interview as talk
from dispute_assistant.terminal import wording
from dispute_assistant.terminal.plain import Plain
from test_stories import STORIES, load

ROOT = Path(__file__).resolve().parents[1]
SPOKEN = [tag for tag in INTERFACE if tag != "en"]
WRITTEN = sorted({tag for kind in Kind for tag in documents.locales(kind)} - {"en"})
CATALOGS = [*((tag, "messages") for tag in SPOKEN), *((tag, "letter") for tag in WRITTEN)]
DAY = date(2026, 11, 28)


def _tool() -> Any:
    spec = importlib.util.spec_from_file_location("catalogs", ROOT / "tools" / "catalogs.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = _tool()
SOURCES: dict[str, Catalog] = {d: TOOL.template(d) for d in ("messages", "letter")}


def catalog(tag: str, domain: str) -> Catalog:
    with (locales.FOLDER / tag / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        return read_po(file, locale=tag)


def entries(texts: Catalog) -> Iterator[Entry]:
    return (entry for entry in texts if entry.id)


def forms(entry: Entry) -> tuple[str, ...]:
    """Return every wording of a translation."""
    texts = entry.string if isinstance(entry.string, tuple | list) else (entry.string,)
    return tuple(text or "" for text in texts)


def ids(texts: Catalog) -> set[str | tuple[str, ...]]:
    return {tuple(e.id) if isinstance(e.id, list | tuple) else e.id for e in entries(texts)}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


# The catalogs


@pytest.mark.parametrize("domain", SOURCES)
def test_template_is_current(domain: str) -> None:
    """Otherwise run ``python tools/catalogs.py`` and translate what it names."""
    made = (locales.FOLDER / f"{domain}.pot").read_bytes()
    assert ids(read_po(io.BytesIO(made))) == ids(SOURCES[domain])
    assert made == TOOL.written(SOURCES[domain])


def test_every_language_has_its_catalogs() -> None:
    assert sorted(SPOKEN) == TOOL.languages("messages")
    assert sorted(WRITTEN) == TOOL.languages("letter")


@pytest.mark.parametrize(("tag", "domain"), CATALOGS)
def test_catalog_holds_the_texts_of_the_sources(tag: str, domain: str) -> None:
    texts = catalog(tag, domain)
    assert ids(texts) == ids(SOURCES[domain])
    assert not texts.obsolete
    assert texts.locale_identifier == tag
    assert texts.mime_headers


@pytest.mark.parametrize(("tag", "domain"), CATALOGS)
def test_catalog_is_translated_in_full(tag: str, domain: str) -> None:
    texts = catalog(tag, domain)
    bare = [e.id for e in entries(texts) if not all(forms(e))]
    assert not bare
    assert not [e.id for e in entries(texts) if e.fuzzy]
    assert not texts.fuzzy
    assert not [
        e.id for e in entries(texts) if e.pluralizable and len(forms(e)) != texts.num_plurals
    ]
    assert not [str(error) for e in entries(texts) for error in e.check(texts)]


@pytest.mark.parametrize(("tag", "domain"), CATALOGS)
def test_translation_has_the_places_of_the_source(tag: str, domain: str) -> None:
    """A form for one number alone may say it in words; every other form must show it."""
    texts = catalog(tag, domain)
    form_of = gettext.c2py(texts.plural_expr)
    for entry in entries(texts):
        if not entry.pluralizable:
            assert places(str(entry.string)) == places(str(entry.id)), entry.id
            continue
        one, many = map(places, entry.id)
        for number, form in enumerate(forms(entry)):
            counts = [n for n in range(1000) if form_of(n) == number]
            allowed = [one, many] if counts == [1] else [many]
            assert places(form) in allowed, form


@pytest.mark.parametrize("tag", SPOKEN)
def test_translation_ends_as_its_source(tag: str) -> None:
    """Sentences are put together with others, so that a lost full stop would glue two of them."""

    def end(text: str) -> str:
        return text[-1] if text[-1] in ".:?!" else ""

    for entry in entries(catalog(tag, "messages")):
        source = entry.id[-1] if entry.pluralizable else str(entry.id)
        assert {end(form) for form in forms(entry)} == {end(source)}, source
        assert all(form == form.strip() or not form.strip() for form in forms(entry)), source
        assert not any("  " in form for form in forms(entry)), source


@pytest.mark.parametrize(("tag", "domain"), CATALOGS)
def test_nothing_is_left_in_english(tag: str, domain: str) -> None:
    """A name, a bare frame of places, or one word that both languages share may stay as it is."""
    same = {str(e.id) for e in entries(catalog(tag, domain)) if e.string == e.id}
    prose = {text: re.sub(r"\{\w+\}", "", text) for text in same}
    assert not [text for text in same if re.search(r"[a-z]{2}.* .*[a-z]{2}", prose[text])]


LATIN = {
    *("CSV", "JSON", "UTF-8", "XLSX"),
    *("Alt", "Bluetooth", "Ctrl", "Dispute Assistant", "Enter", "PDF", "IP", "headphones"),
    *("CSSecure", "Etsy", "Global Shipping Programme", "Taobao"),
    *("17TRACK", "RB123456785CN", "RB123456785GB", "USD", "F1", "F2", "F4", "B", "C", "D", "U"),
    *(":b", ":lang en", ":list", ":q", ":u", "en", "ru", "es", "toml"),
    *("AED", "AUD", "CAD", "CHF", "EUR", "GBP", "GEL", "JPY", "NOK", "NZD", "SAR", "ZAR"),
    *("ANMaC", "ANVISA", "DGFT", "DIGEMID", "DIGESA", "MTC", "USPS", "PACT"),  # authorities, laws
    *("GST", "ICMS", "IGV", "IOSS", "VOEC"),  # taxes and their schemes
    *("Pango", "HarfBuzz-subset"),
}


def test_russian_holds_no_latin_words_but_names() -> None:
    known = "|".join(sorted(map(re.escape, LATIN), key=len, reverse=True))
    for entry in entries(catalog("ru", "messages")):
        for form in forms(entry):
            rest = re.sub(rf"\{{\w+\}}|(?<!\w)(?:{known})(?!\w)", "", form)
            assert not re.search(r"[A-Za-z]", rest), form


@pytest.mark.parametrize(
    ("tag", "opening", "closing"), [("ru", "«", "»"), ("es", "«“", "»”"), ("zh_Hans", "“《", "”》")]
)
def test_quotes_are_those_of_the_language(tag: str, opening: str, closing: str) -> None:
    for domain in ("messages", "letter") if tag in SPOKEN else ("letter",):
        for entry in entries(catalog(tag, domain)):
            for form in forms(entry):
                assert not set(form) & (set('"„«»“”‚‘《》') - set(opening + closing)), form
                assert sum(map(form.count, opening)) == sum(map(form.count, closing)), form


@pytest.mark.parametrize("tag", INTERFACE)
def test_line_of_keys_fits_a_narrow_terminal(tag: str) -> None:
    assert len(Locale(tag).text(wording.KEYS)) < 79


@pytest.mark.parametrize("tag", INTERFACE)
@pytest.mark.parametrize("path", STORIES, ids=lambda p: p.stem)
def test_advice_fits_a_narrow_terminal(path: Path, tag: str) -> None:
    story, answers = load(path)
    now = situation(answers, story["story"]["on"], tag)
    lines = advice.page(now).splitlines()
    # A web address must stay whole to be opened.
    assert not [line for line in lines if len(line) > layout.WIDTH and "://" not in line]


# A language that shows what was not translated


def situation(answers: Answers, on: date, tag: str) -> Situation:
    return Situation(interview.prune(answers, on, tag), on, tag)


def disguised(text: str) -> str:
    """Return ``text`` in full-width letters, which no other text has, its places untouched.

    >>> disguised("Wait until {day}.")
    '⟦Ｗａｉｔ ｕｎｔｉｌ {day}.⟧'
    """
    parts = re.split(r"(\{\w+\})", text)
    wide = (
        part
        if part.startswith("{")
        else re.sub("[A-Za-z]", lambda m: chr(ord(m[0]) + 0xFEE0), part)
        for part in parts
    )
    return f"⟦{''.join(wide)}⟧"


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Give a test catalogs of its own, an empty cache, and take them away again."""
    folder = tmp_path / "locales"
    shutil.copytree(locales.FOLDER, folder, ignore=shutil.ignore_patterns("*.mo"))
    monkeypatch.setattr(locales, "FOLDER", folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    locales._catalog.cache_clear()
    yield folder
    locales._catalog.cache_clear()


@pytest.fixture
def pseudo(fresh: Path) -> None:
    """Put the disguised English texts in the place of the Russian ones."""
    for domain, source in SOURCES.items():
        made = Catalog(locale="ru")
        for entry in entries(source):
            if entry.pluralizable:
                one, many = map(disguised, entry.id)
                made.add(entry.id, (one, many, many))
            else:
                made.add(entry.id, disguised(str(entry.id)))
        with (fresh / "ru" / "LC_MESSAGES" / f"{domain}.po").open("wb") as file:
            write_po(file, made)


def words_in(text: str) -> set[str]:
    """Return the English words of ``text``: what is not disguised, an address or a code."""
    return set(re.findall(r"(?<![\w.:/])[A-Za-z]{3,}(?![\w/:])", re.sub(r"https?:\S+", "", text)))


def data_words(now: Situation) -> set[str]:
    """Return the words that are the case's own, or a name."""
    place = deadlines.marketplace(now.case)
    reason = reason_label(place, now.diagnosis)
    formats = place.evidence.formats if place else None
    names = [place.name] if place else []
    names += [name.upper() for name in formats.value] if formats else []
    names += reason.texts.values() if reason else []
    trackers = identifiers.trackers(now.tracking_number, destination=now.case.destination)
    names += [tracker.name for tracker in trackers]
    names += [event.carrier for event in now.timeline]
    return words_in(" ".join((*names, *now.case.histories, *map(str, now.answers.values()))))


@pytest.mark.usefixtures("pseudo")
def test_disguise_hides_a_translated_text_and_no_other() -> None:
    ru = Locale("ru")
    assert ru.text(say("Wait until {day}. Writing now would be too early.", day="May")) == (
        "⟦Ｗａｉｔ ｕｎｔｉｌ May. Ｗｒｉｔｉｎｇ ｎｏｗ ｗｏｕｌｄ ｂｅ ｔｏｏ ｅａｒｌｙ.⟧"
    )
    assert words_in(ru.text(say("Open the dispute."))) == set()
    assert words_in(ru.text(say("No catalog holds this."))) == {"catalog", "holds", "this"}


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize("path", STORIES, ids=lambda p: p.stem)
def test_advice_shows_no_untranslated_text(path: Path) -> None:
    story, answers = load(path)
    now = situation(answers, story["story"]["on"], "ru")
    assert not words_in(advice.page(now)) - data_words(now)


def run(answers: Answers, typed: str, on: date) -> str:
    """Return what the interview shows when ``typed`` comes through a pipe."""
    screen = io.StringIO()
    plain = Plain(io.BytesIO(typed.encode()), screen, reacts=False)
    talk(plain, answers, on, "ru", lambda _answers, _language: None)
    return screen.getvalue()


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize("path", STORIES, ids=lambda p: p.stem)
def test_interview_and_review_show_no_untranslated_text(path: Path) -> None:
    """Every question asks for help, then gets the answer of the story, or the first that fits."""
    story, answers = load(path)
    on = story["story"]["on"]
    now = situation(answers, on, "ru")
    allowed = data_words(now) | {"lang", "list"}
    assert not words_in(run(answers, ":list\n", on)) - allowed


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize("question", interview.QUESTIONS, ids=lambda q: q.key)
def test_question_shows_no_untranslated_text(question: interview.Question) -> None:
    now = Situation({}, DAY, "ru")
    ru = Locale("ru")
    shown = [ru.text(wording.label(question, now)), *map(ru.text, wording.help_lines(question))]
    for keys in (True, False):
        shown += map(ru.text, wording.hints(question, say("Yes"), now, keys=keys))
    if not question.searchable:
        shown += [ru.text(choice.label) for choice in question.choices(now)]
    assert not words_in(" ".join(shown)) - {"Ctrl", "Enter", "USD", "lang", "list"}


BROKEN = {
    "keys": """
format = 2
language = "xx"
colour = "red"
order = "x"
[orders]
marketplace = "x"
""",
    "answers": """
[order]
marketplace = "x"
amount = 25.90
shipping = "1.2.3,4 XXX"
ordered_on = "x"
protection_end = "31.02.2026"
extended_until = "5 x"
[parcel]
destination = "x"
[tracking]
histories = 5
files = ["x"]
[customs]
said = "nothin"
said_on = 2027-01-01
[papers]
wanted = ["x"]
[buyer]
name = ["x"]
""",
    "syntax": r"""
[order]
number = 0123
item = "foo
note = "C:\x"
seller = x
ordered_on = 2026-13-45
amount = "5 kr"
amount = "6 kr"
x
""",
    "empty": "",
}


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_problems_of_a_case_file_show_no_untranslated_text(text: str) -> None:
    problems = casefile.read(text.encode(), DAY, language="ru").problems
    assert problems
    ru = Locale("ru")
    for problem in problems:
        said = f"{ru.text(problem.what)} {ru.text(problem.mend)}"
        assert said.count("⟦") >= 2
        # What stands in quotes or brackets, or is listed, is the user's own or the file's.
        prose = re.sub(r"“.*?”|\[.*?\]|\".*?\"|'.*?'|(?<=⟧|:) [\w., ]*", "", said)
        assert not words_in(prose) - {"USD", "dispute", "new", "resume"}, said


# Which language


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("ru", "ru"),
        ("ru_RU.UTF-8", "ru"),
        ("ru_UA", "ru"),
        ("RU", "ru"),
        ("es-MX", "es"),
        ("es_ES@euro", "es"),
        ("en_US.UTF-8", "en"),
        ("C", "en"),
        ("C.UTF-8", "en"),
        ("POSIX", "en"),
        ("pt_BR", "en"),
        ("rum", "en"),
        ("", "en"),
    ],
)
def test_interface_language(wanted: str, found: str) -> None:
    assert locales.negotiate(wanted) == found


@pytest.mark.parametrize(
    ("wanted", "found"), [("zh_Hans", "zh_Hans"), ("zh-CN", "zh_Hans"), ("kk", "kk"), ("ja", "en")]
)
def test_letter_language(wanted: str, found: str) -> None:
    assert locales.negotiate(wanted, ("en", "zh_Hans", "kk")) == found


@pytest.mark.parametrize(
    ("environ", "found"),
    [
        ({}, "en"),
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "ru_RU.UTF-8", "LC_MESSAGES": "es_AR.UTF-8"}, "es"),
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": "", "LC_MESSAGES": ""}, "ru"),
        ({"LC_CTYPE": "ru_RU.UTF-8"}, "en"),
    ],
)
def test_language_of_the_environment(environ: dict[str, str], found: str) -> None:
    assert locales.from_environment(environ) == found


# Values


def spaced(text: str) -> str:
    """Return ``text`` with common spaces: which one binds a number differs by CLDR version."""
    return re.sub("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]", " ", text)


@pytest.mark.parametrize(
    ("tag", "day", "moment"),
    [
        ("en", "28 November 2026", "28 Nov 2026, 07:05"),
        ("ru", "28 ноября 2026 г.", "28 нояб. 2026 г., 07:05"),
        ("es", "28 de noviembre de 2026", "28 nov 2026, 07:05"),
        ("de", "28. November 2026", "28.11.2026, 07:05"),
        ("fr", "28 novembre 2026", "28 nov. 2026, 07:05"),
        ("kk", "2026 ж. 28 қараша", "2026 ж. 28 қар., 07:05"),
        ("zh_Hans", "2026年11月28日", "2026年11月28日 07:05"),
    ],
)
def test_days(tag: str, day: str, moment: str) -> None:
    words = Locale(tag)
    assert spaced(words.value(DAY)) == day
    assert spaced(words.value(datetime.combine(DAY, time(7, 5)))) == moment
    assert words.moment(DAY) == words.short_day(DAY)
    assert moment.startswith(spaced(words.moment(DAY)))


@pytest.mark.parametrize(
    ("tag", "dollars", "yen"),
    [
        ("en", "1,234.50 US dollars", "1 Japanese yen"),
        ("ru", "1 234,50 доллара США", "1 японская иена"),
        ("es", "1.234,50 dólares estadounidenses", "1 yen japonés"),
        ("de", "1.234,50 US-Dollar", "1 Japanischer Yen"),
        ("fr", "1 234,50 dollars des États-Unis", "1 yen japonais"),
        ("kk", "1 234,50 АҚШ доллары", "1 Жапония иенасы"),
        ("zh_Hans", "1,234.50美元", "1日元"),
    ],
)
def test_money(tag: str, dollars: str, yen: str) -> None:
    words = Locale(tag)
    assert spaced(words.value(Money(Decimal("1234.50"), "USD"))) == dollars
    assert spaced(words.value(Money(Decimal(1), "JPY"))) == yen


@pytest.mark.parametrize(
    ("tag", "counts"),
    [
        ("en", ["0 days", "1 day", "2 days", "5 days", "21 days", "400 days"]),
        ("ru", ["0 дней", "1 день", "2 дня", "5 дней", "21 день", "400 дней"]),
        ("es", ["0 días", "1 día", "2 días", "5 días", "21 días", "400 días"]),
        ("zh_Hans", ["0天", "1天", "2天", "5天", "21天", "400天"]),
    ],
)
def test_counts_of_days(tag: str, counts: list[str]) -> None:
    found = [Locale(tag).days(n) for n in (0, 1, 2, 5, 21, 400)]
    assert [spaced(count) for count in found] == counts


@pytest.mark.parametrize(
    ("tag", "names"),
    [
        ("en", "Russia, Germany and ZZZ"),
        ("ru", "Россия, Германия и ZZZ"),
        ("es", "Rusia, Alemania y ZZZ"),
        ("zh_Hans", "俄罗斯、德国和ZZZ"),
    ],
)
def test_countries_in_a_list(tag: str, names: str) -> None:
    assert Locale(tag).value([Country("RU"), Country("DE"), Country("ZZZ")]) == names


def test_name_of_another_language() -> None:
    assert Locale("ru").language_name("zh_Hans") == "китайский (упрощенная)"
    assert Locale("es").language_name("ru") == "ruso"


@pytest.mark.parametrize("tag", INTERFACE)
def test_every_country_is_found_by_its_name_in_every_interface_language(tag: str) -> None:
    found = dict(locales.countries(tag))
    assert {"RU", "Россия", "Russia", "Rusia"} <= set(found["RU"].split())
    assert len(found) > 240
    assert not {"EU", "UN", "ZZ"} & set(found)


def test_countries_stand_in_the_order_of_their_names() -> None:
    russian = [code for code, _ in locales.countries("ru")]
    assert russian.index("AT") < russian.index("DE") < russian.index("RU") < russian.index("JP")


@pytest.mark.parametrize(("tag", "mark"), [("en", "."), ("ru", ","), ("es", ","), ("zh_Hans", ".")])
def test_decimal_mark(tag: str, mark: str) -> None:
    assert locales.decimal_mark(tag) == mark


@pytest.mark.parametrize(
    ("country", "currency"), [("RU", "RUB"), ("DE", "EUR"), ("HR", "EUR"), ("", ""), ("XX", "")]
)
def test_home_currency(country: str, currency: str) -> None:
    assert locales.home_currency(country) == currency


# Sentences


def test_sentence_with_values_of_every_form() -> None:
    ru = Locale("ru")
    told = say("{day}: “{text}” ({meaning})", day=DAY, text="x", meaning=say("Delivered"))
    assert spaced(ru.text(told)) == "28 ноября 2026 г.: «x» (Вручено)"
    assert ru.text("") == ""
    assert ru.value(3) == "3"


def test_full_stop_of_an_abbreviation_ends_the_sentence_too() -> None:
    wait = say("Wait until {day}.", day=DAY)
    assert spaced(Locale("ru").text(wait)) == "Wait until 28 ноября 2026 г."
    assert Locale("en").text(say("And so on...")) == "And so on..."


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1, "Прочитана 1 запись"),
        (3, "Прочитаны 3 записи"),
        (11, "Прочитано 11 записей"),
        (21, "Прочитана 21 запись"),
        (0, "Прочитано 0 записей"),
    ],
)
def test_plural_forms(count: int, text: str) -> None:
    assert Locale("ru").text(say_many("{count} entry read", "{count} entries read", count)) == text


def test_letter_words_serve_the_advice_too_but_no_advice_a_letter() -> None:
    assert Locale("ru").text("Held by import customs") == "Задержано таможней страны назначения"
    assert Locale("ru", domain="letter").text("Open the dispute.") == "Open the dispute."


# The compiled catalogs


YES = {"ru": "Да", "es": "Sí"}


@pytest.mark.parametrize("tag", SPOKEN)
def test_checkout_compiles_its_catalogs_into_the_cache(fresh: Path, tag: str) -> None:
    cache = fresh.parent / "cache" / "dispute-assistant"
    assert Locale(tag).text("Yes") == YES[tag]
    assert [path.name.partition("-")[0] for path in cache.iterdir()] == [tag, tag]
    assert {path.suffix for path in cache.iterdir()} == {".mo"}


def compiled(path: Path, tag: str, text: str) -> None:
    """Write a catalog that translates “Yes” with ``text``."""
    made = Catalog(locale=tag)
    made.add("Yes", text)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, made)


def test_second_start_reads_the_cache(fresh: Path) -> None:
    Locale("ru").text("Yes")
    (kept,) = (fresh.parent / "cache" / "dispute-assistant").glob("ru-messages-*.mo")
    compiled(kept, "ru", "Так точно")
    locales._catalog.cache_clear()
    assert Locale("ru").text("Yes") == "Так точно"


def test_changed_catalog_is_compiled_anew(fresh: Path) -> None:
    Locale("ru").text("Yes")
    source = fresh / "ru" / "LC_MESSAGES" / "messages.po"
    changed = source.read_text("utf-8").replace('msgstr "Да"', 'msgstr "Ага, да"')
    source.write_text(changed, "utf-8")
    locales._catalog.cache_clear()
    assert Locale("ru").text("Yes") == "Ага, да"


def _a_file(base: Path) -> Path:
    (base / "file").touch()
    return base / "file"


BAD_CACHES: dict[str, Callable[[Path], Path]] = {
    "a file": _a_file,
    "below a file": lambda base: _a_file(base) / "below",
    "nobody may write here": lambda _: Path("/proc/nobody may write here"),
    "no folder can have this name": lambda base: base / ("x" * 300),
}


@pytest.mark.parametrize("make", BAD_CACHES.values(), ids=BAD_CACHES)
def test_cache_that_cannot_be_used_only_costs_time(
    fresh: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], Path]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(make(fresh.parent)))
    assert Locale("ru").text("Yes") == "Да"


@pytest.mark.parametrize("content", [b"", b"broken", b"\xde\x12\x04\x95" + b"\xff" * 40])
def test_damaged_cache_is_made_anew(fresh: Path, content: bytes) -> None:
    Locale("ru").text("Yes")
    for kept in (fresh.parent / "cache" / "dispute-assistant").iterdir():
        kept.write_bytes(content)
    locales._catalog.cache_clear()
    assert Locale("ru").text("Yes") == "Да"


def test_catalog_of_the_wheel_goes_first(fresh: Path) -> None:
    compiled(fresh / "ru" / "LC_MESSAGES" / "messages.mo", "ru", "Из колеса")
    assert Locale("ru").text("Yes") == "Из колеса"
    assert not list((fresh.parent / "cache").glob("**/ru-messages-*"))


def test_language_without_a_catalog_speaks_english() -> None:
    assert Locale("it").text("Yes") == "Yes"
    assert Locale("en").text("Yes") == "Yes"
