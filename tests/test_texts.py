"""Bytes to text, text to clean text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispute_assistant.errors import InputError
from dispute_assistant.texts import MAX_BYTES, clean, decode, fold

HISTORY = "20.03.2025 11:05 Прием на таможню, Москва"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"]
)
def test_a_russian_history_is_read_in_every_encoding(encoding: str) -> None:
    assert decode(HISTORY.encode(encoding), "history.txt") == HISTORY


def test_a_western_history_is_read_from_windows_1252() -> None:
    text = "Retenu par la douane à Roissy – dédouanement"
    assert decode(text.encode("cp1252"), "history.txt") == text


@pytest.mark.parametrize("text", ["海关放行 2025-03-20", "통관 보류", "תלוי במכס", "محتجز"])
def test_every_script_survives(text: str) -> None:
    assert decode(text.encode("utf-16"), "x") == decode(text.encode(), "x") == text


@pytest.mark.parametrize(
    "raw",
    [
        b"%PDF-1.7 ...",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04 a spreadsheet",
        bytes(range(256)) * 4,
        b"\x00\x01\x02\x03" * 50,
    ],
    ids=["pdf", "png", "xlsx", "every byte", "zeros"],
)
def test_what_is_no_text_is_refused_with_one_problem(raw: bytes) -> None:
    with pytest.raises(InputError) as caught:
        decode(raw, "photo")
    (problem,) = caught.value.problems
    assert problem.key == "photo"
    assert problem.what.template == "This is not a text."


def test_too_long_is_refused() -> None:
    with pytest.raises(InputError, match="too long"):
        decode(b"a" * (MAX_BYTES + 1), "history.txt")


def test_empty_is_a_text() -> None:
    assert decode(b"", "history.txt") == ""


def test_lines_stay_lines_and_columns_stay_columns() -> None:
    assert clean("a\r\nb\rc\u2028d\n\ne\t\tf ", lines=True) == "a\nb\nc\nd\n\ne\t\tf"


def test_a_gap_between_columns_stays() -> None:
    assert clean("  Riga    Held  by customs ", lines=True) == "Riga  Held  by customs"


def test_one_line_is_one_line() -> None:
    assert clean("  Held\n by\t customs\u00a0! ", lines=False) == "Held by customs !"


def test_controls_that_reorder_or_hide_go() -> None:
    assert clean("a\u202eb\u2066c\u200b\x00\x1b[31md\ufeff", lines=True) == "abc[31md"


def test_accents_are_composed() -> None:
    assert clean("re\u0301tenu", lines=False) == "r\u00e9tenu"


def test_joiners_that_letters_need_stay() -> None:
    persian, family = "می\u200cشود", "👩\u200d👧"
    assert clean(persian + family, lines=True) == persian + family


@given(st.text())
def test_no_letter_is_ever_lost(text: str) -> None:
    def letters(words: str) -> str:
        return "".join(c for c in unicodedata.normalize("NFC", words) if c.isalnum())

    for lines in (True, False):
        assert letters(clean(text, lines=lines)) == letters(text)


@given(st.text())
def test_clean_text_stays_as_it_is(text: str) -> None:
    for lines in (True, False):
        once = clean(text, lines=lines)
        assert clean(once, lines=lines) == once


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(raw: bytes) -> None:
    try:
        clean(decode(raw, "x"), lines=True)
    except InputError:
        return


def test_folding_makes_spellings_equal() -> None:
    assert fold("ＨＥＬＤ  by\u00a0Customs") == fold("Held by customs")
