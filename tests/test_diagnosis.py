"""The rules: what is found on which day, on what it rests, and who is held responsible."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from dispute_assistant import labels, reference, remarks, rules
from dispute_assistant.case import Case, Customs, Demand, Kind, Said, Shown
from dispute_assistant.diagnosis import Diagnosis, diagnose
from dispute_assistant.findings import Certainty, Facts, Party, clearance_gate, silent_gate
from dispute_assistant.interview import QUESTIONS
from dispute_assistant.locales import INTERFACE, Locale
from dispute_assistant.remarks import REMARKS
from dispute_assistant.rules import RULES, on_the_way, too_little_known
from dispute_assistant.tracking.events import Event, Status, Timeline, Verdict
from random_cases import CASES, DAYS, ON, history, situation, trusted_sources

SUMMER = date(2026, 7, 6)
WINTER = date(2026, 12, 7)
SELLERS = {"papers_wrong", "value_wrong", "counterfeit", "export_refused"}
"""The rules that name a cause on the seller's side."""
EVERY_RULE = [rule.__name__ for rule in (*RULES, on_the_way, too_little_known, *REMARKS)]


def found(*scans: tuple[date, Status], on: date, **answers: object) -> Diagnosis:
    """Return the diagnosis of a history with ``scans`` and further ``answers``."""
    return situation({"tracking.history": history(*scans), **answers}, on).diagnosis


def names(diagnosis: Diagnosis) -> list[str]:
    return [finding.rule for finding in diagnosis.findings]


# Edge days

GATES: list[tuple[Status, date, int]] = [
    (Status.IMPORT_CUSTOMS_ERROR, SUMMER, 5),
    (Status.IMPORT_CUSTOMS_ERROR, WINTER, 5),
    (Status.IMPORT_CUSTOMS_HELD, SUMMER, 5),
    (Status.IMPORT_CUSTOMS_HELD, WINTER, 5),
    (Status.IMPORT_CUSTOMS_PRESENTED, SUMMER, 5),
    (Status.IMPORT_CUSTOMS_PRESENTED, WINTER, 7),
    (Status.IMPORT_CUSTOMS_PROCESSING, date(2026, 10, 31), 5),
    (Status.IMPORT_CUSTOMS_PROCESSING, date(2026, 11, 1), 7),
    (Status.IMPORT_CUSTOMS_PROCESSING, date(2027, 3, 31), 7),
    (Status.IMPORT_CUSTOMS_PROCESSING, date(2027, 4, 1), 5),
]


@pytest.mark.parametrize(("status", "day", "length"), GATES)
def test_silence_counts_from_the_day_after_the_gate(status: Status, day: date, length: int) -> None:
    gate = day + timedelta(days=length)
    for on in (day, gate):
        diagnosis = found((day, status), on=on)
        assert diagnosis.gate == gate
        assert not diagnosis.has("stuck"), on
    late = found((day, status), on=gate + timedelta(days=1))
    assert late.main.rule == "stuck"
    assert Locale("en").text(late.main.says).startswith(f"Nothing has moved for {length + 1} days.")


@pytest.mark.parametrize(
    ("status", "demand", "waits"),
    [
        (Status.IMPORT_CUSTOMS_INFO_REQUIRED, Demand.MET, True),
        (Status.IMPORT_CUSTOMS_INFO_REQUIRED, Demand.NOT_YET, False),
        (Status.IMPORT_CUSTOMS_INFO_REQUIRED, Demand.NEVER_REACHED_ME, False),
        (Status.IMPORT_CUSTOMS_DUTY_DUE, Demand.MET, True),
        (Status.IMPORT_CUSTOMS_DUTY_DUE, None, False),
        (Status.IMPORT_CUSTOMS_REFUSED, None, False),
        (Status.IMPORT_CUSTOMS_RELEASED, None, False),
        (Status.IN_TRANSIT, None, False),
    ],
)
def test_only_who_has_answered_customs_can_wait_for_it(
    status: Status, demand: Demand | None, waits: bool
) -> None:
    answers = {"customs.demand": demand.value} if demand else {}
    diagnosis = found((SUMMER, status), on=SUMMER, **answers)
    assert (diagnosis.gate is not None) is waits
    late = found((SUMMER, status), on=SUMMER + timedelta(days=6), **answers)
    assert late.has("stuck") is waits


