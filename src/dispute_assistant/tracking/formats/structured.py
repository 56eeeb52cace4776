"""Tracking answers in JSON and XML, read by the paths of ``data/tracking/formats.toml``.

Carriers and aggregators answer in some fifty shapes that differ in names only; each is one record
of that file, found by the names that occur in the answer.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path

import msgspec

from dispute_assistant.dates import Found, decide_order, find_date, parse_value
from dispute_assistant.errors import DataError
from dispute_assistant.messages import Message, say_many
from dispute_assistant.tracking.formats import headings
from dispute_assistant.tracking.formats.paths import Record, follow, joined, plain, records, value
from dispute_assistant.tracking.formats.raw import Known, RawEvent, RawParcel, order_notes
from dispute_assistant.tracking.formats.roles import assign_roles
from dispute_assistant.tracking.formats.tree import Node, walk

_SHAPES = Path(__file__).parents[2] / "data" / "tracking" / "formats.toml"


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One record of ``formats.toml``; the file explains the paths."""

    id: str
    keys: tuple[str, ...]
    source: str
    read: date
    """Day on which the source was read."""
    parcels: str = "."
    number: tuple[str, ...] = ()
    origin: str = ""
    destination: str = ""
    origin_code: str = ""
    destination_code: str = ""
    addresses: str = ""
    """Addresses with a ``type`` ORIGIN or DESTINATION."""
    carrier: str = ""
    carrier_name: str = ""
    carrier_prefix: str = ""
    carrier_list: str = ""
    """Names that the number in ``event_carrier`` counts."""
    headline: str = ""
    events: tuple[str, ...] = ()
    event_number: str = ""
    """Where each entry says which parcel it belongs to."""
    newest: str = ""
    """A fuller wording of the newest entry, the first of the list."""
    letters: bool = False
    """Entries have names of one letter, which differ from answer to answer."""
    empty: bool = False
    """An answer without entries is an answer: the number is not known there."""
    at: tuple[str, ...] = ()
    time: str = ""
    zone: str = ""
    epoch: str = ""
    """The same moment in milliseconds, to be compared."""
    text: tuple[str, ...] = ()
    text_join: str = " "
    detail: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    place_join: str = ", "
    country: str = ""
    event_carrier: str = ""
    code: tuple[str, ...] = ()
    code_join: str = "."
    code_source: str = ""
    other_code: str = ""
    other_code_source: str = ""
    reason: str = ""
    reason_source: str = ""
    forecast_codes: tuple[str, ...] = ()


@cache
def shapes() -> tuple[Shape, ...]:
    """Return the shapes of ``formats.toml``. Raises DataError when the file is wrong."""
    records = tomllib.loads(_SHAPES.read_text("utf-8"))["format"]
    try:
        return msgspec.convert(records, tuple[Shape, ...])
    except msgspec.ValidationError as error:
        raise DataError(f"{_SHAPES.name}: {error}") from error


def read(tree: Node, *, known: Known) -> tuple[RawParcel, ...] | None:
    """Return the parcels of an answer in a known shape, or None when no shape fits."""
    root = Record(tree if isinstance(tree, dict) else {"": tree})
    names = {name for node, _ in walk(tree) for name in node}
    for shape in shapes():
        if names.issuperset(shape.keys):
            parcels = [p for r in records(root, shape.parcels) for p in _parcels(shape, r, known)]
            if parcels:
                return tuple(parcels)
    return None


def _parcels(shape: Shape, place: Record, known: Known) -> Iterator[RawParcel]:
    """Yield the parcel of one answer, or those of an answer that mixes the entries of several."""
    entries = [r for path in shape.events for r in records(place, path)]
    if not entries and not shape.empty:
        return
    found = [_moment(shape, entry) for entry in entries]
    events = _events(shape, place, entries, found, known)
    numbers = _numbers(place, shape.number)
    groups: dict[str, list[RawEvent]] = {}
    for entry, event in zip(entries, events, strict=True):
        number = value(entry, shape.event_number) or next(iter(numbers), "")
        groups.setdefault(number, []).append(event)
    for number, group in (groups or {"": []}).items():
        yield RawParcel(
            numbers=tuple(dict.fromkeys(n for n in (number, *numbers) if n)),
            carrier=shape.carrier_name or f"{shape.carrier_prefix}{value(place, shape.carrier)}",
            origin=value(place, shape.origin)
            or _address(shape, place, "ORIGIN")
            or shape.origin_code,
            destination=value(place, shape.destination)
            or _address(shape, place, "DESTINATION")
            or shape.destination_code,
            headline=value(place, shape.headline),
            events=tuple(group),
            layout=shape.id,
            notes=(*order_notes(decide_order(found)), *_clock_notes(shape, entries, events)),
        )


