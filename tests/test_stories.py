"""Whole cases told as stories: what a buyer has, and what the program must say on that day.

A story is a TOML file: ``[story]`` says what it is about, ``[case]`` is a case file, ``[expect]``
what must come out. With ``golden = true`` the letters are compared with ``tests/golden/<story>``.
"""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from dispute_assistant import advice, assistant, casefile, interview
from dispute_assistant.case import Kind
from dispute_assistant.documents import as_text
from dispute_assistant.locales import Locale
from dispute_assistant.remarks import REMARKS
from dispute_assistant.rules import RULES, on_the_way, too_little_known
from dispute_assistant.situation import Situation

HERE = Path(__file__).parent
STORIES = sorted((HERE / "stories").glob("*.toml"))


def load(path: Path) -> tuple[dict[str, Any], dict[str, object]]:
    """Return the story and its answers."""
    story = tomllib.loads(path.read_text("utf-8"))
    on = story["story"]["on"]
    loaded = casefile.read(tomlkit.dumps(story["case"]).encode(), on, language="en")
    assert not loaded.problems, [(p.key, p.what) for p in loaded.problems]
    answers = dict(loaded.answers)
    if history := story["story"].get("history"):
        answers["tracking.history"] = (HERE / "samples" / history).read_text("utf-8")
    return story, answers


def situation(story: dict[str, Any], answers: dict[str, object]) -> Situation:
    on, language = story["story"]["on"], story["story"].get("language", "en")
    return Situation(interview.prune(answers, on, language), on, language)


@pytest.mark.parametrize("path", STORIES, ids=lambda p: p.stem)
def test_story(path: Path, golden: Any) -> None:
    story, answers = load(path)
    expect = story["expect"]
    now = situation(story, answers)
    found = {
        "rules": [f.rule for f in now.diagnosis.findings],
        "responsible": now.diagnosis.responsible.value,
        "action": now.plan.action.value,
        "papers": [kind.value for kind in now.plan.papers],
        "verdict": now.timeline.verdict.value,
        "cause": now.timeline.cause.value if now.timeline.cause else "-",
        "steps": [step.id for step in now.plan.steps],
        "traps": [trap.id for trap in now.plan.traps],
        "dates": [deadline.id for deadline in now.plan.dates],
        "headline": Locale("en").text(now.plan.headline),
    }
    known = {d.id: d.day for d in now.plan.days.known}
    days = expect.pop("days", {})
    assert {key: found[key] for key in expect} == expect
    assert {name: known.get(name) for name in days} == days
    assert advice.page(now)
    if story["story"].get("golden"):
        for paper in assistant.prepare(answers, now.on, now.language).papers:
            mark = ".copy" if paper.copy_note else ""
            golden(f"{path.stem}/{paper.kind}.{paper.locale}{mark}.txt", as_text(paper))


def test_every_rule_is_told_by_a_story() -> None:
    """A rule without a story is a rule that nobody checked; write one."""
    told = {
        rule
        for path in STORIES
        for rule in tomllib.loads(path.read_text("utf-8"))["expect"]["rules"]
    }
    rules = {rule.__name__ for rule in (*RULES, on_the_way, too_little_known, *REMARKS)}
    assert rules <= told, f"no story for {sorted(rules - told)}"


@pytest.mark.parametrize("path", STORIES, ids=lambda p: p.stem)
def test_no_day_lies_after_the_window_and_no_paper_lacks_a_word(path: Path) -> None:
    story, answers = load(path)
    now = situation(story, answers)
    end = now.plan.days.protection_end
    if end and end.day >= now.on:
        for step in now.plan.steps:
            if step.id in ("open_dispute", "return_leg", "open_first", "write_seller"):
                assert step.by is None or step.by <= end.day, step
    assert isinstance(now.on, date)
    assert set(now.plan.papers) <= set(Kind)
