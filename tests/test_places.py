"""The country of a place: what is certain, and nothing else."""

import pytest

from dispute_assistant.tracking.places import country_code, country_of, is_place, looks_like_place


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("China", "CN"),
        ("CN", "CN"),
        ("CHN", "CN"),
        ("Китай", "CN"),
        ("中国", "CN"),
        ("Россия", "RU"),
        ("Federação Russa", "RU"),
        ("Netherlands, The", "NL"),
        ("Côte d’Ivoire", "CI"),
        ("Казахстан", "KZ"),
        ("Unknown", ""),
        ("XX", ""),
        ("", ""),
    ],
)
def test_names_and_codes_of_countries(name: str, code: str) -> None:
    assert country_code(name) == code


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("GuangDongShengShenZhenShi 51802168", "CN"),
        ("上海市", "CN"),
        ("SHENZHEN, CN", "CN"),
        ("LOUISVILLE, KY, US", "US"),
        ("NEW YORK CITY GATEWAY,NY-USA", "US"),
        ("LEIPZIG - GERMANY", "DE"),
        ("KINGSTON-JAM", "JM"),
        ("102975, Москва PCI-1", "RU"),
        ("東京国際郵便局", "JP"),
        ("CN", "CN"),
        # two letters that are a state as well tell nothing
        ("PORT HURON, MI", ""),
        ("CURITIBA/PR", "BR"),
        ("SPRINGFIELD, DE", ""),
        ("CA", ""),
        ("Customs", ""),
        ("", ""),
    ],
)
def test_the_country_of_a_place(place: str, code: str) -> None:
    assert country_of(place) == code


def test_a_place_with_its_country_is_a_place() -> None:
    assert is_place("Riga, Latvia")
    assert not is_place("Riga, held")


def test_places_look_more_like_places_than_texts_do() -> None:
    places = ["RIGA", "CURITIBA/PR", "102975, Москва", "51802168", "LOS ANGELES, CA", "CN", "Riga"]
    texts = ["Held by customs", "Прием на таможню", "Импорт", "Wysłano", "包裹被海关扣留", ""]
    assert min(map(looks_like_place, places)) > max(map(looks_like_place, texts))
