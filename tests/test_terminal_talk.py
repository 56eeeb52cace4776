"""The conversation itself: back, help, doubts, languages, review, drafts; no screen involved."""

import doctest
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dispute_assistant.case import UNKNOWN
from dispute_assistant.casefile import UNFINISHED
from dispute_assistant.errors import InputError, Problem
from dispute_assistant.interview import QUESTIONS, accept
from dispute_assistant.locales import INTERFACE, Locale
from dispute_assistant.messages import say
from dispute_assistant.money import Money
from dispute_assistant.situation import Situation
from dispute_assistant.terminal import (
    End,
    Outcome,
    Prompt,
    Reply,
    answering,
    backend,
    interview,
    search,
    wording,
)
from tiny_interview import ANSWERED, ON, Script, tiny

pytestmark = pytest.mark.usefixtures(tiny.__name__)

COMPLETE = {
    "parcel.destination": "DE",
    "parcel.shown": "returning",
    "order.protection_end": date(2026, 12, 1),
    "papers.wanted": ("customs_request",),
    "order.amount": Money(Decimal("25.90"), "USD"),
    "buyer.name": "Anna",
    "buyer.address": "Street 1\n1000 Town",
}


def talk(
    script: Script, answers: Mapping[str, object] | None = None, language: str = "en"
) -> Outcome:
    return interview(script, answers or {}, ON, language, lambda _answers, _language: None)


def without(key: str) -> dict[str, object]:
    return {k: v for k, v in COMPLETE.items() if k != key}


