"""How the program starts: what is imported for what, what is kept for the next start, and why."""

import importlib
import os
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

import dispute_assistant
from dispute_assistant import cache, documents, locales, reference
from dispute_assistant.cli.commands import COMMANDS
from dispute_assistant.tables import kept
from dispute_assistant.tracking import wordlists
from program import EXAMPLE, dispute, environment
from test_architecture import HEAVY

DAY = ("--on", "2026-11-23")
START = """
import sys
from dispute_assistant.__main__ import main
sys.argv = ["dispute", *sys.argv[1:]]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
finally:
    sys.stderr.write("\\n".join(sys.modules))
"""


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "dispute-assistant"


def imported(*arguments: str, cwd: Path) -> set[str]:
    """Return the names of all modules that a process of its own has imported in the end."""
    done = subprocess.run(
        [sys.executable, "-c", START, *arguments],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stderr.split())


def top(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (("check", str(EXAMPLE)), {"babel", "rapidfuzz", "tomlkit"}),
        (("advise", str(EXAMPLE), *DAY), {"babel", "rapidfuzz"}),
        (
            ("write", str(EXAMPLE), *DAY, "--format", "txt", "--out", "papers"),
            {"babel", "jinja2", "markupsafe", "rapidfuzz"},
        ),
        (("track", "--today", "2026-11-23", "history.txt"), {"babel", "rapidfuzz"}),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_command_imports_what_it_uses(
    arguments: tuple[str, ...], heavy: set[str], tmp_path: Path
) -> None:
    (tmp_path / "history.txt").write_text("2026-11-10 14:05 Moscow, Held by customs\n")
    assert top(imported(*arguments, cwd=tmp_path)) & HEAVY <= heavy


@pytest.mark.parametrize("arguments", [("--help",), ("write", "--help"), ("--version",)])
def test_what_was_said_of_the_program_before_needs_none_of_it(
    arguments: tuple[str, ...], tmp_path: Path, empty_cache: Path
) -> None:
    assert "typer" in imported(*arguments, cwd=tmp_path)
    again = imported(*arguments, cwd=tmp_path)
    assert {name for name in again if name.startswith("dispute_assistant.")} == {
        "dispute_assistant.__main__",
        "dispute_assistant.cache",
    }
    assert not top(again) & (HEAVY | {"dataclasses", "pathlib", "msgspec"})


@pytest.mark.parametrize("name", ["", *COMMANDS])
@pytest.mark.parametrize("columns", ["", "60"])
def test_help_is_what_typer_says(
    name: str, columns: str, empty_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    arguments = (name, "--help") if name else ("--help",)
    first, second = dispute(*arguments), dispute(*arguments)
    monkeypatch.setattr("dispute_assistant.__main__._about_itself", lambda _: "")
    assert first == second == dispute(*arguments)
    assert first.out.startswith("Usage: ")


def test_only_questions_about_the_program_are_answered_from_before(empty_cache: Path) -> None:
    for arguments in (("wirte", "--help"), ("write", "../x", "--help"), ("--help", "x"), ()):
        before = dispute(*arguments)
        assert dispute(*arguments) == before
    assert not list(empty_cache.glob("says-*wirte*"))
    assert not list(empty_cache.glob("**/x*"))


def test_completion_works() -> None:
    typed = {"COMP_WORDS": "dispute do", "COMP_CWORD": "1"}
    done = subprocess.run(
        [Path(sys.executable).with_name("dispute")],
        env=environment(_DISPUTE_COMPLETE="complete_bash", **typed),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["doctor"]


def _a_file(base: Path) -> Path:
    (base / "file").touch()
    return base / "file"


@pytest.mark.parametrize(
    "make",
    [_a_file, lambda base: _a_file(base) / "below", lambda base: base / ("x" * 300)],
    ids=["a file", "below a file", "a name too long"],
)
def test_a_cache_that_cannot_be_used_changes_nothing(
    make: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = dispute("write", "--help")
    monkeypatch.setenv("XDG_CACHE_HOME", str(make(tmp_path)))
    assert dispute("write", "--help") == expected
    assert table() == ("built",)


def test_what_is_kept_is_used_until_the_program_changes(
    empty_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.write("name", b"content")
    assert cache.read("name") == b"content"
    assert (empty_cache.stat().st_mode & 0o777) == 0o700
    monkeypatch.setattr(cache, "_state", lambda: 1)
    assert cache.read("name") is None


@pytest.mark.parametrize("position", [0, 12, 20, -1])
def test_what_is_damaged_is_not_read(empty_cache: Path, position: int) -> None:
    cache.write("name", b"content")
    (file,) = empty_cache.iterdir()
    content = bytearray(file.read_bytes())
    content[position] ^= 1
    file.write_bytes(content)
    assert cache.read("name") is None


def test_what_another_user_left_is_not_read(
    empty_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.write("name", b"content")
    monkeypatch.setattr(os, "geteuid", lambda: empty_cache.stat().st_uid + 1)
    assert cache.read("name") is None


def test_no_name_leads_out_of_the_cache(empty_cache: Path) -> None:
    cache.write("../../name", b"content")
    assert cache.read("../../name") == b"content"
    assert [path.parent for path in empty_cache.parent.rglob("*name*")] == [empty_cache]


def test_any_change_of_a_file_of_the_program_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "__file__", str(tmp_path / "cache.py"))
    (tmp_path / "data").mkdir()
    states = []
    for text in ("a = 1", "a = 22"):
        (tmp_path / "data" / "goods.toml").write_text(text)
        states.append(cache._state.__wrapped__())
    (tmp_path / "new.py").touch()
    states.append(cache._state.__wrapped__())
    assert len(set(states)) == 3
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "new.pyc").touch()
    assert cache._state.__wrapped__() == states[-1]


@kept
def table() -> tuple[str, ...]:
    """Return a table for the tests."""
    return ("built",)


@pytest.mark.parametrize("content", [b"", b"\xc1", b"\x91\x01", b"\x91"])
def test_a_damaged_table_is_built_anew(content: bytes, empty_cache: Path) -> None:
    cache.write("test_start-table", content)
    uncached(table).cache_clear()
    assert table() == ("built",)


def test_a_table_that_was_kept_is_not_built(empty_cache: Path) -> None:
    cache.write("test_start-table", b"\x91\xa4kept")
    uncached(table).cache_clear()
    assert table() == ("kept",)
    uncached(table).cache_clear()


def uncached(function: object) -> Any:
    return function


def tables() -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield the tables of the program that have one form and hold no bare days."""
    for found in pkgutil.walk_packages(dispute_assistant.__path__, "dispute_assistant."):
        if found.name.endswith("__main__"):
            continue
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            inner = getattr(value, "__wrapped__", None)
            build = getattr(inner, "__wrapped__", None)
            if not build or build.__module__ != found.name or build.__code__.co_argcount:
                continue
            if Any not in get_args(build.__annotations__["return"]):  # days come back as texts
                yield f"{found.name}.{name}", value


TABLES = dict(tables())


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_read_as_it_was_built(name: str) -> None:
    value = uncached(TABLES[name])
    assert value() == value.__wrapped__.__wrapped__()


@pytest.mark.parametrize(
    ("table", "names"),
    [
        (reference.marketplace, reference.marketplace_ids()),
        (reference.authority, reference.countries()),
        (locales.countries, locales.INTERFACE),
        (wordlists.words, ("en", "ru", "zh")),
    ],
)
def test_a_record_is_read_as_it_was_built(table: object, names: tuple[str, ...]) -> None:
    value = uncached(table)
    for name in names:
        assert value(name) == value.__wrapped__.__wrapped__(name)


def test_a_changed_letter_is_not_written_from_the_cache(
    tmp_path: Path, empty_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = tmp_path / "a.jinja"
    monkeypatch.setattr(documents, "folder", lambda: tmp_path)
    for text in ("one", "two"):
        template.write_text(text)
        documents.environment.cache_clear()
        assert documents.environment("en").get_template("a.jinja").render() == text
    documents.environment.cache_clear()
    assert list(empty_cache.glob("template-*"))
