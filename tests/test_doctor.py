"""``dispute doctor``: short when all is well; each fault is named with the way to mend it."""

import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from dispute_assistant import doctor, locales, machine, typeset
from dispute_assistant.errors import MissingLibraryError
from dispute_assistant.locales import Locale
from dispute_assistant.typeset import engine, fonts
from program import dispute, process


def faults(environ: dict[str, str] | None = None) -> dict[str, str]:
    """Return what is wrong, each with the way to mend it, in English."""
    words = Locale("en")
    checks = doctor.examine(os.environ | (environ or {}))
    return {
        words.text(c.what): words.text(c.mend)
        for c in checks
        if c.mend is not None and not c.optional
    }


def test_all_is_well_here() -> None:
    done = process("doctor")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert all(re.match(r"ok  |--  |    To get it: ", line) for line in lines)
    assert len(lines) < 15
    assert re.search(r"^ok  PDF files, with Pango 1\.\d+\.\d+$", done.out, re.MULTILINE)


@pytest.mark.parametrize("language", ["ru", "es"])
def test_the_doctor_speaks_the_language_that_is_wished_for(language: str) -> None:
    done = dispute("doctor", "--language", language)
    assert done.code == 0
    assert Locale(language).text("Terminal: plain lines only, {encoding}")[:10] in done.out


def test_a_fault_is_told_with_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "has_harfbuzz", lambda: False)
    done = dispute("doctor")
    assert done.code == 1
    assert re.search(r"^!!  HarfBuzz-subset is missing.*\n    To mend: \S", done.out, re.MULTILINE)


def test_without_pango_it_is_said_once_and_the_rest_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone() -> None:
        raise MissingLibraryError("gone")

    monkeypatch.setattr(typeset, "warm", gone)
    (fault,) = faults()
    assert fault.startswith("PDF needs Pango")


def test_whatever_stops_a_pdf_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "to_pdf", lambda _: 1 / 0)
    assert faults() == {
        "No PDF can be made: ZeroDivisionError: division by zero": "Install the program again."
    }


def test_missing_fonts_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = fonts.Font(family="Lost", package="no_such_package", regular="lost.ttf")
    gone = fonts.Font(family="Gone", package="noto_cjk_sans_otc", regular="gone.ttf")
    monkeypatch.setattr(fonts, "FONTS", (lost, gone))
    assert "These fonts are missing: Lost and Gone" in faults()


def test_a_variable_chinese_font_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "is_variable", lambda _: True)
    assert list(faults()) == [
        "The Chinese font is a variable one: a Chinese PDF takes 7 to 30 times as long."
    ]


def test_variable_fonts_are_known_by_their_tables() -> None:
    assert not engine.is_variable(fonts.EAST.faces[400])


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    environ = {"XDG_DATA_HOME": str(tmp_path / "file")}
    (fault,) = faults(environ)
    assert fault.startswith(f"Nothing can be written to {tmp_path}/file/dispute-assistant/drafts: ")


def test_looking_makes_no_folder(tmp_path: Path) -> None:
    assert not faults({"XDG_DATA_HOME": str(tmp_path / "new")})
    assert not list(tmp_path.iterdir())


def test_catalogs_that_are_old_or_missing_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(locales.FOLDER, tmp_path / "locales")
    monkeypatch.setattr(locales, "FOLDER", folder)
    assert not locales.stale_catalogs()
    old = folder / "es" / "LC_MESSAGES" / "messages.mo"
    old.write_bytes(b"")
    os.utime(old, (1, 1))
    (folder / "ru" / "LC_MESSAGES" / "messages.po").unlink()
    assert locales.stale_catalogs() == ("ru", str(old))


def test_extras_that_are_not_there_are_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [
        "babel>=2", 'no-such-library>=1; extra == "live"', 'babel>=2; extra == "holidays"',
        "no-such-tool; extra == 'dev'",
    ]  # fmt: skip
    monkeypatch.setattr("importlib.metadata.requires", lambda _: wanted)
    words = Locale("en")
    said = [words.text(check.what) for check in doctor._extras()]
    assert said[0] == "The extra “live” is not installed."
    assert said[1].startswith("holidays: babel ")
    assert all(check.optional for check in doctor._extras() if check.mend is not None)


@pytest.mark.parametrize(
    ("system", "apt", "how"),
    [
        ("linux", "/usr/bin/apt-get", "as root: apt-get install a b"),
        ("linux", None, "install Pango and HarfBuzz with the system's own package manager"),
        ("darwin", None, "brew install pango"),
        ("win32", None, "install MSYS2, run: pacman -S mingw-w64-x86_64-pango"),
    ],
)
def test_the_way_to_get_libraries_is_that_of_the_system(
    system: str, apt: str | None, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(shutil, "which", lambda _: apt)
    assert machine.how_to_get(("a", "b")).startswith(how)


def test_libraries_that_cannot_be_loaded_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.missing() == ()
    monkeypatch.setitem(machine._FILES, machine.HARFBUZZ, ("libnowhere.so.0",))
    assert machine.missing() == (machine.HARFBUZZ,)
