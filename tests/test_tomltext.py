"""TOML by hand: the line of every key, a hint for every mistake, texts that survive."""

import doctest
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispute_assistant import tomltext
from dispute_assistant.locales import Locale
from dispute_assistant.tomltext import places, read, text_value


def test_examples_in_the_docstrings() -> None:
    assert doctest.testmod(tomltext).failed == 0


def test_line_of_every_key_around_texts_that_look_like_keys() -> None:
    text = '''format = 1
[tracking]
history = """
number = 5   # not a key
[order]
""\\""""
files = [
  "a.txt",  # first
  "b = c",
]
[ order ]  # section
number = '0123'  # mine
"item" = "x # y"
buyer = { name = "N" }
'''
    assert {key: place.line for key, place in places(text).items()} == {
        "format": 1,
        "tracking": 2,
        "tracking.history": 3,
        "tracking.files": 7,
        "order": 11,
        "order.number": 12,
        "order.item": 13,
        "order.buyer": 14,
    }
    assert places(text)["order.number"].raw == "'0123'"


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("day = 2026-13-01", "“2026-13-01” is not a day of the calendar."),
        ("day = 12.09.2026  # mine", "“12.09.2026” is not a day of the calendar."),
        ("number = 0123", "A number that begins with 0 or holds signs needs quotes."),
        ("number = 81-23", "A number that begins with 0 or holds signs needs quotes."),
        ("name = Anna", "Text must stand in quotes."),
        ("name = Анна", "Text must stand in quotes."),
        ('name = "C:\\path"', "A backslash has a special meaning between double quotes."),
        ('name = "Anna', "The text has no closing quote, or something follows it."),
        ("name = 'Anna's'", "The text has no closing quote, or something follows it."),
        ("other = 2", "This stands here a second time."),
        ("just words", "Text must stand in quotes."),
        ("history = '''", "The text that begins here has no end."),
    ],
)
def test_mistake_is_named_with_its_line(line: str, what: str) -> None:
    _values, problems = read(f"[order]\nother = 1\n{line}\nlast = 3\n")
    assert [(p.line, Locale("en").text(p.what)) for p in problems] == [(3, what)]
    assert Locale("en").text(problems[0].mend)


def test_all_mistakes_come_at_once_and_the_rest_is_read() -> None:
    values, problems = read("[a]\nx = 01\ny = 1\n[b]\nz = word\n")
    assert [(p.key, p.line) for p in problems] == [("a.x", 2), ("b.z", 5)]
    assert values == {"a": {"y": 1}, "b": {}}


def test_mistake_in_an_open_text_hides_nothing_false() -> None:
    values, problems = read("[a]\nx = '''\ny = 1\nz = word\n")
    assert [(p.line, values) for p in problems] == [(2, {})]


def test_number_with_a_point_keeps_its_figures() -> None:
    assert read("x = 25.90")[0]["x"] == "25.90"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_read_back(text: str) -> None:
    same = text.replace("\r\n", "\n").replace("\r", "\n")
    assert tomllib.loads(f"x = {text_value(text)}")["x"] == same


@given(st.text("\\'\"\n \r#=[]a", max_size=12))
def test_quotes_backslashes_and_lines_are_read_back(text: str) -> None:
    same = text.replace("\r\n", "\n").replace("\r", "\n")
    document = f"[s]\nx = {text_value(text)}\nlast = 1\n"
    assert tomllib.loads(document)["s"]["x"] == same
    assert places(document)["s.last"].line == document.count("\n")


@given(st.text("a='\"\n[]#.\\ 1", max_size=40))
def test_any_text_is_toml_or_problems_with_lines(text: str) -> None:
    _values, problems = read(text)
    assert all(1 <= (p.line or 0) <= text.count("\n") + 1 for p in problems)
    places(text)
