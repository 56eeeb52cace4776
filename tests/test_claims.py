"""What the advice says beside the steps: the summary, the claim, the gaps, the seller's excuses."""

import pytest

from dispute_assistant import claims, reference
from dispute_assistant.case import LOG, Demand, Said
from dispute_assistant.claims import CAUSES, OUTCOMES
from dispute_assistant.locales import Locale
from dispute_assistant.log import parse
from dispute_assistant.objections import OBJECTIONS
from dispute_assistant.proofs import Weight
from dispute_assistant.remarks import REMARKS
from dispute_assistant.rules import RULES, on_the_way, too_little_known
from dispute_assistant.situation import Situation
from dispute_assistant.tracking.events import Status
from random_cases import ON, history, situation

EVERY_RULE = {rule.__name__ for rule in (*RULES, on_the_way, too_little_known, *REMARKS)}
EN = Locale("en")


def case(status: Status, **answers: object) -> Situation:
    """Return the situation of a parcel in ``status``, with the answers of a calm buyer."""
    known: dict[str, object] = {
        "tracking.history": history((ON, status)),
        "parcel.destination": "RU",
        "order.marketplace": "aliexpress",
        "order.protection_end": ON.replace(year=ON.year + 1),
        "customs.said": "nothing",
        "talks.state": "not_started",
    }
    return situation({**known, **answers})


def ids(parts: object) -> list[str]:
    assert isinstance(parts, tuple)
    return [part.id for part in parts]


# Three sentences


@pytest.mark.parametrize(
    ("status", "answers", "error", "side"),
    [
        (Status.IMPORT_CUSTOMS_ERROR, {}, "often wrong", "nothing shows that anyone"),
        (Status.IMPORT_CUSTOMS_HELD, {}, "That alone is no error", "nothing shows that anyone"),
        (Status.IMPORT_CUSTOMS_REFUSED, {}, "the tracking history itself", "written reason"),
        (Status.IMPORT_CUSTOMS_REFUSED, {"customs.said": "papers"}, "itself", "seller's side."),
        (Status.IMPORT_CUSTOMS_DUTY_DUE, {}, "clearance goes on", "your side to act"),
        (Status.IMPORT_CUSTOMS_DUTY_REFUSED, {}, "itself records", "lies on your side"),
        (Status.EXPORT_CUSTOMS_REFUSED, {}, "itself records", "probably lies on the seller's"),
        (Status.LOST, {}, "itself records", "lies with the carrier"),
        (Status.HELD_BY_CARRIER, {}, "no decision of customs", "lies with the carrier"),
        (Status.DELIVERED, {"parcel.received": "no"}, "One of the two is wrong", "cannot be told"),
    ],
)
def test_the_summary_says_whether_it_is_an_error_and_how_sure_the_side_is(
    status: Status, answers: dict[str, object], error: str, side: str
) -> None:
    _, second, third = map(EN.text, case(status, **answers).plan.summary)
    assert error in second
    assert side in third


def test_what_the_page_alone_says_or_somebody_told_is_named_as_that() -> None:
    shown = situation({"parcel.shown": "returning", "parcel.destination": "RU"})
    assert "Only the order page" in EN.text(shown.plan.summary[1])
    told = situation({"parcel.shown": "held", "customs.said": "value", "parcel.destination": "RU"})
    assert "You were told so" in EN.text(told.plan.summary[1])


# The claim


@pytest.mark.parametrize(
    ("status", "answers", "demand"),
    [
        (Status.IMPORT_CUSTOMS_REFUSED, {}, "refund"),
        (Status.IMPORT_CUSTOMS_HELD, {"customs.said": "papers"}, "papers"),
        (Status.IMPORT_CUSTOMS_HELD, {"customs.said": "commercial"}, "clarify"),
        (Status.IMPORT_CUSTOMS_INFO_REQUIRED, {}, "papers"),
        (Status.IMPORT_CUSTOMS_DUTY_DUE, {}, "tax_data"),
        (Status.IMPORT_CUSTOMS_DUTY_REFUSED, {}, "goodwill"),
        (Status.DELIVERED, {"parcel.received": "no"}, "trace"),
    ],
)
def test_the_advice_claims_what_the_letters_demand(
    status: Status, answers: dict[str, object], demand: str
) -> None:
    now = case(status, **answers)
    assert claims.demand(now.diagnosis, now.case) == demand
    if now.plan.papers:
        assert ids(now.plan.claims)[0] == f"claim_{demand}"