@pytest.mark.parametrize("module", [answering, backend, search])
def test_examples_in_the_docstrings(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_answers_are_typed_values_in_the_order_of_the_questions() -> None:
    script = Script(*ANSWERED, "")
    outcome = talk(script)
    assert outcome.end is End.COMPLETE
    assert outcome.exit_code == 0
    assert outcome.answers == COMPLETE
    assert script.prompts[0].text == "Question 1 of about 7. Which country?"


def test_every_answer_is_saved_at_once() -> None:
    saved: list[tuple[int, str]] = []
    outcome = interview(
        Script("ng", "3", ":q"), {}, ON, "en", lambda a, language: saved.append((len(a), language))
    )
    assert outcome.end is End.QUIT
    assert saved == [(1, "en"), (2, "en")]


def test_back_goes_to_the_question_before_and_keeps_later_answers() -> None:
    script = Script("NG", "2", "2026-12-01", ":b", ":b", "1", "", "", "", "1 USD")
    outcome = talk(script)
    assert script.asked()[2:8] == [
        "Until when?",
        "Which papers?",
        "Until when?",
        "What is shown?",
        "The history?",
        "Which papers?",
    ]
    assert outcome.answers["order.protection_end"] == date(2026, 12, 1)
    assert outcome.answers["parcel.shown"] == "held"


def test_back_at_the_first_question_stays() -> None:
    script = Script(":b")
    talk(script)
    assert script.asked() == ["Which country?", "Which country?"]
    assert "This is the first question." in script.screen


def test_question_asked_again_offers_its_answer() -> None:
    script = Script(":b", "", "")
    outcome = talk(script, without("buyer.address"))
    assert script.prompts[1].draft == "Anna"
    assert "Enter takes: Anna." in script.prompts[1].hint
    assert outcome.answers["buyer.name"] == "Anna"


@pytest.mark.parametrize("wanted", ["?", ":help", ":nonsense"])
def test_help_explains_the_question_and_the_commands(wanted: str) -> None:
    script = Script(wanted)
    talk(script)
    assert "Where it goes." in script.screen
    assert ":q — save your answers and stop" in script.screen


def test_wrong_answer_says_how_to_mend_and_asks_again() -> None:
    script = Script("soon", "2026-12-01", "")
    outcome = talk(script, without("order.protection_end"))
    expected = (
        "“soon” is not a date that can be read. Write year-month-day, for example 2026-11-27."
    )
    assert expected in script.screen
    assert outcome.answers == COMPLETE


def test_wrong_answer_on_a_pipe_ends_with_the_key_and_code_2() -> None:
    outcome = talk(Script("soon", "2026-12-01", reacts=False), without("order.protection_end"))
    assert (outcome.end, outcome.exit_code) == (End.NO_INPUT, 2)
    assert [problem.key for problem in outcome.problems] == ["order.protection_end"]


def test_missing_answer_on_a_pipe_ends_with_the_key_and_code_2() -> None:
    outcome = talk(Script("de", reacts=False))
    assert [problem.key for problem in outcome.problems] == ["parcel.shown"]
    assert outcome.exit_code == 2
    assert outcome.answers == {"parcel.destination": "DE"}


def test_complete_pipe_needs_no_answer_to_the_review() -> None:
    assert talk(Script(*ANSWERED, reacts=False)).end is End.COMPLETE


def test_closed_terminal_is_quitting() -> None:
    assert talk(Script("de")).end is End.QUIT


def test_interrupt_keeps_answers_and_says_how_to_go_on() -> None:
    script = Script("de", KeyboardInterrupt())
    outcome = talk(script)
    assert (outcome.end, outcome.exit_code) == (End.INTERRUPTED, 130)
    assert outcome.answers == {"parcel.destination": "DE"}
    assert script.screen[-1] == "Your answers are saved. Go on with: dispute resume"


def test_doubtful_answer_is_kept_when_given_again() -> None:
    script = Script("2031-01-01", "", "")
    outcome = talk(script, without("order.protection_end"))
    assert "1 January 2031 is far away." in script.screen
    assert outcome.answers["order.protection_end"] == date(2031, 1, 1)


def test_doubtful_answer_can_be_replaced() -> None:
    outcome = talk(Script("2031-01-01", "2026-12-01", ""), without("order.protection_end"))
    assert outcome.answers["order.protection_end"] == date(2026, 12, 1)


def test_each_doubtful_answer_is_doubted() -> None:
    script = Script("2031-01-01", "2032-01-01", "", "")
    outcome = talk(script, without("order.protection_end"))
    assert "1 January 2032 is far away." in script.screen
    assert outcome.answers["order.protection_end"] == date(2032, 1, 1)


def test_doubt_on_a_pipe_is_said_and_does_not_ask() -> None:
    script = Script("2031-01-01", reacts=False)
    outcome = talk(script, without("order.protection_end"))
    assert "1 January 2031 is far away." in script.screen
    assert outcome.end is End.COMPLETE


def test_not_knowing_is_an_answer_where_it_is_honest() -> None:
    outcome = talk(Script(":u", ""), without("order.protection_end"))
    assert outcome.answers["order.protection_end"] is UNKNOWN


def test_not_knowing_is_refused_where_an_answer_is_needed() -> None:
    script = Script(":u", "Anna", "")
    outcome = talk(script, without("buyer.name"))
    assert any(text.startswith("An answer is needed here.") for text in script.screen)
    assert outcome.answers == COMPLETE


def test_language_changes_without_losing_answers() -> None:
    saved: list[str] = []
    script = Script("de", Reply("Hel", ":lang"), ":lang es", ":lang xx", ":q")
    outcome = interview(script, {}, ON, "en", lambda _, language: saved.append(language))
    assert saved == ["en", "ru", "es"]
    assert script.prompts[2].draft == "Hel"
    assert outcome.language == "es"
    assert outcome.answers == {"parcel.destination": "DE"}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("cote d'iv", "CI"),
        ("IVORY", "CI"),
        ("ci", "CI"),
        ("niger", "NE"),
        ("nigeri", "NG"),
        ("russia", "RU"),
        ("росс", "RU"),
        ("ελλαδα", "GR"),
        ("deutsch", "DE"),
    ],
)
def test_long_list_is_searched_without_accents_in_several_languages(typed: str, code: str) -> None:
    assert talk(Script(typed)).answers == {"parcel.destination": code}


