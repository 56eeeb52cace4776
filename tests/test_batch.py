"""Many cases at once: nothing stops the rest, nothing is done twice, no half file is ever seen."""

import csv
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from importlib.resources import files
from pathlib import Path

import jsonschema
import pexpect
import psutil
import pytest

from batches import CASE, ON, orders, papers, report, table
from dispute_assistant import assistant, batch, batch_report, interview, journal, rows
from dispute_assistant.batch import Wish
from dispute_assistant.crew import Crew
from dispute_assistant.journal import Outcome, Status
from program import EXAMPLE, Done, command, dispute, environment, process

SCHEMA = json.loads(
    (files("dispute_assistant") / "data" / "batch" / "report.schema.json").read_text("utf-8")
)
DAY = date.fromisoformat(ON)
NAMES = {
    "customs_request.en.copy.txt",
    "customs_request.ru.txt",
    "deadlines.ics",
    "dispute_justification.en.txt",
    "seller_message.en.txt",
}


def run(source: Path, out: Path, *options: str | Path, on: str = ON) -> Done:
    """Run a batch of texts in a process of its own."""
    return process("batch", source, "--out", out, "--on", on, "--format", "txt", *options)


def here(
    source: Path,
    out: Path,
    *,
    on: date = DAY,
    mapping: Path | None = None,
    **wishes: object,
) -> dict[str, Outcome]:
    """Run a batch of texts in this process; return what became of the rows that it did."""
    folder = wishes.pop("folder", out)
    wish = Wish(on=on, reader="en", formats=("txt",), folder=folder, **wishes)  # type: ignore[arg-type]
    with journal.opened(out) as book:
        given = rows.read(source, mapping)
        done = batch.run(
            given.rows, wish, out, book, Crew(hire=partial(ThreadPoolExecutor, 1), ahead=4)
        )
        outcomes = {task.folder: outcome for task, outcome in done}
        batch_report.write(out, book, on, given.columns)
    return outcomes


# Rows and their papers


def test_a_batch_writes_what_write_writes(tmp_path: Path) -> None:
    done = run(orders(tmp_path / "t.csv", 5), tmp_path / "out")
    assert (done.code, done.err) == (0, "")
    assert "5 rows for 23 November 2026:\n       5  done\n" in done.out
    case = EXAMPLE.read_text("utf-8").replace("8190000000000017", "A0003")
    (tmp_path / "a.toml").write_text(case, "utf-8")
    options = ("--on", ON, "--format", "txt", "--out", tmp_path / "one")
    assert dispute("write", tmp_path / "a.toml", *options).code == 0
    written = papers(tmp_path / "out")
    assert len(written) == 5 * len(NAMES)
    assert {name: written[f"A0003/{name}"] for name in NAMES} == {
        name: (tmp_path / "one" / name).read_bytes() for name in NAMES
    }


def test_a_folder_of_case_files_is_an_input_too(tmp_path: Path) -> None:
    cases = tmp_path / "cases"
    (cases / "shop").mkdir(parents=True)
    text = EXAMPLE.read_text("utf-8")
    for name in ("anna.toml", "shop/case.toml"):
        (cases / name).write_text(text, "utf-8")
    (cases / "notes.toml").write_text('title = "no case"', "utf-8")
    (cases / "bad.toml").write_text(text.replace('"25.90 USD"', '"25.90"'), "utf-8")
    (cases / "gone.toml").symlink_to("nowhere")
    history = '[tracking]\nfiles = ["history.txt"]\n[order]\nmarketplace = "temu"\n'
    (cases / "far.toml").write_text(history, "utf-8")
    here(cases, tmp_path / "out")
    found = {(line["row"], line["folder"], line["status"]) for line in report(tmp_path / "out")}
    assert found == {
        ("anna.toml", "anna", "done"),
        ("bad.toml", "bad", "problem"),
        ("far.toml", "far", "problem"),
        ("gone.toml", "gone", "problem"),
        ("shop/case.toml", "shop-case", "done"),
    }
    bad = next(line for line in report(tmp_path / "out") if line["row"] == "bad.toml")
    assert bad["problems"][0]["question"] == "order.amount"
    assert bad["problems"][0]["line"] == 11
    before = papers(tmp_path / "out")
    (cases / "history.txt").write_text(CASE["tracking.history"], "utf-8")
    assert list(here(cases, tmp_path / "out")) == ["far"]
    assert papers(tmp_path / "out").keys() >= before.keys()


