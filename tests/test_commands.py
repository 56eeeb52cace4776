"""A command line that is read without Typer is read as Typer reads it; all others are Typer's."""

import random
import re
from collections.abc import Callable, Iterator
from functools import partial, wraps
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from dispute_assistant.cli import commands, typer_app
from dispute_assistant.cli.commands import COMMANDS, Option
from dispute_assistant.errors import InputError
from program import EXAMPLE, dispute

WORDS = [
    *("case.toml", "", "-", "ru", "a b", "№ 5", "=", "x=y", "7"),
    *("--", "-x", "--on", "--huh"),
]


def lines(count: int) -> Iterator[list[str]]:
    """Yield command lines of all kinds, most of them with some sense."""
    chance = random.Random(5)
    for name, function in sorted(COMMANDS.items()):
        hints = [h for h in function.__annotations__.values() if h]
        options = [
            (part, hint.__origin__ is bool)
            for hint in hints
            for given in hint.__metadata__[0].names
            for part in given.split("/")
            if isinstance(hint.__metadata__[0], Option)
        ]
        for _ in range(count):
            line: list[str] = []
            for _ in range(chance.randint(0, 4)):
                option, flag = chance.choice(options)
                value = chance.choice(WORDS[:9] if chance.random() < 0.9 else WORDS)
                joined = [f"{option}={value}"] if chance.random() < 0.2 else [option, value]
                line += [option] if flag else [value] if chance.random() < 0.4 else joined
            yield [name, *line]


def read_by_typer(line: list[str], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return what a command is given when Typer reads the line."""
    heard: list[dict[str, Any]] = []
    with monkeypatch.context() as patch:
        for name, function in COMMANDS.items():
            patch.setitem(COMMANDS, name, wraps(function)(lambda **given: heard.append(given)))
        get_command(typer_app.app())(line, standalone_mode=False)
    (given,) = heard
    return given


def in_full(call: Callable[[], None]) -> dict[str, Any]:
    """Return all values that a call gives to its command."""
    assert isinstance(call, partial)
    function: Any = call.func
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    defaults = function.__defaults__ or ()
    return dict(zip(names[len(names) - len(defaults) :], defaults, strict=True)) | call.keywords


def test_what_is_read_without_typer_is_what_typer_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    read: dict[str, int] = dict.fromkeys(COMMANDS, 0)
    for line in lines(200):
        try:
            call = commands.called(line)
        except InputError as error:
            with pytest.raises(InputError, match=re.escape(str(error))):
                read_by_typer(line, monkeypatch)
        else:
            if call:
                assert in_full(call) == read_by_typer(line, monkeypatch), line
                read[line[0]] += 1
    assert min(read.values()) > 15, read


@pytest.mark.parametrize(
    "line",
    [
        [],
        ["wirte"],
        ["--help"],
        ["write"],
        ["write", "--help"],
        ["write", "case.toml", "-h"],
        ["write", "case.toml", "more.toml"],
        ["write", "case.toml", "--on"],
        ["write", "case.toml", "--on", "--out"],
        ["write", "case.toml", "--on", "2026-11-23", "--on", "2026-11-24"],
        ["write", "case.toml", "--unknown", "x"],
        ["write", "case.toml", "-opapers"],
        ["write", "--", "case.toml"],
        ["advise", "case.toml", "--json=yes"],
        ["batch", "cases", "--out", "papers", "--workers", "0"],
        ["batch", "cases", "--out", "papers", "--workers", "many"],
        ["batch", "cases", "--out", "papers", "--workers", "9" * 5000],
    ],
    ids=lambda line: " ".join(line)[:60],
)
def test_any_other_is_for_typer(line: list[str]) -> None:
    assert commands.called(line) is None


def test_plain_ones_are_read() -> None:
    line = ["write", "case.toml", "--out=papers", "-f", "txt", "--language", "RU_ru"]
    call = commands.called(line)
    assert isinstance(call, partial)
    given = {"case": Path("case.toml"), "out": Path("papers"), "formats": "txt", "language": "ru"}
    assert call.keywords == given
    number = commands.called(["batch", "cases", "--workers", "2", "--no-copies"])
    assert isinstance(number, partial)
    assert number.keywords == {"cases": Path("cases"), "workers": 2, "copies": False}
    many = commands.called(["track", "a.txt", "--json", "-"])
    assert isinstance(many, partial)
    assert many.keywords == {"files": [Path("a.txt"), Path("-")], "as_json": True}


def test_completion_is_for_typer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_DISPUTE_COMPLETE", "complete_bash")
    assert commands.called(["check", "case.toml"]) is None


def test_both_ways_end_alike(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for line in (
        ["check", str(EXAMPLE)],
        ["check", "nowhere.toml"],
        ["check", str(EXAMPLE), "--language", "tlh"],
        ["advise", str(EXAMPLE), "--on", "never"],
        ["status"],
    ):
        plainly = dispute(*line)
        with monkeypatch.context() as patch:
            patch.setattr("dispute_assistant.cli.called", lambda _: None)
            assert dispute(*line) == plainly
