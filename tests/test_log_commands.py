"""The commands around the log: what they print, what they keep, and how they say what is wrong."""

import json
import re
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from dispute_assistant import advice_report, casefile, log
from dispute_assistant.case import LOG
from dispute_assistant.cli.console import day_of
from dispute_assistant.log import Entry, EntryKind
from dispute_assistant.money import parse
from dispute_assistant.situation import Situation
from dispute_assistant.terminal import Reply, ask_entry
from program import EXAMPLE, Done, dispute
from random_cases import CASES, DAYS, ON, situation
from random_logs import LOGS
from tiny_interview import Script

SCHEMA = json.loads((files("dispute_assistant") / "data" / "advice.schema.json").read_text("utf-8"))
TODAY = day_of("")
"""The commands write entries by the clock; every day here is counted from it."""


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def case() -> Path:
    """Return a case that was refused three days ago and is protected for forty more."""
    path = Path("case.toml")
    path.write_text(
        f"""\
language = "en"
[order]
marketplace = "aliexpress"
number = "8190000000000017"
amount = "25.90 USD"
protection_end = {(TODAY + timedelta(days=40)).isoformat()}
[tracking]
history = '''
Number: RB007000019CN
{ago(3)} 16:40 102975, Отказ в выпуске
'''
[parcel]
destination = "RU"
[customs]
said = "nothing"
[talks]
state = "not_started"
""",
        "utf-8",
    )
    return path


def entries(case: Path) -> tuple[Entry, ...]:
    found = casefile.read(case, TODAY).answers[LOG]
    assert isinstance(found, tuple)
    return found


# dispute log


def test_an_entry_is_kept_shown_and_followed_by_what_to_do_now(case: Path) -> None:
    done = dispute("log", case, "message_sent", "--on", ago(1), "--note", "in the chat")
    assert (done.code, done.err) == (0, "")
    first, note, now = done.out.splitlines()
    assert first.endswith(": You wrote to the seller")
    assert note == "  in the chat"
    assert now.startswith("Now: Wait until ")
    yesterday = TODAY - timedelta(days=1)
    written = Entry(day=yesterday, kind=EntryKind.MESSAGE_SENT, note="in the chat")
    assert entries(case) == (written,)


def test_an_entry_without_a_day_is_of_today_and_a_bare_sum_in_the_currency_of_the_order(
    case: Path,
) -> None:
    before = day_of("")
    assert dispute("log", case, "offer_received", "--amount", "5").code == 0
    (entry,) = entries(case)
    assert before <= entry.day <= day_of("")  # it may be midnight
    assert entry.amount == parse("5 USD")


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_kept(case: Path) -> None:
    before = case.read_bytes()
    done = dispute("log", case, "offer", "--on", "soon", "--amount", "much", "--until", "later")
    assert (done.code, done.out) == (2, "")
    assert [line.partition(":")[0] for line in done.err.splitlines()] == [
        "KIND",
        "--on",
        "--until",
        "--amount",
    ]
    assert "Did you mean “offer_received”?" in done.err
    assert case.read_bytes() == before


def test_a_day_that_is_still_to_come_is_refused(case: Path) -> None:
    done = dispute("log", case, "message_sent", "--on", ago(-2))
    assert done.code == 2
    assert re.fullmatch(r"--on: .* is still to come\. Give a day that has passed\.\n", done.err)
    assert LOG not in casefile.read(case, TODAY).answers


def test_options_without_a_kind_ask_for_it(case: Path) -> None:
    done = dispute("log", case, "--note", "x")
    assert done.code == 2
    assert done.err.startswith("KIND: An answer is needed here. Choose one of: appealed, ")


def test_without_a_kind_the_log_is_shown_by_day(case: Path) -> None:
    for kind, days in (("dispute_opened", 1), ("message_sent", 2)):
        dispute("log", case, kind, "--on", ago(days))
    done = dispute("log", case)
    assert done.code == 0
    assert [line.partition(": ")[2] for line in done.out.splitlines()] == [
        "You wrote to the seller",
        "You opened the dispute",
    ]


def test_a_case_with_mistakes_is_not_written_to(case: Path) -> None:
    case.write_text(case.read_text("utf-8").replace("aliexpress", "aliexpres"), "utf-8")
    before = case.read_bytes()
    done = dispute("log", case, "message_sent")
    assert done.code == 2
    assert "order.marketplace" in done.err
    assert case.read_bytes() == before


def test_the_log_speaks_the_language_that_is_asked_for(case: Path) -> None:
    english = dispute("log", case, "message_sent")
    assert "You wrote to the seller" in english.out
    assert dispute("log", case, "message_sent", "-l", "xx").code == 2


# The questions at a terminal