def test_a_bad_row_says_where_and_how_to_mend_and_stops_no_other(tmp_path: Path) -> None:
    source = table(
        tmp_path / "t.csv",
        {"order.number": "1", "order.amount": "25.90"},
        {"order.number": "2", "parcel.destination": "Russiaa", "buyer.name": ""},
        {"order.number": "3"},
    )
    done = run(source, tmp_path / "out")
    assert done.code == 2
    assert done.err == ""
    assert "       1  done\n       2  with problems, to be mended\nProblems:\n" in done.out
    assert "       1  parcel.destination: “Russiaa” is not one of the answers here.\n" in done.out
    first, second, third = report(tmp_path / "out")
    assert first["row"] == "2"
    assert first["problems"] == [
        {
            "column": "order.amount",
            "question": "order.amount",
            "line": None,
            "kind": "The currency is missing.",
            "what": "The currency is missing.",
            "mend": first["problems"][0]["mend"],
        }
    ]
    assert first["problems"][0]["mend"]
    assert second["problems"][0]["mend"] == "Did you mean “RU”?"
    assert (third["status"], third["folder"]) == ("done", "3")
    assert set(third["files"]) == NAMES


def test_a_case_without_a_paper_due_waits(tmp_path: Path) -> None:
    quiet = "Number: RB007000019CN\n2026-11-22 09:15 102975, Прием на таможню"
    source = table(tmp_path / "t.csv", {"tracking.history": quiet, "papers.wanted": ""})
    done = dispute("batch", source, "--out", tmp_path / "out", "--on", ON, "--format", "txt")
    assert done.code == 0
    assert "       1  waiting: no paper is due now\n" in done.out
    (line,) = report(tmp_path / "out")
    assert line["advice"]
    assert line["due"] == "2026-11-29"


def test_every_line_of_the_report_has_the_published_shape(tmp_path: Path) -> None:
    source = table(tmp_path / "t.csv", {}, {"order.amount": "1", "buyer.name": ""}, {})
    here(source, tmp_path / "out")
    here(source, tmp_path / "out")
    for line in report(tmp_path / "out"):
        jsonschema.validate(line, SCHEMA, format_checker=jsonschema.FormatChecker())
    assert set(SCHEMA["required"]) == set(SCHEMA["properties"])
    assert SCHEMA["properties"]["status"]["enum"] == list(Status)
    with (tmp_path / "out" / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        for line, row in zip(report(tmp_path / "out"), csv.DictReader(file), strict=True):
            assert (line["row"], line["status"]) == (row["row"], row["status"])
            assert row["problem"] == "\n".join(p["what"] for p in line["problems"])


def test_no_cell_of_the_report_can_be_a_formula(tmp_path: Path) -> None:
    here(table(tmp_path / "t.csv", {"order.amount": "=1+1"}), tmp_path / "out")
    (tmp_path / "out").joinpath("report.csv").read_text("utf-8-sig")
    assert batch_report._harmless('=HYPERLINK("x")') == '\'=HYPERLINK("x")'
    assert batch_report._harmless("fine = 1") == "fine = 1"


def test_what_the_fonts_lack_is_in_the_report(tmp_path: Path) -> None:
    source = table(tmp_path / "t.csv", {"order.item": "Box 𒀀", "papers.wanted": "seller_message"})
    done = dispute("batch", source, "--out", tmp_path / "out", "--on", ON, "--format", "pdf")
    assert done.code == 0
    assert report(tmp_path / "out")[0]["undrawn"] == "𒀀"


def test_another_engine_may_set_the_pages(tmp_path: Path) -> None:
    source, out = orders(tmp_path / "t.csv", 1), tmp_path / "out"
    arguments = ("batch", source, "--out", out, "--on", ON, "--format", "pdf", "--papers")
    assert dispute(*arguments, "seller_message").code == 0
    usual = papers(out)["A0000/seller_message.en.pdf"]
    assert dispute(*arguments, "seller_message", "--engine", "plutoprint").code == 0
    assert papers(out)["A0000/seller_message.en.pdf"] not in (usual, b"")
    refused = dispute(*arguments, "seller_message", "--engine", "typewriter")
    assert (refused.code, refused.err.partition(":")[0]) == (2, "--engine")


def test_copies_for_the_buyer_may_be_left_out(tmp_path: Path) -> None:
    source, out = orders(tmp_path / "t.csv", 1), tmp_path / "out"
    arguments = ("batch", source, "--out", out, "--on", ON, "--format", "txt", "--no-copies")
    assert dispute(*arguments).code == 0
    names = {name.partition("/")[2] for name in papers(out)}
    assert names == NAMES - {"customs_request.en.copy.txt"}


def test_rows_are_read_only_a_little_ahead_of_the_work(tmp_path: Path) -> None:
    source = orders(tmp_path / "t.csv", 1000)
    read = 0

    def watched() -> Iterator[rows.Row]:
        nonlocal read
        for row in rows.read(source).rows:
            read += 1
            yield row

    wish = Wish(on=DAY, reader="en", kinds=(), formats=("txt",))
    with journal.opened(tmp_path / "out") as book:
        crew = Crew(hire=partial(ThreadPoolExecutor, 1), ahead=4)
        done = batch.run(watched(), wish, tmp_path / "out", book, crew)
        next(done)
        assert read <= 5 * 16


# Names of folders


def test_rows_of_one_name_never_share_a_folder(tmp_path: Path) -> None:
    numbers = ("A1", "a1", "A1-2", "A1", "../x/1", "", "CON")
    source = table(tmp_path / "t.csv", *({"order.number": number} for number in numbers))
    here(source, tmp_path / "out", kinds=())
    assert [line["folder"] for line in report(tmp_path / "out")] == [
        "A1",
        "a1-2",
        "A1-2-2",
        "A1-3",
        "x-1",
        "row-7",
        "_CON",
    ]


# Doing nothing twice


def test_a_second_run_has_nothing_to_do(tmp_path: Path) -> None:
    source = orders(tmp_path / "t.csv", 3)
    assert run(source, tmp_path / "out").code == 0
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "out").rglob("A*/*")}
    done = run(source, tmp_path / "out")
    assert done.code == 0
    assert done.out.startswith("Nothing to do: all was done before, for 23 November 2026.\n3 rows")
    assert before == {p: p.stat().st_mtime_ns for p in (tmp_path / "out").rglob("A*/*")}
    assert all(line["unchanged"] for line in report(tmp_path / "out"))


