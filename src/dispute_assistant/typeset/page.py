"""The HTML page of a letter and its style, for any engine to set.

Everything that a person typed is escaped. Words of another script name their language.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from dispute_assistant.documents import Document, folder
from dispute_assistant.typeset.fonts import EAST, Font
from dispute_assistant.typeset.marks import parse

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup


# Languages and scripts inside a letter

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi"})
_CJK = frozenset({"zh", "ja", "ko"})
_FOREIGN = re.compile(
    "(?P<ko>[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af][\u1100-\u11ff\u3130-\u318f\uac00-\ud7af ]*)"
    "|(?P<cjk>[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
    "[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]*)"
)
_KANA = re.compile("[\u3040-\u30ff]")


def language_tag(locale: str) -> str:
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


_ENDLESS_LENGTH = 500
_ENDLESS = re.compile(f"[^\\s\u2e80-\uffef]{{{_ENDLESS_LENGTH},}}")
"""A word that WeasyPrint would measure again and again, for minutes; a shorter one stays whole."""


_SIGN = re.compile("([№§]) ")
"""A sign that stays with its number when a line ends."""


def _marked(text: str, language: str) -> "Markup":
    """Escape a text; name the language of Chinese, Japanese or Korean words in other letters.

    The one font of the three languages draws the same character in four ways, by language.
    """
    from markupsafe import Markup, escape

    if text.isascii() and len(text) < _ENDLESS_LENGTH:
        return escape(text)
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
    language = language_tag(document.locale)
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


# Style


@lru_cache
def stylesheet(fonts: tuple[Font, ...]) -> str:
    """Return the one style of all letters, set in these fonts, the letter's own first."""
    css = (folder() / "letter.css").read_text(encoding="utf-8")
    return "\n".join((*_wishes(fonts), css))


def font_files(fonts: tuple[Font, ...]) -> str:
    """Return the rules that name the file of each font."""
    return "\n".join(_faces(fonts))


def _faces(fonts: tuple[Font, ...]) -> Iterator[str]:
    for font in fonts:
        for weight, file in font.faces.items():
            only = f"font-weight: {weight}; " if font.semibold else ""
            name, source = f'font-family: "{font.family}"', f'src: url("{file.as_uri()}")'
            yield f"@font-face {{ {name}; {only}{source} }}"


def _wishes(fonts: tuple[Font, ...]) -> Iterator[str]:
    """Yield the rules that ask for fonts; Japanese and Korean words want the whole one first."""
    yield f"html {{ font-family: {_families(fonts)} }}"
    if EAST in fonts:
        east_first = (EAST, *(font for font in fonts if font is not EAST))
        yield f"[lang|=ja], [lang|=ko] {{ font-family: {_families(east_first)} }}"


def _families(fonts: tuple[Font, ...]) -> str:
    return ", ".join(f'"{font.family}"' for font in fonts)
