"""What the interview says about itself: labels, hints, help, the review. Pure: messages only."""

from collections.abc import Iterator

from dispute_assistant.case import Kind
from dispute_assistant.forms import AnswerType, Question
from dispute_assistant.interview import Situation, asked, shown
from dispute_assistant.locales import decimal_mark, home_currency
from dispute_assistant.messages import Message, say, say_many
from dispute_assistant.money import decimals
from dispute_assistant.tracking.events import Status
from dispute_assistant.view import Action

WELCOME = say(
    "Type ? for help, :b to go back, :list to see your answers, :q to save your answers and stop."
)
FIRST = say("This is the first question.")
KEEP_LINE = say("Is that right? Press Enter to keep it, or type another answer.")
KEEP_LINES = say("Is that right? End without typing to keep it, or give another answer.")
ONE_LINE = say("You pasted several lines, but one line is asked here.")
REVIEW = say("Your answers")
CHANGE = say("Type a number to change that answer, or press Enter to go on.")
WRONG_NUMBER = say("There is no answer with this number.")
NOT_SAVED = say("Your answers cannot be saved on this machine; the interview goes on without.")
RESUME = "dispute resume"

ENDS = say("Ctrl-D or Alt-Enter: end of the text")
KEYS = say("F1 help · Ctrl-B back · F2 language · Ctrl-C save and stop")
COMMANDS = (
    say(":b — back to the previous question"),
    say(":list — see your answers and change any of them"),
    say(":lang ru — another language: en, ru, es"),
    say(":q — save your answers and stop"),
)


def label(question: Question, now: Situation) -> Message:
    """Return the question with its place in the interview.

    Until the papers are chosen, the questions for those that the plan suggests count as well; all
    papers while nothing can be planned yet. So the total seldom grows.
    """
    answers = now.answers
    if _PAPERS not in answers:
        papers = now.plan.papers or (tuple(Kind) if now.plan.action is Action.TELL_MORE else ())
        answers = {**answers, _PAPERS: papers}
    path = [q.key for q in asked(now.answers, now.on, now.language) if not q.extra]
    if question.key not in path:
        return say(question.label)
    number = path.index(question.key) + 1
    expected = [q for q in asked(answers, now.on, now.language) if not q.extra]
    return say(
        "Question {number} of about {total}. {label}",
        number=number,
        total=max(number, len(expected)),
        label=say(question.label),
    )


_PAPERS = "papers.wanted"


def hints(
    question: Question, offer: Message | None, now: Situation, *, keys: bool
) -> Iterator[Message]:
    """Yield how this question is answered; ``keys`` tells whether the terminal has keys."""
    yield from _form(question, now, keys=keys)
    if offer:
        if question.type in (AnswerType.LINES, AnswerType.HISTORY):
            yield say("End without typing to keep: {answer}.", answer=offer)
        else:
            yield say("Enter takes: {answer}.", answer=offer)
        if question.optional:
            yield say("A dash leaves it empty.")
    elif question.optional:
        yield say("It may stay empty.")
    if question.may_be_unknown:
        yield say("F4: I don't know.") if keys else say("Type :u if you don't know.")


def _form(question: Question, now: Situation, *, keys: bool) -> Iterator[Message]:
    match question.type:
        case AnswerType.DATE:
            yield example_of_day(now)
        case AnswerType.MONEY:
            yield example_of_money(now)
        case AnswerType.CHOICES:
            yield say("Type numbers, such as 1,3.")
        case AnswerType.CHOICE if question.searchable and keys:
            yield say("Type a few letters of the name; choose with the arrow keys and Enter.")
        case AnswerType.CHOICE if question.searchable:
            yield say("Type a few letters of the name, or its code.")
        case AnswerType.CHOICE:
            yield say("Type a number or a word.")
        case AnswerType.LINES | AnswerType.HISTORY:
            ends = say("Ctrl-D ends."), say("End with a line that holds only a full stop.")
            yield ends[0] if keys else ends[1]
            yield say("Or type @ and the name of a file.")


def example_of_day(now: Situation) -> Message:
    """Return a day as it may be typed; each catalog puts its parts in its own order."""
    day = now.on
    return say(
        "For example {year}-{month}-{day}.",
        year=f"{day.year}",
        month=f"{day.month:02}",
        day=f"{day.day:02}",
    )


def example_of_money(now: Situation) -> Message:
    """Return an amount as it may be typed, in the currency of the country."""
    currency = home_currency(now.case.destination) or "USD"
    mark = decimal_mark(now.language, now.case.destination)
    amount = f"25{mark}90" if decimals(currency) else "2590"
    return say("For example {example}.", example=f"{amount} {currency}")


def help_lines(question: Question) -> Iterator[Message]:
    """Yield the help of a question, then the commands."""
    yield say(question.help)
    if question.may_be_unknown:
        yield say(":u — I don't know; the papers then leave it out")
    yield from COMMANDS


def after_paste(now: Situation) -> Iterator[Message]:
    """Yield what was understood of a pasted history, so that the user can compare."""
    events = now.timeline.events
    newest = now.timeline.last
    if newest and newest.day:
        yield say_many(
            "{count} entry read, of {day}: {text}",
            "{count} entries read, newest of {day}: {text}",
            len(events),
            day=newest.day,
            text=newest.text,
        )
    elif events:
        yield say_many("{count} entry read", "{count} entries read", len(events))
    unclear = sum(event.status is Status.UNKNOWN for event in events)
    if unclear:
        yield say_many(
            "{count} entry has a wording that is not known; it stays as it is.",
            "{count} entries have a wording that is not known; they stay as they are.",
            unclear,
        )


def review_line(number: int, question: Question, now: Situation) -> Message:
    """Return one answer in words, with the number that changes it."""
    answer: Message | str = "–"
    value = now.answers.get(question.key)
    if question.type is AnswerType.LINES and isinstance(value, str) and value:
        answer = ", ".join(value.splitlines())
    elif question.key in now.answers:
        answer = shown(question, value, now)
    return say(
        "{number}. {label} — {answer}", number=number, label=say(question.label), answer=answer
    )
