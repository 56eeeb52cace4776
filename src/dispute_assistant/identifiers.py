"""Numbers of parcels: first version, to be deepened with carriers and their trackers."""

import re
from dataclasses import dataclass

_S10 = re.compile(r"[A-Z]{2}\d{9}[A-Z]{2}")
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


@dataclass(frozen=True, kw_only=True)
class Tracker:
    """A page that shows the history of a number."""

    name: str
    url: str


def compact(number: str) -> str:
    """Return ``number`` in capitals without spaces and dashes."""
    return re.sub(r"[\s\-]", "", number).upper()


def is_valid(number: str) -> bool:
    """Tell whether ``number`` is an S10 number with the right check digit."""
    text = compact(number)
    if not _S10.fullmatch(text):
        return False
    rest = 11 - sum(int(d) * w for d, w in zip(text[2:10], _WEIGHTS, strict=True)) % 11
    return int(text[10]) == {10: 0, 11: 5}.get(rest, rest)


def find_numbers(text: str) -> tuple[str, ...]:
    """Return the S10 numbers in ``text``."""
    return tuple(dict.fromkeys(_S10.findall(text)))


def trackers(number: str) -> tuple[Tracker, ...]:  # noqa: ARG001
    """Return pages to try for ``number``."""
    return ()
