"""Letters as PDF: same words as the text, safe from what people type, the same bytes every time."""

import gc
import hashlib
import io
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from dispute_assistant import typeset
from dispute_assistant.case import Kind
from dispute_assistant.documents import Document, write
from dispute_assistant.typeset import to_html, to_pdf
from dispute_assistant.typeset.fonts import FONTS
from dispute_assistant.typeset.marks import Block, parse
from golden_letters import LETTERS as WRITTEN
from pdf_words import text_words, words
from sample_letters import AR, COPY, DE, EN, HE, LETTERS, MESSAGE, RU, ZH, long_history

MM = 72 / 25.4


@pytest.fixture(autouse=True)
def no_complaint(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning of WeasyPrint (a glyph, a style, a resource) is a failure."""
    yield
    assert [r.getMessage() for r in caplog.records if r.name.startswith("weasyprint")] == []


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def catalog(pdf: bytes) -> Any:
    """Return the root of the file's own description of itself."""
    return read(pdf).trailer["/Root"]


def elements(kids: Any) -> Iterator[Any]:
    """Yield every element of a tag tree, from the outside in."""
    for kid in kids if isinstance(kids, list) else [kids]:
        item = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(item, dict):
            yield item
            yield from elements(item.get("/K", []))


def boxes(pdf: bytes, page: int = 0) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Return each character of a page with left, bottom, right and top, in mm."""
    document = pypdfium2.PdfDocument(pdf)
    text = document[page].get_textpage()
    found = []
    for index in range(text.count_chars()):
        left, bottom, right, top = (value / MM for value in text.get_charbox(index))
        found.append((text.get_text_range(index, 1), (left, bottom, right, top)))
    text.close()
    document.close()
    return found


# Marks


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        (
            "One.\n\nTwo.",
            [Block(kind="paragraph", lines=("One.",)), Block(kind="paragraph", lines=("Two.",))],
        ),
        ("# A\n# B", [Block(kind="title", lines=("A", "B"))]),
        ("## A", [Block(kind="heading", lines=("A",))]),
        ("Line\nnext", [Block(kind="paragraph", lines=("Line", "next"))]),
        ("- a\n- b", [Block(kind="bullets", items=(("a",), ("b",)))]),
        ("- a\n\n- b", [Block(kind="bullets", items=(("a",), ("b",)))]),
        ("- a\n  goes on", [Block(kind="bullets", items=(("a", "goes on"),))]),
        ("3. c\n4. d", [Block(kind="numbers", items=(("c",), ("d",)), start=3)]),
        (
            "1. a\n\n2. b\n\n1. c",
            [
                Block(kind="numbers", items=(("a",), ("b",))),
                Block(kind="numbers", items=(("c",),)),
            ],
        ),
        ("a\tb\n1\t2", [Block(kind="table", rows=(("a", "b"), ("1", "2")))]),
        (
            "a\tb\n1",
            [Block(kind="table", rows=(("a", "b"),)), Block(kind="paragraph", lines=("1",))],
        ),
        ("a\tb\tc\n1\t2", [Block(kind="table", rows=(("a", "b", "c"), ("1", "2", "")))]),
        ("Scans:\na\tb", [Block(kind="table", lines=("Scans:",), rows=(("a", "b"),))]),
        (
            "First.\nScans:\na\tb",
            [
                Block(kind="paragraph", lines=("First.",)),
                Block(kind="table", lines=("Scans:",), rows=(("a", "b"),)),
            ],
        ),
        (
            "First.\n\na\tb",
            [Block(kind="paragraph", lines=("First.",)), Block(kind="table", rows=(("a", "b"),))],
        ),
        ("#hash -dash 1.5", [Block(kind="paragraph", lines=("#hash -dash 1.5",))]),
        ("\n\n \n", []),
    ],
)
def test_marks_of_a_body(body: str, blocks: list[Block]) -> None:
    assert list(parse(body)) == blocks


def test_column_widths_add_up_and_leave_short_columns_whole() -> None:
    rows = (("Date", "Entry"), ("14 Nov 2026, 09:02", "word " * 60))
    widths = Block(kind="table", rows=rows).widths
    assert sum(widths) == 100
    assert 20 <= widths[0] <= 35


def test_cells_that_fit_on_one_line_stay_on_one_line() -> None:
    cells = ("14 Nov 2026, 09:02", "102975 Москва PCI-1", "Прибыло на территорию", "Held here")
    pdf = to_pdf(replace(EN, body="\t".join("ABCD") + "\n" + "\t".join(cells)))
    assert " ".join(cells) in read(pdf).pages[0].extract_text().splitlines()


def test_a_number_sign_stays_with_its_number() -> None:
    assert "№\xa0289-ФЗ, §\xa05" in to_html(replace(RU, body="№ 289-ФЗ, § 5"))


# Words


@pytest.mark.parametrize("name", ["en", "ru", "es", "de", "fr", "kk", "message", "copy"])
def test_pdf_has_the_words_of_the_text(name: str) -> None:
    letter = LETTERS[name]
    assert words(to_pdf(letter), letter) == text_words(letter)


@pytest.mark.parametrize("letter", [ZH, LETTERS["ja"], long_history(EN), long_history(COPY)])
def test_pdf_has_the_words_of_the_text_where_lines_break_inside_words(letter: Document) -> None:
    assert "".join(words(to_pdf(letter), letter)) == "".join(text_words(letter))


@pytest.mark.parametrize(
    ("story", "kind", "locale"),
    [(s, k, tag) for s, (_, kinds) in WRITTEN.items() for k, tags in kinds.items() for tag in tags],
)
def test_pdf_has_the_words_of_every_letter_we_write(story: str, kind: Kind, locale: str) -> None:
    letter = write(WRITTEN[story][0], kind, locale, copy=locale in {"ru", "es"})
    assert "".join(words(to_pdf(letter), letter)) == "".join(text_words(letter))


@pytest.mark.parametrize("letter", [AR, HE])
def test_pdf_has_the_letters_of_the_text_from_right_to_left(letter: Document) -> None:
    """pypdf orders numbers and dots inside right-to-left lines as they look: letters count."""

    def letters(text: list[str]) -> Counter[str]:
        return Counter(c for c in "".join(text) if c.isalnum())

    pages = "\n".join(page.extract_text() for page in read(to_pdf(letter)).pages)
    footer = letter.labels["page"].format(page=1, pages=1)
    assert letters([pages]) - letters([footer]) == letters(text_words(letter))
    assert "الجمارك" in pages or "החבילה" in pages


def test_an_endless_word_is_set_whole() -> None:
    letter = replace(EN, body=f"Before {'x' * 20_000} after")
    text = "".join(words(to_pdf(letter), letter))
    assert "Before" + "x" * 20_000 + "after" in text.replace("\u200b", "")


# Untrusted text

HOSTILE = (
    "<img src=file:///etc/passwd><link rel=attachment href=file:///etc/hostname>"
    "<style>*{display:none}</style>{{ 7 * 7 }}{% raw %}&lt;</title>"
)


@pytest.mark.parametrize("frame", [EN, ZH])
def test_what_people_type_is_shown_as_typed_and_loads_nothing(frame: Document) -> None:
    letter = replace(
        frame,
        title=HOSTILE,
        sender=(HOSTILE,),
        subject=HOSTILE,
        body=f"{HOSTILE}\n\n- {HOSTILE}\n\nA\tB\n{HOSTILE}\t{HOSTILE}",
        enclosures=(HOSTILE,),
        copy_note=HOSTILE,
        labels={**frame.labels, "page": HOSTILE + " {page}/{pages}"},
    )
    reader = read(to_pdf(letter))
    assert reader.metadata is not None
    assert reader.metadata.title == HOSTILE
    text = "".join("".join(page.extract_text().split()) for page in reader.pages)
    assert len(reader.pages) == 1
    assert text.count("".join(HOSTILE.split())) == 9
    assert not reader.attachments
    assert not any(page.images for page in reader.pages)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "https://example.org/", "data:text/plain,x", "ftp://example.org"]
)
def test_fetcher_opens_nothing_but_our_fonts(url: str) -> None:
    fetcher = typeset._fetcher()
    with pytest.raises(ValueError, match="loads nothing"):
        fetcher.fetch(url)
    assert fetcher.fetch(FONTS[0].faces[400].as_uri()).read(4) == b"\0\1\0\0"


def test_even_real_html_could_not_load_a_file(caplog: pytest.LogCaptureFixture) -> None:
    """The second lock: without the escaping, the fetcher alone keeps files out."""
    import weasyprint

    trap = f'<html lang="en"><title>t</title><link rel=attachment href="{Path(__file__).as_uri()}">'
    unsafe = weasyprint.HTML(string=trap).write_pdf()
    safe = weasyprint.HTML(string=trap, url_fetcher=typeset._fetcher()).write_pdf()
    assert [bool(read(pdf).attachments) for pdf in (unsafe, safe)] == [True, False]
    assert "loads nothing" in caplog.text
    caplog.clear()


# Properties of the file


def test_title_author_language_and_day_are_in_the_file() -> None:
    pdf = to_pdf(ZH)
    info = read(pdf).metadata
    assert info is not None
    assert (info.title, info.author) == (ZH.title, ZH.signature)
    assert info.creation_date is not None
    assert info.creation_date.date() == date(2026, 11, 23)
    assert catalog(pdf)["/Lang"] == "zh-Hans"
    assert catalog(pdf)["/MarkInfo"]["/Marked"]
    assert catalog(pdf)["/ViewerPreferences"]["/DisplayDocTitle"]


@pytest.mark.parametrize(("paper", "size"), [("A4", (595, 842)), ("Letter", (612, 792))])
def test_paper(paper: str, size: tuple[int, int]) -> None:
    box = read(to_pdf(replace(EN, paper=paper))).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_headings_lists_and_tables_are_tagged() -> None:
    tree = list(elements(catalog(to_pdf(EN))["/StructTreeRoot"]["/K"]))
    tags = {item["/S"] for item in tree}
    assert tags >= {"/H1", "/H2", "/P", "/Table", "/Caption", "/THead", "/TH", "/TD"}
    assert tags >= {"/L", "/LI", "/Lbl", "/LBody"}
    assert [item["/A"]["/Scope"] for item in tree if item["/S"] == "/TH"] == ["/Column"] * 4


def test_same_document_same_bytes_in_any_process() -> None:
    program = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1]); from sample_letters import RU, ZH;"
        "from dispute_assistant.typeset import to_pdf;"
        "print(*(hashlib.sha256(to_pdf(x)).hexdigest() for x in (RU, ZH)))"
    )
    here = [hashlib.sha256(to_pdf(letter)).hexdigest() for letter in (EN, ZH, RU)]
    there = subprocess.run(
        [sys.executable, "-c", program, str(Path(__file__).parent)],
        env={"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LANG": "C", "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.split() == [here[2], here[1]]


# Layout


def test_long_table_repeats_its_header_and_splits_no_row() -> None:
    filler = "words that fill more than one line of the narrow column " * 10
    rows = [f"{n} Nov 2026\tbegin{n} {filler}end{n}\tIn transit" for n in range(1, 20)]
    body = "\n".join(["Date\tEntry\tMeaning", *rows])
    letter = replace(EN, body=body, copy_note="A copy")
    pages = [page.extract_text() for page in read(to_pdf(letter)).pages]
    assert len(pages) >= 3
    for number, text in enumerate(pages, start=1):
        lines = text.splitlines()
        assert lines[-1] == f"Page {number} of {len(pages)}"
        assert "A copy" in lines
        assert "Date Entry Meaning" in lines
        assert re.findall(r"begin(\d+)", text) == re.findall(r"end(\d+)", text)
    assert len(re.findall(r"end\d+", "".join(pages))) == 19


def test_signature_never_stands_alone_on_a_page() -> None:
    """Whatever the length of the text, its last lines go with the signature and enclosures."""
    lengths = set()
    for rows in range(19, 31):
        letter = replace(EN, body="\n\n".join(f"Line {n}." for n in range(rows)))
        pages = read(to_pdf(letter)).pages
        last = pages[-1].extract_text().splitlines()
        signed = len(last) - 1 - last[::-1].index(letter.signature)
        assert last[signed - 2 : signed] == [f"Line {rows - 2}.", f"Line {rows - 1}."]
        assert last[signed + 1] == letter.labels["enclosures"]
        lengths.add(len(pages))
    assert lengths == {1, 2}


@pytest.mark.parametrize("letter", [long_history(EN, 8), replace(EN, sender=("W" * 90,))])
def test_words_without_a_break_stay_between_the_margins(letter: Document) -> None:
    for page in range(len(read(to_pdf(letter)).pages)):
        placed = [box for char, box in boxes(to_pdf(letter), page) if char.strip()]
        assert min(left for left, _, _, _ in placed) >= 25 - 0.5
        assert max(right for _, _, right, _ in placed) <= 190 + 0.5


def test_german_address_stands_in_the_window_of_the_envelope() -> None:
    """DIN 5008 form B: the window is 20 to 105 mm from the left, 45 to 90 mm from the top."""
    text = boxes(to_pdf(replace(DE, addressee=("Ä" * 20,) * 6)))
    address = [box for char, box in text if char == "Ä"]
    assert len(address) == 120
    assert max(top for *_, top in address) <= 297 - 45 - 10
    assert min(bottom for _, bottom, _, _ in address) >= 297 - 90
    assert all(left >= 25 and right <= 105 for left, _, right, _ in address)


def test_russian_request_has_addressee_then_applicant_at_the_right() -> None:
    text = boxes(to_pdf(replace(RU, addressee=("Щ" * 10,), sender=("Ы" * 10,), body="Текст")))
    assert "".join(char for char, _ in text).index("Щ") < "".join(c for c, _ in text).index("Ы")
    assert all(left >= 100 for char, (left, *_) in text if char in "ЩЫ")


def test_arabic_letter_is_mirrored() -> None:
    lines = boxes(to_pdf(replace(AR, body="نص")))
    first = next(box for char, box in lines if char.strip())
    assert first[2] > 175


def test_order_number_keeps_its_order_in_an_arabic_table() -> None:
    letter = replace(AR, body="الرقم\tالطلب\nR 8123-4567 A\t8123-4567 B")
    html = to_html(letter)
    assert '<bdi dir="ltr">R 8123-4567 A</bdi>' in html
    text = "".join(char for char, _ in boxes(to_pdf(letter)))
    assert "R 8123-4567 A" in text


def test_foreign_words_name_their_language() -> None:
    html = to_html(replace(EN, body="At 海关查验 now\n\nカメラの箱\n\n세관 보류"))
    assert 'At <span lang="zh-Hans">海关查验</span> now' in html
    assert '<span lang="ja">カメラの箱</span>' in html
    assert '<span lang="ko">세관 보류</span>' in html
    assert "<span lang" not in to_html(replace(ZH, body="海关"))


def test_plain_message_has_no_frame() -> None:
    html = to_html(MESSAGE)
    assert 'class="plain"' in html
    assert "sender" not in html
    assert "dateline" not in html


# The machine


def test_missing_pango_is_one_clear_line(tmp_path: Path) -> None:
    program = (
        "import cffi, sys; sys.path.insert(0, sys.argv[1])\n"
        "def gone(*_): raise OSError('cannot load library libgobject-2.0-0\\nmore')\n"
        "cffi.FFI.dlopen = gone\n"
        "from sample_letters import EN; from dispute_assistant import errors, typeset\n"
        "try: typeset.to_pdf(EN)\n"
        "except errors.MissingLibraryError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(Path(__file__).parent)],
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = done.stdout.splitlines()
    assert "Pango" in line
    assert "install" in line
    assert "libgobject" in line


def test_a_warm_process_loads_nothing_more() -> None:
    typeset.warm(["en", "zh_Hans"])
    assert gc.get_freeze_count() > 10_000
    gc.unfreeze()
    loaded, files = set(sys.modules), typeset._style.cache_info().misses
    for letter in (EN, ZH):
        to_pdf(letter)
    assert (set(sys.modules), typeset._style.cache_info().misses) == (loaded, files)


def test_letters_are_html_without_pango() -> None:
    """Text and HTML need no native library: nothing heavy is imported on the way."""
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); from sample_letters import EN;"
        "from dispute_assistant import typeset; typeset.to_html(EN);"
        "print({'weasyprint', 'fontTools', 'cffi'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "set()\n"
