"""Letters: siblings in step, nothing invented, nothing blank, nothing that a value can break.

Every test runs over whatever templates exist; a new language is tested by being there.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Any

import pytest
from babel.messages.pofile import read_po
from jinja2 import meta, nodes
from msgspec.structs import replace

from dispute_assistant import labels, locales, rules
from dispute_assistant.case import Kind, Said, Talks
from dispute_assistant.documents import (
    Document,
    Letter,
    Scan,
    as_text,
    environment,
    folder,
    frames,
    tidy,
    write,
)
from dispute_assistant.documents import locales as letter_locales
from dispute_assistant.locales import Locale
from dispute_assistant.money import Money
from dispute_assistant.tracking.events import Status
from dispute_assistant.typeset.marks import parse

PROMISED = {
    Kind.SELLER_MESSAGE: {"en", "zh_Hans", "ru", "es"},
    Kind.DISPUTE_JUSTIFICATION: {"en", "ru", "es", "zh_Hans"},
    Kind.CUSTOMS_REQUEST: {"ru", "en", "es", "de", "fr", "kk"},
}
LETTERS = [(kind, locale) for kind in Kind for locale in letter_locales(kind)]
GROUNDS = sorted(p.name.partition(".")[0] for p in (folder() / "grounds").glob("*.txt.jinja"))
EVERY_LETTER = pytest.mark.parametrize(("kind", "locale"), LETTERS, ids=str)

LOCAL_LAW = {(Kind.CUSTOMS_REQUEST, "ru"): {"destination"}}
"""Variables that one sibling alone uses: Russian goes to several countries, but the law that the
Russian request cites is in force in one of them."""

NOT_ARGUED = {"delivered", "on_the_way"}
"""Rules after which there is nothing to argue with the seller or the marketplace."""

OUTCOMES = ("open", "refused", "returning", "returned", "seized", "destroyed", "lost")
DEMANDS = ("refund", "clarify", "trace", "papers", "tax_data", "goodwill")
CAUSES = {
    "papers_wrong": Said.PAPERS,
    "value_wrong": Said.VALUE,
    "counterfeit": Said.COUNTERFEIT,
    "prohibited": Said.PROHIBITED,
    "commercial": Said.COMMERCIAL,
}
"""Grounds that rest on what the buyer was told, or on a scan alone."""

REFUSED = Scan(
    at=datetime(2025, 3, 19, 16, 40),  # noqa: DTZ001 - scans have local times
    place="102975 Москва PCI-1",
    text="Отказ в выпуске",
    status=Status.IMPORT_CUSTOMS_REFUSED,
)
POSTED = Scan(at=date(2025, 2, 7), place="", text="中国邮政已收取快件", status=Status.ACCEPTED)
FULL = Letter(
    today=date(2025, 3, 22),
    buyer_name="Анна Морозова",
    buyer_address=("ул. Садовая, д. 5", "443001 Самара"),
    buyer_contact="+7 900 000-00-00",
    seller_name="Audio Store",
    marketplace="AliExpress",
    order_number="8123456789012345",
    ordered_on=date(2025, 2, 3),
    item="Bluetooth headphones",
    amount=Money(Decimal("25.90"), "USD"),
    shipping=Money(Decimal("3.40"), "USD"),
    tracking_number="RB007000019CN",
    origin="CN",
    destination="RU",
    scans=(POSTED, REFUSED),
    last_scan=REFUSED,
    customs_scan=REFUSED,
    silent_days=3,
    grounds_found=("refused",),
    evidence={"refused": REFUSED},
    outcome="refused",
    demand="refund",
    nothing_asked=True,
    demand_met=True,
    no_notice=True,
    talks="no_answer",
    talks_since=date(2025, 3, 10),
    settle_less_shipping=True,
    reply_by=date(2025, 3, 29),
    protection_end=date(2025, 4, 20),
    personal_use=True,
    office="Почтовый таможенный пост",
    authority_name="Центральная почтовая таможня",
    authority_address=("г. Москва",),
    enclosures=("tracking_history", "order_page"),
    note="The seller changed the carrier.",
)
OPTIONAL: Mapping[str, object] = {
    "buyer_contact": "",
    "seller_name": "",
    "ordered_on": None,
    "shipping": None,
    "origin": "",
    "destination": "",
    "scans": (),
    "last_scan": None,
    "customs_scan": None,
    "silent_days": None,
    "evidence": {},
    "nothing_asked": False,
    "demand_met": False,
    "no_notice": False,
    "talks_since": None,
    "settle_less_shipping": False,
    "protection_end": None,
    "personal_use": False,
    "office": "",
    "authority_name": "",
    "authority_address": (),
    "enclosures": (),
    "note": "",
}
"""Fields that a letter may lack, and what they hold then. The interview sees to the others."""


def but(letter: Letter, **changes: Any) -> Letter:
    """Return ``letter`` with ``changes``, their names known at run time only."""
    return replace(letter, **changes)


BARE = but(FULL, **OPTIONAL)


def source(kind: str, locale: str) -> str:
    return (folder() / kind / f"{locale}.txt.jinja").read_text("utf-8")


def variables(kind: str, locale: str) -> set[str]:
    """Return what a template and the grounds that it uses take from the letter."""
    found = meta.find_undeclared_variables(environment(locale).parse(source(kind, locale)))
    if "grounds/" in source(kind, locale):
        found |= variables("grounds", locale)
    return found - {"label", "ground"}


def macros(locale: str) -> set[str]:
    tree = environment(locale).parse(source("grounds", locale))
    return {macro.name for macro in tree.find_all(nodes.Macro)}


@cache
def arguable() -> set[str]:
    """Return the ids of all rules that a letter may have to argue."""
    named = {rule.__name__ for rule in rules.RULES} | {"on_the_way"}
    return (named | {"too_little_known"}) - NOT_ARGUED


# Siblings keep step


@pytest.mark.parametrize("kind", Kind)
def test_every_promised_language_exists(kind: Kind) -> None:
    assert PROMISED[kind] <= set(letter_locales(kind))


@EVERY_LETTER
def test_a_template_uses_fields_of_the_letter_only(kind: Kind, locale: str) -> None:
    assert variables(kind, locale) <= set(Letter.__struct_fields__)


@EVERY_LETTER
def test_siblings_use_the_same_variables(kind: Kind, locale: str) -> None:
    """A difference means that one language says more or less than the others: mend the text."""
    english = variables(kind, "en") | LOCAL_LAW.get((kind, locale), set())
    assert variables(kind, locale) == english


def test_no_sibling_lags_behind_the_revision_of_its_kind() -> None:
    """Review the texts named here against the English one, then raise their number."""
    found = {
        (kind, locale): re.findall(
            r"^{% set revision = (\d+) %}$", source(kind, locale), re.MULTILINE
        )
        for kind, locale in LETTERS
    }
    laggards = {
        letter: revision
        for letter, revision in found.items()
        if revision != [str(frames()[Kind(letter[0])].revision)]
    }
    assert laggards == {}


@pytest.mark.parametrize("locale", GROUNDS)
def test_every_rule_has_its_ground_in_every_language(locale: str) -> None:
    missing = arguable() - macros(locale)
    stray = macros(locale) - arguable() - NOT_ARGUED - {"entry", "told"}
    assert (missing, stray) == (set(), set())


@pytest.mark.parametrize("locale", sorted({loc for _, loc in LETTERS} - {"en"}))
def test_the_small_words_of_letters_are_all_translated(locale: str) -> None:
    path = locales.FOLDER / locale / "LC_MESSAGES" / "letter.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale=locale, abort_invalid=True)
    wanted = [*labels.STATUS.values(), *labels.FRAME.values(), *labels.ENCLOSURES.values()]
    lacking = [w for w in wanted if w not in catalog or not catalog[w].string or catalog[w].fuzzy]
    wrong = [m.id for m in catalog if list(m.check())]
    stale = [m.id for m in catalog if m.id and m.id not in wanted]
    assert (lacking, wrong, stale) == ([], [], [])


# No blanks and no slips, whatever is known


def situations(kind: Kind) -> Iterator[Letter]:
    """Yield a grid of letters: all branches, with everything known, little, or one thing less."""
    asked = DEMANDS if kind is not Kind.CUSTOMS_REQUEST else ("refund",)
    talked = tuple(Talks) if kind is not Kind.CUSTOMS_REQUEST else ("not_started",)
    for outcome, demand, talks in product(OUTCOMES, asked, talked):
        for letter in (FULL, BARE):
            yield replace(letter, outcome=outcome, demand=demand, talks=talks)
    for name, demand, destination in product(OPTIONAL, asked, ("RU", "KZ")):
        known = replace(FULL, demand=demand, destination=destination)
        yield but(known, **{name: OPTIONAL[name]})
    if kind is Kind.CUSTOMS_REQUEST:
        return
    for rule in sorted(arguable()):
        grounds = tuple(dict.fromkeys((rule, "refused")))
        scans: tuple[Mapping[str, Scan], ...] = ({rule: REFUSED}, {rule: POSTED}, {})
        said = ("", Said.NO_REASON, CAUSES.get(rule, Said.DATA_ASKED))
        for proof, heard, on in product(scans, said, (None, date(2025, 3, 18))):
            known = replace(FULL, grounds_found=grounds, evidence=proof)
            yield replace(known, customs_said=heard, customs_said_on=on)
    for shown, rule in product(("error", "held", "in_process", "returning"), sorted(arguable())):
        if rule != "stuck":  # silence is counted from a scan
            yield replace(BARE, grounds_found=(rule,), shown=shown)


SLIPS = re.compile(
    r"None|Undefined|\{\{|\}\}|\{%|  |\.\.|,,|，，|。。|\(\)|（）|«»|“”|„“|\| \|"
    r"| [.,;:!?。，；：！？)]|\( |^- [^\n]*[:：] *$|[:：]\s*\Z",
    re.MULTILINE,
)


def slips(document: Document) -> list[str]:
    """Return what looks like an unfilled blank or a join gone wrong."""
    text = as_text(document)
    around = [text[max(m.start() - 40, 0) : m.end() + 20] for m in SLIPS.finditer(text)]
    return around if document.subject.strip() else [*around, "no subject"]


@EVERY_LETTER
def test_no_letter_has_an_unfilled_blank(kind: Kind, locale: str) -> None:
    for letter in situations(kind):
        assert slips(write(letter, kind, locale)) == [], letter


# No claim without an answer, a scan or a rule


def body(letter: Letter, kind: Kind, locale: str) -> str:
    return write(letter, kind, locale).body


@EVERY_LETTER
def test_each_answer_stands_behind_its_own_sentence(kind: Kind, locale: str) -> None:
    """Without the answer its sentence is gone, and nothing else has changed."""
    flags = {
        Kind.SELLER_MESSAGE: ("no_notice",),
        Kind.DISPUTE_JUSTIFICATION: ("no_notice", "nothing_asked", "demand_met"),
        Kind.CUSTOMS_REQUEST: ("no_notice", "personal_use"),
    }
    said = body(FULL, kind, locale)
    for flag in flags[kind]:
        unsaid = body(but(FULL, **{flag: False}), kind, locale)
        extra = len(said) - len(unsaid)
        assert extra > 0, flag
        assert any(said[:i] + said[i + extra :] == unsaid for i in range(len(said))), flag


@pytest.mark.parametrize("rule", CAUSES)
@pytest.mark.parametrize("locale", sorted(PROMISED[Kind.SELLER_MESSAGE]))
def test_only_a_buyer_who_was_told_says_so(rule: str, locale: str) -> None:
    """A ground that rests on a scan alone must not claim that anybody told the buyer."""
    letter = replace(FULL, grounds_found=(rule,), evidence={rule: REFUSED})
    day = date(2025, 3, 18)
    told = replace(letter, customs_said=CAUSES[rule], customs_said_on=day)
    otherwise = replace(letter, customs_said=Said.DATA_ASKED, customs_said_on=day)
    written = [body(x, Kind.SELLER_MESSAGE, locale) for x in (told, otherwise, letter)]
    assert Locale(locale).day(day) in written[0]
    assert Locale(locale).day(day) not in written[1]
    assert written[1] == written[2] != written[0]


ADMISSIONS = {
    "en": r"refus\w+ to pay|not pay|unwanted|n[o']t want|no longer (?:want|need)|changed my mind"
    r"|I refused|I declined",
    "ru": r"отказался|отказалась|отказываюсь|мой отказ|не хочу|\bне нуж(?:ен|н[аоы])\b"
    r"|передумал|не платил|не оплат",
    "es": r"me negu|rechac[éo]\b|no quiero|no quise|ya no (?:lo |la )?(?:quiero|necesito)|no pagu",
    "zh_Hans": r"拒付|拒绝支付|我拒绝|拒收|不想要|不需要了|不要了|没有支付|未支付",
    "de": r"verweiger|nicht bezahl|nicht mehr (?:brauch|will|benötig)|abgelehnt",
    "fr": r"j’ai refusé|je refuse|ne veux|plus besoin|pas payé",
    "kk": r"бас тарттым|төлемеймін|төлемедім|керек емес|қажет емес",
}
LAW = re.compile(
    r"\d+-ФЗ|§|\b(?:art|artículo|article|artikel|стать\w+|ст|section)\b\.?\s*\d"
    r"|\d+-бап|第.{1,5}条|convention|конвенц|952/2013",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("folder_name", "locale"), [*LETTERS, *(("grounds", locale) for locale in GROUNDS)]
)
def test_no_template_admits_or_cites_what_it_must_not(folder_name: str, locale: str) -> None:
    """Refused duty and unwanted goods lose a dispute; art. 328 never applied to consumers.

    The law of one country alone has been checked, so one letter alone cites any.
    """
    text = re.sub(r"{#.*?#}", "", source(folder_name, locale), flags=re.DOTALL)
    assert re.search(ADMISSIONS[locale], text, re.IGNORECASE) is None
    assert "328" not in text
    assert bool(LAW.search(text)) is ((folder_name, locale) == (Kind.CUSTOMS_REQUEST, "ru"))


# The Russian request to customs


def russian_request(**changes: object) -> str:
    return as_text(write(but(FULL, **changes), Kind.CUSTOMS_REQUEST, "ru")).replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_the_russian_request_cites_the_law_and_asks_for_a_letter() -> None:
    request = russian_request()
    assert "статьи 265 Федерального закона от 03.08.2018 № 289-ФЗ" in request
    assert "непосредственно и индивидуально" in request
    assert "в течение 30 дней со дня регистрации" in request
    assert "Федерального закона от 02.05.2006 № 59-ФЗ" in request
    assert request.index("статьи 305") > request.index("статьи 265")
    assert "почтовому адресу" in request


def test_the_russian_request_has_what_the_law_on_appeals_demands() -> None:
    """59-FZ, article 7: body, full name, postal address, substance, signature, date."""
    sent = write(FULL, Kind.CUSTOMS_REQUEST, "ru")
    assert sent.addressee[0] == "Центральная почтовая таможня"
    assert sent.sender[:3] == ("Анна Морозова", "ул. Садовая, д. 5", "443001 Самара")
    assert (sent.signature, sent.dateline) == ("Анна Морозова", Locale("ru").day(FULL.today))
    assert sent.body.startswith("# ЗАПРОС\n\n")


@pytest.mark.parametrize("destination", ["BY", "KG", "KZ", "UZ", ""])
def test_russian_law_is_cited_to_russian_customs_only(destination: str) -> None:
    request = russian_request(destination=destination)
    assert LAW.search(request) is None
    assert "прошу приложить к ответу его копию" in request


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_russian_request_never_offers_e_mail_nor_asks_for_a_certificate(outcome: str) -> None:
    """Since 30 March 2025 customs reads no e-mail; a "справка" by customs does not exist."""
    request = russian_request(outcome=outcome, enclosures=())
    assert re.search(r"электронн|e-?mail|имейл|эл\. ?почт|@|справк", request, re.IGNORECASE) is None


def test_only_an_open_outcome_asks_what_is_expected_of_the_buyer() -> None:
    expected = "требуются ли от меня"
    assert [o for o in OUTCOMES if expected in russian_request(outcome=o)] == ["open"]


# Hostile values

HOSTILE = (
    "# Title",
    "## Heading",
    "- item",
    "1. one",
    "# - 1. {{ 7 * 7 }}",
    "{% for x in ().__class__.__mro__ %}{{ x }}{% endfor %}",
    "{# gone #}",
    "<b>bold</b> & <script>alert(1)</script>",
    "a\tb\tc",
    "one\n\n# two\n- three\r\n1. four",
    "one\N{LINE SEPARATOR}# two\N{NEXT LINE}- three\v1. four",
    "\N{RIGHT-TO-LEFT OVERRIDE}gpj.exe\N{POP DIRECTIONAL FORMATTING}",
    "%(name)s {name} {0} \\1 $x",
    "word " * 400,
)
UNTYPABLE = "\ue000"
"""A character of private use, to find where a letter shows a value."""
TEXTS = ("buyer_name", "seller_name", "marketplace", "order_number", "item", "tracking_number")


def filled(value: str) -> Letter:
    """Return a letter in which the buyer or the source wrote ``value`` everywhere."""
    scan = replace(REFUSED, place=value, text=value)
    return but(
        FULL,
        **dict.fromkeys((*TEXTS, "note", "office", "authority_name", "buyer_contact"), value),
        buyer_address=(value, value),
        scans=(scan, scan),
        last_scan=scan,
        customs_scan=scan,
        evidence={"refused": scan},
    )


def shape(text: str) -> list[tuple[str, int, int, int]]:
    """Return the blocks of a body without their words."""
    return [
        (b.kind, len(b.lines), len(b.items), sum(len(row) for row in b.rows)) for b in parse(text)
    ]


@pytest.mark.parametrize("value", HOSTILE)
@EVERY_LETTER
def test_a_value_is_shown_as_typed_and_never_becomes_a_mark(
    kind: Kind, locale: str, value: str
) -> None:
    hostile, tame = (write(filled(v), kind, locale) for v in (value, UNTYPABLE))
    assert shape(hostile.body) == shape(tame.body)
    assert as_text(hostile) == as_text(tame).replace(UNTYPABLE, " ".join(value.split()))


# Marks and text


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        ("One\ntwo.\n\n\n\nThree.", "One two.\n\nThree."),
        ("  One  \n   two.", "One two."),
        ("# Title\nText\nmore", "# Title\nText more"),
        ("Please send:\n- a\n- b\n\nThanks", "Please send:\n- a\n- b\n\nThanks"),
        ("1. a;\n2. b.", "1. a;\n2. b."),
        ("Date\tPlace\n1 May\tRome", "Date\tPlace\n1 May\tRome"),
        ("包裹\n未收到。", "包裹未收到。"),
        ("\n \n\t\n", ""),
    ],
)
def test_tidy_joins_paragraphs_and_keeps_marks(typed: str, tidied: str) -> None:
    assert tidy(typed) == tidied


def test_the_text_shows_every_part_of_a_document_in_order() -> None:
    document = Document(
        kind="customs_request",
        locale="en",
        title="T",
        formal=True,
        copy_note="Copy",
        sender=("Sender", "Street"),
        addressee=("Customs",),
        dateline="1 May 2025",
        subject="Parcel",
        body="# REQUEST\n\nText.\n\n## List\n\n- a\n1. b\n\nDate\tPlace",
        enclosures=("History",),
        signature="Sender",
        labels={"subject": "Subject:", "enclosures": "Enclosures:"},
        created=date(2025, 5, 1),
    )
    assert as_text(document) == (
        "Copy\n\nSender\nStreet\n\nCustoms\n\n1 May 2025\n\nSubject: Parcel\n\nREQUEST\n\nText.\n\n"
        "List\n\n- a\n1. b\n\nDate | Place\n\nSender\n\nEnclosures:\n- History\n"
    )


@EVERY_LETTER
def test_only_formal_letters_wear_the_frame(kind: Kind, locale: str) -> None:
    letter = write(FULL, kind, locale)
    worn = (letter.sender, letter.addressee, letter.dateline, letter.signature, letter.enclosures)
    assert all(worn) if kind is not Kind.SELLER_MESSAGE else not any(worn)


@EVERY_LETTER
def test_a_copy_says_so_and_says_the_same(kind: Kind, locale: str) -> None:
    sent, copy = write(FULL, kind, locale), write(FULL, kind, locale, copy=True)
    assert copy.copy_note
    assert replace(copy, copy_note="") == sent