def _numbers(place: Record, paths: Sequence[str]) -> list[str]:
    found = (value(place, path).upper() for path in paths)
    return list(dict.fromkeys(n for n in found if re.search(r"\d{4}", n)))


def _address(shape: Shape, place: Record, kind: str) -> str:
    """Return the country of the address of that kind, when the two ends are told by their type."""
    if not shape.addresses:
        return ""
    for record in records(place, shape.addresses):
        if value(record, "type") == kind:
            return value(record, "address.countryCode|address.country")
    return ""


def _events(
    shape: Shape,
    place: Record,
    entries: Sequence[Record],
    found: Sequence[Found | None],
    known: Known,
) -> list[RawEvent]:
    order = decide_order(found)
    moments = [f.at(order) if f and f.year else None for f in found]
    timeless = len(moments) > 1 and all(m.time() == time() for m in moments if m)
    roles = assign_roles([_letters(e) for e in entries], known=known) if shape.letters else []
    names = [plain(n) for n in follow(place, shape.carrier_list)] if shape.carrier_list else []
    events = []
    for i, (entry, at, when) in enumerate(zip(entries, moments, found, strict=True)):
        text = roles[i].text if roles else joined(entry, shape.text, shape.text_join)
        if i == 0 and shape.newest:
            text = value(place, shape.newest) or text
        code, source = _code(shape, entry)
        carrier = value(entry, shape.event_carrier)
        events.append(
            RawEvent(
                at=at,
                has_time=bool(when and when.has_time and not timeless),
                text=text or code,
                detail=joined(entry, shape.detail, ". "),
                place=roles[i].place if roles else joined(entry, shape.place, shape.place_join),
                country=value(entry, shape.country),
                carrier=dict(enumerate(names)).get(int(carrier), "")
                if carrier.isdigit()
                else carrier,
                code=code,
                code_source=source,
                forecast=code in shape.forecast_codes or headings.is_forecast(text),
            )
        )
    return events


def _code(shape: Shape, entry: Record) -> tuple[str, str]:
    """Return the event code and its list; a reason says more than the event it belongs to."""
    if reason := value(entry, shape.reason):
        return reason, shape.reason_source
    code = _joined_all(entry, shape.code, shape.code_join)
    source = shape.code_source
    if source.startswith("@"):
        source = value(entry, source[1:])
    if not code:
        return value(entry, shape.other_code), shape.other_code_source
    return code, source


def _joined_all(entry: Record, paths: Sequence[str], sign: str) -> str:
    """Return the parts of a code; without its first part there is none."""
    parts = [value(entry, path) for path in paths]
    return sign.join(p for p in parts if p) if parts and parts[0] else ""


def _moment(shape: Shape, entry: Record) -> Found | None:
    if shape.letters:
        texts = [plain(v) for v in entry.node.values()]
        return next((f for t in texts if len(t) < 40 and (f := find_date(t)) and f.year), None)
    text = " ".join(w for path in shape.at if (w := value(entry, path)))
    found = parse_value(text) if text else None
    if not found:
        return None
    if not found.has_time and (clock := value(entry, shape.time)):
        found = find_date(f"{text} {clock}") or found
    zone = value(entry, shape.zone)
    if found.offset is None and zone and found.end:
        found = find_date(f"{text} {zone}") or found
    return found


def _letters(entry: Record) -> list[str]:
    words = [plain(v) for k, v in entry.node.items() if len(k) == 1]
    return [w for w in words if not w.isdigit() and not find_date(w)]


def _clock_notes(
    shape: Shape, entries: Sequence[Record], events: Sequence[RawEvent]
) -> Iterable[Message]:
    """Say it when the same moment stands twice in the file and the two differ."""
    if not shape.epoch:
        return
    differ = 0
    for entry, event in zip(entries, events, strict=True):
        other = parse_value(value(entry, shape.epoch))
        if other and other.offset is not None and event.at and event.at.tzinfo:
            differ += abs(other.at() - event.at) > timedelta(minutes=1)
    if differ:
        yield say_many(
            "{count} entry has two different times in the file; the local time is used.",
            "{count} entries have two different times in the file; the local time is used.",
            differ,
        )
