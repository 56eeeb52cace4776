"""Bad input: whatever is typed, pasted or opened, one clear line, nothing lost, never a trace."""

import io
import os
import random
import re
import socketserver
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from dispute_assistant import assistant, casefile, interview, typeset
from dispute_assistant.case import Answers, Kind
from dispute_assistant.documents import as_text
from dispute_assistant.errors import InputError
from dispute_assistant.forms import AnswerType, Question
from dispute_assistant.interview import QUESTIONS, accept
from dispute_assistant.locales import INTERFACE, Locale
from dispute_assistant.money import parse
from dispute_assistant.situation import Situation
from dispute_assistant.tracking.events import Status
from program import dispute, process
from random_cases import DETAILS, ON, history, situation

BY_KEY = {question.key: question for question in QUESTIONS}
TODAY = ("--on", "2026-11-23")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


# One answer

TOMORROW = ON + timedelta(days=1)
WRONG: list[tuple[str, str, str]] = [
    ("order.ordered_on", TOMORROW.isoformat(), "24 November 2026 is still to come."),
    ("customs.said_on", TOMORROW.isoformat(), "24 November 2026 is still to come."),
    ("talks.since", TOMORROW.isoformat(), "24 November 2026 is still to come."),
    ("order.ordered_on", "2026-02-30", "The day “2026-02-30” does not exist."),
    ("order.ordered_on", "3/4/2026", "“3/4/2026” can be read in two ways."),
    ("order.ordered_on", "3 April", "The year is missing in “3 April”."),
    ("order.ordered_on", "soon", "“soon” is not a date that can be read."),
    ("order.ordered_on", "", "An answer is needed here."),
    ("order.amount", "many", "There is no amount in “many”."),
    ("order.amount", "0 USD", "The amount must be more than zero."),
    ("order.number", " \u200b\u202e\x07 ", "An answer is needed here."),
    ("buyer.address", "\n \n", "An answer is needed here."),
    ("parcel.tracking_number", "---", "The tracking number is empty."),
    ("customs.said", "{0} {x} %s", "“{0} {x} %s” is not among the answers."),
    ("papers.wanted", "seller_message,{{ 271*271 }}", "“{{ 271*271 }}” is not among the answers."),
]


@pytest.mark.parametrize(("key", "raw", "what"), WRONG)
def test_a_wrong_answer_is_one_problem_that_says_how_to_mend_it(
    key: str, raw: str, what: str
) -> None:
    with pytest.raises(InputError) as caught:
        accept(BY_KEY[key], raw, Situation({}, ON, "en"))
    (problem,) = caught.value.problems
    assert (problem.key, Locale("en").text(problem.what)) == (key, what)
    for language in INTERFACE:
        assert Locale(language).text(problem.mend).strip()


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Lamp\u202e gnp.exe", "Lamp gnp.exe"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("a\x00b\x7fc", "abc"),
        ("  two\u00a0\u2003 words\t", "two words"),
        ("one\r\ntwo", "one two"),
        ("e\u0301", "é"),
        ("<b>{{ item }}</b>", "<b>{{ item }}</b>"),
        ("\U000e0041tag\ufeff", "tag"),
    ],
)
def test_a_text_is_cleaned_of_what_could_deceive_and_of_nothing_else(raw: str, clean: str) -> None:
    assert accept(BY_KEY["order.item"], raw, Situation({}, ON, "en")) == clean


