"""Tracking numbers: what they tell, which of them a paste holds, and where to look them up."""

import re
import string
import tomllib
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispute_assistant import identifiers
from dispute_assistant.errors import InputError
from dispute_assistant.identifiers import find_numbers, identify, is_valid, origin, trackers

DATA: dict[str, Any] = tomllib.loads(
    (files("dispute_assistant") / "data/tracking/carriers.toml").read_text(encoding="utf-8")
)
ROWS: list[dict[str, Any]] = DATA["number"]
WRONG_DIGIT = "The check digit of this number is wrong: compare it with the order page."
SHARED = "Numbers of this form are used by several carriers: {carriers}."
STRANGE = (
    "No post is known to use the letters {letters} of this number: compare it with the order page."
)


def kinds(number: str) -> list[str]:
    return [identity.kind for identity in identify(number)]


def notes(number: str) -> list[str]:
    return [note.template for identity in identify(number) for note in identity.notes]


def s10(service: str, serial: int, post: str) -> str:
    """Return an S10 number; its check digit is made apart from the rule under test."""
    digits = f"{serial:08}"
    weighed = sum(int(digits[n]) * int("86423597"[n]) for n in range(8))
    return f"{service}{digits}{'50987654321'[weighed % 11]}{post}"


SERVICES = st.tuples(st.sampled_from("ABCDEGHLMNPQRUVZ"), st.sampled_from(string.ascii_uppercase))
NUMBERS = st.builds(
    s10,
    SERVICES.map("".join),
    st.integers(0, 99_999_999),
    st.sampled_from(DATA["s10"]["countries"].split()),
)


# --- compact, validate, is_valid ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        (" rb 123 456 785 gb ", "RB123456785GB"),
        ("LP-0006-8434-402473", "LP00068434402473"),
        ("RB123\u200b456785\u2011GB", "RB123456785GB"),
        ("ＲＢ１２３４５６７８５ＧＢ", "RB123456785GB"),
        ("№ 80110885894666", "80110885894666"),
        ("ЕМ123456785RU", "EM123456785RU"),
        ("Ж123456785", "Ж123456785"),
    ],
)
def test_number_is_written_one_way(written: str, plain: str) -> None:
    assert identifiers.compact(written) == plain


@pytest.mark.parametrize(
    ("number", "complaint"),
    [
        ("  ", "The tracking number is empty."),
        ("RB12345678Ж", "“{number}” has signs that no tracking number has."),
        ("RB1234", "“{number}” is too short or too long for a tracking number."),
        ("1" * 41, "“{number}” is too short or too long for a tracking number."),
        ("TRACKING12", "“{number}” has too few digits for a tracking number."),
    ],
)
def test_what_cannot_be_a_number_is_refused(number: str, complaint: str) -> None:
    with pytest.raises(InputError) as caught:
        identifiers.validate(number)
    assert [p.what.template for p in caught.value.problems] == [complaint]


@pytest.mark.parametrize("number", ["LX123456789US", "UNKNOWN1234567", "RB123456785XX"])
def test_doubt_is_no_refusal(number: str) -> None:
    assert identifiers.validate(number.lower()) == number
    assert not is_valid(number)


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("RB123456785GB", True),
        ("RB123456785US", True),
        (" R B 1 2 3 4 5 6 7 8 5 C F ", True),
        ("RB123456786US", False),
        ("RB123456785XX", False),
        ("SB123456785GB", False),
        ("UH123456785YP", True),
        ("80110885894666", True),
        ("80110885894667", False),
        ("10204289519872", True),
        ("1Z5R89390357567127", True),
        ("1Z5R89390357567128", False),
        ("986578788855", True),
        ("9611020987654312345672", True),
        ("9611020987654312345671", False),
        ("9400111201080805483016", True),
        ("9400111201080805483017", False),
        ("420221539101026837331000039521", True),
        ("420221539101026837331000039522", False),
        ("LP00068434402473", True),
        ("RLJ00000023", True),
        ("no number yet", False),
        ("", False),
    ],
)
def test_valid_number_fits_a_shape_and_its_check_digit(number: str, valid: bool) -> None:
    assert is_valid(number) is valid


@given(NUMBERS)
def test_made_postal_number_is_valid(number: str) -> None:
    assert is_valid(number)
    assert (kinds(number), origin(number)) == (["s10"], number[-2:])