def test_rules_of_thumb_serve_old_histories_too() -> None:
    """They have no first day: a history of 2015 must not end in a complaint about our data."""
    assert silent_gate(date(2015, 7, 1)) == silent_gate(ON)
    assert clearance_gate(date(2015, 7, 1)) == silent_gate(ON)
    assert clearance_gate(date(2015, 12, 1)) == clearance_gate(WINTER)
    old = found((date(2015, 3, 12), Status.IMPORT_CUSTOMS_HELD), on=ON)
    assert old.main.rule == "stuck"


def test_an_entry_of_tomorrow_by_the_clock_of_another_place_is_no_silence() -> None:
    diagnosis = found((ON + timedelta(days=1), Status.IMPORT_CUSTOMS_HELD), on=ON)
    assert names(diagnosis) == ["held"]
    assert diagnosis.gate == ON + timedelta(days=6)


# Who is responsible

TOLD = {
    None: Party.NOBODY,
    Said.NOTHING: Party.NOBODY,
    Said.NO_REASON: Party.NOBODY,
    Said.PAPERS: Party.SELLER,
    Said.VALUE: Party.SELLER,
    Said.COUNTERFEIT: Party.SELLER,
    Said.PROHIBITED: Party.UNKNOWN,
    Said.COMMERCIAL: Party.UNKNOWN,
    Said.TERM_PASSED: Party.BUYER,
    Said.DATA_ASKED: Party.BUYER,
    Said.DUTY_ASKED: Party.BUYER,
}


@pytest.mark.parametrize("said", TOLD)
def test_who_is_responsible_for_a_held_parcel_follows_from_what_customs_said(
    said: Said | None,
) -> None:
    answers = {"customs.said": said.value} if said else {}
    diagnosis = found((ON, Status.IMPORT_CUSTOMS_HELD), on=ON, **answers)
    assert diagnosis.responsible is TOLD[said]


def test_every_answer_about_customs_is_tested_here() -> None:
    assert {said for said in TOLD if said} == set(Said)


@pytest.mark.parametrize("demand", [Demand.MET, Demand.NEVER_REACHED_ME])
def test_a_buyer_who_did_their_part_is_not_blamed(demand: Demand) -> None:
    for said in (Said.TERM_PASSED, Said.DATA_ASKED, Said.DUTY_ASKED):
        if (said, demand) in (
            (Said.DATA_ASKED, Demand.NEVER_REACHED_ME),
            (Said.DUTY_ASKED, Demand.NEVER_REACHED_ME),
        ):
            continue
        diagnosis = found(
            (ON, Status.IMPORT_CUSTOMS_REFUSED),
            on=ON,
            **{"customs.said": said.value, "customs.demand": demand.value},
        )
        assert diagnosis.responsible is Party.UNKNOWN, said


def timeline(*events: Event, verdict: Verdict = Verdict.HELD) -> Timeline:
    return Timeline(events=events, verdict=verdict)


def event(status: Status, *, reason: str = "", day: date = ON) -> Event:
    at = datetime.combine(day, time(9))
    return Event(at=at, text="as the source says", status=status, reason=reason)


REASONS = {
    "invoice_missing": "papers_wrong",
    "certificate_missing": "papers_wrong",
    "declaration_wrong": "papers_wrong",
    "cn22_missing": "papers_wrong",
    "documentation_missing": "papers_wrong",
    "value_doubted": "value_wrong",
    "counterfeit": "counterfeit",
    "prohibited_articles": "prohibited",
    "not_personal_use": "commercial",
    "bad_weather": "held",
}


