"""Numbers that name a parcel: their shapes, check digits, carriers, and where to look them up.

Shapes, carriers and addresses are data (``data/tracking/carriers.toml``); the check digit rules
are in ``check_digits``. A number is read leniently and written one way: capitals, no spaces or
hyphens. A wrong check digit is said but never refused, for carriers print such numbers too; a
shape that several carriers use names them all.

Three questions, from mild to strict: :func:`validate` refuses what cannot be a tracking number at
all; :func:`identify` tells what it may be and what speaks against that; :func:`is_valid` is true
when a shape fits and nothing speaks against it.

>>> compact(" rb 123 456 785 gb ")
'RB123456785GB'
>>> [(i.kind, i.country, i.certainty) for i in identify("RB123456785GB")]
[('s10', 'GB', 'certain')]
>>> find_numbers("Order 8123456789012345, track RB123456785GB, 12.05.2025, +7 900 123-45-67")
('RB123456785GB',)
"""

import functools
import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from enum import IntEnum
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from dispute_assistant import expressions
from dispute_assistant.check_digits import CHECKS
from dispute_assistant.errors import DataError, InputError, Problem
from dispute_assistant.messages import Message, say
from dispute_assistant.tables import kept

Certainty = Literal["certain", "likely", "possible"]


class Identity(Struct, frozen=True, kw_only=True):
    """One thing that a number may be."""

    kind: str
    """Id of the shape: ``s10``, ``cainiao_order``, ``ups``, ..."""
    title: str
    carriers: tuple[str, ...]
    """Ids of the carriers that use the shape; empty for a post that is not listed."""
    country: str = ""
    """ISO 3166 code of the country the number names (for S10, of the post that issued it)."""
    certainty: Certainty
    sound: bool = True
    """False when the check digit, or for S10 the letters, speak against this reading."""
    notes: tuple[Message, ...] = ()


class Tracker(Struct, frozen=True, kw_only=True):
    """A place where a parcel can be looked up."""

    name: str
    address: str
    """Web address with the number filled in, or the page where it is typed in."""
    carrier: str = ""
    """Id of the carrier whose own page it is; empty for pages that serve many."""


class Carrier(Struct, frozen=True, kw_only=True):
    """One carrier of ``carriers.toml``."""

    id: str
    title: str
    names: tuple[str, ...]
    post_of: tuple[str, ...]
    tracker: str
    source: str


class Shape(Struct, frozen=True, kw_only=True):
    """One shape of numbers of ``carriers.toml``."""

    id: str
    title: str
    pattern: re.Pattern[str]
    check: Callable[[str], bool] | None
    carriers: tuple[str, ...]
    country: str
    sure: Certainty
    found: bool


# --- data ---------------------------------------------------------------------------------------

_FILE = Path(__file__).parent / "data" / "tracking" / "carriers.toml"