@given(NUMBERS, st.integers(2, 10), st.integers(1, 9))
def test_one_changed_digit_is_noticed(number: str, place: int, step: int) -> None:
    changed = str((int(number[place]) + step) % 10)
    broken = number[:place] + changed + number[place + 1 :]
    if s10(broken[:2], int(broken[2:10]), broken[-2:]) == broken:
        # Remainders 0 and 6 both give the digit 5: the standard itself cannot tell these apart.
        assert place < 10
        assert broken[10] == "5"
        return
    assert not is_valid(broken)
    assert WRONG_DIGIT in notes(broken)
    assert find_numbers(f"Item {broken} held") == (broken,)


@given(st.text(max_size=200) | st.from_regex(r"[A-Z]{0,5}\d{0,40}[A-Z]{0,3}"))
def test_junk_never_raises(text: str) -> None:
    found = find_numbers(text)
    assert all(identifiers.compact(n) == n and len(n) >= 8 for n in found)
    assert is_valid(text) <= bool(identify(text))
    assert all("{" not in t.address for t in trackers(text, destination=text[:2]))
    assert origin(text) in ("", identifiers.compact(text)[-2:])


# --- identify -----------------------------------------------------------------------------------


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_shape_fits_its_examples_and_nothing_else(row: dict[str, Any]) -> None:
    for number in row["examples"]:
        fitting = {i.kind: i for i in identify(number)}
        assert fitting[row["id"]].sound, number
        assert fitting[row["id"]].certainty == row["sure"]
    assert [n for n in row["counter_examples"] if row["id"] in kinds(n)] == []


@pytest.mark.parametrize("row", [r for r in ROWS if r["check"]], ids=lambda row: row["id"])
def test_check_digit_of_an_example_can_fail(row: dict[str, Any]) -> None:
    for number in row["examples"]:
        broken = number[:-1] + str((int(number[-1]) + 1) % 10) if number[-1].isdigit() else ""
        fitting = [i for i in identify(broken) if i.kind == row["id"]]
        assert [(i.sound, i.certainty) for i in fitting] in ([], [(False, "possible")])
        assert fitting or not broken


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("RB123456785GB", [("s10", "GB", "certain")]),
        ("RB123456786GB", [("s10", "GB", "possible")]),
        ("UH123456785YP", [("s10", "", "likely")]),
        ("RB123456785XX", [("s10", "", "possible")]),
        ("LP00068434402473", [("cainiao_order", "", "certain")]),
        ("LP0000000000000CN", [("four_px", "", "certain")]),
        ("LP007000623CN", [("s10", "CN", "certain")]),
        ("YT0000000000000000", [("yunexpress", "", "likely")]),
        ("JD000000000000000000", [("dhl_piece", "", "certain")]),
        ("JDV0000000000000", [("jd", "", "likely")]),
        ("HELLO12345", []),
        ("RLJ00000023", [("cainiao_local", "", "likely")]),
        ("YT2616912345678", [("yto", "", "likely")]),
        ("80110885894666", [("russian_post", "RU", "likely")]),
        ("59000000000000", [("nova_post", "UA", "likely"), ("russian_post", "RU", "possible")]),
        ("3318810025", [("dhl_express", "", "likely"), ("cdek", "", "possible")]),
    ],
)
def test_number_tells_its_kind(number: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(i.kind, i.country, i.certainty) for i in identify(number)] == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("RB123456785CN", []),
        ("RB123456785GB", []),
        ("RB123456786GB", [WRONG_DIGIT]),
        ("RB123456786XX", [WRONG_DIGIT, STRANGE]),
        ("KB123456785CN", [STRANGE]),
        ("YT2616912345678901", [SHARED]),
        ("3318810025", [SHARED, SHARED]),
        ("JD014600006615052307", [SHARED]),
    ],
)
def test_doubt_is_said_aloud(number: str, expected: list[str]) -> None:
    assert notes(number) == expected


@pytest.mark.parametrize(
    "number",
    ["RB123456785US", "RB123456785CV", "1Z410E7W0392751591", "9361289878700317633795",
     "92748931507708513018050063", "1001921380360001000300639585804382",
     "4201002334249200190132607600833457", "9405803699300124287899", "LTN38570269N1"],
)  # fmt: skip
def test_published_test_number_is_certain(number: str) -> None:
    first = identify(number)[0]
    assert (first.certainty, first.sound) == ("certain", True)


@pytest.mark.parametrize("number", ["799531274483", "3318810036", "8487135506", "73891051146"])
def test_published_test_number_of_a_shared_shape_is_likely(number: str) -> None:
    assert identify(number)[0].certainty == "likely"


@pytest.mark.parametrize(
    "number",
    ["RB123456786US", "9200000000000000000000", "1001901781990001000300617767839438"],
)
def test_published_wrong_number_is_only_possible(number: str) -> None:
    first = identify(number)[0]
    assert (first.certainty, first.sound) == ("possible", False)


