"""Case files: every answer survives, every mistake is named with its line, all at once."""

import os
import stat
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispute_assistant import interview
from dispute_assistant.case import HISTORIES, MEANINGS, UNKNOWN
from dispute_assistant.casefile import (
    UNFINISHED,
    Loaded,
    compose,
    draft_folder,
    drafts,
    drop_draft,
    read,
    save_draft,
    write,
)
from dispute_assistant.errors import InputError
from dispute_assistant.locales import Locale
from dispute_assistant.money import Money

ON = date(2026, 11, 23)
HISTORY = "2026-11-02 10:00 Accepted\n2026-11-10 11:30 Held by customs"

ANSWERS: dict[str, object] = {
    "order.marketplace": "aliexpress",
    "tracking.history": HISTORY,
    "parcel.tracking_number": "RB123456785CN",
    "parcel.destination": "RU",
    "order.ordered_on": date(2026, 10, 5),
    "order.protection_end": UNKNOWN,
    "papers.wanted": ("seller_message", "customs_request"),
    "order.number": "0812",
    "order.item": "Кабель 'USB' \"C\" \\ 2 m",
    "order.amount": Money(Decimal("25.90"), "USD"),
    "order.seller": "",
    "buyer.address": "ул. Мира, 1\n101000 Москва",
}


def said(loaded: Loaded) -> list[tuple[int | None, str, str]]:
    words = Locale("en")
    assert all(words.text(problem.mend) for problem in loaded.problems)
    return [(p.line, p.key, words.text(p.what)) for p in loaded.problems]


def test_every_kind_of_answer_is_read_back(tmp_path: Path) -> None:
    write(tmp_path / "case.toml", ANSWERS, "ru")
    loaded = read(tmp_path / "case.toml", ON)
    assert loaded.problems == ()
    assert loaded.answers == ANSWERS
    assert loaded.language == "ru"


def test_file_shows_the_questions_and_the_lines_of_a_history(tmp_path: Path) -> None:
    write(tmp_path / "case.toml", {"tracking.history": HISTORY, "order.number": "0812"}, "en")
    assert (tmp_path / "case.toml").read_text(encoding="utf-8") == (
        "# A case of Dispute Assistant. Write days as 2026-11-23 and amounts as 25.90 USD.\n"
        "format = 1\n"
        'language = "en"\n'
        "\n"
        "[tracking]\n"
        "# Paste the tracking history\n"
        'history = """\n'
        "2026-11-02 10:00 Accepted\n"
        '2026-11-10 11:30 Held by customs"""\n'
        "\n"
        "[order]\n"
        "# What is the order number?\n"
        'number = "0812"\n'
    )


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_that_the_interview_accepts_is_read_back(text: str) -> None:
    question = next(q for q in interview.QUESTIONS if q.key == "buyer.address")
    try:
        value = interview.accept(question, text, interview.Situation({}, ON, "en"))
    except InputError:
        value = "x"
    file = compose({"buyer.address": value}, "en").encode()
    assert read(file, ON).answers == {"buyer.address": value}


def test_all_problems_come_at_once_with_key_and_line() -> None:
    text = '''format = 1
language = "de"
[order]
nubmer = "8123"
number = 0123
amount = 25.90
ordered_on = 2026-13-01
protection_end = "soon"
[tracking]
history = """
number = 5
[order]
"""
[talks]
state = "no_answr"
[papers]
wanted = ["seller_message", "customs"]
[meanings]
"Foo bar" = "held"
'''
    assert said(read(text.encode(), ON)) == [
        (2, "language", "The interview does not speak “de”."),
        (4, "order.nubmer", "There is no question “order.nubmer”."),
        (5, "order.number", "A number that begins with 0 or holds signs needs quotes."),
        (6, "order.amount", "The currency is missing."),
        (7, "order.ordered_on", "“2026-13-01” is not a day of the calendar."),
        (8, "order.protection_end", "“soon” is not a date that can be read."),
        (15, "talks.state", "“no_answr” is not one of the answers here."),
        (17, "papers.wanted", "“customs” is not one of the answers here."),
        (19, "meanings.Foo bar", "“held” is not a status."),
    ]


