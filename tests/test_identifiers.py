"""Numbers of parcels: shapes, check digits, what they tell, finding them in a paste."""

import tomllib
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispute_assistant.errors import InputError
from dispute_assistant.identifiers import (
    Tracker,
    carriers,
    compact,
    find_numbers,
    identify,
    is_valid,
    shapes,
    trackers,
    validate,
)

DATA: dict[str, Any] = tomllib.loads(
    (files("dispute_assistant") / "data" / "tracking" / "carriers.toml").read_text("utf-8")
)
NUMBERS = DATA["number"]


def kinds(number: str) -> list[str]:
    return [i.kind for i in identify(number)]


def templates(number: str) -> list[str]:
    return [note.template for i in identify(number) for note in i.notes]


# --- the data -----------------------------------------------------------------------------------


@pytest.mark.parametrize("row", NUMBERS, ids=[row["id"] for row in NUMBERS])
def test_examples_of_every_shape(row: dict[str, Any]) -> None:
    """An example fits its shape and its check digit; a counter-example does not fit the shape."""
    shape = next(s for s in shapes() if s.id == row["id"])
    for number in row["examples"]:
        assert row["id"] in kinds(number), number
        assert shape.check is None or shape.check(number), number
    for number in row["counter_examples"]:
        assert row["id"] not in kinds(number), number


def test_every_record_names_a_source_that_is_listed() -> None:
    sources = {row["id"] for row in DATA["sources"]}
    for row in (*DATA["carrier"], *DATA["tracker"], *NUMBERS):
        assert row["source"] in sources, row["id"]


def test_ids_are_unique() -> None:
    for rows in (DATA["carrier"], NUMBERS):
        ids = [row["id"] for row in rows]
        assert len(set(ids)) == len(ids)


def test_addresses_are_web_addresses() -> None:
    for carrier in carriers().values():
        assert carrier.tracker == "" or carrier.tracker.startswith("https://"), carrier.id


def test_posts_of_s10_are_countries_or_known_pseudo_countries() -> None:
    countries = set(DATA["s10_countries"].split())
    posts = {code for c in carriers().values() for code in c.post_of}
    assert posts - countries == {"YP"}


# --- the contract -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("rb123456785gb", "RB123456785GB"),
        (" RB 123 456 785 GB\n", "RB123456785GB"),
        ("RB-123-456-785-GB.", "RB123456785GB"),
        ("№ 80110885894666", "80110885894666"),
        ("\u200eLP00068434402473\u200b", "LP00068434402473"),
        ("ＲＢ１２３４５６７８５ＧＢ", "RB123456785GB"),
    ],
)
def test_lenient_in_canonical_out(written: str, number: str) -> None:
    assert compact(written) == number
    assert validate(written) == number


@pytest.mark.parametrize("written", ["", "   ", "RB12", "no number", "1" * 41, "РБ123456785ГБ"])
def test_what_cannot_be_a_number_is_said(written: str) -> None:
    with pytest.raises(InputError) as caught:
        validate(written)
    assert caught.value.problems[0].key == "parcel.tracking_number"
    assert not is_valid(written)


def test_an_unknown_shape_and_a_wrong_check_digit_are_not_refused() -> None:
    assert is_valid("ZZZ99999999999XX")
    assert is_valid("RB123456786US")


@given(st.text(max_size=60))
def test_junk_never_raises(text: str) -> None:
    assert compact(compact(text)) == compact(text)
    assert isinstance(is_valid(text), bool)
    identify(text)
    find_numbers(text)
    trackers(text)


@given(st.text(alphabet="0123456789 -./:ABR", max_size=80))
def test_found_numbers_are_valid_and_known(text: str) -> None:
    for number in find_numbers(text):
        assert is_valid(number)
        assert identify(number)


# --- check digits -------------------------------------------------------------------------------


@pytest.mark.parametrize("digits", range(10))
def test_s10_has_one_right_check_digit(digits: int) -> None:
    certain = identify(f"RB12345678{digits}GB")[0].certainty == "certain"
    assert certain is (digits == 5)


@pytest.mark.parametrize(
    "number",
    ["RB123456785US", "RB123456785CV", "1Z410E7W0392751591", "9361289878700317633795",
     "92748931507708513018050063", "1001921380360001000300639585804382",
     "4201002334249200190132607600833457", "LP000000005CN"],
)  # fmt: skip
def test_public_test_numbers_are_certain(number: str) -> None:
    assert identify(number)[0].certainty == "certain"


@pytest.mark.parametrize("number", ["799531274483", "3318810036", "8487135506", "73891051146"])
def test_public_test_numbers_with_a_shared_shape_are_likely(number: str) -> None:
    assert identify(number)[0].certainty == "likely"


@pytest.mark.parametrize(
    "number",
    ["RB123456786US", "9200000000000000000000", "1001901781990001000300617767839438"],
)
def test_a_wrong_check_digit_is_said_softly(number: str) -> None:
    first = identify(number)[0]
    assert first.certainty == "possible"
    assert any("check digit" in note.template for note in first.notes)


@given(st.integers(min_value=0, max_value=99_999_999), st.sampled_from(["CN", "RU", "DE"]))
def test_exactly_one_check_digit_fits_every_serial(serial: int, country: str) -> None:
    fitting = [
        d for d in range(10) if identify(f"RR{serial:08}{d}{country}")[0].certainty == "certain"
    ]
    assert len(fitting) == 1