def test_post_that_is_not_listed_still_has_a_country() -> None:
    first = identify("RB123456785CV")[0]
    assert (first.country, first.carriers) == ("CV", ())


def test_letter_without_registration_is_told_apart() -> None:
    assert [n for n in notes("UA007000141CN") if "without registration" in n]
    assert not [n for n in notes("RA007000141CN") if "without registration" in n]


def test_ambiguous_number_names_every_carrier_once() -> None:
    (note,) = identify("YT2616912345678901")[0].notes
    assert note.values["carriers"] == ["YunExpress", "Yanwen"]


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("RB123456785GB", "GB"),
        ("RB123456786GB", "GB"),
        ("RB123456785XX", ""),
        ("80110885894666", ""),
        ("3SABCD123456789", ""),
        ("LP00068434402473", ""),
    ],
)
def test_only_postal_numbers_tell_an_origin(number: str, country: str) -> None:
    # A Russian Post number of 14 digits may be the last leg of a parcel from China.
    assert origin(number) == country


# --- numbers in a paste -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Number: RLJ00000023", ("RLJ00000023",)),
        ("Tracking Number: LP00068434402473", ("LP00068434402473",)),
        ("Трек-номер: 80110885894666", ("80110885894666",)),
        ("Трек-номер заказа: 80110885894666", ("80110885894666",)),
        ("Код отправления №80110885894666", ("80110885894666",)),
        ("Трек-номер №80110885894667", ("80110885894667",)),
        ("运单号：YT2616912345678901", ("YT2616912345678901",)),
        ("运单号YT2616912345678901查询", ("YT2616912345678901",)),
        ("Código de seguimiento: AA123456789BR", ("AA123456789BR",)),
        ("Código de seguimiento AA 123 456 789 BR", ("AA123456789BR",)),
        ("Order tracking number: RB123456785GB", ("RB123456785GB",)),
        ("Order tracking number: 3318810025", ("3318810025",)),
        ("Tracking number:\nYZ3892406173", ("YZ3892406173",)),
        ("Tracking No.: EV00000000000543NPI", ("EV00000000000543NPI",)),
        ("Your order RB123456785GB has been shipped", ("RB123456785GB",)),
        ("DHL waybill 3318810025", ("3318810025",)),
        ("СДЭК 1234567890", ("1234567890",)),
        ("Number: 3318810025", ("3318810025",)),
        ("Sendungsnummer 00340434000000000001", ("00340434000000000001",)),
        ("00340434000000000001", ("00340434000000000001",)),
        ("Прибыло\n80110885894666\nМосква", ("80110885894666",)),
        ("80110885894666;2025-03-12;Прием", ("80110885894666",)),
        ("801108 85 89466 6", ("80110885894666",)),
        ("1Z 5R8 939 03 5756 7127", ("1Z5R89390357567127",)),
        ("9400 1112 0108 0805 4830 16 shipped", ("9400111201080805483016",)),
        ("https://t.17track.net/en#nums=RB123456785GB,RV007000274CN",
         ("RB123456785GB", "RV007000274CN")),
        ("(rb123456785gb), RB 123456785 GB.", ("RB123456785GB",)),
        ("RА123456785СN", ("RA123456785CN",)),
        ("LX123456789US", ("LX123456789US",)),
        ("UA007000141CN LP00068434402473", ("UA007000141CN", "LP00068434402473")),
    ],
)  # fmt: skip
def test_numbers_of_a_paste_are_found(text: str, found: tuple[str, ...]) -> None:
    assert find_numbers(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Order 8123456789012345",
        "Order number: 8123456789012345",
        "Number: 8123456789012345",
        "Track your order: 8123456789012345",
        "Номер заказа 5012345678901234",
        "№ заказа 80110885894666",
        "Номер заказа\n80110885894666",
        "Order number YT2616912345678",
        "订单号：8123456789012345",
        "Número de pedido: 80110885894666",
        "Bestellnummer 80110885894666",
        "We wrote 80110885894666 somewhere in a sentence",
        "80110885894667",
        "2025-04-11 09:31:00",
        "20250411093100",
        "Tracking number\n20250411093100",
        "12.05.2025 16:05",
        "1789823771000",
        "102975, Москва PCI-1",
        "51802168 Shenzhen",
        "Индекс 80110885894666",
        "+7 900 123-45-67",
        "+79001234567",
        "8 (900) 123-45-67",
        "Посылка ждёт, тел. 89001234567",
        "Phone: 3318810025",
        "Call 18001234567 for help",
        "Заказ 80110885894666 оплачен",
        "Passport 4510123456, INN 770123456789",
        "SHENZHEN2 518000 EXPORT",
        "Weight 0.05 kg, price 1234567.89 USD",
        "ИНН 77012345678901",
        "Счёт 40817810099910004312",
        "IBAN DE89370400440532013000",
        "4276 1234 5678 9012",
        "0xa969003048d2b47311e3fd2038f378ab",
        "550e8400-e29b-41d4-a716-446655440000",
        "SB123456786GB",
        "tb123456786xx",
        "see pages rb123456786gb",
        "Held by customs",
        "",
    ],
)
def test_other_numbers_are_left(text: str) -> None:
    assert find_numbers(text) == ()


