"""The words around the program: what README promises is run, and nothing is left untold.

``pytest tests/test_docs.py --update-golden`` writes the output of the demo into README, and the
picture of a page beside it.
"""

import importlib.util
import re
import shlex
import stat
from pathlib import Path

import pytest
from PIL import Image

from dispute_assistant import __version__, images
from dispute_assistant.cli.commands import COMMANDS
from program import Done, dispute, process

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
PICTURE = ROOT / "docs" / "justification.png"
BLOCK = re.compile(r"(?<=<!-- demo -->\n```text\n).*?(?=```\n<!-- /demo -->)", re.DOTALL)
TYPED = """\
temu
Number: RB007000019CN
2026-11-18 16:40 102975, Отказ в выпуске, Таможенное оформление
.
RU
nothing
2026-10-01
2026-12-15
not_started
-

"""
"""What somebody types who wants advice and no paper."""


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def shown_commands() -> list[str]:
    """Return the commands in the code blocks of README, without those of the set-up."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text("README.md"), re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if "./dispute" in line]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that looks like the checkout; what commands write stays in it."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("src", "tests"):
        (folder / name).symlink_to(ROOT / name)
    return folder


@pytest.fixture(scope="module")
def demo(checkout: Path) -> Done:
    return process("demo", cwd=checkout)


# README


def test_readme_shows_what_the_demo_prints(
    demo: Done, checkout: Path, request: pytest.FixtureRequest
) -> None:
    assert (demo.code, demo.err) == (0, "")
    if request.config.getoption("--update-golden"):
        README.write_text(BLOCK.sub(lambda _: demo.out, text("README.md")), "utf-8")
        pdf = (checkout / "dispute-demo/dispute_justification.en.pdf").read_bytes()
        PICTURE.write_bytes(images.pages(pdf, fmt="png", max_bytes=300_000, dpi=90)[0])
    (block,) = BLOCK.findall(text("README.md"))
    assert block == demo.out


def test_readme_shows_a_whole_page() -> None:
    with Image.open(PICTURE) as page:
        width, height = page.size
    assert 600 <= width < height <= 1.5 * width


def test_the_demo_leaves_papers_that_only_their_owner_can_read(demo: Done, checkout: Path) -> None:
    folder = checkout / "dispute-demo"
    printed = {line.strip() for line in demo.out.splitlines() if line.startswith("  dispute-demo/")}
    assert printed == {str(file.relative_to(checkout)) for file in folder.iterdir()}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        starts = {".pdf": b"%PDF-", ".jpg": b"\xff\xd8\xff"}
        assert file.read_bytes().startswith(starts.get(file.suffix, b""))
        assert file.stat().st_size > 0


def test_the_demo_makes_pictures_small_enough_for_the_marketplace(
    demo: Done, checkout: Path
) -> None:
    """AliExpress takes no PDF, and no picture above 2 MB."""
    assert demo.code == 0
    pictures = list((checkout / "dispute-demo").glob("*.jpg"))
    assert {p.name.split(".")[0] for p in pictures} == {
        "seller_message",
        "dispute_justification",
        "customs_request",
    }
    assert not [p for p in pictures if "copy" in p.name]
    assert max(p.stat().st_size for p in pictures) <= 2_000_000


@pytest.mark.parametrize("line", shown_commands())
def test_every_command_of_readme_works_as_shown(
    line: str, demo: Done, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, *arguments = shlex.split(line, comments=True)
    assert program == "./dispute"
    if arguments == ["demo"]:
        assert demo.code == 0
        return
    monkeypatch.chdir(checkout)
    done = dispute(*arguments, stdin=TYPED.encode())
    assert (done.code, done.err) == (0, "")
    assert done.out


def test_readme_names_every_command_and_no_other() -> None:
    named = set(re.findall(r"(?:\./|`)dispute ([a-z]+)", text("README.md")))
    alone = set(re.findall(r"`([a-z]+)(?: --[a-z-]+)?`", text("README.md")))
    assert named <= set(COMMANDS)
    assert set(COMMANDS) <= named | alone


def test_every_option_in_the_documents_exists() -> None:
    helps = " ".join(dispute(command, "--help").out for command in COMMANDS)
    others = {"--all", "--update-golden"}
    for name in ("README.md", "CHANGELOG.md"):
        used = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text(name)))
        assert {option for option in used - others if option not in helps} == set(), name


# Every document


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_file_that_a_document_names_is_there(name: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text(name))
    paths = re.findall(r"`((?:src|tests|templates|tools|docs|data)/[\w./-]+)`", text(name))
    places = [ROOT, ROOT / "src" / "dispute_assistant"]
    missing = [p for p in (*links, *paths) if not any((place / p).exists() for place in places)]
    assert missing == []


def test_contributing_names_every_room() -> None:
    package = ROOT / "src" / "dispute_assistant"
    rooms = {p.stem for p in package.glob("[a-z]*.py")} | {
        p.parent.name for p in package.glob("[a-z]*/__init__.py")
    }
    table = re.findall(r"^\| (`.*?) \|", text("CONTRIBUTING.md"), re.MULTILINE)
    named = {room.strip("/") for row in table for room in re.findall(r"`([\w/]+)`", row)}
    assert rooms - named == set(), "tell in CONTRIBUTING what it does"
    assert named - rooms == set(), "CONTRIBUTING tells of a room that is gone"


def test_the_page_of_sources_is_current() -> None:
    """Otherwise run ``python tools/sources_page.py``."""
    spec = importlib.util.spec_from_file_location("page", ROOT / "tools" / "sources_page.py")
    assert spec
    assert spec.loader
    page = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(page)
    assert page.PAGE.read_text("utf-8") == page.text()


def test_changelog_tells_of_this_version() -> None:
    versions = re.findall(r"^## (\S+)", text("CHANGELOG.md"), re.MULTILINE)
    assert versions[0] == __version__


def test_the_two_doors_of_the_checkout_can_be_opened() -> None:
    for name in ("dispute", "check"):
        assert stat.S_IMODE((ROOT / name).stat().st_mode) & 0o111 == 0o111
        assert f"./{name}" in text("README.md")