@kept
def _data() -> dict[str, Any]:
    """Return the file; the days on which its sources were read come as texts."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@kept
def carriers() -> Mapping[str, Carrier]:
    """Return the known carriers by id."""
    found = {}
    for row in _data()["carrier"]:
        try:
            found[row["id"]] = Carrier(
                **{**row, "names": tuple(row["names"]), "post_of": tuple(row["post_of"])}
            )
        except (KeyError, TypeError) as error:
            raise DataError(f"carriers.toml: carrier {row.get('id')}: {error}") from error
    return found


_SURE: Mapping[str, Certainty] = {c: c for c in get_args(Certainty)}


@functools.cache
def shapes() -> tuple[Shape, ...]:
    """Return the known shapes of numbers."""
    found = []
    for row in _data()["number"]:
        try:
            found.append(
                Shape(
                    id=row["id"],
                    title=row["title"],
                    pattern=expressions.from_data(row["pattern"]),
                    check=CHECKS[row["check"]] if row["check"] else None,
                    carriers=tuple(carriers()[c].id for c in row["carriers"]),
                    country=row.get("country", ""),
                    sure=_SURE[row["sure"]],
                    found=row["found"],
                )
            )
        except (KeyError, ValueError, re.error) as error:
            raise DataError(f"carriers.toml: number {row.get('id')}: {error}") from error
    return tuple(found)


@kept
def _s10_countries() -> frozenset[str]:
    return frozenset(_data()["s10"]["countries"].split())


# --- the contract: compact, validate, is_valid --------------------------------------------------

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015.,;:#№*/\\_'\"()\[\]]+")
_SHORTEST = 7
_LONGEST = 40
_FEWEST_DIGITS = 5


_CYRILLIC = "АВЕКМНОРСТУХ"
_LATIN = str.maketrans(_CYRILLIC, "ABEKMHOPCTYX")


def compact(number: str) -> str:
    """Return ``number`` in capitals, without spaces, hyphens, invisible and decorative signs.

    Cyrillic letters that look Latin become Latin, as people type them on a Russian keyboard.

    >>> compact("lp-0006 8434 402473"), compact("ЕМ123456785RU").isascii()
    ('LP00068434402473', True)
    """
    plain = unicodedata.normalize("NFKC", number.replace("№", " "))
    plain = "".join(c for c in plain if unicodedata.category(c) not in ("Cf", "Cc") or c.isspace())
    plain = _SEPARATORS.sub("", plain).upper()
    latin = plain.translate(_LATIN)
    return latin if latin.isascii() else plain


def validate(number: str) -> str:
    """Return the compact form of a number that may be a tracking number.

    Raises :class:`~dispute_assistant.errors.InputError` when it cannot be one. A shape that no
    list knows and a wrong check digit are no reason to refuse.

    >>> validate("lx 123 456 789 us")
    'LX123456789US'
    """
    found = compact(number)
    if not found:
        raise InputError(_problem(say("The tracking number is empty.")))
    if not (found.isascii() and found.isalnum()):
        what = say("“{number}” has signs that no tracking number has.", number=number.strip())
        raise InputError(_problem(what))
    if not _SHORTEST <= len(found) <= _LONGEST:
        what = say("“{number}” is too short or too long for a tracking number.", number=found)
        raise InputError(_problem(what))
    if sum(c.isdigit() for c in found) < _FEWEST_DIGITS:
        what = say("“{number}” has too few digits for a tracking number.", number=found)
        raise InputError(_problem(what))
    return found


def _problem(what: Message) -> Problem:
    mend = say("Copy the tracking number from the order page, for example RB123456785GB.")
    return Problem(key="parcel.tracking_number", what=what, mend=mend)


def is_valid(number: str) -> bool:
    """Tell whether ``number`` has a known shape and nothing in it speaks against that shape.

    False is a reason to ask, not to refuse: carriers print wrong check digits too, and no list of
    shapes is complete.

    >>> is_valid("RB123456785GB"), is_valid("RB123456786GB"), is_valid("RB123456785XX")
    (True, False, False)
    """
    return any(identity.sound for identity in identify(number))


# --- what a number tells ------------------------------------------------------------------------

_ORDER = {"certain": 0, "likely": 1, "possible": 2}


def identify(number: str) -> tuple[Identity, ...]:
    """Return what ``number`` may be, the surest first; nothing when no shape fits.

    >>> [i.kind for i in identify("80110885894666")]
    ['russian_post']
    >>> [(i.kind, i.certainty) for i in identify("3318810025")]
    [('dhl_express', 'likely'), ('cdek', 'possible')]
    """
    plain = compact(number)
    found = [_identity(plain, shape) for shape in shapes() if shape.pattern.fullmatch(plain)]
    found.sort(key=lambda i: _ORDER[i.certainty])
    users = list(dict.fromkeys(c for i in found for c in i.carriers))
    if len(users) > 1 and any(i.kind != "s10" for i in found):
        note = say(
            "Numbers of this form are used by several carriers: {carriers}.",
            carriers=[carriers()[c].title for c in users],
        )
        found = [replace(i, notes=(*i.notes, note)) for i in found]
    return tuple(found)


def origin(number: str) -> str:
    """Return the ISO 3166 code of the country whose post issued an S10 number, or an empty string.

    Other numbers tell who carries the parcel, often only on its last miles, not where it started.

    >>> origin("RB123456785GB"), origin("80110885894666")
    ('GB', '')
    """
    return next((i.country for i in identify(number) if i.kind == "s10"), "")


def _identity(number: str, shape: Shape) -> Identity:
    certainty: Certainty = shape.sure
    notes: list[Message] = []
    country, users = shape.country, shape.carriers
    if shape.id == "s10":
        users = tuple(c.id for c in carriers().values() if number[-2:] in c.post_of)
        country = number[-2:] if number[-2:] in _s10_countries() else ""
        if not country:
            certainty = "likely"
        if strange := _strange_letters(number):
            certainty = "possible"
            notes.append(
                say(
                    "No post is known to use the letters {letters} of this number: compare it with"
                    " the order page.",
                    letters=strange,
                )
            )
        notes += _service_notes(number)
    if shape.check and not shape.check(number):
        certainty = "possible"
        notes.insert(
            0, say("The check digit of this number is wrong: compare it with the order page.")
        )
    return Identity(
        kind=shape.id,
        title=shape.title,
        carriers=users,
        country=country,
        certainty=certainty,
        sound=_sound(number, shape),
        notes=tuple(notes),
    )


def _sound(number: str, shape: Shape) -> bool:
    return (shape.check is None or shape.check(number)) and not (
        shape.id == "s10" and _strange_letters(number)
    )


def _strange_letters(number: str) -> str:
    """Return the letters of an S10 number that stand for no service or no post."""
    service, post = number[:2], number[-2:]
    if service[0] in _data()["s10"]["reserved_services"]:
        return service
    known = post in _s10_countries() or any(post in c.post_of for c in carriers().values())
    return "" if known else post


def _service_notes(number: str) -> list[Message]:
    """Say what the service letter of an S10 number means for the buyer."""
    if number[0] == "U":
        return [
            say(
                "Numbers that begin with U belong to letters without registration: they are"
                " seldom scanned after they have left their country."
            )
        ]
    return []


# --- numbers in a text --------------------------------------------------------------------------

_LETTER = r"A-Za-z0-9_\u00c0-\u024f\u0400-\u04ff"
"""Signs that continue a word; Chinese and Japanese put no space beside a number."""
_S10_LETTERS = f"[A-Z{_CYRILLIC}]{{2}}"
_CANDIDATE = re.compile(
    rf"(?<![{_LETTER}+])"
    rf"(?:{_S10_LETTERS}[ -]?(?:\d{{3}} ?\d{{3}} ?\d{{3}}|\d{{4}} ?\d{{4}} ?\d)[ -]?{_S10_LETTERS}"
    r"|1Z(?: ?[A-Z0-9]){16}"
    r"|\d{6} \d\d \d{5} \d"
    r"|(?:\d{4} ){4,8}\d{1,4}"
    r"|[A-Z0-9]{8,40})"
    rf"(?![{_LETTER}])",
    re.IGNORECASE,
)
_CELL_START = re.compile(r"(?:^|[\n\t|;,]|\s{2})\s*$")
_CELL_END = re.compile(r"\s*(?:$|[\n\t|;,])|\s{2}")
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?")
_PHRASE_END = re.compile(r"[\d\n,;]")
_CONTEXT = 64
_SHORTEST_FOUND = 8
_SHORTEST_DIGITS = 10
_LONG_ENOUGH_FOR_ONE_CHECK = 20


class _Label(IntEnum):
    """What the words before a number say that it is."""

    NONE = 0
    OTHER = 1
    """An order, a telephone, a bank account, ..."""
    NUMBER = 2
    """Some number."""
    PARCEL = 3
    TRACKING_NUMBER = 4


@functools.cache
def _labels() -> tuple[tuple[_Label, re.Pattern[str]], ...]:
    """Return the labels with the patterns that end a text before a number, the strongest first."""
    rows = _data()["labels"]
    order = (_Label.TRACKING_NUMBER, _Label.OTHER, _Label.PARCEL, _Label.NUMBER)
    return tuple(
        (label, re.compile(rf"(?:{'|'.join(rows[label.name.lower()])}).{{0,24}}$", re.IGNORECASE))
        for label in order
    )


def find_numbers(text: str) -> tuple[str, ...]:
    """Return the tracking numbers in a pasted text, compact, in order, each once.

    A number is taken when its shape is unmistakable, when it stands alone on its line or in its
    cell and its check digit is right, or when words such as *tracking number* stand before it.
    Order numbers, dates, telephone numbers and office indexes are left.

    >>> find_numbers("Номер заказа 5012345678901234, трек-номер: 80110885894666")
    ('80110885894666',)
    >>> find_numbers("2025-04-11 09:31 518000, 16:05")
    ()
    """
    found: dict[str, None] = {}
    for match in _CANDIDATE.finditer(unicodedata.normalize("NFKC", text.replace("№", " # "))):
        number = compact(match[0])
        if len(number) >= _SHORTEST_FOUND and _may_be_taken(number) and _taken(match, number):
            found.setdefault(number)
    return tuple(found)


def _may_be_taken(number: str) -> bool:
    return sum(c.isdigit() for c in number) >= _FEWEST_DIGITS and not _DATE.fullmatch(number)


def _taken(match: re.Match[str], number: str) -> bool:
    """Tell whether a candidate is a tracking number rather than some other number."""
    fitting = [s for s in shapes() if s.pattern.fullmatch(number)]
    if any(s.sure == "certain" and _letters_taken(match[0], number, s) for s in fitting):
        return True
    before = match.string[max(0, match.start() - _CONTEXT) : match.start()]
    label = _label(before)
    if label is _Label.TRACKING_NUMBER:
        return bool(fitting) or not number.isdigit() or len(number) >= _SHORTEST_DIGITS
    if label is _Label.OTHER:
        return False
    if label is _Label.PARCEL and fitting:
        return True
    alone = bool(_CELL_START.search(before) and _CELL_END.match(match.string, match.end()))
    return any(
        _digits_taken(number, s, label, alone=alone) or _letters_taken(match[0], number, s)
        for s in fitting
    )


def _label(before: str) -> _Label:
    """Return what the words that end ``before`` say about the number that follows."""
    phrase = _PHRASE_END.split(before.rstrip())[-1]
    if not any(c.isalpha() or c == "#" for c in phrase):
        return _Label.NONE
    return next((label for label, ends in _labels() if ends.search(phrase)), _Label.NONE)


def _digits_taken(number: str, shape: Shape, label: _Label, *, alone: bool) -> bool:
    if not number.isdigit():
        return False
    checked = shape.check is not None and shape.check(number)
    if label is _Label.NUMBER and checked:
        return True
    if not shape.found:
        return False
    long_enough = len(number) >= _LONG_ENOUGH_FOR_ONE_CHECK
    return (alone and _sound(number, shape)) or (checked and long_enough)


def _letters_taken(written: str, number: str, shape: Shape) -> bool:
    if number.isdigit() or not shape.found:
        return False
    if _sound(number, shape):
        return True
    # A wrong check digit is no reason to overlook what is written like a postal number.
    return shape.id == "s10" and written == number and not _strange_letters(number)


# --- where to look ------------------------------------------------------------------------------


def trackers(number: str, *, destination: str = "") -> tuple[Tracker, ...]:
    """Return where to look ``number`` up, the best first.

    For a postal number the post of ``destination`` (ISO 3166) comes first, because it alone
    writes down what happens at import; then the carriers' own pages, then pages that serve many.

    >>> [t.name for t in trackers("RB123456785CN", destination="RU")][:3]
    ['Russian Post', 'China Post', '17TRACK']
    """
    plain = compact(number)
    identities = identify(plain)
    postal = any(i.kind == "s10" for i in identities)
    ids: dict[str, None] = {}
    if postal:
        ids |= dict.fromkeys(c.id for c in carriers().values() if destination.upper() in c.post_of)
    ids |= dict.fromkeys(c for i in identities for c in i.carriers)
    if postal and plain.startswith("E"):
        ids.setdefault("ems")
    own = [
        Tracker(name=c.title, address=_address(c.tracker, plain), carrier=c.id)
        for c in (carriers()[i] for i in ids)
        if c.tracker
    ]
    general = [
        Tracker(name=row["title"], address=_address(row["address"], plain))
        for row in _data()["tracker"]
        if postal or not row["postal_only"]
    ]
    return (*own, *general)


def _address(template: str, number: str) -> str:
    return template.replace("{number}", quote(number, safe=""))
