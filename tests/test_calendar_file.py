"""The calendar file, read back by two libraries that had no part in writing it."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

import icalendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from dispute_assistant import calendar_file, casefile, cli, texts
from dispute_assistant.case import Answers
from dispute_assistant.locales import INTERFACE, Locale
from dispute_assistant.messages import say
from dispute_assistant.situation import Situation
from dispute_assistant.tracking.events import Status
from dispute_assistant.view import Action
from random_cases import CASES, DAYS, MEANT, NUMBER, ON, history, situation

DAY = timedelta(days=1)
REFUSED: Answers = {
    "tracking.history": history((ON - 2 * DAY, Status.IMPORT_CUSTOMS_REFUSED)),
    "parcel.destination": "RU",
    "customs.said": "nothing",
    "talks.state": "not_started",
    "order.number": "8190000000000017",
    "order.protection_end": ON + 22 * DAY,
    "papers.wanted": ("seller_message", "dispute_justification", "customs_request"),
}
HELD: Answers = {
    **REFUSED,
    "tracking.history": history((ON - DAY, Status.IMPORT_CUSTOMS_HELD)),
}
RELEASED: Answers = {
    "tracking.history": history((ON - DAY, Status.IMPORT_CUSTOMS_RELEASED)),
    "parcel.destination": "RU",
}


class Event(NamedTuple):
    """What a reader finds in one event."""

    uid: str
    day: date
    summary: str
    description: str
    sequence: int
    stamp: datetime
    alarms: tuple[timedelta, ...]

    @property
    def id(self) -> str:
        return self.uid.partition("-")[0]


def by_icalendar(text: str) -> list[Event]:
    return [
        Event(
            uid=str(event["UID"]),
            day=event.decoded("DTSTART"),
            summary=str(event["SUMMARY"]),
            description=str(event["DESCRIPTION"]),
            sequence=event.decoded("SEQUENCE"),
            stamp=event.decoded("DTSTAMP"),
            alarms=tuple(alarm.decoded("TRIGGER") for alarm in event.walk("VALARM")),
        )
        for event in icalendar.Calendar.from_ical(text.encode()).walk("VEVENT")
    ]


def by_ical(text: str) -> list[Event]:
    found = []
    for event in IcsCalendarStream.calendar_from_ics(text).events:
        assert event.uid
        assert event.summary
        assert event.description
        assert event.sequence
        assert isinstance(event.dtstamp, datetime)
        assert event.dtstart
        triggers = [alarm.trigger for alarm in event.alarm]
        found.append(
            Event(
                uid=event.uid,
                day=event.dtstart,
                summary=event.summary,
                description=event.description,
                sequence=event.sequence,
                stamp=event.dtstamp,
                alarms=tuple(t for t in triggers if isinstance(t, timedelta)),
            )
        )
    return found


BOTH = pytest.mark.parametrize("read", [by_icalendar, by_ical])
Reader = Callable[[str], list[Event]]


def events(now: Situation, read: Reader = by_icalendar) -> dict[str, Event]:
    """Return what stands in the calendar of ``now``, by the id of deadline or step."""
    text = calendar_file.ics(now)
    return {event.id: event for event in read(text)} if text else {}


# What stands in it


@BOTH
def test_every_dated_deadline_and_step_has_its_day(read: Reader) -> None:
    found = events(situation(REFUSED), read)
    assert {name: (event.day - ON).days for name, event in found.items()} == {
        "write_seller": 0,
        "ask_customs": 0,
        "no_disputes": 0,
        "reply_by": 5,
        "open_dispute": 5,
        "open_by": 20,
        "protection_end": 22,
    }
    assert all(type(event.day) is date for event in found.values())


@BOTH
def test_an_event_says_what_why_and_of_which_order(read: Reader) -> None:
    found = events(situation(REFUSED), read)
    event = found["open_by"]
    assert event.summary == f"Last safe day to open the dispute. Parcel {NUMBER}."
    says, why, *steps, parcel, order, known = event.description.split("\n")
    assert says == "Last safe day to open the dispute."
    assert why.startswith("Why this day: 2 days before protection ends on 15 December 2026")
    assert [step.partition(".")[0] for step in steps] == [
        "The answer of customs may not arrive before 13 December 2026"
    ]
    assert steps[0] not in found["protection_end"].description
    assert (parcel, order) == (f"Parcel {NUMBER}.", "Order 8190000000000017.")
    assert known.startswith("By what was known on 23 November 2026.")


def test_a_step_with_a_span_stands_on_its_first_day_and_names_the_last() -> None:
    event = events(situation(REFUSED))["open_dispute"]
    first, says, why, *_ = event.description.split("\n")
    assert first.startswith("From 28 November 2026, by 13 December 2026: Open the dispute")
    assert says == "The seller is asked to answer by this day."
    assert why.startswith("Why this day: ")


def test_a_long_sentence_is_cut_between_words_in_the_title_alone() -> None:
    event = events(situation(REFUSED))["ask_customs"]
    title, _, parcel = event.summary.partition("… ")
    assert parcel == f"Parcel {NUMBER}."
    assert 60 < len(title) < 100
    assert event.description.startswith(f"{title} ")
    words = Locale("en")
    step = next(s for s in situation(REFUSED).plan.steps if s.id == "ask_customs")
    assert event.description.startswith(words.text(step.says))


def test_an_estimate_is_marked() -> None:
    answers = {**REFUSED, "order.marketplace": "temu", "order.ordered_on": ON - 40 * DAY}
    told = events(situation(answers))["protection_end"]
    guessed = events(situation({**answers, "order.protection_end": None}))["protection_end"]
    assert told.summary.startswith("Buyer protection ends.")
    assert guessed.summary.startswith("Estimate: Buyer protection ends.")
    assert "Check it yourself." in guessed.description
    assert "90 days after your order of 14 October 2026" in guessed.description


@BOTH
@pytest.mark.parametrize("language", INTERFACE)
def test_it_speaks_the_language_of_the_buyer(read: Reader, language: str) -> None:
    now = situation(REFUSED, language=language)
    words, found = Locale(language), events(now, read)
    for deadline in (now.plan.days.open_by, now.plan.days.protection_end):
        assert deadline
        assert found[deadline.id].summary.startswith(words.text(deadline.says))
        assert words.text(deadline.basis) in found[deadline.id].description


@BOTH
def test_two_reminders_at_nine_and_none_in_the_past(read: Reader) -> None:
    def reminders(on: date) -> list[datetime]:
        event = events(situation(REFUSED, on), read)["open_by"]
        return [datetime.combine(event.day, time()) + alarm for alarm in event.alarms]

    three_days_before, day_before = date(2026, 12, 10), date(2026, 12, 12)
    first, second = (datetime.combine(day, time(9)) for day in (three_days_before, day_before))
    assert reminders(ON) == [first, second]
    assert reminders(three_days_before) == [first, second]
    assert reminders(three_days_before + DAY) == [second]
    assert reminders(day_before) == [second]
    assert reminders(day_before + DAY) == []


def test_waiting_puts_no_chore_into_the_calendar() -> None:
    now = situation(HELD)
    assert now.plan.action is Action.WAIT
    assert set(events(now)) == {"wait_until", "open_by", "protection_end"}
    assert "do not let 13 December 2026 pass" in events(now)["open_by"].description
    unknown = {key: value for key, value in HELD.items() if key != "order.protection_end"}
    assert set(events(situation(unknown))) == {"wait_until"}


def test_an_answer_after_the_end_of_protection_is_no_day_to_wait_for() -> None:
    now = situation(REFUSED)
    answer, end = now.plan.days.customs_answer, now.plan.days.protection_end
    assert answer
    assert end
    assert answer in now.plan.dates
    assert answer.day > end.day
    assert "customs_answer" not in events(now)
    late = events(situation({**REFUSED, "order.protection_end": answer.day}))
    assert late["customs_answer"].day == answer.day
    assert late["customs_answer"].summary.startswith("Estimate: ")


def test_on_the_last_safe_day_each_chore_keeps_its_event() -> None:
    now = situation({**REFUSED, "order.protection_end": ON + 2 * DAY})
    found = events(now)
    assert now.plan.days.open_by
    assert now.plan.days.open_by.day == ON
    today = {name for name, event in found.items() if event.day == ON}
    assert today >= {"ask_customs", "open_by", "open_dispute"}
    assert "Open the dispute with the reason" not in found["open_by"].description


def test_what_had_to_be_done_by_yesterday_is_not_in_it() -> None:
    now = situation({**REFUSED, "order.protection_end": ON + DAY})
    assert min(step.by for step in now.plan.steps if step.by) == ON
    assert {event.day - ON for event in events(now).values()} == {0 * DAY, DAY}


def test_a_step_that_waits_for_an_estimated_day_is_an_estimate() -> None:
    scans = (ON - DAY, Status.ACCEPTED), (ON, Status.IMPORT_CUSTOMS_REFUSED)
    now = situation(
        {
            **REFUSED,
            "tracking.history": history(*scans),
            "order.marketplace": "aliexpress",
            "order.protection_end": ON + 60 * DAY,
        }
    )
    step, found = now.plan.days.open_from, events(now)["open_dispute"]
    assert step
    assert (found.day, step.estimated) == (step.day, True)
    assert found.summary.startswith("Estimate: Open the dispute")


def test_a_protection_that_is_over_hides_nothing() -> None:
    found = events(situation({**REFUSED, "order.protection_end": ON - DAY}))
    assert found["protection_over"].day == ON
    assert "customs_answer" in found
    assert not {"open_by", "protection_end"} & set(found)


@given(answers=CASES, on=DAYS)
def test_no_event_lies_in_the_past_or_after_the_protection(answers: Answers, on: date) -> None:
    now = situation(answers, on)
    found = events(now)
    days = [event.day for event in found.values()]
    end = now.plan.days.protection_end
    assert min(days, default=on) >= on
    if end and end.day >= on:
        assert max(days, default=on) <= end.day
        assert found["protection_end"].day == end.day
    for event in found.values():
        at_nine = [datetime.combine(event.day, time()) + alarm for alarm in event.alarms]
        assert all(at.hour == 9 and on <= at.date() < event.day for at in at_nine)
    if now.plan.action is Action.WAIT:
        assert set(found) <= {"wait_until", "open_from", "open_by", "protection_end"}


@given(answers=CASES, on=DAYS)
def test_both_readers_find_the_same(answers: Answers, on: date) -> None:
    text = calendar_file.ics(situation(answers, on, "ru"))
    found = by_icalendar(text) if text else []
    assert found == (by_ical(text) if text else [])
    assert len({event.uid for event in found}) == len(found)


# The second import


@given(answers=CASES, on=DAYS)
def test_an_event_is_the_same_in_every_language(answers: Answers, on: date) -> None:
    found = [events(situation(answers, on, language)) for language in INTERFACE]
    uids = [{name: (e.uid, e.day) for name, e in some.items()} for some in found]
    assert uids == uids[:1] * len(INTERFACE)


def test_an_event_keeps_its_uid_while_the_case_goes_on() -> None:
    """The order number is asked only once papers are due; that must not make a second event."""
    asked_later = ("papers.wanted", "order.number")
    waiting = situation({key: HELD[key] for key in HELD if key not in asked_later})
    later = situation(HELD, ON + 10 * DAY)
    assert (waiting.plan.action, later.plan.action) == (Action.WAIT, Action.NEGOTIATE)
    assert (waiting.case.order.number, later.case.order.number) == ("", "8190000000000017")
    first, second = events(waiting), events(later)
    both = first.keys() & second.keys()
    assert both >= {"open_by", "protection_end"}
    assert all(first[name].uid == second[name].uid for name in both)


@BOTH
def test_an_extension_moves_the_day_of_the_same_event(read: Reader) -> None:
    extended = {
        **REFUSED,
        "talks.state": "protection_extended",
        "order.extended_until": ON + 40 * DAY,
    }
    before, after = events(situation(REFUSED), read), events(situation(extended, ON + DAY), read)
    for name, moved in {"open_by": (20, 38), "protection_end": (22, 40)}.items():
        assert before[name].uid == after[name].uid
        assert ((before[name].day - ON).days, (after[name].day - ON).days) == moved
        assert before[name].sequence < after[name].sequence
        assert before[name].stamp < after[name].stamp


@BOTH
def test_the_stamp_is_the_day_of_the_advice(read: Reader) -> None:
    assert calendar_file.ics(situation(REFUSED)) == calendar_file.ics(situation(REFUSED))
    for event in events(situation(REFUSED), read).values():
        assert event.stamp == datetime(2026, 11, 23, tzinfo=UTC)


def test_two_parcels_never_share_an_event() -> None:
    number = "LX123456785HK"
    other = {
        **HELD,
        "tracking.history": history((ON - DAY, Status.IMPORT_CUSTOMS_HELD), number=number),
    }
    mine, theirs = events(situation(HELD)), events(situation(other))
    assert mine.keys() & theirs.keys()
    assert not {e.uid for e in mine.values()} & {e.uid for e in theirs.values()}


def test_a_number_is_the_same_however_it_is_written() -> None:
    def uid(number: str) -> str:
        answers = {**REFUSED, "tracking.history": "", "parcel.tracking_number": number}
        return events(situation(answers))["protection_end"].uid

    assert uid("rb 0070 00019 cn") == uid(NUMBER)
    assert uid(NUMBER) == events(situation(REFUSED))["protection_end"].uid


def test_without_a_tracking_number_the_order_number_tells_cases_apart() -> None:
    def uid(order: str) -> str:
        answers = {**REFUSED, "tracking.history": "", "order.number": order}
        return events(Situation(answers, ON, "en"))["protection_end"].uid

    assert uid("8190000000000017") == uid("8190000000000017") != uid("8190000000000018")


def test_the_uid_does_not_tell_the_number() -> None:
    for event in events(situation(REFUSED)).values():
        assert NUMBER not in event.uid
        assert "8190000000000017" not in event.uid


# The form


SIGNS = st.one_of(
    st.sampled_from("абвгдежзийклмнопрстуфхцчшщъыьэюя中国邮政已收取快件出口海关放行😀é\u0301"),
    st.sampled_from("\\;,:\"\r\n\t '=nN"),
    st.characters(),
)


def test_a_day_is_marked_as_a_day_and_signs_are_escaped() -> None:
    """Both readers forgive what other programs may not."""
    lines = calendar_file.ics(situation(REFUSED)).split("\r\n")
    assert "DTSTART;VALUE=DATE:20261213" in lines
    unfolded = "\n".join(lines).replace("\n ", "")
    assert r"in another time zone\, and a form may fail.\nThe answer" in unfolded


@example(number=r"\n \N \; \, \\ end")
@given(number=st.text(SIGNS, min_size=1, max_size=200).map(lambda t: texts.clean(t, lines=True)))
def test_any_text_comes_back_whole_from_short_lines(number: str) -> None:
    answers = {**REFUSED, **MEANT, "parcel.tracking_number": "", "order.number": f"<{number}>"}
    written = calendar_file.ics(Situation(answers, ON, "ru")).encode()
    *lines, end = written.split(b"\r\n")
    assert end == b""
    assert max(map(len, lines)) in range(72, 76)
    for line in lines:
        assert line.decode().splitlines() == [line.decode()]
    assert lines.count(b"BEGIN:VEVENT") == 7
    order = Locale("ru").text(say("Order {number}.", number=f"<{number}>"))
    for read in (by_icalendar, by_ical):
        for event in read(written.decode()):
            assert order in event.description.split(NUMBER, maxsplit=1)[1]


@given(text=st.text())
def test_no_text_can_begin_a_line_of_its_own(text: str) -> None:
    """Answers are cleaned when they are given; this holds even if one were not."""
    answers = {**REFUSED, **MEANT, "order.number": f"{text}\r\nATTENDEE:mailto:x@example.com"}
    written = calendar_file.ics(Situation(answers, ON, "en"))
    starts = {re.split("[:;]", line)[0] for line in written.splitlines() if line[0] != " "}
    assert starts == {
        *("BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "UID", "DTSTAMP", "SEQUENCE"),
        *("DTSTART", "SUMMARY", "DESCRIPTION", "CLASS", "TRANSP", "ACTION", "TRIGGER"),
    }


# The command


def run(*arguments: str | Path) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["dispute", "calendar", *map(str, arguments)])
        try:
            cli.main()
        except SystemExit as ended:
            return int(ended.code or 0)
    return 0


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.toml"
    casefile.write(path, situation(REFUSED).answers, "ru")
    return path


def test_the_command_writes_beside_the_case_for_the_owner_alone(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(case, "--on", ON.isoformat()) == 0
    file = case.parent / "deadlines.ics"
    assert str(file) in capsys.readouterr().out
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes().decode() == calendar_file.ics(situation(REFUSED, language="ru"))
    assert sorted(path.name for path in case.parent.iterdir()) == ["case.toml", "deadlines.ics"]


def test_the_command_writes_where_it_is_told(case: Path, tmp_path: Path) -> None:
    assert run(case, "--on", ON.isoformat(), "--out", tmp_path, "--language", "es") == 0
    assert run(case, "--on", ON.isoformat(), "--out", tmp_path / "new" / "x.ics", "-l", "es") == 0
    spanish = calendar_file.ics(situation(REFUSED, language="es")).encode()
    assert (tmp_path / "deadlines.ics").read_bytes() == spanish
    assert (tmp_path / "new" / "x.ics").read_bytes() == spanish


def test_a_case_without_a_day_says_so_and_leaves_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert calendar_file.ics(situation(RELEASED)) == ""
    case = tmp_path / "case.toml"
    casefile.write(case, situation(RELEASED).answers, "en")
    assert run(case, "--on", ON.isoformat()) == 2
    said = capsys.readouterr()
    assert not said.out
    assert said.err.startswith(f"{case}: No day lies ahead that a calendar could hold. Add the ")
    assert [path.name for path in tmp_path.iterdir()] == ["case.toml"]


def test_a_wrong_case_is_named_and_leaves_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "case.toml"
    case.write_text('[order]\nprotection_end = "soon"\n')
    assert run(case, "--on", ON.isoformat()) == 2
    assert "order.protection_end" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["case.toml"]
