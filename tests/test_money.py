"""Amounts as people type and copy them; every guess that could be wrong is a question back."""

import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispute_assistant import money
from dispute_assistant.errors import InputError
from dispute_assistant.locales import INTERFACE, Locale
from dispute_assistant.money import Money, decimals, doubt, parse, typed


def test_examples_in_the_docstrings() -> None:
    assert doctest.testmod(money).failed == 0


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("25,90 €", "25.90 EUR"),
        ("€25.90", "25.90 EUR"),
        ("USD 1,234.50", "1234.50 USD"),
        ("1 234,50 руб.", "1234.50 RUB"),
        ("1\u00a0234,50\u00a0₽", "1234.50 RUB"),
        ("1\u202f234,50 EUR", "1234.50 EUR"),
        ("US $12", "12.00 USD"),
        ("R$ 50", "50.00 BRL"),
        ("CHF 1'234.50", "1234.50 CHF"),
        ("1’234.50 CHF", "1234.50 CHF"),
        ("CHF 25.–", "25.00 CHF"),
        ("25,- €", "25.00 EUR"),
        ("25. USD", "25.00 USD"),
        (".99 USD", "0.99 USD"),
        ("1,23,456.50 INR", "123456.50 INR"),
        ("1.234.567,89 EUR", "1234567.89 EUR"),
        ("1,234,567 USD", "1234567.00 USD"),
        ("1,234 JPY", "1234 JPY"),
        ("12.00 JPY", "12 JPY"),
        ("12.5 EUR", "12.50 EUR"),
        ("1.234 KWD", "1.234 KWD"),
        ("0.500 KWD", "0.500 KWD"),
        ("0,500 USD", "0.50 USD"),
        ("１２．５０ EUR", "12.50 EUR"),
        ("١٬٢٣٤٫٥٠ USD", "1234.50 USD"),
        ("\u200f12.50\u00a0US$", "12.50 USD"),
        ("२५.९० INR", "25.90 INR"),
        ("25.90 usd.", "25.90 USD"),
        ("12 долларов США", "12.00 USD"),
        ("$25.00 CAD", "25.00 CAD"),
        ("1234.50 RSD", "1234.50 RSD"),
        ("100 元", "100.00 CNY"),
        ("450 pesos mexicanos", "450.00 MXN"),
        ("450 мексиканских песо", "450.00 MXN"),
        ("25,90 soles", "25.90 PEN"),
        ("S/. 25.90", "25.90 PEN"),
        ("25,90 dólares", "25.90 USD"),
        ("25,90 dolares estadounidenses", "25.90 USD"),
        ("1 500 белорусских рублей", "1500.00 BYN"),
        ("30 злотых", "30.00 PLN"),
        ("25.90 Canadian dollars", "25.90 CAD"),
    ],
)
def test_amount_is_read(text: str, read: str) -> None:
    assert typed(parse(text)) == read


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "There is no amount in “”."),
        ("USD", "There is no amount in “USD”."),
        ("NaN USD", "There is no amount in “NaN USD”."),
        ("Infinity", "There is no amount in “Infinity”."),
        ("1e5 USD", "There is more than one number in “1e5 USD”."),
        ("1_000 USD", "There is more than one number in “1_000 USD”."),
        ("25.90-30 USD", "There is more than one number in “25.90-30 USD”."),
        ("-5 USD", "The amount must be more than zero."),
        ("−5 USD", "The amount must be more than zero."),
        ("USD -5", "The amount must be more than zero."),
        ("(5) USD", "The amount must be more than zero."),
        ("0.00 USD", "The amount must be more than zero."),
        ("25", "The currency is missing."),
        ("25⁹⁰ €", "“25⁹⁰ €” has special figures in it."),
        ("3万円", "“3万円” has special figures in it."),
        ("1.234 USD", "“1.234” can be read in two ways."),
        ("1,234 KWD", "“1,234” can be read in two ways."),
        ("1234.567 USD", "“1234.567” has too many decimals."),
        ("1234.5 JPY", "“1234.5” has too many decimals."),
        ("12 34 USD", "The separators in “12 34” are unclear."),
        ("12.50.30 USD", "The separators in “12.50.30” are unclear."),
        ("1'234.567'890 USD", "The separators in “1'234.567'890” are unclear."),
        ("¥300", "“¥” is used by several currencies."),
        ("25 XYZ", "“XYZ” is not a currency that is known here."),
        ("about 25 USD", "“about” is not a currency that is known here."),
        ("$12 EUR", "“$” and “EUR” are two currencies."),
        ("1" * 16 + " USD", "The number “1111111111111111” is too long."),
    ],
)
def test_doubtful_amount_is_a_question_back(text: str, what: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text, key="order.amount")
    (problem,) = caught.value.problems
    assert Locale("en").text(problem.what) == what
    assert problem.key == "order.amount"
    assert Locale("en").text(problem.mend)


