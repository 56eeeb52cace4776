"""What letters may say: only answers, scans and rules, the same in all papers of a case."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given

from dispute_assistant import documents, letters
from dispute_assistant.case import UNKNOWN, Answers, Demand, Kind, Said, Shown, Talks
from dispute_assistant.documents import Letter, Scan, as_text, write
from dispute_assistant.findings import Certainty
from dispute_assistant.locales import Locale
from dispute_assistant.money import Money
from dispute_assistant.remarks import REMARKS
from dispute_assistant.tracking.events import Status
from random_cases import COMPLETE, DAYS, ON, history, situation
from test_documents import LETTERS, slips

ALL = {"papers.wanted": tuple(Kind)}
DETAILS: dict[str, object] = {
    "order.marketplace": "aliexpress",
    "parcel.destination": "RU",
    "customs.said": "nothing",
    "order.ordered_on": date(2026, 10, 2),
    "order.protection_end": date(2026, 12, 15),
    "talks.state": "not_started",
    "order.number": "8190000000000017",
    "order.item": "Bluetooth headphones",
    "order.amount": Money(Decimal("25.90"), "USD"),
    "remedy.settle": "full",
    "buyer.name": "Анна Морозова",
    "buyer.address": "ул. Садовая, д. 5\n443001 Самара",
    **ALL,
}
REFUSED = (
    (ON - timedelta(days=12), Status.ARRIVED_DESTINATION),
    (ON - timedelta(days=4), Status.IMPORT_CUSTOMS_REFUSED),
)


def letter(*scans: tuple[date, Status], answers: Answers | None = None) -> Letter:
    """Return what letters may say for a history with ``scans``, else a refused parcel."""
    text = history(*(scans or REFUSED))
    return letters.letter(situation({**DETAILS, "tracking.history": text, **(answers or {})}))


# Every number comes from the case

NAMES = re.compile(
    r"статьи 265|03\.08\.2018|289-ФЗ|статьи 305|статьёй 12|02\.05\.2006|59-ФЗ|30 дней|CN ?2[23]"
)
"""The law that the Russian request cites, and the customs declarations of the post."""


def values(found: Letter, words: Locale) -> Iterator[str]:
    """Yield every value with figures in it that a letter in this language may show."""
    yield from (found.order_number, found.tracking_number, found.item, found.note, found.office)
    yield from (*found.buyer_address, found.buyer_contact, *found.authority_address)
    yield from (found.marketplace, found.authority_name, found.authority_office)
    yield from (words.money(m) for m in (found.amount, found.shipping) if m)
    days = (found.today, found.ordered_on, found.reply_by, found.protection_end)
    yield from (words.day(d) for d in (*days, found.talks_since, found.customs_said_on) if d)
    for scan in found.scans:
        yield from (scan.text, scan.place, words.moment(scan.at), words.day(scan.at))
        yield words.day(date(scan.at.year, scan.at.month, scan.at.day))
    if found.silent_days is not None:
        yield words.days(found.silent_days)


def stray_numbers(text: str, found: Letter, words: Locale) -> list[str]:
    """Return the figures in ``text`` that stand for nothing in the case."""
    text = NAMES.sub("", _plain(text))
    for value in sorted(map(_plain, values(found, words)), key=len, reverse=True):
        text = text.replace(value, "") if value else text
    return re.findall(r"\d+", re.sub(r"^\d+\. ", "", text, flags=re.MULTILINE))


def _plain(text: str) -> str:
    return " ".join(re.split(r"[^\S\n]+", text))


def can_be_written(found: Letter) -> bool:
    return "delivered" not in found.grounds_found


@given(COMPLETE, DAYS)
def test_every_letter_about_any_case_is_whole_and_its_numbers_are_those_of_the_case(
    answers: dict[str, object], on: date
) -> None:
    found = letters.letter(situation({**answers, **ALL}, on))
    if not can_be_written(found):
        return
    for kind, locale in LETTERS:
        document = write(found, kind, locale)
        assert slips(document) == [], (kind, locale)
        text = as_text(document)
        assert stray_numbers(text, found, Locale(locale)) == [], (kind, locale)


@given(COMPLETE, DAYS)
def test_the_papers_of_a_case_agree(answers: dict[str, object], on: date) -> None:
    """Whoever reads two of them must find one parcel, one order and one sum."""
    found = letters.letter(situation({**answers, **ALL}, on))
    if not can_be_written(found):
        return
    texts = {kind: as_text(write(found, kind, "en")) for kind in Kind}
    numbers = {kind: set(re.findall(r"\b[A-Z]{2}\d{9}[A-Z]{2}\b", t)) for kind, t in texts.items()}
    assert set(map(frozenset, numbers.values())) == {frozenset({found.tracking_number})}
    orders = {kind: set(re.findall(r"\b\d{16}\b", text)) for kind, text in texts.items()}
    assert orders == {
        Kind.SELLER_MESSAGE: {found.order_number},
        Kind.DISPUTE_JUSTIFICATION: {found.order_number},
        Kind.CUSTOMS_REQUEST: set(),
    }
    sums = {kind: set(re.findall(r"[\d.,]+ US dollars", text)) for kind, text in texts.items()}
    assert sums[Kind.DISPUTE_JUSTIFICATION] == {"25.90 US dollars"}
    assert "25.90 US dollars" in sums[Kind.SELLER_MESSAGE]
    assert sums[Kind.SELLER_MESSAGE] <= {"25.90 US dollars", "3.40 US dollars"}
    said = {"25.90 US dollars"} if "value_wrong" in found.grounds_found else set()
    assert sums[Kind.CUSTOMS_REQUEST] == said


@given(COMPLETE, DAYS)
def test_a_letter_rests_on_nothing_uncertain(answers: dict[str, object], on: date) -> None:
    now = situation({**answers, **ALL}, on)
    found = letters.letter(now)
    doubtful = {f.rule for f in now.diagnosis.findings if f.certainty is Certainty.POSSIBLE}
    doubtful |= {remark.__name__ for remark in REMARKS}
    assert not (doubtful - {"too_little_known"}) & set(found.grounds_found)
    assert found.grounds_found
    assert set(found.evidence) <= set(found.grounds_found)
    assert set(found.evidence.values()) <= set(found.scans)
    end = now.plan.days.protection_end
    assert (found.protection_end is not None) is (
        end is not None and not end.estimated and end.day >= on
    )


# Only what was answered


def test_an_estimated_end_of_protection_is_never_said() -> None:
    estimated = {"order.marketplace": "temu", "order.protection_end": UNKNOWN}
    found = letter(answers=estimated)
    assert situation({**DETAILS, **estimated}).plan.days.protection_end
    assert found.protection_end is None
    assert letter().protection_end == date(2026, 12, 15)
    assert letter(answers={"order.protection_end": ON - timedelta(days=1)}).protection_end is None


OFF_THE_PATH: dict[str, object] = {
    "order.marketplace_name": "OFFPATH",
    "order.shipping": Money(Decimal("99.99"), "USD"),
    "customs.said_on": date(2026, 11, 9),
    "customs.personal_use": "yes",
    "customs.demand": "met",
    "talks.since": date(2026, 11, 8),
    "order.extended_until": date(2027, 3, 3),
    "parcel.shown": "error",
    "parcel.received": "no",
    "parcel.tracking_number": "LX123456785HK",
}


def test_answers_off_the_path_reach_no_paper() -> None:
    clean = letter()
    assert letter(answers=OFF_THE_PATH) == clean
    for kind, locale in LETTERS:
        assert "LX123456785HK" not in as_text(write(clean, kind, locale))


NOTHING_ASKED = {
    None: False,
    Said.NOTHING: True,
    Said.NO_REASON: False,
    Said.DATA_ASKED: False,
    Said.DUTY_ASKED: False,
    Said.PAPERS: False,
    Said.TERM_PASSED: False,
}


@pytest.mark.parametrize("said", NOTHING_ASKED)
def test_only_who_says_that_nobody_asked_writes_so(said: Said | None) -> None:
    answers = dict(DETAILS)
    del answers["customs.said"]
    if said:
        answers["customs.said"] = said.value
    found = letters.letter(situation({**answers, "tracking.history": history(*REFUSED)}))
    assert found.nothing_asked is NOTHING_ASKED[said]
    assert found.no_notice is (said is Said.NOTHING)
    asked_in_a_scan = letter(
        (ON - timedelta(days=9), Status.IMPORT_CUSTOMS_INFO_REQUIRED), *REFUSED
    )
    assert not asked_in_a_scan.nothing_asked


@pytest.mark.parametrize("demand", Demand)
def test_only_who_met_a_demand_writes_so(demand: Demand) -> None:
    asked = {"customs.said": "data_asked", "customs.demand": demand.value}
    found = letter((ON, Status.IMPORT_CUSTOMS_INFO_REQUIRED), answers=asked)
    assert found.demand_met is (demand is Demand.MET)
    assert found.demand == ("clarify" if demand is Demand.MET else "papers")


def test_what_the_order_page_shows_counts_only_without_a_history() -> None:
    shown = {"tracking.history": "", "parcel.shown": "held", "parcel.tracking_number": "RB1"}
    now = situation({**DETAILS, **shown})
    assert letters.letter(now).shown == Shown.HELD
    assert letters.letter(now).scans == ()
    assert letter(answers={"parcel.shown": "held"}).shown == ""


WRITTEN = {
    Talks.NOT_STARTED: False,
    Talks.NO_ANSWER: True,
    Talks.ASKED_TO_WAIT: True,
    Talks.REFUSED: True,
    Talks.DISPUTE_OPEN: False,
}


@pytest.mark.parametrize("talks", WRITTEN)
def test_only_what_the_buyer_can_have_is_enclosed(talks: Talks) -> None:
    found = letter(answers={"talks.state": talks.value})
    assert ("seller_correspondence" in found.enclosures) is WRITTEN[talks]
    assert "tracking_history" in found.enclosures
    assert "payment_proof" not in found.enclosures
    doubted = letter(answers={"customs.said": "value"})
    assert "payment_proof" in doubted.enclosures
    nothing = {"tracking.history": "", "parcel.shown": "held"}
    assert "tracking_history" not in letters.letter(situation({**DETAILS, **nothing})).enclosures


# What is asked for

DAY = ON - timedelta(days=2)
OUTCOMES = {
    Status.IMPORT_CUSTOMS_REFUSED: ("refused", "refund"),
    Status.IMPORT_CUSTOMS_RETURNED: ("returning", "refund"),
    Status.RETURNING: ("returning", "refund"),
    Status.RETURNED_TO_SENDER: ("returned", "refund"),
    Status.IMPORT_CUSTOMS_SEIZED: ("seized", "refund"),
    Status.IMPORT_CUSTOMS_DESTROYED: ("destroyed", "refund"),
    Status.LOST: ("lost", "refund"),
    Status.IMPORT_CUSTOMS_HELD: ("open", "clarify"),
    Status.IMPORT_CUSTOMS_ERROR: ("open", "clarify"),
    Status.IMPORT_CUSTOMS_INFO_REQUIRED: ("open", "papers"),
    Status.IMPORT_CUSTOMS_DUTY_DUE: ("open", "tax_data"),
    Status.IMPORT_CUSTOMS_DUTY_REFUSED: ("open", "goodwill"),
}


@pytest.mark.parametrize("status", OUTCOMES)
def test_a_refund_is_asked_for_only_when_the_parcel_cannot_come(status: Status) -> None:
    found = letter((DAY, status))
    assert (found.outcome, found.demand) == OUTCOMES[status]


def test_the_scan_behind_each_ground_is_quoted() -> None:
    back = (ON - timedelta(days=3), Status.IMPORT_CUSTOMS_RETURNED)
    found = letter(*REFUSED, back)
    assert found.grounds_found == ("going_back", "refused")
    assert found.evidence["going_back"].status == Status.IMPORT_CUSTOMS_RETURNED
    assert found.evidence["refused"].status == Status.IMPORT_CUSTOMS_REFUSED
    assert found.customs_scan == found.evidence["going_back"]
    assert found.silent_days == 3


def test_an_entry_without_a_day_is_no_proof() -> None:
    text = history(*REFUSED) + "\nQx19v without a day"
    found = letters.letter(situation({**DETAILS, "tracking.history": text}))
    assert all(isinstance(scan, Scan) and scan.at for scan in found.scans)


# Who is written to


@pytest.mark.parametrize(("country", "named"), [("RU", True), ("DE", True), ("XK", False)])
def test_an_authority_on_record_is_named_in_its_own_language(country: str, named: bool) -> None:
    found = letter(answers={"parcel.destination": country})
    assert bool(found.authority_name) is named
    request = write(found, Kind.CUSTOMS_REQUEST, "en")
    assert request.addressee[0] == (found.authority_name or "Customs authorities")


def test_a_shop_that_is_not_on_record_is_called_as_the_buyer_calls_it() -> None:
    found = letter(answers={"order.marketplace": "other", "order.marketplace_name": "Basar & Co"})
    assert found.marketplace == "Basar & Co"
    assert letter().marketplace == "AliExpress"


def test_every_letter_that_exists_is_tested_here() -> None:
    assert sorted(LETTERS) == sorted(
        (kind, locale) for kind in Kind for locale in documents.locales(kind)
    )
