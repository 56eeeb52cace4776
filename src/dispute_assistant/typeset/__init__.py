"""Letters as PDF: the text of a document set in one frame, tagged, archivable, in our own fonts.

``to_html`` turns the marks of a body (see ``documents``) into plain semantic HTML, ``to_pdf`` sets
that HTML. Everything a person typed is escaped, and WeasyPrint may read nothing but the fonts of
the package's own dependencies, so a letter looks the same, byte for byte, on every machine.

Each file is valid PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) at once.
"""

import io
import os
import re
import sys
import unicodedata
import warnings
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, redirect_stdout
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dispute_assistant.documents import Document, folder
from dispute_assistant.errors import MissingLibraryError
from dispute_assistant.typeset import quick_import
from dispute_assistant.typeset.fonts import EAST, FONTS, LATIN, Font, missing_glyphs, needed
from dispute_assistant.typeset.marks import parse

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

__all__ = ["missing_glyphs", "to_html", "to_pdf"]

_INSTALL: Mapping[str, str] = {
    "linux": "apt-get install libpangoft2-1.0-0 libharfbuzz-subset0 (Debian, Ubuntu)",
    "darwin": "brew install pango",
    "win32": "install MSYS2, run: pacman -S mingw-w64-x86_64-pango, "
    "and set WEASYPRINT_DLL_DIRECTORIES to C:\\msys64\\mingw64\\bin",
}


# Languages and scripts inside a letter

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi"})
_CJK = frozenset({"zh", "ja", "ko"})
_FOREIGN = re.compile(
    "(?P<ko>[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af][\u1100-\u11ff\u3130-\u318f\uac00-\ud7af ]*)"
    "|(?P<cjk>[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
    "[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]*)"
)
_KANA = re.compile("[\u3040-\u30ff]")


def _language(locale: str) -> str:
    """Return the BCP 47 tag of a locale: ``zh_Hans`` is ``zh-Hans``."""
    return locale.replace("_", "-")


def _base(language: str) -> str:
    return language.partition("-")[0]


def _page_direction(language: str) -> str:
    return "rtl" if _base(language) in _RIGHT_TO_LEFT else "ltr"


def _direction(text: str, otherwise: str) -> str:
    """Return ``ltr`` or ``rtl`` as the first letter of ``text`` demands."""
    for char in text:
        match unicodedata.bidirectional(char):
            case "L":
                return "ltr"
            case "R" | "AL":
                return "rtl"
    return otherwise


_ENDLESS = re.compile("[^\\s\u2e80-\uffef]{500,}")
"""A word that WeasyPrint would measure again and again, for minutes; a shorter one stays whole."""


_SIGN = re.compile("([№§]) ")
"""A sign that stays with its number when a line ends."""


def _marked(text: str, language: str) -> "Markup":
    """Escape a text; name the language of Chinese, Japanese or Korean words in other letters.

    The one font of the three languages draws the same character in four ways, by language.
    """
    from markupsafe import Markup, escape

    text = _SIGN.sub("\\1\xa0", text)
    text = _ENDLESS.sub(lambda word: re.sub("(.{60})", "\\1\u200b", word[0]), text)
    if _base(language) in _CJK:
        return escape(text)
    pieces = []
    end = 0
    for run in _FOREIGN.finditer(text):
        tag = "ko" if run["ko"] else "ja" if _KANA.search(run[0]) else "zh-Hans"
        pieces += [
            escape(text[end : run.start()]),
            Markup('<span lang="{}">{}</span>').format(tag, run[0]),
        ]
        end = run.end()
    return Markup("").join([*pieces, escape(text[end:])])


def _isolated(text: str, language: str) -> "Markup":
    """Like ``_marked``; a cell that runs against the letter keeps its own order of words."""
    from markupsafe import Markup

    marked = _marked(text, language)
    direction = _page_direction(language)
    own = _direction(text, direction)
    return marked if own == direction else Markup('<bdi dir="{}">{}</bdi>').format(own, marked)


# Frame


def to_html(document: Document) -> str:
    """Return the document as one HTML page; all its text is escaped."""
    language = _language(document.locale)
    return _frame(language).render(
        letter=document,
        blocks=parse(document.body),
        language=language,
        direction=_page_direction(language),
        author=document.signature or next(iter(document.sender), ""),
        page_counter=_page_counter(document.labels["page"]),
    )