def test_nearest_known_word_is_suggested() -> None:
    loaded = read(b'[order]\nnubmer = "1"\n[talks]\nstate = "no_answr"\n', ON)
    words = Locale("en")
    assert [words.text(p.mend) for p in loaded.problems] == [
        "Did you mean “order.number”?",
        "Did you mean “no_answer”?",
    ]


@pytest.mark.parametrize(
    ("line", "mend"),
    [
        ("parcel.destination = 'Germany'", "Did you mean “DE”?"),
        ("parcel.destination = 'EEUU'", "Did you mean “US”?"),
        ("parcel.destination = 'Gremany'", "Did you mean “DE”?"),
        ("order.marketplace = 'ali'", "Choose one of: aliexpress and aliexpress_ru."),
        ("customs.said = 'asked'", "Choose one of: data_asked and duty_asked."),
        ("meanings.x = 'zzz'", "Leave this line out."),
        (
            "parcel.destination = 'XY'",
            "Leave this line out; then dispute resume asks for it and finds it by name.",
        ),
        (
            "meanings.x = 'held'",
            "Choose one of: export_customs_held, import_customs_held and held_by_carrier.",
        ),
    ],
)
def test_no_long_list_is_a_mend(line: str, mend: str) -> None:
    (problem,) = read(line.encode(), ON).problems
    assert Locale("en").text(problem.mend) == mend


@pytest.mark.parametrize("name", ["order.x", "talks.state", "papers.wanted"])
def test_a_mend_lists_eight_answers_at_most(name: str) -> None:
    (problem,) = read(f"{name} = 'order.'".encode(), ON).problems
    listed = problem.mend.values.get("choices", ())
    assert isinstance(listed, tuple)
    assert 0 < len(listed) <= 8


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("[order]\nnumber = 8123456789", "order.number", "8123456789"),
        ("[order]\nnumber = 8123.10", "order.number", "8123.10"),
        ("[order]\nordered_on = 2026-10-05", "order.ordered_on", date(2026, 10, 5)),
        ("[order]\nordered_on = '2026-10-05'", "order.ordered_on", date(2026, 10, 5)),
        ("[order]\nordered_on = 2026-10-05T10:00:00Z", "order.ordered_on", date(2026, 10, 5)),
        ("[order]\nordered_on = 'unknown'", "order.ordered_on", UNKNOWN),
        ("[order]\namount = '25,90 €'", "order.amount", Money(Decimal("25.90"), "EUR")),
        ("order.number = '0123'", "order.number", "0123"),
        ("order = { number = '0123' }", "order.number", "0123"),
        ("[papers]\nwanted = []", "papers.wanted", ()),
        ("[papers]\nwanted = 'seller_message'", "papers.wanted", ("seller_message",)),
        ("[customs]\npersonal_use = true", "customs.personal_use", "yes"),
        ("[buyer]\naddress = ['A 1', 'B']", "buyer.address", "A 1\nB"),
        ("[buyer]\nname = '{{ x }} <b>'", "buyer.name", "{{ x }} <b>"),
    ],
)
def test_forms_in_which_people_write_an_answer(text: str, key: str, value: object) -> None:
    loaded = read(text.encode(), ON)
    assert loaded.problems == ()
    assert loaded.answers == {key: value}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[order]\nnumber = 0x1F", "This is not a text."),
        ("[order]\nnumber = 8_123", "This is not a text."),
        ("[order]\nnumber = { a = 1 }", "This is not a text."),
        ("[order]\nnumber = ['1']", "This is not a text."),
        ("[order]\nnumber = true", "This is not a text."),
        ("[tracking]\nhistory = 3", "This is not a text."),
        ("[tracking]\nhistory = 2026-11-02", "This is not a text."),
        ("[buyer]\naddress = 3", "This is not a text."),
        ("unfinished = 3", "This is not a text."),
        ("[order]\namount = 25", "The currency is missing."),
        ("[order]\namount = 'unknown'", "There is no amount in “unknown”."),
        ("[order]\nnumber = ''", "An answer is needed here."),
        ("order = 3", "“order” is a section."),
        ("meanings = 3", "“meanings” is a section."),
        ("[[order]]", "“order” is a section."),
        ("format = 2", "This file has a format that this version does not know."),
        ("[tracking]\nfiles = [3]", "This is not a list of texts."),
        (f"[talks]\nstate = '{'x' * 1001}'", "This is too long for an answer: 1001 characters."),
        ("[talks]\nstate = 1", "“1” is not one of the answers here."),
        ("[order]\nordered_on = 2027-01-01", "1 January 2027 is still to come."),
    ],
)
def test_value_of_the_wrong_kind_is_a_problem_with_its_line(text: str, what: str) -> None:
    ((line, _, problem),) = said(read(text.encode(), ON))
    assert problem == what
    assert line == text.count("\n") + 1


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"", "This file is empty."),
        (b" \n", "This file is empty."),
        (b"\x89PNG\r\n\x1a\n", "This is not a text."),
        (b"%PDF-1.7\nletter", "This is a PDF, not a case file."),
        (bytes(range(256)) * 4000, "This is not a text."),
        (b"x" * 1_000_000, "Text must stand in quotes."),
        (b"[" * 1_000_000, "This line cannot be understood."),
        (b"a = [" * 200_000, "This line cannot be understood."),
        (b"x" * 20_000_000, "This is too long: 20 MB."),
    ],
)
def test_what_is_no_case_file_gives_one_clear_message(raw: bytes, what: str) -> None:
    ((_, _, problem),) = said(read(raw, ON))
    assert problem == what


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_other_encodings_are_read(encoding: str) -> None:
    raw = "[buyer]\r\nname = 'Мария Иванова'\r\n".encode(encoding)
    assert read(raw, ON).answers == {"buyer.name": "Мария Иванова"}


