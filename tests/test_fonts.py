"""The letters bring their own fonts: nothing of the machine is used, and nothing is a box."""

import io
import os
import runpy
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from msgspec.structs import replace
from pypdf import PdfReader

from dispute_assistant.documents import Document, folder
from dispute_assistant.locales import FOLDER
from dispute_assistant.typeset import _fetcher, _style, missing_glyphs, to_pdf
from dispute_assistant.typeset.fonts import (
    CHINESE,
    EAST,
    FONTS,
    LATIN,
    SEMITIC,
    Font,
    _coverage,
    needed,
)
from sample_letters import AR, EN, HE, LETTERS, RU, ZH

OURS = (
    "Noto-Sans",
    "Noto-Sans-Semi-Bold",
    "Rubik",
    "Rubik-Semi-Bold",
    "Noto-Sans-SC",
    "Noto-Sans-CJK",
)


@pytest.fixture(autouse=True)
def no_complaint(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning of WeasyPrint, for one that it drew a box, is a failure."""
    yield
    assert [r.getMessage() for r in caplog.records if r.name.startswith("weasyprint")] == []


def embedded(pdf: bytes) -> dict[str, bool]:
    """Return the fonts that the pages name, and whether each one is in the file."""
    found = {}
    for page in PdfReader(io.BytesIO(pdf)).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            name = str(font.get_object()["/BaseFont"]).partition("+")[2]
            found[name] = "/FontFile2" in descriptor or "/FontFile3" in descriptor
    return found


@pytest.mark.parametrize("name", list(LETTERS))
def test_only_our_fonts_are_in_the_file(name: str) -> None:
    fonts = embedded(to_pdf(LETTERS[name]))
    assert fonts
    assert set(fonts) <= set(OURS)
    assert all(fonts.values())


@pytest.mark.parametrize(
    ("letter", "text", "fonts"),
    [
        (RU, "Привет", (LATIN,)),
        (RU, "Привет 海关", (LATIN, CHINESE)),
        (RU, "Привет 税関から", (LATIN, CHINESE, EAST)),
        (RU, "Привет 세관", (LATIN, EAST)),
        (RU, "Привет שלום", (LATIN, SEMITIC)),
        (ZH, "海关 order 查驗", (CHINESE,)),
        (ZH, "海关 㐂", (CHINESE, EAST)),
        (ZH, "海关 Қазақстан", (CHINESE, LATIN)),
        (AR, "طلب", (SEMITIC,)),
        (HE, "מכס Ελλάδα 海关", (SEMITIC, LATIN, CHINESE)),
    ],
)
def test_a_letter_loads_the_fonts_that_it_needs(
    letter: Document, text: str, fonts: tuple[Font, ...]
) -> None:
    assert needed(text, letter.locale.replace("_", "-")) == (fonts, set())


def sources() -> list[Path]:
    return [*sorted(folder().rglob("*.jinja")), *sorted(FOLDER.rglob("*.po"))]


def test_the_sources_of_all_texts_are_found() -> None:
    assert {path.suffix for path in sources()} >= {".jinja"}
    assert len(sources()) > 10


@pytest.mark.parametrize("path", sources(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_template_and_catalog_can_be_drawn(path: Path) -> None:
    assert missing_glyphs(path.read_text(encoding="utf-8")) == set()


def test_every_name_of_country_and_currency_can_be_drawn() -> None:
    import babel

    for tag in ("en", "ru", "es", "de", "fr", "kk", "zh_Hans"):
        names = babel.Locale.parse(tag)
        text = " ".join([*names.territories.values(), *names.currencies.values()])
        assert missing_glyphs(text) == set()


def test_what_no_font_can_draw_is_named() -> None:
    assert missing_glyphs("Ω Ж ב ع 漢 ひ 한 → № ₽ €, a\u00adb\u200d") == set()
    assert missing_glyphs("Phone case 🔥 ไทย\u2028") == {"🔥", "ไ", "ท", "ย", "\u2028"}


def test_what_no_font_can_draw_is_marked_and_spoils_nothing_else() -> None:
    letter = replace(ZH, body="手机壳 🔥\ufe0f case ไ\u2028 end")
    text = PdfReader(io.BytesIO(to_pdf(letter))).pages[0].extract_text()
    assert "手机壳 \ufffd" in text
    assert "case \ufffd\ufffd end" in text


@pytest.mark.parametrize("letter", [EN, ZH, AR])
def test_spaces_and_invisible_characters_draw_no_box(letter: Document) -> None:
    """The autouse fixture fails on WeasyPrint's warning about a glyph that is not there."""
    unseen = (
        "\xa0\xad\u034f\u061c\u1680\u2000\u2009\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u202f"
        "\u205f\u2060\u2066\u2069\u3000\ufe0f\ufeff\U000e0020"
    )
    to_pdf(replace(letter, body=" ".join(f"a{char}b" for char in unseen)))


def test_no_font_of_the_machine_is_seen(caplog: pytest.LogCaptureFixture) -> None:
    """DejaVu, which Debian brings, could draw U+2610; nobody may, and WeasyPrint says so."""
    import weasyprint

    font_config, style = _style((LATIN,))
    page = weasyprint.HTML(string="<p>a \u2610", url_fetcher=_fetcher())
    fonts = embedded(page.write_pdf(stylesheets=[style], font_config=font_config))
    assert set(fonts) == {"Noto-Sans"}
    assert "U+2610" in caplog.text
    caplog.clear()


def test_a_machine_without_any_font_or_fontconfig_setting_gives_the_same_file(
    tmp_path: Path,
) -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); from sample_letters import AR;"
        "from dispute_assistant.typeset import to_pdf; sys.stdout.buffer.write(to_pdf(AR))"
    )
    environment = {"HOME": str(tmp_path), "FONTCONFIG_PATH": str(tmp_path), "PATH": os.defpath}
    there = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, str(Path(__file__).parent)],
        env=environment,
        capture_output=True,
        check=True,
    )
    assert there.stderr == b""
    assert there.stdout == to_pdf(AR)


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.family)
def test_fonts_are_static_and_under_an_open_licence(font: Font) -> None:
    """WeasyPrint cuts a variable font anew for every document, which takes seconds in Chinese."""
    for file in font.faces.values():
        with TTFont(file, fontNumber=0, lazy=True) as opened:
            assert "Open Font License" in opened["name"].getDebugName(13)
            assert "fvar" not in opened


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.family)
def test_the_written_maps_are_those_of_the_fonts(font: Font) -> None:
    """If this fails, run ``python tools/fonts.py``."""
    for file in font.faces.values():
        with TTFont(file, fontNumber=0, lazy=True) as opened:
            mapped = map(chr, opened.getBestCmap())
            unset = {"Cc", "Zl", "Zp"}
            assert _coverage(font) == {c for c in mapped if unicodedata.category(c) not in unset}


def test_japanese_and_korean_words_are_drawn_their_own_way() -> None:
    """U+8FD4 (return) differs between China and Japan: the small font is never asked for it."""
    glyphs = {}
    for words in ("税関から返送", "海关返送"):
        pdf = to_pdf(replace(EN, body=words))
        glyphs[words] = embedded(pdf).keys()
    assert "Noto-Sans-CJK" in glyphs["税関から返送"]
    assert "Noto-Sans-SC" not in glyphs["税関から返送"]
    assert "Noto-Sans-SC" in glyphs["海关返送"]
    assert "Noto-Sans-CJK" not in glyphs["海关返送"]


@pytest.mark.slow
def test_our_fonts_are_what_the_tool_makes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tool = runpy.run_path(str(Path(__file__).parents[1] / "tools" / "fonts.py"))
    ours = tool["TARGET"]
    monkeypatch.setitem(tool["main"].__globals__, "TARGET", tmp_path)
    tool["main"]()
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {
        path.name: path.read_bytes() for path in ours.iterdir() if path.suffix != ".txt"
    }