# --- what a number tells ------------------------------------------------------------------------


def test_s10_tells_the_post_that_issued_it() -> None:
    first = identify("RB123456785CN")[0]
    assert (first.kind, first.country, first.carriers) == ("s10", "CN", ("china_post",))


def test_s10_of_a_post_that_is_not_listed_still_tells_the_country() -> None:
    first = identify("RB123456785CV")[0]
    assert (first.country, first.carriers, first.certainty) == ("CV", (), "certain")


def test_yanwen_numbers_look_like_s10_of_no_country() -> None:
    first = identify("UH123456785YP")[0]
    assert (first.country, first.carriers, first.certainty) == ("", ("yanwen",), "likely")


def test_letters_without_registration_get_a_warning() -> None:
    assert any("begin with U" in template for template in templates("UA000000005CN"))
    assert not any("begin with U" in template for template in templates("RB123456785CN"))


def test_ambiguity_is_said_aloud() -> None:
    """A 10 digit number may be DHL Express by its check digit, or CDEK."""
    assert kinds("3318810025") == ["dhl_express", "cdek"]
    assert any("several carriers" in template for template in templates("3318810025"))
    assert not templates("RB123456785CN")


@pytest.mark.parametrize(
    ("number", "first"),
    [
        ("LP00068434402473", "cainiao_order"),
        ("LP0000000000000CN", "four_px"),
        ("LP000000005CN", "s10"),
        ("YT0000000000000000", "yunexpress"),
        ("YT0000000000000", "yto"),
        ("JD000000000000000000", "dhl_piece"),
        ("JDV0000000000000", "jd"),
        ("80110885894666", "russian_post"),
        ("1Z5R89390357567127", "ups"),
        ("9405803699300124287899", "usps"),
        ("00340434000000000000", "dhl_parcel_de"),
        ("DSVPH000000001", "cainiao_local"),
        ("3SDFC0123456789", "postnl"),
    ],
)
def test_collisions_are_told_apart_by_length(number: str, first: str) -> None:
    assert kinds(number)[0] == first


def test_nothing_is_said_of_an_unknown_shape() -> None:
    assert identify("HELLO12345") == ()


# --- numbers in a paste -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Number: RB007000019CN\nPackage status: In transit (10 Days)", ("RB007000019CN",)),
        ("Трек-номер RA 644 000 001 RU", ("RA644000001RU",)),
        ("Sendungsnummer: 00340434000000000001", ("00340434000000000001",)),
        ("运单号：LP00068434402473", ("LP00068434402473",)),
        ("1Z 5R8 939 03 5756 712 7", ("1Z5R89390357567127",)),
        ("9400 1112 0108 0805 4830 16", ("9400111201080805483016",)),
        ("lp00068434402473, RB123456785GB and again RB123456785GB",
         ("LP00068434402473", "RB123456785GB")),
        ("Tracking number 3318810025", ("3318810025",)),
        ("https://t.17track.net/en#nums=RB123456785GB", ("RB123456785GB",)),
        ("LX123456789US (wrong check digit, as printed)", ("LX123456789US",)),
    ],
)  # fmt: skip
def test_numbers_are_found(text: str, numbers: tuple[str, ...]) -> None:
    assert find_numbers(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "2025-04-11 09:31 Moscow 102975, Vnukovo",
        "Order number 8123456789012345",
        "Номер заказа: 5012345678901234",
        "Заказ 80110885894666 оплачен",
        "+7 900 123-45-67, 8 (800) 100-00-00, +491711234567",
        "Call 18001234567 for help",
        "Tracking number unique identifier 20151203043200",
        "IBAN DE89370400440532013000",
        "Passport 4510123456, INN 770123456789",
        "SHENZHEN2 518000 EXPORT",
        "Weight 0.05 kg, price 1234567.89 USD",
        "ABCDEFGHIJKLM",
        "",
    ],
)
def test_other_numbers_are_left(text: str) -> None:
    assert find_numbers(text) == ()


@given(st.dates(), st.integers(100_000, 999_999))
def test_dates_and_office_indexes_are_never_numbers(day: Any, index: int) -> None:
    text = f"{day:%d.%m.%Y} {index} {day:%Y-%m-%d} {index}, {day:%Y%m%d}"
    assert find_numbers(text) == ()


# --- where to look ------------------------------------------------------------------------------


def test_own_pages_come_first() -> None:
    found = trackers("80110885894666")
    assert found[0] == Tracker(
        name="Russian Post",
        address="https://www.pochta.ru/tracking?barcode=80110885894666",
        carrier="russian_post",
    )
    assert [t.carrier for t in found[-2:]] == ["", ""]


def test_the_post_of_the_destination_is_added() -> None:
    names = [t.name for t in trackers("RB123456785CN", destination="ru")]
    assert names == ["China Post", "Russian Post", "17TRACK", "Parcels"]


def test_express_mail_has_its_own_page() -> None:
    assert "EMS (UPU)" in [t.name for t in trackers("EE123456785JP")]
    assert "EMS (UPU)" not in [t.name for t in trackers("RB123456785JP")]


def test_a_number_of_unknown_shape_still_has_general_trackers() -> None:
    assert [t.name for t in trackers("HELLO12345")] == ["17TRACK", "Parcels"]
