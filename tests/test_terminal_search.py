"""Finding a country or a name in a long list by whatever people call it."""

import doctest
from datetime import date

import pytest

from dispute_assistant import choices, locales
from dispute_assistant.locales import INTERFACE, Locale
from dispute_assistant.situation import Situation
from dispute_assistant.terminal import search
from dispute_assistant.terminal.search import Option, find, fold, menu


def countries(language: str) -> tuple[Option, ...]:
    words = Locale(language)
    return tuple(Option(c, words.country(c), s) for c, s in locales.countries(language))


def codes(options: tuple[Option, ...]) -> list[str]:
    return [option.value for option in options]


def test_examples_in_the_docstrings() -> None:
    assert doctest.testmod(search).failed == 0


@pytest.mark.parametrize("language", INTERFACE)
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        *[
            (name, "US")
            for name in ("usa", "U.S.A.", "EEUU", "EE. UU.", "ee.uu.", "США", "america")
        ],
        *[(name, "GB") for name in ("UK", "England", "Inglaterra", "Gran Bretaña", "Англия")],
        *[(name, "NL") for name in ("Holland", "Holanda", "Голландия")],
        *[(name, "KR") for name in ("South Korea", "Corea del Sur", "Южная Корея")],
        *[(name, "CI") for name in ("Ivory Coast", "Costa de Marfil", "Берег Слоновой Кости")],
        *[(name, "BY") for name in ("Белоруссия", "Belarus", "bielorrusia")],
        *[(name, "RU") for name in ("РФ", "rusia", "Russian Federation")],
        *[(name, "TT") for name in ("Trinidad and Tobago", "trinidad & tobago")],
        *[(name, "AE") for name in ("uae", "ОАЭ", "Emiratos")],
    ],
)
def test_country_is_found_by_what_people_call_it(language: str, typed: str, code: str) -> None:
    found = find(typed, countries(language))
    assert (codes(found.options), found.guessed) == ([code], False)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("алиэкспресс", "aliexpress"),
        ("Ебей", "ebay"),
        ("тему", "temu"),
        ("вайлдберриз", "wildberries"),
        ("ОЗОН", "ozon_global"),
        ("淘宝", "china_agents"),
        ("速卖通", "aliexpress"),
        ("mercadolibre", "mercado_libre"),
    ],
)
def test_a_marketplace_is_found_by_its_name_in_other_scripts(typed: str, place: str) -> None:
    offered = choices.marketplaces(Situation({}, date(2026, 11, 23), "ru"))
    options = tuple(Option(c.value, Locale("ru").text(c.label), c.search) for c in offered)
    found = find(typed, options)
    assert (codes(found.options)[:1], found.guessed) == ([place], False)


@pytest.mark.parametrize("language", INTERFACE)
def test_no_two_countries_share_a_name_but_the_two_congos(language: str) -> None:
    owners: dict[str, set[str]] = {}
    for option in countries(language):
        for name in (option.label, *option.search.split("|")):
            owners.setdefault(fold(name), set()).add(option.value)
    shared = {name for name, owner in owners.items() if len(owner) > 1}
    assert shared == {"congo", "конго"}


@pytest.mark.parametrize("language", INTERFACE)
@pytest.mark.parametrize("typed", ["xyz", "usb", "ззы"])
def test_three_letters_are_too_few_to_guess(language: str, typed: str) -> None:
    assert find(typed, countries(language)).options == ()
    assert menu(typed, countries(language)) == ()


@pytest.mark.parametrize(
    ("typed", "code"), [("Gremany", "DE"), ("Ingleterra", "GB"), ("Estados Unidso", "US")]
)
def test_slip_in_any_language_is_guessed(typed: str, code: str) -> None:
    found = find(typed, countries("ru"))
    assert (codes(found.options), found.guessed) == ([code], True)


def test_menu_shows_what_a_full_name_may_still_become() -> None:
    assert codes(find("uk", countries("en")).options) == ["GB"]
    assert codes(menu("uk", countries("en"))) == ["GB", "UA"]
    assert menu("", countries("en")) == countries("en")
