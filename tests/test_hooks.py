"""WeasyPrint with less work sets the same bytes, and any doubt leads to the plain way."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from dispute_assistant import cache as saved
from dispute_assistant.typeset import hooks

LETTERS = "EN AR ZH RU DE ES FR KK HE MESSAGE COPY"
PROGRAM = """
import hashlib, json, sys
sys.path.insert(0, sys.argv[1])
letters, how = sys.argv[2:]
if how == "plain":
    import weasyprint
import dispute_assistant.typeset as typeset
from dispute_assistant.typeset import hooks
if how == "plain":
    hooks._TRIED = "none"
    hooks.written_once = lambda kind: kind
    assert hooks.page_class() is weasyprint.HTML
import sample_letters
made = [
    hashlib.sha256(typeset.to_pdf(getattr(sample_letters, name))).hexdigest()
    for name in letters.split()
]
print(json.dumps([made, [name for name in ("pycparser", "fontTools") if name in sys.modules]]))
"""


def run(
    cache: Path,
    letters: str = "EN AR ZH RU DE ES FR KK HE MESSAGE COPY",
    how: str = "quick",
    program: str = PROGRAM,
) -> tuple[list[str], list[str]]:
    """Return the digests of some letters, and which slow libraries were imported."""
    done = subprocess.run(
        [sys.executable, "-c", program, str(Path(__file__).parent), letters, how],
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stderr
    digests, slow = json.loads(done.stdout)
    return digests, slow


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the digests of letters of every kind without any help."""
    digests, slow = run(tmp_path_factory.mktemp("none"), how="plain")
    assert slow == ["pycparser", "fontTools"]
    return digests


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, plain: list[str]) -> Path:
    """Return what the first quick import kept."""
    home = tmp_path_factory.mktemp("cache")
    assert run(home) == (plain, ["pycparser"])
    (file,) = (home / "dispute-assistant").glob("weasyprint-*")
    return file


def test_the_bytes_are_the_same_and_nothing_slow_is_imported(kept: Path, plain: list[str]) -> None:
    assert run(kept.parents[1]) == (plain, [])


@pytest.mark.parametrize(
    ("before", "after"),
    [(b"hb_bool_t", b"hb_truth_t"), (b"{", b"["), (b": 9729", b": 1")],
    ids=["another text", "damaged", "another cffi"],
)
def test_what_is_not_as_expected_is_imported_plainly_and_kept_anew(
    tmp_path: Path, kept: Path, plain: list[str], before: bytes, after: bytes
) -> None:
    content = kept.read_bytes().partition(b"\n")[2]
    assert before in content
    content = content.replace(before, after, 1)
    file = tmp_path / "dispute-assistant" / kept.name
    file.parent.mkdir()
    file.write_bytes(saved._head(content) + content)
    assert run(tmp_path, "EN") == (plain[:1], ["pycparser"])
    assert file.read_bytes() == kept.read_bytes()


def test_a_variable_font_brings_the_real_font_tools(kept: Path) -> None:
    program = """
import io, sys
from importlib.util import find_spec
from pathlib import Path
from dispute_assistant.typeset import hooks
weasyprint = hooks.weasyprint()
assert "fontTools" not in sys.modules
file = Path(find_spec("fontpkg_rubik").origin).parent / "files" / "Rubik[wght].ttf"
face = f'@font-face {{ font-family: R; src: url("{file.as_uri()}") }} html {{ font-family: R }}'
pdf = weasyprint.HTML(string=f"<style>{face}</style><p>Text").write_pdf(uncompressed_pdf=True)
assert b"glyf" in pdf and b"fvar" not in pdf
import fontTools.ttLib, weasyprint.pdf.fonts
assert weasyprint.pdf.fonts.TTLibError is fontTools.ttLib.TTLibError
print("[[], []]")
"""
    run(kept.parents[1], program=program)


def test_calls_below_a_roomy_frame_map_no_memory() -> None:
    """At one depth in every fifty or so, each call would cross the edge of a piece."""

    def faults(depth: int) -> int:
        if depth:
            return faults(depth - 1)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for _ in range(1000):
            _leaf()
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

    @hooks.with_room
    def roomy(depth: int) -> int:
        return faults(depth)

    assert max(map(roomy, range(200))) < 500


def _leaf() -> None:
    """Be a call like any other."""
