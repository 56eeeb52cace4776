"""The fonts of the letters: open families in our own data and one pip package, never the machine's.

Which of them a text needs is known from their character maps, so that a letter embeds no more than
it shows, and a character that none can draw is known before it is printed. ``tools/fonts.py`` makes
the files of our own and writes down those maps.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import msgspec
from msgspec import Struct

from dispute_assistant.errors import MissingLibraryError

FOLDER = Path(__file__).parents[1] / "data" / "fonts"


class Font(Struct, frozen=True, kw_only=True):
    """One family; the first face of a collection serves all its languages."""

    family: str
    regular: str
    """File in our data, or inside the folder of ``package``."""
    semibold: str = ""
    package: str = ""

    @property
    def faces(self) -> Mapping[int, Path]:
        """The font files by weight."""
        files = {400: self.regular, 600: self.semibold}
        return {weight: self._folder / name for weight, name in files.items() if name}

    @property
    def file(self) -> Path:
        """The file of the usual weight."""
        return self.faces[400]

    @property
    def _folder(self) -> Path:
        from importlib.util import find_spec

        if not self.package:
            return FOLDER
        spec = find_spec(self.package)
        if spec is None or spec.origin is None:
            raise MissingLibraryError(f"The font package {self.package} is not installed.")
        return Path(spec.origin).parent


@contextmanager
def environment(name: str, value: str) -> Iterator[None]:
    """Set an environment variable, the only door to some settings of native libraries."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


LATIN = Font(family="Noto Sans", regular="NotoSans-Regular.ttf", semibold="NotoSans-SemiBold.ttf")
CHINESE = Font(family="Noto Sans SC", regular="NotoSansCJKsc-Regular.otf")
SEMITIC = Font(family="Rubik", regular="Rubik-Regular.ttf", semibold="Rubik-SemiBold.ttf")
EAST = Font(family="Noto Sans CJK", package="noto_cjk_sans_otc", regular="NotoSansCJK-Regular.ttc")
FONTS = (LATIN, CHINESE, SEMITIC, EAST)
"""Latin, Cyrillic, Greek and Vietnamese; usual Chinese; Hebrew and Arabic; all of Chinese, Japanese
and Korean, which costs a letter ten times the room of the small Chinese font."""


@lru_cache
def _maps() -> Mapping[str, msgspec.Raw]:
    """Return for each family the ranges of characters that it can draw.

    Fonts map line separators and controls to blank glyphs, which Pango does not accept: those are
    left out.
    """
    return msgspec.json.decode((FOLDER / "coverage.json").read_bytes(), type=dict[str, msgspec.Raw])


@lru_cache
def _coverage(font: Font) -> frozenset[str]:
    ranges = msgspec.json.decode(_maps()[font.family], type=list[tuple[int, int]])
    return frozenset(chr(code) for first, last in ranges for code in range(first, last + 1))


def needed(text: str, language: str) -> tuple[tuple[Font, ...], set[str]]:
    """Return the fonts for ``text``, the letter's own first, and what none of them can draw."""
    own = {"he": SEMITIC, "ar": SEMITIC, "zh": CHINESE, "ja": EAST, "ko": EAST}
    first = own.get(language.partition("-")[0], LATIN)
    chosen = []
    missing = {char for char in set(text) if not _NO_GLYPH.match(char)}
    for font in (first, *(font for font in FONTS if font is not first)):
        covered = missing & _coverage(font) if missing else set()
        if covered or font is first:
            chosen.append(font)
        missing -= covered
    return tuple(chosen), missing


_NO_GLYPH = re.compile(
    "[\t\n\r \xa0\u1680\u2000-\u200a\u202f\u205f\u3000"  # spaces
    "\xad\u034f\u061c\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"  # what Unicode calls default ignorable
)
"""What Pango sets without a glyph. Other control characters are as unknown as any letter."""


def missing_glyphs(text: str, fonts: Iterable[Font] = FONTS) -> set[str]:
    """Return the characters of ``text`` that none of ``fonts`` can draw.

    A PDF shows each of them as U+FFFD; the text version keeps them.

    >>> missing_glyphs("Таможня 海关 מכס → ไ")
    {'ไ'}
    """
    missing = {char for char in set(text) if not _NO_GLYPH.match(char)}
    return missing.difference(*map(_coverage, fonts))