def test_only_what_changed_is_done_anew(tmp_path: Path) -> None:
    out, source = tmp_path / "out", tmp_path / "t.csv"
    three = [{"order.number": number} for number in "123"]
    assert list(here(table(source, *three), out)) == ["1", "2", "3"]
    three[1]["order.item"] = "LED desk lamp"
    assert list(here(table(source, *three), out)) == ["2"]
    assert b"LED desk lamp" in papers(out)["2/seller_message.en.txt"]
    assert list(here(source, out, on=date(2026, 11, 24))) == ["1", "2", "3"]
    assert list(here(source, out, letter_language="ru")) == ["1", "2", "3"]
    assert list(here(table(source, *reversed(three)), out, letter_language="ru")) == []
    assert [line["folder"] for line in report(out)] == ["3", "2", "1"]


def test_another_version_of_the_program_does_all_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = orders(tmp_path / "t.csv", 1)
    assert here(source, tmp_path / "out")
    monkeypatch.setattr(batch, "__version__", "99")
    assert here(source, tmp_path / "out")


@pytest.mark.parametrize("damage", [Path.unlink, partial(Path.write_bytes, data=b"")])
def test_a_paper_that_is_gone_or_empty_is_written_again(
    damage: Callable[[Path], object], tmp_path: Path
) -> None:
    source = orders(tmp_path / "t.csv", 2)
    here(source, tmp_path / "out")
    whole = papers(tmp_path / "out")
    damage(tmp_path / "out" / "A0001" / "seller_message.en.txt")
    assert list(here(source, tmp_path / "out")) == ["A0001"]
    assert papers(tmp_path / "out") == whole


def test_papers_that_no_longer_belong_to_a_case_go_and_own_files_stay(tmp_path: Path) -> None:
    source, out = orders(tmp_path / "t.csv", 1), tmp_path / "out"
    here(source, out, letter_language="en")
    (out / "A0000" / "scan.txt").write_text("my own")
    here(source, out, letter_language="es")
    names = {name.partition("/")[2] for name in papers(out)}
    assert "seller_message.es.txt" in names
    assert "seller_message.en.txt" not in names
    assert "scan.txt" in names


# What goes wrong


