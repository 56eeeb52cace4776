"""What PDF output stands on, for ``dispute doctor`` to look at.

Two things make letters slow: a machine without HarfBuzz-subset (25 times, in Chinese) and a
variable font of Chinese (7 to 30 times). A third, WOFF2 files opened for each letter, cannot happen
here: a letter opens our own fonts alone, none of which is compressed, and opens them once.
"""

from pathlib import Path


def pango_version() -> str:
    """Return the version of Pango in use."""
    from weasyprint.text.ffi import pango

    number: int = pango.pango_version()
    return f"{number // 10_000}.{number // 100 % 100}.{number % 100}"


def has_harfbuzz() -> bool:
    """Tell whether fonts are cut to the letters of a text by HarfBuzz, fast."""
    from weasyprint.text.ffi import harfbuzz_subset

    return harfbuzz_subset is not None


def is_variable(font: Path) -> bool:
    """Tell whether a font is a variable one, of which a fixed form is made for each letter."""
    from fontTools.ttLib import TTFont

    with TTFont(font, fontNumber=0, lazy=True) as opened:
        return "fvar" in opened
