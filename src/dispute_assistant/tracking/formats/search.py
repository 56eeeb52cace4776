"""Dated records in a JSON or XML answer of unknown shape.

A history is a list of records that each hold a date and some words. The list with most records
whose words the vocabulary knows is taken; inside it, names and values together tell which field is
the text, the place, the code.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from dispute_assistant.dates import Found, decide_order, find_date, find_time, parse_value
from dispute_assistant.identifiers import find_numbers
from dispute_assistant.tracking.formats import headings
from dispute_assistant.tracking.formats.raw import (
    LONGEST_TEXT,
    Known,
    RawEvent,
    RawParcel,
    order_notes,
)
from dispute_assistant.tracking.formats.tree import Node, walk
from dispute_assistant.tracking.places import looks_like_place

_DATE_NAME = re.compile(
    r"date|time|stamp|when|moment|occur|creat|fecha|data|hora|datum|zeit|czas|tarih|дата|время|"
    r"日|时|時|^at$|_at$|At$|^[dt]s?$|^dt$|epoch",
    re.IGNORECASE,
)
_TEXT_NAME = re.compile(
    r"desc|what|words|message|msg|status|state|event|text|title|label|detail|info|operation|activity|remark|"
    r"context|action|name|estado|stato|zustand|статус|событ|опера|状态|信息",
    re.IGNORECASE,
)
_PLACE_NAME = re.compile(
    r"loc|place|city|town|where|spot|office|facility|depot|site|station|address|area|region|branch|org|lugar|local|"
    r"ort$|luogo|miejsc|город|место|地",
    re.IGNORECASE,
)
_CODE_NAME = re.compile(r"code|type|id$|tag|status$|стат", re.IGNORECASE)
_COUNTRY_NAME = re.compile(r"country|pais|land$|страна|国|(?:^|[._])cc$", re.IGNORECASE)
_NUMBER_NAME = re.compile(
    r"track|number|mail_?no|waybill|awb|barcode|shipment|parcel|package|codigo|num|^id$",
    re.IGNORECASE,
)
_LONGEST_DATE = 45


class Dated(Struct):
    """One record with a date, its values by dotted name."""

    found: Found
    values: dict[str, str]


def read(tree: Node, *, known: Known) -> tuple[RawParcel, ...]:
    """Return the parcel that an unknown answer tells of; none when no dated words are in it."""
    groups: dict[tuple[str, ...], list[Dated]] = defaultdict(list)
    numbers: dict[str, None] = {}
    for node, _ in walk(_with_days(tree)):
        values = _flat(node)
        numbers |= dict.fromkeys(
            n
            for name, text in values.items()
            if _NUMBER_NAME.search(name)
            for n in find_numbers(text)
        )
        if found := _moment(values):
            groups[tuple(sorted(node))].append(Dated(found, values))
    parcels = [_parcel(group, known) for group in _alike(groups)]
    best = max(parcels, key=lambda p: _merit(p, known), default=None)
    if best is None or not best.events:
        return ()
    return (
        RawParcel(numbers=tuple(numbers), events=best.events, layout="search", notes=best.notes),
    )


def _with_days(node: Node) -> Node:
    """Return a tree whose records under a day (``"2026-11-19": [...]``) have the day themselves."""
    if isinstance(node, list):
        return [_with_days(child) for child in node]
    if not isinstance(node, dict):
        return node
    return {
        name: _dated(child, name) if _DAY_NAME.fullmatch(name) else _with_days(child)
        for name, child in node.items()
    }


_DAY_NAME = re.compile(r"[\d./-]{8,10}")


def _dated(node: Node, day: str) -> Node:
    if isinstance(node, list):
        return [_dated(child, day) for child in node]
    return {"date": day, **node} if isinstance(node, dict) and find_date(day) else node


def _alike(groups: Mapping[tuple[str, ...], list[Dated]]) -> list[list[Dated]]:
    """Return the records by kind; those whose names differ by a few are of one kind."""
    kinds: list[tuple[set[str], list[Dated]]] = []
    for names, group in sorted(groups.items(), key=lambda g: -len(g[1])):
        own = set(names)
        alike = (m for k, m in kinds if len(own & k) * 3 >= len(own | k) * 2)
        members = next(alike, None)
        if members is None:
            kinds.append((own, list(group)))
        else:
            members.extend(group)
    return [members for _, members in kinds]


def _flat(node: dict[str, Node], prefix: str = "", depth: int = 0) -> dict[str, str]:
    """Return the values of a record by dotted name; lists of records inside are not its own."""
    values: dict[str, str] = {}
    for name, child in node.items():
        if isinstance(child, dict) and depth < 3:
            values |= _flat(child, f"{prefix}{name}.", depth + 1)
        elif isinstance(child, list):
            words = [str(c) for c in child if isinstance(c, str | int | float)]
            if words:
                values[f"{prefix}{name}"] = ", ".join(words)
        elif isinstance(child, str | int | float) and not isinstance(child, bool):
            values[f"{prefix}{name}"] = " ".join(str(child).split())
    return values


def _moment(values: Mapping[str, str]) -> Found | None:
    """Return the date of a record; one that has a time if there is one."""
    dates = []
    for name, text in values.items():
        if not text or len(text) > _LONGEST_DATE or name.count(".") > 1:
            continue
        named = bool(_DATE_NAME.search(name))
        found = parse_value(text) if named else find_date(text)
        if found and found.year and (named or found.end - found.start > len(text) * 0.8):
            dates.append(found)
    if not dates:
        return None
    best = next((f for f in dates if f.has_time and f.end), dates[0])
    if not best.has_time:
        clock = next((t for t in values.values() if len(t) < 15 and find_time(t)), "")
        day = next((t for t in values.values() if find_date(t) == best), "")
        best = (find_date(f"{day} {clock}") if clock and day else None) or best
    return best


def _parcel(group: Sequence[Dated], known: Known) -> RawParcel:
    text = _best_field(group, known)
    if not text:
        return RawParcel()
    place = _field(group, _PLACE_NAME, {text}, looks_like_place)
    country = _field(group, _COUNTRY_NAME, {text, place}, lambda _: 0.1)
    order = decide_order([d.found for d in group])
    return RawParcel(
        notes=order_notes(order),
        events=tuple(
            RawEvent(
                at=d.found.at(order),
                has_time=d.found.has_time,
                text=d.values.get(text, ""),
                place=d.values.get(place, "") if place else "",
                country=d.values.get(country, "") if country else "",
                forecast=headings.is_forecast(d.values.get(text, "")),
            )
            for d in group
            if d.values.get(text)
        ),
    )


def _best_field(group: Sequence[Dated], known: Known) -> str:
    """Return the name of the field that holds the words of the scan."""
    scores: dict[str, float] = defaultdict(float)
    for d in group:
        for name, text in d.values.items():
            if find_date(text) or not re.search(r"[^\W\d_]{2}", text) or len(text) > LONGEST_TEXT:
                continue
            scores[name] += 2.0 * known(text) + 0.5 * (" " in text) - looks_like_place(text)
            scores[name] += 0.8 * bool(_TEXT_NAME.search(name)) - 0.8 * bool(
                _PLACE_NAME.search(name)
            )
            scores[name] -= 0.5 * bool(_COUNTRY_NAME.search(name) or name.lower().endswith("id"))
    best = max(scores, key=lambda name: scores[name], default="")
    return best if best and scores[best] > 0 else ""


def _field(
    group: Sequence[Dated],
    names: re.Pattern[str],
    taken: set[str],
    judge: Callable[[str], float],
) -> str:
    """Return the name of another field: the best among those whose names fit."""
    scores: dict[str, float] = defaultdict(float)
    for d in group:
        for name, text in d.values.items():
            if name not in taken and names.search(name) and re.search(r"[^\W\d_]", text):
                scores[name] += 0.2 + judge(text)
    return max(scores, key=lambda name: scores[name], default="")


def _merit(parcel: RawParcel, known: Known) -> tuple[int, int]:
    return sum(known(e.text) for e in parcel.events), len(parcel.events)
