"""Every history of the samples: number of events, status, outcome at customs, cause, last day.

``samples/`` holds the histories that are ours. Those of other publishers stay where they are: the
folder ``DISPUTE_SAMPLES`` names, or ``../shared/data/tracking/samples`` beside this checkout.
"""

import csv
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from dispute_assistant.texts import decode
from dispute_assistant.tracking import report, timeline
from dispute_assistant.tracking.events import Timeline

ROOT = Path(__file__).resolve().parents[1]
OURS = ROOT / "tests" / "samples"
SIBLING = ROOT.parent / "shared" / "data" / "tracking" / "samples"
FOREIGN = Path(os.environ.get("DISPUTE_SAMPLES") or SIBLING)
TODAY = date(2026, 11, 23)
HISTORIES_OF_OTHERS = 71

# In these the label gives a day of shipping, of the promised delivery or of another parcel.
OTHER_LAST_DAY = {
    "019_auspost_track_json.json": "2021-01-21",
    "030_fedex_soap_exception_no_customs.xml": "2014-01-28",
    "032_canadapost_details_en.xml": "2011-02-03",
    "033_canadapost_details_fr.xml": "2011-02-03",
    "042_dhl_xmlpi_in_transit.xml": "2021-05-05",
}


class Sample(NamedTuple):
    path: Path
    destination: str
    events: int
    status: str
    verdict: str
    cause: str
    last_date: str


def ours() -> Iterator[Sample]:
    for row in rows(OURS / "index.tsv"):
        yield Sample(
            OURS / row["file"],
            row["destination"].strip("-"),
            int(row["events"]),
            row["status"],
            row["verdict"],
            row["cause"].strip("-"),
            row["last_date"].strip("-"),
        )


def of_others() -> Iterator[Sample]:
    if not (FOREIGN / "index.tsv").exists():
        return
    for row in rows(FOREIGN / "index.tsv"):
        if row["kind"] == "constructed_real_phrases":
            continue
        yield Sample(
            FOREIGN / row["file"],
            row["destination_country"].strip("-"),
            int(row["events"]),
            row["expected_final_status"],
            row["expected_customs_verdict"],
            row["cause"].strip("-"),
            OTHER_LAST_DAY.get(row["file"], row["last_event_date"].strip("-")),
        )


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def read(sample: Sample, *, destination: str = "") -> tuple[Timeline, ...]:
    text = decode(sample.path.read_bytes(), sample.path.name)
    found = timeline.read(text, source=sample.path.name, today=TODAY)
    return timeline.build(found, destination=destination, today=TODAY)


def outcome(parcel: Timeline) -> tuple[str, str, str, str]:
    status, day = report.status(parcel), parcel.last_day
    return status, parcel.verdict, parcel.cause or "", day.isoformat() if day else ""


SAMPLES = [*ours(), *of_others()]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.path.name)
def test_history(sample: Sample) -> None:
    parcels = read(sample, destination=sample.destination)
    expected = (sample.status, sample.verdict, sample.cause, sample.last_date)
    assert sum(len(parcel.events) for parcel in parcels) == sample.events
    assert expected in [outcome(parcel) for parcel in parcels]


@pytest.mark.parametrize("sample", list(ours()), ids=lambda sample: sample.path.name)
def test_the_order_of_a_source_changes_nothing(sample: Sample) -> None:
    found = timeline.read(
        decode(sample.path.read_bytes(), sample.path.name), source="x", today=TODAY
    )
    dated = [p for p in found if all(e.at for e in p.events)]
    turned = [replace(p, events=p.events[::-1]) for p in dated]
    assert timeline.build(turned) == timeline.build(dated)


@pytest.mark.parametrize("sample", list(ours()), ids=lambda sample: sample.path.name)
def test_a_source_given_twice_changes_nothing(sample: Sample) -> None:
    text = decode(sample.path.read_bytes(), sample.path.name)
    once = timeline.read(text, source="first", today=TODAY)
    again = timeline.read(text, source="second", today=TODAY)
    alone, merged = timeline.build(once), timeline.build([*once, *again])
    assert [outcome(p) for p in merged] == [outcome(p) for p in alone]
    assert [len(p.events) for p in merged] == [len(p.events) for p in alone]


def test_every_sample_of_ours_is_labelled_and_there() -> None:
    listed = {sample.path for sample in ours()}
    there = {p for p in OURS.iterdir() if p.name != "index.tsv"}
    assert listed == there


def test_says_how_many_histories_were_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    there = len(list(of_others()))
    if there < HISTORIES_OF_OTHERS:
        with capsys.disabled():
            print(f"\n{HISTORIES_OF_OTHERS - there} histories of others left out: not in {FOREIGN}")
    assert there in {0, HISTORIES_OF_OTHERS}
