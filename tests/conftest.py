"""What all tests share: a private home, whole letters to compare, a word about a missing Java."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import jpype
import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# A loaded machine is no failure, and a red run must be red again; ./check --all explores.
settings.register_profile("daily", deadline=None, derandomize=True)
settings.register_profile("all", deadline=None, max_examples=2000)
settings.load_profile("daily")


@cache
def java_is_missing() -> bool:
    try:
        jpype.getDefaultJVMPath()
    except jpype.JVMNotFoundException:
        return True
    return False


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the letters in golden/")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if java_is_missing():
        validations = [item for item in items if item.get_closest_marker("java")]
        config.hook.pytest_deselected(items=validations)
        items[:] = [item for item in items if item not in validations]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if java_is_missing():
        terminalreporter.write_sep("!", "NOT TESTED: PDF/A and PDF/UA validity (Java is missing)")


@pytest.fixture(autouse=True)
def private_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep drafts and settings out of the developer's own folders; caches may be shared."""
    home = tmp_path_factory.mktemp("home")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home / name))
    return home


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with ``tests/golden/NAME``; ``--update-golden`` writes it instead."""

    def compare(name: str, text: str) -> None:
        path = ROOT / "tests" / "golden" / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare
