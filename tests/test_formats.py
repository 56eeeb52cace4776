"""Readers: what is found in a paste, a page, a file, whatever its layout; nothing breaks them."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispute_assistant.errors import DataError, InputError
from dispute_assistant.texts import decode
from dispute_assistant.tracking import timeline
from dispute_assistant.tracking.formats import headings, mails, pages, structured, tables, tree
from dispute_assistant.tracking.formats.raw import RawEvent, RawParcel

SAMPLES = Path(__file__).parent / "samples"
TODAY = date(2026, 11, 23)


def read(text: str) -> tuple[RawParcel, ...]:
    return timeline.read(text, source="paste", today=TODAY)


def words(events: Sequence[RawEvent]) -> list[tuple[str, str]]:
    return [(e.text, e.place) for e in events]


def one(text: str) -> RawParcel:
    (parcel,) = read(text)
    return parcel


# --- text -----------------------------------------------------------------------------------------

HELD, SHOWN = "Held by customs", "Item presented to import Customs"


@pytest.mark.parametrize(
    "text",
    [
        # beside the date, place first, last, in brackets, after a dash, without any sign
        f"2025-03-20 14:05 Riga, {HELD}\n2025-03-18 09:00 Riga, {SHOWN}",
        f"2025-03-20 14:05 {HELD}, Riga\n2025-03-18 09:00 {SHOWN}, Riga",
        f"2025-03-20 14:05 [Riga] {HELD}\n2025-03-18 09:00 [Riga] {SHOWN}",
        f"2025-03-20 14:05 - {HELD} - Riga\n2025-03-18 09:00 - {SHOWN} - Riga",
        f"2025-03-20 14:05 {HELD} Riga\n2025-03-18 09:00 {SHOWN} Riga",
        f"2025-03-20 14:05 Riga {HELD}\n2025-03-18 09:00 Riga {SHOWN}",
        f"2025-03-20 14:05 {HELD} (Riga)\n2025-03-18 09:00 {SHOWN} (Riga)",
        # the date last, the newest last
        f"{SHOWN}, Riga 2025-03-18 09:00\n{HELD}, Riga 2025-03-20 14:05",
        # below the date, with and without blank lines
        f"2025-03-20 14:05\n{HELD}\nRiga\n2025-03-18 09:00\n{SHOWN}\nRiga",
        f"2025-03-20 14:05\n{HELD}\nRiga\n\n2025-03-18 09:00\n{SHOWN}\nRiga",
        f"2025-03-20 14:05\n\n{HELD}\n\nRiga\n\n2025-03-18 09:00\n\n{SHOWN}\n\nRiga",
        # above it
        f"{HELD}\nRiga\n2025-03-20 14:05\n{SHOWN}\nRiga\n2025-03-18 09:00",
        f"{HELD}\n2025-03-20 14:05 - Riga\n\n{SHOWN}\n2025-03-18 09:00 - Riga",
        # date and time apart; one day for several times
        f"2025-03-20\n14:05\n{HELD}\nRiga\n2025-03-18\n09:00\n{SHOWN}\nRiga",
        f"Thu, 20 March 2025\n14:05 {HELD}, Riga\nTue, 18 March 2025\n09:00 {SHOWN}, Riga",
        # columns
        f"2025-03-20 14:05\t{HELD}\tRiga\n2025-03-18 09:00\t{SHOWN}\tRiga",
        f"Riga;{HELD};20.03.2025;14:05\nRiga;{SHOWN};18.03.2025;09:00",
        f"Date,Time,Event,Place\n2025-03-20,14:05,{HELD},Riga\n2025-03-18,09:00,{SHOWN},Riga",
        f"| 2025-03-20 14:05 | Riga | {HELD} |\n| 2025-03-18 09:00 | Riga | {SHOWN} |",
        (
            f"Date: 2025-03-20 14:05\nEvent: {HELD}\nOffice: Riga\n\n"
            f"Date: 2025-03-18 09:00\nEvent: {SHOWN}\nOffice: Riga"
        ),
        # what people and pages put around
        f"✅ 20.03.2025 14:05 {HELD}, Riga\n🛃 18.03.2025 09:00 {SHOWN}, Riga",
        f"\u2022 20.03.2025 14:05\u00a0{HELD}, Riga\r\n\u2022 18.03.2025 09:00 {SHOWN}, Riga\r\n",
        (
            f"Home\nHelp\n2025-03-20 14:05\n{HELD}\nRiga\n\n2025-03-18 09:00\n{SHOWN}\nRiga\n\n"
            "Show more\nWas this page helpful?\nWrite to us"
        ),
    ],
)
def test_one_history_in_many_layouts(text: str) -> None:
    events = sorted(one(text).events, key=lambda e: str(e.at), reverse=True)
    assert [e.at for e in events] == [
        datetime(2025, 3, 20, 14, 5),  # noqa: DTZ001
        datetime(2025, 3, 18, 9, 0),  # noqa: DTZ001
    ]
    assert words(events) == [(HELD, "Riga"), (SHOWN, "Riga")]


def test_the_head_of_a_17track_copy_is_read() -> None:
    parcel = one(
        "Number: RB007000019CN\nPackage status: Alert (41 Days)\n"
        "Country: China -> Russian Federation\nDestination - Russian Post:\n"
        "2025-03-20 11:05 102975, Отказ в выпуске таможней, Возврат\nOrigin - China Post:\n"
        "2025-02-07 10:44 Shenzhen, 中国邮政已收取快件"
    )
    assert parcel.numbers == ("RB007000019CN",)
    assert (parcel.origin, parcel.destination) == ("CN", "RU")
    assert parcel.headline == "Alert (41 Days)"
    assert [e.carrier for e in parcel.events] == ["Russian Post", "China Post"]


def test_a_number_without_a_check_digit_is_read_beside_its_label() -> None:
    parcel = one("Номер отправления: AB12345\n20.03.2025 14:05 Прием на таможню")
    assert parcel.numbers == ("AB12345",)


def test_two_parcels_in_one_paste_are_two() -> None:
    parcels = read(
        "RB007000019CN\n2025-03-20 14:05 Held by customs\n"
        "RB007000022CN\n2025-03-21 09:00 Released from customs"
    )
    assert [p.numbers for p in parcels] == [("RB007000019CN",), ("RB007000022CN",)]
    assert [len(p.events) for p in parcels] == [1, 1]


def test_rows_of_two_parcels_are_two() -> None:
    parcels = read(
        "number,date,event\nRB007000019CN,2025-03-20,Held by customs\n"
        "RB007000022CN,2025-03-21,Released from customs"
    )
    assert [p.numbers for p in parcels] == [("RB007000019CN",), ("RB007000022CN",)]


def test_a_second_number_without_entries_is_one_more_name_of_the_parcel() -> None:
    parcels = read(
        "Number: LP00068434402473\nLast mile number: RB007000019CN\n"
        "2025-03-20 14:05 Held by customs\nNumber: RB007000019CN\n2025-03-18 09:00 Accepted"
    )
    assert [p.numbers for p in parcels] == [("LP00068434402473", "RB007000019CN")]


def test_an_announcement_is_marked_as_a_forecast() -> None:
    events = one(
        "2025-03-30 Estimated delivery\n2025-03-20 14:05 Held by customs\n"
        "2025-03-18 09:00 Item presented to import Customs"
    ).events
    assert [e.forecast for e in events] == [True, False, False]


def test_a_sentence_with_a_date_is_an_entry_only_where_there_is_no_other() -> None:
    sentence = "Your parcel was held by customs on 20 March 2025 in Riga."
    assert len(one(sentence).events) == 1
    assert len(one(f"{sentence}\n2025-03-18 09:00 Item presented to import Customs").events) == 1


def test_legal_matter_of_a_page_is_no_entry() -> None:
    events = one(
        "2025-03-20 14:05 Held by customs\n2025-03-18 09:00 Item presented to import Customs\n"
        "Terms of use, version of 01.01.2019\n© 2020 Example Parcels"
    ).events
    assert len(events) == 2


# --- pages, mails, tables -------------------------------------------------------------------------


def test_a_page_shows_its_words_and_not_its_machinery() -> None:
    page = pages.parse(
        "<html><head><title>t</title><style>p{}</style></head><body><script>var x='2025-01-01'"
        "</script><p>Held <b>by</b> customs<br>Riga</p><select><option>2024-01-01</select></body>"
    )
    assert page.text.split() == ["Held", "by", "customs", "Riga"]


def test_a_page_gives_the_rows_of_its_tables() -> None:
    page = pages.parse("<table><tr><th>Date<td>Event</tr><tr><td>1<td>a <i>b</i></tr></table>")
    assert page.tables == [[["Date", "Event"], ["1", "a b"]]]


def test_a_row_without_a_date_is_an_entry_without_a_date() -> None:
    (parcel,) = tables.read(
        [
            ["2025-09-02", "Out of customs", ""],
            ["", "Into customs", ""],
            ["2025-08-31", "Sorted", ""],
        ],
        known=lambda text: "ustoms" in text,
    )
    assert [(e.text, e.at is None) for e in parcel.events] == [
        ("Out of customs", False),
        ("Into customs", True),
        ("Sorted", False),
    ]


def test_a_comma_alone_makes_no_table() -> None:
    assert tables.split("2025-03-20, Riga\n2025-03-18, Riga") == []


def test_the_head_of_a_copied_mail_is_no_entry() -> None:
    body = mails.body("From: a@post.example\nDate: Tue, 4 Nov 2025 09:12:00 +0100\n\nHello")
    assert body.strip() == "Hello"


def test_a_text_with_labels_is_no_mail() -> None:
    text = "From: China\nTo: Poland\nDate: 2025-03-20\n2025-03-20 Held by customs"
    assert mails.body(text) == text


# --- files ----------------------------------------------------------------------------------------


def test_an_xml_file_becomes_a_plain_tree() -> None:
    assert tree.parse_xml(
        "<n:a xmlns:n='u' k='1'><n:b>x</n:b><n:b/><c><![CDATA[y]]></c></n:a>"
    ) == {
        "k": "1",
        "b": ["x", ""],
        "c": "y",
    }


@pytest.mark.parametrize(
    "text",
    [
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        "<a>" * 5000,
        "[" * 5000 + "]" * 5000,
        "[" * 200 + "]" * 200,
        '{"a":' * 5000 + "1" + "}" * 5000,
    ],
    ids=["entities", "outside file", "deep xml", "deep list", "less deep list", "deep json"],
)
def test_bombs_are_refused_in_words(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    (problem,) = caught.value.problems
    assert problem.what.template == (
        "This file is built in a way that no tracking service uses, so it is not read."
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [('{"a": 1,\n"b": [', 2), ("<a>\n<b>", 2), ('{"a": "unclosed}', 1)],
)
def test_a_file_that_is_cut_off_says_so(text: str, line: int) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    (problem,) = caught.value.problems
    assert problem.what.template == "This file is cut off or damaged and cannot be read."
    assert problem.line == line


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "There is no text here."),
        (" \n\t ", "There is no text here."),
        ("Hello, where is my parcel?", "No dated tracking entries were found in this text."),
        ("{}", "No dated tracking entries were found in this text."),
        (
            "<html><body><p>Not found</p></body></html>",
            "No dated tracking entries were found in this text.",
        ),
        ("Estimated delivery", "No dated tracking entries were found in this text."),
    ],
)
def test_nothing_understood_is_one_problem_with_a_way_out(text: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        timeline.read(text, source="history.txt")
    (problem,) = caught.value.problems
    assert (problem.key, problem.what.template) == ("history.txt", says)
    assert problem.mend.template


def test_an_offset_of_the_file_is_kept_and_a_local_time_stays_local() -> None:
    answer = {
        "module": [
            {
                "mailNo": "LP00068434402473",
                "detailList": [
                    {
                        "actionCode": "X",
                        "desc": "a",
                        "timeStr": "2025-03-20 14:05:00",
                        "timeZone": "GMT+3",
                    },
                    {"actionCode": "Y", "desc": "b", "timeStr": "2025-03-18 09:00:00"},
                ],
            }
        ]
    }
    first, second = one(json.dumps(answer)).events
    assert first.at == datetime(2025, 3, 20, 14, 5, tzinfo=timezone(timedelta(hours=3)))
    assert second.at == datetime(2025, 3, 18, 9, 0)  # noqa: DTZ001


def test_two_clocks_that_differ_are_said() -> None:
    answer = {
        "module": [
            {
                "mailNo": "LP00068434402473",
                "detailList": [
                    {
                        "desc": "a",
                        "timeStr": "2025-03-20 14:05:00",
                        "timeZone": "GMT+3",
                        "time": 1742470000000,
                    }
                ],
            }
        ]
    }
    (note,) = one(json.dumps(answer)).notes
    assert note.count == 1
    assert (
        note.template
        == "{count} entry has two different times in the file; the local time is used."
    )


def test_a_number_that_a_service_does_not_know_is_a_parcel_without_entries() -> None:
    parcel = one('{"success": true, "module": [{"mailNo": "LP00000000000", "detailList": []}]}')
    assert (parcel.numbers, parcel.events) == (("LP00000000000",), ())


def test_names_of_json_made_from_xml_lose_their_prefix() -> None:
    record = {
        "ns3:OperationParameters": {
            "ns3:OperType": {"ns3:Id": 11, "ns3:Name": "Прием на таможню"},
            "ns3:OperDate": "2025-03-12T09:15:00.000+03:00",
        }
    }
    answer = {"S:Body": {"ns7:OperationHistoryData": {"ns3:historyRecord": [record]}}}
    (event,) = one(json.dumps(answer)).events
    assert (event.text, event.code, event.code_source) == ("Прием на таможню", "11", "russian_post")


def test_markup_inside_values_goes() -> None:
    answer = {
        "codigo": "LX000495071BR",
        "eventos": [
            {
                "data": "09/08/2019",
                "hora": "18:11",
                "local": "CURITIBA/PR",
                "status": "Aguardando pagamento",
                "subStatus": ["<span class=x>Acesse <a href='https://x'>o ambiente</a></span>"],
            }
        ],
    }
    (event,) = one(json.dumps(answer)).events
    assert event.detail == "Acesse o ambiente"


def test_every_shape_says_where_it_was_read() -> None:
    """Repair: give the record of ``formats.toml`` its source and the day it was read."""
    shapes = structured.shapes()
    assert len({s.id for s in shapes}) == len(shapes) > 40
    assert all(s.source.startswith("https://") and isinstance(s.read, date) for s in shapes)


def test_an_unknown_key_in_a_shape_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "formats.toml"
    wrong.write_text(
        '[[format]]\nid = "x"\nkeys = []\nsource = "s"\nread = 2026-11-22\nevnts = []\n'
    )
    monkeypatch.setattr(structured, "_SHAPES", wrong)
    structured.shapes.cache_clear()
    try:
        with pytest.raises(DataError, match=r"formats\.toml: .*evnts"):
            structured.shapes()
    finally:
        structured.shapes.cache_clear()


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Tracking Number: LX007002672CN", "number"),
        ("Sendungsnummer 00340434000000000001", "number"),
        ("运单号：SF1234567890123", "number"),
        ("Country: China → Poland", "route"),
        ("Destination Country - Poland", "route"),
        ("Перевозчик: Почта России", "carrier"),
        ("Status: In transit", "status"),
    ],
)
def test_headings_are_told_by_their_labels(line: str, kind: str) -> None:
    heading = headings.read(line)
    assert heading
    assert heading.label in {kind, "route"}


# --- whatever comes -------------------------------------------------------------------------------

OURS = sorted(p for p in SAMPLES.iterdir() if p.name != "index.tsv")


def survives(raw: str | bytes) -> None:
    try:
        text = raw if isinstance(raw, str) else decode(raw, "x")
        found = timeline.read(text, source="x", today=TODAY)
    except InputError as error:
        assert len(error.problems) == 1  # noqa: PT017 - either is fine, silence is not
    else:
        timeline.build(found, today=TODAY)


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_a_history_cut_off_anywhere_is_read_or_refused_in_words(path: Path) -> None:
    raw = path.read_bytes()
    step = max(1, len(raw) // 150)
    for end in range(0, len(raw), step):
        survives(raw[:end])


@pytest.mark.slow
@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_a_history_cut_off_at_every_byte_is_read_or_refused_in_words(path: Path) -> None:
    raw = path.read_bytes()
    for end in range(len(raw)):
        survives(raw[:end])


@given(st.sampled_from(OURS), st.data())
def test_a_damaged_history_is_read_or_refused_in_words(path: Path, data: st.DataObject) -> None:
    text = path.read_text("utf-8")
    place = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 40))
    noise = data.draw(st.text(max_size=20) | st.sampled_from(['"', "<", "{", "\n\n", "2025-01-01"]))
    survives(text[:place] + noise + text[place + length :])


@given(st.text())
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    survives(text)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["2025-03-20 14:05", "Held by customs", "RB007000019CN"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["date", "status", "events", "module", "mailNo", "a"]), inner
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_read_or_refused_in_words(answer: object) -> None:
    survives(json.dumps(answer))


def test_five_megabytes_of_noise_are_refused_in_words() -> None:
    noise = f"{'Lorem ipsum 12:34 dolor sit amet, consectetur 99999 ' * 5}\n" * 20_000
    with pytest.raises(InputError, match="No dated tracking entries"):
        read(noise)


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (
            ["SAN FRANCISCO, CA - USA, Held by customs", "SHENZHEN - CHINA, Accepted by carrier"],
            [
                ("Held by customs", "SAN FRANCISCO, CA - USA"),
                ("Accepted by carrier", "SHENZHEN - CHINA"),
            ],
        ),
        (
            ["Held by customs — SAN FRANCISCO, CA", "Accepted by carrier — SHENZHEN, CN"],
            [("Held by customs", "SAN FRANCISCO, CA"), ("Accepted by carrier", "SHENZHEN, CN")],
        ),
        (
            ["Riga, Latvia Held by customs", "Shenzhen, China Accepted by carrier"],
            [("Held by customs", "Riga, Latvia"), ("Accepted by carrier", "Shenzhen, China")],
        ),
        (
            ["102975, Отказ в выпуске таможней, Возврат", "102975, Прием на таможню"],
            [("Отказ в выпуске таможней, Возврат", "102975"), ("Прием на таможню", "102975")],
        ),
        (
            ["China Post received the item", "China Post dispatched the item"],
            [("China Post received the item", ""), ("China Post dispatched the item", "")],
        ),
        (
            ["Riga depot, Held by customs", "Delivered - Left in a safe place, KEW VIC"],
            [("Held by customs", "Riga depot"), ("Delivered - Left in a safe place", "KEW VIC")],
        ),
    ],
    ids=["place first", "long dash", "no sign", "two commas", "a body", "an office"],
)
def test_place_and_text_of_one_line(lines: list[str], found: list[tuple[str, str]]) -> None:
    dated = [f"2025-03-{20 - i} 14:05 {line}" for i, line in enumerate(lines)]
    assert words(one("\n".join(dated)).events) == found


def test_a_place_in_brackets_needs_no_name_that_we_know() -> None:
    events = one(
        "2025-03-20 14:05 【阿拉木图】 包裹被海关扣留\n2025-03-18 09:00 【圣彼得堡】 海关查验中"
    ).events
    assert [e.place for e in events] == ["阿拉木图", "圣彼得堡"]


def test_the_carriers_own_words_in_a_17track_copy_stand_once() -> None:
    label = "Import customs clearance started"
    same, other = one(
        f"2025-11-03 14:21 {label}, Carrier note: {label}\n"
        f"2025-11-01 09:12 {label}, Carrier note: Начало растаможки"
    ).events
    assert (same.text, same.detail) == (label, "")
    assert (other.text, other.detail) == (label, "Начало растаможки")


def test_the_head_of_a_table_in_unknown_words_is_no_entry() -> None:
    (parcel,) = read("Päivä\tTapahtuma\n2025-03-20\tHeld by customs\n2025-03-18\tSorted")
    assert [e.text for e in parcel.events] == ["Held by customs", "Sorted"]


def test_the_newest_entry_of_usps_has_its_fuller_wording() -> None:
    summary = "<Event>DELIVERED</Event><EventDate>March 20, 2025</EventDate>"
    (event,) = one(
        '<TrackResponse><TrackInfo ID="LX007002672CN"><Status>Delivered, In/At Mailbox</Status>'
        f"<TrackSummary>{summary}</TrackSummary></TrackInfo></TrackResponse>"
    ).events
    assert event.text == "Delivered, In/At Mailbox"


# --- corners --------------------------------------------------------------------------------------


def test_a_mail_in_an_unknown_encoding_is_read_as_it_stands() -> None:
    text = (
        "Subject: x\nContent-Type: text/plain; charset=klingon\n\n"
        "2025-03-20 14:05 Held by customs\n2025-03-18 09:00 Item presented to import Customs"
    )
    assert len(one(text).events) == 2


def test_a_promised_span_of_days_is_no_entry() -> None:
    events = one("Delivery: Nov 20 - Dec 03, 2025\n2025-11-12 14:21 Held by customs").events
    assert [e.text for e in events] == ["Held by customs"]


def test_a_number_that_no_machine_can_hold_is_a_damaged_file() -> None:
    with pytest.raises(InputError, match="cut off or damaged"):
        read(f'{{"a": {"9" * 5000}}}')


def test_a_quotation_mark_that_never_ends_makes_no_table() -> None:
    assert tables.split('a;"b\n' + "x" * 140_000) == []


def test_one_dated_line_among_lines_of_a_page_keeps_its_own_words() -> None:
    (event,) = one("20.03.2025 14:05\nHeld by customs\n\nDo you need help?").events
    assert event.text == "Held by customs"


def test_fields_of_an_unknown_answer_may_keep_date_and_time_apart() -> None:
    records = [
        {"day": "2025-03-20", "clock": "14:05", "what": "Held by customs", "tags": ["a", "b"]},
        {"day": "2025-03-18", "clock": "09:00", "what": "Item presented to import Customs"},
    ]
    events = one(json.dumps({"list": records})).events
    assert [(e.text, str(e.at)) for e in events] == [
        ("Held by customs", "2025-03-20 14:05:00"),
        ("Item presented to import Customs", "2025-03-18 09:00:00"),
    ]


def test_a_time_without_any_day_is_no_entry() -> None:
    with pytest.raises(InputError, match="No dated tracking entries"):
        read("14:05 Held by customs")


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("301_app_share_de.txt", ["Shenzhen", "Guangzhou", "Leipzig", "Radefeld"]),
        ("308_time_zone_weekday_first.txt", ["Shanghai, CN", "Köln, DE", "Köln, DE"]),
        ("310_columns_of_spaces_tr.txt", ["Guangzhou", "İstanbul", "İstanbul Havalimanı"]),
        ("311_dots_between.txt", ["Shenzhen", "Delhi", "Delhi"]),
        ("314_numbered_lines_de.txt", ["Leipzig", "Köln", "Köln"]),
        ("315_csv_scan_columns.csv", ["BOGOTA, CO", "MIAMI, FL", "MIAMI, FL"]),
        ("320_place_with_colon_uk.txt", ["Шеньчжень", "Київ", "Київ"]),
        ("321_arabic_digits_ar.txt", ["الرياض", "الرياض"]),
        ("323_markdown_list.txt", ["Rome", "Rome"]),
        ("324_days_times_places.txt", ["Leipzig, Germany", "Berlin, Germany", "Berlin, Germany"]),
    ],
)
def test_the_places_of_a_layout(name: str, places: list[str]) -> None:
    text = decode((SAMPLES / name).read_bytes(), name)
    (parcel,) = timeline.build(timeline.read(text, today=TODAY), today=TODAY)
    assert [event.place for event in parcel] == places


def test_the_number_of_an_entry_and_the_signs_around_it_are_no_words() -> None:
    (parcel,) = timeline.read("(12) Fri, 20.11.2026 08:15h -- Held by customs", today=TODAY)
    assert [(e.text, e.place) for e in parcel.events] == [("Held by customs", "")]


def test_a_cell_reaches_over_the_rows_that_it_says() -> None:
    page = (
        "<table><tr><td rowspan=3>20.11.2026<td>10:00<td>Held by customs<tr><td>09:00<td>Posted"
        "<tr><td>08:00<td>Accepted<tr><td rowspan='x'>19.11.2026<td>07:00<td>Created</table>"
    )
    rows = pages.parse(page).tables[0]
    assert [row[0] for row in rows] == ["20.11.2026"] * 3 + ["19.11.2026"]


def test_a_mail_of_eight_bits_keeps_its_letters() -> None:
    mail = (
        "Subject: Paket\nContent-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n\nFörsändelse i tullen"
    )
    assert "Försändelse i tullen" in mails.body(mail)


def test_a_file_with_one_json_value_a_line_is_a_list() -> None:
    assert tree.parse_json('{"a": 1}\n{"a": 2}\n') == [{"a": 1}, {"a": 2}]
    with pytest.raises(tree.BrokenError):
        tree.parse_json('{"a": 1}\n{"a": 2')


def test_the_name_of_a_carrier_is_no_place() -> None:
    text = "19.11.2026 10:00 DHL: Held by customs\n18.11.2026 10:00 DHL: Arrived in Germany"
    (parcel,) = timeline.read(text, today=TODAY)
    assert {event.place for event in parcel.events} <= {"", "Germany"}


def test_gaps_inside_the_words_of_a_json_answer_are_no_columns() -> None:
    (parcel,) = timeline.read('{"e": [{"date": "2026-11-19 10:00", "status": "Held  by customs"}]}')
    assert parcel.events[0].text == "Held by customs"


def test_today_is_no_date_and_its_entry_is_said_to_be_left_out() -> None:
    text = (
        "Today, 09:20\nHeld at customs\nYesterday\nArrived\n16 November 2026, 22:15\nLeft China\n"
        "Today, 17 November 2026, 10:00\nArrived in Italy"
    )
    (parcel,) = timeline.read(text, today=TODAY)
    assert [e.text for e in parcel.events] == ["Left China", "Arrived in Italy"]
    assert any("today" in note.template for note in parcel.notes)


def test_a_dutch_monday_is_not_today() -> None:
    (parcel,) = timeline.read("ma 16 nov 2026 10:00 Vrijgegeven door de douane", today=TODAY)
    assert [e.text for e in parcel.events] == ["Vrijgegeven door de douane"]
