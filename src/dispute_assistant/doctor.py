"""Whether this computer lets the program do all it can, and how to mend what is wrong."""

import platform
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from dispute_assistant import cache, casefile, locales, machine
from dispute_assistant.errors import MissingLibraryError
from dispute_assistant.messages import Message, say

if TYPE_CHECKING:
    from dispute_assistant.typeset.fonts import Font


class Check(Struct, frozen=True, kw_only=True):
    """One thing that was looked at."""

    what: Message
    """What was found, right or wrong."""
    mend: Message | None = None
    """How to get what is missing; None where all is well."""
    optional: bool = False
    """The program does its whole work without it."""


def examine(environ: Mapping[str, str]) -> Iterator[Check]:
    """Look at everything, one thing after the other."""
    yield Check(what=as_is(f"Python {platform.python_version()}"))
    yield from _pdf()
    yield from _fonts()
    drafts, kept = casefile.draft_folder(environ), Path(cache.folder())
    yield _folder(drafts, say("Drafts are kept in {folder}", folder=drafts))
    yield _folder(kept, say("What saves time at the start is kept in {folder}", folder=kept))
    yield from _catalogs()
    yield from _extras()


def as_is(text: str) -> Message:
    """Return a message that is the same in every language."""
    return Message(template="{text}", values={"text": text})


def _pdf() -> Iterator[Check]:
    from dispute_assistant import typeset
    from dispute_assistant.typeset import engine

    how = as_is(machine.how_to_get((machine.PANGO, machine.HARFBUZZ)))
    try:
        typeset.warm()
    except MissingLibraryError:
        yield Check(
            what=say("PDF needs Pango, which is not on this computer; text works without it."),
            mend=how,
        )
        return
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        what = say("No PDF can be made: {reason}", reason=f"{type(error).__name__}: {error}")
        yield Check(what=what, mend=say("Install the program again."))
        return
    yield Check(what=say("PDF files, with Pango {version}", version=engine.pango_version()))
    if not engine.has_harfbuzz():
        yield Check(
            what=say("HarfBuzz-subset is missing: a Chinese PDF takes 25 times as long."),
            mend=how,
        )


def _fonts() -> Iterator[Check]:
    from dispute_assistant.typeset import engine
    from dispute_assistant.typeset.fonts import CHINESE, EAST, FONTS

    again = say("Install the program again.")
    missing = tuple(font.family for font in FONTS if not all(map(Path.is_file, _faces(font))))
    if missing:
        yield Check(what=say("These fonts are missing: {names}", names=missing), mend=again)
        return
    yield Check(what=say("Fonts: {names}", names=tuple(font.family for font in FONTS)))
    if any(map(engine.is_variable, (*_faces(CHINESE), *_faces(EAST)))):
        what = say("The Chinese font is a variable one: a Chinese PDF takes 7 to 30 times as long.")
        yield Check(what=what, mend=again)


def _faces(font: "Font") -> tuple[Path, ...]:
    """Return the files of a font; one that is nowhere where its package is not installed."""
    try:
        return tuple(font.faces.values())
    except MissingLibraryError:
        return (Path(font.package, font.regular),)


def _folder(folder: Path, well: Message) -> Check:
    """Try to write where the program would; a folder that is not there yet is not made."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"-")
    except OSError as error:
        return Check(
            what=say(
                "Nothing can be written to {folder}: {reason}", folder=folder, reason=error.strerror
            ),
            mend=say("Give yourself the right to write there, or free some room."),
        )
    return Check(what=well)


def _catalogs() -> Iterator[Check]:
    wrong = locales.stale_catalogs()
    if wrong:
        yield Check(
            what=say("These translations are missing or out of date: {files}", files=wrong),
            mend=say("Delete them, or install the program again."),
        )
    else:
        yield Check(what=say("Languages: {tags}", tags=locales.INTERFACE))


_FOR_DEVELOPERS = frozenset({"dev", "peers"})


def _extras() -> Iterator[Check]:
    """Yield for each extra of the package whether its libraries are there."""
    from importlib.metadata import PackageNotFoundError, requires, version

    libraries: dict[str, list[str]] = {}
    for line in requires("dispute-assistant") or ():
        if needed := re.match(r"([\w.-]+).*; extra == .(\w+).$", line):
            libraries.setdefault(needed[2], []).append(needed[1])
    for extra, names in libraries.items():
        if extra in _FOR_DEVELOPERS:
            continue
        try:
            found = ", ".join(f"{name} {version(name)}" for name in names)
        except PackageNotFoundError:
            yield Check(
                what=say("The extra “{name}” is not installed.", name=extra),
                mend=as_is(f"pip install '.[{extra}]'"),
                optional=True,
            )
        else:
            yield Check(what=as_is(f"{extra}: {found}"))
