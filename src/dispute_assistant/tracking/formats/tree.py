"""JSON and XML as one kind of tree: dicts, lists and strings.

XML elements become dicts of their attributes and children (a repeated child is a list), an element
that holds only text becomes that text. Prefixes of namespaces go: ``ns3:OperDate`` is ``OperDate``,
in JSON that was made from XML too.

Safe by construction: a document type (the door to entity bombs) is refused, nesting is limited.

>>> parse_xml("<a xmlns:n='x'><n:b c='1'>2</n:b><n:b>3</n:b></a>")
{'b': [{'c': '1', '#text': '2'}, '3']}
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

Node = dict[str, "Node"] | list["Node"] | str | int | float | bool | None
MAX_DEPTH = 100
_PREFIX = re.compile(r"^[A-Za-z_][\w.-]*:(?=[A-Za-z_])")


class BrokenError(ValueError):
    """A file that begins like JSON or XML and cannot be read to its end."""

    def __init__(self, line: int = 0) -> None:
        self.line = line
        super().__init__(f"line {line}")


class NestingError(ValueError):
    """A file nested deeper than any tracking answer, or one with entity definitions."""


def parse_json(text: str) -> Node:
    """Return the tree of a JSON text. Raises BrokenError or NestingError."""
    try:
        return _plain(_loaded(text), 0)
    except json.JSONDecodeError as error:
        raise BrokenError(error.lineno) from error
    except RecursionError as error:
        raise NestingError from error
    except NestingError:
        raise
    except ValueError as error:  # a number of more than 4,300 digits
        raise BrokenError from error


def _loaded(text: str) -> Any:
    """Return the value of a JSON text, or those of a text with one value a line."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if error.msg != "Extra data" or text[: error.pos].count("\n") != 1:
            raise
        return [json.loads(line) for line in text.split("\n") if line.strip()]


def _plain(value: Any, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise NestingError
    if isinstance(value, dict):
        return {_PREFIX.sub("", k): _plain(v, depth + 1) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v, depth + 1) for v in value]
    return value if isinstance(value, str | int | float | bool) else None


def parse_xml(text: str) -> Node:
    """Return the tree under the root of an XML text. Raises BrokenError or NestingError."""
    builder = _Builder()
    parser = expat.ParserCreate("utf-8")  # whatever the file says: it is decoded already
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.words
    parser.StartDoctypeDeclHandler = builder.refuse
    try:
        parser.Parse(text.strip().encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise BrokenError(error.lineno) from error
    return builder.root


class _Builder:
    """Receives the events of the XML parser."""

    def __init__(self) -> None:
        self.open: list[dict[str, Any]] = [{}]
        self.texts: list[list[str]] = [[]]

    @property
    def root(self) -> Node:
        return next(iter(self.open[0].values()), None)

    def refuse(self, *_: object) -> None:
        raise NestingError

    def start(self, _name: str, attributes: dict[str, str]) -> None:
        if len(self.open) > MAX_DEPTH:
            raise NestingError
        own = {k: v for k, v in attributes.items() if v and not k.startswith("xmlns")}
        self.open.append({_PREFIX.sub("", k): v for k, v in own.items()})
        self.texts.append([])

    def words(self, data: str) -> None:
        self.texts[-1].append(data)

    def end(self, name: str) -> None:
        node: Any = self.open.pop()
        text = " ".join("".join(self.texts.pop()).split())
        if not node:
            node = text
        elif text:
            node["#text"] = text
        key = _PREFIX.sub("", name)
        parent = self.open[-1]
        if key not in parent:
            parent[key] = node
        elif isinstance(parent[key], list):
            parent[key].append(node)
        else:
            parent[key] = [parent[key], node]


def walk(
    node: Node, above: tuple[dict[str, Node], ...] = ()
) -> Iterator[tuple[dict[str, Node], tuple[dict[str, Node], ...]]]:
    """Yield every dict of a tree with the dicts around it, outermost first."""
    if isinstance(node, dict):
        yield node, above
        for child in node.values():
            if isinstance(child, dict | list):
                yield from walk(child, (*above, node))
    elif isinstance(node, list):
        for child in node:
            if isinstance(child, dict | list):
                yield from walk(child, above)
