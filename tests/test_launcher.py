"""``./dispute`` on copies of this checkout: first starts, broken environments, two at once.

The libraries are lent from our own environment through PYTHONPATH, so that the launcher and pip do
their whole work without a network.
"""

import os
import shutil
import signal
import subprocess
import sysconfig
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PARTS = ["dispute", "pyproject.toml", "constraints.txt", "hatch_build.py", "LICENSE", "README.md"]

CLI = """
import os, sys
def run():
    print(os.getcwd(), *sys.argv[1:], sep="|")
    assert __file__.startswith(os.environ["ROOT"])
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
    """A folder with the launcher and a program that says how it was called."""

    def __init__(self, root: Path, libraries: Path) -> None:
        self.root = root
        lent = {"PYTHONPATH": str(libraries), "PIP_NO_INDEX": "1", "ROOT": str(root)}
        self.environ = os.environ | lent
        for name in ("DISPUTE_SETUP", "COVERAGE_PROCESS_CONFIG"):
            self.environ.pop(name, None)

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


def lay_out(root: Path) -> Path:
    package = root / "src" / "dispute_assistant"
    package.mkdir(parents=True)
    (root / "templates").mkdir()
    for name in PARTS:
        shutil.copy2(ROOT / name, root / name)
    shutil.copy2(ROOT / "src" / "dispute_assistant" / "machine.py", package)
    (package / "__init__.py").write_text('__version__ = "1"\n')
    (package / "__main__.py").write_text(CLI)
    return root


@pytest.fixture
def checkout(tmp_path: Path, libraries: Path) -> Checkout:
    return Checkout(lay_out(tmp_path / "with spaces" / "it's new"), libraries)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory, libraries: Path) -> Checkout:
    """Return a checkout that is set up; every test that breaks it sees it mended."""
    root = tmp_path_factory.mktemp("with spaces") / "it's ready"
    checkout = Checkout(lay_out(root), libraries)
    checkout.start()
    return checkout


def test_first_start_sets_up_and_later_starts_are_silent(checkout: Checkout) -> None:
    out, err = checkout.start("new", "two words")
    assert out == f"{checkout.root.parent}|new|two words\n"
    assert "dispute: ready" in err
    assert checkout.start("new") == (f"{checkout.root.parent}|new\n", "")


def test_start_through_links_and_the_search_path(ready: Checkout) -> None:
    (ready.root / "link").symlink_to("dispute")
    (ready.root.parent / "outer").symlink_to("it's ready/link")
    here = str(ready.root.parent)
    assert ready.start("a", program="./outer") == (f"{here}|a\n", "")
    ready.environ["PATH"] = f"{here}:{ready.environ['PATH']}"
    assert ready.start("a", program="outer") == (f"{here}|a\n", "")


def test_two_first_starts_at_once_set_up_once(checkout: Checkout) -> None:
    processes = [checkout.popen(), checkout.popen()]
    errors = [process.communicate()[1] for process in processes]
    assert [process.returncode for process in processes] == [7, 7]
    assert sum("installing the program" in err for err in errors) == 1


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_stopped_set_up_is_begun_anew(checkout: Checkout, how: signal.Signals) -> None:
    process = checkout.popen()
    while not (checkout.root / ".venv" / "bin" / "python").exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    os.killpg(process.pid, how)
    process.communicate()
    assert process.returncode in {-how, 130}
    half_made = checkout.root / ".venv" / "half-made"
    half_made.touch()
    assert "dispute: ready" in checkout.start()[1]
    assert not half_made.exists()


def test_environment_that_lost_its_python_is_rebuilt(ready: Checkout) -> None:
    for link in (ready.root / ".venv" / "bin").glob("python*"):
        link.unlink()
        link.symlink_to("/nowhere/python")
    assert "dispute: ready" in ready.start()[1]


def test_environment_that_lost_its_libraries_is_rebuilt(ready: Checkout) -> None:
    shutil.rmtree(ready.root / ".venv" / "lib")
    assert "dispute: ready" in ready.start()[1]


def test_copied_checkout_starts_its_own_program(
    ready: Checkout, libraries: Path, tmp_path: Path
) -> None:
    """The scripts in a copied environment name the old place, which is still there."""
    copy = Checkout(shutil.copytree(ready.root, tmp_path / "copy", symlinks=True), libraries)
    assert "dispute: ready" in copy.start()[1]


def test_changed_requirements_are_installed_and_own_additions_kept(ready: Checkout) -> None:
    own = ready.root / ".venv" / "own-tool"
    own.touch()
    with (ready.root / "constraints.txt").open("a") as constraints:
        constraints.write("# changed\n")
    assert "dispute: ready" in ready.start()[1]
    assert own.exists()


def test_failed_set_up_says_why_and_is_tried_again(checkout: Checkout) -> None:
    path = checkout.root / "pyproject.toml"
    requirements = path.read_text()
    path.write_text(requirements.replace("dependencies = [", 'dependencies = ["no-such-library",'))
    process = checkout.popen()
    _, err = process.communicate()
    assert process.returncode == 1
    assert "no-such-library" in err
    assert "is there a network?" in err.splitlines()[-1]
    path.write_text(requirements)
    assert "dispute: ready" in checkout.start()[1]