@lru_cache
def _frame(language: str) -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(folder()), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["text"] = lambda text: _marked(text, language)
    environment.filters["isolated"] = lambda text: _isolated(text, language)
    environment.filters["css_string"] = _css_string
    return environment.get_template("letter.html.jinja")


def _css_string(text: str) -> "Markup":
    r"""Return ``text`` as a CSS string that cannot end early, nor end the style element.

    >>> print(_css_string('a"</style>'))
    "a\22 \3c \2f style\3e "
    """
    from markupsafe import Markup

    safe = "".join(
        char if char.isalnum() or char in " .,:;-–—" else f"\\{ord(char):x} " for char in text
    )
    return Markup(f'"{safe}"')  # noqa: S704  every character that CSS or HTML reads is escaped


def _page_counter(label: str) -> "Markup":
    """Return the CSS content for ``Page {page} of {pages}``, in any order of the two places."""
    from markupsafe import Markup

    counters = {"{page}": Markup("counter(page)"), "{pages}": Markup("counter(pages)")}
    parts = re.split(r"(\{pages?\})", label)
    return Markup(" ").join(counters.get(part) or _css_string(part) for part in parts if part)


# PDF

_REPLACEMENT = "\ufffd"


def to_pdf(document: Document) -> bytes:
    """Return the document as a PDF: tagged, PDF/A-3a and PDF/UA-1, the same bytes every time.

    Raises ``MissingLibraryError`` where Pango, a native library, is not on the machine.
    """
    weasyprint = _weasyprint()
    html = to_html(document)
    language = _language(document.locale)
    fonts, missing = needed(html, language)
    html = html.translate({ord(char): _REPLACEMENT for char in missing})
    if missing and LATIN not in fonts:
        fonts = (*fonts, LATIN)
    font_config, style = _style(fonts)
    page = weasyprint.HTML(string=html, url_fetcher=_fetcher())
    with _font_date(document.created), warnings.catch_warnings():
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
            return quick_import.weasyprint()
        except OSError as error:
            how = _INSTALL.get(sys.platform, "install Pango 1.44 or later")
            raise MissingLibraryError(
                f"PDF needs Pango, which is not on this computer; text works without it. "
                f"To mend: {how}. ({str(error).splitlines()[0]})"
            ) from error


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
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


def _own_fonts_only() -> AbstractContextManager[None]:
    """Let fontconfig see no font of the machine: a letter must look the same everywhere."""
    return _environment("FONTCONFIG_FILE", str(folder() / "fonts.conf"))


def _font_date(day: date) -> AbstractContextManager[None]:
    """Fix the date that fontTools writes into each subset of a font."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return _environment("SOURCE_DATE_EPOCH", str(int(midnight.timestamp())))


@lru_cache
def _style(fonts: tuple[Font, ...]) -> tuple[Any, Any]:
    """Return fonts and parsed style; kept, because a new set leaks memory for each document."""
    weasyprint = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    css = "\n".join((*_faces(fonts), _css()))
    with _own_fonts_only():
        font_config = FontConfiguration()
        style = weasyprint.CSS(string=css, font_config=font_config, url_fetcher=_fetcher())
    return font_config, style


def _faces(fonts: tuple[Font, ...]) -> Iterator[str]:
    """Yield the rules for the fonts; Japanese and Korean words ask for the whole one first."""
    for font in fonts:
        for weight, file in font.faces.items():
            only = f"font-weight: {weight}; " if font.semibold else ""
            name, source = f'font-family: "{font.family}"', f'src: url("{file.as_uri()}")'
            yield f"@font-face {{ {name}; {only}{source} }}"
    yield f"html {{ font-family: {_families(fonts)} }}"
    if EAST in fonts:
        east_first = (EAST, *(font for font in fonts if font is not EAST))
        yield f"[lang|=ja], [lang|=ko] {{ font-family: {_families(east_first)} }}"


def _families(fonts: tuple[Font, ...]) -> str:
    return ", ".join(f'"{font.family}"' for font in fonts)


def _css() -> str:
    return (folder() / "letter.css").read_text(encoding="utf-8")


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