def test_a_fault_of_the_program_is_told_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare = assistant.prepare

    def fails(answers: dict[str, object], *rest: object, **more: object) -> object:
        if answers["order.number"] == "A0001":
            raise KeyError("surprise")
        return prepare(answers, *rest, **more)  # type: ignore[arg-type]

    source = orders(tmp_path / "t.csv", 3)
    monkeypatch.setattr(assistant, "prepare", fails)
    outcomes = here(source, tmp_path / "out")
    assert [outcome.status for outcome in outcomes.values()] == ["done", "failed", "done"]
    what = outcomes["A0001"].troubles[0].what
    assert what.startswith("The program failed on this row: KeyError: 'surprise' (test_batch.py:")
    monkeypatch.undo()
    assert list(here(source, tmp_path / "out")) == ["A0001"]


def test_a_full_disk_stops_the_batch_and_what_is_done_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = assistant.keep

    def full(path: Path, content: bytes) -> Path:
        if path.parent.name == "A0040":
            raise OSError(28, "No space left on device", str(path))
        return keep(path, content)

    source = orders(tmp_path / "t.csv", 41)
    monkeypatch.setattr(assistant, "keep", full)
    with pytest.raises(OSError, match="No space left"):
        here(source, tmp_path / "out", kinds=())
    monkeypatch.undo()
    assert len(here(source, tmp_path / "out", kinds=())) < 41


CRASH = """
import os, signal
from dispute_assistant import assistant
from dispute_assistant.cli import main
prepare = assistant.prepare
def crash(answers, *rest, **more):
    if answers["order.number"] == "A0005":
        os.kill(os.getpid(), signal.SIGKILL)
    return prepare(answers, *rest, **more)
assistant.prepare = crash
main()
"""


def test_a_row_that_kills_its_worker_stops_no_other(tmp_path: Path) -> None:
    source = orders(tmp_path / "t.csv", 12)
    arguments = ["batch", source, "--out", tmp_path / "out", "--on", ON, "--format", "txt"]
    done = subprocess.run(
        [sys.executable, "-c", CRASH, *map(str, arguments), "--workers", "2"],
        capture_output=True,
        env=environment(),
        check=False,
    )
    assert done.returncode == 2
    statuses = {line["folder"]: line["status"] for line in report(tmp_path / "out")}
    assert len(statuses) == 12
    assert {folder for folder, status in statuses.items() if status != "done"} == {"A0005"}
    assert run(source, tmp_path / "out").code == 0


# Interruptions