def test_several_matches_are_numbered() -> None:
    script = Script("nig", "2")
    outcome = talk(script)
    assert [option.label for option in script.prompts[1].options] == ["Niger", "Nigeria"]
    assert [option.label for option in script.prompts[2].options] == ["Held", "Returning", "Other"]
    assert outcome.answers == {"parcel.destination": "NG"}


def test_slip_of_the_finger_is_a_question_back() -> None:
    script = Script("Gremany", "1")
    assert talk(script).answers == {"parcel.destination": "DE"}
    assert "“Gremany” is not among the answers. If one of these is right, type its number." in (
        script.screen
    )


@pytest.mark.parametrize("typed", ["1", "١", "held", "HELD", "hel"])
def test_short_list_takes_number_or_word(typed: str) -> None:
    outcome = talk(Script(typed), {"parcel.destination": "DE"})
    assert outcome.answers["parcel.shown"] == "held"


@pytest.mark.parametrize("typed", ["0", "4", "9" * 5000, "x"])
def test_short_list_refuses_all_else(typed: str) -> None:
    assert "parcel.shown" not in talk(Script(typed), {"parcel.destination": "DE"}).answers


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1,2", ("seller_message", "customs_request")),
        ("2 1", ("customs_request", "seller_message")),
        ("seller, 2", ("seller_message", "customs_request")),
        ("", ("customs_request",)),
        ("-", ()),
    ],
)
def test_several_choices(typed: str, value: tuple[str, ...]) -> None:
    assert talk(Script(typed, ""), without("papers.wanted")).answers["papers.wanted"] == value


def test_history_is_summed_up_after_the_paste() -> None:
    script = Script("2026-11-02 10:00 Accepted\n2026-11-10 11:30 Held by customs", "")
    outcome = talk(script, {**COMPLETE, "parcel.shown": "held"})
    assert "2 entries read, newest of 10 November 2026: Held by customs" in script.screen
    assert outcome.end is End.COMPLETE


def test_file_is_read_in_place_of_a_paste(tmp_path: Path) -> None:
    (tmp_path / "my history.txt").write_bytes("02.11.2026 Прием".encode("cp1251"))
    outcome = talk(
        Script(f"@'{tmp_path}/my history.txt'", ""), {**COMPLETE, "parcel.shown": "held"}
    )
    assert outcome.answers["tracking.history"] == "02.11.2026 Прием"


def test_missing_file_is_said() -> None:
    script = Script("@none.txt", "")
    talk(script, {**COMPLETE, "parcel.shown": "held"})
    assert "none.txt: There is no such file. Check the name and the folder." in script.screen


def test_review_shows_answers_in_words_and_edits_any_of_them() -> None:
    script = Script("7", "Shop 24", "5", "30 EUR", "")
    outcome = talk(script, COMPLETE)
    assert "5. How much? — 25.90 US dollars" in script.screen
    assert "6. Which shop? — –" in script.screen
    assert "8. Your address? — Street 1, 1000 Town" in script.screen
    assert outcome.end is End.COMPLETE
    assert outcome.answers["buyer.name"] == "Shop 24"
    assert outcome.answers["order.amount"] == Money(Decimal("30.00"), "EUR")


def test_review_fills_in_an_extra() -> None:
    assert talk(Script("6", "Shop 24", ""), COMPLETE).answers["order.seller"] == "Shop 24"


def test_changed_answer_opens_its_question_before_the_papers() -> None:
    script = Script("2", "1", "", "")
    outcome = talk(script, COMPLETE)
    assert script.asked()[2] == "The history?"
    assert outcome.end is End.COMPLETE
    assert outcome.answers["tracking.history"] == ""


def test_list_shows_answers_early_and_comes_back() -> None:
    script = Script(":list", "", "2", ":list", "1", "ng", ":q")
    outcome = talk(script, {"parcel.destination": "DE"})
    assert "1. Which country? — Germany" in script.screen
    assert script.asked()[2] == "What is shown?"
    assert outcome.answers == {"parcel.destination": "NG", "parcel.shown": "returning"}


