"""The interview: which questions are asked, what counts as an answer, what is kept and what not."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dispute_assistant import case, choices, interview, reference
from dispute_assistant.case import HISTORIES, MEANINGS, UNKNOWN, Case, Kind, Talks, build
from dispute_assistant.errors import InputError
from dispute_assistant.forms import AnswerType, Question
from dispute_assistant.interview import QUESTIONS, SECTIONS, accept, as_typed, asked, next_question
from dispute_assistant.locales import INTERFACE, Locale, home_currency
from dispute_assistant.money import Money
from dispute_assistant.situation import Situation
from dispute_assistant.tracking.events import Status
from random_cases import CASES, COMPLETE, DAYS, ON, history, situation

BY_KEY = {question.key: question for question in QUESTIONS}
EVERY_QUESTION = pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.key)

REFUSED = """\
Number: RB007000019CN
2026-11-19 11:05 102975, Отказ в выпуске таможней, Возврат
2026-11-18 16:40 102975, Отказ в выпуске, Таможенное оформление
2026-11-11 09:15 102975, Прием на таможню"""
HELD = "Number: RB007000019CN\n2026-11-21 11:05 Frankfurt, Held by customs"
DELIVERED = "Number: RB007000019CN\n2026-11-21 11:05 Berlin, Delivered"
RELEASED = "Number: RB007000019CN\n2026-11-21 11:05 Berlin, Released by customs"
UNCLEAR = "Number: RB007000019CN\n2026-11-21 11:05 Zzyzx"
NAMELESS = "2026-11-21 11:05 Frankfurt, Held by customs"
TWO = HELD + "\n\nNumber: RB007000040CN\n2026-11-20 10:00 Berlin, Delivered"

BASE: dict[str, object] = {
    "order.marketplace": "aliexpress",
    "tracking.history": REFUSED,
    "parcel.destination": "RU",
    "customs.said": "nothing",
    "order.ordered_on": date(2026, 10, 1),
    "order.protection_end": date(2026, 12, 15),
    "talks.state": "not_started",
}
DETAILS: dict[str, object] = {
    "order.number": "8190000000000017",
    "order.item": "Bluetooth headphones",
    "order.amount": Money(Decimal("25.90"), "USD"),
    "remedy.settle": "full",
    "buyer.name": "Anna Morozova",
    "buyer.address": "Sadovaya 5\n443001 Samara",
}
TRIAGE = [
    "order.marketplace",
    "tracking.history",
    "parcel.destination",
    "customs.said",
    "order.ordered_on",
    "order.protection_end",
    "talks.state",
    "papers.wanted",
]


def path(answers: case.Answers, *, extras: bool = False) -> list[str]:
    """Return the keys of the questions on the path."""
    return [q.key for q in asked(answers, ON, "en") if extras or not q.extra]


def walked(answers: case.Answers) -> list[str]:
    """Return the keys in the order in which they are asked when answered one by one."""
    given_so_far: dict[str, object] = {}
    keys = []
    while question := next_question(given_so_far, ON, "en"):
        keys.append(question.key)
        given_so_far[question.key] = answers[question.key]
    return keys


# Questions and case


def test_each_question_is_read_by_the_case_and_the_case_reads_nothing_else() -> None:
    read: set[str] = set()

    class Watched(dict[str, object]):
        def get(self, key: str, default: object = None) -> object:
            read.add(key)
            return default

    build(Watched())
    assert read == {*BY_KEY, *case.UNASKED}


def test_each_question_has_its_own_effect_on_the_case() -> None:
    """A key that ``build`` names but puts nowhere would be asked for nothing."""
    values: dict[AnswerType, object] = {
        AnswerType.DATE: date(2026, 11, 1),
        AnswerType.MONEY: Money(Decimal(3), "USD"),
        AnswerType.CHOICES: (Kind.SELLER_MESSAGE,),
    }
    now = Situation({}, ON, "en")
    for question in QUESTIONS:
        chosen: list[object] = [choice.value for choice in question.choices(now)]
        several = question.type is AnswerType.CHOICES
        options = chosen if chosen and not several else [values.get(question.type, "text")]
        built = [build({question.key: option}) for option in options]
        assert any(found != Case() for found in built), question.key
        assert build({question.key: UNKNOWN}) == Case(), question.key


def test_sections_are_asked_in_their_order_and_hold_together() -> None:
    order = [question.section for question in QUESTIONS]
    assert list(dict.fromkeys(order)) == list(SECTIONS)
    assert sorted(order, key=list(SECTIONS).index) == order
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", question.key) for question in QUESTIONS)
    assert len(BY_KEY) == len(QUESTIONS)


@EVERY_QUESTION
@pytest.mark.parametrize("language", INTERFACE)
def test_each_question_and_each_choice_has_its_words(question: Question, language: str) -> None:
    words = Locale(language)
    now = Situation({}, ON, language)
    labels = [words.text(choice.label) for choice in question.choices(now)]
    assert all((words.text(question.label), words.text(question.help), *labels))
    assert len(set(labels)) == len(labels)
    chosen = (AnswerType.CHOICE, AnswerType.CHOICES)
    assert bool(labels) is (question.type in chosen)
    if not question.searchable:
        assert len(labels) <= 10


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("order.marketplace", {*reference.marketplace_ids(), "other"}),
        ("parcel.shown", set(case.Shown)),
        ("customs.said", set(case.Said)),
        ("customs.demand", set(case.Demand)),
        ("talks.state", set(Talks)),
        ("papers.wanted", set(Kind)),
        ("parcel.received", {"yes", "no"}),
        ("customs.personal_use", {"yes", "no"}),
        ("remedy.settle", {"full", "less_shipping"}),
        ("tracking.meaning", {choice.value for choice in choices.MEANING}),
    ],
)
def test_every_value_that_the_case_knows_can_be_chosen(key: str, values: set[str]) -> None:
    found = [choice.value for choice in BY_KEY[key].choices(Situation({}, ON, "en"))]
    assert set(found) == values
    assert len(found) == len(values)


def test_i_dont_know_is_an_answer_only_where_it_can_be_honest() -> None:
    assert {q.key for q in QUESTIONS if q.may_be_unknown} == {
        "tracking.meaning",
        "customs.said_on",
        "order.ordered_on",
        "order.protection_end",
        "talks.since",
        "order.extended_until",
        "order.shipping",
    }
    now = Situation({}, ON, "en")
    for question in QUESTIONS:
        if question.may_be_unknown:
            assert accept(question, " Unknown ", now) is UNKNOWN
            assert interview.shown(question, UNKNOWN, now).template == "I don't know"
        elif question.type in (AnswerType.TEXT, AnswerType.LINES) and not question.check:
            assert accept(question, "unknown", now) == "unknown"
        else:
            refused = question.type is not AnswerType.HISTORY
            assert refused is isinstance(_answer(question, "unknown", now), InputError)


def _answer(question: Question, raw: str, now: Situation) -> object:
    try:
        return accept(question, raw, now)
    except InputError as error:
        return error


# Which questions are asked


def test_typical_case_with_a_pasted_history_takes_fifteen_questions_at_most() -> None:
    """All three papers, and the longest way to settle: still the promise of the README."""
    answers = {
        **BASE,
        **DETAILS,
        "papers.wanted": tuple(Kind),
        "remedy.settle": "less_shipping",
        "order.shipping": Money(Decimal("3.40"), "USD"),
    }
    assert len(walked(answers)) == 15
    assert walked({**answers, "remedy.settle": "full"}) == path(
        {**answers, "remedy.settle": "full"}
    )
    assert len(walked({**answers, "remedy.settle": "full"})) == 14


@given(COMPLETE)
def test_no_case_at_all_takes_more_than_twenty_two_questions(answers: dict[str, object]) -> None:
    keys = walked({**answers, MEANINGS: {}})
    assert len(keys) <= 22
    assert len(keys) == len(set(keys))


def test_whoever_has_to_wait_is_asked_for_no_name() -> None:
    answers = {**BASE, "tracking.history": HELD, "papers.wanted": ()}
    now = situation(answers)
    assert (now.plan.action, now.plan.papers) == ("wait", ())
    assert BY_KEY["papers.wanted"].suggest(now) == ""
    assert walked(answers) == TRIAGE


def test_the_papers_that_the_plan_advises_are_offered() -> None:
    now = situation(BASE)
    assert accept(BY_KEY["papers.wanted"], BY_KEY["papers.wanted"].suggest(now), now) == (
        "seller_message",
        "dispute_justification",
        "customs_request",
    )


PAPER_DETAILS = {
    (): [],
    (Kind.SELLER_MESSAGE,): [
        "order.number",
        "order.item",
        "order.amount",
        "remedy.settle",
        "buyer.name",
    ],
    (Kind.DISPUTE_JUSTIFICATION,): ["order.number", "order.item", "order.amount", "buyer.name"],
    (Kind.CUSTOMS_REQUEST,): ["order.item", "buyer.name", "buyer.address"],
}


@pytest.mark.parametrize("papers", PAPER_DETAILS, ids=",".join)
def test_only_what_the_wanted_papers_need_is_asked(papers: tuple[Kind, ...]) -> None:
    assert walked({**BASE, **DETAILS, "papers.wanted": papers}) == TRIAGE + PAPER_DETAILS[papers]


DETOURS: list[tuple[dict[str, object], set[str], set[str]]] = [
    ({"order.marketplace": "other"}, {"order.marketplace_name"}, set()),
    ({"tracking.history": ""}, {"parcel.shown", "parcel.tracking_number"}, set()),
    ({"tracking.history": NAMELESS}, {"parcel.tracking_number"}, set()),
    ({"tracking.history": TWO}, {"parcel.tracking_number"}, set()),
    ({"tracking.history": UNCLEAR}, {"tracking.meaning"}, set()),
    ({"tracking.history": DELIVERED}, {"parcel.received"}, {"customs.said"}),
    (
        {"tracking.history": DELIVERED, "parcel.received": "no"},
        {"parcel.received", "customs.said"},
        set(),
    ),
    ({"tracking.history": RELEASED}, set(), {"customs.said"}),
    ({"customs.said": "duty_asked"}, {"customs.said_on", "customs.demand"}, set()),
    ({"customs.said": "data_asked"}, {"customs.said_on", "customs.demand"}, set()),
    ({"customs.said": "term_passed"}, {"customs.said_on", "customs.demand"}, set()),
    ({"customs.said": "commercial"}, {"customs.said_on", "customs.personal_use"}, set()),
    ({"customs.said": "counterfeit"}, {"customs.said_on"}, set()),
    ({"talks.state": "no_answer"}, {"talks.since"}, set()),
    ({"talks.state": "protection_extended"}, {"talks.since", "order.extended_until"}, set()),
]


@pytest.mark.parametrize(("change", "more", "fewer"), DETOURS)
def test_an_answer_opens_and_closes_paths(
    change: dict[str, object], more: set[str], fewer: set[str]
) -> None:
    usual = set(path(BASE))
    found = set(path({**BASE, **change}))
    assert more <= found
    assert not fewer & found
    if "tracking.history" not in change:
        assert found - usual == more
        assert usual - found == fewer


def test_histories_from_a_case_file_spare_the_paste_and_leave_one_that_is_there() -> None:
    without = {key: value for key, value in BASE.items() if key != "tracking.history"}
    keys = path({**without, HISTORIES: (HELD,)})
    assert not {"tracking.history", "parcel.shown"} & set(keys)
    assert path({**BASE, HISTORIES: (HELD,)}) == keys
    assert situation({**BASE, HISTORIES: (HELD,)}).case.histories == (REFUSED, HELD)


# What is kept


@settings(max_examples=2 * settings().max_examples)
@given(CASES, COMPLETE, st.sampled_from(QUESTIONS), DAYS)
def test_a_changed_answer_leaves_all_others_and_the_path_before_it(
    answers: dict[str, object], others: dict[str, object], changed: Question, on: date
) -> None:
    """Answers are stored apart from the path: back and change can lose nothing."""
    assume(changed.key in others)
    after = {**answers, changed.key: others[changed.key]}
    before_it = [q.key for q in QUESTIONS[: QUESTIONS.index(changed)]]
    keys = [[q.key for q in asked(now, on, "en") if q.key in before_it] for now in (answers, after)]
    assert keys[0] == keys[1]
    back = {**after, changed.key: answers.get(changed.key)}
    back = {key: value for key, value in back.items() if value is not None}
    assert interview.prune(back, on, "en") == interview.prune(answers, on, "en")


@settings(max_examples=2 * settings().max_examples)
@given(CASES, DAYS)
def test_pruned_answers_take_the_same_path_and_nothing_is_pruned_twice(
    answers: dict[str, object], on: date
) -> None:
    kept = interview.prune(answers, on, "en")
    assert [q.key for q in asked(kept, on, "en")] == [q.key for q in asked(answers, on, "en")]
    assert interview.prune(kept, on, "en") == kept
    assert set(kept) <= {q.key for q in asked(answers, on, "en")} | set(case.UNASKED)


def test_answers_off_the_path_reach_no_case() -> None:
    answers = {
        **BASE,
        **DETAILS,
        "papers.wanted": (Kind.SELLER_MESSAGE,),
        "order.marketplace_name": "Basar",
        "parcel.shown": "error",
        "parcel.received": "no",
        "customs.said_on": date(2026, 11, 20),
        "customs.demand": "not_yet",
        "customs.personal_use": "yes",
        "order.extended_until": date(2027, 1, 1),
        "talks.since": date(2026, 11, 1),
        "order.shipping": Money(Decimal("3.40"), "USD"),
        "customs.office": "Frankfurt",
        "buyer.contact": "+7 900",
    }
    found = situation(answers).case
    assert (found.order.marketplace_name, found.shown, found.received) == ("", None, None)
    assert found.customs == case.Customs(said=case.Said.NOTHING)
    assert (found.order.extended_until, found.talks_since) == (None, None)
    assert (found.order.shipping, found.buyer.address, found.buyer.contact) == (None, (), "")
    again = {**answers, "customs.said": "duty_asked"}
    assert situation(again).case.customs.demand is case.Demand.NOT_YET


# What counts as an answer


def _typed(question: Question) -> st.SearchStrategy[str]:
    """Return texts that people may type as an answer to ``question``."""
    values = [choice.value for choice in question.choices(Situation({}, ON, "en"))]
    match question.type:
        case AnswerType.DATE:
            return st.dates(date(1990, 1, 1), ON).map(date.isoformat)
        case AnswerType.MONEY:
            amounts = st.decimals("0.01", "99999.99", places=2)
            return st.builds(
                "{} {}".format, amounts, st.sampled_from(["USD", "EUR", "RUB", "JPY", "KWD"])
            )
        case AnswerType.CHOICE:
            return st.sampled_from(values)
        case AnswerType.CHOICES:
            return st.lists(st.sampled_from(values)).map(", ".join)
        case _ if question.key == "parcel.tracking_number":
            return st.from_regex(r"\A[A-Za-z]{2}[ -]?[0-9]{9} ?[A-Za-z]{2}\Z")
        case _:
            return st.text(min_size=1)


@settings(max_examples=2 * len(QUESTIONS) * settings().max_examples // 10)
@given(st.data())
def test_what_is_stored_can_be_typed_again(data: st.DataObject) -> None:
    question = data.draw(st.sampled_from(QUESTIONS))
    now = Situation({}, ON, data.draw(st.sampled_from(INTERFACE)))
    value = _answer(question, data.draw(_typed(question)), now)
    assume(not isinstance(value, InputError))
    assert accept(question, as_typed(question, value), now) == value


@pytest.mark.parametrize("language", INTERFACE)
def test_choices_are_known_by_their_value_and_by_their_label(language: str) -> None:
    now = Situation({}, ON, language)
    for question in QUESTIONS:
        if question.type is AnswerType.CHOICE:
            for choice in question.choices(now)[:: 9 if question.searchable else 1]:
                label = Locale(language).text(choice.label)
                assert accept(question, choice.value.upper(), now) == choice.value
                assert accept(question, f"  {label} ", now) == choice.value


def test_several_papers_are_named_in_any_order_and_each_once() -> None:
    papers = accept(
        BY_KEY["papers.wanted"],
        "customs_request, Message to the seller,customs_request,",
        Situation({}, ON, "en"),
    )
    assert papers == ("customs_request", "seller_message")


def test_an_address_keeps_its_lines() -> None:
    raw = " Sadovaya 5\r\n\u202e443001\tSamara\r\n\r\n"
    value = accept(BY_KEY["buyer.address"], raw, Situation({}, ON, "en"))
    assert value == "Sadovaya 5\n443001\tSamara"


def test_one_of_two_parcels_is_named_not_a_third_one() -> None:
    now = interview.before(
        BY_KEY["parcel.tracking_number"], {**BASE, "tracking.history": TWO}, ON, "en"
    )
    question = BY_KEY["parcel.tracking_number"]
    assert accept(question, "rb 007000040 cn", now) == "RB007000040CN"
    with pytest.raises(InputError) as caught:
        accept(question, "LX123456785HK", now)
    assert "RB007000019CN and RB007000040CN" in Locale("en").text(caught.value.problems[0].mend)


# Doubts, which the user may override

DOUBTS: list[tuple[str, str, str]] = [
    ("parcel.tracking_number", "RB123456789CN", "The check digit of this number is wrong"),
    ("parcel.tracking_number", "RB123456785CN", ""),
    ("order.ordered_on", "2025-11-22", "22 November 2025 is long ago."),
    ("order.ordered_on", "2025-11-23", ""),
    ("order.protection_end", "2026-11-22", "22 November 2026 has already passed."),
    ("order.protection_end", "2026-11-23", ""),
    ("order.extended_until", "2026-11-22", "22 November 2026 has already passed."),
    ("order.amount", "25.90", "You named no currency; this reads as 25.90 Russian roubles."),
    ("order.amount", "25.90 ₽", ""),
    ("order.amount", "2000000 USD", "2,000,000.00 US dollars is a very large sum for one order."),
    ("buyer.name", "X", "does not look like a full name"),
    ("buyer.name", "+7 900", "does not look like a full name"),
    ("buyer.name", "Vi Ng", ""),
    ("buyer.address", "Samara", "looks short"),
    ("buyer.address", "Sadovaya 5\n443001 Samara", ""),
    ("tracking.history", "no entries here", "No dated entries were found in this text."),
    ("tracking.history", TWO, "This text holds several parcels"),
    ("tracking.history", HELD, ""),
    ("tracking.history", "", ""),
]


@pytest.mark.parametrize(("key", "raw", "warning"), DOUBTS)
def test_a_doubtful_answer_is_asked_about_and_accepted(key: str, raw: str, warning: str) -> None:
    now = Situation({"parcel.destination": "RU"}, ON, "en")
    value = accept(BY_KEY[key], raw, now)
    found = interview.doubt(BY_KEY[key], raw, value, now)
    text = Locale("en").text(found) if found else ""
    assert text if warning else not text
    assert warning in text


def test_shipping_above_the_sum_paid_is_doubted() -> None:
    paid = Situation({"order.amount": Money(Decimal(10), "USD")}, ON, "en")
    question = BY_KEY["order.shipping"]
    for raw, doubted in (("12 USD", True), ("12", True), ("10 USD", False), ("12 EUR", False)):
        value = accept(question, raw, paid)
        assert bool(interview.doubt(question, raw, value, paid)) is doubted, raw
    assert home_currency("RU") == "RUB"


# What is offered and shown


def test_what_the_history_tells_is_offered() -> None:
    now = situation(
        {**BASE, "tracking.history": REFUSED.replace("\n", "\nCountry: China -> Russia\n", 1)}
    )
    assert BY_KEY["parcel.destination"].suggest(now) == "RU"
    assert BY_KEY["customs.office"].suggest(now) == "102975"


@given(COMPLETE, st.sampled_from(INTERFACE))
def test_every_answer_is_shown_in_words(answers: dict[str, object], language: str) -> None:
    now = situation(answers, language=language)
    for question in asked(answers, ON, language):
        text = Locale(language).text(interview.shown(question, answers[question.key], now))
        assert text
        assert "{" not in text


def test_random_histories_say_what_they_mean() -> None:
    """The ground under the random tests: each invented wording is read as its status."""
    for status in Status:
        now = situation({"tracking.history": history((ON, status))})
        assert [event.status for event in now.timeline] == [status]
