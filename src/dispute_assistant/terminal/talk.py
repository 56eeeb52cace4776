"""The interview as a conversation: asks, explains, goes back, reviews, keeps a draft.

The walk itself is ``interview.next_question``: there is no history of steps. Back is the question
before on the path, resuming is beginning with the answers of a draft, and a changed answer leaves
all others as they are.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from dispute_assistant import casefile
from dispute_assistant.case import UNKNOWN
from dispute_assistant.errors import InputError, Problem
from dispute_assistant.forms import AnswerType, Question
from dispute_assistant.interview import (
    SECTIONS,
    Situation,
    accept,
    as_typed,
    asked,
    before,
    doubt,
    next_question,
    says_unknown,
    shown,
)
from dispute_assistant.locales import INTERFACE, Locale
from dispute_assistant.messages import Message, say
from dispute_assistant.terminal import answering, backend, wording
from dispute_assistant.terminal.answering import CHOSEN, LINES
from dispute_assistant.terminal.backend import Backend, Judged, Prompt, Reply
from dispute_assistant.terminal.search import Option, menu, number

Save = Callable[[Mapping[str, object], str], str | None]
"""Keeps the answers and the language, and returns the command that goes on with them; called after
every answer."""
Page = Callable[[str, Situation], str | None]
"""Gives the text to show before the first question of a section."""


class End(StrEnum):
    """How an interview came to its end."""

    COMPLETE = "complete"
    QUIT = "quit"
    INTERRUPTED = "interrupted"
    NO_INPUT = "no_input"
    """A pipe gave no answer, or one that cannot be taken."""


_EXIT_CODES = {End.COMPLETE: 0, End.QUIT: 0, End.INTERRUPTED: 130, End.NO_INPUT: 2}


class Outcome(Struct, frozen=True, kw_only=True):
    """What an interview leaves behind."""

    answers: Mapping[str, object]
    language: str
    end: End
    problems: tuple[Problem, ...] = ()
    """Why it could not go on; names the question."""

    @property
    def exit_code(self) -> int:
        """Exit code for a program that has nothing more to do."""
        return _EXIT_CODES[self.end]


def interview(
    asker: Backend,
    answers: Mapping[str, object],
    on: date,
    language: str,
    save: Save,
    on_section: Page = lambda _section, _now: None,
) -> Outcome:
    """Ask what ``answers`` lack, let the user review them, and return all answers.

    ``save`` is called after every answer; an InputError of its is shown and the interview goes on.
    What was being typed when the interview stopped is kept under ``casefile.UNFINISHED``. Nothing
    that people type raises anything; a failure of the program comes out as it is, once the answers
    are saved.
    """
    talk = _Talk(asker, dict(answers), on, language, save, on_section)
    problems: tuple[Problem, ...] = ()
    end: End | None = None
    try:
        talk.walk()
        end = End.COMPLETE
    except KeyboardInterrupt:
        end = End.INTERRUPTED
    except _Stop as stop:
        end, problems = stop.end, stop.problems
    finally:
        if end is not End.COMPLETE and talk.kept:
            talk.say(say("Your answers are saved. Go on with: {command}", command=talk.resume))
    if end is End.COMPLETE:
        talk.answers.pop(casefile.UNFINISHED, None)
    return Outcome(answers=talk.answers, language=talk.language, end=end, problems=problems)


class _Stop(Exception):  # noqa: N818 - leaves the conversation, is no error
    def __init__(self, end: End, *problems: Problem) -> None:
        self.end, self.problems = end, problems


class _Talk:
    """One conversation: the answers so far and what was shown last."""

    def __init__(
        self,
        asker: Backend,
        answers: dict[str, object],
        on: date,
        language: str,
        save: Save,
        page: Page,
    ) -> None:
        self.asker, self.answers, self.on, self.language = asker, answers, on, language
        self._save, self._page = save, page
        self.kept: bool | None = None
        """The answers were saved; False when that failed, None before the first one."""
        self.resume = wording.RESUME
        """The command that goes on with the saved answers."""
        self._section = ""
        self._draft = ""
        self._listed: tuple[Option, ...] = ()
        self._known: tuple[tuple[str, str, int], tuple[Option, ...]] = (("", "", 0), ())
        self._doubted: tuple[str, str] | None = None
        """Key and text of an answer that the user may keep in spite of a warning."""

    def walk(self) -> None:
        """Ask all open questions, then review, until the user is content."""
        self.say(wording.WELCOME)
        while True:
            question = next_question(self.answers, self.on, self.language) or self._review()
            if question is None:
                return
            while question:
                question = self._ask(question)

    def say(self, message: Message, style: str = "") -> None:
        """Show ``message`` in the language of the interview."""
        self.asker.show(self._text(message), style)

    def _text(self, message: Message) -> str:
        return Locale(self.language).text(message)

    # One question

    def _ask(self, question: Question) -> Question | None:
        """Ask once; return the question to ask next, or None when this one is answered."""
        now = before(question, self.answers, self.on, self.language)
        self._announce(question, now)
        try:
            reply = self.asker.ask(self._prompt(question, now))
            self._draft = ""
            command = reply.command or backend.command(reply.text)
            if command not in {"", backend.UNKNOWN}:
                return self._obey(command, reply, question)
            value = self._value(question, command or reply.text, now)
        except EOFError:
            raise self._no_more(question) from None
        except InputError as error:
            return self._wrong(question, error)
        if not self._beyond_doubt(question, reply.text, value, now):
            return question
        self._take(question, value, reply.text)
        return None

    def _announce(self, question: Question, now: Situation) -> None:
        """Show heading and page of a section that begins, and what the question is about."""
        if question.section != self._section:
            self._section = question.section
            self.say(say(SECTIONS[question.section]), "section")
            if page := self._page(question.section, now):
                self.asker.show(page, "page")
        if line := question.shows(now):
            self.say(line, "note")

    def _prompt(self, question: Question, now: Situation) -> Prompt:
        options = self._options(question, now)
        offer = self._offer(question, now)
        edited = question.key in self.answers and question.type not in (
            AnswerType.HISTORY,
            *CHOSEN,
        )
        situation = Situation(self.answers, self.on, self.language)
        draft = self._draft or self._unfinished.get(question.key) or (offer if edited else "")
        words = None if self.asker.keys and draft else self._words(question, offer, now)
        hints = wording.hints(question, words, now, keys=self.asker.keys)
        keys = (wording.ENDS, wording.KEYS) if question.type in LINES else (wording.KEYS,)
        return Prompt(
            text=self._text(wording.label(question, situation)),
            hint=" ".join(map(self._text, hints)),
            keys="\n".join(map(self._text, keys)),
            help="\n".join(map(self._text, wording.help_lines(question))),
            options=self._listed or (() if question.searchable else options),
            search=(lambda text: menu(text, options)) if question.searchable else None,
            several_lines=question.type in LINES,
            draft=draft,
            check=lambda text: self._judged(question, text, now),
            left=lambda text: self._note(question.key, "" if text == offer else text),
            refused=self._text(wording.ONE_LINE),
        )

    def _offer(self, question: Question, now: Situation) -> str:
        """Return what Enter alone stands for."""
        if self._doubted and self._doubted[0] == question.key:
            return self._doubted[1]
        if question.key in self._unfinished and not self.asker.keys:
            return self._unfinished[question.key]
        if question.key in self.answers:
            return as_typed(question, self.answers[question.key])
        return question.suggest(now)

    def _words(self, question: Question, typed: str, now: Situation) -> Message | None:
        """Return ``typed`` in words, or None where there are none to compare it by."""
        try:
            value = accept(question, typed, now) if typed else None
        except InputError:
            value = None
        if value is None:
            return None
        then = Situation({**now.answers, question.key: value}, self.on, self.language)
        if question.type is AnswerType.HISTORY and not then.timeline.events:
            return say("the text you gave")
        return shown(question, value, then)

    def _value(self, question: Question, text: str, now: Situation) -> object:
        text = text.strip()
        if text == backend.UNKNOWN:
            return accept(question, UNKNOWN.value if question.may_be_unknown else "", now)
        if text == backend.NOTHING:
            return accept(question, "", now)
        text = text or self._offer(question, now)
        if question.may_be_unknown and says_unknown(text):
            return UNKNOWN
        known, keys = self._options(question, now), self.asker.keys
        answer = answering.as_answer(question, text, known, self._listed, keys=keys)
        return accept(question, answer, now)

    def _options(self, question: Question, now: Situation) -> tuple[Option, ...]:
        """Return the answers to choose from, made once while the same question is asked."""
        this = (question.key, self.language, len(self.answers))
        if self._known[0] != this:
            self._known = (this, answering.options(question, now))
        return self._known[1]

    def _judged(self, question: Question, text: str, now: Situation) -> Judged:
        """Return what is wrong with ``text``, or what it means, while it is typed."""
        if backend.command(text) not in {"", backend.UNKNOWN}:
            return Judged()
        try:
            value = self._value(question, text, now)
        except InputError as error:
            certain = isinstance(error, answering.UnclearError) and error.certain
            command = text.lstrip().startswith(":")
            said = " ".join(self._problem_lines(error))
            return Judged(problem=said, certain=certain and not command)
        if question.type in (AnswerType.TEXT, *LINES):
            return Judged()
        return Judged(meaning=self._text(shown(question, value, now)))

    def _beyond_doubt(self, question: Question, typed: str, value: object, now: Situation) -> bool:
        """Warn of a doubtful value once; the same answer given again is kept."""
        warning = doubt(question, typed, value, now)
        this = (question.key, as_typed(question, value))
        if warning is None or this == self._doubted:
            return True
        self.say(warning, "problem")
        if not self.asker.reacts:
            return True
        self._doubted = this
        self.say(wording.KEEP_LINES if question.type in LINES else wording.KEEP_LINE)
        return False

    def _take(self, question: Question, value: object, typed: str) -> None:
        self.answers[question.key] = value
        self._listed, self._doubted = (), None
        self._forget(question.key)
        self._keep()
        if question.type is AnswerType.HISTORY:
            for message in wording.after_paste(Situation(self.answers, self.on, self.language)):
                self.say(message, "note")
        elif question.searchable:
            now = before(question, self.answers, self.on, self.language)
            words = self._text(shown(question, value, now))
            if words != typed:
                self.asker.show(words, "note")

    @property
    def _unfinished(self) -> Mapping[str, str]:
        """Texts that were being typed when an interview stopped, by key of their question."""
        return cast("Mapping[str, str]", self.answers.get(casefile.UNFINISHED, {}))

    def _note(self, key: str, text: str) -> None:
        """Keep what was typed so far in the answer of the question ``key``."""
        if text.strip():
            self.answers[casefile.UNFINISHED] = {**self._unfinished, key: text}
            self._keep()
        elif self._forget(key):
            self._keep()

    def _forget(self, key: str) -> bool:
        others = {name: text for name, text in self._unfinished.items() if name != key}
        known = key in self._unfinished
        self.answers.pop(casefile.UNFINISHED, None)
        if others:
            self.answers[casefile.UNFINISHED] = others
        return known

    def _keep(self) -> None:
        try:
            self.resume = self._save(dict(self.answers), self.language) or wording.RESUME
            self.kept = True
        except InputError as error:
            if self.kept is not False:
                for line in self._problem_lines(error):
                    self.asker.show(line, "problem")
                self.say(wording.NOT_SAVED, "problem")
            self.kept = False

    # What goes wrong

    def _wrong(self, question: Question, error: InputError) -> Question:
        """Say what is wrong; ask again if somebody is there to mend it."""
        if not self.asker.reacts:
            raise _Stop(End.NO_INPUT, *(replace(p, key=question.key) for p in error.problems))
        if isinstance(error, answering.UnclearError):
            self._listed = error.options
        for line in self._problem_lines(error):
            self.asker.show(line, "problem")
        return question

    def _problem_lines(self, error: InputError) -> list[str]:
        return [f"{self._text(p.what)} {self._text(p.mend)}" for p in error.problems]

    def _no_more(self, question: Question) -> _Stop:
        if self.asker.reacts:
            return _Stop(End.QUIT)
        what = say("There is no answer to “{label}”.", label=say(question.label))
        mend = say("Give one line for each question, or go on later.")
        return _Stop(End.NO_INPUT, Problem(key=question.key, what=what, mend=mend))

    # Commands

    def _obey(self, command: str, reply: Reply, question: Question) -> Question | None:
        """Do what the user wants instead of answering; return the question to ask next."""
        self._draft = reply.text if reply.command else ""
        if command == backend.QUIT:
            raise _Stop(End.QUIT)
        if command == backend.HELP:
            self.asker.show("\n".join(map(self._text, wording.help_lines(question))))
            return question
        if command.startswith(backend.LANGUAGE):
            self._switch(command.removeprefix(backend.LANGUAGE).strip())
            return question
        self._draft, self._listed = "", ()
        if command == backend.LIST:
            return self._review(complete=False) or question
        return self._previous(question)

    def _previous(self, question: Question) -> Question | None:
        path = [q for q in asked(self.answers, self.on, self.language) if not q.extra]
        if question not in path:
            return None
        if question == path[0]:
            self.say(wording.FIRST)
            return question
        return path[path.index(question) - 1]

    def _switch(self, wanted: str) -> None:
        """Go on in another language; without a name, in the next one."""
        if wanted and wanted not in INTERFACE:
            self.say(say("Choose one of: {choices}.", choices=", ".join(INTERFACE)), "problem")
            return
        following = INTERFACE[(INTERFACE.index(self.language) + 1) % len(INTERFACE)]
        self.language = wanted or following
        self._section = ""
        self._keep()

    # Review

    def _review(self, *, complete: bool = True) -> Question | None:
        """Show all answers; return the question to ask again, or None to go on."""
        path = asked(self.answers, self.on, self.language)
        self._show_answers(path)
        while True:
            try:
                reply = self.asker.ask(self._review_prompt(path))
            except EOFError:
                if complete and self.asker.reacts:
                    raise _Stop(End.QUIT) from None
                return None
            command, text = reply.command or backend.command(reply.text), reply.text.strip()
            if not command and not text:
                return None
            if 1 <= number(text) <= len(path):
                return path[number(text) - 1]
            if command == backend.BACK:
                return next((q for q in reversed(path) if q.key in self.answers), None)
            self._obey_in_review(command, path)

    def _obey_in_review(self, command: str, path: tuple[Question, ...]) -> None:
        if command == backend.QUIT:
            raise _Stop(End.QUIT)
        if command == backend.HELP:
            self.asker.show("\n".join(map(self._text, wording.COMMANDS)))
        elif command == backend.LIST:
            self._show_answers(path)
        elif command.startswith(backend.LANGUAGE):
            self._switch(command.removeprefix(backend.LANGUAGE).strip())
            self._show_answers(path)
        elif self.asker.reacts:
            self.say(wording.WRONG_NUMBER, "problem")
        else:
            problem = Problem(key="review", what=wording.WRONG_NUMBER, mend=wording.CHANGE)
            raise _Stop(End.NO_INPUT, problem)

    def _show_answers(self, path: tuple[Question, ...]) -> None:
        self.say(wording.REVIEW, "section")
        section = ""
        for place, question in enumerate(path, 1):
            if question.section != section:
                section = question.section
                self.say(say(SECTIONS[section]), "heading")
            now = Situation(self.answers, self.on, self.language)
            self.say(wording.review_line(place, question, now))

    def _review_prompt(self, path: tuple[Question, ...]) -> Prompt:
        wrong = Judged(problem=self._text(wording.WRONG_NUMBER))

        def check(text: str) -> Judged:
            known = not text.strip() or 1 <= number(text) <= len(path)
            return Judged() if known or backend.command(text) else wrong

        return Prompt(
            text=self._text(wording.CHANGE),
            keys=self._text(wording.KEYS),
            help="\n".join(map(self._text, wording.COMMANDS)),
            check=check,
            refused=self._text(wording.ONE_LINE),
        )
