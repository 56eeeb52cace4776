"""The commands: what they print, where files go, and one clear line for every mistake."""

import os
import resource
import stat
import subprocess
from pathlib import Path

import pytest

from dispute_assistant import __version__, casefile
from dispute_assistant.case import UNKNOWN
from dispute_assistant.cli.commands import COMMANDS
from dispute_assistant.money import parse
from program import EXAMPLE, Done, command, dispute, environment, process
from random_cases import ON

CASE = """\
language = "{language}"
[order]
marketplace = "{marketplace}"
number = "8190000000000017"
ordered_on = 2026-10-01
item = "Bluetooth headphones"
amount = "25.90 USD"
protection_end = 2026-12-15
[tracking]
history = '''
Number: RB007000019CN
2026-11-18 16:40 102975, Отказ в выпуске, Таможенное оформление
2026-11-11 09:15 102975, Прием на таможню
'''
[parcel]
destination = "RU"
[customs]
said = "nothing"
[talks]
state = "not_started"
[remedy]
settle = "full"
[buyer]
name = "Анна Морозова"
address = "ул. Садовая, д. 5\\n443001 Самара"
"""
TODAY = ("--on", "2026-11-23")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def case(language: str = "en", marketplace: str = "paypal") -> Path:
    path = Path("case.toml")
    path.write_text(CASE.format(language=language, marketplace=marketplace), "utf-8")
    return path


def one_line(done: Done, code: int) -> str:
    """Return the only line of what is said; nothing else is printed, no trace of the program."""
    assert (done.code, done.out) == (code, "")
    (line,) = done.err.splitlines()
    return line


# Help


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    done = dispute(name, "--help")
    assert (done.code, done.err) == (0, "")
    assert f"dispute {name}" in done.out
    assert dispute(name, "-h").out == done.out


def test_the_program_explains_itself_and_its_version() -> None:
    for arguments, code in ((["--help"], 0), ([], 2)):
        done = dispute(*arguments)
        assert done.code == code
        assert all(f"\n  {name} " in done.out + done.err for name in COMMANDS)
    assert dispute("--version") == Done(0, f"{__version__}\n", "")


# Advice


def test_advice_is_given_for_a_day_and_with_its_reasons() -> None:
    short = dispute("advise", case(), *TODAY)
    assert short.code == 0
    assert short.out.startswith("Write to the seller first;")
    assert "Sources" not in short.out
    long = dispute("advise", case(), *TODAY, "--why")
    assert long.out.startswith(short.out.partition("\n")[0])
    assert "\nSources\n" in long.out
    later = dispute("advise", case(), "--on", "2026-12-10").out
    assert later.startswith("Protection ends on 15 December 2026: open the dispute now.")


@pytest.mark.parametrize(
    ("arguments", "start"),
    [
        ([], "Сначала"),
        (["-l", "es"], "Escriba"),
        (["--language", "EN"], "Write"),
        (["--language", "es_MX.UTF-8"], "Escriba"),
    ],
)
def test_advice_speaks_the_language_of_the_case_unless_told_otherwise(
    arguments: list[str], start: str
) -> None:
    done = dispute("advise", case("ru"), *TODAY, *arguments)
    assert done.out.startswith(start)


def test_mistakes_are_told_in_the_language_of_the_case() -> None:
    path = case("ru")
    path.write_text(path.read_text("utf-8").replace('said = "nothing"', 'said = "maybe"'), "utf-8")
    english = one_line(dispute("check", path, "--language", "en"), 2)
    assert "is not one of the answers" in english
    assert one_line(dispute("check", path), 2) != english
    path = case("ru")
    path.write_text(path.read_text("utf-8").replace("amount", "# amount"), "utf-8")
    assert one_line(dispute("write", path, *TODAY), 2).startswith("order.amount: Не хватает")


# Papers


def test_papers_go_beside_the_case_in_the_form_wished_for(tmp_path: Path) -> None:
    done = dispute("write", case(), *TODAY, "--format", "TXT")
    assert done.code == 0
    names = [line.strip() for line in done.out.splitlines() if line.startswith("  ")]
    assert {Path(name).parent for name in names} == {tmp_path}
    assert sorted(Path(name).suffix for name in names) == [".ics", *[".txt"] * 4]
    assert all(stat.S_IMODE(Path(name).stat().st_mode) == 0o600 for name in names)


