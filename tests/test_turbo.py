"""The turbo engine sets every letter we write: same words, same pages, the same look."""

import io
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest
from msgspec.structs import replace
from PIL import Image, ImageChops, ImageFilter
from pypdf import PdfReader

from dispute_assistant.case import Kind
from dispute_assistant.cli import DEMO
from dispute_assistant.documents import Document, write
from dispute_assistant.errors import InputError
from dispute_assistant.typeset import to_pdf, turbo
from dispute_assistant.typeset.fonts import LATIN
from golden_letters import LETTERS as WRITTEN
from program import environment
from sample_letters import AR, COPY, DE, EN, ES, FR, HE, KK, LETTERS, MESSAGE, RU, ZH


def fast(document: Document) -> bytes:
    return to_pdf(document, engine="plutoprint")


def text(pdf: bytes) -> tuple[int, Counter[str]]:
    """Return the count of pages and of each character: a table's second header stands elsewhere."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return len(pages), Counter("".join(c for p in pages for c in p.extract_text() if c.strip()))


def picture(pdf: bytes) -> Image.Image:
    """Return the first page in grey, out of focus by a line's thickness."""
    document = pypdfium2.PdfDocument(pdf)
    drawn: Image.Image = document[0].render(scale=1).to_pil().convert("L")
    document.close()
    return drawn.filter(ImageFilter.GaussianBlur(3))


EVERY = [
    (s, k, tag) for s, (_, kinds) in WRITTEN.items() for k, tags in kinds.items() for tag in tags
]
ONE_OF_EACH = list(
    {(kind, locale): (story, kind, locale) for story, kind, locale in EVERY}.values()
)


def same(story: str, kind: Kind, locale: str) -> bool:
    letter = write(WRITTEN[story][0], kind, locale, copy=locale in {"ru", "es"})
    return text(fast(letter)) == text(to_pdf(letter))


@pytest.mark.parametrize(("story", "kind", "locale"), ONE_OF_EACH)
def test_each_kind_of_letter_has_the_same_words_and_pages(
    story: str, kind: Kind, locale: str
) -> None:
    assert same(story, kind, locale)


@pytest.mark.slow
@pytest.mark.parametrize(("story", "kind", "locale"), EVERY)
def test_every_letter_has_the_same_words_and_pages(story: str, kind: Kind, locale: str) -> None:
    assert same(story, kind, locale)


@pytest.mark.parametrize("letter", [RU, EN, DE, FR, ES, KK, ZH, MESSAGE, COPY])
def test_the_page_looks_the_same(letter: Document) -> None:
    """A moved line differs by about 80 of 255 shades."""
    difference = ImageChops.difference(picture(fast(letter)), picture(to_pdf(letter)))
    _, most = difference.getextrema()
    assert isinstance(most, int)
    assert most < 40


def test_a_word_is_whole_unless_it_fills_a_line() -> None:
    words = ["Прибыло", "на", "территорию"]
    letter = replace(RU, body=" ".join(words * 40) + "\n\n" + "Ж" * 200)
    lines = PdfReader(io.BytesIO(fast(letter))).pages[0].extract_text().splitlines()
    assert {line.split()[-1] for line in lines if "Прибыло" in line} <= set(words)
    assert [line.count("Ж") for line in lines if "Ж" in line][-1] < 100


def test_the_paper_title_and_day_are_in_the_file_and_the_bytes_stay() -> None:
    pdf = fast(replace(EN, paper="Letter"))
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (EN.title, EN.signature)
    assert "20261123" in str(reader.metadata["/CreationDate"])
    assert round(reader.pages[0].mediabox.width) == 612
    assert fast(replace(EN, paper="Letter")) == pdf


@pytest.mark.parametrize(
    ("letter", "characters"),
    [
        (AR, "ع"),
        (HE, "ש"),
        (LETTERS["ja"], "の"),
        (replace(EN, body="세관 보류"), "세"),
        (replace(ZH, body="الجمارك"), "ج"),
    ],
)
def test_what_it_sets_wrong_is_refused(letter: Document, characters: str) -> None:
    with pytest.raises(InputError) as caught:
        fast(letter)
    (problem,) = caught.value.problems
    assert problem.key == "--engine"
    assert characters in str(problem.what.values["characters"])
    assert "A" not in str(problem.what.values["characters"])


def test_what_no_font_can_draw_is_marked() -> None:
    assert (
        "case \ufffd end"
        in PdfReader(io.BytesIO(fast(replace(EN, body="case ไ end")))).pages[0].extract_text()
    )


def test_it_loads_nothing_but_our_fonts(capfd: pytest.CaptureFixture[str]) -> None:
    secret = Path(__file__).as_uri()
    page = f'<style></style><p>Text</p><img src="{secret}"><link rel=stylesheet href="{secret}">'
    turbo.to_pdf(page, (LATIN,), EN.created)
    assert capfd.readouterr().err.count("A letter loads nothing") == 2
    fast(replace(EN, body=f"{page}\n\n- {page}", subject=page, sender=(page,), title=page))
    assert capfd.readouterr().err == ""


PROGRAM = """
import sys
if sys.argv.pop(1) == "missing":
    sys.modules["plutoprint"] = None
from dispute_assistant.cli import main
try:
    main()
except SystemExit as end:
    assert "weasyprint" not in sys.modules
    raise
"""


@pytest.mark.parametrize(
    ("extra", "engine", "code", "message"),
    [
        ("there", "plutoprint", 0, ""),
        ("missing", "plutoprint", 1, "The engine plutoprint is not installed. To mend: pip "),
        ("there", "word", 2, "--engine: “word” is not among the answers. Choose one of: weasyp"),
    ],
)
def test_the_option_of_the_command(
    tmp_path: Path, extra: str, engine: str, code: int, message: str
) -> None:
    """It needs no Pango: WeasyPrint is not even imported."""
    words = ["write", str(DEMO), "--on", "2026-11-23", "-f", "pdf", "-o", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, extra, *words, "--engine", engine],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr[: len(message)]) == (code, message)
    assert len(done.stderr.splitlines()) == bool(message)
    assert len(list((tmp_path / "out").glob("*.pdf"))) == (4 if code == 0 else 0)


FONTS_IN_USE = """
import io, os, sys
sys.path.insert(0, sys.argv[1])
from pypdf import PdfReader
from dispute_assistant.typeset import to_pdf
import sample_letters
for letter in (sample_letters.EN, sample_letters.ZH):
    for page in PdfReader(io.BytesIO(to_pdf(letter, "plutoprint"))).pages:
        for font in page["/Resources"]["/Font"].values():
            print(font["/BaseFont"].partition("+")[2])
assert os.environ["FONTCONFIG_FILE"] == "none.conf"
"""


def test_it_finds_our_own_fonts_whatever_the_machine_has() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FONTS_IN_USE, str(Path(__file__).parent)],
        env={**environment(), "FONTCONFIG_FILE": "none.conf"},
        capture_output=True,
        text=True,
        check=True,
    )
    expected = {"NotoSans-Regular", "NotoSans-SemiBold", "NotoSansCJKsc-Regular"}
    assert set(done.stdout.split()) == expected, done.stderr
