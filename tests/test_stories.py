"""Whole cases told as stories: what a buyer has, and what the program must say on that day.

A story is a TOML file: ``[story]`` says what it is about, ``[case]`` is a case file, ``[expect]``
what must come out. With ``golden = true`` the letters are compared with ``tests/golden/<story>``.
"""

import inspect
import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from dispute_assistant import (
    advice,
    assistant,
    casefile,
    interview,
    pursuit,
    reference,
    steps,
    traps,
)
from dispute_assistant.case import UNKNOWN, Kind
from dispute_assistant.documents import as_text
from dispute_assistant.locales import Locale
from dispute_assistant.remarks import REMARKS
from dispute_assistant.rules import RULES, on_the_way, too_little_known
from dispute_assistant.situation import Situation
from dispute_assistant.view import Action

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
        "gaps": [gap.id for gap in now.plan.gaps],
        "claims": [claim.id for claim in now.plan.claims],
        "objections": [objection.id for objection in now.plan.objections],
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


@cache
def everything() -> tuple[tuple[dict[str, Any], dict[str, object], Situation], ...]:
    """Return every story with its answers and what follows from them."""
    loaded = (load(path) for path in STORIES)
    return tuple((story, answers, situation(story, answers)) for story, answers in loaded)


def test_every_trouble_that_buyers_describe_is_told() -> None:
    told = {story["story"].get("situation") for story, _, _ in everything()}
    assert {trouble.id for trouble in reference.situations()} == told - {None}


def test_every_outcome_step_and_trap_is_told() -> None:
    """The ids are read from the rooms that make them: a new one asks for a story by itself."""
    plans = [now.plan for _, _, now in everything()]
    assert {plan.action for plan in plans} == set(Action)
    made = "".join(inspect.getsource(room) for room in (steps, pursuit, traps))
    assert set(re.findall(r'Step\(\s*id="(\w+)"', made)) == {s.id for p in plans for s in p.steps}
    assert set(re.findall(r'Statement\(\s*id="(\w+)"', made)) == {
        trap.id for plan in plans for trap in plan.traps
    }


def test_every_marketplace_with_a_known_window_is_told() -> None:
    known = {p.id for p in reference.marketplaces() if p.closes and p.closes.usable}
    assert known <= {now.case.order.marketplace for _, _, now in everything()}


def test_parcels_go_to_more_than_ten_countries() -> None:
    assert len({now.case.destination for _, _, now in everything()}) > 10


def test_every_question_is_answered_and_every_i_dont_know_is_said() -> None:
    answered = [answers for _, answers, _ in everything()]
    assert {q.key for q in interview.QUESTIONS} <= {key for one in answered for key in one}
    unsure = {q.key for q in interview.QUESTIONS if q.may_be_unknown}
    assert unsure == {key for one in answered for key, value in one.items() if value is UNKNOWN}


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