@pytest.mark.parametrize(
    ("wish", "found"), [("", {".pdf", ".txt"}), ("jpg, pdf", {".jpg", ".pdf"})]
)
def test_each_format_can_be_wished_for(wish: str, found: set[str]) -> None:
    """PayPal takes PDF files, so that pictures are made only when they are wished for."""
    arguments = ("--papers", "seller_message", "--out", "new/papers")
    done = dispute("write", case(), *TODAY, *arguments, *(("--format", wish) if wish else ()))
    assert (done.code, done.err) == (0, "")
    files = list(Path("new/papers").iterdir())
    assert {file.suffix for file in files} == {*found, ".ics"}
    assert stat.S_IMODE(Path("new/papers").stat().st_mode) == 0o700
    starts = {
        ".pdf": b"%PDF-",
        ".jpg": b"\xff\xd8\xff",
        ".txt": b"Subject:",
        ".ics": b"BEGIN:VCALENDAR",
    }
    assert all(file.read_bytes().startswith(starts[file.suffix]) for file in files)


def test_nothing_is_written_when_nothing_is_due() -> None:
    path = case()
    path.write_text(
        path.read_text("utf-8").replace(
            "16:40 102975, Отказ в выпуске, Таможенное", "16:40 М, Таможенное"
        ),
        "utf-8",
    )
    done = dispute("write", path, "--on", "2026-11-20")
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("No paper is due now.\n")
    assert {p.name for p in Path().iterdir()} == {"case.toml", "deadlines.ics"}


# Mistakes


def test_check_names_every_mistake_with_its_line() -> None:
    Path("case.toml").write_text(
        'language = "xx"\n'
        "[order]\n"
        'marketplace = "aliexpres"\n'
        "ordered_on = 2099-01-01\n"
        "amount = 12\n"
        'nummer = "1"\n'
        "[customs]\n"
        'said = "maybe"\n'
        "[tracking]\n"
        'files = ["none.txt"]\n'
    )
    done = dispute("check", "case.toml")
    assert (done.code, done.out) == (2, "")
    places = [":".join(line.split(":")[:2]) for line in done.err.splitlines()]
    assert places == [
        "line 1: language",
        "line 3: order.marketplace",
        "line 4: order.ordered_on",
        "line 5: order.amount",
        "line 6: order.nummer",
        "line 8: customs.said",
        "line 10: tracking.files",
    ]


def test_check_counts_what_is_fine() -> None:
    assert dispute("check", case()).out == "case.toml is fine: 13 answers.\n"


WRONG = {
    ("advise", "--on", "soon"): "--on: “soon” is not a date that can be read.",
    ("advise", "--on", "2026-02-30"): "--on: “2026-02-30” is not a date",
    ("advise", "--language", "xx"): "--language: “xx” is not among the answers.",
    ("check", "--language", "english"): "--language: “english” is not among the answers.",
    ("write", "--papers", "letter"): "--papers: “letter” is not among the answers.",
    ("write", "--format", "pdf,docx"): "--format: “docx” is not among the answers.",
    ("write", "--letter-language", "xx"): "letter-language: There is no such letter",
    ("write", "--papers", "customs_request", "--letter-language", "zh_Hans"): "letter-language: ",
    ("write", "--papers", "\x1b[2J\u202e"): "--papers: “[2j” is not among the answers.",
}


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_an_unknown_value_is_one_line_that_says_which_are_known(arguments: tuple[str, ...]) -> None:
    line = one_line(dispute(arguments[0], case(), *arguments[1:]), 2)
    assert line.startswith(WRONG[arguments])
    assert "\x1b" not in line
    assert line.endswith(".")


def test_a_case_file_cannot_steer_the_terminal() -> None:
    Path("case.toml").write_text(
        '[customs]\nsaid = "\\u001b]0;x\\u0007\\u202eno"\n[nothing]\n"\\u001b" = 1'
    )
    done = dispute("check", "case.toml")
    assert done.code == 2
    assert not set("\x1b\x07\u202e") & set(done.err)
    assert len(done.err.splitlines()) == 2


@pytest.mark.parametrize("name", ["check", "advise", "write"])
def test_a_case_that_cannot_be_read_is_one_line(name: str) -> None:
    Path("empty.toml").touch()
    Path("binary.toml").write_bytes(bytes(range(256)) * 9)
    Path("cut.toml").write_text("[order\nnumber = 1")
    Path("folder.toml").mkdir()
    Path("loop.toml").symlink_to("loop.toml")
    locked = Path("locked.toml")
    if os.geteuid():
        locked.write_text(CASE)
        locked.chmod(0)
    else:
        locked.symlink_to("/proc/self/mem")  # root may open anything; reading this still fails
    files = ["no.toml", "empty.toml", "binary.toml", "folder.toml", "loop.toml", "locked.toml"]
    for file in files:
        assert one_line(dispute(name, file), 2).startswith(f"{file}: "), file
    assert one_line(dispute(name, "cut.toml"), 2).startswith("line 1: ")
    assert one_line(dispute(name, "x" * 300), 2)


