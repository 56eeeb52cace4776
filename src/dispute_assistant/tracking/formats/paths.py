"""Paths into the tree of an answer, as ``data/tracking/formats.toml`` writes them.

>>> answer = Record({"shipments": [{"id": "1", "events": [{"place": {"city": "Riga"}}]}]})
>>> [event] = records(answer, "shipments.events")
>>> value(event, "place.city"), value(event, "^id"), value(event, "town|place.city")
('Riga', '1', 'Riga')
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from dispute_assistant.tracking.formats.raw import LONGEST_TEXT
from dispute_assistant.tracking.formats.tree import Node, walk


class Record(Struct, frozen=True):
    """A dict of the tree and the dicts around it, outermost first."""

    node: dict[str, Node]
    above: tuple[dict[str, Node], ...] = ()


def records(place: Record, path: str) -> list[Record]:
    """Return the dicts at ``path``, those of the first alternative that has any."""
    for way in path.split("|"):
        found = [r for r in follow(place, way) if isinstance(r, Record)]
        if found:
            return found
    return []


def value(place: Record, path: str) -> str:
    """Return the first value at ``path`` that is not empty, as one line of text."""
    for way in path.split("|") if path else ():
        for found in follow(place, way):
            if not isinstance(found, Record) and (text := plain(found)):
                return text
    return ""


def follow(place: Record, way: str) -> Iterator[Record | Node]:
    """Yield what stands at the end of one path; members of a list one by one."""
    if way.startswith("^"):
        name = way[1:].partition(".")[0]
        around = next((above for above in reversed(place.above) if name in above), None)
        if around is not None:
            yield from follow(Record(around), way[1:])
        return
    if way.startswith("**."):
        last = way[3:].rpartition(".")[2]
        for node, above in walk(place.node, place.above):
            if last in node:
                yield from follow(Record(node, above), last)
        return
    found: Iterable[Record | Node] = _members(place.node, place.above)
    for name in () if way == "." else way.split("."):
        found = [child for r in found if isinstance(r, Record) for child in _children(r, name)]
    yield from found


def _children(record: Record, name: str) -> Iterator[Record | Node]:
    inside = (*record.above, record.node)
    for child in record.node.values() if name == "*" else (record.node.get(name),):
        yield from _members(child, inside)


def _members(node: Node, above: tuple[dict[str, Node], ...]) -> Iterator[Record | Node]:
    if isinstance(node, dict) and set(node) == {""}:
        node = node[""]
    if isinstance(node, list):
        for child in node:
            yield from _members(child, above)
    elif isinstance(node, dict):
        yield Record(node, above)
    elif node is not None:
        yield node


_TAG = re.compile(r"<[^<>]{1,300}>")


def plain(node: Node | Record) -> str:
    """Return a value as plain words: without markup, numbers as they are written."""
    if isinstance(node, bool) or node is None:
        return ""
    text = str(node)
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub(" ", html.unescape(text)))
    return " ".join(text[: 4 * LONGEST_TEXT].split())[:LONGEST_TEXT]


def joined(place: Record, paths: Sequence[str], sign: str) -> str:
    """Return the values at ``paths`` that are not empty, each once, with ``sign`` between."""
    return sign.join(dict.fromkeys(text for path in paths if (text := value(place, path))))