@pytest.fixture
def long_run(tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start a batch of 180 rows and wait until it is in the middle."""
    source = orders(tmp_path / "t.csv", 180)
    arguments = command("batch", source, "--out", tmp_path / "out", "--on", ON, "--format", "txt")
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        program = subprocess.Popen(
            [*arguments, "--workers", "2"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        )
        started.append(program)
        while len(list(tmp_path.glob("out/A*"))) < 70:
            assert program.poll() is None
            time.sleep(0.01)
        return program

    yield start
    for program in started:
        program.kill()
        program.communicate()


def test_after_a_kill_no_half_file_is_seen_and_the_next_run_goes_on(
    long_run: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    program = long_run()
    workers = psutil.Process(program.pid).children()
    program.kill()
    program.wait()
    assert len(workers) == 2
    alive = psutil.wait_procs(workers, timeout=5)[1]
    for worker in alive:
        worker.kill()
    assert alive == []
    seen = {name: text for name, text in papers(out).items() if "/." not in name}
    written = {p: p.stat().st_mtime_ns for p in out.rglob("A*/[!.]*")}
    (out / "A0179").mkdir()
    (out / "A0179" / ".deadlines.ics.abcd1234").write_bytes(b"half")
    done = run(tmp_path / "t.csv", out)
    assert done.code == 0
    assert " of them were done before.\n" in done.out
    whole = papers(out)
    assert len(whole) == 180 * len(NAMES)
    assert not [name for name, text in seen.items() if whole[name] != text]
    kept = {line["folder"] for line in report(out) if line["unchanged"]}
    assert len(kept) >= 16
    assert all(p.stat().st_mtime_ns == at for p, at in written.items() if p.parent.name in kept)
    whole_again = {line["folder"]: line["status"] for line in report(out)}
    assert list(whole_again) == [f"A{number:04}" for number in range(180)]
    assert set(whole_again.values()) == {"done"}


def test_ctrl_c_ends_soon_keeps_what_is_done_and_says_how_to_go_on(
    long_run: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    program = long_run()
    program.send_signal(signal.SIGINT)
    out, err = program.communicate(timeout=20)
    assert program.returncode == 130
    assert err.decode() == "Stopped. What is done is kept; the same command goes on from there.\n"
    count = len(report(tmp_path / "out"))
    assert f"{count} rows for 23 November 2026:" in out.decode()
    assert 40 <= count < 180
    done = run(tmp_path / "t.csv", tmp_path / "out")
    assert f"{count} of them were done before." in done.out
    assert len(papers(tmp_path / "out")) == 180 * len(NAMES)


def test_two_runs_never_write_into_one_folder(tmp_path: Path) -> None:
    source = orders(tmp_path / "t.csv", 1)
    with journal.opened(tmp_path / "out") as book:
        book.name_for("a")
        book.keep("a", "1", 0, "key", Outcome(status=Status.WAITING))
        done = dispute("batch", source, "--out", tmp_path / "out", "--on", ON)
    assert done.code == 2
    assert "Wait until the other run ends" in done.err


def test_a_terminal_sees_how_far_it_is(tmp_path: Path) -> None:
    source = orders(tmp_path / "t.csv", 100)
    arguments = command("batch", source, "--out", tmp_path / "out", "--on", ON, "--format", "txt")
    terminal = pexpect.spawn(arguments[0], arguments[1:], env=environment(), encoding="utf-8")
    terminal.expect(r"\d+ done, \d+\.\d a second, \d+:\d\d left", timeout=30)
    terminal.expect("100 rows for 23 November 2026", timeout=30)
    terminal.expect(pexpect.EOF)


def test_texts_alone_never_load_what_sets_pages(tmp_path: Path) -> None:
    code = "import sys\nfrom dispute_assistant.cli import main\ntry: main()\nfinally:\n"
    code += " print(*sorted({'weasyprint', 'PIL', 'pypdfium2', 'distributed'} & set(sys.modules)))"
    source = orders(tmp_path / "t.csv", 1)
    arguments = ["batch", source, "--out", tmp_path / "out", "--on", ON, "--format", "txt"]
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        env=environment(),
        check=True,
    )
    assert done.stdout.decode().splitlines()[-1] == ""


# Mappings and the template


@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx"])
def test_the_template_runs_as_it_is_written(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = dispute("batch", "--template", form, "--out", "new")
    assert shown.code == 0
    line = shown.out.splitlines()[-1]
    assert line.startswith("The example in it runs as it is: dispute batch new/cases.")
    options = ["--on", ON, "--format", "txt"]
    done = dispute(*line.partition(": dispute ")[2].split(), *options)
    assert (done.code, done.err) == (0, "")
    address = "ул. Садовая, д. 5, кв. 12\n443001 г. Самара\nРоссия"
    here(table(tmp_path / "t.csv", {"buyer.address": address}), tmp_path / "out")
    assert papers(tmp_path / "new" / "papers") == papers(tmp_path / "out")
    again = dispute("batch", "--template", form, "--out", "new")
    assert again.code == 2
    assert "There is such a file already." in again.err


def test_the_template_shows_every_question() -> None:
    folder = files("dispute_assistant") / "data" / "batch"
    with (
        Path(str(folder / "example.csv")).open(encoding="utf-8") as example,
    ):
        columns = next(csv.reader(example))
    mapping = rows._mapping(Path(str(folder / "mapping.toml")), columns)
    answered = dict(rows._columns(mapping))
    assert {q.key for q in interview.QUESTIONS} <= answered.keys()
    assert {name for names in answered.values() for name in names} == set(columns)


MAPPING = """\
folder = "{Order} {Parcel}"
language = "{Language}"
[order]
marketplace = "aliexpress"
number = "{Order}"
amount = "{Paid} {Currency}"
item = "{Item}"
[parcel]
destination = "ru"
[tracking]
history = "{History}"
files = ["{File}"]
[papers]
wanted = ["seller_message"]
[buyer]
name = "{First} {Last}"
[[log]]
day = "{Written}"
kind = "message_sent"
[[log]]
day = 2026-11-21
kind = "offer_received"
amount = "{Offer}"
"""


def cases_of(folder: Path, mapping: str, header: str, *lines: str) -> list[rows.Row]:
    (folder / "m.toml").write_text(mapping, "utf-8")
    (folder / "t.csv").write_text("\n".join((header, *lines)), "utf-8")
    return list(rows.read(folder / "t.csv", folder / "m.toml").rows)


def test_a_mapping_joins_columns_and_leaves_out_what_is_empty(tmp_path: Path) -> None:
    header = "Order,Parcel,Paid,Currency,Item,History,File,First,Last,Written,Offer,Language"
    full, bare = cases_of(
        tmp_path,
        MAPPING,
        header,
        "17,RB1,25.90,USD,Lamp,x,h.txt,Anna,Moroz,2026-11-20,5 USD,ru",
        "18,,,USD,,,,,Moroz,,,",
    )
    assert (full.place, full.name, bare.name) == ("2", "17-RB1", "18")
    assert full.case == {
        "language": "ru",
        "order": {
            "marketplace": "aliexpress",
            "number": "17",
            "amount": "25.90 USD",
            "item": "Lamp",
        },
        "parcel": {"destination": "RU"},
        "tracking": {"history": "x", "files": ["h.txt"]},
        "papers": {"wanted": ["seller_message"]},
        "buyer": {"name": "Anna Moroz"},
        "log": [
            {"day": "2026-11-20", "kind": "message_sent"},
            {"day": "2026-11-21", "kind": "offer_received", "amount": "5 USD"},
        ],
    }
    assert bare.case == {
        "order": {"marketplace": "aliexpress", "number": "18"},
        "parcel": {"destination": "RU"},
        "tracking": {},
        "papers": {"wanted": ["seller_message"]},
        "buyer": {"name": "Moroz"},
    }


def test_a_choice_may_have_any_of_its_names(tmp_path: Path) -> None:
    changes = (
        {"parcel.destination": "Russia", "order.marketplace": "AliExpress", "papers.wanted": ""},
        {"parcel.destination": "россия", "papers.wanted": "message to the seller, customs_request"},
        {"parcel.destination": "Rusland", "talks.state": "I have not written to the seller yet"},
    )
    first, second, third = rows.read(table(tmp_path / "t.csv", *changes)).rows
    assert isinstance(first.case, dict)
    assert isinstance(second.case, dict)
    assert isinstance(third.case, dict)
    assert first.case["order"]["marketplace"] == "aliexpress"
    assert first.case["parcel"]["destination"] == second.case["parcel"]["destination"] == "RU"
    assert first.case["papers"] == {}
    assert second.case["papers"]["wanted"] == ["seller_message", "customs_request"]
    assert third.case["talks"]["state"] == "not_started"
    assert third.case["parcel"]["destination"] == "Rusland"


def test_a_mapping_that_does_not_fit_is_refused_with_all_its_lines(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text('[order]\nnumber = "{Ordr}"\nitm = "{Item}"\n', "utf-8")
    (tmp_path / "t.csv").write_text("Order,Item\n1,Lamp\n", "utf-8")
    arguments = ("batch", tmp_path / "t.csv", "--out", tmp_path / "out", "--mapping")
    done = dispute(*arguments, tmp_path / "m.toml")
    assert done.code == 2
    assert done.err.splitlines() == [
        "line 2: order.number: The table has no column “Ordr”. Did you mean “Order”?",
        "line 3: order.itm: There is no question “itm”. Did you mean “order.item”?".replace(
            "“itm”", "“order.itm”"
        ),
    ]
    (tmp_path / "m.toml").write_text("[order\n", "utf-8")
    assert dispute(*arguments, tmp_path / "m.toml").code == 2
    assert not (tmp_path / "out").exists()


def test_a_column_that_answers_nothing_asks_for_a_mapping(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("order.number,Customer\n1,Anna\n", "utf-8")
    done = dispute("batch", tmp_path / "t.csv", "--out", tmp_path / "out")
    assert done.code == 2
    assert "No question is called like the column “Customer”." in done.err
    assert "dispute batch --template csv" in done.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--out", "out"), "An input and a folder for the papers are needed."),
        (("t.csv",), "An input and a folder for the papers are needed."),
        (("--template", "ods"), "Choose one of: csv, jsonl and xlsx."),
        (("empty", "--out", "out"), "There is no case file in this folder."),
    ],
)
def test_what_cannot_be_begun_is_refused(
    arguments: tuple[str, ...],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    done = dispute("batch", *arguments)
    assert done.code == 2
    assert words in done.err


def test_a_row_done_again_on_shared_storage_leaves_nothing_of_a_worker_that_died(
    tmp_path: Path,
) -> None:
    """A cluster gives a lost row to another worker by itself: only that one sees what is left."""
    wish = Wish(on=DAY, reader="en", formats=("txt",), folder=tmp_path)
    (row,) = rows.read(Path(EXAMPLE).parent).rows
    task = batch.Task(row=row, folder="A1", position=0, key="")
    left = tmp_path / "A1" / ".seller_message.en.txt.fedqetig"
    left.parent.mkdir()
    left.write_bytes(b"Subject: Ord")
    (result,) = batch.work(wish, (task,))
    assert set(result.outcome.files) == {file.name for file in left.parent.iterdir()}
