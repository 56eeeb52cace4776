"""Days and how they are counted: working days, holidays, and the computation behind each day."""

import sys
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispute_assistant import deadline_page, reference, workdays
from dispute_assistant.case import LOG
from dispute_assistant.locales import Locale
from dispute_assistant.log import parse
from dispute_assistant.reference import Confidence
from dispute_assistant.situation import Situation
from dispute_assistant.terms import Deadline
from dispute_assistant.tracking.events import Status
from dispute_assistant.workdays import after, before, knows_holidays
from random_cases import ON, history, situation

REFUSED = history((ON - timedelta(days=3), Status.IMPORT_CUSTOMS_REFUSED))


def case(*entries: dict[str, Any], country: str = "RU", **answers: Any) -> Situation:
    """Return the situation of a refused parcel, with protection for forty more days."""
    known = {
        "tracking.history": REFUSED,
        "parcel.destination": country,
        "customs.said": "nothing",
        "order.protection_end": ON + timedelta(days=40),
        "talks.state": "not_started",
        LOG: tuple(parse(entry) for entry in entries),
    }
    return situation({**known, **answers})


def day(now: Situation, name: str) -> Deadline:
    return next(deadline for deadline in now.plan.days.known if deadline.id == name)


def left(now: Situation, name: str) -> int:
    """Return how many days from today a deadline lies."""
    return (day(now, name).day - ON).days


# Working days


@pytest.mark.parametrize(
    ("start", "days", "country", "end"),
    [
        (date(2026, 11, 20), 3, "", date(2026, 11, 25)),  # over a weekend
        (date(2026, 11, 21), 1, "", date(2026, 11, 23)),  # from a Saturday
        (date(2026, 10, 28), 1, "TR", date(2026, 10, 30)),  # 29 October: Republic Day
        (date(2026, 10, 28), 1, "", date(2026, 10, 29)),
        (date(2026, 11, 19), 1, "SA", date(2026, 11, 22)),  # Friday and Saturday are free
        (date(2026, 12, 31), 1, "RU", date(2027, 1, 11)),  # the New Year holidays
    ],
)
def test_working_days_leave_out_weekends_and_holidays_of_the_country(
    start: date, days: int, country: str, end: date
) -> None:
    assert after(start, days, working=True, country=country) == end
    assert after(start, days) == start + timedelta(days=days)


@given(
    st.dates(date(2024, 1, 1), date(2027, 12, 1)),
    st.integers(0, 40),
    st.sampled_from(("", "TR", "CO", "PT", "SA")),
    st.booleans(),
)
def test_counting_back_finds_the_latest_start(
    end: date, days: int, country: str, working: bool
) -> None:
    start = before(end, days, working=working, country=country)
    assert after(start, days, working=working, country=country) <= end
    later = start + timedelta(days=1)
    assert after(later, days, working=working, country=country) > end


def test_without_the_library_monday_to_friday_count_and_the_basis_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = day(case(country="TR"), "customs_answer")
    assert knows_holidays("TR")
    assert "weekends and public holidays left out" in known.basis.template
    workdays._calendar.cache_clear()
    monkeypatch.setitem(sys.modules, "holidays", None)
    try:
        unknown = day(case(country="TR"), "customs_answer")
        assert not knows_holidays("TR")
        assert "public holidays, days in the post" in unknown.basis.template
        assert unknown.day <= known.day
    finally:
        workdays._calendar.cache_clear()


def test_a_country_that_the_library_does_not_know_has_weekdays() -> None:
    assert not knows_holidays("XX")
    assert not knows_holidays("")


# Back-planning


def test_everything_before_the_dispute_is_counted_back_from_the_window() -> None:
    now = case(**{"order.marketplace": "aliexpress"})
    margin, reply = (
        reference.defaults().safety_margin_days,
        reference.marketplace("aliexpress").seller_response,
    )
    assert reply
    assert (margin, reply.longest) == (2, 5)
    assert left(now, "open_by") == 40 - 2
    assert left(now, "write_by") == 40 - 2 - 5
    assert left(now, "ask_customs_by") == 40 - 2 - 30 - 3
    assert left(now, "customs_answer") == 3 + 30


