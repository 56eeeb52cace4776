"""``dispute goods``: a page that a worried buyer understands, and the same as JSON."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import jsonschema
import msgspec
import pytest

from dispute_assistant import allowance, goods_page, reference
from dispute_assistant.allowance import Levy, Rate, Standing
from dispute_assistant.errors import InputError
from dispute_assistant.facts import Confidence
from dispute_assistant.goods_page import Question
from dispute_assistant.locales import INTERFACE, Locale
from dispute_assistant.money import parse
from program import dispute

DAY = date(2026, 11, 27)
SCHEMA = json.loads((reference.DATA / "goods.schema.json").read_text("utf-8"))
VAPE = "2024 NEW Disposable VAPE Pen 5000 puffs"


def page(title: str, country: str, channel: str = "any", language: str = "en") -> str:
    question = Question(title=title, country=country, channel=channel, on=DAY)
    return goods_page.page(goods_page.answer(question), Locale(language))


def told(*arguments: str) -> dict[str, Any]:
    done = dispute("goods", *arguments, "--json", "--on", "2026-11-27")
    assert (done.code, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


# what is said of goods


def test_a_ban_comes_first_with_its_rule_word_and_source() -> None:
    text = " ".join(page(VAPE, "RU").split())
    assert text.startswith("Stop and ask first: the title names goods that are banned")
    for part in (
        "Found by: “Disposable VAPE”",
        "Banned in parcels by post to Russia.",
        "By courier it may be otherwise.",
        "The rule, in short: nicotine-containing products",
        "How sure: verified",
        "read on 22 November 2026. https://cis-legislation.com/",
    ):
        assert part in text, part


def test_a_rule_of_mail_is_not_shown_for_a_courier_parcel() -> None:
    assert "Banned in parcels" not in page(VAPE, "RU", "courier")


def test_a_general_rule_of_the_post_states_nothing_of_a_courier_parcel() -> None:
    by_post, by_courier = (page("Fireworks 20 pcs", "JP", c) for c in ("post", "courier"))
    assert by_post.startswith("Stop and ask first")
    assert by_courier.startswith("Not researched")
    assert "By courier it may be otherwise." in by_courier


def test_what_nobody_confirmed_is_no_fact_on_the_page() -> None:
    """The ban of alcohol by mail to the US is general knowledge alone."""
    text = page("Vodka 0.7 l", "US")
    assert text.startswith("Not researched")
    assert "Not confirmed for United States" in text
    assert "anned in" not in text
    assert "non-mailable" not in text


@pytest.mark.parametrize("title", ["Wooden spoon", VAPE])
def test_silence_is_never_called_permission(title: str) -> None:
    text = " ".join(page(title, "FJ").split())
    assert "does not mean that they are allowed" in text


def test_a_permit_is_told_where_the_data_know_one() -> None:
    assert "What lets it in: consent of the competent authority" in page("Vodka 0.7 l", "AE")


def test_a_question_that_the_title_leaves_open_is_asked() -> None:
    text = page("Mini hidden camera pen", "RU")
    assert "Settle this first: Can the device record sound or video" in text


def test_a_battery_inside_is_told_apart_from_one_alone() -> None:
    assert "“TWS” usually has a lithium battery inside" in page("Earphones TWS", "MD")
    alone = page("Power bank 20000", "MD")
    assert "Battery inside" not in alone
    assert "Lithium batteries and power banks" in alone


def test_a_brand_is_a_question_and_no_verdict() -> None:
    text = " ".join(page("Nike running shoes", "RU").split())
    assert text.startswith("Nothing found")
    assert "The name proves nothing." in text
    assert "If they are copies:" in text
    assert "Brand" not in page("Strap for Rolex", "RU")


def test_an_address_that_cannot_be_opened_is_not_printed() -> None:
    text = page("Cigars box of 20", "CO")
    assert "No complete address." in text
    assert "excelsio 2017" not in text


@pytest.mark.parametrize("language", INTERFACE)
@pytest.mark.parametrize("country", ["RU", "BR", "CO", "FJ"])
def test_the_page_fits_a_terminal_in_every_language(country: str, language: str) -> None:
    titles = [c.keywords["en"][0].rstrip("*") for c in reference.goods_categories()]
    text = page("Nike TWS earbuds / " + " / ".join(titles), country, language=language)
    long = [line for line in text.splitlines() if len(line) > 79]
    assert all(line.strip().startswith("http") for line in long)
    assert "{" not in text


# limits


@pytest.mark.parametrize(
    ("country", "value", "rate", "standing"),
    [
        ("RU", "200 EUR", "", Standing.WITHIN),
        ("RU", "200.01 EUR", "", Standing.ABOVE),
        ("RU", "210 USD", "", Standing.DEPENDS),
        ("RU", "210 USD", "0.92", Standing.WITHIN),
        ("RU", "210 USD", "1 USD = 0,96 EUR", Standing.ABOVE),
        ("RU", "9000 RUB", "1 EUR = 98 RUB", Standing.WITHIN),
        ("RU", "", "", Standing.NOT_GIVEN),
        ("US", "1 USD", "", Standing.NO_LIMIT),
        ("DE", "1 EUR", "", Standing.NO_LIMIT),  # the limit of 150 EUR ended in 2026
    ],
)
def test_how_a_value_lies_to_the_duty_free_limit(
    country: str, value: str, rate: str, standing: Standing
) -> None:
    cost = parse(value) if value else None
    given = allowance.parse_rate(rate, cost, country, DAY) if cost and rate else None
    duty = allowance.limits(country, DAY, cost, given)[0]
    assert (duty.levy, duty.standing) == (Levy.DUTY, standing)


def test_the_rate_that_is_named_is_still_within() -> None:
    value = parse("210 USD")
    duty = allowance.limits("RU", DAY, value)[0]
    assert duty.highest_rate == Decimal("0.9523")
    rate = Rate(amount=duty.highest_rate, base="USD", quote="EUR")
    assert allowance.limits("RU", DAY, value, rate)[0].standing is Standing.WITHIN


def test_the_limit_of_another_day_counts_on_that_day() -> None:
    value = parse("500 EUR")
    assert [
        allowance.limits("KZ", date(year, 6, 1), value)[0].standing for year in (2019, 2021, 2023)
    ] == [Standing.WITHIN, Standing.ABOVE, Standing.WITHIN]


@pytest.mark.parametrize(
    ("country", "channel", "known"),
    [("UZ", "post", 1), ("UZ", "courier", 0), ("AR", "post", 0), ("AR", "any", 2)],
)
def test_a_limit_of_one_way_of_sending_says_nothing_of_the_other(
    country: str, channel: str, known: int
) -> None:
    found = allowance.limits(country, DAY, channel=channel)
    assert len(found) == known


def test_the_page_names_the_way_of_sending_of_a_limit() -> None:
    assert "Duty by post: the limit is 100.00 US dollars" in page("Spoon", "UZ")
    by_courier = page("Spoon", "UZ", "courier")
    assert "the limit is" not in by_courier
    assert "by courier up to 1000 USD" in " ".join(by_courier.split())


def test_the_rate_of_a_small_currency_keeps_its_figures() -> None:
    duty = allowance.limits("KZ", DAY, parse("9000000 VND"))[0]
    assert f"{duty.highest_rate:f}" == "0.00002222"


def test_a_rate_that_is_not_needed_does_no_harm() -> None:
    rate = allowance.parse_rate("1 USD = 0.92 EUR", parse("300 EUR"), "RU", DAY)
    assert allowance.limits("RU", DAY, parse("300 EUR"), rate)[0].standing is Standing.ABOVE


def test_an_unconfirmed_limit_is_none() -> None:
    assert allowance.limits("AZ", DAY) == ()
    assert allowance.limits("FJ", DAY) == ()
    assert "is confirmed here. Ask its customs." in " ".join(page("Spoon", "AZ").split())


def test_a_row_that_nobody_confirmed_is_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    place = reference.authority("GB")
    assert place
    assert place.imports
    assert place.imports.duty_free
    change = msgspec.structs.replace
    rows = tuple(
        change(row, confidence=Confidence.UNVERIFIED) for row in place.imports.duty_free.values
    )
    duty = change(place.imports.duty_free, values=rows)
    doubtful = change(place, imports=change(place.imports, duty_free=duty))
    monkeypatch.setattr(reference, "authority", lambda country: doubtful)
    assert [limit.levy for limit in allowance.limits("GB", DAY)] == [Levy.TAX]


@pytest.mark.parametrize("rate", ["0", "a lot", "1 GBP = 2 EUR", "1 USD = 2 USD", "-1"])
def test_a_rate_that_cannot_be_meant_is_refused(rate: str) -> None:
    with pytest.raises(InputError, match="--rate"):
        allowance.parse_rate(rate, parse("10 USD"), "RU", DAY)


def test_the_page_says_up_to_which_rate_a_value_is_free() -> None:
    done = dispute("goods", "Spoon", "--to", "RU", "--value", "210 USD", "--on", "2026-11-27")
    assert "yes if 1 USD costs at most 0.9523 EUR" in " ".join(done.out.split())


# the command


def test_json_holds_what_the_page_says() -> None:
    found = told(VAPE, "--to", "RU", "--value", "210 USD", "--rate", "0.92")
    assert (found["format"], found["status"]) == ("dispute-assistant/goods/1", "prohibited")
    (match,) = found["goods"]
    assert (match["category"], match["word"]) == ("nicotine_vape", "Disposable VAPE")
    assert match["sources"][0]["read"] == "2026-11-22"
    assert found["limits"][0]["converted"] == "193.20 EUR"


@pytest.mark.parametrize("country", ["RU", "US", "UZ", "AZ", "DE", "FJ"])
@pytest.mark.parametrize("channel", ["any", "post", "courier"])
def test_json_keeps_to_its_published_schema(country: str, channel: str) -> None:
    titles = [c.keywords["en"][0].rstrip("*") for c in reference.goods_categories()]
    question = Question(
        title="Nike TWS earbuds / " + " / ".join(titles),
        country=country,
        channel=channel,
        on=DAY,
        value=parse("90 USD"),
    )
    found = goods_page.as_object(goods_page.answer(question), Locale("en"))
    jsonschema.validate(found, SCHEMA)


def test_json_states_no_status_that_nobody_confirmed() -> None:
    (match,) = told("Vodka 0.7 l", "--to", "US")["goods"][:1]
    assert (match["status"], match["confidence"], match["sources"]) == ("not_researched", None, [])


def test_json_names_no_address_that_cannot_be_opened() -> None:
    (match,) = told("Cigars box of 20", "--to", "CO")["goods"]
    assert match["sources"][0]["url"] is None


@pytest.mark.parametrize("country", ["kz", "Kazakhstan", "Казахстан", "KAZAJISTÁN"])
def test_a_country_is_known_by_code_and_by_name(country: str) -> None:
    assert told("Spoon", "--to", country)["country"] == "KZ"


def test_an_unknown_country_gets_near_ones() -> None:
    done = dispute("goods", "Spoon", "--to", "Kazahstan")
    assert (done.code, done.out) == (2, "")
    assert "KZ (Kazakhstan)" in done.err


def test_all_that_is_wrong_is_said_at_once() -> None:
    done = dispute("goods", " ", "--by", "pigeon", "--rate", "2")
    assert done.code == 2
    keys = [line.partition(":")[0] for line in done.err.splitlines()]
    assert keys == ["TITLE", "--to", "--by", "--rate"]


def test_a_title_cannot_steer_the_terminal() -> None:
    done = dispute("goods", "Vodka \x1b[31m 0.7", "--to", "RU")
    assert done.code == 0
    assert "\x1b" not in done.out


def test_the_language_of_the_page_can_be_chosen() -> None:
    done = dispute("goods", VAPE, "--to", "RU", "--language", "es")
    assert done.out.startswith("Pare y pregunte primero")
