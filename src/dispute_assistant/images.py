"""Pages of a PDF as pictures, for marketplaces that take no PDF, within their limit of size.

Where this stands: the last step after ``typeset``. A page is first drawn sharply; if the picture
is too large, quality goes down in steps, then resolution, never below what a person can read.
"""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from dispute_assistant.errors import InputError, Problem
from dispute_assistant.messages import say

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfPage

Format = Literal["jpg", "png"]

LEAST_DPI = 72
"""Below this the small print of a letter (8 pt) can no longer be read."""
_QUALITIES = (90, 80, 70, 60)


def pages(pdf: bytes, *, fmt: Format = "jpg", max_bytes: int, dpi: int = 150) -> tuple[bytes, ...]:
    """Return each page of ``pdf`` as one picture of at most ``max_bytes`` bytes.

    ``dpi`` is the resolution to begin with. The pictures carry no metadata. Raises ``InputError``
    for a page that stays too large even where it is just readable.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        pictures = []
        for number, page in enumerate(document, start=1):
            for attempt in _attempts(page, fmt, dpi):
                if len(attempt) <= max_bytes:
                    pictures.append(attempt)
                    break
            else:
                raise InputError(_too_large(number, max_bytes))
    finally:
        document.close()
    return tuple(pictures)


def _attempts(page: "PdfPage", fmt: Format, dpi: int) -> Iterator[bytes]:
    """Draw one page, sharpest first."""
    resolution = dpi
    while resolution >= min(LEAST_DPI, dpi):
        picture: Image = page.render(scale=resolution / 72).to_pil().convert("RGB")
        density = (resolution, resolution)
        if fmt == "png":
            yield _encoded(picture, "PNG", optimize=True, dpi=density)
            yield _encoded(picture.quantize(64), "PNG", optimize=True, dpi=density)
        else:
            for quality in _QUALITIES:
                yield _encoded(picture, "JPEG", quality=quality, optimize=True, dpi=density)
        resolution = resolution * 4 // 5


def _encoded(picture: "Image", fmt: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, format=fmt, **options)
    return out.getvalue()


def _too_large(page: int, max_bytes: int) -> Problem:
    return Problem(
        key="format",
        what=say(
            "Page {page} cannot be drawn readably in {limit} kB.",
            page=page,
            limit=max_bytes // 1000,
        ),
        mend=say("Attach the PDF or send the text, or shorten your own note."),
    )