@pytest.mark.parametrize("target", ["case.toml", "case.toml/papers", "/proc/papers", "/dev/null/a"])
def test_a_folder_that_cannot_be_made_is_one_line_and_the_case_stays(target: str) -> None:
    path = case()
    before = path.read_bytes()
    line = one_line(dispute("write", path, *TODAY, "--format", "txt", "--out", target), 1)
    assert target.removesuffix("/papers") in line
    assert path.read_bytes() == before


@pytest.mark.parametrize("arguments", [("new", "--tracking"), ("resume",), ("track",)])
def test_a_history_or_draft_that_cannot_be_read_is_one_line(arguments: tuple[str, ...]) -> None:
    Path("binary").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    Path("folder").mkdir()
    for file in ("none", "binary", "folder"):
        line = one_line(dispute(*arguments, file), 2)
        assert line.startswith(f"{file}: ")
        assert line.count(file) == 1


def test_there_may_be_nothing_to_resume() -> None:
    assert one_line(dispute("resume"), 2) == "resume: There is no draft. Start with dispute new."


# The world outside


def limited(limit: int, *arguments: str | Path, stdin: bytes = b"") -> Done:
    """Run the program where no file may grow beyond ``limit`` bytes: a full disk for everybody."""
    done = subprocess.run(
        command(*arguments),
        input=stdin,
        capture_output=True,
        env=environment(PYTHONDONTWRITEBYTECODE="1"),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_a_full_disk_is_one_line_and_leaves_no_half_of_a_paper() -> None:
    path = case()
    done = limited(700, "write", path, *TODAY, "--format", "txt", "--out", "papers")
    assert done.code == 1
    assert done.err.splitlines() == ["papers/deadlines.ics: File too large"]
    assert list(Path("papers").iterdir()) == []


TYPED = """\
other
Basar am Eck
RB007000019CN
2026-11-18 16:40 102975, Отказ в выпуске, Таможенное оформление
.
RU
nothing
2026-10-01
2026-12-15
not_started
seller_message
8190000000000017
Bluetooth headphones
25.90 USD
full
Anna Morozova

"""


def test_when_the_papers_cannot_be_written_the_answers_are_kept_and_can_be_resumed() -> None:
    arguments = ("--plain", *TODAY, "--out", "papers")
    done = limited(2000, "new", *arguments, stdin=TYPED.encode())
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    (draft,) = casefile.drafts(casefile.draft_folder(os.environ))
    assert casefile.read(draft, ON).answers["buyer.name"] == "Anna Morozova"
    done = dispute("resume", *arguments, stdin=b"\n")
    assert (done.code, done.err) == (0, "")
    assert {p.name for p in Path("papers").iterdir()} == {
        "case.toml",
        "deadlines.ics",
        "seller_message.en.pdf",
        "seller_message.en.txt",
    }
    assert casefile.drafts(casefile.draft_folder(os.environ)) == ()
    answers = casefile.read(Path("papers/case.toml"), ON).answers
    assert answers["order.amount"] == parse("25.90 USD")


def test_a_case_of_ones_own_keeps_its_comments_when_it_is_resumed() -> None:
    own = Path("mine/case.toml")
    own.parent.mkdir()
    text = "# my own comment\n" + CASE.format(language="en", marketplace="paypal")
    own.write_text(text.replace("[remedy]", "[papers]\nwanted = []\n[remedy]"), "utf-8")
    arguments = ("--plain", *TODAY, "--out", "mine")
    done = dispute("resume", own, *arguments, stdin=b"6\nunknown\n\n")
    assert (done.code, done.err) == (0, "")
    assert own.read_text("utf-8").startswith("# my own comment\n")
    assert UNKNOWN in casefile.read(own, ON).answers.values()


@pytest.mark.parametrize("arguments", [("advise", EXAMPLE), ("check", EXAMPLE), ("--help",)])
def test_a_reader_that_goes_away_ends_the_program_quietly(arguments: tuple[str, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        command(*arguments), stdout=write, stderr=subprocess.PIPE, env=environment(), check=False
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_full_terminal_log_is_one_line() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command("advise", EXAMPLE, *TODAY),
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            check=False,
        )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_a_terminal_of_few_characters_gets_question_marks_not_a_trace() -> None:
    done = subprocess.run(
        command("advise", EXAMPLE, *TODAY, "--language", "ru"),
        capture_output=True,
        env=environment(PYTHONIOENCODING="latin-1"),
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"?" in done.stdout


def test_the_installed_program_is_the_same() -> None:
    assert process("--version") == dispute("--version")