@given(st.sampled_from(QUESTIONS), st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_whatever_is_typed_is_a_clean_answer_or_a_problem(question: Question, raw: str) -> None:
    try:
        value = accept(question, raw, Situation({}, ON, "en"))
    except InputError as error:
        (problem,) = error.problems
        assert problem.key == question.key
        assert Locale("en").text(problem.what)
        assert Locale("en").text(problem.mend)
    else:
        if isinstance(value, str):
            assert value or question.optional
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", value)
            assert "\n" not in value or question.type in (AnswerType.LINES, AnswerType.HISTORY)


# One line of a pipe

FULL: dict[str, object] = {
    **DETAILS,
    "order.marketplace": "other",
    "tracking.history": "",
    "parcel.shown": "held",
    "parcel.destination": "RU",
    "customs.said": "commercial",
    "customs.said_on": date(2026, 11, 18),
    "customs.personal_use": "yes",
    "order.ordered_on": date(2026, 10, 1),
    "order.protection_end": date(2026, 12, 15),
    "talks.state": "no_answer",
    "talks.since": date(2026, 11, 1),
    "papers.wanted": tuple(Kind),
    "order.item": "Desk lamp",
    "remedy.settle": "less_shipping",
    "order.shipping": parse("3.40 USD"),
}
"""Answers to every question of one path."""
NASTY = {
    "empty": b"\n",
    "blank": " \t\u00a0\u2003\n".encode(),
    "every byte": bytes(range(256)).replace(b"\n", b"") + b"\n",
    "picture": b"\x89PNG\r\x1a" + bytes(99) + b"\n",
    "megabyte": b"x" * 1_000_000 + b"\n",
    "cp1251": "Таможня".encode("cp1251") + b"\n",
    "control": b"\x1b[2J\x07\x08\x00held\x9b31m\n",
    "bidi": "\u202egnp\u2066 \u200f1\n".encode(),
    "markup": b"<script>{{ 271*271 }}{% raw %}</script>\n",
    "places": b"{0} {text} {x.__class__} %s %(a)d\n",
    "number": "٣٣٣٣٣٣٣٣٣٣٣٣٣٣٣٣٣\n".encode(),
    "lone half": b"\xed\xa0\x80\n",
}


def asked_alone(key: str) -> dict[str, object]:
    """Return answers that leave ``key`` open, and one after it, so that no paper is written."""
    keys = [q.key for q in interview.asked(FULL, ON, "en") if not q.extra]
    after = keys[keys.index(key) + 1 :][-1:]
    left = {k: value for k, value in FULL.items() if k not in (key, *after)}
    return {**left, "papers.wanted": ()} if key == keys[-1] else left


@pytest.mark.parametrize("key", [q.key for q in interview.asked(FULL, ON, "en") if not q.extra])
def test_any_line_over_a_pipe_is_an_answer_or_one_problem(key: str) -> None:
    casefile.write(Path("case.toml"), asked_alone(key), "en")
    before = Path("case.toml").read_text("utf-8")
    for name, raw in NASTY.items():
        Path("case.toml").write_text(before, "utf-8")
        several = BY_KEY[key].type in (AnswerType.LINES, AnswerType.HISTORY)
        stdin = raw + b".\n" * several
        done = dispute("resume", "case.toml", "--plain", *TODAY, "--out", "out", stdin=stdin)
        assert done.code in (0, 2), (name, done)
        assert len(done.err.splitlines()) == (done.code == 2), (name, done.err)
        assert "Traceback" not in done.out + done.err, name
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", done.out + done.err), (
            name
        )
        kept = casefile.read(Path("case.toml"), ON)
        assert kept.problems == (), name
        assert {**asked_alone(key), **kept.answers} == dict(kept.answers), name


def test_bytes_that_are_no_text_end_a_real_pipe_with_one_line() -> None:
    done = process("new", "--plain", *TODAY, stdin=bytes(range(256)) * 40)
    assert done.code == 2
    (line,) = done.err.splitlines()
    assert line.startswith("order.marketplace: ")


# A file with the history

SAID = "RB007000019CN\n2026-11-19 11:05 Москва, Прием на таможню"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251"])
def test_a_history_file_is_read_in_every_usual_encoding(encoding: str) -> None:
    Path("history.txt").write_bytes(SAID.replace("\n", "\r\n").encode(encoding))
    done = dispute("new", "--plain", "--tracking", "history.txt", *TODAY, stdin=b"temu\n")
    assert (done.code, done.err.partition(":")[0]) == (2, "parcel.destination")
    (draft,) = casefile.drafts(casefile.draft_folder(os.environ))
    assert casefile.read(draft, ON).answers == {
        "order.marketplace": "temu",
        "tracking.history": SAID,
    }


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 999,
        b"%PDF-1.7\n" + bytes(99),
        bytes(range(256)) * 9,
        b"PK\x03\x04" + bytes(9),
    ],
)
def test_a_file_that_is_no_text_is_one_line_or_as_good_as_none(raw: bytes) -> None:
    Path("history.txt").write_bytes(raw)
    done = dispute("new", "--plain", "--tracking", "history.txt", *TODAY, stdin=b"temu\n")
    assert done.code == 2
    (line,) = done.err.splitlines()
    assert line.startswith("history.txt: This is not a text." if raw else "parcel.shown: ")


