"""The whole flow on one page: answers in, advice and papers out.

1. ``interview.prune`` keeps the answers on the path taken.
2. ``case.build`` names them: who bought what from whom, which parcel, what was said.
3. ``tracking.timeline`` orders and classifies the scans.
4. ``diagnosis.diagnose`` finds what happened and who is responsible.
5. ``plan.make`` says what to do by which day, and which papers are due.
6. ``letters.letter`` gathers what a letter may say; ``documents.write`` writes it.
7. ``typeset.to_pdf`` and ``images.pages`` make the files.
"""

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from msgspec import Struct

from dispute_assistant import (
    calendar_file,
    choices,
    deadlines,
    documents,
    interview,
    letters,
    locales,
    reference,
)
from dispute_assistant.case import Answers, Kind
from dispute_assistant.documents import Document
from dispute_assistant.errors import InputError, Problem
from dispute_assistant.interview import Question
from dispute_assistant.messages import Country, Message, say
from dispute_assistant.situation import Situation

FORMATS = ("pdf", "txt", "jpg")
_LETTER_COUNTRIES = frozenset({"US", "CA", "MX", "CL", "CO", "PH"})
"""Countries where letters go on US Letter paper (CLDR, measurement data)."""


class Prepared(Struct, frozen=True, kw_only=True):
    """What the program has to say about a case, and the papers that were asked for."""

    situation: Situation
    papers: tuple[Document, ...]


def prepare(
    answers: Answers,
    on: date,
    language: str,
    *,
    kinds: tuple[Kind, ...] | None = None,
    letter_language: str = "",
) -> Prepared:
    """Return diagnosis, plan and papers for ``answers`` on the day ``on``.

    ``kinds`` overrides the papers of the answers and of the plan, ``letter_language`` the language
    of the addressee. Raises InputError when a paper lacks an answer that it needs.
    """
    path = interview.asked(answers, on, language)
    now = Situation(interview.pruned(answers, path), on, language)
    wanted = kinds if kinds is not None else now.case.papers
    wanted = now.plan.papers if wanted is None else wanted
    if not wanted:
        return Prepared(situation=now, papers=())
    if now.diagnosis.main.rule == "delivered":
        raise InputError(
            Problem(
                key="parcel.received",
                what=say("The history says that the parcel was delivered: no paper fits."),
                mend=say("If you do not have it, answer “no” to this question."),
            )
        )
    if wanted != now.case.papers:
        answers = {**answers, "papers.wanted": wanted}
        path = interview.asked(answers, on, language)
        now = Situation(interview.pruned(answers, path), on, language)
    _complete(answers, path)
    letter = letters.letter(now)
    paper = "Letter" if now.case.destination in _LETTER_COUNTRIES else "A4"
    papers: list[Document] = []
    for kind in wanted:
        locale = letter_locale(kind, now, letter_language)
        papers.append(documents.write(letter, kind, locale, paper=paper))
        if language != locale and language in documents.locales(kind):
            papers.append(documents.write(letter, kind, language, copy=True, paper=paper))
    return Prepared(situation=now, papers=tuple(papers))


def letter_locale(kind: Kind, now: Situation, wanted: str = "") -> str:
    """Return the first language that the addressee accepts and we write, or English."""
    ours = documents.locales(kind)
    if wanted and wanted not in ours:
        raise InputError(
            Problem(
                key="letter-language",
                what=say("There is no such letter in the language “{language}”.", language=wanted),
                mend=say("Choose one of: {languages}.", languages=ours),
            )
        )
    accepted = (wanted, *_by_customs(kind, now), *now.plan.languages[kind])
    return next((locale for locale in accepted if locale in ours), "en")


def _by_customs(kind: Kind, now: Situation) -> tuple[str, ...]:
    """Return the languages to write to customs in before its own order of preference.

    The buyer's own goes first where customs takes it: they sign the letter and read the answer.
    Where no authority is on record, the official languages of the country stand for it.
    """
    country = now.case.destination
    if kind is not Kind.CUSTOMS_REQUEST or not country:
        return ()
    if country not in reference.countries():
        return locales.official_languages(country)
    return tuple(tag for tag in now.plan.languages[kind] if tag == now.language)


def doubts(prepared: Prepared) -> tuple[Message, ...]:
    """Return what to know before papers are sent: not due yet, or in a language not accepted."""
    now, plan = prepared.situation, prepared.situation.plan
    originals = [paper for paper in prepared.papers if not paper.copy_note]
    found = []
    early = [Kind(paper.kind) for paper in originals if paper.kind not in plan.papers]
    if early:
        names = tuple(choice.label for choice in choices.PAPERS(now) if choice.value in early)
        found.append(say("By the advice this is not to be sent now: {papers}.", papers=names))
    accepted = plan.languages[Kind.CUSTOMS_REQUEST]
    foreign = (p for p in originals if p.kind == Kind.CUSTOMS_REQUEST and p.locale not in accepted)
    if now.case.destination in reference.countries() and next(foreign, None):
        found.append(
            say(
                "The request to customs is written in a language that customs of {country} may "
                "not accept: have it translated before you send it.",
                country=Country(now.case.destination),
            )
        )
    return tuple(found)


