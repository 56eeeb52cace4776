"""Tables worked out from data files: once for all starts, and read ready from the cache then."""

import functools
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ParamSpec, TypeVar, cast

import msgspec

from dispute_assistant import cache

P = ParamSpec("P")
T = TypeVar("T")


def kept(build: Callable[P, T]) -> Callable[P, T]:
    """Work a table out once for all starts, like ``functools.cache`` for one of them.

    The arguments, all texts, go into the name of its file. The type that ``build`` returns has to
    be written out in full: it decides how the file is read. In a table of type Any, days are texts.
    """
    decode = functools.partial(msgspec.msgpack.decode, type=build.__annotations__["return"])

    def table(*arguments: Any) -> Any:
        name = "-".join((build.__module__.rpartition(".")[2], build.__name__, *arguments))
        content = cache.read(name)
        if content is not None:
            with suppress(msgspec.DecodeError):  # damaged
                return decode(content)
        content = msgspec.msgpack.encode(cast("Callable[..., T]", build)(*arguments))
        cache.write(name, content)
        return decode(content)

    return cast("Callable[P, T]", functools.cache(functools.wraps(build)(table)))
