"""Tables as other programs write them: read row by row, and what is wrong with a cell is told."""

import codecs
import json
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from dispute_assistant import sheets
from dispute_assistant.errors import InputError
from dispute_assistant.locales import Locale
from dispute_assistant.sheets import Record


def records(path: Path) -> list[Record]:
    return list(sheets.read(path).records)


def values(path: Path) -> list[tuple[int, dict[str, object]]]:
    return [(record.number, dict(record.values)) for record in records(path)]


def troubles(path: Path) -> list[tuple[int, str, str]]:
    """Return row, column and what is wrong, of every problem."""
    return [(r.number, p.key, Locale("en").text(p.what)) for r in records(path) for p in r.problems]


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        records(path)
    return Locale("en").text(caught.value.problems[0].what)


def text_file(folder: Path, text: str, name: str = "t.csv", encoding: str = "utf-8") -> Path:
    file = folder / name
    file.write_bytes(text.encode(encoding))
    return file


# CSV


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_header_shows_how_cells_are_separated(
    separator: str, encoding: str, tmp_path: Path
) -> None:
    text = '"Sum, paid"|Buyer\r\n|\r\n" 25,90"|"Анна\nМорозова"\r\n,|\r\n'.replace("|", separator)
    file = text_file(tmp_path, text, encoding=encoding)
    assert values(file)[0] == (3, {"Sum, paid": "25,90", "Buyer": "Анна\nМорозова"})


def test_rows_are_counted_as_a_spreadsheet_does_and_empty_ones_left_out(tmp_path: Path) -> None:
    file = text_file(tmp_path, 'a,b\n1,"x\ny"\n,\n2,\n')
    assert values(file) == [(2, {"a": "1", "b": "x\ny"}), (4, {"a": "2"})]


def test_a_row_with_too_many_cells_is_told_and_the_next_is_read(tmp_path: Path) -> None:
    file = text_file(tmp_path, "a,b\n1,Baker Street 5, London\n2,3\n")
    assert troubles(file) == [(2, "", "This row has more cells than the header has names.")]
    assert values(file)[1] == (3, {"a": "2", "b": "3"})


def test_a_cell_in_another_encoding_is_told(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(b"a,b\n1,Anna\n2," + "Анна".encode("cp1251") + b"\n")
    what = "These letters are in an encoding that is not UTF-8."
    assert troubles(file) == [(3, "b", what)]
    file.write_bytes("Имя\n".encode("cp1251") + b"1\n")
    assert refused(file) == what


def test_a_cell_without_end_stops_no_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MAX_BYTES", 100)
    file = text_file(tmp_path, f'a\n"{"x" * 101}"\n2\n')
    what = "This cell is too long; a closing quote may be missing."
    assert troubles(file) == [(2, "a", what)]
    assert values(file)[-1][1] == {"a": "2"}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "This table is empty."),
        (" , \n", "This table is empty."),
        ("a,b,a\n1,2,3\n", "Two columns are called “a”."),
    ],
)
def test_a_table_without_a_usable_header_is_refused(text: str, what: str, tmp_path: Path) -> None:
    assert refused(text_file(tmp_path, text)) == what


@pytest.mark.parametrize("name", ["t.xls", "t", "t.pdf"])
def test_a_file_that_is_no_table_is_refused(name: str, tmp_path: Path) -> None:
    what = "This is neither a folder of case files nor a table."
    assert refused(text_file(tmp_path, "a\n1\n", name)) == what


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "t.csv").startswith("This file cannot be read: No such file")
    assert refused(tmp_path / "t.jsonl").startswith("This file cannot be read: No such file")


def test_reading_says_how_far_it_is(tmp_path: Path) -> None:
    file = text_file(tmp_path, "a\n" + "x" * 20 + "\n" + ("y" * 2000 + "\n") * 100)
    shares = [record.share for record in records(file)]
    assert 0 < shares[0] < 0.2
    assert 0.4 < shares[50] < 0.6 < shares[-1] == 1


# JSON lines


def test_json_lines_may_be_flat_or_deep_and_lose_no_digit(tmp_path: Path) -> None:
    lines = [
        {"order": {"number": 8190000000000017, "amount": "25.90 USD"}, "x.y": None, "z": " "},
        {"order.number": 25.90, "papers.wanted": ["a", "b"], "parcel": {"received": True}},
    ]
    text = "\n\n".join(json.dumps(line) for line in lines).replace("25.9,", "25.90,")
    assert values(text_file(tmp_path, text, "t.jsonl")) == [
        (1, {"order.number": "8190000000000017", "order.amount": "25.90 USD"}),
        (3, {"order.number": "25.90", "papers.wanted": ["a", "b"], "parcel.received": "yes"}),
    ]


def test_a_line_that_is_no_object_is_told_and_the_next_is_read(tmp_path: Path) -> None:
    file = tmp_path / "t.jsonl"
    file.write_bytes(codecs.BOM_UTF8 + b'{"a": "1"}\n{"a": \n[1]\n"\xff"\n{"a": "2"}\n')
    assert values(file)[0] == (1, {"a": "1"})
    assert values(file)[-1] == (5, {"a": "2"})
    found = [(row, what.partition(":")[0]) for row, _, what in troubles(file)]
    assert found == [
        (2, "This line is not JSON"),
        (3, "This line is not an object."),
        (4, "This line is not JSON"),
    ]


# XLSX


def sheet(folder: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = folder / "t.xlsx"
    book.save(file)
    return file


def test_cells_of_a_sheet_come_as_somebody_would_type_them(tmp_path: Path) -> None:
    at = datetime(2026, 11, 2, 9, 5)  # noqa: DTZ001 - a sheet knows no zone
    row = [8190, 25.9, 3.0, date(2026, 10, 1), at, True, " x ", None]
    file = sheet(tmp_path, list("abcdefgh"), [None], row)
    assert values(file) == [
        (
            3,
            {
                "a": "8190",
                "b": "25.9",
                "c": "3",
                "d": "2026-10-01",
                "e": "2026-11-02 09:05",
                "f": "yes",
                "g": "x",
            },
        )
    ]


def test_a_number_of_which_a_sheet_has_lost_digits_is_told(tmp_path: Path) -> None:
    file = sheet(tmp_path, ["Order", "b"], [8190000000000010, 1], ["8190000000000017", 2])
    text = "A spreadsheet keeps only 15 digits of a number, and 8190000000000010 has more."
    assert troubles(file) == [(2, "Order", text)]
    assert values(file)[1] == (3, {"Order": "8190000000000017", "b": "2"})


def test_a_file_that_only_ends_like_a_sheet_is_refused(tmp_path: Path) -> None:
    assert refused(text_file(tmp_path, "a\n1\n", "t.xlsx")).startswith("This file cannot be read")


def test_without_the_library_a_sheet_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = sheet(tmp_path, ["a"], [1])
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    assert refused(file) == "A table in XLSX needs a library that is not installed."