@pytest.mark.parametrize(
    "text",
    ["Held by customs " * 65_000, "2026-11-20 10:00 Held by customs\n" * 3_000, "\n" * 1_000_000],
    ids=["one line", "one entry", "blank"],
)
def test_a_history_of_any_length_is_read_or_as_good_as_none(text: str) -> None:
    Path("history.txt").write_text(text)
    Path("case.toml").write_text("[tracking]\nfiles = ['history.txt']\n")
    done = dispute("advise", "case.toml", *TODAY)
    assert (done.code, done.err) == (0, "")


@pytest.mark.slow
def test_a_megabyte_of_different_entries_is_read() -> None:
    chance = random.Random(1)
    lines = [
        f"2026-{chance.randint(1, 11):02}-{chance.randint(1, 22):02} 10:10 Frankfurt, Sorting {n}"
        for n in range(20_000)
    ]
    Path("history.txt").write_text("\n".join(lines))
    Path("case.toml").write_text("[tracking]\nfiles = ['history.txt']\n")
    assert dispute("advise", "case.toml", *TODAY).code == 0


@pytest.mark.parametrize("key", ["order.item", "buyer.name", "buyer.address", "order.note"])
def test_a_megabyte_in_the_wrong_place_is_one_problem(key: str) -> None:
    section, name = key.split(".")
    Path("case.toml").write_text(f"[{section}]\n{name} = '{'x 1 ' * 250_000}'\n")
    done = dispute("check", "case.toml")
    assert (done.code, done.out) == (2, "")
    (line,) = done.err.splitlines()
    assert line.startswith(f"line 2: {key}: This is too long")


# What a history says

ENTRIES = [
    "2026-11-19 11:05 102975, Отказ в выпуске таможней, Возврат",
    "2026-11-18 16:40 102975, Отказ в выпуске, Таможенное оформление",
    "2026-11-11 09:15 102975, Прием на таможню",
    "2026-11-10 22:31 102975, Прибыло на территорию РФ",
    "2026-10-09 10:44 Shenzhen, Accepted by carrier",
]


@given(st.permutations(ENTRIES))
def test_the_order_of_the_entries_does_not_matter(entries: list[str]) -> None:
    found = situation({"tracking.history": "\n".join(("RB007000019CN", *entries))}).timeline
    assert [event.day for event in found] == sorted(event.day or ON for event in found)
    assert (found.verdict, len(found.events)) == ("returned", 5)
    assert found.last
    assert found.last.text == "Отказ в выпуске таможней, Возврат"


def test_entries_of_the_future_are_left_out_and_said() -> None:
    scans = [
        (ON + timedelta(days=9), Status.IMPORT_CUSTOMS_SEIZED),
        (ON - timedelta(days=1), Status.IMPORT_CUSTOMS_HELD),
    ]
    now = situation({"tracking.history": history(*scans)})
    assert now.diagnosis.main.rule == "held"
    (note,) = now.timeline.notes
    assert "is dated in the future" in Locale("en").text(note)


HELD = "Number: RB007000019CN\n2026-11-19 11:05 Frankfurt, Held by customs"
REFUSED = "Number: RB007000040CN\n2026-11-20 10:00 Berlin, Import refused by customs"
TWO: dict[str, object] = {
    **FULL,
    "order.marketplace": "temu",
    "tracking.history": f"{HELD}\n\n{REFUSED}",
    "parcel.destination": "DE",
    "customs.said": "nothing",
}


@pytest.mark.parametrize(
    ("number", "rule", "other"),
    [
        ("RB007000019CN", "held", "RB007000040CN"),
        ("RB007000040CN", "refused", "RB007000019CN"),
    ],
)
def test_of_two_parcels_in_one_paste_the_papers_tell_the_one_named(
    number: str, rule: str, other: str
) -> None:
    answers = {**TWO, "parcel.tracking_number": number}
    prepared = assistant.prepare(answers, ON, "en")
    assert prepared.situation.diagnosis.main.rule == rule
    for paper in prepared.papers:
        text = as_text(paper)
        assert number in text
        assert other not in text
    (proof,) = (p for p in prepared.papers if p.kind == Kind.DISPUTE_JUSTIFICATION)
    assert ("Import refused by customs" in as_text(proof)) is (rule == "refused")


