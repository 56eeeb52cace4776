r"""Texts as people give them: from bytes of unknown encoding to clean, safe characters.

Everything a person types, pastes or opens passes here once. No letter of any script is lost:
only control characters, bidirectional controls and the marks that a web page hides in its text
go, because they could reorder what a letter says.

>>> decode("Прием на таможню".encode("cp1251"), "history.txt")
'Прием на таможню'
>>> clean("Held\u202e by\u00a0customs\r\n", lines=False)
'Held by customs'
"""

import re
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from dispute_assistant.errors import InputError, Problem
from dispute_assistant.messages import Message, say

MAX_BYTES = 10_000_000
"""Largest file or paste that is read: a history of 100,000 scans is smaller than this."""

_MAGIC = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
)
"""First bytes of PDF, PNG, JPEG, GIF, ZIP (also DOCX, XLSX), gzip and old Office files."""

_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls, apart from the line ends
    "\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # bidi, hidden
    "\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]"  # halves of a pair, not characters, tags
)
_LINE_END = re.compile("\r\n|[\n\x0b\x0c\r\x85\u2028\u2029]")
_BLANK = re.compile("[ \\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


def decode(raw: bytes, name: str) -> str:
    """Return the text in ``raw``, of the file or field called ``name``.

    UTF-8 and UTF-16 with or without a byte order mark are read, then Windows-1251 and
    Windows-1252 where the result looks like words. Raises :class:`InputError` for anything that
    is not text, and for more than :data:`MAX_BYTES`.
    """
    if len(raw) > MAX_BYTES:
        raise InputError(
            _problem(
                name,
                say("This is too long: {size} MB.", size=len(raw) // 1_000_000),
                say("Paste only the tracking history of your parcel."),
            )
        )
    if raw.startswith(_MAGIC):
        raise InputError(_not_text(name))
    for encoding in _encodings(raw):
        text = _decoded(raw, encoding)
        if text is not None and _plausible(text, encoding):
            return text.removeprefix("\ufeff")
    raise InputError(_not_text(name))


def _decoded(raw: bytes, encoding: str) -> str | None:
    """Return the text, without a last character that was cut off; None in another encoding."""
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        cut_off = "end of data" in error.reason or "truncated" in error.reason
        return raw[: error.start].decode(encoding) if cut_off and error.start else None


def clean(text: str, *, lines: bool) -> str:
    r"""Return ``text`` composed (NFC), without control and bidirectional control characters.

    With ``lines`` the line breaks stay, as ``\n``, and so do tabs and gaps, as two spaces, which
    separate columns; without, everything stands on one line with single spaces.
    """
    text = _LINE_END.sub("\n", text)
    text = unicodedata.normalize("NFC", _REMOVED.sub("", text))
    if lines:
        return "\n".join(_BLANK.sub(_keep_tab, line).strip(" ") for line in text.split("\n"))
    return _BLANK.sub(" ", text.replace("\n", " ")).strip()


def fold(text: str) -> str:
    """Return ``text`` for comparing: one line, one case, compatibility forms made equal."""
    return clean(unicodedata.normalize("NFKC", text), lines=False).casefold()


def _keep_tab(blank: re.Match[str]) -> str:
    return "\t" * blank[0].count("\t") or "  "[: len(blank[0])]


def _encodings(raw: bytes) -> tuple[str, ...]:
    if raw.startswith(BOM_UTF8):
        return ("utf-8-sig",)
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return ("utf-16",)
    if b"\0" in raw:
        # In UTF-16 text of any script, line ends and digits have one zero byte, on one side.
        return ("utf-16-le",) if raw[1::2].count(0) > raw[::2].count(0) else ("utf-16-be",)
    return ("utf-8", "cp1251", "cp1252") if _mostly_cyrillic(raw) else ("utf-8", "cp1252")


def _mostly_cyrillic(raw: bytes) -> bool:
    """Tell whether the high bytes stand together, as in Cyrillic words, not alone as accents."""
    high = sum(byte >= 0xC0 for byte in raw)
    return high > 0 and len(re.findall(rb"[\xc0-\xff\xa8\xb8]{2,}", raw)) * 3 > high / 4


def _plausible(text: str, encoding: str) -> bool:
    if not text:
        return True
    controls = sum(unicodedata.category(c) in {"Cc", "Cn", "Co", "Cs"} for c in text[:20_000])
    controls -= sum(text[:20_000].count(c) for c in "\r\n\t\f\x85")
    limit = 0.02 if encoding.startswith("utf") else 0.0
    return controls <= limit * min(len(text), 20_000)


def _not_text(name: str) -> Problem:
    return _problem(
        name,
        say("This is not a text."),
        say("Open the tracking page, select the history and copy it as text."),
    )


def _problem(name: str, what: Message, mend: Message) -> Problem:
    return Problem(key=name, what=what, mend=mend)