@pytest.mark.parametrize("typed", ["0", "99", "x", "9" * 5000, ":u"])
def test_review_says_which_numbers_there_are(typed: str) -> None:
    script = Script(typed, "")
    assert talk(script, COMPLETE).end is End.COMPLETE
    assert "There is no answer with this number." in script.screen
    assert talk(Script(typed, reacts=False), COMPLETE).exit_code == 2


def test_review_obeys_the_commands() -> None:
    assert talk(Script(":q"), COMPLETE).end is End.QUIT
    assert talk(Script(":lang ru", ""), COMPLETE).language == "ru"
    helped = Script("?", ":list", "")
    assert talk(helped, COMPLETE).end is End.COMPLETE
    assert ":q — save your answers and stop" in helped.screen
    assert helped.screen.count("1. Which country? — Germany") == 2
    back = Script(":b", "", "")
    assert talk(back, COMPLETE).end is End.COMPLETE
    assert back.asked()[1] == "Your address?"


def test_dash_empties_an_optional_answer_only() -> None:
    answers = {**COMPLETE, "order.seller": "Shop"}
    assert talk(Script("6", "-", ""), answers).answers["order.seller"] == ""
    assert talk(Script("7", "-", "", ""), answers).answers["buyer.name"] == "Anna"


def test_page_is_shown_before_the_first_question_of_a_section() -> None:
    seen: list[tuple[str, int]] = []

    def page(section: str, now: Situation) -> str | None:
        seen.append((section, len(now.answers)))
        return "THE ADVICE" if section == "papers" else None

    script = Script("de", "2", ":u", "")
    interview(script, {}, ON, "en", lambda _a, _l: None, page)
    assert seen == [("parcel", 0), ("protection", 2), ("papers", 3), ("details", 4)]
    place = script.screen.index("THE ADVICE")
    assert script.screen[place + 1].endswith("Which papers?")


def test_unwritable_draft_is_said_once_and_the_interview_goes_on() -> None:
    def fail(_answers: object, _language: str) -> None:
        raise InputError(Problem(key="", what=say("The disk is full."), mend=say("Make room.")))

    script = Script(*ANSWERED, "")
    outcome = interview(script, {}, ON, "en", fail)
    assert outcome.end is End.COMPLETE
    assert script.screen.count("The disk is full. Make room.") == 1


def test_text_is_judged_while_it_is_typed() -> None:
    script = Script()
    talk(script, without("order.amount"))
    check = script.prompts[0].check
    assert check("25,9 €").meaning == "25.90 euros"
    assert check("1.234 USD").problem.startswith("“1.234” can be read in two ways.")
    assert check(":b").problem == ""
    assert check("").problem.startswith("An answer is needed here.")


def test_text_that_typing_on_may_mend_is_not_judged_for_certain() -> None:
    script = Script(keys=True)
    talk(script)
    check = script.prompts[0].check
    assert check("nig").problem == (
        "“nig” may mean several answers. "
        "Choose with the arrow keys and Enter, or type more letters."
    )
    assert not check("nig").certain
    assert not check(":li").certain
    assert check("Gremany").problem == (
        "“Gremany” is not among the answers. "
        "If one of these is right, choose it with the arrow keys and Enter."
    )
    assert check("Gremany").certain
    assert check("zzzz").certain
    talk(script, without("order.protection_end"))
    assert not script.prompts[1].check("2026-1").certain


@pytest.mark.parametrize("language", INTERFACE)
@pytest.mark.parametrize(("key", "value"), [("order.protection_end", ON), ("order.amount", None)])
def test_example_is_an_answer_in_its_language(language: str, key: str, value: date | None) -> None:
    for keys in (False, True):
        script = Script(keys=keys)
        talk(script, without(key), language)
        assert script.prompts[0].hint
    question = next(q for q in QUESTIONS if q.key == key)
    now = Situation({"parcel.destination": "MX"}, ON, language)
    example = wording.example_of_day if value else wording.example_of_money
    said = Locale(language).text(example(now))
    typed = re.search(r"\d\S*\d(?: [A-Z]{3})?", said)
    assert typed
    read = accept(question, typed[0], now)
    assert read == (value or Money(Decimal("25.90"), "MXN"))


