"""What a paste says about the whole parcel: number, route, carrier, status of the page.

The words that tell such lines apart are data: ``data/tracking/page_words.toml``.

>>> read("Country: China -> Russian Federation").route
('CN', 'RU')
>>> read("Трек-номер: RLJ00000012").numbers
('RLJ00000012',)
>>> read("Destination - Russian Post:").carrier
'Russian Post'
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from msgspec import Struct

from dispute_assistant import expressions
from dispute_assistant.identifiers import find_numbers, identify
from dispute_assistant.tables import kept
from dispute_assistant.tracking.formats.raw import RawParcel
from dispute_assistant.tracking.places import country_code

_WORDS = Path(__file__).parents[2] / "data" / "tracking" / "page_words.toml"


class Heading(Struct, frozen=True, kw_only=True):
    """One line about the parcel as a whole."""

    label: str = ""
    """Kind of the label that stood in front: ``number``, ``status``, ``origin``, ..."""
    value: str = ""
    numbers: tuple[str, ...] = ()
    route: tuple[str, str] = ("", "")
    """Country codes of origin and destination, each empty when the line does not say it."""
    carrier: str = ""
    section: bool = False
    """True for the name of a carrier that heads the entries below."""


def read(text: str) -> Heading | None:
    """Return what an undated line says about the parcel, or None when it is part of an entry."""
    label, value = split_label(text)
    numbers = find_numbers(text) or _bare_number(text)
    if label == "number" and value:
        return Heading(label=label, numbers=numbers or _labelled_number(value))
    if route := _route(text, label, value):
        return Heading(label="route", route=route, numbers=numbers)
    if section := _SECTION.match(text):
        return Heading(label="carrier", carrier=section[1], section=True)
    if label in {"carrier", "status"} and value:
        carrier, status = (value, "") if label == "carrier" else ("", value)
        return Heading(label=label, carrier=carrier, value=status, numbers=numbers)
    if numbers:
        return Heading(label="number", numbers=numbers)
    if text.endswith((":", "：")) and len(text.split()) <= 6 and not is_forecast(text):
        return Heading(label="carrier", carrier=text[:-1].strip(), section=True)
    return None


def _route(text: str, label: str, value: str) -> tuple[str, str] | None:
    """Return the countries of origin and destination that a line names; None when it names none."""
    if match := _ROUTE.search(text):
        codes = (country_code(match[1]), country_code(match[2]))
        return codes if any(codes) else None
    if label not in {"origin", "destination"} or not value:
        return None
    code = country_code(value.partition("(")[0])
    if not code and not value.casefold().startswith(("not found", "unknown")):
        return None
    return (code, "") if label == "origin" else ("", code)


_ROUTE = re.compile(
    r"(?:^|[:(]\s*)([^\W\d_][^:>→()]*?)\s*(?:->|→|=>|➜|–>|-->)\s*([^\W\d_][^:>→()]*)"
)
_SECTION = re.compile(
    r"(?:origin|destination|отправление|назначение)\s*-\s*(.+?)\s*[:：]$", re.IGNORECASE
)
"""The name of a carrier over its entries in a copy of 17TRACK."""
_LABEL = re.compile(
    r"(?:\s*[-*•]\s)?\s*([^\W\d_][^:：=\t\d]{0,40}?)\s*(?:[:：=\t]\s*|\s[-–—]\s)(.*)", re.DOTALL
)
_LABELLED_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9-]{5,39}", re.IGNORECASE)


def split_label(text: str) -> tuple[str, str]:
    """Return kind of label and value of ``label: value``; the kind is empty for other lines."""
    match = _LABEL.match(text)
    labels = _words()[0]
    if match and (kind := labels.get(match[1].casefold().rstrip("."))):
        return kind, match[2].strip()
    head, _, tail = text.rpartition(" ")
    if labels.get(head.casefold().strip(" .:#№")) == "number" and re.search(r"\d{6}", tail):
        return "number", tail
    return "", text


def is_label(text: str) -> bool:
    """Tell whether ``text`` is nothing but a label of a field (``Status``)."""
    return text.casefold().strip(" .:：#") in _words()[0]


def label_kind(text: str) -> str:
    """Return the kind of column that a cell of labels names (``status``), or an empty string."""
    words = _CAMEL.sub(r"\1 \2", text).replace("_", " ").casefold().strip(" .:：#*").split()
    labels = _words()[0]
    if kind := labels.get(" ".join(words)):
        return kind
    parts = [" ".join(words[start:]) for start in range(1, len(words))]
    parts += [" ".join(words[:end]) for end in range(len(words) - 1, 0, -1)]
    return next((kind for p in parts if (kind := labels.get(p, "")) in _COLUMNS), "")


_CAMEL = re.compile(r"([a-z])([A-Z])")
_COLUMNS = frozenset({"date", "status", "place", "detail", "code"})
"""Kinds of columns that a part of a label tells: *Scan Location*, *Date of event*."""


def is_mail_label(text: str) -> bool:
    """Tell whether ``text`` is the name of a field in the head of a mail."""
    return text.casefold().strip() in _words()[1]["mail"]


def is_forecast(text: str) -> bool:
    """Tell whether ``text`` announces a day instead of telling what happened."""
    return bool(_any_of("forecast").search(text))


@cache
def _any_of(name: str) -> re.Pattern[str]:
    return expressions.from_data("|".join(map(re.escape, sorted(_words()[1][name]))), re.IGNORECASE)


def is_relative_day(text: str) -> bool:
    """Tell whether a line begins with *today* or *yesterday* before a time or nothing."""
    return bool(_relative_day().match(text))


@cache
def _relative_day() -> re.Pattern[str]:
    longest_first = sorted(sorted(_words()[1]["relative"]), key=len, reverse=True)
    words = "|".join(map(re.escape, longest_first))
    pattern = rf"(?:{words})(?:\W{{0,3}}$|[\s,|•·–-]+(?:\w{{1,3}}\s)?\d)"
    return expressions.from_data(pattern, re.IGNORECASE)


def is_noise(text: str) -> bool:
    """Tell whether a line belongs to the page and not to the parcel."""
    folded = text.casefold().strip(" .:…>›»")
    if folded in _words()[1]["noise"] or _any_of("signature").search(text):
        return True
    return bool(_any_of("order").match(text))


def collect(headings: Iterable[Heading]) -> RawParcel:
    """Return a parcel with what its headings say; the first word on each matter counts."""
    numbers: dict[str, None] = {}
    origin = destination = carrier = headline = ""
    for heading in headings:
        numbers |= dict.fromkeys(heading.numbers)
        origin = origin or heading.route[0]
        destination = destination or heading.route[1]
        if not heading.section:
            carrier = carrier or heading.carrier
        headline = headline or heading.value
    return RawParcel(
        numbers=tuple(numbers),
        origin=origin,
        destination=destination,
        carrier=carrier,
        headline=headline,
    )


def _bare_number(text: str) -> tuple[str, ...]:
    """Return the number that stands alone on a line, though nothing else tells that it is one."""
    return (text.upper(),) if _BARE_NUMBER.fullmatch(text) and identify(text) else ()


_BARE_NUMBER = re.compile(r"[A-Za-z0-9]{8,34}")


def _labelled_number(value: str) -> tuple[str, ...]:
    match = _LABELLED_NUMBER.search(value)
    return (match[0].upper(),) if match and re.search(r"\d{4}", match[0]) else ()


@kept
def _words() -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    """Return the kinds of labels by their words, and the sets of other words."""
    data = tomllib.loads(_WORDS.read_text("utf-8"))
    labels = {
        word: kind for kind, words in data["labels"].items() if kind != "mail" for word in words
    }
    sets = {name: frozenset(words) for name, words in data["words"].items()}
    return labels, sets | {"mail": frozenset(data["labels"]["mail"])}
