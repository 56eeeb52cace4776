"""The log: what is read and written, where things stand after it, and what no log may break."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dispute_assistant import advice, advice_report, casefile, deadline_page, log
from dispute_assistant.case import LOG, Talks
from dispute_assistant.errors import InputError
from dispute_assistant.locales import INTERFACE, Locale
from dispute_assistant.log import Entry, EntryKind, parse, standing
from dispute_assistant.situation import Situation
from dispute_assistant.tracking.events import Status
from dispute_assistant.view import Action
from random_cases import CASES, DAYS, MANY, ON, history, situation, trusted_sources
from random_logs import ENTRY, LOGS, days_of
from test_plan import FORBIDDEN, advised

REFUSED = history((ON - timedelta(days=3), Status.IMPORT_CUSTOMS_REFUSED))


def entry(kind: str, day: int, **further: object) -> Entry:
    """Return an entry of the day that lies ``day`` days from today."""
    return parse({"kind": kind, "day": ON + timedelta(days=day), **further})


def told(*entries: Entry, on: date = ON, **answers: object) -> Situation:
    """Return the situation of a refused parcel with a log."""
    known: dict[str, object] = {
        "tracking.history": REFUSED,
        "parcel.destination": "RU",
        "customs.said": "nothing",
        "order.marketplace": "aliexpress",
        "order.protection_end": ON + timedelta(days=40),
        "talks.state": "not_started",
        LOG: entries,
    }
    return situation({**known, **answers}, on)


def problems(raw: Mapping[str, object]) -> list[tuple[str, str, str]]:
    words = Locale("en")
    with pytest.raises(InputError) as caught:
        parse(raw)
    return [(p.key, words.text(p.what), words.text(p.mend)) for p in caught.value.problems]


# What is read and written


def test_all_that_is_wrong_with_an_entry_is_said_at_once() -> None:
    assert problems(
        {"kind": "decided", "day": "soon", "until": "2026-13-01", "amount": "x", "when": 1}
    ) == [
        (
            "when",
            "An entry of the log has no “when”.",
            "Choose one of: amount, day, kind, note, until",
        ),
        (
            "kind",
            "“decided” is no kind of entry.",
            "Choose one of: decided_lost, decided_partly, decided_won",
        ),
        (
            "day",
            "“soon” is not a date that can be read.",
            "Write year-month-day, for example 2026-11-27.",
        ),
        (
            "until",
            "“2026-13-01” is not a date that can be read.",
            "Write year-month-day, for example 2026-11-27.",
        ),
        (
            "amount",
            "There is no amount in “x”.",
            "Write the amount and the currency, such as 25.90 USD.",
        ),
    ]


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("mesage_sent", "Did you mean “message_sent”?"),
        ("dispute opened", "Did you mean “dispute_opened”?"),
        ("refund", "Did you mean “refund_received”?"),
        ("customs", "Choose one of: customs_answered, customs_asked"),
    ],
)
def test_an_unknown_kind_is_answered_with_those_that_are_alike(typed: str, hint: str) -> None:
    ((key, _, mend),) = problems({"kind": typed, "day": ON})
    assert (key, mend) == ("kind", hint)


def test_no_word_at_all_names_every_kind() -> None:
    ((_, _, mend),) = problems({"day": ON})
    assert all(kind in mend for kind in EntryKind)


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ({"kind": "protection_extended"}, "until"),
        ({"kind": "offer_received"}, "amount"),
        ({"kind": "refund_received"}, "amount"),
        ({"kind": "seller_answered", "until": "2026-12-01"}, "until"),
        ({"kind": "message_sent", "amount": "5 USD"}, "amount"),
        ({"kind": "seller_promised", "until": "2026-11-22"}, "until"),
        ({"kind": "message_sent", "note": "x" * 1001}, "note"),
    ],
)
def test_an_entry_has_what_it_needs_and_nothing_else(raw: dict[str, object], key: str) -> None:
    assert [problem[0] for problem in problems({"day": ON, **raw})] == [key]


@given(st.lists(ENTRY, max_size=5))
def test_every_log_comes_back_from_its_file(entries: list[Entry]) -> None:
    noted = tuple(replace(e, note=f"n{n} 'x' \"y\"") for n, e in enumerate(entries))
    text = casefile.compose({"order.number": "1", LOG: noted}, "en")
    assert casefile.read(text.encode(), ON).answers.get(LOG, ()) == noted
    longer = (*noted, parse({"kind": "appealed", "day": ON}))
    grown = casefile.compose({"order.number": "1", LOG: longer}, "en", keep=text)
    assert grown.startswith(text)
    assert casefile.read(grown.encode(), ON).answers[LOG] == longer
    assert casefile.compose({"order.number": "1", LOG: longer}, "en", keep=grown) == grown


def test_a_case_file_names_the_line_of_every_mistake_and_keeps_the_good_entries() -> None:
    text = """\