def test_while_waiting_is_right_nothing_is_claimed() -> None:
    now = case(Status.IMPORT_CUSTOMS_HELD)
    assert ids(now.plan.claims) == ["nothing_yet"]
    assert not now.plan.not_claims
    assert not now.plan.objections


@pytest.mark.parametrize(
    ("said", "place", "expected"),
    [
        (Said.PAPERS, "aliexpress", "According to guides, AliExpress holds the seller"),
        (Said.PROHIBITED, "aliexpress", "AliExpress: sources disagree"),
        (Said.PROHIBITED, "dhgate", "According to guides, DHgate holds the seller"),
        (Said.NO_REASON, "joom", "By the rules of Joom the buyer is not left"),
        (Said.TERM_PASSED, "etsy", "By the rules of Etsy this is the buyer's"),
        (Said.TERM_PASSED, "temu", ""),
        (Said.PAPERS, "other", ""),
    ],
)
def test_the_marketplaces_own_rules_say_who_bears_it(said: Said, place: str, expected: str) -> None:
    now = case(
        Status.IMPORT_CUSTOMS_REFUSED, **{"customs.said": said.value, "order.marketplace": place}
    )
    told = [EN.text(one.says) for one in now.plan.claims if one.id.endswith("_bears")]
    assert (expected in " ".join(told)) if expected else not told


def test_a_duty_that_can_still_be_paid_is_not_called_the_buyers_loss() -> None:
    now = case(Status.IMPORT_CUSTOMS_DUTY_DUE)
    (bears,) = (EN.text(one.says) for one in now.plan.claims if one.id == "buyer_bears")
    assert bears.startswith("At AliExpress whoever does not pay or give what is asked")


@pytest.mark.parametrize(
    ("status", "answers", "words"),
    [
        (Status.IMPORT_CUSTOMS_REFUSED, {}, "whose fault it is"),
        (Status.IMPORT_CUSTOMS_REFUSED, {"customs.said": "papers"}, "Do not add suspicions"),
        (Status.IMPORT_CUSTOMS_DUTY_REFUSED, {}, "that you refused anything"),
        (Status.LOST, {}, "Do not blame customs"),
        (Status.IMPORT_CUSTOMS_DUTY_DUE, {}, "while customs is only asking"),
    ],
)
def test_what_would_be_untrue_is_named(
    status: Status, answers: dict[str, object], words: str
) -> None:
    (one,) = case(status, **answers).plan.not_claims
    assert words in EN.text(one.says)


def test_our_tables_name_rules_that_exist() -> None:
    assert set(CAUSES) | set(OUTCOMES) <= EVERY_RULE
    for place in reference.marketplaces():
        for note in (*place.customs_notes, *place.warnings):
            assert set(note.fits) <= EVERY_RULE, (place.id, note.id)
        for bearer in filter(None, (place.seller_bears, place.buyer_bears)):
            assert set(bearer.disputed_causes) <= set(bearer.causes), place.id
            assert bool(bearer.disputed_causes) == bool(bearer.contradicted_by), place.id


def test_every_cause_of_a_marketplace_is_met_by_some_rule() -> None:
    met = {cause for causes in CAUSES.values() for cause in causes}
    named = {
        cause
        for place in reference.marketplaces()
        for bearer in (place.seller_bears, place.buyer_bears)
        for cause in (bearer.causes if bearer else ())
    }
    assert named - met == {reference.Cause.REFUSED_DELIVERY}, "no rule can tell of a refusal"


# What is missing