def asked(*replies: str | Reply | BaseException) -> tuple[Entry | None, Script]:
    script = Script(*replies)
    return ask_entry(script, Situation({}, ON, "en")), script


def test_a_terminal_asks_for_what_the_kind_needs() -> None:
    number = str(1 + list(log.LABELS).index(EntryKind.OFFER_RECEIVED))
    entry, script = asked(number, "", "2026-11-30", "5 USD", "by chat")
    assert entry == log.parse(
        {
            "kind": "offer_received",
            "day": ON,
            "until": "2026-11-30",
            "amount": "5 USD",
            "note": "by chat",
        }
    )
    assert [prompt.text for prompt in script.prompts] == [
        "What happened?",
        "On which day?",
        "Last day to answer the offer",
        "How much?",
        "A note?",
    ]
    assert len(script.prompts[0].options) == len(EntryKind)


def test_a_bare_sum_is_in_the_currency_of_the_order_and_no_other_is_guessed() -> None:
    replies = ("refund_received", "", "5", "")
    paid = {"order.amount": parse("25.90 EUR"), "parcel.destination": "RU"}
    entry = ask_entry(Script(*replies), Situation(paid, ON, "en"))
    assert entry
    assert entry.amount == parse("5 EUR")
    script = Script(*replies)
    assert ask_entry(script, Situation({"parcel.destination": "RU"}, ON, "en")) is None
    assert "The currency is missing." in " ".join(script.screen)


def test_a_wrong_answer_is_asked_again_and_help_is_at_hand() -> None:
    entry, script = asked(
        "99", "message_sent", "2026-12-24", "2026-11-20", "2026-11-19", "", "?", ""
    )
    assert entry == log.parse({"kind": "message_sent", "day": "2026-11-20"})
    shown = " ".join(script.screen)
    assert "“99” is not among the answers." in shown
    assert "24 December 2026 is still to come." in shown
    assert "19 November 2026 lies before 20 November 2026" in shown
    assert "One sentence for yourself" in shown


@pytest.mark.parametrize(
    "replies", [("",), (":q",), (EOFError(),), ("message_sent", ":q"), ("message_sent", EOFError())]
)
def test_who_stops_adds_nothing(replies: tuple[str | BaseException, ...]) -> None:
    assert asked(*replies)[0] is None


# dispute status


def test_the_most_urgent_case_stands_first_and_a_broken_one_stops_nothing(case: Path) -> None:
    text = case.read_text("utf-8")
    end = (TODAY + timedelta(days=40)).isoformat()
    folder = Path("urgent")
    folder.mkdir()
    (folder / "case.toml").write_text(text.replace(end, ago(-5)), "utf-8")
    (folder / "kinds.toml").write_text("[letter]\nformal = true\n", "utf-8")
    Path("done.toml").write_text(
        text + f'[[log]]\nday = {ago(1)}\nkind = "refund_received"\namount = "25.90 USD"\n', "utf-8"
    )
    Path("broken.toml").write_text("x = [\n", "utf-8")
    Path("wrong.toml").write_text('[order]\nmarketplce = "x"\n', "utf-8")
    Path("pyproject.toml").write_text('[project]\nname = "x"\n', "utf-8")
    done = dispute("status")
    assert done.code == 2
    rows = [re.split(r" {2,}", line) for line in done.out.splitlines()]
    assert [row[1] for row in rows] == ["urgent/case.toml", "case.toml", "done.toml"]
    assert rows[2][0] == "–"
    assert rows[0][0] < rows[1][0]
    assert "Now: Protection ends on" in rows[0][2]
    assert "Now: Write to the seller first" in rows[1][2]
    assert rows[2][2].endswith("is recorded. There is nothing left to do.")
    assert [line.partition(": ")[0] for line in done.err.splitlines()] == [
        "broken.toml",
        "wrong.toml",
    ]


def test_the_table_follows_the_day(case: Path) -> None:
    assert dispute("status", ".").code == 0
    last = (TODAY + timedelta(days=38)).isoformat()
    late = dispute("status", "--on", last)
    assert late.out.startswith(f"{last}  case.toml  ")
    over = dispute("status", "--on", (TODAY + timedelta(days=60)).isoformat())
    assert "Protection is over" in over.out
    assert case.exists()


@pytest.mark.parametrize("name", ["empty", "nowhere"])
def test_a_folder_without_a_case_is_one_line(name: str) -> None:
    Path("empty").mkdir()
    done = dispute("status", name)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"{name}: There is no case file in this folder. ")


# dispute deadline


