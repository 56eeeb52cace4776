"""From answers to papers and files: which papers, in which language, in which form."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from dispute_assistant import assistant, casefile, documents
from dispute_assistant.assistant import Prepared, files, prepare, save
from dispute_assistant.case import Answers, Kind
from dispute_assistant.documents import Document
from dispute_assistant.errors import InputError
from dispute_assistant.locales import Locale
from dispute_assistant.tracking.events import Status
from program import EXAMPLE
from random_cases import DETAILS, ON, history, situation

CASE = dict(casefile.read(EXAMPLE, ON).answers)


def prepared(
    changes: Answers | None = None,
    language: str = "en",
    kinds: tuple[Kind, ...] | None = None,
    letter_language: str = "",
) -> Prepared:
    answers = {**CASE, **(changes or {})}
    return prepare(answers, ON, language, kinds=kinds, letter_language=letter_language)


SHORT = {
    Kind.SELLER_MESSAGE: "message",
    Kind.DISPUTE_JUSTIFICATION: "dispute",
    Kind.CUSTOMS_REQUEST: "customs",
}


def names(papers: tuple[Document, ...]) -> str:
    """Return kind and language of each paper; a copy is marked."""
    return ", ".join(
        f"{SHORT[Kind(p.kind)]} {p.locale}{' copy' if p.copy_note else ''}" for p in papers
    )


def problems(refused: InputError) -> list[tuple[str, str]]:
    return [(p.key, Locale("en").text(p.what)) for p in refused.problems]


# Which papers, in which language


@pytest.mark.parametrize(
    ("language", "country", "papers"),
    [
        ("en", "RU", "message en, dispute en, customs ru, customs en copy"),
        ("ru", "RU", "message en, message ru copy, dispute en, dispute ru copy, customs ru"),
        (
            "es",
            "KZ",
            "message en, message es copy, dispute en, dispute es copy, customs kk, customs es copy",
        ),
        ("en", "TR", "message en, dispute en, customs en"),
    ],
)
def test_the_reader_decides_the_language_and_the_buyer_gets_a_copy(
    language: str, country: str, papers: str
) -> None:
    found = prepared({"parcel.destination": country}, language)
    assert names(found.papers) == papers
    assert all(paper.created == ON for paper in found.papers)


def test_another_language_can_be_wished_for() -> None:
    found = prepared(letter_language="es", kinds=(Kind.SELLER_MESSAGE, Kind.CUSTOMS_REQUEST))
    assert names(found.papers) == "message es, message en copy, customs es, customs en copy"


def test_a_language_without_such_a_letter_is_refused_with_those_that_exist() -> None:
    with pytest.raises(InputError) as caught:
        prepared(kinds=(Kind.SELLER_MESSAGE,), letter_language="kk")
    what = "There is no such letter in the language “kk”."
    assert problems(caught.value) == [("letter-language", what)]


@pytest.mark.parametrize(
    ("country", "paper"), [("US", "Letter"), ("MX", "Letter"), ("RU", "A4"), ("DE", "A4")]
)
def test_the_paper_is_the_one_of_the_country(country: str, paper: str) -> None:
    assert {p.paper for p in prepared({"parcel.destination": country}).papers} == {paper}


def test_papers_are_those_wished_for_then_those_answered_then_those_of_the_plan() -> None:
    wished = prepared(kinds=(Kind.CUSTOMS_REQUEST,))
    assert {p.kind for p in wished.papers} == {Kind.CUSTOMS_REQUEST}
    answered = prepared({"papers.wanted": (Kind.SELLER_MESSAGE,)})
    assert {p.kind for p in answered.papers} == {Kind.SELLER_MESSAGE}
    open_choice = {key: value for key, value in CASE.items() if key != "papers.wanted"}
    planned = prepare(open_choice, ON, "en")
    assert {p.kind for p in planned.papers} == set(planned.situation.plan.papers) == set(Kind)
    assert prepared({"papers.wanted": ()}).papers == ()


def test_who_has_to_wait_gets_no_paper_unless_it_is_wished_for() -> None:
    held = history((ON, Status.IMPORT_CUSTOMS_HELD))
    answers = {**DETAILS, "tracking.history": held, "parcel.destination": "DE"}
    assert situation(answers).plan.action == "wait"
    text = "Number: RB007000019CN\n2026-11-23 09:00 Frankfurt, Held by customs"
    waiting = {**CASE, "tracking.history": text}
    del waiting["papers.wanted"]
    assert prepare(waiting, ON, "en").papers == ()
    wished = prepare(waiting, ON, "en", kinds=(Kind.SELLER_MESSAGE,))
    assert names(wished.papers) == "message en"


# What is missing


def test_every_missing_answer_is_named_at_once() -> None:
    bare = {
        key: value
        for key, value in CASE.items()
        if key in ("order.marketplace", "tracking.history", "papers.wanted", "remedy.settle")
    }
    with pytest.raises(InputError) as caught:
        prepare(bare, ON, "en")
    assert [key for key, _ in problems(caught.value)] == [
        "parcel.destination",
        "order.number",
        "order.item",
        "order.amount",
        "buyer.name",
        "buyer.address",
    ]
    mends = [Locale("en").text(p.mend) for p in caught.value.problems]
    assert all(mends)


def test_what_need_not_be_known_is_not_missing() -> None:
    unclear = "Number: RB007000019CN\n2026-11-20 09:00 Zzyzx\n2026-11-10 09:00 Held by customs"
    found = prepared({"tracking.history": unclear, "customs.said": "nothing"})
    assert found.situation.diagnosis.main.rule in ("stuck", "held", "too_little_known")
    assert "Zzyzx | Not classified" in documents.as_text(found.papers[1])
    unpaid = {key: value for key, value in CASE.items() if key != "order.shipping"}
    assert prepare(unpaid, ON, "en").papers


def test_a_delivered_parcel_has_no_paper_until_the_buyer_denies_it() -> None:
    delivered = {
        "tracking.history": "Number: RB007000019CN\n2026-11-20 09:00 Samara, Delivered",
        "parcel.received": "yes",
    }
    with pytest.raises(InputError) as caught:
        prepared(delivered)
    assert [key for key, _ in problems(caught.value)] == ["parcel.received"]
    found = prepared({**delivered, "parcel.received": "no"})
    assert found.situation.diagnosis.main.rule == "not_received"
    assert found.papers


# Files


@pytest.mark.parametrize(
    ("place", "formats", "megabytes"),
    [
        ("aliexpress", ("pdf", "txt", "jpg"), 2),
        ("paypal", ("pdf", "txt"), 10),
        ("ebay", ("pdf", "txt"), 5),
        ("other", ("pdf", "txt"), 2),
    ],
)
def test_the_marketplace_decides_the_form(
    place: str, formats: tuple[str, ...], megabytes: int
) -> None:
    now = situation({**CASE, "order.marketplace": place})
    assert assistant.formats(now) == formats
    assert assistant.max_picture_mb(now) == megabytes


def test_texts_are_written_for_their_owner_alone(tmp_path: Path) -> None:
    found = prepared()
    folder = tmp_path / "new" / "papers"
    (calendar, _), *written = save(files(found, ("txt",)), folder)
    assert calendar.name == "deadlines.ics"
    assert [file.paper for file, _ in written] == list(found.papers)
    assert sorted(p.name for p in folder.iterdir()) == [
        "customs_request.en.copy.txt",
        "customs_request.ru.txt",
        "deadlines.ics",
        "dispute_justification.en.txt",
        "seller_message.en.txt",
    ]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file, path in written:
        assert file.paper
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.read_text("utf-8") == documents.as_text(file.paper)


def test_writing_twice_replaces_the_papers_and_nothing_else(tmp_path: Path) -> None:
    mine = tmp_path / "notes.txt"
    mine.write_text("my own")
    save(files(prepared(), ("txt",)), tmp_path)
    later = prepare(CASE, ON + timedelta(days=1), "en")
    save(files(later, ("txt",)), tmp_path)
    assert mine.read_text() == "my own"
    assert "24 November 2026" in (tmp_path / "dispute_justification.en.txt").read_text("utf-8")
    assert len(list(tmp_path.iterdir())) == 6


def test_a_file_that_cannot_be_put_in_place_leaves_no_half_of_it(tmp_path: Path) -> None:
    (tmp_path / "seller_message.en.txt").mkdir()
    with pytest.raises(IsADirectoryError):
        save(files(prepared(), ("txt",)), tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["deadlines.ics", "seller_message.en.txt"]


def test_what_a_killed_run_left_is_swept_away_and_nothing_else(tmp_path: Path) -> None:
    for name in (".seller_message.en.txt.k3_x9abc", ".deadlines.ics.abcdefgh"):
        (tmp_path / name).touch()
    kept = {".hidden", ".notes.txt", "seller_message.en.txt", ".case.toml.abcdefgh"}
    for name in kept:
        (tmp_path / name).touch()
    assistant.sweep(tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == kept
