"""The words of a PDF as a reader copies them, to be compared with the text version of a letter.

What repeats on each page is left out: the page number, the mark of a copy after the first page,
and the header row of a table that goes on.
"""

import io
import re

from pypdf import PdfReader

from dispute_assistant.documents import Document, as_text


def words(pdf: bytes, document: Document) -> list[str]:
    """Return the words of the pages in reading order; list marks and cell borders are no words."""
    lines: list[str] = []
    headers = {" ".join(row.split()) for row in document.body.splitlines() if "\t" in row}
    for number, page in enumerate(PdfReader(io.BytesIO(pdf)).pages):
        own = [line.strip() for line in page.extract_text().splitlines() if line.strip()]
        assert re.fullmatch(_page_label(document), own.pop()), "the page number ends each page"
        if number and document.copy_note:
            assert own.pop() == document.copy_note
        if number and own[0] in headers and own[0] in lines:
            own.pop(0)
        lines += own
    return _without_marks(" ".join(lines))


def text_words(document: Document) -> list[str]:
    """Return the words of the text version."""
    return _without_marks(as_text(document))


def _without_marks(text: str) -> list[str]:
    return [word for word in text.split() if word not in {"-", "–", "|"}]


def _page_label(document: Document) -> str:
    label = re.escape(document.labels["page"])
    return label.replace(r"\{page\}", r"\d+").replace(r"\{pages\}", r"\d+")
