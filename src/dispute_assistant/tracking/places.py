"""Which country a place on a tracking page lies in, as far as its words tell.

Sources: country names of Unicode CLDR (``data/country_names.tsv``), well-known gateways
(``data/tracking/places.tsv``). What is not certain stays empty: two letters at the end of a place
are a state as often as a country (``PORT HURON, MI``, ``CURITIBA/PR``).

>>> country_code("Russian Federation"), country_code("CHN"), country_code("Nowhere")
('RU', 'CN', '')
>>> country_of("LONDON-HEATHROW - UNITED KINGDOM"), country_of("VAN NUYS,CA-USA")
('GB', 'US')
>>> country_of("GuangDongShengShenZhenShi 51802168"), country_of("PORT HURON, MI")
('CN', '')
"""

import re
from functools import lru_cache
from pathlib import Path

from dispute_assistant.tables import kept

_DATA = Path(__file__).parent.parent / "data"

_STATES = frozenset(
    state
    for states in (
        "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ",
        "NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR",
        "AC AL AP AM BA CE DF ES GO MA MT MS MG PA PB PR PE PI RJ RN RS RO RR SC SP SE TO",
        "AB BC MB NB NL NS NT NU ON PE QC SK YT NSW VIC QLD WA SA TAS ACT NT",
    )
    for state in states.split()
)
"""Two letters that are a state or province of the United States, Brazil, Canada or Australia."""
_CHINESE_OFFICE = re.compile(
    r"[A-Za-z]{3,}(?:Sheng|Shi|Qu|Xian)\b.*\d{6,8}|[\u4e00-\u9fff]{2,}[省市区县]"
)
_HAN_ONLY = re.compile(r"[\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")


@kept
def _names() -> tuple[dict[str, str], dict[str, str]]:
    """Return countries by name or three-letter code, and by name of a gateway."""
    countries: dict[str, str] = {}
    for line in (_DATA / "country_names.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            code, three, names = line.split("\t")
            countries |= dict.fromkeys(names.split("|"), code)
            if three:
                countries[three.casefold()] = code
    gateways: dict[str, str] = {}
    for line in (_DATA / "tracking" / "places.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            code, names = line.split("\t")
            gateways |= dict.fromkeys(names.split("|"), code)
    return countries, gateways


def country_code(name: str) -> str:
    """Return the ISO code for a country's code or name in any of some 40 languages, or ``""``."""
    name = name.strip(" .,;:()[]")
    countries = _names()[0]
    if len(name) == 2 and name.isascii() and name.isalpha():
        return name.upper() if name.upper() in countries.values() else ""
    return countries.get(name.casefold(), "")


@lru_cache(maxsize=4096)
def country_of(place: str) -> str:
    """Return the ISO code of the country that ``place`` lies in; ``""`` when it is not clear."""
    if _CHINESE_OFFICE.search(place) and not _KANA.search(place):
        return "CN"
    folded = place.casefold().strip(" .,;")
    countries, gateways = _names()
    if code := countries.get(folded) or gateways.get(folded):
        return code
    if re.fullmatch(r"[A-Z]{2}", place) and place not in _STATES:
        return country_code(place)
    pieces = [p.strip(" .") for p in re.split(r"\s-\s|-(?=[A-Z]{3}\b)|[,/()\[\]|]", place)]
    pieces = [p for p in pieces if p]
    for piece in reversed(pieces):
        word = piece.casefold()
        if len(word) > 2 and (code := countries.get(word) or gateways.get(word)):
            return code
    last = pieces[-1] if len(pieces) > 1 else ""
    if len(last) == 2 and last.isupper() and (last not in _STATES or len(pieces) > 2):
        return country_code(last)
    return _by_words(folded, countries, gateways)


def _by_words(folded: str, countries: dict[str, str], gateways: dict[str, str]) -> str:
    """Return the country of a gateway's or country's name among the words of ``folded``."""
    words = re.findall(r"[^\W_][^\s,;()/]*", folded)
    for size in (3, 2, 1):
        for start in range(len(words) - size + 1):
            run = " ".join(words[start : start + size])
            if len(run) > 3 and (
                code := gateways.get(run)
                or (countries.get(run) if size > 1 or len(run) > 4 else "")
            ):
                return code
    return ""


def is_place(text: str) -> bool:
    """Tell whether ``text`` is the name of a country or gateway, or the one with the other.

    >>> is_place("Riga, Latvia"), is_place("Held in Riga")
    (True, False)
    """
    countries, gateways = _names()
    pieces = [p.casefold().strip(" .;") for p in text.split(",") if p.strip()]
    return bool(pieces) and all(p in countries or p in gateways for p in pieces)


_FACILITY = re.compile(
    r"\b(?:depot|hub|cent(?:er|re)|office|facility|airport|gateway|terminal|warehouse|port|station)\b"
    r"|центр|аэропорт|отделение|цех|склад|почтамт|терминал|узел|centro|aeropuerto|aeroporto|centre"
    r"|zentrum|flughafen|depo|merkezi|sortownia|lotnisko|局|中心|机场|空港|센터",
    re.IGNORECASE,
)
"""Words for offices and depots: with the name of a city before them they name a place."""


_POSTAL = re.compile(
    r"[A-Z]{2}|\d{5,8}(?:[,\s].*)?|.*\s\d{8}|[A-Z]{6}|.*/[A-Z]{2}|.*,\s?[A-Z]{2,3}(?:\s\d{5})?"
)
"""A code of a country, a postcode, an office code, a city with its state."""


@lru_cache(maxsize=4096)
def looks_like_place(text: str) -> float:
    """Return how much ``text`` looks like the name of a place: 0 not at all, 1 certainly."""
    text = text.strip()
    words = text.split()
    if not words or len(text) > 80 or len(words) > 9:
        return 0.0
    if is_place(text):
        return 1.0
    pieces = [p for p in re.split(r",\s|\s[-–—/|]\s", text) if p]
    if len(pieces) > 1:
        likeness = [looks_like_place(p) for p in pieces]
        if min(likeness) >= 0.6:
            return 0.85
        if not any(likeness) or (not min(likeness) and ", " not in text):
            return 0.0
    elif len(words) <= 5 and _FACILITY.search(text) and country_of(text):
        return 0.95
    return 0.9 if _POSTAL.fullmatch(text) else _by_look(text, words)


def _by_look(text: str, words: list[str]) -> float:
    """Return the likeness of words that no list has: by a country in them, or by their capitals."""
    if country_of(text):
        return 0.7 if any(map(is_place, text.split(","))) else 0.4
    letters = [c for c in text if c.isalpha()]
    if letters and all(c.isupper() for c in letters) and any("A" <= c <= "Я" for c in letters):
        return 0.6
    named = len(words) <= 3 and all(w[:1].isupper() or w[:1].isdigit() for w in words)
    return 0.3 if named else 0.0
