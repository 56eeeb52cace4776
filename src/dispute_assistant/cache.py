"""What was worked out once and is kept for the next start; it saves time and changes nothing.

Each thing is one file in the user's cache whose first line tells the state of the program that it
came from, and the sum of the rest. Any change of a file of the program, or of the libraries beside
it, makes it stale; a cache that is damaged or cannot be written only costs the time that it would
have saved.
"""

import os
import sys
import zlib
from collections.abc import Iterator
from functools import cache


def folder() -> str:
    """Return the folder of the cache, whether or not it is there."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "dispute-assistant")


def read(name: str) -> bytes | None:
    """Return what was kept under ``name`` by this very state of the program, or None.

    A file of another user is never read: templates are kept as code.
    """
    try:
        with open(_path(name), "rb") as file:
            trusted = os.name == "nt" or os.fstat(file.fileno()).st_uid == os.geteuid()
            head, content = file.readline(), file.read()
        return content if trusted and head == _head(content) else None
    except (OSError, ValueError):
        return None


def write(name: str, content: bytes) -> None:
    """Keep ``content`` under ``name`` for the next start, whole or not at all."""
    part = f"{_path(name)}.{os.getpid()}"
    try:
        os.makedirs(folder(), mode=0o700, exist_ok=True)
        try:
            with open(part, "wb") as file:
                file.write(_head(content) + content)
            os.replace(part, _path(name))
        except OSError:
            os.unlink(part)
    except (OSError, ValueError):  # a home that is read-only, or full
        return


def _path(name: str) -> str:
    """Return a file for any name, apart for each place where the program is installed."""
    safe = "".join(c if c.isalnum() or c in "-_" else f"%{ord(c):x}" for c in name)
    place = zlib.crc32(os.path.dirname(__file__).encode())
    return os.path.join(folder(), f"{safe}-{place:08x}")


def _head(content: bytes) -> bytes:
    return b"%08x %08x\n" % (_state(), zlib.crc32(content))


@cache
def _state() -> int:
    """Return a number that differs when the program, its libraries or its Python do."""
    package = os.path.dirname(__file__)
    libraries = (path for path in sys.path if path.endswith("-packages") and os.path.isdir(path))
    states = [sys.version, *sorted(_files(package)), *(_stated(path) for path in libraries)]
    return zlib.crc32("\n".join(states).encode())


def _files(place: str) -> Iterator[str]:
    with os.scandir(place) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _files(entry.path)
            else:
                yield _stated(entry.path)


def _stated(path: str) -> str:
    found = os.stat(path)
    return f"{path} {found.st_mtime_ns} {found.st_size}"
