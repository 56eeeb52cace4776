"""From whatever a buyer can copy, save or download to the entries of a history.

:func:`read` finds out by the content what it was given, never by a file name. One small reader
serves each way of writing a history down: :mod:`lines` text, :mod:`tables` rows and columns,
:mod:`pages` saved web pages, :mod:`mails` e-mails, :mod:`structured` JSON and XML of known shapes
(``data/tracking/formats.toml``), :mod:`search` those of unknown ones. None of them classifies.
"""

import re
from datetime import date

from dispute_assistant.errors import InputError, Problem
from dispute_assistant.messages import Message, say
from dispute_assistant.texts import clean
from dispute_assistant.tracking.formats import lines, mails, tables
from dispute_assistant.tracking.formats.raw import Known, RawEvent, RawParcel

__all__ = ["Known", "RawEvent", "RawParcel", "read"]


def read(
    text: str, *, known: Known, today: date | None = None, key: str = "tracking"
) -> tuple[RawParcel, ...]:
    """Return the parcels in ``text``, in the order of the source; ``key`` names it in problems.

    Raises :class:`InputError` with one problem when nothing is understood.
    """
    body = clean(mails.body(text), lines=True).strip()
    parcels = _read(body, known, today, key)
    if not parcels:
        raise InputError(_problem(key, *(_EMPTY if not body else _NOTHING)))
    return parcels


def _read(text: str, known: Known, today: date | None, key: str) -> tuple[RawParcel, ...]:
    if _JSON.match(text):
        return _nested(text, known, today, key)
    if "<" in text:
        from dispute_assistant.tracking.formats import pages

        if pages.looks_like_html(text):
            return pages.read(text, known=known, today=today)
    if _XML.match(text):
        return _nested(text, known, today, key)
    return _read_text(text, known, today)


def _read_text(text: str, known: Known, today: date | None) -> tuple[RawParcel, ...]:
    text = _COLUMN_GAP.sub("\t", text)
    rows = tables.split(text) or tables.from_labels(text)
    found = tables.read(rows, known=known) if rows else ()
    return found or lines.read(text, known=known, today=today)


def _nested(text: str, known: Known, today: date | None, key: str) -> tuple[RawParcel, ...]:
    """Read JSON or XML; what most histories are not is imported for them alone."""
    from dispute_assistant.tracking.formats import search, structured, tree

    try:
        node = tree.parse_json(text) if _JSON.match(text) else tree.parse_xml(text)
        found = structured.read(node, known=known) or search.read(node, known=known)
    except tree.BrokenError as error:
        raise InputError(_problem(key, *_BROKEN, line=error.line or None)) from error
    except tree.NestingError as error:
        raise InputError(_problem(key, *_NESTED)) from error
    return found or _read_text("\n".join(_strings(node)), known, today)


def _strings(node: object) -> list[str]:
    """Return the members of the lists of mere text in a tree: some answers hold lines."""
    if isinstance(node, dict):
        return [text for child in node.values() for text in _strings(child)]
    if not isinstance(node, list):
        return []
    return [
        text for child in node for text in ([child] if isinstance(child, str) else _strings(child))
    ]


_COLUMN_GAP = re.compile(r"(?<=[^\s.!?])  (?=\S)")
"""Spaces that stand between columns."""
_JSON = re.compile(r"\s*(?:\{\s*(?:\"|\})|\[\s*(?:\{|\[|\]|\"))")
_XML = re.compile(r"\s*<(?:\?xml\b|!DOCTYPE|!--|[A-Za-z_][\w.:-]*[\s/>])")

_EMPTY = (
    say("There is no text here."),
    say("Copy the whole history from the tracking page, with the date of each entry."),
)
_NOTHING = (
    say("No dated tracking entries were found in this text."),
    say("Copy the whole history from the tracking page, with the date of each entry."),
)
_BROKEN = (
    say("This file is cut off or damaged and cannot be read."),
    say("Download it again, or copy the history from the tracking page as text."),
)
_NESTED = (
    say("This file is built in a way that no tracking service uses, so it is not read."),
    say("Copy the history from the tracking page as text."),
)


def _problem(key: str, what: Message, mend: Message, *, line: int | None = None) -> Problem:
    return Problem(key=key, what=what, mend=mend, line=line)
