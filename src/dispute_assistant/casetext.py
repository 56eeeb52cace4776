"""The text of a case file: answers below their questions, comments and order kept.

Where it stands in the flow: ``casefile`` reads such a text and keeps it on the disk; here it is put
together, or an earlier version is brought up to date.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from dispute_assistant import interview, log, tomltext
from dispute_assistant.case import HISTORIES, LOG, MEANINGS, UNKNOWN, Answers
from dispute_assistant.errors import InputError
from dispute_assistant.locales import Locale
from dispute_assistant.log import Entry
from dispute_assistant.messages import say
from dispute_assistant.money import Money, typed

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

FORMAT = 1
UNFINISHED = "unfinished"
"""Key of the texts that were being typed when an interview stopped, by key of their question."""


def compose(answers: Answers, language: str, *, keep: str = "") -> str:
    """Return the case file for ``answers`` as text.

    ``keep`` is the text of an earlier version whose order, spacing and comments stay.
    """
    import tomlkit

    document = tomlkit.parse(keep) if keep else _new(language)
    document["language"] = language
    _fill(document, answers, Locale(language))
    entries = answers.get(LOG)
    text = document.as_string()
    return text + log_lines(entries, text) if isinstance(entries, tuple) else text


def _new(language: str) -> "TOMLDocument":
    import tomlkit

    document = tomlkit.document()
    intro = say("A case of Dispute Assistant. Write days as 2026-11-23 and amounts as 25.90 USD.")
    document.add(tomlkit.comment(Locale(language).text(intro)))
    document["format"] = FORMAT
    return document


def _fill(document: "TOMLDocument", answers: Answers, words: Locale) -> None:
    """Set every answer in ``document``, and take out the questions that have none."""
    for question in interview.QUESTIONS:
        section, _, name = question.key.partition(".")
        if question.key in answers:
            value = _value(answers[question.key])
            _set(table_of(document, section), name, value, words.text(question.label))
        elif name in document.get(section, {}):
            del document[section][name]
    further = answers.get(HISTORIES)
    if isinstance(further, tuple) and not {"files", "histories"} & set(
        table_of(document, "tracking")
    ):
        _set(table_of(document, "tracking"), "histories", _value(further), "")
    meanings = answers.get(MEANINGS)
    if isinstance(meanings, Mapping):
        for wording, status in meanings.items():
            _set(table_of(document, MEANINGS), wording, _value(status), "")
    document.pop(UNFINISHED, None)
    unfinished = answers.get(UNFINISHED)
    if isinstance(unfinished, Mapping):
        for key, text in unfinished.items():
            _set(table_of(document, UNFINISHED), key, _value(text), "")


def log_lines(entries: Iterable[Entry], text: str = "") -> str:
    """Return the tables of those entries that ``text`` lacks, to stand at its end.

    Nothing in a log is ever changed or taken out.
    """
    there = tomltext.read(text)[0].get(LOG, [])
    known: list[Entry] = []
    for table in there:
        with suppress(InputError):
            known.append(log.parse(table))
    lines: list[str] = []
    for entry in entries:
        if entry in known:
            known.remove(entry)
        else:
            lines += ["", f"[[{LOG}]]"]
            lines += [f"{name} = {_value(value)}" for name, value in log.fields(entry).items()]
    return "".join(f"{line}\n" for line in lines)


def table_of(document: "TOMLDocument", name: str) -> Any:
    """Return the section ``name`` of a document, made where it is missing."""
    import tomlkit

    if name not in document:
        document[name] = tomlkit.table()
    return document[name]


def _set(table: Any, name: str, raw: str, label: str) -> None:
    """Set ``name`` to the TOML value ``raw``, below its question when it is new."""
    import tomlkit

    value = tomlkit.value(raw)
    if name in table:
        if table[name].unwrap() != value.unwrap():
            table[name] = value
        return
    if label:
        table.add(tomlkit.comment(label))
    table.add(name, value)


def _value(answer: object) -> str:
    """Return ``answer`` as a TOML value; long texts keep their lines."""
    match answer:
        case date():
            return answer.isoformat()
        case Money():
            return tomltext.text_value(typed(answer))
        case tuple():
            return f"[{', '.join(_value(item) for item in answer)}]"
        case _:
            return tomltext.text_value(UNKNOWN.value if answer is UNKNOWN else str(answer))
