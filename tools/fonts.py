"""Make the fonts of the letters from their packages: ``python tools/fonts.py``.

Writes ``data/fonts``: static faces cut from variable ones, and a small Chinese font. WeasyPrint
would cut a variable font anew for every document, and it numbers the glyphs in a PDF as the font
does, so that each letter with a Chinese word in it carried the tables of 65,535 glyphs. The
characters are those of the two usual standards for Chinese, and our own words come first: the
lower the numbers of the glyphs in use, the smaller the PDF.

The packages are the extra ``dev``; nothing is changed in the shapes. All are under the SIL Open
Font License and reserve no name (see ``docs/licences.md``).
"""

import os
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import babel
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.reorderGlyphs import reorderGlyphs
from fontTools.varLib.instancer import instantiateVariableFont

from dispute_assistant.documents import folder
from dispute_assistant.locales import FOLDER as CATALOGS

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "dispute_assistant"
TARGET = PACKAGE / "data" / "fonts"

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


def _file(package: str, path: str) -> Path:
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / path


def _save(font: TTFont, name: str) -> None:
    font.save(TARGET / name)
    print(f"{name}: {len(font.getGlyphOrder())} glyphs, {(TARGET / name).stat().st_size:,} bytes")


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
    ours = set(_own_words()) & {chr(code) for code in known}
    usual = _two_bytes("gb2312", range(0xA1, 0xF8)) | _two_bytes("big5", range(0xA4, 0xC7))
    wanted = {ord(char) for char in ours | usual if not _is_kana(char)} | set(_LATIN)
    small = _subset(font, wanted & known.keys(), USUAL)
    names = small.getBestCmap()
    first = [
        names[code] for code in sorted({ord(char) for char in ours} | set(_LATIN)) if code in names
    ]
    _renumber(small, list(dict.fromkeys([".notdef", *first, *small.getGlyphOrder()])))
    return small


def _renumber(font: TTFont, order: list[str]) -> None:
    """Put the glyphs in this order; fontTools forgets which set of hints each belongs to."""
    old = {name: number for number, name in enumerate(font.getGlyphOrder())}
    reorderGlyphs(font, order)
    hints = font["CFF "].cff.topDictIndex[0].FDSelect
    hints.gidArray = [hints.gidArray[old[name]] for name in order]


_LATIN = range(0x20, 0x7F)


def _own_words() -> str:
    """Return what our Chinese letters are made of: templates, labels, names of places and money."""
    files = [*folder().rglob("zh_Hans.txt.jinja"), *CATALOGS.glob("zh_Hans/*/*.po")]
    names = babel.Locale("zh", script="Hans")
    texts = [path.read_text(encoding="utf-8") for path in files]
    texts += [
        path.read_text(encoding="utf-8") for path in (PACKAGE / "data" / "tracking").rglob("*.toml")
    ]
    return "".join([*texts, *names.territories.values(), *names.currencies.values()])


def _two_bytes(codec: str, leads: Iterable[int]) -> set[str]:
    """Return the characters of a two-byte code whose first byte is one of ``leads``."""
    rows = (bytes((lead, trail)) for lead in leads for trail in range(0x40, 0xFF))
    return {char for row in rows for char in row.decode(codec, errors="ignore") if ord(char) > 127}


def _is_kana(char: str) -> bool:
    """Kana call for the whole font, which draws Chinese characters the Japanese way too."""
    return "\u3040" <= char <= "\u30ff"


def _subset(font: TTFont, codes: Iterable[int], features: list[str]) -> TTFont:
    options = subset.Options(
        drop_tables=["BASE", "DSIG", "VORG", "vhea", "vmtx"],
        hinting=False,
        layout_features=features,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 7, 13, 14, 16, 17],
        notdef_outline=True,
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    return font


if __name__ == "__main__":
    main()
