"""The commands as they are declared, and command lines of the plainest form read.

The declarations are in Typer's words, but Typer is not asked here: a command line that names a
command and gives options and arguments, each once and in full, is read without it, which spares a
third of a start. Every other one (a question for help, a mistake, another form) is Typer's: see
``typer_app``. What both can read they read alike, which ``tests/test_commands.py`` holds.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, get_args, get_origin

Function = TypeVar("Function", bound=Callable[..., None])

COMMANDS: dict[str, Callable[..., None]] = {}
"""The commands by name, in the order of the help."""

_FOLLOWED = frozenset({"help", "metavar", "show_default", "callback", "min"})
"""What a declaration may say for its parameter to be read here."""
_KINDS = frozenset({str, Path, int})
_NUMBER = re.compile("[0-9]{1,9}")
_SHORT = len("-x")
"""Length of an option whose value may follow without a sign."""


class Argument:
    """An argument, declared with what ``typer.Argument`` takes."""

    def __init__(self, *names: str, **words: Any) -> None:
        self.names, self.words = names, words


class Option(Argument):
    """An option, declared with what ``typer.Option`` takes."""


def command(function: Function) -> Function:
    """Make a function a command of the program; its parameters say what it takes."""
    COMMANDS[function.__name__] = function
    return function


def called(line: Sequence[str]) -> Callable[[], None] | None:
    """Return what a plain command line calls, or None where Typer has to read it.

    Raises whatever the check of an option does.
    """
    name, *words = line or [""]
    function = COMMANDS.get(name)
    if function is None or "_DISPUTE_COMPLETE" in os.environ or os.name == "nt":
        return None  # on Windows, Typer looks for files that match a pattern
    parameters = dict(_parameters(function))
    try:
        given = _read(words, parameters)
        missing = {name for name, p in parameters.items() if p.required} - given.keys()
        values = {name: parameters[name].value(raw) for name, raw in given.items()}
    except _NotPlainError:
        return None
    return None if missing else partial(function, **_checked(values, parameters))


class _NotPlainError(Exception):
    """A command line that Typer has to read."""


class _Parameter(NamedTuple):
    """One parameter of a command."""

    declared: Argument
    kind: type
    many: bool
    """Whether it is a list."""
    required: bool

    def value(self, raw: str | bool | list[str]) -> Any:
        """Return what was typed as the command takes it."""
        if isinstance(raw, list):
            return [self.value(each) for each in raw]
        if isinstance(raw, bool):
            return raw
        words = self.declared.words
        if self.kind not in _KINDS or not _FOLLOWED.issuperset(words):
            raise _NotPlainError
        if self.kind is int and not _NUMBER.fullmatch(raw):
            raise _NotPlainError
        value = self.kind(raw)
        if value < words.get("min", value):
            raise _NotPlainError
        return value


def _parameters(function: Callable[..., None]) -> Iterator[tuple[str, _Parameter]]:
    """Yield each parameter of a command with its name; ``inspect`` would take as long as all."""
    code, defaults = function.__code__, function.__defaults__ or ()
    names = code.co_varnames[: code.co_argcount]
    for position, name in enumerate(names, len(defaults) - len(names)):
        hint = function.__annotations__[name]
        (declared,), kind, many = hint.__metadata__, hint.__origin__, False
        while inner := get_args(kind):  # of a list, or of a union with None
            many = many or get_origin(kind) is list
            kind = inner[0]
        yield name, _Parameter(declared, kind, many, required=position < 0)


def _read(
    words: Sequence[str], parameters: Mapping[str, _Parameter]
) -> dict[str, str | bool | list[str]]:
    """Return what is given for each parameter."""
    given: dict[str, str | bool | list[str]] = {}
    loose: list[str] = []
    options = dict(_options(parameters))
    left = iter(words)
    for word in left:
        if _is_value(word):
            loose.append(word)
            continue
        option, equals, text = word.partition("=")
        name, flag = options.get(option, ("", None))
        if not name or name in given or (equals and (flag is not None or len(option) == _SHORT)):
            raise _NotPlainError
        if flag is None and not equals:
            text = next(left, "-?")
            if not _is_value(text):
                raise _NotPlainError
        given[name] = text if flag is None else flag
    for name, parameter in parameters.items():
        if loose and not isinstance(parameter.declared, Option):
            given[name] = loose[:] if parameter.many else loose[0]
            del loose[: len(loose) if parameter.many else 1]
    if loose:
        raise _NotPlainError
    return given


def _options(parameters: Mapping[str, _Parameter]) -> Iterator[tuple[str, tuple[str, bool | None]]]:
    """Yield each name of an option with its parameter, and for a flag what it means."""
    for name, parameter in parameters.items():
        if isinstance(parameter.declared, Option):
            for names in parameter.declared.names:
                on, _, off = names.partition("/")
                yield on, (name, True if parameter.kind is bool else None)
                if off:
                    yield off, (name, False)


def _is_value(word: str) -> bool:
    return not word.startswith("-") or word == "-"


def _checked(values: Mapping[str, Any], parameters: Mapping[str, _Parameter]) -> dict[str, Any]:
    """Return the values as the checks that options may have return them."""
    checks = {name: parameters[name].declared.words.get("callback") for name in values}
    return {name: check(values[name]) if check else values[name] for name, check in checks.items()}