@pytest.mark.parametrize(
    ("country", "days"),
    [("RU", 33), ("BY", 15), ("DE", 30), ("KR", 10), ("UA", 30), ("FR", None), ("XK", None)],
)
def test_the_last_day_to_ask_customs_follows_the_law_of_the_country(
    country: str, days: int | None
) -> None:
    now = case(country=country)
    found = now.plan.days.ask_customs_by
    assert (found and left(now, "open_by") - left(now, "ask_customs_by")) == days


def test_an_answer_that_cannot_come_in_time_means_open_first() -> None:
    known: dict[str, Any] = {"order.protection_end": ON + timedelta(days=20)}
    now = case(**known)
    assert left(now, "ask_customs_by") < 0
    assert "ask_customs_by" not in {deadline.id for deadline in now.plan.dates}
    assert "open_first" in {step.id for step in now.plan.steps}


def test_an_unknown_window_is_asked_for_and_gives_no_day() -> None:
    unknown: dict[str, Any] = {"order.protection_end": None}
    now = case(**unknown)
    assert {deadline.id for deadline in now.plan.days.known} == {"reply_by", "customs_answer"}
    assert "find_protection_end" in {step.id for step in now.plan.steps}
    assert "is not known. Look at the order page" in " ".join(deadline_page.page(now).split())


def test_an_extension_moves_every_day_that_follows_from_the_window() -> None:
    first = case()
    later = ON + timedelta(days=70)
    moved = case({"kind": "protection_extended", "day": ON, "until": later})
    for name in ("protection_end", "open_by", "ask_customs_by"):
        assert day(moved, name).day - day(first, name).day == timedelta(days=30), name


@pytest.mark.parametrize(
    ("country", "less", "said"),
    [
        (
            "RU",
            2,
            "ends with you no earlier than 3 Jan 2027, 10:00",
        ),  # Kaliningrad is the first there
        ("KZ", 2, "ends with you no earlier than 3 Jan 2027, 13:00"),
        ("US", 3, "as early as 2 Jan 2027, 22:00"),  # Honolulu is behind Los Angeles
        ("XK", 2, "may count in another time zone"),  # no clock on record
    ],
)
def test_the_last_day_ends_by_the_clock_of_the_marketplace(
    country: str, less: int, said: str
) -> None:
    now = case(country=country, **{"order.marketplace": "aliexpress"})
    last = day(now, "open_by")
    assert left(now, "open_by") == 40 - less
    words = " ".join(Locale("en").text(last.basis).replace("\u202f", " ").split())
    assert said in words
    zones = [c.span for c in last.counts if c.span.parameter == "marketplaces/aliexpress: timezone"]
    assert bool(zones) is (less == 3)
    assert all(span.sources for span in zones)


def test_a_marketplace_without_a_known_clock_keeps_the_margin() -> None:
    assert "another time zone" in day(case(), "open_by").basis.template


# The terms of each marketplace

SENT = {"kind": "message_sent", "day": ON}
OPENED = {"kind": "dispute_opened", "day": ON}
LOST = {"kind": "decided_lost", "day": ON}


@pytest.mark.parametrize(
    ("place", "days", "confidence"),
    [
        ("aliexpress", 5, Confidence.REPORTED),
        ("amazon", 2, Confidence.VERIFIED),
        ("dhgate", 5, Confidence.REPORTED),
        ("ebay", 3, Confidence.VERIFIED),  # working days; today is a Monday
        ("etsy", 3, Confidence.REPORTED),
        ("temu", 5, None),  # nothing is known: a fair time
        ("allegro", 5, None),  # only an unverified figure is on record
        ("other", 5, None),
    ],
)
def test_the_seller_answers_in_the_time_of_the_marketplace(
    place: str, days: int, confidence: Confidence | None
) -> None:
    now = case(SENT, **{"order.marketplace": place})
    assert left(now, "seller_answer") == days
    assert day(now, "seller_answer").confidence is confidence
    dispute = case(OPENED, **{"order.marketplace": place}).plan.days.seller_answer
    assert (dispute and (dispute.day - ON).days) == (days if confidence else None)