def test_missing_file_and_folder_are_problems(tmp_path: Path) -> None:
    assert said(read(tmp_path / "none.toml", ON))[0][2] == "There is no such file."
    assert said(read(tmp_path, ON))[0][2] == "This file cannot be read: Is a directory."


def test_what_was_being_typed_is_kept_and_taken_out_again(tmp_path: Path) -> None:
    typed = {"tracking.history": "2026-11-02\tAccepted\nHeld", "buyer.name": "An"}
    write(tmp_path / "c.toml", {"order.number": "7", UNFINISHED: typed}, "en")
    loaded = read(tmp_path / "c.toml", ON)
    assert loaded.problems == ()
    assert loaded.answers == {"order.number": "7", UNFINISHED: typed}
    write(tmp_path / "c.toml", {"order.number": "7"}, "en", keep=loaded.text)
    assert read(tmp_path / "c.toml", ON).answers == {"order.number": "7"}


def test_control_and_direction_characters_do_not_survive() -> None:
    raw = b'[order]\nitem = "a\\u001b[31m\\u202eb"\n'
    assert read(raw, ON).answers == {"order.item": "a[31mb"}


def test_history_files_are_read_beside_the_case_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("05.11.2026 Прием на таможню".encode("cp1251"))
    (tmp_path / "case.toml").write_text(
        "[tracking]\nfiles = ['a.txt']\nhistories = ['2026-11-02 Accepted']\n"
        "[meanings]\n'Foo bar' = 'import_customs_held'\n",
        encoding="utf-8",
    )
    loaded = read(tmp_path / "case.toml", ON)
    assert loaded.problems == ()
    assert loaded.answers == {
        HISTORIES: ("2026-11-02 Accepted", "05.11.2026 Прием на таможню"),
        MEANINGS: {"Foo bar": "import_customs_held"},
    }
    save_draft(tmp_path, loaded.answers, "en")
    assert read(drafts(tmp_path)[0], ON).answers == loaded.answers


def test_missing_history_file_is_named(tmp_path: Path) -> None:
    case = tmp_path / "case.toml"
    case.write_text("format = 1\n[tracking]\nfiles = ['a.txt']\n", encoding="utf-8")
    assert said(read(case, ON)) == [(3, "tracking.files", "a.txt: There is no such file.")]


