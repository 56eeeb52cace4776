"""Letters as PDF: the text of a document set in one frame, tagged, archivable, in our own fonts.

``to_html`` turns the marks of a body (see ``documents``) into plain semantic HTML, ``to_pdf`` sets
that HTML. Everything a person typed is escaped, and the engine may read nothing but our own fonts,
so a letter looks the same, byte for byte, on every machine.

Each file of WeasyPrint is valid PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) at once.
"""

import gc
import io
import warnings
from collections.abc import Iterable
from contextlib import AbstractContextManager, redirect_stdout
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from dispute_assistant import machine
from dispute_assistant.documents import Document, folder
from dispute_assistant.errors import MissingLibraryError
from dispute_assistant.typeset import hooks, turbo
from dispute_assistant.typeset.fonts import (
    FONTS,
    LATIN,
    Font,
    environment,
    missing_glyphs,
    needed,
)
from dispute_assistant.typeset.page import font_files, language_tag, stylesheet, to_html

__all__ = ["ENGINES", "missing_glyphs", "to_html", "to_pdf", "warm"]

ENGINES = ("weasyprint", "plutoprint")
"""What can set a letter; the second is the optional ``turbo``, with the limits said there."""

_REPLACEMENT = "\ufffd"


def to_pdf(document: Document, engine: str = "weasyprint") -> bytes:
    """Return the document as a PDF, the same bytes every time.

    Raises ``MissingLibraryError`` where the engine is not on the machine (WeasyPrint needs Pango, a
    native library), and ``InputError`` for characters that PlutoPrint does not set right.
    """
    html = to_html(document)
    fonts, missing = needed(html, language_tag(document.locale))
    if missing:
        html = html.translate({ord(char): _REPLACEMENT for char in missing})
        fonts = tuple(dict.fromkeys((*fonts, LATIN)))
    if engine == "plutoprint":
        return turbo.to_pdf(html, fonts, document.created)
    return _to_archive(html, fonts, document.created)


def warm(languages: Iterable[str] = ("en",)) -> None:
    """Make this process ready to set letters in these languages (``Document.locale``) at once.

    What was loaded then stays: the garbage collector passes it by from now on, so that a worker
    that is forked afterwards shares it. Raises ``MissingLibraryError`` as ``to_pdf`` does.
    """
    for language in languages:
        for text in ("international", "international 海关"):  # each set of fonts is its own
            to_pdf(
                Document(
                    kind="",
                    locale=language,
                    title="-",
                    formal=True,
                    sender=("-",),
                    addressee=("-",),
                    body=f"# {text}\n\n{text}\n\n- {text}\n\n1. {text}\n\n{text}\t-\n-\t-",
                    signature="-",
                    labels={"subject": "-", "page": "{page}", "signature": "-"},
                    created=date(2000, 1, 1),
                )
            )
    gc.collect()
    gc.freeze()


@hooks.with_room
def _to_archive(html: str, fonts: tuple[Font, ...], day: date) -> bytes:
    """Return the page as WeasyPrint sets it: tagged, PDF/A-3a and PDF/UA-1."""
    font_config, style = _style(fonts)
    page = hooks.page_class()(string=html, url_fetcher=_fetcher())
    with _font_date(day), warnings.catch_warnings():
        # WeasyPrint 70 forgets to close its own colour profile.
        warnings.filterwarnings("ignore", "unclosed file.*sRGB2014", ResourceWarning)
        pdf: bytes = page.write_pdf(
            stylesheets=[style], font_config=font_config, pdf_variant="pdf/a-3a", finisher=_finish
        )
    return pdf


@lru_cache
def _weasyprint() -> Any:
    with _own_fonts_only(), redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "No fonts configured in FontConfig")
        try:
            return hooks.weasyprint()
        except OSError as error:
            how = machine.how_to_get((machine.PANGO, machine.HARFBUZZ))
            raise MissingLibraryError(
                f"PDF needs Pango, which is not on this computer; text works without it. "
                f"To mend: {how}. ({str(error).splitlines()[0]})"
            ) from error


def _own_fonts_only() -> AbstractContextManager[None]:
    """Let fontconfig see no font of the machine: a letter must look the same everywhere."""
    return environment("FONTCONFIG_FILE", str(folder() / "fonts.conf"))


def _font_date(day: date) -> AbstractContextManager[None]:
    """Fix the date that fontTools writes into each subset of a font."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return environment("SOURCE_DATE_EPOCH", str(int(midnight.timestamp())))


@lru_cache
def _style(fonts: tuple[Font, ...]) -> tuple[Any, Any]:
    """Return fonts and parsed style; kept, because a new set leaks memory for each document."""
    weasyprint = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    css = f"{font_files(fonts)}\n{stylesheet(fonts)}"
    with _own_fonts_only():
        font_config = FontConfiguration()
        style = weasyprint.CSS(string=css, font_config=font_config, url_fetcher=_fetcher())
    return font_config, style


@lru_cache
def _fetcher() -> Any:
    """Return a fetcher that opens our fonts and nothing else, on disk or on the network."""
    from weasyprint.urls import URLFetcher

    allowed = frozenset(file.as_uri() for font in FONTS for file in font.faces.values())

    class FontsOnly(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in allowed:
                raise ValueError(f"A letter loads nothing: {url}")
            return super().fetch(url, headers)

    return FontsOnly(allowed_protocols={"file"})


_UA_CLAIM = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>"""
"""Says PDF/UA-1 in the metadata of a PDF/A file, whose rules want foreign names explained."""


def _finish(_document: Any, pdf: Any) -> None:
    """Add what WeasyPrint leaves out of a tagged PDF."""
    metadata = _object(pdf, pdf.catalog["Metadata"])
    metadata.stream = [
        part.replace(b"</rdf:RDF>", _UA_CLAIM, 1) if isinstance(part, bytes) else part
        for part in metadata.stream
    ]
    elements = [item for item in pdf.objects if isinstance(item, dict)]
    for header in (item for item in elements if item.get("S") == "/TH"):
        header["A"]["Scope"] = "/Column"
    for item in (item for item in elements if item.get("S") == "/LI"):
        _part_label_and_body(pdf, item)
    for item in pdf.objects:
        item.__class__ = hooks.written_once(item.__class__)


def _part_label_and_body(pdf: Any, item: Any) -> None:
    """Put the text of a list item beside its number, as ISO 32000-1, 14.8.4.3.3 wants it.

    WeasyPrint does so only for numbers outside of the lines, which it writes at the end of the
    page, where no reader would look for them.
    """
    import pydyf  # type: ignore[import-untyped]

    loose = [kid for kid in item["K"] if _object(pdf, kid)["S"] not in {"/Lbl", "/LBody"}]
    if not loose:
        return
    body = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": "/LBody",
            "K": pydyf.Array(loose),
            "Pg": item["Pg"],
            "P": item.reference,
        }
    )
    pdf.add_object(body)
    for kid in loose:
        _object(pdf, kid)["P"] = body.reference
    labels = [kid for kid in item["K"] if kid not in loose]
    item["K"] = pydyf.Array([*labels, body.reference])


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