DISPUTES = {
    "aliexpress": {"mediation": 7},
    "ebay": {"escalate_from": 3, "escalate_by": 29},
    "dhgate": {"escalate_from": 5},
    "paypal": {"escalate_by": 20},
    "etsy": {},
    "mercado_libre": {},
}


@pytest.mark.parametrize("place", DISPUTES)
def test_a_dispute_has_the_stages_of_its_marketplace(place: str) -> None:
    now = case(OPENED, **{"order.marketplace": place})
    names = ("escalate_from", "escalate_by", "mediation", "appeal_by")
    found = {d.id: (d.day - ON).days for d in now.plan.days.known if d.id in names}
    assert found == DISPUTES[place]


@pytest.mark.parametrize(("place", "days"), [("paypal", 30), ("ebay", 2), ("dhgate", 10)])
def test_who_was_asked_decides_in_their_time(place: str, days: int) -> None:
    asked = {"kind": "escalated", "day": ON}
    assert left(case(OPENED, asked, **{"order.marketplace": place}), "mediation") == days


def test_no_stage_is_counted_where_the_opening_is_not_known() -> None:
    now = case(**{"order.marketplace": "paypal", "talks.state": "dispute_open"})
    assert now.plan.days.escalate_by is None
    assert "note_opening" in {step.id for step in now.plan.steps}


@pytest.mark.parametrize(("place", "days"), [("aliexpress", 7), ("ebay", None), ("paypal", None)])
def test_an_appeal_is_counted_only_where_one_is_known(place: str, days: int | None) -> None:
    found = case(OPENED, LOST, **{"order.marketplace": place}).plan.days.appeal_by
    assert (found and (found.day - ON).days) == days
    won = {"kind": "decided_won", "day": ON}
    assert case(OPENED, won, **{"order.marketplace": place}).plan.days.appeal_by is None


def test_a_contested_term_says_so_and_names_both_sides() -> None:
    found = day(case(OPENED, LOST, **{"order.marketplace": "aliexpress"}), "appeal_by")
    assert "Sources disagree" in found.basis.template
    assert {"ae_xioleni", "ae_battlecase"} <= set(found.sources)
    assert found.estimated


# The computation


def test_every_step_of_a_computation_leads_to_the_next() -> None:
    found = day(case(country="TR", **{"order.marketplace": "temu"}), "ask_customs_by")
    start = found.counts[0].start
    assert start == ON + timedelta(days=40)
    for count in found.counts:
        assert count.start == start
        start = count.day
    assert start == found.day
    assert [count.span.parameter.partition(":")[0] for count in found.counts] == [
        "defaults",
        "customs/tr",
    ]


def test_the_weakest_number_decides_how_sure_a_day_is() -> None:
    ordered = ON - timedelta(days=30)
    known: dict[str, Any] = {"order.protection_end": None, "order.ordered_on": ordered}
    temu = case(**known, **{"order.marketplace": "temu"})
    assert day(temu, "protection_end").confidence is Confidence.VERIFIED
    assert day(temu, "open_by").confidence is Confidence.VERIFIED
    allegro = case(**known, **{"order.marketplace": "allegro"})
    assert day(allegro, "write_by").confidence is Confidence.REPORTED
    assert day(case(), "open_by").confidence is None
    assert day(case(), "protection_end").counts == ()


def test_the_registration_is_the_one_of_the_parameters() -> None:
    """The number stands in the record of the law and in the list of dated parameters."""
    authority = reference.authority("RU")
    assert authority
    (days,) = {r.registration_days for r in authority.info_rights if r.registration_days}
    assert days == reference.parameter("ru_appeal_registration_days").at(ON).number
