r'''TOML as people write it by hand: where each key stands, what is wrong, how a text is written.

``tomllib`` reads values but says neither on which line they stand nor, for a beginner, what is
wrong; this room adds both for ``casefile``.

>>> places('[order]\nnumber = "1"  # mine\n')["order.number"]
Place(line=2, raw='"1"')
>>> print(text_value("It's\nhere"))
"""
It's
here"""
'''

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from dispute_assistant.errors import Problem
from dispute_assistant.messages import Message, say

_PART = re.compile(
    r"""
    \"{3}(?:\\.|[^\\])*?\"{3,5} | '{3}.*?'{3,5}   # texts of several lines
    | "(?:\\.|[^"\\\n])*" | '[^'\n]*'             # texts on one line
    | \#[^\n]* | \n | [\[{] | [\]}] | =           # comments, structure
    | [^"'\#\n\[\]{}=]+ | .                       # all else
    """,
    re.VERBOSE | re.DOTALL,
)
_KEY_PART = re.compile(r""""[^"\n]*"|'[^'\n]*'|[\w-]+""")
_ASSIGNMENT = re.compile(r"""\s*(?P<key>[\w"'.\s-]+?)\s*=\s*(?P<value>.*?)\s*""", re.DOTALL)
_THREE_QUOTES = re.compile(r"\"{3}|'{3}")
_MAX_MISTAKES = 20


class Float(str):
    """A number with a point, kept as it is written: ``25.90`` stays ``25.90``."""

    __slots__ = ()


class Place(Struct, frozen=True):
    """Where a value stands and how it is written."""

    line: int
    raw: str


def read(text: str) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Return the values in ``text`` and a problem for every line that is not TOML.

    A line with a mistake is left out and reading goes on, so that one look shows all mistakes.
    Numbers with a point come as :class:`Float`.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    problems: list[Problem] = []
    while len(problems) < _MAX_MISTAKES:
        try:
            return tomllib.loads("\n".join(lines), parse_float=Float), tuple(problems)
        except tomllib.TOMLDecodeError as error:
            where = re.search(r"at line (\d+)", str(error))
            number = int(where[1]) if where else _unclosed(lines)
            problems.append(_mistake(lines, number, str(error)))
            line = lines[number - 1]
            if not where or not _ASSIGNMENT.fullmatch(line) or _THREE_QUOTES.search(line):
                break  # what follows may be the inside of a text
            lines[number - 1] = ""
    return {}, tuple(problems)


def places(text: str) -> dict[str, Place]:
    """Return the place of every key and table of a valid TOML ``text``, by dotted name.

    The tables of a list are numbered from 1: ``log.2.day``.
    """
    found: dict[str, Place] = {}
    listed: Counter[str] = Counter()
    table: tuple[str, ...] = ()
    for line, statement in _statements(text.replace("\r\n", "\n")):
        if statement.startswith("["):
            table = _key(statement.strip("[] \t"))
            name = ".".join(table)
            found.setdefault(name, Place(line, statement))
            if statement.startswith("[["):
                listed[name] += 1
                table = (*table, str(listed[name]))
                found[".".join(table)] = Place(line, statement)
        elif parts := _ASSIGNMENT.fullmatch(statement):
            found[".".join((*table, *_key(parts["key"])))] = Place(line, parts["value"])
    return found


def text_value(text: str) -> str:
    r"""Return ``text`` as a TOML value; several lines stand below each other as in the original.

    Reading it back gives the same text, line ends made ``\n``.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    controls = re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text)
    if "\n" in text:
        if not controls and "'''" not in text and not text.endswith("'"):
            return f"'''\n{text}'''" if "\\" in text or '"' in text else f'"""\n{text}"""'
        body = _escaped(text).replace("\\n", "\n")
        return f'"""\n{body}"""'
    if not controls and "'" not in text and re.search(r'["\\]', text):
        return f"'{text}'"
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", lambda c: f"\\u{ord(c[0]):04x}", text)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield line number and words of each statement, comments left out."""
    line = start = 1
    depth = 0
    words: list[str] = []
    for part in _PART.findall(text + "\n"):
        if part == "\n" and depth == 0:
            if statement := "".join(words).strip():
                yield start, statement
            words = []
        elif not part.startswith("#"):
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(part, 0)
            if not words:
                start = line
            words.append(part)
        line += part.count("\n")


def _key(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _KEY_PART.findall(dotted))


def _unclosed(lines: list[str]) -> int:
    """Return the line of the opening quotes that no closing ones follow, or the last line."""
    marks = [number for number, line in enumerate(lines, 1) if _THREE_QUOTES.search(line)]
    return marks[-1] if marks else max(n for n, line in enumerate(lines, 1) if line.strip())


def _mistake(lines: list[str], number: int, error: str) -> Problem:
    line = lines[number - 1]
    parts = _ASSIGNMENT.fullmatch(line)
    headers = [header for header in lines[:number] if re.match(r"\s*\[[^\[]", header)]
    table = _key(headers[-1].partition("]")[0]) if headers else ()
    key = ".".join((*table, *_key(parts["key"]))) if parts else ""
    value = parts["value"] if parts else line
    if value[:1] not in {'"', "'"}:
        value = value.partition("#")[0].strip()
    what, mend = _hint(value, error)
    return Problem(key=key, what=what, mend=mend, line=number)


def _hint(value: str, error: str) -> tuple[Message, Message]:
    """Say what is wrong with a value, from what tomllib says and from how it looks."""
    if "twice" in error or "overwrite" in error:
        return say("This stands here a second time."), say("Keep one of the two.")
    if "at end of document" in error and _THREE_QUOTES.search(value):
        mend = say("Close it with the same three quotes that open it.")
        return say("The text that begins here has no end."), mend
    quoted = say("Put it in quotes: {example}", example=f'"{value}"')
    literal = "'{}'".format(value.strip('"'))
    looks = (
        (
            r"\d{1,4}([-./])\d{1,2}\1\d{1,4}",
            say("“{text}” is not a day of the calendar.", text=value),
            say("Write year, month and day, such as 2026-11-23."),
        ),
        (r"[+-]?\d", say("A number that begins with 0 or holds signs needs quotes."), quoted),
        (
            r'".*\\',
            say("A backslash has a special meaning between double quotes."),
            say("Put the text between single quotes: {example}", example=literal),
        ),
        (
            r"""["']""",
            say("The text has no closing quote, or something follows it."),
            say("Put the whole text between two quotes of the same kind."),
        ),
        (r"[^\W\d_]", say("Text must stand in quotes."), quoted),
        (
            r"",
            say("This line cannot be understood."),
            say("Write each answer on a line of its own: {example}", example='name = "value"'),
        ),
    )
    return next((what, mend) for pattern, what, mend in looks if re.match(pattern, value))