def test_each_day_is_shown_with_its_computation() -> None:
    done = dispute("deadline", EXAMPLE, "--on", "2026-11-23")
    assert (done.code, done.err) == (0, "")
    blocks = {re.findall(r"Rule: (\w+)", b)[0]: b for b in done.out.split("\n\n")}
    assert list(blocks) == [
        "ask_customs_by",
        "reply_by",
        "write_by",
        "hold_until",
        "open_by",
        "protection_end",
        "customs_answer",
    ]
    write = blocks["write_by"]
    assert "2 days before 15 December 2026: 13 December 2026\n" in write
    assert "5 days before 13 December 2026: 8 December 2026\n" in write
    assert "Number: marketplaces/aliexpress: seller_response" in write
    assert "others report the number" in write
    assert "https://ssopdot.com/blog/35242.html" in write
    assert "This day has passed." in blocks["ask_customs_by"]
    assert "your own date" in blocks["protection_end"]
    assert "stands in an official text" in blocks["customs_answer"]
    assert all(len(line) <= 78 or "://" in line for line in done.out.splitlines())


def test_a_letter_that_was_sent_has_no_day_to_ask_for_an_answer(case: Path) -> None:
    assert "Rule: reply_by" in dispute("deadline", case).out
    dispute("log", case, "message_sent")
    out = dispute("deadline", case).out
    assert "Rule: reply_by" not in out
    assert "Rule: seller_answer" in out


# dispute advise --json


def advise(*arguments: str | Path) -> tuple[Done, dict[str, Any]]:
    done = dispute("advise", *arguments, "--json")
    assert (done.code, done.err) == (0, "")
    return done, json.loads(done.out)


def test_one_day_is_shown_alone_and_an_unknown_one_is_answered_with_those_there_are() -> None:
    one = dispute("deadline", EXAMPLE, "open_by", "--on", "2026-11-23")
    assert one.code == 0
    assert one.out.startswith("13 December 2026: Last safe day to open the dispute.")
    assert "Rule: open_by" in one.out
    assert one.out.count("Rule: ") == 1
    none = dispute("deadline", EXAMPLE, "appeal_by", "--on", "2026-11-23")
    assert none.code == 2
    assert "This case has no day “appeal_by”. Choose one of: " in none.err
    assert "open_by" in none.err


def test_the_advice_for_programs_says_what_the_page_says() -> None:
    page = " ".join(dispute("advise", EXAMPLE, "--on", "2026-11-23").out.split())
    _, found = advise(EXAMPLE, "--on", "2026-11-23")
    jsonschema.validate(found, SCHEMA)
    assert found["headline"] in page
    statements = ("findings", "steps", "claims", "not_claims", "traps", "marketplace_notes")
    for part in statements:
        assert found[part], part
        assert all(one["says"] in page for one in found[part]), part
    for part, names in (("gaps", ("what", "how")), ("objections", ("says", "answer"))):
        assert all(one[name] in page for one in found[part] for name in names), part
    assert " ".join(found["summary"]) in page
    shown = [one for one in found["dates"] if one["shown"]]
    assert shown
    assert all(one["says"] in page for one in shown)
    assert [paper["kind"] for paper in found["papers"]] == [
        "seller_message",
        "dispute_justification",
        "customs_request",
    ]
    cited = {
        s
        for part in (*statements, "dates", "gaps", "objections")
        for o in found[part]
        for s in o["sources"]
    }
    assert cited == {source["id"] for source in found["sources"]}


def test_the_log_is_part_of_it(case: Path) -> None:
    dispute("log", case, "offer_received", "--on", ago(1), "--amount", "5", "--until", ago(-3))
    _, found = advise(case)
    assert found["log"] == [
        {
            "day": ago(1),
            "kind": "offer_received",
            "until": ago(-3),
            "amount": "5.00 USD",
            "note": None,
        }
    ]
    assert "offer_received" in [finding["rule"] for finding in found["findings"]]


def test_its_sentences_are_in_the_language_of_the_case() -> None:
    _, found = advise(EXAMPLE, "--on", "2026-11-23", "-l", "ru")
    assert found["language"] == "ru"
    assert re.search("[а-я]", found["headline"])


@given(CASES, LOGS, DAYS)
def test_the_shape_is_the_published_one_for_every_case(
    answers: dict[str, object], entries: tuple[Entry, ...], on: date
) -> None:
    found = json.loads(advice_report.as_json(situation({**answers, LOG: entries}, on)))
    jsonschema.validate(found, SCHEMA)


@pytest.mark.parametrize(
    ("key", "wrong"),
    [("action", "run"), ("dates", None), ("format", "x"), ("unknown", 1), ("responsible", "me")],
)
def test_the_schema_refuses_what_is_not_of_its_shape(key: str, wrong: object) -> None:
    _, found = advise(EXAMPLE, "--on", "2026-11-23")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**found, key: wrong}, SCHEMA)
