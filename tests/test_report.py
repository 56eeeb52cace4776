"""The machine's view of histories keeps its published shape; the people's view says the same."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from dispute_assistant import tracking_page
from dispute_assistant.cli import console
from dispute_assistant.errors import InputError
from dispute_assistant.texts import decode
from dispute_assistant.tracking import report
from dispute_assistant.tracking.events import Event, Status, Timeline, Verdict
from dispute_assistant.tracking.report import Tone
from dispute_assistant.tracking.timeline import build, read

SCHEMA = json.loads(
    (files("dispute_assistant") / "data" / "tracking" / "report.schema.json").read_text("utf-8")
)
OURS = sorted(p for p in (Path(__file__).parent / "samples").iterdir() if p.name != "index.tsv")
TODAY = date(2026, 11, 23)
KINDS: dict[str, type] = {"object": dict, "array": list, "string": str, "null": type(None)}


def problems(value: Any, schema: dict[str, Any], at: str = "$") -> list[str]:
    """Return where ``value`` breaks ``schema``: the words of JSON Schema that ours uses."""
    if "$ref" in schema:
        return problems(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], at)
    found = [f"{at}: {value!r}" for fits in CHECKS if not fits(value, schema)]
    if isinstance(value, dict):
        found += [f"{at}: {name} is missing" for name in schema["required"] if name not in value]
        for name, inner in value.items():
            known = schema["properties"].get(name)
            found += problems(inner, known, f"{at}.{name}") if known else [f"{at}: {name}"]
    if isinstance(value, list):
        for i, inner in enumerate(value):
            found += problems(inner, schema["items"], f"{at}[{i}]")
    return found


def of_type(value: Any, schema: dict[str, Any]) -> bool:
    named = schema.get("type", list(KINDS))
    return isinstance(
        value, tuple(KINDS[k] for k in ([named] if isinstance(named, str) else named))
    )


CHECKS: tuple[Callable[[Any, dict[str, Any]], bool], ...] = (
    of_type,
    lambda value, schema: value == schema.get("const", value),
    lambda value, schema: value in schema.get("enum", [value]),
    lambda value, schema: (
        not isinstance(value, str) or bool(re.search(schema.get("pattern", ""), value))
    ),
)


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_every_report_has_the_published_shape(path: Path) -> None:
    parcels = read(decode(path.read_bytes(), path.name), source=path.name, today=TODAY)
    shown = report.as_object(build(parcels, today=TODAY))
    assert problems(json.loads(json.dumps(shown)), SCHEMA) == []


def test_the_schema_uses_only_words_that_the_check_knows() -> None:
    def used(schema: object) -> set[str]:
        if not isinstance(schema, dict):
            return set()
        words = set(schema) - {"properties", "$defs"}
        inner = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()]
        return words.union(*map(used, [*inner, schema.get("items")]))

    assert used(SCHEMA) <= {
        *("$schema", "$ref", "title", "description", "type", "required", "additionalProperties"),
        *("items", "enum", "const", "pattern"),
    }


def test_the_schema_names_every_status_and_verdict() -> None:
    parcel = SCHEMA["$defs"]["parcel"]["properties"]
    assert parcel["status"]["enum"] == [s.value for s in Status]
    assert parcel["customs_verdict"]["enum"] == [v.value for v in Verdict]
    assert parcel["cause"]["enum"] == [*(s.value for s in Status), None]
    assert SCHEMA["$defs"]["event"]["properties"]["code"]["enum"] == [s.value for s in Status]


def test_a_broken_report_is_seen() -> None:
    shown = report.as_object(build(read("RB007000019CN\n2025-03-20 Held by customs")))
    shown["parcels"][0]["status"] = "stuck"
    shown["parcels"][0]["events"][0]["at"] = 7
    del shown["parcels"][0]["cause"]
    shown["extra"] = True
    assert len(problems(shown, SCHEMA)) == 4


def test_the_report_says_what_the_timeline_says() -> None:
    text = (
        "Number: RB007000019CN\nCountry: China -> Russian Federation\nDestination - Russian Post:\n"
        "2025-03-20 11:05 102975, Отказ в выпуске таможней, Возврат\n"
        "2025-03-19 102975, Отказ в выпуске, Таможенное оформление"
    )
    (parcel,) = report.as_object(build(read(text, source="my paste")))["parcels"]
    assert {k: v for k, v in parcel.items() if k not in {"events", "notes"}} == {
        "tracking_number": "RB007000019CN",
        "other_numbers": [],
        "carrier": "Russian Post",
        "origin": "CN",
        "destination": "RU",
        "status": "import_customs_returned",
        "customs_verdict": "returned",
        "cause": "import_customs_refused",
        "last_event_at": "2025-03-20T11:05:00",
        "contradictions": [],
    }
    first = parcel["events"][0]
    assert (first["at"], first["code"], first["place"], first["source"]) == (
        "2025-03-19",
        "import_customs_refused",
        "102975",
        "my paste",
    )
    assert first["matched_by"]


def test_a_number_without_entries_is_not_found() -> None:
    answer = '{"success": true, "module": [{"mailNo": "LP00000000000", "detailList": []}]}'
    (parcel,) = report.as_object(build(read(answer)))["parcels"]
    assert (parcel["status"], parcel["customs_verdict"]) == ("not_found", "none")
    assert parcel["last_event_at"] is None


def test_a_correction_is_never_the_present_state() -> None:
    def event(hour: int, status: Status) -> Event:
        return Event(at=datetime(2025, 3, 20, hour), text="x", status=status)  # noqa: DTZ001

    events = (event(9, Status.IMPORT_CUSTOMS_HELD), event(10, Status.CORRECTION))
    assert report.status(Timeline(events=events)) is Status.IMPORT_CUSTOMS_HELD


def test_a_contradiction_is_told_in_english_with_both_events() -> None:
    sources = [
        *read("RB007000019CN\n2025-03-20 Import refused by customs", source="one"),
        *read("RB007000019CN\n2025-03-20 Released from customs", source="two"),
    ]
    (parcel,) = report.as_object(build(sources))["parcels"]
    (told,) = parcel["contradictions"]
    assert told["what"] == "one says “Import refused by customs”, two says “Released from customs”."
    assert {told["first"]["source"], told["second"]["source"]} == {"one", "two"}
    assert told["why"] == "It is the later step of the two."


def test_rows_stand_newest_first_and_have_a_tone() -> None:
    text = (
        "RB007000019CN\n2025-03-22 Xyzzy\n2025-03-21 10:00 Released from customs\n"
        "2025-03-20 09:00 Held by customs\n2025-03-19 09:00 Item presented to import Customs\n"
        "2025-03-01 09:00 Accepted by carrier"
    )
    (parcel,) = build(read(text))
    shown = report.rows(parcel)
    assert [row.tone for row in shown] == [
        Tone.UNKNOWN,
        Tone.GOOD,
        Tone.BAD,
        Tone.CUSTOMS,
        Tone.PLAIN,
    ]
    assert shown[0].at == date(2025, 3, 22)
    assert shown[1].at == datetime(2025, 3, 21, 10)  # noqa: DTZ001


def shown(number: str, *, destination: str = "") -> str:
    parcels = read(f"Number: {number}\n2026-11-19 10:00 Moscow, Held by customs", today=TODAY)
    (timeline,) = build(parcels, destination=destination, today=TODAY)
    return " ".join(tracking_page.page(timeline, "en").split())


@pytest.mark.parametrize(
    ("number", "says", "never"),
    [
        ("RR123456785CN", "Look it up: Russian Post (https://www.pochta.ru", "check digit"),
        ("RR123456784CN", "check digit of this number is wrong", "several carriers"),
        ("1234567890", "used by several carriers: DHL Express and CDEK.", "check digit"),
        ("ZZZ12345", "ZZZ12345 does not look like a tracking number.", "check digit"),
    ],
)
def test_the_page_says_what_the_number_tells_and_where_to_look(
    number: str, says: str, never: str
) -> None:
    page = shown(number, destination="RU")
    assert says in page
    assert never not in page
    assert "17TRACK" in page


def test_a_number_of_one_carrier_names_it_where_the_history_does_not() -> None:
    parcels = read("Number: 1Z999AA10123456784\n2026-11-19 10:00 Köln, Import scan", today=TODAY)
    assert report.as_object(build(parcels))["parcels"][0]["carrier"] == "UPS"


def test_a_history_without_customs_is_not_praised() -> None:
    parcels = read("2026-11-19 10:00 Köln, Posted", today=TODAY)
    assert "Customs: Nothing about customs" in tracking_page.page(build(parcels)[0], "en")


def test_options_of_tracking_are_checked_under_their_own_names() -> None:
    assert (console.country_of("ru"), console.country_of("Spain")) == ("RU", "ES")
    for ask in (lambda: console.country_of("XX"), lambda: console.day_of("soon", "--today")):
        with pytest.raises(InputError) as refused:
            ask()
        assert refused.value.problems[0].key in {"--destination", "--today"}
