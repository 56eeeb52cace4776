"""Make the fonts of the letters from their packages: ``python tools/fonts.py``.

Writes ``data/fonts``: static faces cut from variable ones, and a small Chinese font. WeasyPrint
would cut a variable font anew for every document, and it numbers the glyphs in a PDF as the font
does, so that each letter with a Chinese word in it carried the tables of 65,535 glyphs. The
characters are those of the usual standards for Chinese. Those that letters are likely to use come
first: the lower the numbers of the glyphs in a PDF, the smaller it is.

The packages are the extra ``dev``; nothing is changed in the shapes. All are under the SIL Open
Font License and reserve no name (see ``docs/licences.md``).
"""

import os
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from io import BytesIO
from itertools import groupby
from pathlib import Path
from unicodedata import category as _category

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.reorderGlyphs import reorderGlyphs
from fontTools.varLib.instancer import instantiateVariableFont

from dispute_assistant.typeset.fonts import FONTS

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "dispute_assistant" / "data" / "fonts"
FIRST = ROOT / "tools" / "usual_chinese.txt"
"""Characters of our letters, of names of countries and money, and of what carriers write, as they
were in November 2026. New words need not be added: they are only set with a higher number.
"""

WEIGHTS = {"Regular": 400, "SemiBold": 600}
VARIABLE = {
    "NotoSans": ("fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf"),
    "Rubik": ("fontpkg_rubik", "files/Rubik[wght].ttf"),
}
CHINESE = ("noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc")
SIMPLIFIED = 2
"""Number of the face in the collection whose shapes are those of mainland China."""

USUAL = ["calt", "ccmp", "kern", "liga", "mark", "mkmk"]
SHAPING = ["init", "medi", "fina", "isol", "rlig", "rclt"]
"""Features that Pango applies without being asked, in all scripts and in Arabic."""


def main() -> None:
    """Write all fonts, the same bytes every time."""
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    TARGET.mkdir(exist_ok=True)
    for name, (package, path) in VARIABLE.items():
        for style, weight in WEIGHTS.items():
            _save(_static(_file(package, path), weight), f"{name}-{style}.ttf")
    _save(_chinese(_file(*CHINESE)), "NotoSansCJKsc-Regular.otf")
    (TARGET / "coverage.json").write_text(coverage(), "utf-8")


def coverage() -> str:
    """Return the ranges of characters of each family, without controls and line separators."""
    lines = []
    for font in FONTS:
        with TTFont(font.faces[400], fontNumber=0, lazy=True) as opened:
            codes = sorted(c for c in opened.getBestCmap() if _category(chr(c)) not in _UNSET)
        ranges = [list(group) for _, group in groupby(enumerate(codes), lambda x: x[1] - x[0])]
        pairs = ", ".join(f"[{r[0][1]}, {r[-1][1]}]" for r in ranges)
        lines.append(f'  "{font.family}": [{pairs}]')
    return "{\n" + ",\n".join(lines) + "\n}\n"


_UNSET = {"Cc", "Zl", "Zp"}
"""Mapped to blank glyphs by fonts, but not accepted by Pango."""


def _file(package: str, path: str) -> Path:
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / path


def _save(font: TTFont, name: str) -> None:
    font.save(TARGET / name)
    size = (TARGET / name).stat().st_size
    sys.stdout.write(f"{name}: {len(font.getGlyphOrder())} glyphs, {size:,} bytes\n")


def _static(file: Path, weight: int) -> TTFont:
    """Return one weight of a variable font, as wide as usual, with all its characters."""
    font = TTFont(file)
    axes = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
    static = instantiateVariableFont(font, {**axes, "wght": weight}, updateFontNames=True)
    return _subset(static, static.getBestCmap(), [*USUAL, *SHAPING, "locl"])


def _chinese(file: Path) -> TTFont:
    """Return the characters of GB 2312 and of the usual half of Big5, without vertical metrics."""
    font = TTFont(file, fontNumber=SIMPLIFIED)
    known = font.getBestCmap()
    ours = set(FIRST.read_text("utf-8")) | set(map(chr, _LATIN))
    simplified, traditional = range(0xA1, 0xF8), range(0xA4, 0xC7)
    usual = _two_bytes("gb2312", simplified) | _two_bytes("big5", traditional)
    usual |= _two_bytes("gbk", _SIGNS)
    wanted = {ord(char) for char in ours | usual if not _is_foreign(char)}
    scripts = [f"{script}.{tag}" for script in _SCRIPTS for tag in ("dflt", "ZHS")]
    small = _subset(font, wanted & known.keys(), [*USUAL, "locl"], scripts)
    names = small.getBestCmap()
    first = [names[ord(char)] for char in sorted(ours) if ord(char) in names]
    return _renumbered(small, list(dict.fromkeys([".notdef", *first, *small.getGlyphOrder()])))


def _renumbered(font: TTFont, order: list[str]) -> TTFont:
    """Return the font with its glyphs in this order, each named by its number.

    A PDF asks for a glyph of such a font by name (ISO 32000-1, 9.7.4.2), WeasyPrint by number.
    """
    old = {name: number for number, name in enumerate(font.getGlyphOrder())}
    reorderGlyphs(font, order)
    hints = font["CFF "].cff.topDictIndex[0].FDSelect  # left behind by reorderGlyphs
    hints.gidArray = [hints.gidArray[old[name]] for name in order]
    written = BytesIO()
    font.save(written)
    named = TTFont(written)
    top = named["CFF "].cff.topDictIndex[0]
    strings = top.CharStrings.charStrings
    names = [".notdef", *(f"cid{number:05}" for number in range(1, len(order)))]
    top.CharStrings.charStrings = {n: strings[o] for n, o in zip(names, order, strict=True)}
    top.charset = names
    return named


_LATIN = range(0x20, 0x7F)
_SIGNS = range(0xA1, 0xAA)
"""Rows of GBK with signs; its dot and dash are those in use today (U+00B7, U+2014)."""
_SCRIPTS = ("DFLT", "cyrl", "grek", "hani", "latn")
"""In these, text that says it is simplified Chinese gets wide dots, dashes and quotation marks."""


def _two_bytes(codec: str, leads: Iterable[int]) -> set[str]:
    """Return the characters of a two-byte code whose first byte is one of ``leads``."""
    rows = (bytes((lead, trail)) for lead in leads for trail in range(0x40, 0xFF))
    return {char for row in rows for char in row.decode(codec, errors="ignore") if ord(char) > 127}


def _is_foreign(char: str) -> bool:
    """Kana and Hangul call for the whole font, which draws Chinese characters their way too."""
    return "\u3040" <= char <= "\u31ff" or "\uac00" <= char <= "\ud7af"


def _subset(
    font: TTFont, codes: Iterable[int], features: list[str], scripts: Iterable[str] = "*"
) -> TTFont:
    options = subset.Options(
        drop_tables=["BASE", "DSIG", "VORG", "vhea", "vmtx"],
        hinting=False,
        layout_features=features,
        layout_scripts=list(scripts),
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 7, 13, 14, 16, 17],
        notdef_outline=True,
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    return font


if __name__ == "__main__":
    main()
