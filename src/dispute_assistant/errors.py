"""What can go wrong, said so that a person can mend it.

Wrong input is a list of :class:`Problem` values, all of them at once; ``cli`` alone turns them
into lines on standard error and exit code 2. Wrong data of our own is a :class:`DataError`.
"""

from collections.abc import Iterable

from msgspec import Struct

from dispute_assistant.messages import Message


class Problem(Struct, frozen=True, kw_only=True):
    """One mistake in what the user gave: where it is, what it is and how to mend it."""

    key: str
    """Question key (``order.number``), option or file name."""
    what: Message
    mend: Message
    line: int | None = None


class AssistantError(Exception):
    """Something the user should be told; never a fault of the program."""


class InputError(AssistantError):
    """What the user gave cannot be used as it is."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("; ".join(f"{p.key}: {p.what.template}" for p in self.problems))


class MissingLibraryError(AssistantError):
    """A native library that PDF output needs is not on this machine."""


class DataError(AssistantError):
    """A file of the package's own reference data is wrong: names file and key."""