def test_words_for_not_knowing_are_an_answer() -> None:
    outcome = talk(Script("no lo sé", ""), without("order.protection_end"))
    assert outcome.answers["order.protection_end"] is UNKNOWN


class Leaving(Script):
    """A back-end with keys whose user stops in the middle of a text."""

    def __init__(self, *typed: str | Reply) -> None:
        super().__init__(keys=True)
        self._typed = iter(typed)

    def ask(self, prompt: Prompt) -> Reply:
        self.prompts.append(prompt)
        typed = next(self._typed)
        if isinstance(typed, Reply):
            return typed
        prompt.left(typed)
        raise KeyboardInterrupt


def test_what_was_being_typed_is_kept_and_offered_again() -> None:
    saved: list[dict[str, object]] = []

    def keep(answers: Mapping[str, object], _language: str) -> str:
        saved.append(dict(answers))
        return "./dispute resume"

    first = Leaving("Street 1\nTo")
    outcome = interview(first, without("buyer.address"), ON, "en", keep)
    assert outcome.answers[UNFINISHED] == {"buyer.address": "Street 1\nTo"}
    assert saved == [outcome.answers]
    assert first.screen[-1] == "Your answers are saved. Go on with: ./dispute resume"

    again = Script("Street 1\nTown", "", keys=True)
    outcome = interview(again, saved[-1], ON, "en", keep)
    assert again.prompts[0].draft == "Street 1\nTo"
    assert outcome.answers == {**COMPLETE, "buyer.address": "Street 1\nTown"}
    assert saved[-1] == outcome.answers

    plain = Script(keys=False)
    interview(plain, saved[0], ON, "en", keep)
    assert "End without typing to keep: Street 1" in plain.prompts[0].hint


def test_text_that_is_emptied_is_not_kept() -> None:
    answers = {**without("buyer.name"), UNFINISHED: {"buyer.name": "An", "order.number": "7"}}
    outcome = interview(Leaving(" "), answers, ON, "en", lambda _answers, _language: None)
    assert outcome.answers[UNFINISHED] == {"order.number": "7"}


def test_offered_answer_that_stands_there_is_not_unfinished() -> None:
    saved: list[object] = []
    script = Leaving(Reply("", ":b"), "Anna")
    outcome = interview(
        script, without("buyer.address"), ON, "en", lambda answers, _language: saved.append(answers)
    )
    assert script.prompts[1].draft == "Anna"
    assert saved == []
    assert outcome.answers == without("buyer.address")


def test_failure_of_the_program_comes_out_once_the_answers_are_saved() -> None:
    script = Script("de", ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        talk(script)
    assert script.screen[-1] == "Your answers are saved. Go on with: dispute resume"


def test_history_without_entries_is_no_offer_of_nothing() -> None:
    script = Script("2", "1", "")
    talk(script, {**COMPLETE, "parcel.shown": "held", "tracking.history": "no dates here"})
    script = Script(":b")
    held = {"parcel.destination": "DE", "parcel.shown": "held", "tracking.history": "no dates"}
    talk(script, held)
    assert script.asked()[1] == "The history?"
    assert "End without typing to keep: the text you gave." in script.prompts[1].hint
    assert "0 entries" not in "".join(script.screen)


def test_menu_offers_what_is_typed() -> None:
    script = Script()
    talk(script)
    find = script.prompts[0].search
    assert find is not None
    assert [option.value for option in find("nig")] == ["NE", "NG"]


def test_label_that_another_answer_shares_gets_its_code() -> None:
    question = next(q for q in QUESTIONS if q.key == "parcel.destination")
    options = answering.options(question, Situation({}, ON, "es"))
    labels = {option.value: option.label for option in options}
    assert (labels["CG"], labels["US"]) == ("Congo (CG)", "Estados Unidos")
    assert [option.code for option in options if option.value == "US"] == ["US"]
    for option in options:
        assert search.find(option.label, options).options == (option,)