def test_comments_and_order_made_by_hand_survive_rewriting(tmp_path: Path) -> None:
    text = """# mine
format = 1
language = 'en'

[talks]
state = 'no_answer'  # since May

[tracking]
files = ['a.txt']

[order]
# from the e-mail
number = '1'
item = 'x'
"""
    answers = {"order.number": "2", "talks.state": "no_answer", "order.seller": "S"}
    write(tmp_path / "c.toml", {**answers, HISTORIES: ("of a.txt",)}, "ru", keep=text)
    question = Locale("ru").text("What is the seller's shop called?")
    assert (tmp_path / "c.toml").read_text(encoding="utf-8") == (
        text.replace("'en'", '"ru"')
        .replace("number = '1'", 'number = "2"')
        .replace("item = 'x'", f'# {question}\nseller = "S"')
    )


def test_files_are_for_the_owner_only_and_replaced_whole(tmp_path: Path) -> None:
    case = tmp_path / "new" / "case.toml"
    write(case, ANSWERS, "en")
    write(case, {}, "en")
    assert stat.S_IMODE(case.stat().st_mode) == 0o600
    assert stat.S_IMODE(case.parent.stat().st_mode) == 0o700
    assert [path.name for path in case.parent.iterdir()] == ["case.toml"]


def test_link_to_a_case_file_stays_a_link(tmp_path: Path) -> None:
    write(tmp_path / "real.toml", {}, "en")
    (tmp_path / "link.toml").symlink_to("real.toml")
    write(tmp_path / "link.toml", {"order.number": "7"}, "en")
    assert read(tmp_path / "real.toml", ON).answers == {"order.number": "7"}


def test_unwritable_place_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError) as caught:
        write(tmp_path / "file" / "case.toml", {}, "en")
    assert caught.value.problems[0].key.endswith("case.toml")
    with pytest.raises(InputError):
        save_draft(tmp_path / "file", {}, "en")


def test_draft_folder_follows_the_environment() -> None:
    inner = Path("dispute-assistant/drafts")
    assert draft_folder({"XDG_DATA_HOME": "/data", "HOME": "/h"}) == "/data" / inner
    assert draft_folder({"HOME": "/h"}) == "/h/.local/share" / inner
    assert draft_folder({"XDG_DATA_HOME": "relative", "HOME": "/h"}) == "/h/.local/share" / inner


def test_drafts_come_newest_first_and_can_be_dropped(tmp_path: Path) -> None:
    folder = draft_folder({"XDG_DATA_HOME": str(tmp_path)})
    first = save_draft(folder, {"order.number": "1"}, "en")
    second = save_draft(folder, {"order.number": "2"}, "en")
    os.utime(second, ns=(1, 1))
    assert drafts(folder) == (first, second)
    assert save_draft(folder, {"order.number": "3"}, "en", draft=second) == second
    drop_draft(first)
    drop_draft(first)
    assert drafts(folder) == (second,)
    assert drafts(tmp_path / "none") == ()


def test_own_case_file_keeps_its_comments_and_is_never_dropped(tmp_path: Path) -> None:
    own = tmp_path / "my case.toml"
    own.write_text('# mine\n[order]\nnumber = "1" # yes\n', encoding="utf-8")
    save_draft(tmp_path, {"order.number": "2"}, "en", draft=own)
    drop_draft(own)
    assert own.read_text(encoding="utf-8").startswith("# mine\n")
    assert 'number = "2" # yes\n' in own.read_text(encoding="utf-8")


def test_own_case_file_with_mistakes_stays_as_it_is(tmp_path: Path) -> None:
    own = tmp_path / "my case.toml"
    own.write_text("[order]\nnumber = 012\n", encoding="utf-8")
    draft = save_draft(tmp_path / "drafts", {"order.number": "2"}, "en", draft=own)
    assert own.read_text(encoding="utf-8") == "[order]\nnumber = 012\n"
    assert read(draft, ON).answers == {"order.number": "2"}


def test_two_programs_at_once_get_different_drafts(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from dispute_assistant import casefile\n"
        "for _ in range(20): print(casefile.save_draft(Path(sys.argv[1]), {}, 'en').name)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    programs = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    names = [name for p in programs for name in p.communicate(timeout=60)[0].split()]
    assert len(names) == len(set(names)) == 40
