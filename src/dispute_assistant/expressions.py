"""Regular expressions as Python compiled them at an earlier start: a sixth of a start.

Some two hundred are compiled while the modules of the program and of its libraries are imported,
always the same. What the compiler of ``re`` hands to its engine for each (``_sre.compile``) is kept
in the user's cache, and handed over from there at the next start; so it is for literal ones in
functions, and for those of ``from_data``. Any other may hold words that a person typed, and is
never kept.

Whatever is not exactly as expected leads to the plain way: the cache belongs to this very Python
(see ``cache``), and the engine checks each form before it takes it.
"""

import marshal
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dispute_assistant import cache

_NAME = "expressions"
_WORTH_KEEPING = 8
"""New ones for which the cache is written; Babel has one that is another at every start."""
_Form = tuple[int, list[int], int, dict[str, int], tuple[str | None, ...]]
"""Flags, code, number of groups, and their names both ways round."""


@contextmanager
def kept() -> Iterator[None]:
    """Compile nothing anew that an earlier start has compiled; keep what this one does."""
    compiler: Any = getattr(re, "_compiler")  # noqa: B009 - not a part that mypy knows
    plain, engine = compiler.compile, compiler._sre  # noqa: SLF001
    forms, fresh = _read(), 0

    def compiled(pattern: str | bytes, flags: int = 0) -> Any:
        nonlocal fresh
        key = pattern, int(flags)  # re.split has a zero of its own kind
        form = forms.get(key)
        if form:
            try:
                return engine.compile(pattern, *form)
            except (RuntimeError, TypeError, OverflowError):  # damaged
                forms.clear()
        if type(pattern) not in {str, bytes} or not _always_the_same(pattern):
            return plain(pattern, flags)
        compiler._sre = listener = _Listener(engine)  # noqa: SLF001
        try:
            made = plain(pattern, flags)
        finally:
            compiler._sre = engine  # noqa: SLF001
        if heard := listener.heard.get((pattern, made.flags)):  # nothing of another thread
            forms[key], fresh = heard, fresh + 1
        return made

    compiler.compile = compiled
    try:
        yield
    finally:
        compiler.compile = plain
        if fresh >= _WORTH_KEEPING:
            cache.write(_NAME, marshal.dumps(forms))


def from_data(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Compile an expression that is made of the program's own data, and holds nothing else."""
    return re.compile(pattern, flags)


def _read() -> dict[tuple[str | bytes, int], _Form]:
    content = cache.read(_NAME)
    if content is None:
        return {}
    try:
        forms = marshal.loads(content)  # noqa: S302 - the cache reads no file of another user
    except (EOFError, TypeError, ValueError):
        return {}
    return forms if isinstance(forms, dict) else {}


def _always_the_same(pattern: str | bytes) -> bool:
    """Tell whether a pattern is made while a module is imported, literal, or ``from_data``."""
    frame = sys._getframe(2)  # noqa: SLF001
    while frame.f_back and frame.f_globals["__name__"] in {"re", "functools"}:
        frame = frame.f_back
    code = frame.f_code
    return code.co_name == "<module>" or pattern in code.co_consts or code is from_data.__code__


class _Listener:
    """Stands for the engine, and hears what the compiler hands over."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self.heard: dict[tuple[Any, int], _Form] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def compile(self, pattern: Any, flags: int, code: list[int], *names: Any) -> Any:
        self.heard[pattern, int(flags)] = int(flags), [int(word) for word in code], *names
        return self._engine.compile(pattern, flags, code, *names)
