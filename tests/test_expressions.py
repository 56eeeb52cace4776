"""Expressions from the cache are those that Python compiles, and hold nothing that was typed."""

import _sre  # type: ignore[import-not-found]
import marshal
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from dispute_assistant import cache, expressions

EXAMPLE = Path(expressions.__file__).parent / "data/examples/refused.toml"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


def start(home: Path, seed: str) -> tuple[int, Mapping[tuple[str, int], Any], str]:
    """Write the papers of the example; return when the cache was written, what it holds, a paper.

    Python orders its sets by ``seed``.
    """
    words = [sys.executable, "-m", "dispute_assistant", "write", str(EXAMPLE)]
    words += ["--on", "2026-11-23", "--format", "txt", "--out", str(home)]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    subprocess.run(words, env=environment, check=True, stdout=subprocess.DEVNULL)
    (file,) = (home / "cache" / "dispute-assistant").glob("expressions-*")
    forms = marshal.loads(file.read_bytes().partition(b"\n")[2])
    return file.stat().st_mtime_ns, forms, (home / "seller_message.en.txt").read_text("utf-8")


def test_a_second_start_compiles_nothing_anew(home: Path) -> None:
    first = start(home, "1")
    assert len(first[1]) > 150
    assert first == start(home, "2")
    assert first == start(home, "3")


def test_they_are_what_python_compiles(home: Path) -> None:
    written, forms, paper = start(home, "1")
    for (pattern, flags), form in forms.items():
        assert re.compile(pattern, flags) == _sre.compile(pattern, *form)  # compares their code
    assert written
    assert "8190000000000017" in paper
    assert "8190000000000017" not in str(forms)


def forms_after(home: Path, use: str) -> str:
    """Return what is kept after a module was imported whose function did ``use``."""
    names = [f"literal_{n}" for n in range(expressions._WORTH_KEEPING)]
    (home / "module.py").write_text(
        "import re\nfrom dispute_assistant import expressions\n"
        + "".join(f're.compile("{name}")\n' for name in names)
        + f"def function(typed):\n    {use}\n"
    )
    sys.path.insert(0, str(home))
    try:
        with expressions.kept():
            import module  # type: ignore[import-not-found]

            module.function("typed by a person")
    finally:
        sys.path.remove(str(home))
        sys.modules.pop("module", None)
        re.purge()
    return str(marshal.loads(cache.read("expressions") or b""))


@pytest.mark.parametrize(
    ("use", "kept"),
    [
        ('re.search("inside", typed)', "inside"),
        ('re.split("split", typed)', "split"),
        ('re.sub("subst", "", typed, flags=re.I)', "subst"),
        ('expressions.from_data("of data")', "of data"),
        ("re.search(re.escape(typed), typed)", ""),
        ('re.search("never" + typed, typed)', ""),
        ('re.search(type("Own", (str,), {})("person"), typed)', ""),
    ],
)
def test_only_what_is_always_the_same_is_kept(home: Path, use: str, kept: str) -> None:
    found = forms_after(home, use)
    assert "literal_0" in found
    assert kept in found
    assert "person" not in found


def test_what_another_thread_compiles_is_not_taken_for_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler: Any = re._compiler  # type: ignore[attr-defined]
    plain = compiler.compile

    def interrupted(pattern: str, flags: int = 0) -> Any:
        made = plain(pattern, flags)
        plain("another")
        return made

    monkeypatch.setattr(compiler, "compile", interrupted)
    assert "literal_0" in forms_after(home, "pass")
    for (pattern, flags), form in marshal.loads(cache.read("expressions") or b"").items():
        assert re.compile(pattern, flags) == _sre.compile(pattern, *form)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nonsense",
        marshal.dumps([]),
        marshal.dumps({("a+", 0): (32, [1, 2, 3], 0, {}, (None,))}),
        marshal.dumps({("a+", 0): "x"}),
        marshal.dumps({("a+", 0): (32, [-1], 0, {}, (None,))}),
    ],
    ids=["empty", "nonsense", "list", "other code", "other form", "negative"],
)
def test_a_damaged_cache_costs_only_time(home: Path, content: bytes) -> None:
    cache.write("expressions", content)
    re.purge()
    plain = re._compiler.compile  # type: ignore[attr-defined]
    with expressions.kept():
        found = re.search("a+", "baa")
    assert found
    assert found[0] == "aa"
    assert re._compiler.compile is plain  # type: ignore[attr-defined]


def test_a_damaged_cache_is_made_anew(home: Path) -> None:
    start(home, "1")
    (file,) = (home / "cache" / "dispute-assistant").glob("expressions-*")
    file.write_bytes(file.read_bytes()[:-1])
    assert len(start(home, "1")[1]) > 150
