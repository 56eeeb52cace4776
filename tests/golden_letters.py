"""Six invented buyers and what their letters may say: whole letters, meant to be read."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from msgspec.structs import replace

from dispute_assistant.case import Kind, Said, Talks
from dispute_assistant.documents import Letter, Scan
from dispute_assistant.money import Money
from dispute_assistant.tracking.events import Status

SELLER, DISPUTE, CUSTOMS = Kind.SELLER_MESSAGE, Kind.DISPUTE_JUSTIFICATION, Kind.CUSTOMS_REQUEST


def _scan(at: str, place: str, text: str, status: Status) -> Scan:
    return Scan(at=datetime.fromisoformat(at), place=place, text=text, status=status)


_RUSSIAN = (
    _scan("2025-02-07 10:44", "Shenzhen", "中国邮政已收取快件", Status.ACCEPTED),
    _scan("2025-02-14 13:20", "Guangzhou", "出口海关/放行", Status.EXPORT_CUSTOMS_RELEASED),
    _scan("2025-03-11 22:31", "102975", "Прибыло на территорию РФ", Status.ARRIVED_DESTINATION),
    _scan("2025-03-12 09:15", "102975", "Прием на таможню", Status.IMPORT_CUSTOMS_PRESENTED),
    _scan(
        "2025-03-19 16:40", "102975 Москва PCI-1", "Отказ в выпуске", Status.IMPORT_CUSTOMS_REFUSED
    ),
    _scan(
        "2025-03-20 11:05",
        "102975 Москва PCI-1",
        "Отказ в выпуске таможней",
        Status.IMPORT_CUSTOMS_RETURNED,
    ),
)

REFUSED = Letter(
    today=date(2025, 3, 22),
    buyer_name="Морозова Анна Сергеевна",
    buyer_address=("ул. Садовая, д. 5, кв. 12", "443001 Самара"),
    seller_name="Shenzhen Sound Store",
    marketplace="AliExpress",
    order_number="8123456789012345",
    ordered_on=date(2025, 2, 3),
    item="Bluetooth headphones",
    amount=Money(Decimal("25.90"), "USD"),
    shipping=Money(Decimal("3.40"), "USD"),
    tracking_number="RB007000019CN",
    origin="CN",
    destination="RU",
    scans=_RUSSIAN,
    last_scan=_RUSSIAN[-1],
    customs_scan=_RUSSIAN[-2],
    silent_days=2,
    grounds_found=("refused", "going_back"),
    evidence={"refused": _RUSSIAN[-2], "going_back": _RUSSIAN[-1]},
    verdict="returned",
    outcome="returning",
    demand="refund",
    nothing_asked=True,
    no_notice=True,
    settle_less_shipping=True,
    reply_by=date(2025, 3, 29),
    protection_end=date(2025, 4, 20),
    dispute="by",
    personal_use=True,
    office="102975 Москва PCI-1",
    authority_name="Федеральная таможенная служба",
    authority_office="Центральная почтовая таможня",
    enclosures=("tracking_history", "order_page"),
)

_GERMAN = (
    _scan("2026-09-28 18:02", "Yiwu", "快件已揽收", Status.ACCEPTED),
    _scan(
        "2026-10-15 06:50",
        "Leipzig",
        "Die Sendung ist im Zielland eingetroffen",
        Status.ARRIVED_DESTINATION,
    ),
    _scan(
        "2026-10-16 08:11",
        "Leipzig",
        "Die Sendung befindet sich in der Verzollung",
        Status.IMPORT_CUSTOMS_PROCESSING,
    ),
)

STUCK = Letter(
    today=date(2026, 11, 6),
    buyer_name="Kim Hoffmann",
    buyer_address=("Lindenstraße 5", "10969 Berlin"),
    marketplace="AliExpress",
    order_number="3041234567890123",
    ordered_on=date(2026, 9, 25),
    item="LED-Schreibtischlampe, dimmbar",
    amount=Money(Decimal("34.50"), "EUR"),
    tracking_number="RR102938478CN",
    origin="CN",
    destination="DE",
    scans=_GERMAN,
    last_scan=_GERMAN[-1],
    customs_scan=_GERMAN[-1],
    silent_days=21,
    grounds_found=("stuck", "routine_clearance"),
    evidence={"stuck": _GERMAN[-1], "routine_clearance": _GERMAN[-1]},
    verdict="in_process",
    outcome="open",
    demand="clarify",
    nothing_asked=True,
    no_notice=True,
    talks=Talks.ASKED_TO_WAIT,
    reply_by=date(2026, 11, 13),
    personal_use=True,
    authority_name="Generalzolldirektion",
    authority_address=("Am Propsthof 78a", "53121 Bonn"),
    enclosures=("tracking_history", "order_page"),
)

_SPANISH = (
    _scan("2026-10-02 09:30", "Shenzhen", "Accepted by carrier", Status.ACCEPTED),
    _scan("2026-10-19 17:45", "Madrid", "Llegada al país de destino", Status.ARRIVED_DESTINATION),
    _scan(
        "2026-10-21 10:20",
        "Madrid",
        "Retenido en aduana: falta la factura",
        Status.IMPORT_CUSTOMS_HELD,
    ),
)

PAPERS = Letter(
    today=date(2026, 11, 4),
    buyer_name="Lucía Herrera Gómez",
    buyer_address=("Calle Mayor 5, 2.º B", "28013 Madrid"),
    buyer_contact="lucia@example.org",
    seller_name="BrightHome",
    marketplace="AliExpress",
    order_number="3051112223334445",
    ordered_on=date(2026, 9, 30),
    item="Lámpara de pie con regulador",
    amount=Money(Decimal("48.90"), "EUR"),
    shipping=Money(Decimal("6.00"), "EUR"),
    tracking_number="CP314159268CN",
    origin="CN",
    destination="ES",
    scans=_SPANISH,
    last_scan=_SPANISH[-1],
    customs_scan=_SPANISH[-1],
    silent_days=14,
    grounds_found=("papers_wrong", "information_asked"),
    evidence={"papers_wrong": _SPANISH[-1]},
    responsible="seller",
    verdict="info_required",
    outcome="open",
    demand="papers",
    demand_met=True,
    talks=Talks.NO_ANSWER,
    talks_since=date(2026, 10, 26),
    reply_by=date(2026, 11, 11),
    protection_end=date(2026, 12, 15),
    dispute="by",
    customs_said=Said.PAPERS,
    customs_said_on=date(2026, 10, 23),
    office="Aduana del aeropuerto de Barajas",
    authority_name="Agencia Estatal de Administración Tributaria",
    enclosures=("tracking_history", "order_page", "customs_notice"),
    note="Envié a la aduana la captura del pago el 24 de octubre.",
)

DUTY = Letter(
    today=date(2026, 11, 10),
    buyer_name="Camille Martin",
    buyer_address=("18 rue de l’Église", "69003 Lyon"),
    marketplace="AliExpress",
    order_number="3067778889990001",
    item="Coque de téléphone",
    amount=Money(Decimal("12.00"), "EUR"),
    tracking_number="UA555012347HK",
    destination="FR",
    shown="held",
    grounds_found=("duty_asked", "held"),
    verdict="duty_due",
    outcome="open",
    demand="tax_data",
    talks=Talks.DISPUTE_OPEN,
    dispute="open",
    reply_by=date(2026, 11, 17),
    customs_said=Said.DUTY_ASKED,
    authority_name="Direction générale des douanes et droits indirects",
    authority_address=("11 rue des Deux Communes", "93558 Montreuil cedex"),
    enclosures=("order_page",),
)

_KAZAKH = (
    _scan("2026-09-10 12:00", "Urumqi", "邮件已收寄", Status.ACCEPTED),
    _scan("2026-09-24 15:30", "Алматы", "Прибыло в страну назначения", Status.ARRIVED_DESTINATION),
    _scan("2026-09-29 11:40", "Алматы", "Изъято таможней", Status.IMPORT_CUSTOMS_SEIZED),
)

SEIZED = Letter(
    today=date(2026, 10, 12),
    buyer_name="Серікқызы Айгүл",
    buyer_address=("Абай даңғылы, 10-үй, 25-пәтер", "050000 Алматы"),
    marketplace="AliExpress",
    order_number="3019998887776665",
    ordered_on=date(2026, 9, 7),
    item="Sports shoes, size 38",
    amount=Money(Decimal("39.99"), "USD"),
    tracking_number="LP202604013CN",
    origin="CN",
    destination="KZ",
    scans=_KAZAKH,
    last_scan=_KAZAKH[-1],
    customs_scan=_KAZAKH[-1],
    silent_days=13,
    grounds_found=("seized", "counterfeit"),
    evidence={"seized": _KAZAKH[-1]},
    responsible="seller",
    verdict="seized",
    outcome="seized",
    demand="refund",
    talks=Talks.REFUSED,
    reply_by=date(2026, 10, 19),
    protection_end=date(2026, 11, 30),
    dispute="by",
    customs_said=Said.COUNTERFEIT,
    customs_said_on=date(2026, 10, 2),
    office="Алматы",
    authority_name="Қазақстан Республикасы Қаржы министрлігінің Мемлекеттік кірістер комитеті",
    enclosures=("tracking_history", "order_page", "customs_notice"),
)

TERM_PASSED = replace(
    REFUSED,
    grounds_found=("term_passed", "going_back"),
    evidence={"term_passed": _RUSSIAN[-2], "going_back": _RUSSIAN[-1]},
    responsible="buyer",
    demand="goodwill",
    nothing_asked=False,
    no_notice=False,
    settle_less_shipping=False,
    customs_said=Said.TERM_PASSED,
)

LETTERS: Mapping[str, tuple[Letter, Mapping[Kind, tuple[str, ...]]]] = {
    "refused_and_going_back": (
        REFUSED,
        {
            SELLER: ("en", "es", "ru", "zh_Hans"),
            DISPUTE: ("en", "es", "ru", "zh_Hans"),
            CUSTOMS: ("en", "ru"),
        },
    ),
    "no_news_from_customs": (
        STUCK,
        {SELLER: ("en", "zh_Hans"), DISPUTE: ("en",), CUSTOMS: ("de", "en")},
    ),
    "invoice_missing": (
        PAPERS,
        {SELLER: ("es", "zh_Hans"), DISPUTE: ("es", "zh_Hans"), CUSTOMS: ("es",)},
    ),
    "duty_asked": (DUTY, {SELLER: ("en", "zh_Hans"), DISPUTE: ("en",), CUSTOMS: ("fr",)}),
    "counterfeit_seized": (SEIZED, {SELLER: ("ru",), DISPUTE: ("ru",), CUSTOMS: ("kk", "ru")}),
    "term_passed": (TERM_PASSED, {SELLER: ("en", "es", "ru", "zh_Hans")}),
}
"""By story: the letter, and the kinds and languages in which it is written out."""