def _complete(answers: Answers, path: Iterable[Question]) -> None:
    """Raise InputError naming every answer that is lacking on the path to the wanted papers.

    What the buyer need not know is not lacking: no answer then says the same as "I don't know".
    """
    missing = [
        question
        for question in path
        if question.section in ("parcel", "details", "you")
        and not (question.optional or question.extra or question.may_be_unknown)
        and not question.key.startswith("customs.")
        and question.key not in answers
    ]
    if missing:
        raise InputError(
            Problem(
                key=question.key,
                what=say("This answer is missing: {label}", label=say(question.label)),
                mend=say("Add it to the case file, or answer the questions again."),
            )
            for question in missing
        )


def formats(now: Situation) -> tuple[str, ...]:
    """Return the file formats that fit the marketplace: pictures too where it takes no PDF."""
    place = deadlines.marketplace(now.case)
    accepted = place.evidence.formats if place else None
    takes_pdf = accepted is None or "pdf" in accepted.value
    return ("pdf", "txt") if takes_pdf else FORMATS


class File(Struct, frozen=True, kw_only=True):
    """One file that belongs to a case."""

    name: str
    content: bytes
    paper: Document | None = None
    """The paper that it shows; None for the calendar."""


def to_pdf(document: Document) -> bytes:
    """Return the document as a PDF, made here and now."""
    from dispute_assistant import typeset

    return typeset.to_pdf(document)


def files(
    prepared: Prepared,
    wanted: Iterable[str] = (),
    to_pdf: Callable[[Document], bytes] = to_pdf,
) -> Iterator[File]:
    """Yield the calendar of a case and its papers in the ``wanted`` formats.

    Without ``wanted`` they are those that fit the marketplace. ``to_pdf`` makes the PDFs.
    """
    now = prepared.situation
    if days := calendar_file.ics(now):
        yield File(name=calendar_file.NAME, content=days.encode())
    chosen = tuple(wanted) or formats(now)
    for document in prepared.papers:
        for name, content in _files(document, chosen, max_picture_mb(now), to_pdf):
            yield File(name=name, content=content, paper=document)


def save(files: Iterable[File], folder: Path) -> tuple[tuple[File, Path], ...]:
    """Write ``files`` into ``folder``, readable by their owner only; return file and path."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return tuple((file, keep(folder / file.name, file.content)) for file in files)


def max_picture_mb(now: Situation) -> int:
    """Return the largest picture that the marketplace takes, in megabytes."""
    place = deadlines.marketplace(now.case)
    limit = place.evidence.max_mb if place else None
    return limit.value if limit else reference.defaults().image_soft_max_mb


def undrawn(papers: Iterable[Document], names: Iterable[str]) -> tuple[str, ...]:
    """Return the characters that the PDFs and pictures among the files ``names`` cannot show."""
    if not any(name.endswith((".pdf", ".jpg")) for name in names):
        return ()
    from dispute_assistant import typeset

    text = "".join(documents.as_text(document) for document in papers)
    return tuple(sorted(typeset.missing_glyphs(text)))


def _files(
    document: Document,
    wanted: tuple[str, ...],
    max_mb: int,
    to_pdf: Callable[[Document], bytes],
) -> Iterator[tuple[str, bytes]]:
    mark = ".copy" if document.copy_note else ""
    stem = f"{document.kind}.{document.locale}{mark}"
    if "txt" in wanted:
        yield f"{stem}.txt", documents.as_text(document).encode()
    if not {"pdf", "jpg"} & set(wanted):
        return
    pdf = to_pdf(document)
    if "pdf" in wanted:
        yield f"{stem}.pdf", pdf
    if "jpg" in wanted and not document.copy_note:
        from dispute_assistant import images

        pages = images.pages(pdf, fmt="jpg", max_bytes=max_mb * 1_000_000)
        for number, page in enumerate(pages, start=1):
            yield f"{stem}.{number}.jpg", page


def keep(path: Path, content: bytes) -> Path:
    """Write ``content`` whole or not at all, for the owner's eyes only."""
    try:
        _replace(path, content)
    except OSError as error:  # named after the paper, not after the part of it
        raise OSError(error.errno, error.strerror, str(path)) from error
    return path


def sweep(folder: Path) -> None:
    """Delete what a ``keep`` that was killed has left in ``folder``."""
    for part in folder.glob(".*"):
        if _PART.fullmatch(part.name):
            part.unlink(missing_ok=True)


_PART = re.compile(r"\.[\w.]+\.(?:ics|txt|pdf|jpg)\.\w{8}")


def _replace(path: Path, content: bytes) -> None:
    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(part).replace(path)
    finally:
        Path(part).unlink(missing_ok=True)
