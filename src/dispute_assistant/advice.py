"""The advice as a page for a worried person: what happened, who is responsible, what to do.

Plain text of at most 78 columns, top to bottom, without column art, so that a screen reader reads
it in order.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from dispute_assistant import chain, reference
from dispute_assistant.deadlines import Deadline, marketplace
from dispute_assistant.findings import Finding, Statement
from dispute_assistant.layout import item, wrapped
from dispute_assistant.locales import Locale
from dispute_assistant.messages import N_, Message, say
from dispute_assistant.objections import Objection
from dispute_assistant.proofs import Gap, Weight
from dispute_assistant.situation import Situation
from dispute_assistant.tracking.events import Event
from dispute_assistant.tracking_page import quoted
from dispute_assistant.view import Step

_WEIGHS = {
    Weight.DECISIVE: N_("{what} (decisive). {how}"),
    Weight.STRONG: N_("{what} (strong). {how}"),
    Weight.HELPFUL: N_("{what} (helpful). {how}"),
}


def page(now: Situation, *, why: bool = False) -> str:
    """Return the advice for the situation in its language; ``why`` adds evidence and sources."""
    return "\n".join(_Page(now=now, words=Locale(now.language), why=why).lines()) + "\n"


class _Page(Struct, frozen=True, kw_only=True):
    """The sections of one page; each statement is followed by what it rests on, where asked."""

    now: Situation
    words: Locale
    why: bool

    def lines(self) -> Iterator[str]:
        """Yield the page from top to bottom."""
        plan = self.now.plan
        yield from wrapped(self.words.text(plan.headline))
        short = " ".join(map(self.words.text, plan.summary))
        yield from self._section(say("In short"), wrapped(short))
        yield from self._section(say("What happened"), self._findings())
        yield from self._section(say("What to do"), self._steps())
        yield from self._section(say("Days that matter"), self._days())
        yield from self._section(say("What to ask for"), self._statements(plan.claims))
        unwise = (*plan.not_claims, *plan.traps)
        yield from self._section(say("What not to do"), self._statements(unwise))
        yield from self._section(say("What is missing"), self._gaps())
        yield from self._section(say("What the seller may say"), self._objections())
        if place := marketplace(self.now.case):
            about = say("Good to know about {name}", name=place.name)
            yield from self._section(about, self._statements(plan.notes))
        if self.why:
            yield from self._section(say("Sources"), self._sources())

    def _section(self, heading: Message, lines: Iterable[str]) -> Iterator[str]:
        """Yield a heading and its lines, or nothing where there are no lines."""
        body = list(lines)
        if body:
            yield from ("", self.words.text(heading), *body)

    def _because(self, reasons: Iterable[Message]) -> Iterator[str]:
        if self.why:
            for reason in reasons:
                yield from item(self.words.text(reason), indent=4)

    def _findings(self) -> Iterator[str]:
        quoted_already: list[Event] = []
        for finding in self.now.diagnosis.telling:
            yield from item(self.words.text(finding.says))
            for event in self._shown(finding):
                if self.why or event not in quoted_already:
                    quoted_already.append(event)
                    yield from item(quoted(event, self.words), indent=4)
            yield from self._because(chain.of_finding(finding, self.now))
        for note in self.now.timeline.notes:
            yield from item(self.words.text(note))

    def _shown(self, finding: Finding) -> tuple[Event, ...]:
        whole = self.why or finding.rule == "contradiction"
        return finding.evidence if whole else finding.evidence[:1]

    def _steps(self) -> Iterator[str]:
        for number, step in enumerate(self.now.plan.steps, start=1):
            yield from item(_step(step, self.words, self.now), mark=f"{number}.")
            yield from self._because(chain.of_statement(step.rests_on, step.sources, self.now))

    def _days(self) -> Iterator[str]:
        for deadline in self.now.plan.dates:
            yield from item(day_line(deadline, self.words))
            yield from self._because((deadline.basis, *chain.of_sources(deadline.sources)))

    def _statements(self, statements: Iterable[Statement]) -> Iterator[str]:
        for one in statements:
            yield from item(self.words.text(one.says))
            yield from self._because(chain.of_statement(one.rests_on, one.sources, self.now))

    def _gaps(self) -> Iterator[str]:
        for gap in self.now.plan.gaps:
            yield from item(self.words.text(weighed(gap)))
            yield from self._because(chain.of_statement(gap.rests_on, gap.sources, self.now))

    def _objections(self) -> Iterator[str]:
        for one in self.now.plan.objections:
            yield from item(self.words.text(answered(one)))
            yield from self._because(chain.of_sources(one.sources))

    def _sources(self) -> Iterator[str]:
        for source in map(reference.source, chain.all_sources(self.now)):
            where = f" {source.url}" if source.complete else ""
            yield from item(f"{source.title} ({source.age}).{where}")


def weighed(gap: Gap) -> Message:
    """Return what is missing, what it weighs and how to get it."""
    return say(_WEIGHS[gap.weight], what=gap.what, how=gap.how)


def answered(objection: Objection) -> Message:
    """Return what the seller may say, with the answer."""
    return say("“{says}”. {answer}", says=objection.says, answer=objection.answer)


def _step(step: Step, words: Locale, now: Situation) -> str:
    text = words.text(step.says)
    if step.by == now.on:
        return words.text(say("Today: {text}", text=text))
    if step.start and step.by and step.start < step.by:
        return words.text(
            say("From {start}, by {by}: {text}", start=step.start, by=step.by, text=text)
        )
    if step.start and step.start > now.on:
        return words.text(say("From {start}: {text}", start=step.start, text=text))
    return text


def day_line(deadline: Deadline, words: Locale) -> str:
    """Return a day that matters in one line; an estimate asks to be checked."""
    says = words.text(deadline.says)
    if deadline.estimated:
        return words.text(
            say("About {day}: {says} Check it yourself.", day=deadline.day, says=says)
        )
    return words.text(say("{day}: {says}", day=deadline.day, says=says))
