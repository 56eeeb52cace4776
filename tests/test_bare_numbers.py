"""Facts about the world are data: no count of days and no law stands in the rooms that advise."""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "dispute_assistant"
ROOMS = (
    *("rules", "remarks", "progress", "findings", "diagnosis", "terms", "stages", "replies"),
    *("deadlines", "steps", "pursuit", "plan", "letters"),
    *("delivery", "windows", "summary", "claims", "proofs", "objections", "marketplace_notes"),
)
LAW = re.compile(r"\d|§")
"""What a number or a law looks like in a sentence; sentences carry their numbers in places."""
ID = re.compile(r"[a-z][a-z0-9_]*")
"""Ids of rules, sources and reasons, such as ``paypal_180``."""


def bare(source: str) -> list[str]:
    """Return the numbers and laws in ``source`` that are neither a place in a list nor told why.

    0 and 1 are no facts, the first items of a list are named by number, and docstrings say where
    a rule comes from.
    """
    tree = ast.parse(source)
    places = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        for inner in ast.walk(node.slice)
    }
    documented = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        f"line {node.lineno}: {node.value!r}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and id(node) not in places | documented
        if _is_fact(node.value)
    ]


def _is_fact(value: object) -> bool:
    if isinstance(value, str):
        return bool(LAW.search(value)) and not ID.fullmatch(value)
    return isinstance(value, int | float) and not isinstance(value, bool) and value not in (0, 1)


@pytest.mark.parametrize("room", ROOMS)
def test_advice_takes_its_numbers_from_the_data(room: str) -> None:
    assert bare((PACKAGE / f"{room}.py").read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("day + timedelta(days=5)", ["line 1: 5"]),
        ("until = on.replace(day=30)", ["line 1: 30"]),
        ("SEVEN = 7", ["line 1: 7"]),
        ('say("By 59-FZ customs has to answer.")', ["line 1: 'By 59-FZ customs has to answer.'"]),
        ('LAW = "§ 305"', ["line 1: '§ 305'"]),
        ("day + timedelta(days=1)", []),
        ("trackers[:3]", []),
        ('sources=("paypal_180",)', []),
        ('say("{count} days", count=span.days)', []),
        ('def f():\n    """Source: 59-FZ, article 12: 30 days."""', []),
    ],
)
def test_the_search_finds_what_it_is_for(line: str, found: list[str]) -> None:
    assert bare(line) == found