def test_a_third_parcels_number_is_refused_when_two_are_pasted() -> None:
    casefile.write(Path("case.toml"), {**TWO, "parcel.tracking_number": "LX123456785HK"}, "en")
    done = dispute("check", "case.toml")
    assert done.code == 2
    (line,) = done.err.splitlines()
    assert line.endswith("Choose one of: RB007000019CN and RB007000040CN.")


def test_a_history_of_two_hundred_lines_is_told_whole() -> None:
    days = [ON - timedelta(days=n // 2) for n in range(200)]
    lines = [
        f"{day} {9 + n % 2:02}:00 Office {n}, Sorting centre {n}" for n, day in enumerate(days)
    ]
    answers = {**TWO, "tracking.history": "\n".join(("RB007000019CN", *lines))}
    prepared = assistant.prepare({**answers, "customs.said": "papers"}, ON, "en")
    text = as_text(next(p for p in prepared.papers if p.kind == Kind.DISPUTE_JUSTIFICATION))
    assert all(f"| Office {n}, Sorting centre {n} |" in text for n in range(200))


# Markup in every field


@pytest.fixture(scope="module")
def host() -> Iterator[tuple[str, list[bytes]]]:
    """A server that counts who comes; nobody should."""
    seen: list[bytes] = []

    class Door(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            seen.append(self.rfile.readline())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Door) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", seen
        server.shutdown()


def marked(url: str) -> dict[str, object]:
    """Return answers with HTML, CSS, Jinja and the marks of our own letters in every text."""
    markup = (
        f'<img src="{url}/i"><link rel=stylesheet href="{url}/c">'
        "<object data='file:///etc/passwd'></object>"
        "{{ 271*271 }}{% include 'letter.css' %}{# no #} &amp; # - 1. **b** \\"
    )
    texts: Answers = {
        "order.marketplace_name": f"Shop {markup}",
        "order.number": f"# 81 {markup}",
        "order.item": f"- Lamp {markup}",
        "order.seller": f"Seller {markup}",
        "order.note": f"## Note {markup}",
        "buyer.name": f"Anna {markup}",
        "buyer.address": f"Street 5 {markup}\n# 443001 {markup}",
        "buyer.contact": f"Phone {markup}",
        "customs.office": f"Office {markup}",
    }
    scan = f"2026-11-19 11:05 Frankfurt, Held by customs {markup}"
    return {**FULL, **texts, "tracking.history": f"RB007000019CN\n{scan}", "customs.said": "papers"}


def test_markup_is_shown_as_typed_and_never_carried_out(host: tuple[str, list[bytes]]) -> None:
    url, seen = host
    answers = marked(url)
    prepared = assistant.prepare(answers, ON, "en")
    assert prepared.situation.diagnosis.main.rule == "papers_wrong"
    shown = {
        Kind.SELLER_MESSAGE: ["order.marketplace_name", "order.item", "order.seller", "buyer.name"],
        Kind.DISPUTE_JUSTIFICATION: ["order.number", "order.item", "order.note", "buyer.name"],
        Kind.CUSTOMS_REQUEST: ["order.item", "buyer.name", "buyer.contact"],
    }
    for paper in prepared.papers:
        if paper.copy_note:
            continue
        pages = PdfReader(io.BytesIO(typeset.to_pdf(paper))).pages
        texts = [as_text(paper), "".join(page.extract_text() for page in pages)]
        for text in map(letters_of, texts):
            assert "73441" not in text  # no port has this number
            assert "root:" not in text
            for key in shown[Kind(paper.kind)]:
                assert letters_of(str(answers[key])) in text, (paper.kind, key)
    assert seen == []


def letters_of(text: str) -> str:
    """Return ``text`` without blanks, as lines may break anywhere, and with one kind of quotes."""
    return re.sub(r"\s", "", text)


def test_markup_in_a_case_file_changes_no_advice(host: tuple[str, list[bytes]]) -> None:
    url, seen = host
    casefile.write(Path("case.toml"), {**marked(url), "customs.said": "nothing"}, "en")
    done = dispute("advise", "case.toml", *TODAY, "--why")
    assert (done.code, done.err) == (0, "")
    assert "{{ 271*271 }}" in done.out
    assert seen == []
