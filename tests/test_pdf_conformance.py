"""Every kind of letter is valid PDF/A-3a and PDF/UA-1, says veraPDF, the reference validator."""

from pathlib import Path

import pikepdf
import pytest
from msgspec.structs import replace

import verapdf
from dispute_assistant.documents import write
from dispute_assistant.typeset import to_pdf
from golden_letters import LETTERS as WRITTEN
from sample_letters import EN, LETTERS, RU, ZH, long_history

DOCUMENTS = {
    **LETTERS,
    **{
        f"{kind} {locale}": write(letter, kind, locale)
        for letter, kinds in WRITTEN.values()
        for kind, tags in kinds.items()
        for locale in tags
    },
    "long": long_history(replace(EN, copy_note="A copy")),
    "unknown characters": replace(ZH, body="壳 🔥\ufe0f ไ\u2028\n\n- ไ"),
    "list over pages": replace(RU, body="\n".join(f"{n}. Пункт {n}" for n in range(1, 90))),
    "empty": replace(EN, body="", sender=(), addressee=(), enclosures=(), signature=""),
    "letter paper": replace(EN, paper="Letter"),
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Return the failed rules of each document; all are checked in one start of Java."""
    import weasyprint

    home = tmp_path_factory.mktemp("pdf")
    files = {name: home / f"{name}.pdf" for name in DOCUMENTS}
    for name, document in DOCUMENTS.items():
        files[name].write_bytes(to_pdf(document))
    files["plain"] = home / "plain.pdf"
    weasyprint.HTML(string="<p>Text").write_pdf(files["plain"])
    files["no claim"] = home / "no claim.pdf"
    _without_claim(files["en"], files["no claim"])
    found = verapdf.failures(files.values())
    return {name: found[str(path)] for name, path in files.items()}


def _without_claim(source: Path, target: Path) -> None:
    with pikepdf.open(source) as pdf:
        metadata = pdf.Root.Metadata
        metadata.write(metadata.read_bytes().replace(b'pdfuaid:part="1"', b""))
        pdf.save(target)


@pytest.mark.java
@pytest.mark.parametrize("name", list(DOCUMENTS))
def test_letter_is_valid_pdf_a_and_pdf_ua(name: str, verdicts: dict[str, list[str]]) -> None:
    assert verdicts[name] == []


@pytest.mark.java
def test_the_validator_tells_a_bad_file_from_a_good_one(verdicts: dict[str, list[str]]) -> None:
    rules = {failure.split()[0] + " " + failure.split()[1] for failure in verdicts["plain"]}
    assert {"3a 6.7.2.2-1", "ua1 7.1-11", "ua1 7.1-3"} <= rules
    assert [failure.split()[1] for failure in verdicts["no claim"]] == ["5-1"]
