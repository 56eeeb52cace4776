"""The turbo engine: PlutoPrint sets the same HTML and CSS many times faster, and with less care.

Its wheel brings its native libraries, so that it works where Pango cannot be installed. But its
PDFs have no tags and are no PDF/A, a heading may stand alone at the end of a page, and their text
can be read and searched in Latin, Cyrillic and Chinese letters only: Arabic, Hebrew, Japanese and
Korean look right and are copied wrong. So it is never the default.

It finds our fonts by their names in a folder and keeps them open, which halves the time that it
needs when a letter names their files.

Measured with PlutoPrint 0.23 by ``tests/test_turbo.py``.
"""

import io
from datetime import date
from functools import lru_cache
from typing import Any

from dispute_assistant.errors import InputError, MissingLibraryError, Problem
from dispute_assistant.messages import say
from dispute_assistant.typeset.fonts import (
    CHINESE,
    FOLDER,
    LATIN,
    Font,
    environment,
    missing_glyphs,
)
from dispute_assistant.typeset.page import stylesheet

_FONTS = frozenset({LATIN, CHINESE})
"""Those whose text was found right."""

_CSS = "html { overflow-wrap: break-word; font-variant-ligatures: none }"
"""It breaks all words for ``anywhere``, and writes a ligature as one unusual character."""


def to_pdf(html: str, fonts: tuple[Font, ...], day: date) -> bytes:
    """Return the page as a PDF that says it was made on ``day``.

    Raises ``InputError`` for characters that would be set wrong, and ``MissingLibraryError`` where
    the extra ``turbo`` is not installed.
    """
    if not _FONTS.issuperset(fonts):
        raise InputError(_wrong(missing_glyphs(html, _FONTS)))
    try:
        import plutoprint
    except ImportError as error:
        raise MissingLibraryError(
            "The engine plutoprint is not installed. To mend: pip install '.[turbo]'"
        ) from error
    book = plutoprint.Book(plutoprint.PAGE_SIZE_A4, plutoprint.PAGE_MARGINS_NONE)
    book.custom_resource_fetcher = _fetcher()
    midnight = f"{day.isoformat()}T00:00:00Z"
    out = io.BytesIO()
    with environment("FONTCONFIG_FILE", str(FOLDER.with_name("fonts.conf"))):
        book.load_html(html.replace("<style>", f"<style>\n{stylesheet(fonts)}\n{_CSS}\n", 1))
        book.set_metadata(plutoprint.PDF_METADATA_CREATION_DATE, midnight)
        book.set_metadata(plutoprint.PDF_METADATA_MODIFICATION_DATE, midnight)
        book.write_to_pdf_stream(out)
    return out.getvalue()


@lru_cache
def _fetcher() -> Any:
    """Return a fetcher that gives nothing, from disk or from the network."""
    import plutoprint

    class Nothing(plutoprint.ResourceFetcher):
        def fetch_url(self, url: str) -> Any:
            raise ValueError(f"A letter loads nothing: {url}")

    return Nothing()


def _wrong(characters: set[str]) -> Problem:
    return Problem(
        key="--engine",
        what=say(
            "The engine {engine} does not set these characters right: {characters}",
            engine="plutoprint",
            characters=" ".join(sorted(characters)),
        ),
        mend=say("Leave the option out for this letter."),
    )