[order]
number = "1"

[[log]]
day = 2026-11-20
kind = "message_sent"

[[log]]
day = 2026-11-21
kind = "offer"

[[log]]
day = 2026-11-22
kind = "refund_received"
amount = 5.00
"""
    loaded = casefile.read(text.encode(), ON)
    assert [(p.line, p.key) for p in loaded.problems] == [(10, "log.2.kind"), (15, "log.3.amount")]
    found = loaded.answers[LOG]
    assert found == (Entry(day=date(2026, 11, 20), kind=EntryKind.MESSAGE_SENT),)


@pytest.mark.parametrize(
    "text", ["log = 3", "[log]\nday = 2026-11-20", "log = [{}]", "log.day = 1"]
)
def test_a_log_of_another_form_is_one_problem(text: str) -> None:
    loaded = casefile.read(text.encode(), ON)
    assert [(p.line, p.key) for p in loaded.problems] == [(1 if "." not in text else None, "log")]


def test_an_entry_is_added_at_the_end_and_all_else_stays(tmp_path: Path) -> None:
    case = tmp_path / "case.toml"
    before = '# mine\n[order]\nnumber = "1" # from the page\n\n\n'
    case.write_text(before, "utf-8")
    casefile.add_entry(case, entry("message_sent", -1, note="in the chat"))
    assert case.read_text("utf-8") == before.rstrip() + (
        '\n\n[[log]]\nday = 2026-11-22\nkind = "message_sent"\nnote = "in the chat"\n'
    )
    assert case.stat().st_mode & 0o777 == 0o600


# Where things stand

WRITTEN = entry("message_sent", -5)


@pytest.mark.parametrize(
    ("entries", "talks"),
    [
        ((), Talks.NOT_STARTED),
        ((WRITTEN,), Talks.NO_ANSWER),
        ((entry("reminder_sent", -5),), Talks.NO_ANSWER),
        ((WRITTEN, entry("seller_answered", -4)), Talks.ANSWERED),
        ((WRITTEN, entry("seller_promised", -4)), Talks.ASKED_TO_WAIT),
        (
            (WRITTEN, entry("protection_extended", -4, until="2026-12-30")),
            Talks.PROTECTION_EXTENDED,
        ),
        ((WRITTEN, entry("offer_received", -4, amount="5 USD")), Talks.ANSWERED),
        ((WRITTEN, entry("seller_answered", -4), entry("message_sent", -3)), Talks.NO_ANSWER),
        ((WRITTEN, entry("dispute_opened", -3), entry("seller_answered", -2)), Talks.DISPUTE_OPEN),
        ((entry("decided_lost", -3),), Talks.DISPUTE_OPEN),
        ((entry("customs_asked", -3),), Talks.NOT_STARTED),
        ((entry("refund_received", -3, amount="5 USD"),), Talks.NOT_STARTED),
    ],
)
def test_the_talks_follow_from_the_log(entries: tuple[Entry, ...], talks: Talks) -> None:
    assert standing(entries, ON, told=Talks.NOT_STARTED).talks is talks


@pytest.mark.parametrize(
    ("since", "day", "talks"),
    [
        (-4, -3, Talks.ANSWERED),
        (-4, -4, Talks.REFUSED),
        (-4, -5, Talks.REFUSED),
        (None, -5, Talks.ANSWERED),
    ],
)
def test_the_log_beats_what_was_told_only_where_it_is_newer(
    since: int | None, day: int, talks: Talks
) -> None:
    first = None if since is None else ON + timedelta(days=since)
    now = standing([entry("seller_answered", day)], ON, told=Talks.REFUSED, since=first)
    assert now.talks is talks


def test_the_first_message_of_the_log_is_the_one_that_the_interview_means() -> None:
    now = standing([WRITTEN], ON, told=Talks.REFUSED)
    assert (now.talks, now.written_on, now.asked_on) == (Talks.REFUSED, WRITTEN.day, None)


def test_a_letter_counts_the_silence_from_the_oldest_message_without_an_answer() -> None:
    again = entry("message_sent", -2)
    now = told(entry("message_sent", -9), entry("seller_answered", -7), WRITTEN, again)
    assert (now.case.talks, now.case.talks_since) == (Talks.NO_ANSWER, WRITTEN.day)
    assert now.case.standing.written_on == ON - timedelta(days=9)


def test_an_extension_of_the_log_beats_the_one_that_was_told() -> None:
    extended = entry("protection_extended", -1, until="2027-02-01")
    known: dict[str, Any] = {"order.extended_until": date(2026, 12, 24)}
    now = told(extended, **known)
    assert now.case.last_protected_day == date(2027, 2, 1)
    before = told(extended, on=ON - timedelta(days=2))
    assert before.case.last_protected_day == ON + timedelta(days=40)


def test_a_second_request_to_customs_does_not_restart_the_first() -> None:
    asked = (entry("customs_asked", -9), entry("customs_asked", -2))
    assert standing(asked, ON).customs_asked == asked[0]
    answered = (asked[0], entry("customs_answered", -5), asked[1])
    assert standing(answered, ON).customs_asked == asked[1]
    assert standing(answered, ON).customs_answered_on is None


def test_a_new_dispute_forgets_the_decision_on_the_old_one() -> None:
    old = (entry("dispute_opened", -9), entry("decided_lost", -4), entry("appealed", -3))
    assert standing(old, ON).appealed == old[2]
    now = standing((*old, entry("dispute_opened", -1)), ON)
    assert (now.decided, now.appealed, now.appeals) == (None, None, 0)
    assert now.undecided


def test_what_the_log_adds_asks_nothing_and_drops_no_answer() -> None:
    extension: dict[str, Any] = {
        "talks.state": "protection_extended",
        "order.extended_until": date(2027, 1, 9),
    }
    opened = told(entry("dispute_opened", -1), **extension)
    assert "order.extended_until" in opened.answers
    assert opened.case.last_protected_day == date(2027, 1, 9)


# What no log may break

LOGGED = st.tuples(CASES, LOGS).map(lambda both: {**both[0], LOG: both[1]})


@MANY
@given(LOGGED, DAYS)
def test_every_plan_after_a_log_holds_together(answers: dict[str, object], on: date) -> None:
    now = situation(answers, on)
    plan, end = now.plan, now.plan.days.protection_end
    if end and end.day >= on:
        assert all(d.day <= end.day for d in plan.dates if d.id != "customs_answer"), plan.dates
        assert all(s.by <= end.day for s in plan.steps if s.by), plan.steps
        assert all(s.start <= end.day for s in plan.steps if s.start), plan.steps
    if now.case.standing.in_dispute:
        assert end is None
        assert "open_dispute" not in {step.id for step in plan.steps}
    names = [step.id for step in plan.steps]
    assert len(set(names)) == len(names) <= 8
    for step in plan.steps:
        assert step.by is None or step.by >= on, step
        assert not (step.start and step.by) or step.start <= step.by, step
    assert all(d.day >= on for d in plan.dates)
    assert list(plan.days.known) == sorted(plan.days.known, key=lambda d: d.day)
    for deadline in plan.days.known:
        assert not deadline.counts or deadline.counts[-1].day == deadline.day, deadline
        assert deadline.sources or not deadline.estimated, deadline
        assert set(deadline.sources) <= trusted_sources() | {"ae_battlecase"}, deadline
    if plan.action is Action.DONE:
        assert (plan.dates, plan.papers, plan.traps) == ((), (), ())
    for trap in plan.traps:
        assert not re.search(FORBIDDEN[trap.id], advised(plan), re.IGNORECASE), trap.id


@given(LOGGED, DAYS)
def test_every_finding_after_a_log_rests_on_something(answers: dict[str, object], on: date) -> None:
    now = situation(answers, on)
    for finding in now.diagnosis.findings:
        assert finding.evidence or finding.answers or finding.rule == "too_little_known"
        assert set(finding.answers) <= set(now.answers), finding


@given(LOGGED, DAYS)
def test_what_happens_later_changes_nothing_today(answers: dict[str, object], on: date) -> None:
    entries = answers[LOG]
    assert isinstance(entries, tuple)
    past = tuple(entry for entry in entries if entry.day <= on)
    now, then = situation(answers, on), situation({**answers, LOG: past}, on)
    asks = "order.amount" in now.answers
    if asks is ("order.amount" in then.answers):
        assert now.plan == then.plan
        assert now.diagnosis == then.diagnosis


@given(CASES, LOGS, st.randoms(use_true_random=False))
def test_the_order_of_different_days_in_the_file_does_not_matter(
    answers: dict[str, object], entries: tuple[Entry, ...], chance: object
) -> None:
    if len(set(days_of(entries))) < len(entries):
        return
    mixed = list(entries)
    getattr(chance, "shuffle")(mixed)  # noqa: B009 - hypothesis hides the type
    first, second = ({**answers, LOG: tuple(some)} for some in (entries, mixed))
    assert situation(first).plan == situation(second).plan


@given(LOGGED, DAYS, st.sampled_from(INTERFACE))
def test_every_page_of_a_log_can_be_written(
    answers: dict[str, object], on: date, language: str
) -> None:
    now = situation(answers, on, language)
    for page in (advice.page(now, why=True), deadline_page.page(now), advice_report.as_json(now)):
        assert page.endswith("\n")
        assert not re.search(r"\{[a-z_]+\}", page)


def test_every_kind_has_a_label_and_every_second_day_its_name() -> None:
    assert set(log.LABELS) == set(EntryKind)
    assert set(log.UNTIL) <= set(EntryKind)
    assert set(log.UNTIL) >= log.NEEDS_UNTIL