@given(NUMBERS, st.sampled_from([" ", "\n", ", ", "; ", " / ", "：", "。"]))
def test_postal_number_is_found_between_any_signs(number: str, sign: str) -> None:
    assert find_numbers(f"текст{sign}{number}{sign}text") == (number,)


@given(
    st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)),
    st.integers(100_000, 999_999),
)
def test_dates_and_office_indexes_are_left(day: date, index: int) -> None:
    text = f"{day:%d.%m.%Y} {index} {day:%Y-%m-%d} {index}, {day:%Y%m%d}"
    assert find_numbers(text) == ()
    assert find_numbers(f"Tracking number {day:%Y%m%d}1200") == ()


def test_each_number_is_found_once_in_order() -> None:
    text = "RV007000274CN, RB123456785GB, RV007000274CN"
    assert find_numbers(text) == ("RV007000274CN", "RB123456785GB")


# --- where to look ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "destination", "names"),
    [
        ("RB123456785CN", "", ["China Post", "17TRACK", "UPU Global Track & Trace", "Parcels"]),
        ("RB123456785CN", "ru", ["Russian Post", "China Post", "17TRACK"]),
        ("RB123456785RU", "RU", ["Russian Post", "17TRACK"]),
        ("EB123456785CN", "", ["China Post", "EMS (UPU)", "17TRACK"]),
        ("LP00068434402473", "RU", ["Cainiao (AliExpress)", "17TRACK", "Parcels"]),
        ("80110885894666", "", ["Russian Post", "17TRACK", "Parcels"]),
        ("3318810025", "", ["DHL Express", "CDEK", "17TRACK", "Parcels"]),
        ("EV00000000000543NPI", "", ["17TRACK", "Parcels"]),
        ("UNKNOWN1234567", "", ["17TRACK", "Parcels"]),
    ],
)
def test_best_look_up_comes_first(number: str, destination: str, names: list[str]) -> None:
    found = [tracker.name for tracker in trackers(number, destination=destination)]
    assert found[: len(names)] == names


def test_address_holds_the_number() -> None:
    addresses = [tracker.address for tracker in trackers(" lp-00068434402473 ")]
    assert addresses == [
        "https://global.cainiao.com/detail.htm?mailNoList=LP00068434402473",
        "https://t.17track.net/en#nums=LP00068434402473",
        "https://parcelsapp.com/en/tracking/LP00068434402473",
    ]


def test_number_cannot_change_the_address() -> None:
    first = trackers("1&x=<b>?%2")[0].address
    assert first == "https://t.17track.net/en#nums=1%26X%3D%3CB%3E%3F%252"


# --- the data -----------------------------------------------------------------------------------


def test_every_record_has_a_source_that_may_be_used() -> None:
    known = {s["id"]: s for s in DATA["sources"]}
    named = [r["source"] for r in (*DATA["carrier"], *DATA["tracker"], *ROWS, DATA["s10"])]
    assert set(named) == set(known)
    assert {s["confidence"] for s in known.values()} <= {"verified", "reported"}


def test_addresses_are_safe_and_of_the_known_form() -> None:
    addresses = [r.get("tracker", r.get("address")) for r in (*DATA["carrier"], *DATA["tracker"])]
    odd = [a for a in addresses if a and not re.fullmatch(r"https://[^{}\s]+(\{number\}\S*)?", a)]
    assert odd == []


def test_posts_stand_for_countries() -> None:
    posts = {code for row in DATA["carrier"] for code in row["post_of"]}
    # YP is no country: Yanwen uses it in numbers made like those of a post.
    assert posts - set(DATA["s10"]["countries"].split()) == {"YP"}


def test_no_id_stands_twice() -> None:
    for table in ("carrier", "number", "tracker", "sources"):
        ids = [row["id"] for row in DATA[table]]
        assert sorted(ids) == sorted(set(ids)), table