@pytest.mark.parametrize(
    ("status", "answers", "gaps"),
    [
        (
            Status.IMPORT_CUSTOMS_REFUSED,
            {},
            ["customs_paper", "screenshots"],
        ),
        (
            Status.IMPORT_CUSTOMS_RETURNED,
            {"talks.state": "refused"},
            ["customs_paper", "return_scan", "screenshots", "chat"],
        ),
        (
            Status.IMPORT_CUSTOMS_REFUSED,
            {"order.protection_end": None},
            ["protection_end", "customs_paper", "screenshots"],
        ),
        (
            Status.IMPORT_CUSTOMS_DUTY_DUE,
            {"customs.demand": Demand.NEVER_REACHED_ME.value},
            ["notice", "payment", "senders_papers", "screenshots"],
        ),
        (Status.DELIVERED, {"parcel.received": "no"}, ["proof_of_delivery", "screenshots"]),
        (Status.IMPORT_CUSTOMS_HELD, {}, []),
        (Status.IMPORT_CUSTOMS_RELEASED, {}, []),
    ],
)
def test_only_proofs_that_the_case_can_use_are_missing(
    status: Status, answers: dict[str, object], gaps: list[str]
) -> None:
    assert ids(case(status, **answers).plan.gaps) == gaps


def test_the_weightiest_proof_comes_first() -> None:
    weights = [gap.weight for gap in case(Status.IMPORT_CUSTOMS_RETURNED).plan.gaps]
    assert weights == sorted(weights, key=list(Weight).index)


def test_a_paper_of_customs_that_came_is_not_missing() -> None:
    asked = parse({"kind": "customs_asked", "day": ON})
    now = case(Status.IMPORT_CUSTOMS_REFUSED, **{LOG: (asked,)})
    (paper,) = (gap for gap in now.plan.gaps if gap.id == "customs_paper")
    assert "You asked for it on 23 November 2026" in EN.text(paper.how)
    answered = parse({"kind": "customs_answered", "day": ON})
    now = case(Status.IMPORT_CUSTOMS_REFUSED, **{LOG: (asked, answered)})
    assert "customs_paper" not in ids(now.plan.gaps)


def test_without_any_history_the_history_is_what_is_missing() -> None:
    assert ids(situation({"parcel.destination": "RU"}).plan.gaps) == ["history"]


# What the seller may say


@pytest.mark.parametrize(
    ("status", "answers", "first"),
    [
        (Status.IMPORT_CUSTOMS_REFUSED, {"customs.said": "value"}, "duty_is_yours"),
        (Status.IMPORT_CUSTOMS_RETURNED, {}, "resend"),
        (Status.IMPORT_CUSTOMS_DUTY_DUE, {}, "share_the_tax"),
        (Status.IMPORT_CUSTOMS_REFUSED, {}, "clear_it_yourself"),
        (Status.LOST, {"talks.state": "dispute_open"}, "cancel_first"),
        (Status.LOST, {}, "wait_longer"),
    ],
)
def test_the_likely_excuse_is_answered_first(
    status: Status, answers: dict[str, object], first: str
) -> None:
    found = ids(case(status, **answers).plan.objections)
    assert found[0] == first
    assert len(found) <= reference.defaults().most_objections


def test_every_excuse_is_met_by_some_case() -> None:
    met: set[str] = set()
    for status in (*Status,):
        for answers in ({}, {"customs.said": "value"}, {"talks.state": "dispute_open"}):
            met |= set(ids(case(status, **answers).plan.objections))
    met |= set(ids(case(Status.LOST, **{"talks.state": "dispute_open"}).plan.objections))
    assert met == {objection.id for objection in OBJECTIONS}


# The marketplace


def test_what_speaks_of_this_case_goes_before_what_is_always_true() -> None:
    found = ids(case(Status.EXPORT_CUSTOMS_REFUSED).plan.notes)
    assert found[0] == "export_customs_rejection"
    assert found[-1] == "files"
    assert "export_customs_rejection" not in ids(case(Status.LOST).plan.notes)


def test_nothing_unverified_is_said_of_a_marketplace() -> None:
    place = reference.marketplace("aliexpress")
    doubtful = {n.id for n in (*place.customs_notes, *place.warnings) if not n.usable}
    assert doubtful
    for status in Status:
        assert not doubtful & set(ids(case(status).plan.notes))


def test_an_unknown_marketplace_has_no_notes() -> None:
    assert case(Status.LOST, **{"order.marketplace": "other"}).plan.notes == ()