@pytest.mark.parametrize(
    ("text", "hint", "read"),
    [("1.234 EUR", ",", 1234), ("1,234 EUR", ".", 1234), ("1,234 KWD", ",", Decimal("1.234"))],
)
def test_decimal_mark_of_the_language_settles_thousands(
    text: str, hint: str, read: Decimal
) -> None:
    assert parse(text, decimal_hint=hint).amount == read


def test_three_decimals_with_the_language_s_own_mark_stay_a_question() -> None:
    with pytest.raises(InputError):
        parse("1,234 EUR", decimal_hint=",")


@pytest.mark.parametrize(
    ("text", "home", "currency"),
    [
        ("25", "KZT", "KZT"),
        ("25 kr", "SEK", "SEK"),
        ("¥300", "JPY", "JPY"),
        ("$25", "RUB", "USD"),
        ("$25", "USD", "USD"),
        ("25 руб.", "KZT", "RUB"),
        ("25,90 dólares", "MXN", "USD"),
        ("25 долларов", "COP", "USD"),
        ("450 pesos", "MXN", "MXN"),
        ("450 песо", "ARS", "ARS"),
    ],
)
def test_currency_of_the_country_helps(text: str, home: str, currency: str) -> None:
    assert parse(text, default_currency=home).currency == currency


@pytest.mark.parametrize(
    ("text", "home"),
    [("$25", "CAD"), ("$25", "MXN"), ("25 dollars", "CAD"), ("25 руб", "BYN"), ("£5", "EGP")],
)
def test_sign_shared_with_the_buyer_s_country_is_asked(text: str, home: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text, default_currency=home)
    assert home in str(caught.value.problems[0].mend.values["codes"])


@given(
    units=st.integers(min_value=1, max_value=10**12),
    currency=st.sampled_from(["USD", "EUR", "JPY", "KWD", "RSD", "VND"]),
    hint=st.sampled_from(["", ".", ","]),
)
def test_typed_money_is_read_back_in_every_language(units: int, currency: str, hint: str) -> None:
    exact = Money(Decimal(units).scaleb(-decimals(currency)), currency)
    assert parse(typed(exact), decimal_hint=hint, default_currency="CAD") == exact


@given(st.text(max_size=30))
def test_any_text_is_money_or_one_problem(text: str) -> None:
    problems = 0
    amount = Decimal(0)
    try:
        amount = parse(text, default_currency="EUR").amount
    except InputError as wrong:
        problems = len(wrong.problems)
    assert (amount > 0) is (problems == 0)
    assert problems <= 1


@pytest.mark.parametrize(
    ("amount", "doubtful"),
    [("1000000 USD", False), ("1000000.01 USD", True), ("5000000 VND", False)],
)
def test_absurd_sum_is_a_doubt(amount: str, *, doubtful: bool) -> None:
    assert (doubt(parse(amount)) is not None) is doubtful


def test_codes_are_those_in_use_by_cldr() -> None:
    from babel.core import get_global

    in_use = {
        code
        for currencies in get_global("territory_currencies").values()
        for code, _, until, tender in currencies
        if until is None and tender
    }
    assert {"BGN"} | in_use == set(money._codes()["known"])


def test_names_are_those_of_cldr_in_the_languages_of_the_interview() -> None:
    from babel.numbers import get_currency_name

    wrong = [
        (code, language, count)
        for code in money._codes()["known"]
        for language in INTERFACE
        for count in (1, 2, 5, 100)
        if parse(f"7 {get_currency_name(code, count, locale=language)}").currency != code
    ]
    assert not wrong


def test_every_sign_stands_for_known_currencies() -> None:
    known = set(money._codes()["known"])
    assert [s for s, (codes, _) in money._signs().items() if not set(codes) <= known] == []
