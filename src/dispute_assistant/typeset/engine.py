"""What PDF output stands on: warmed before it is asked for, and examined by ``dispute doctor``.

Two things make letters slow: a machine without HarfBuzz-subset (25 times, in Chinese) and a
variable font of Chinese (7 to 30 times). A third, WOFF2 files opened for each letter, cannot happen
here: a letter opens our own fonts alone, none of which is compressed, and opens them once.
"""

from datetime import date
from pathlib import Path

from dispute_assistant.documents import Document
from dispute_assistant.labels import FRAME
from dispute_assistant.typeset import to_pdf

_PAGES = tuple(
    Document(
        kind="",
        locale="en",
        title="-",
        formal=True,
        sender=("-",),
        addressee=("-",),
        subject="-",
        body=f"# {text}\n\n{text}\n\n- {text}\n\n1. {text}\n\n{text}\t-\n-\t-",
        signature="-",
        labels=dict.fromkeys(FRAME, "-"),
        created=date(2000, 1, 1),
    )
    for text in ("international", "international 海关")
)
"""A page for each set of fonts that letters mostly need, with every kind of block."""


def warm() -> None:
    """Set pages that say nothing, so that all is loaded and the next letter is set at once.

    Raises ``MissingLibraryError`` where Pango is not on the machine.
    """
    for page in _PAGES:
        to_pdf(page)


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
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(font, fontNumber=0, lazy=True) as opened:
        return "fvar" in opened
