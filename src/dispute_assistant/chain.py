"""The chain of evidence: what each statement of the advice rests on.

Where it stands in the flow: ``dispute advise --why`` prints these lines under each statement. A
statement rests on a rule and what convinced it, on the buyer's own answers, on sources, or it is
this program's own advice, and then it says so.
"""

from collections.abc import Iterable, Iterator

from dispute_assistant import interview, reference
from dispute_assistant.deadlines import Deadline
from dispute_assistant.findings import Certainty, Finding, Statement
from dispute_assistant.interview import QUESTIONS
from dispute_assistant.messages import N_, Message, say
from dispute_assistant.objections import Objection
from dispute_assistant.proofs import Gap
from dispute_assistant.situation import Situation
from dispute_assistant.view import Step

_SURE = {
    Certainty.CERTAIN: N_("Rule: {rule}; certain."),
    Certainty.LIKELY: N_("Rule: {rule}; likely."),
    Certainty.POSSIBLE: N_("Rule: {rule}; possible."),
}
_BY_KEY = {question.key: question for question in QUESTIONS}


def of_finding(finding: Finding, now: Situation) -> Iterator[Message]:
    """Yield the rule of a finding, the answers it rests on, what would settle it, its sources."""
    yield say(_SURE[finding.certainty], rule=finding.rule)
    for key in finding.answers:
        yield _answer(key, now)
    if finding.settles in _BY_KEY:
        label = say(_BY_KEY[finding.settles].label)
        yield say("An answer to this would settle it: {label}", label=label)
    yield from of_sources(finding.sources)


def of_statement(rests_on: str, sources: tuple[str, ...], now: Situation) -> Iterator[Message]:
    """Yield what a sentence of advice rests on: a rule, an answer, sources, or this program."""
    if rests_on in _BY_KEY:
        yield _answer(rests_on, now)
    elif rests_on:
        yield say("It follows from: {rule}", rule=rests_on)
    yield from of_sources(sources)
    if not rests_on and not sources:
        yield say("It is this program's own advice.")


def of_sources(ids: tuple[str, ...]) -> Iterator[Message]:
    """Yield each source by title and age; the address stands in the list of sources."""
    for source in map(reference.source, dict.fromkeys(ids)):
        yield say("Source: {title} ({age})", title=source.title, age=source.age)


def _answer(key: str, now: Situation) -> Message:
    question, value = _BY_KEY.get(key), now.answers.get(key)
    if question is None:
        return say("It stands in the log.")
    answer = interview.shown(question, value, now) if value is not None else "–"
    return say("You answered: {label} — {answer}", label=say(question.label), answer=answer)


def all_sources(now: Situation) -> tuple[str, ...]:
    """Return the ids of all sources that something in the advice rests on, each once."""
    plan = now.plan
    parts: Iterable[Finding | Step | Deadline | Statement | Gap | Objection] = (
        *now.diagnosis.findings,
        *plan.steps,
        *plan.days.known,
        *plan.claims,
        *plan.traps,
        *plan.gaps,
        *plan.objections,
        *plan.notes,
    )
    return tuple(dict.fromkeys(source for part in parts for source in part.sources))
