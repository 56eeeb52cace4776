"""``./dispute`` on copies of this checkout: first starts, broken environments, two at once.

The libraries are lent from our own environment through PYTHONPATH, so that the launcher and pip do
their whole work without a network.
"""

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PARTS = ["dispute", "pyproject.toml", "constraints.txt", "hatch_build.py", "LICENSE", "README.md"]

CLI = """
import os, sys
def main():
    print(os.getcwd(), *sys.argv[1:], sep="|")
    raise SystemExit(7)
"""


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with links to all installed libraries, but not to the program itself."""
    folder = tmp_path_factory.mktemp("libraries")
    for item in Path(sysconfig.get_path("purelib")).iterdir():
        if "dispute_assistant" not in item.name and item.suffix != ".pth":
            (folder / item.name).symlink_to(item)
    return folder


class Checkout:
    """A copy of the launcher and a program that says how it was called."""

    def __init__(self, root: Path, libraries: Path) -> None:
        self.root = root
        self.environ = os.environ | {"PYTHONPATH": str(libraries), "PIP_NO_INDEX": "1"}
        for name in ("DISPUTE_SETUP", "COVERAGE_PROCESS_CONFIG"):
            self.environ.pop(name, None)
        package = root / "src" / "dispute_assistant"
        package.mkdir(parents=True)
        for name in PARTS:
            shutil.copy2(ROOT / name, root / name)
        (root / "templates").mkdir()
        (package / "__init__.py").write_text('__version__ = "1"\n')
        (package / "cli.py").write_text(CLI)

    def popen(self, *arguments: str, program: Path | str = "") -> subprocess.Popen[str]:
        return subprocess.Popen(
            [program or self.root / "dispute", *arguments],
            cwd=self.root.parent,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def start(self, *arguments: str, program: Path | str = "") -> tuple[str, str]:
        """Return what a start printed on standard output and error; it must reach the program."""
        process = self.popen(*arguments, program=program)
        out, err = process.communicate()
        assert process.returncode == 7, err
        return out, err


@pytest.fixture
def checkout(tmp_path: Path, libraries: Path) -> Checkout:
    return Checkout(tmp_path / "with spaces" / "it's a checkout", libraries)


def test_first_start_sets_up_and_later_starts_are_silent(checkout: Checkout) -> None:
    out, err = checkout.start("new", "two words")
    assert out == f"{checkout.root.parent}|new|two words\n"
    assert "dispute: ready" in err
    assert checkout.start("new") == (f"{checkout.root.parent}|new\n", "")


def test_start_through_links_and_the_search_path(checkout: Checkout) -> None:
    checkout.start()
    (checkout.root / "link").symlink_to("dispute")
    (checkout.root.parent / "outer").symlink_to("it's a checkout/link")
    here = str(checkout.root.parent)
    assert checkout.start("a", program="./outer") == (f"{here}|a\n", "")
    checkout.environ["PATH"] = f"{here}:{checkout.environ['PATH']}"
    assert checkout.start("a", program="outer") == (f"{here}|a\n", "")


def test_two_first_starts_at_once_set_up_once(checkout: Checkout) -> None:
    processes = [checkout.popen(), checkout.popen()]
    errors = [process.communicate()[1] for process in processes]
    assert [process.returncode for process in processes] == [7, 7]
    assert sum("installing the program" in err for err in errors) == 1
    assert sum("waiting for another start" in err for err in errors) <= 1


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_stopped_set_up_is_begun_anew(checkout: Checkout, how: signal.Signals) -> None:
    process = checkout.popen()
    assert process.stderr
    while "installing the program" not in process.stderr.readline():
        pass
    os.killpg(process.pid, how)
    process.communicate()
    assert process.returncode in {-how, 130}
    half_made = checkout.root / ".venv" / "half-made"
    half_made.parent.mkdir(exist_ok=True)
    half_made.touch()
    assert "dispute: ready" in checkout.start()[1]
    assert not half_made.exists()


def test_environment_that_lost_its_python_is_rebuilt(checkout: Checkout) -> None:
    checkout.start()
    for link in (checkout.root / ".venv" / "bin").glob("python*"):
        link.unlink()
        link.symlink_to("/nowhere/python")
    assert "dispute: ready" in checkout.start()[1]


def test_environment_that_lost_its_libraries_is_rebuilt(checkout: Checkout) -> None:
    checkout.start()
    shutil.rmtree(checkout.root / ".venv" / "lib")
    assert "dispute: ready" in checkout.start()[1]


def test_moved_checkout_is_set_up_anew(checkout: Checkout) -> None:
    """Scripts of the old place would start the old place's program, if a copy is still there."""
    checkout.start()
    old = checkout.root
    checkout.root = old.with_name("moved")
    shutil.copytree(old, checkout.root, symlinks=True)
    assert "dispute: ready" in checkout.start()[1]
    shutil.rmtree(old)
    assert checkout.start()[1] == ""


def test_changed_requirements_are_installed_and_own_additions_kept(checkout: Checkout) -> None:
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", checkout.root / ".venv"], check=True
    )
    own = checkout.root / ".venv" / "own-tool"
    own.touch()
    assert "dispute: ready" in checkout.start()[1]
    with (checkout.root / "constraints.txt").open("a") as constraints:
        constraints.write("# changed\n")
    assert "dispute: ready" in checkout.start()[1]
    assert own.exists()


def test_failed_set_up_says_why_and_is_tried_again(checkout: Checkout) -> None:
    requirements = (checkout.root / "pyproject.toml").read_text()
    (checkout.root / "pyproject.toml").write_text(
        requirements.replace('"babel>=2.17",\n  "font', '"no-such-library",\n  "font')
    )
    process = checkout.popen()
    _, err = process.communicate()
    assert process.returncode == 1
    assert "no-such-library" in err
    assert "is there a network?" in err.splitlines()[-1]
    (checkout.root / "pyproject.toml").write_text(requirements)
    assert "dispute: ready" in checkout.start()[1]