@pytest.mark.parametrize("reason", REASONS)
def test_a_scan_that_gives_a_reason_makes_it_likely_and_an_answer_makes_it_certain(
    reason: str,
) -> None:
    scans = timeline(event(Status.IMPORT_CUSTOMS_HELD, reason=reason))
    main = diagnose(Case(), scans, ON).main
    assert (main.rule, main.certainty) == (REASONS[reason], Certainty.LIKELY)
    assert main.evidence == scans.events
    if main.rule != "held":
        told = next(s for s, rule in CAUSES.items() if rule == main.rule)
        case = Case(customs=Customs(said=told))
        main = diagnose(case, scans, ON).main
        assert (main.rule, main.certainty) == (REASONS[reason], Certainty.CERTAIN)
        assert main.answers == ("customs.said",)


CAUSES = {
    Said.PAPERS: "papers_wrong",
    Said.VALUE: "value_wrong",
    Said.COUNTERFEIT: "counterfeit",
    Said.PROHIBITED: "prohibited",
    Said.COMMERCIAL: "commercial",
}


@pytest.mark.parametrize("said", CAUSES)
def test_what_held_a_parcel_no_longer_matters_once_it_is_released(said: Said) -> None:
    scans = timeline(
        event(Status.IMPORT_CUSTOMS_HELD, reason="invoice_missing"),
        event(Status.IMPORT_CUSTOMS_RELEASED),
        verdict=Verdict.RELEASED,
    )
    diagnosis = diagnose(Case(customs=Customs(said=said)), scans, ON)
    assert names(diagnosis) == ["released"]
    assert diagnosis.responsible is Party.NOBODY


# Without a history


@pytest.mark.parametrize(
    ("shown", "rule"),
    [
        (Shown.ERROR, "clearance_error"),
        (Shown.HELD, "held"),
        (Shown.IN_PROCESS, "routine_clearance"),
        (Shown.RETURNING, "going_back"),
        (Shown.OTHER, "too_little_known"),
        (None, "too_little_known"),
    ],
)
def test_the_order_page_alone_tells_something(shown: Shown | None, rule: str) -> None:
    main = diagnose(Case(shown=shown), Timeline(), ON).main
    assert (main.rule, main.evidence) == (rule, ())
    assert ("parcel.shown" in main.answers) is (rule != "too_little_known")


def test_an_unknown_newest_entry_stays_unknown() -> None:
    main = found((ON, Status.UNKNOWN), on=ON).main
    assert (main.rule, main.certainty) == ("too_little_known", Certainty.POSSIBLE)
    assert main.settles == "tracking.history"


# Where the parcel ended


@pytest.mark.parametrize(
    ("received", "rule"),
    [(None, "delivered"), (True, "delivered"), (False, "not_received")],
)
def test_delivered_is_believed_unless_the_buyer_denies_it(received: bool | None, rule: str) -> None:
    scans = timeline(event(Status.DELIVERED), verdict=Verdict.NONE)
    assert diagnose(Case(received=received), scans, ON).main.rule == rule


def test_an_export_refusal_counts_only_before_the_parcel_reaches_its_country() -> None:
    refused = (ON - timedelta(days=9), Status.EXPORT_CUSTOMS_REFUSED)
    assert found(refused, on=ON).main.rule == "export_refused"
    later = (ON - timedelta(days=2), Status.ARRIVED_DESTINATION)
    assert found(refused, later, on=ON).main.rule != "export_refused"


def test_a_loss_that_was_followed_by_a_scan_is_no_loss() -> None:
    lost = (ON - timedelta(days=9), Status.LOST)
    assert found(lost, on=ON).main.rule == "lost"
    assert not found(lost, (ON, Status.IN_TRANSIT), on=ON).has("lost")


@pytest.mark.parametrize(
    ("after", "rule"),
    [
        ([], "on_the_way"),
        ([Status.ARRIVED_DESTINATION], "on_the_way"),
        ([Status.ARRIVED_DESTINATION, Status.IMPORT_CUSTOMS_RELEASED], "released"),
        ([Status.OUT_FOR_DELIVERY], "released"),
        ([Status.ARRIVED_DESTINATION, Status.SORTING], "released"),
        ([Status.SORTING], "on_the_way"),
    ],
)
def test_a_release_by_export_customs_is_none_by_those_of_the_destination(
    after: list[Status], rule: str
) -> None:
    scans = [Status.ACCEPTED, Status.EXPORT_CUSTOMS_RELEASED, *after]
    dated = [(ON - timedelta(days=len(scans) - n), status) for n, status in enumerate(scans)]
    assert found(*dated, on=ON).main.rule == rule


