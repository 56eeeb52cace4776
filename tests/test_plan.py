"""The plan: what to do by which day, with which papers, and what to keep away from."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispute_assistant import advice, layout, reference
from dispute_assistant.case import UNKNOWN, Answers, Kind, Said, Shown, Talks
from dispute_assistant.deadlines import Deadline
from dispute_assistant.findings import Statement
from dispute_assistant.interview import QUESTIONS
from dispute_assistant.locales import INTERFACE, Locale
from dispute_assistant.objections import Objection
from dispute_assistant.plan import Plan
from dispute_assistant.proofs import Gap
from dispute_assistant.tracking.events import Status
from dispute_assistant.view import Action, Step
from random_cases import CASES, DAYS, DETAILS, MANY, ON, history, situation, trusted_sources

ARRIVED = (ON - timedelta(days=30), Status.ARRIVED_DESTINATION)
NOTHING_DUE = (Action.WAIT, Action.COLLECT, Action.TELL_MORE)


def planned(*scans: tuple[date, Status], answers: Answers) -> Plan:
    """Return the plan for a parcel that arrived, with ``scans`` and further ``answers``."""
    known = {"parcel.destination": "RU", "customs.said": "nothing", **answers}
    return situation({"tracking.history": history(ARRIVED, *scans), **known}).plan


def step(plan: Plan, name: str) -> Step:
    return next(step for step in plan.steps if step.id == name)


def in_days(count: int) -> date:
    return ON + timedelta(days=count)


# The end of protection


@pytest.mark.parametrize(
    ("left", "action"),
    [
        (60, Action.WAIT),
        (8, Action.WAIT),
        (7, Action.DISPUTE),
        (2, Action.DISPUTE),
        (0, Action.DISPUTE),
        (-1, Action.NEGOTIATE),
    ],
)
def test_a_parcel_held_today_can_wait_until_an_answer_could_come_too_late(
    left: int, action: Action
) -> None:
    plan = planned(
        (ON, Status.IMPORT_CUSTOMS_HELD), answers={"order.protection_end": in_days(left)}
    )
    assert plan.action is action
    assert bool(plan.papers) is (action is not Action.WAIT)
    told_to_wait = "wait_until" in {deadline.id for deadline in plan.dates}
    assert told_to_wait is (action is Action.WAIT)


@pytest.mark.parametrize(
    ("left", "until", "estimated"),
    [(60, 5, False), (13, 5, False), (12, 4, False), (8, 0, False), (7, None, False)],
)
def test_waiting_never_takes_the_days_that_acting_needs(
    left: int, until: int | None, estimated: bool
) -> None:
    plan = planned(
        (ON, Status.IMPORT_CUSTOMS_HELD), answers={"order.protection_end": in_days(left)}
    )
    found = plan.days.wait_until
    assert (found.day if found else None) == (None if until is None else in_days(until))
    assert found is None or found.estimated is estimated


@pytest.mark.parametrize("left", [2, 1, 0])
def test_after_the_last_safe_day_everything_is_for_today(left: int) -> None:
    plan = planned(
        (ON, Status.IMPORT_CUSTOMS_REFUSED), answers={"order.protection_end": in_days(left)}
    )
    assert plan.days.open_by
    assert plan.days.open_by.day <= ON
    assert {step.by for step in plan.steps if step.by} == {ON}


def test_the_day_given_by_the_buyer_beats_the_estimate_and_the_extension_beats_both() -> None:
    answers: dict[str, object] = {
        "order.marketplace": "temu",
        "order.ordered_on": in_days(-40),
        "talks.state": "protection_extended",
    }
    days = planned((ON, Status.IMPORT_CUSTOMS_HELD), answers=answers).days
    assert days.protection_end
    assert (days.protection_end.day, days.protection_end.estimated) == (in_days(50), True)
    for key, left in (("order.protection_end", 20), ("order.extended_until", 30)):
        answers[key] = in_days(left)
        days = planned((ON, Status.IMPORT_CUSTOMS_HELD), answers=answers).days
        assert days.protection_end
        assert days.open_by
        assert (days.protection_end.day, days.protection_end.estimated) == (in_days(left), False)
        assert (days.open_by.day, days.open_by.estimated) == (in_days(left - 2), False)
        assert days.protection_end.sources == ()


def test_the_buyers_i_dont_know_leaves_the_estimate() -> None:
    answers = {"order.marketplace": "temu", "order.ordered_on": in_days(-40)}
    days = planned(answers={**answers, "order.protection_end": UNKNOWN}).days
    assert days.protection_end
    assert days.protection_end.estimated


def test_only_windows_that_start_with_the_order_are_estimated() -> None:
    found = {}
    for place in reference.marketplace_ids():
        ordered = {"order.marketplace": place, "order.ordered_on": in_days(-10)}
        end = planned(answers=ordered).days.protection_end
        if end:
            assert end.estimated
            assert end.sources
            found[place] = (end.day - in_days(-10)).days
    assert found == {"allegro": 730, "paypal": 180, "temu": 90}


def test_without_any_end_of_protection_the_buyer_is_told_to_find_it() -> None:
    plan = planned((ON, Status.IMPORT_CUSTOMS_HELD), answers={"order.marketplace": "aliexpress"})
    assert plan.days.protection_end is None
    assert step(plan, "find_protection_end").by == ON


# The seller's and the customs' time to answer


@pytest.mark.parametrize(
    ("left", "reply"), [(60, 5), (8, 5), (7, 4), (5, 2), (4, 1), (3, 0), (2, 0), (0, 0), (-1, 5)]
)
def test_the_seller_is_asked_to_answer_before_the_last_safe_day(left: int, reply: int) -> None:
    plan = planned(
        (in_days(-1), Status.IMPORT_CUSTOMS_REFUSED),
        answers={"order.protection_end": in_days(left)},
    )
    assert plan.days.reply_by.day == in_days(reply)


@pytest.mark.parametrize(
    ("country", "days"),
    [
        ("RU", 33),  # calendar days from registration, 59-FZ
        ("TR", 21),  # 15 working days from a Monday
        ("FR", None),  # only an unverified figure is on record
        ("XK", None),
    ],
)
def test_the_answer_of_customs_is_counted_by_its_own_law(country: str, days: int | None) -> None:
    plan = planned((ON, Status.IMPORT_CUSTOMS_REFUSED), answers={"parcel.destination": country})
    found = plan.days.customs_answer
    assert (found.day if found else None) == (None if days is None else in_days(days))
    assert found is None or (found.estimated and found.sources)


@pytest.mark.parametrize(
    ("since", "action"),
    [(0, Action.NEGOTIATE), (-4, Action.NEGOTIATE), (-5, Action.DISPUTE), (-30, Action.DISPUTE)],
)
def test_a_seller_who_does_not_answer_has_five_days(since: int, action: Action) -> None:
    talks: dict[str, object] = {"talks.state": "no_answer", "talks.since": in_days(since)}
    assert planned((ON, Status.IMPORT_CUSTOMS_REFUSED), answers=talks).action is action


TALKS = {
    Talks.NOT_STARTED: Action.NEGOTIATE,
    Talks.NO_ANSWER: Action.DISPUTE,
    Talks.ANSWERED: Action.DISPUTE,
    Talks.ASKED_TO_WAIT: Action.DISPUTE,
    Talks.PROTECTION_EXTENDED: Action.DISPUTE,
    Talks.ASKED_TO_CLOSE: Action.DISPUTE,
    Talks.REFUSED: Action.DISPUTE,
    Talks.DISPUTE_OPEN: Action.DISPUTE,
}


@pytest.mark.parametrize("talks", Talks)
def test_once_the_seller_had_their_say_the_dispute_follows(talks: Talks) -> None:
    plan = planned((ON, Status.IMPORT_CUSTOMS_REFUSED), answers={"talks.state": talks.value})
    assert plan.action is TALKS[talks]
    assert (Kind.SELLER_MESSAGE in plan.papers) is (talks is Talks.NOT_STARTED)
    opens = any(step.id == "open_dispute" for step in plan.steps)
    assert opens is (talks is not Talks.DISPUTE_OPEN)


def test_a_dispute_on_aliexpress_opens_not_before_its_eleventh_day() -> None:
    posted = (in_days(-3), Status.ACCEPTED)
    answers = {"order.marketplace": "aliexpress", "talks.state": "refused"}
    scans = history(
        posted, (in_days(-1), Status.ARRIVED_DESTINATION), (ON, Status.IMPORT_CUSTOMS_REFUSED)
    )
    now = situation(
        {
            "tracking.history": scans,
            "parcel.destination": "RU",
            "customs.said": "nothing",
            **answers,
        }
    )
    assert now.plan.days.open_from
    assert now.plan.days.open_from.day == in_days(8)
    assert step(now.plan, "open_dispute").start == in_days(8)


# Customs

ASKING = [
    (Said.DUTY_ASKED, Status.IMPORT_CUSTOMS_DUTY_DUE, "pay_or_contest"),
    (Said.DATA_ASKED, Status.IMPORT_CUSTOMS_INFO_REQUIRED, "give_data"),
]


@pytest.mark.parametrize(("said", "status", "name"), ASKING)
def test_who_is_asked_by_customs_acts_first_and_then_waits(
    said: Said, status: Status, name: str
) -> None:
    asked = {"customs.said": said.value, "customs.demand": "not_yet"}
    plan = planned((ON, status), answers=asked)
    assert (plan.action, plan.papers) == (Action.MEET_DEMAND, (Kind.SELLER_MESSAGE,))
    assert step(plan, name)
    assert "refuse_duty" in {trap.id for trap in plan.traps}
    unheard = planned((ON, status), answers={**asked, "customs.demand": "never_reached_me"})
    assert unheard.papers == (Kind.SELLER_MESSAGE, Kind.CUSTOMS_REQUEST)
    met = planned((ON, status), answers={**asked, "customs.demand": "met"})
    assert (met.action, met.papers) == (Action.WAIT, ())


def test_customs_of_the_destination_is_not_asked_about_a_parcel_that_is_not_there() -> None:
    abroad = history((in_days(-20), Status.EXPORT_CUSTOMS))
    now = situation(
        {"tracking.history": abroad, "parcel.destination": "RU", "customs.said": "nothing"}
    )
    assert (now.plan.action, now.diagnosis.main.rule) == (Action.NEGOTIATE, "stuck")
    assert now.plan.papers == (Kind.SELLER_MESSAGE, Kind.DISPUTE_JUSTIFICATION)
    here = planned((in_days(-20), Status.IMPORT_CUSTOMS_PROCESSING), answers={})
    assert Kind.CUSTOMS_REQUEST in here.papers


@pytest.mark.parametrize(
    ("country", "portal"), [("RU", "https://www.gosuslugi.ru"), ("BR", ""), ("XK", "")]
)
def test_only_a_verified_portal_is_named(country: str, portal: str) -> None:
    plan = planned((ON, Status.IMPORT_CUSTOMS_REFUSED), answers={"parcel.destination": country})
    text = Locale("en").text(step(plan, "ask_customs").says)
    assert (portal in text) if portal else ("http" not in text)
    assert ("An e-mail does not count." in text) is bool(portal)


# Papers


@pytest.mark.parametrize(
    ("kind", "country", "place", "languages"),
    [
        (Kind.CUSTOMS_REQUEST, "RU", "temu", ("ru",)),
        (Kind.CUSTOMS_REQUEST, "KZ", "temu", ("kk", "ru")),
        (Kind.CUSTOMS_REQUEST, "XK", "temu", ("en",)),
        (Kind.DISPUTE_JUSTIFICATION, "RU", "aliexpress", ("en",)),
        (Kind.SELLER_MESSAGE, "RU", "other", ("en",)),
    ],
)
def test_papers_speak_the_language_of_their_reader(
    kind: Kind, country: str, place: str, languages: tuple[str, ...]
) -> None:
    answers = {"parcel.destination": country, "order.marketplace": place}
    assert planned(answers=answers).languages[kind] == languages


# Any case at all

FORBIDDEN = {
    "confirm_receipt": r"confirm (?:the )?receipt|say that you received",
    "close_on_promise": r"(?:cancel|close) (?:the|your) dispute|accept the offer",
    "change_reason": r"change the reason|outside the marketplace",
    "refuse_duty": r"refuse the|do not pay(?! through)",
    "chargeback": r"chargeback|your bank",
}
"""What each trap warns of: no step may advise it."""


def advised(plan: Plan) -> str:
    """Return what the steps tell to do, without the sentences that tell not to."""
    said = (
        *(step.says for step in plan.steps),
        *(claim.says for claim in plan.claims),
        *(gap.how for gap in plan.gaps),
        *(objection.answer for objection in plan.objections),
    )
    texts = [Locale("en").text(message) for message in said]
    sentences = [s for text in texts for s in re.split(r"(?<=[.:;]) ", text)]
    return " ".join(s for s in sentences if not re.search(r"\bdo not\b", s, re.IGNORECASE))


@MANY
@given(CASES, DAYS)
def test_every_plan_holds_together(answers: dict[str, object], on: date) -> None:
    plan = situation(answers, on).plan
    days, end = plan.days, plan.days.protection_end
    closed = end is not None and end.day < on
    assert bool(plan.papers) is (plan.action not in NOTHING_DUE)
    assert len(set(plan.papers)) == len(plan.papers)
    assert all(plan.languages[kind] for kind in Kind)
    assert list(plan.dates) == sorted(plan.dates, key=lambda d: d.day)
    assert {d.id for d in plan.dates} <= {d.id for d in days.known}
    assert all(d.day >= on for d in plan.dates)
    assert all(d.sources for d in days.known if d.estimated)
    assert days.reply_by.day >= on
    if end and not closed:
        told = (days.wait_until, days.reply_by, days.open_by)
        assert all(d.day <= end.day for d in told if d)
        assert all(s.by <= end.day for s in plan.steps if s.by)
        assert all(s.start <= end.day for s in plan.steps if s.start)
    for one in plan.steps:
        assert one.by is None or one.by >= on, one
        assert not (one.start and one.by) or one.start <= one.by, one
    names = [one.id for one in plan.steps]
    assert len(set(names)) == len(names)
    assert len(names) <= 8
    if plan.action is Action.WAIT:
        assert not {"write_seller", "open_dispute", "ask_customs"} & set(names)
    if Kind.CUSTOMS_REQUEST in plan.papers and plan.action is not Action.MEET_DEMAND:
        assert "ask_customs" in names


@pytest.mark.parametrize(
    ("end", "start", "by"),
    [
        (date(2026, 11, 28), date(2026, 11, 24), date(2026, 11, 26)),
        (date(2026, 11, 25), date(2026, 11, 24), date(2026, 11, 24)),
        (date(2026, 11, 24), date(2026, 11, 24), date(2026, 11, 24)),
        (date(2026, 11, 23), None, date(2026, 11, 23)),
    ],
)
def test_a_window_that_opens_late_is_used_while_it_is_open(
    end: date, start: date | None, by: date
) -> None:
    """Joom opens disputes 75 days after the payment; a protection that ends before says more."""
    joom = {"order.marketplace": "joom", "order.ordered_on": date(2026, 9, 10)}
    plan = situation({**DETAILS, **joom, "order.protection_end": end}, date(2026, 11, 23)).plan
    (step,) = (step for step in plan.steps if step.id == "open_dispute")
    assert (step.start, step.by) == (start, by)


ASKED = {question.key for question in QUESTIONS}


@given(CASES, DAYS)
def test_every_source_of_a_plan_is_known_and_trusted(answers: dict[str, object], on: date) -> None:
    plan = situation(answers, on).plan
    rules = {finding.rule for finding in situation(answers, on).diagnosis.findings}
    resting: tuple[Step | Statement | Gap, ...] = (
        *plan.steps,
        *plan.claims,
        *plan.not_claims,
        *plan.gaps,
    )
    sourced: tuple[Statement | Objection, ...] = (*plan.traps, *plan.objections, *plan.notes)
    parts: tuple[Step | Statement | Gap | Objection | Deadline, ...] = (*resting, *sourced)
    for part in (*parts, *plan.days.known):
        assert set(part.sources) <= trusted_sources(), part
    for one in resting:
        own = one.id in ("settle_less_shipping", "protection_end")
        assert one.rests_on in rules | ASKED or one.sources or own, one
    assert all(one.sources for one in sourced)


@given(CASES, DAYS)
def test_no_step_advises_what_the_traps_forbid(answers: dict[str, object], on: date) -> None:
    plan = situation(answers, on).plan
    assert {trap.id for trap in plan.traps} <= set(FORBIDDEN)
    for trap in plan.traps:
        assert not re.search(FORBIDDEN[trap.id], advised(plan), re.IGNORECASE), trap.id


@given(CASES, DAYS, st.integers(1, 45))
def test_while_nothing_moves_no_dispute_turns_back_into_waiting(
    answers: dict[str, object], on: date, later: int
) -> None:
    before, after = (situation(answers, day).plan for day in (on, on + timedelta(days=later)))
    if before.action in (Action.DISPUTE, Action.NEGOTIATE):
        assert after.action is not Action.WAIT


@given(CASES, DAYS)
def test_waiting_ends_on_the_day_that_was_named(answers: dict[str, object], on: date) -> None:
    plan = situation(answers, on).plan
    if plan.action is Action.WAIT and plan.days.wait_until:
        last = plan.days.wait_until.day
        assert situation(answers, last).plan.action is Action.WAIT
        assert situation(answers, last + timedelta(days=1)).plan.action is not Action.WAIT


@given(CASES, DAYS, st.sampled_from(INTERFACE), st.booleans())
def test_the_advice_can_be_read_in_every_language(
    answers: dict[str, object], on: date, language: str, why: bool
) -> None:
    page = advice.page(situation(answers, on, language), why=why)
    assert page.endswith("\n")
    assert "{" not in page
    long = [line for line in page.splitlines() if len(line) > layout.WIDTH]
    assert not [line for line in long if len(max(line.split(), key=len)) < 50], "wrap it"


def test_every_shown_state_of_a_parcel_without_history_has_a_plan() -> None:
    actions = {
        shown: situation({"parcel.shown": shown.value, "parcel.destination": "RU"}).plan.action
        for shown in Shown
    }
    assert actions == {
        Shown.ERROR: Action.WAIT,
        Shown.HELD: Action.WAIT,
        Shown.IN_PROCESS: Action.WAIT,
        Shown.RETURNING: Action.NEGOTIATE,
        Shown.OTHER: Action.TELL_MORE,
    }
