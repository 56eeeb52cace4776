"""The whole advice for other programs: what ``dispute advise --json`` prints.

Its shape is published in ``data/advice.schema.json`` and changes only with :data:`FORMAT`. Days are
ISO 8601; sentences are in the language of the case; ids of rules, steps and sources never change.
"""

import json
from typing import Any

from dispute_assistant import chain, log, money, reference
from dispute_assistant.findings import Finding, Statement
from dispute_assistant.locales import Locale
from dispute_assistant.log import Entry
from dispute_assistant.money import Money
from dispute_assistant.objections import Objection
from dispute_assistant.proofs import Gap
from dispute_assistant.situation import Situation
from dispute_assistant.terms import Count, Deadline
from dispute_assistant.tracking.events import Event
from dispute_assistant.view import Step

FORMAT = "dispute-assistant/advice/1"


def as_json(now: Situation) -> str:
    """Return the advice as one JSON object, ended by a new line."""
    return json.dumps(as_object(now), ensure_ascii=False, indent=2) + "\n"


def as_object(now: Situation) -> dict[str, Any]:
    """Return the advice as one object for JSON."""
    words, plan, diagnosis = Locale(now.language), now.plan, now.diagnosis
    return {
        "format": FORMAT,
        "on": now.on.isoformat(),
        "language": now.language,
        "marketplace": now.case.order.marketplace,
        "order_number": now.case.order.number,
        "tracking_number": now.tracking_number,
        "destination": now.case.destination,
        "headline": words.text(plan.headline),
        "action": plan.action.value,
        "responsible": diagnosis.responsible.value,
        "certainty": diagnosis.main.certainty.value,
        "customs_verdict": now.timeline.verdict.value,
        "summary": [words.text(sentence) for sentence in plan.summary],
        "findings": [_finding(finding, words) for finding in diagnosis.findings],
        "steps": [_step(step, words) for step in plan.steps],
        "dates": [_date(d, words, shown=d in plan.dates) for d in plan.days.known],
        "claims": [_statement(one, words) for one in plan.claims],
        "not_claims": [_statement(one, words) for one in plan.not_claims],
        "traps": [_statement(one, words) for one in plan.traps],
        "gaps": [_gap(gap, words) for gap in plan.gaps],
        "objections": [_objection(one, words) for one in plan.objections],
        "marketplace_notes": [_statement(one, words) for one in plan.notes],
        "papers": [
            {"kind": kind.value, "languages": list(plan.languages[kind])} for kind in plan.papers
        ],
        "log": [_entry(entry) for entry in now.case.log],
        "notes": [words.text(note) for note in now.timeline.notes],
        "sources": _sources(now),
    }


def _finding(finding: Finding, words: Locale) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "says": words.text(finding.says),
        "certainty": finding.certainty.value,
        "responsible": finding.responsible.value,
        "evidence": [_event(event) for event in finding.evidence],
        "answers": list(finding.answers),
        "settled_by": finding.settles or None,
        "sources": list(finding.sources),
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "day": event.day.isoformat() if event.day else None,
        "code": event.status.value,
        "reason": event.reason,
        "text": event.text,
        "place": event.place,
    }


def _step(step: Step, words: Locale) -> dict[str, Any]:
    return {
        "id": step.id,
        "says": words.text(step.says),
        "start": step.start.isoformat() if step.start else None,
        "by": step.by.isoformat() if step.by else None,
        "rests_on": step.rests_on or None,
        "sources": list(step.sources),
    }


def _date(deadline: Deadline, words: Locale, *, shown: bool) -> dict[str, Any]:
    return {
        "id": deadline.id,
        "day": deadline.day.isoformat(),
        "says": words.text(deadline.says),
        "basis": words.text(deadline.basis),
        "counts": [_count(count) for count in deadline.counts],
        "estimated": deadline.estimated,
        "confidence": deadline.confidence.value if deadline.confidence else None,
        "shown": shown,
        "sources": list(deadline.sources),
    }


def _count(count: Count) -> dict[str, Any]:
    return {
        "start": count.start.isoformat(),
        "days": -count.span.days if count.back else count.span.days,
        "working": count.span.working,
        "day": count.day.isoformat(),
        "parameter": count.span.parameter,
    }


def _statement(one: Statement, words: Locale) -> dict[str, Any]:
    return {
        "id": one.id,
        "says": words.text(one.says),
        "rests_on": one.rests_on or None,
        "sources": list(one.sources),
    }


def _gap(gap: Gap, words: Locale) -> dict[str, Any]:
    return {
        "id": gap.id,
        "what": words.text(gap.what),
        "weight": gap.weight.value,
        "how": words.text(gap.how),
        "rests_on": gap.rests_on or None,
        "sources": list(gap.sources),
    }


def _objection(one: Objection, words: Locale) -> dict[str, Any]:
    return {
        "id": one.id,
        "says": words.text(one.says),
        "answer": words.text(one.answer),
        "sources": list(one.sources),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    found = {**dict.fromkeys(log.FIELDS), **log.fields(entry)}
    return {
        name: money.typed(value) if isinstance(value, Money) else value and str(value)
        for name, value in found.items()
    }


def _sources(now: Situation) -> list[dict[str, Any]]:
    """Return every source that something rests on, once."""
    return [
        {
            "id": name,
            "title": source.title,
            "url": source.url if source.complete else None,
            "age": source.age,
            "read": source.read.isoformat(),
        }
        for name, source in ((name, reference.source(name)) for name in chain.all_sources(now))
    ]