# Goods


@pytest.mark.parametrize(
    ("item", "country", "doubted"),
    [
        ("Spy camera pen", "RU", False),  # worse than a doubt, see below
        ("Desk lamp", "RU", False),
        ("Spy camera pen", "", False),
        ("", "RU", False),
    ],
)
def test_a_title_that_hints_at_banned_goods_is_only_a_remark(
    item: str, country: str, doubted: bool
) -> None:
    facts = Facts(
        case=replace(Case(destination=country), order=replace(Case().order, item=item)),
        timeline=timeline(event(Status.IMPORT_CUSTOMS_HELD)),
        on=ON,
    )
    finding = remarks.goods_doubt(facts)
    assert (finding is not None) is doubted
    if finding:
        assert finding.certainty is Certainty.POSSIBLE
        diagnosis = diagnose(facts.case, facts.timeline, ON)
        assert names(diagnosis) == ["held", "goods_doubt"]


def test_goods_that_may_be_an_offence_are_no_matter_for_a_letter_to_customs() -> None:
    answers = {"order.item": "Spy camera pen", "papers.wanted": tuple(Kind)}
    day = (SUMMER, Status.IMPORT_CUSTOMS_REFUSED)
    now = situation(
        {"tracking.history": history(day), "parcel.destination": "RU", **answers}, SUMMER
    )
    assert names(now.diagnosis) == ["refused", "grave_goods"]
    assert now.plan.steps[0].id == "ask_lawyer"
    assert Kind.CUSTOMS_REQUEST not in now.plan.papers
    assert not {"ask_customs"} & {step.id for step in now.plan.steps}
    assert "customs_paper" not in {gap.id for gap in now.plan.gaps}


# Any case at all


@settings(max_examples=4 * settings().max_examples)
@given(CASES, DAYS)
def test_every_diagnosis_stands_on_something(answers: dict[str, object], on: date) -> None:
    now = situation(answers, on)
    diagnosis = now.diagnosis
    keys = {question.key for question in QUESTIONS}
    assert diagnosis.main is diagnosis.findings[0]
    assert diagnosis.main.rule not in {remark.__name__ for remark in REMARKS}
    assert len(set(names(diagnosis))) == len(diagnosis.findings)
    for finding in diagnosis.findings:
        assert finding.rule in EVERY_RULE
        assert set(finding.sources) <= trusted_sources(), finding.rule
        assert set(finding.evidence) <= set(now.timeline.events), finding.rule
        assert set(finding.answers) <= set(now.answers), finding.rule
        assert finding.settles in {"", *keys}, finding.rule
        assert finding.evidence or finding.answers or finding.rule == "too_little_known"
        if finding.responsible is Party.SELLER:
            assert finding.rule in SELLERS
    if diagnosis.responsible is Party.SELLER:
        assert diagnosis.has(*SELLERS)


@given(CASES, DAYS)
def test_every_finding_can_be_said_in_every_language(answers: dict[str, object], on: date) -> None:
    for finding in situation(answers, on).diagnosis.findings:
        said = {language: Locale(language).text(finding.says) for language in INTERFACE}
        assert all(said.values())
        assert not any("{" in text for text in said.values())


def test_each_rule_names_its_finding_after_itself_and_says_where_it_comes_from() -> None:
    for rule in (*RULES, on_the_way, too_little_known, *REMARKS):
        assert rule.__doc__ or rule.__name__ in CAUSES.values(), rule
    assert len(set(EVERY_RULE)) == len(EVERY_RULE)
    assert set(CAUSES.values()) <= set(vars(rules))
    assert set(labels.STATUS) == set(Status)
    assert set(Kind) == {"seller_message", "dispute_justification", "customs_request"}
    assert reference.source("clearance_article").title
