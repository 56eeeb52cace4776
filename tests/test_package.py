"""The wheel, built from this checkout and installed apart from it."""

import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from dispute_assistant import __version__

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "dispute_assistant"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = ["-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run([sys.executable, *build], check=True, capture_output=True)
    (wheel,) = folder.iterdir()
    return wheel


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of a new environment: the wheel in it, the libraries shared with ours."""
    home = tmp_path_factory.mktemp("apart") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    python = home / "bin" / "python"
    install = ["install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", "--python", python, *install], check=True)
    (site,) = home.glob("lib/python3*/site-packages")
    # A path from a .pth file is searched for modules, but .pth files in it are not read: what
    # makes our own environment see the checkout stays without effect here.
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    return python


def test_wheel_has_every_template_data_file_and_catalog(wheel: Path) -> None:
    folders = {ROOT / "templates": "templates", SOURCE / "data": "data"}
    wanted = {
        f"dispute_assistant/{name}/{path.relative_to(folder).as_posix()}"
        for folder, name in folders.items()
        for path in folder.rglob("*")
        if path.is_file()
    }
    wanted |= {
        f"dispute_assistant/{path.relative_to(SOURCE).with_suffix('.mo').as_posix()}"
        for path in SOURCE.glob("locales/*/LC_MESSAGES/*.po")
    }
    assert not wanted.difference(zipfile.ZipFile(wheel).namelist())


def test_wheel_has_nothing_it_does_not_need(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    parts = [name for name in names if name.startswith("dispute_assistant/")]
    info = [name for name in names if name.partition("/")[0].endswith(".dist-info")]
    assert len(parts) + len(info) == len(names)
    assert not [name for name in parts if name.endswith((".po", ".pot", ".pyc"))]


def test_installed_wheel_does_the_main_job(python: Path, tmp_path: Path) -> None:
    where = "import dispute_assistant; print(dispute_assistant.__file__)"
    assert run(python, "-c", where).startswith(str(python.parents[1]))
    program = python.with_name("dispute")
    assert run(program, "--version") == f"{__version__}\n"
    papers = tmp_path / "papers"
    assert "таможн" in run(program, "demo", "--language", "ru", "--out", papers)
    assert {".pdf", ".txt"} <= {path.suffix for path in papers.rglob("*")}


def run(program: Path, *arguments: str | Path) -> str:
    done = subprocess.run([program, *arguments], check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout
