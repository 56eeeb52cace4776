"""Scans to a chronology, a chronology to an outcome."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispute_assistant.tracking import story
from dispute_assistant.tracking.events import Status, Timeline, Verdict
from dispute_assistant.tracking.formats.raw import RawEvent, RawParcel
from dispute_assistant.tracking.story import Step, Story, judge
from dispute_assistant.tracking.timeline import (
    build,
    customs_place,
    days_at_customs,
    hand_overs,
    last_place,
    longest_gap,
    read,
    return_leg,
)
from dispute_assistant.tracking.vocabulary import statuses as records

S, V = Status, Verdict
TODAY = date(2026, 11, 23)


def only(text: str, *, destination: str = "", today: date | None = None) -> Timeline:
    (parcel,) = build(read(text, source="paste", today=today), destination=destination, today=today)
    return parcel


def statuses_of(parcel: Timeline) -> list[str]:
    return [e.status.value for e in parcel]


def raw(day: int, text: str, hour: int = 12, **fields: str) -> RawEvent:
    return RawEvent(at=datetime(2025, 3, day, hour), text=text, **fields)  # type: ignore[arg-type]  # noqa: DTZ001


# --- the story ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "verdict", "cause"),
    [
        ([], V.NONE, None),
        ([S.ACCEPTED, S.DELIVERED], V.NONE, None),
        ([S.RETURNING], V.NONE, None),
        ([S.IMPORT_CUSTOMS_PRESENTED], V.IN_PROCESS, None),
        ([S.IMPORT_CUSTOMS_HELD, S.HELD_BY_CARRIER], V.HELD, None),
        # a scan on the way to the door means a release; while duty is due only the delivery does
        ([S.IMPORT_CUSTOMS_HELD, S.SORTING], V.RELEASED, None),
        ([S.IMPORT_CUSTOMS_PROCESSING, S.IN_TRANSIT], V.IN_PROCESS, None),
        ([S.IMPORT_CUSTOMS_DUTY_DUE, S.SORTING, S.PICKUP_READY], V.DUTY_DUE, None),
        ([S.IMPORT_CUSTOMS_DUTY_DUE, S.DELIVERED], V.RELEASED, None),
        ([S.IMPORT_CUSTOMS_REFUSED, S.SORTING], V.REFUSED, None),
        ([S.IMPORT_CUSTOMS_DUTY_DUE, S.IMPORT_CUSTOMS_DUTY_PAID], V.IN_PROCESS, None),
        (
            [S.IMPORT_CUSTOMS_DUTY_DUE, S.IMPORT_CUSTOMS_DUTY_PAID, S.IMPORT_CUSTOMS_RELEASED],
            V.RELEASED,
            S.IMPORT_CUSTOMS_DUTY_PAID,
        ),
        (
            [S.IMPORT_CUSTOMS_DUTY_DUE, S.IMPORT_CUSTOMS_DUTY_PAID, S.IMPORT_CUSTOMS_RETURNED],
            V.RETURNED,
            None,
        ),
        # export customs: the sender's own depot proves nothing, leaving the country does
        ([S.EXPORT_CUSTOMS_HELD, S.OUT_FOR_DELIVERY], V.HELD, None),
        ([S.EXPORT_CUSTOMS_HELD, S.DEPARTED_ORIGIN, S.SORTING], V.RELEASED, None),
        ([S.EXPORT_CUSTOMS, S.DELIVERED], V.RELEASED, None),
        # going back before a release was a return, and its cause is said
        ([S.EXPORT_CUSTOMS_HELD, S.RETURNED_TO_SENDER], V.RETURNED, S.EXPORT_CUSTOMS_HELD),
        ([S.IMPORT_CUSTOMS_REFUSED, S.RETURNING], V.RETURNED, S.IMPORT_CUSTOMS_REFUSED),
        ([S.IMPORT_CUSTOMS_PROCESSING, S.RETURNING], V.RETURNED, None),
        ([S.IMPORT_CUSTOMS_RELEASED, S.DELIVERY_FAILED, S.RETURNING], V.RELEASED, None),
        ([S.IMPORT_CUSTOMS_HELD, S.IMPORT_CUSTOMS_RETURNED], V.RETURNED, None),
        (
            [S.IMPORT_CUSTOMS_DUTY_DUE, S.IMPORT_CUSTOMS_DUTY_REFUSED, S.IMPORT_CUSTOMS_RETURNED],
            V.RETURNED,
            S.IMPORT_CUSTOMS_DUTY_REFUSED,
        ),
        (
            [S.IMPORT_CUSTOMS_DUTY_DUE, S.IMPORT_CUSTOMS_DUTY_REFUSED],
            V.REFUSED_BY_BUYER,
            S.IMPORT_CUSTOMS_DUTY_DUE,
        ),
        (
            [S.IMPORT_CUSTOMS_INFO_REQUIRED, S.IMPORT_CUSTOMS_REFUSED],
            V.REFUSED,
            S.IMPORT_CUSTOMS_INFO_REQUIRED,
        ),
        ([S.IMPORT_CUSTOMS_HELD, S.IMPORT_CUSTOMS_SEIZED], V.SEIZED, None),
        # what is final stays so on the way back, unless customs takes it back on the spot
        ([S.IMPORT_CUSTOMS_RETURNED, S.EXPORT_CUSTOMS, S.IN_TRANSIT], V.RETURNED, None),
        ([S.IMPORT_CUSTOMS_RETURNED, S.IN_TRANSIT, S.IMPORT_CUSTOMS_RELEASED], V.RETURNED, None),
        ([S.IMPORT_CUSTOMS_RETURNED, S.EXPORT_CUSTOMS_RELEASED], V.RETURNED, None),
        ([S.IMPORT_CUSTOMS_RETURNED, S.IMPORT_CUSTOMS_RELEASED], V.RELEASED, None),
        ([S.IMPORT_CUSTOMS_SEIZED, S.IMPORT_CUSTOMS_DESTROYED], V.DESTROYED, None),
    ],
)
def test_the_customs_story(statuses: list[Status], verdict: Verdict, cause: Status | None) -> None:
    assert judge([Step(s) for s in statuses]) == Story(verdict, cause)


@pytest.mark.parametrize(
    ("minutes", "verdict"), [(2, V.SUSPECTED_REFUSAL), (30, V.SUSPECTED_REFUSAL), (31, V.RELEASED)]
)
def test_a_delivery_minutes_after_the_exchange_office_is_none(
    minutes: int, verdict: Verdict
) -> None:
    left = datetime(2026, 5, 12, 14, 1)  # noqa: DTZ001
    steps = [
        Step(S.IMPORT_CUSTOMS_RELEASED, left),
        Step(S.DELIVERED, left + timedelta(minutes=minutes)),
    ]
    assert judge(steps).verdict is verdict


@given(st.lists(st.sampled_from(list(Status)), max_size=12))
def test_any_run_of_statuses_has_an_outcome(statuses: list[Status]) -> None:
    told = judge([Step(s) for s in statuses])
    assert told.cause is None or told.verdict is not V.NONE


@given(st.lists(st.sampled_from(list(Status)), max_size=12))
def test_without_a_customs_scan_there_is_no_customs_story(statuses: list[Status]) -> None:
    others = [s for s in statuses if not records()[s].customs]
    assert judge([Step(s) for s in others]).verdict is V.NONE


# --- traps ----------------------------------------------------------------------------------------


def test_returned_from_customs_means_released() -> None:
    parcel = only("RB007000019CN\n2025-03-20 09:00 Item returned from import Customs")
    assert (parcel.last and parcel.last.status, parcel.verdict) == (
        S.IMPORT_CUSTOMS_RELEASED,
        V.RELEASED,
    )


def test_returned_by_customs_means_returned_at_russian_post() -> None:
    parcel = only(
        "RB007000019CN\nDestination - Russian Post:\n20.03.2025 09:00 Москва, Возвращено таможней"
    )
    assert parcel.verdict is V.RETURNED


def test_a_hold_by_the_carrier_is_no_customs_story() -> None:
    parcel = only("RB007000019CN\n2025-03-20 09:00 Held at inward office of exchange, RIGA")
    assert (statuses_of(parcel), parcel.verdict) == (["held_by_carrier"], V.NONE)


@pytest.mark.parametrize("place", ["SHENZHEN", "Guangdong"])
def test_a_delivery_in_the_country_of_origin_is_a_return(place: str) -> None:
    parcel = only(
        "LX007002672CN\nCountry: China -> Latvia\n"
        f"2025-03-20 09:00 {place}, Delivered\n2025-03-06 14:00 {place}, Held by Customs"
    )
    assert parcel.last
    assert parcel.last.status is S.RETURNED_TO_SENDER
    assert (parcel.verdict, parcel.cause) == (V.RETURNED, S.EXPORT_CUSTOMS_HELD)


def test_a_delivery_where_it_was_posted_is_a_return_though_nobody_names_the_country() -> None:
    parcel = only(
        "LX007002672CN\n2025-03-20 09:00 Delivered, MYTOWN\n"
        "2025-03-06 14:00 Held by customs, OURTOWN\n2025-03-01 10:00 Accepted by carrier, MYTOWN",
        destination="LV",
    )
    assert parcel.last
    assert parcel.last.status is S.RETURNED_TO_SENDER


def test_a_delivery_within_one_country_stays_a_delivery() -> None:
    parcel = only("RD007000654CN\n2025-03-20 09:00 SHENZHEN, Delivered", destination="CN")
    assert statuses_of(parcel) == ["delivered"]


def test_a_delivery_after_a_refusal_is_one_to_the_sender_unless_it_is_in_the_buyers_country() -> (
    None
):
    history = (
        "LX007002672CN\n2025-03-20 09:00 {place}Delivered\n"
        "2025-03-06 14:00 Riga, Import refused by customs"
    )
    back = only(history.format(place=""), destination="LV")
    home = only(history.format(place="Riga, "), destination="LV")
    assert statuses_of(back)[-1] == "returned_to_sender"
    assert (statuses_of(home)[-1], home.verdict) == ("delivered", V.RELEASED)


def test_a_correction_withdraws_the_entry_before_it() -> None:
    activity = [
        {"time": "11:00:00", "city": "Алматы", "status": ["RPODELAY_UNDO"]},
        {"time": "10:30:00", "city": "Алматы", "status": ["Checking"]},
        {"time": "10:00:00", "city": "Алматы", "status": ["RPODELAY"]},
    ]
    answer = {"trackid": "RB007001748CN", "events": [{"date": "20.03.2025", "activity": activity}]}
    parcel = only(str(answer).replace("'", '"'))
    assert statuses_of(parcel) == ["correction", "import_customs_processing", "correction"]
    assert [e.reason for e in parcel] == ["withdrawn", "", ""]
    assert parcel.verdict is V.IN_PROCESS


def test_a_scan_booked_late_on_the_day_of_delivery_stands_before_it() -> None:
    parcel = only(
        "RB007000019CN\n2025-03-20 09:00 Delivered, RIGA\n"
        "2025-03-20 12:00 Departed from depot, RIGA"
    )
    assert statuses_of(parcel)[-1] == "delivered"


def test_scans_of_one_minute_stand_in_the_order_of_a_journey() -> None:
    parcel = only(
        "RB007000019CN\n2025-03-20 09:00 Released from customs\n"
        "2025-03-20 09:00 Held by customs\n2025-03-20 09:00 Arrival at inward office of exchange"
    )
    assert statuses_of(parcel) == [
        "arrived_destination",
        "import_customs_held",
        "import_customs_released",
    ]


def test_an_unknown_scan_of_the_same_minute_hides_no_known_one() -> None:
    parcel = only("RB007000019CN\n2025-03-20 09:00 Released from customs\n2025-03-20 09:00 Zzyzx")
    assert statuses_of(parcel) == ["unknown", "import_customs_released"]


def test_a_delivery_after_a_release_is_one_to_the_buyer_though_customs_had_refused_before() -> None:
    parcel = only(
        "LX007002672CN\n2025-03-20 09:00 Delivered\n2025-03-10 09:00 Released from customs\n"
        "2025-03-06 14:00 Import refused by customs"
    )
    assert statuses_of(parcel)[-1] == "delivered"


def test_a_newer_scan_of_an_earlier_stage_stays_the_newest() -> None:
    parcel = only(
        "EB007002195CN\n2025-03-20 22:23 Held for export customs inspection\n"
        "2025-03-18 01:37 Departed from export office"
    )
    assert parcel.last
    assert parcel.last.status is S.EXPORT_CUSTOMS_HELD


def test_a_remark_about_customs_counts_beside_a_scan_in_transit() -> None:
    events = (raw(20, "In transit", detail="Package available for clearance"),)
    (parcel,) = build([RawParcel(numbers=("123456789012",), events=events)])
    assert (statuses_of(parcel), parcel.verdict) == (["in_transit"], V.IN_PROCESS)


def test_a_remark_about_customs_gives_an_unknown_scan_its_meaning() -> None:
    events = (raw(20, "Update 17", detail="Held by customs"),)
    (parcel,) = build([RawParcel(events=events)])
    assert statuses_of(parcel) == ["import_customs_held"]


# --- several sources ------------------------------------------------------------------------------


def test_two_sources_of_one_number_are_one_parcel_and_each_fact_stands_once() -> None:
    one = read("RB007000019CN\n2025-03-20 14:05 Riga, Held by customs", source="first")
    other = read(
        "RB007000019CN\n2025-03-20 14:05 Held by customs\n2025-03-21 09:00 Released from customs",
        source="second",
    )
    (parcel,) = build([*one, *other])
    assert [(e.text, e.place) for e in parcel] == [
        ("Held by customs", "Riga"),
        ("Released from customs", ""),
    ]


def test_sources_that_share_one_of_their_numbers_are_one_parcel() -> None:
    parcels = build(
        [
            RawParcel(numbers=("LP00068434402473",), events=(raw(1, "Accepted"),)),
            RawParcel(numbers=("RB007000019CN",), events=(raw(20, "Held by customs"),)),
            RawParcel(numbers=("LP00068434402473", "RB007000019CN"), events=()),
        ]
    )
    assert [p.tracking_number for p in parcels] == ["LP00068434402473"]
    assert parcels[0].other_numbers == ("RB007000019CN",)


def test_a_source_without_a_number_belongs_to_the_only_parcel() -> None:
    parcels = build(
        [
            RawParcel(events=(raw(20, "Held by customs"),)),
            RawParcel(numbers=("RB007000019CN",), events=(raw(1, "Accepted"),)),
        ]
    )
    assert len(parcels) == 1


def test_the_parcel_in_trouble_stands_first() -> None:
    parcels = build(
        read(
            "RB007000019CN\n2025-03-20 14:05 Delivered\n"
            "RB007000022CN\n2025-03-21 09:00 Held by customs"
        )
    )
    assert [p.tracking_number for p in parcels] == ["RB007000022CN", "RB007000019CN"]


def test_the_same_entry_twice_in_one_paste_stands_once() -> None:
    line = "2025-03-20 14:05 Held by customs\n"
    assert len(only(f"RB007000019CN\n{line}{line}").events) == 1


def test_one_report_with_the_time_and_one_without_are_one_fact() -> None:
    day_only = RawEvent(at=datetime(2025, 3, 20), has_time=False, text="Held by customs")  # noqa: DTZ001
    (parcel,) = build(
        [
            RawParcel(numbers=("RB007000019CN",), events=(day_only,), source="a"),
            RawParcel(numbers=("RB007000019CN",), events=(raw(20, "HELD BY CUSTOMS"),), source="b"),
        ]
    )
    assert [e.has_time for e in parcel] == [True]


def test_two_wordings_of_one_fact_are_both_kept_as_proof() -> None:
    parcel = only(
        "RB007000019CN\nDestination - Poczta Polska:\n2025-03-20 08:00 Zatrzymanie w cle\n"
        "Origin - China Post:\n2025-03-20 08:00 Held by import Customs"
    )
    assert len(parcel.events) == 2
    assert parcel.contradictions == ()


def contradiction(first: Iterable[RawEvent], second: Iterable[RawEvent]) -> list[str]:
    (parcel,) = build(
        [
            RawParcel(numbers=("RB007000019CN",), events=tuple(first), source="one"),
            RawParcel(numbers=("RB007000019CN",), events=tuple(second), source="two"),
        ]
    )
    return [c.relied_on.text for c in parcel.contradictions]


def test_two_sources_that_end_differently_on_the_same_days_contradict_each_other() -> None:
    held = [raw(20, "Import refused by customs", carrier="Cainiao")]
    released = [raw(20, "Released from customs", carrier="Russian Post")]
    assert contradiction(held, released) == ["Released from customs"]


def test_a_source_that_stopped_earlier_contradicts_nothing() -> None:
    older = [raw(10, "Held by customs", carrier="Russian Post")]
    newer = [raw(20, "Released from customs", carrier="Russian Post")]
    assert contradiction(older, newer) == []


def test_a_source_that_goes_on_without_seeing_a_release_contradicts_it() -> None:
    held = [raw(10, "Held by customs"), raw(25, "Shipment information updated")]
    released = [raw(20, "Released from customs")]
    assert contradiction(held, released) == ["Released from customs"]


def test_a_hold_that_the_carrier_calls_routine_is_named() -> None:
    page = [raw(12, "Held by customs", carrier="AliExpress")]
    post = [raw(12, "Передано таможне", carrier="Почта России")]
    assert contradiction(page, post) == ["Передано таможне"]


def test_the_carriers_code_decides_between_equals() -> None:
    words = [raw(20, "Released from customs")]
    code = [raw(20, "Import terminated", code="EDX", code_source="upu")]
    assert contradiction(words, code) == ["Import terminated"]


# --- what is left out, what the user says ---------------------------------------------------------


def test_forecasts_and_days_to_come_are_left_out_and_said() -> None:
    parcel = only(
        "RB007000019CN\n2026-12-24 Estimated delivery\n2026-12-20 10:00 Delivered\n"
        "2026-11-20 09:00 Held by customs",
        today=TODAY,
    )
    assert statuses_of(parcel) == ["import_customs_held"]
    assert [(n.template.split(" ", 1)[1][:20], n.count) for n in parcel.notes] == [
        ("forecast was left ou", 1),
        ("entry is dated in th", 1),
    ]


def test_tomorrow_is_allowed_because_of_the_zones() -> None:
    assert len(only("RB007000019CN\n2026-11-24 09:00 Held by customs", today=TODAY).events) == 1


def test_a_scan_that_looks_ahead_is_a_scan() -> None:
    parcel = only(
        "RB007000019CN\n2025-03-22 10:00 Delivered\n"
        "2025-03-20 09:00 Will be delivered soon\n2025-03-30 09:00 Will be delivered soon"
    )
    assert len(parcel.events) == 2


def test_dates_that_can_be_read_two_ways_are_said() -> None:
    (note,) = only("RB007000019CN\n03/04/2025 Held by customs").notes
    assert note.template.startswith("The dates can be read with the day or the month first.")


def test_a_wording_means_what_the_user_says() -> None:
    text = "RB007000019CN\n2025-03-20 09:00 Xyzzy nothing happens"
    (unknown,) = build(read(text))
    (told,) = build(read(text), meanings={"xyzzy  NOTHING happens": S.IMPORT_CUSTOMS_HELD})
    assert (statuses_of(unknown), statuses_of(told)) == (["unknown"], ["import_customs_held"])
    assert told.events[0].matched_by == "your answer"


def test_a_headline_that_the_entries_deny_is_said() -> None:
    (note,) = only(
        "Number: RB007000019CN\nPackage status: Delivered (12 Days)\n"
        "2025-03-20 09:00 Held by customs"
    ).notes
    assert note.values == {"headline": "Delivered (12 Days)", "text": "Held by customs"}


def test_origin_and_destination_are_known_from_number_route_and_buyer() -> None:
    text = "RB007000019CN\nDestination Country - Poland\n2025-03-20 09:00 Held by customs"
    assert (only(text).origin, only(text).destination) == ("CN", "PL")
    assert only(text, destination="LV").destination == "LV"


def test_local_times_of_two_zones_are_ordered_by_the_moment_when_all_have_a_zone() -> None:
    east, west = timezone(timedelta(hours=8)), timezone(timedelta(hours=-8))
    events = (
        RawEvent(at=datetime(2025, 3, 20, 9, 0, tzinfo=east), text="Departed from origin country"),
        RawEvent(at=datetime(2025, 3, 19, 23, 0, tzinfo=west), text="Held by customs"),
    )
    (parcel,) = build([RawParcel(events=events)])
    assert statuses_of(parcel) == ["departed_origin", "import_customs_held"]


def test_an_entry_without_a_date_keeps_the_place_that_its_source_gave_it() -> None:
    events = (
        raw(20, "Released from customs"),
        RawEvent(at=None, text="Held by customs"),
        raw(18, "Item presented to import Customs"),
    )
    (parcel,) = build([RawParcel(events=events)])
    assert statuses_of(parcel) == [
        "import_customs_presented",
        "import_customs_held",
        "import_customs_released",
    ]


LINES = [
    "2025-02-07 10:44 Shenzhen, Accepted by carrier",
    "2025-02-14 13:20 Guangzhou, Departed from origin country",
    "2025-03-11 22:31 Riga, Arrival at inward office of exchange",
    "2025-03-12 09:15 Riga, Item presented to import Customs",
    "2025-03-19 16:40 Riga, Import refused by customs",
    "2025-03-19 16:40 Riga, Held by customs",
    "2025-03-20 11:05 Riga, Return to sender approved by customs",
]


@given(st.permutations(LINES))
def test_the_order_of_the_lines_changes_nothing(lines: list[str]) -> None:
    expected = only("\n".join(["Number: RB007000019CN", *LINES]), destination="LV")
    assert only("\n".join(["Number: RB007000019CN", *lines]), destination="LV") == expected


# --- questions that rules ask ---------------------------------------------------------------------

STAY = """RB007000019CN
2025-03-25 09:00 Riga depot, Item processed at sorting facility
2025-03-20 14:05 Riga airport, Released from customs
2025-03-15 09:00 Riga airport, Held by customs
2025-03-12 21:30 Riga, Item presented to import Customs
2025-03-01 03:00 SHENZHEN, Departed from origin country
2025-02-25 03:00 SHENZHEN, Import customs clearance started
"""


def test_days_at_customs_count_from_the_arrival_there_to_the_release() -> None:
    assert days_at_customs(only(STAY), TODAY) == 8


def test_days_at_customs_go_on_until_today() -> None:
    held = "RB007000019CN\n2026-11-13 09:00 Riga, Held by customs"
    assert days_at_customs(only(held), TODAY) == 10


def test_a_parcel_that_never_was_at_customs_has_no_days_there() -> None:
    assert (
        days_at_customs(only("RB007000019CN\n2025-03-20 09:00 Accepted by carrier"), TODAY) is None
    )


def test_the_longest_gap_may_be_the_one_that_lasts() -> None:
    parcel = only(STAY)
    gap = longest_gap(parcel, date(2025, 3, 27))
    assert gap
    assert (gap.days, gap.before.day, gap.after and gap.after.day) == (
        11,
        date(2025, 3, 1),
        date(2025, 3, 12),
    )
    lasting = longest_gap(parcel, date(2025, 4, 20))
    assert lasting
    assert (lasting.days, lasting.after) == (26, None)


def test_a_delivered_parcel_is_not_silent() -> None:
    parcel = only(
        "RB007000019CN\n2025-03-22 10:00 Delivered\n2025-03-20 09:00 Accepted by carrier",
        destination="LV",
    )
    gap = longest_gap(parcel, TODAY)
    assert gap
    assert gap.days == 2


def test_places_are_told() -> None:
    assert customs_place(only(STAY)) == "Riga airport"
    assert last_place(only(STAY)) == "Riga depot"


def test_the_way_back_begins_with_the_decision() -> None:
    parcel = only(
        "RB007000019CN\n2025-03-25 09:00 In transit\n"
        "2025-03-20 14:05 Return to sender approved by customs\n2025-03-19 09:00 Held by customs"
    )
    assert [e.day for e in return_leg(parcel)] == [date(2025, 3, 20), date(2025, 3, 25)]
    assert return_leg(only("RB007000019CN\n2025-03-19 09:00 Held by customs")) == ()


def test_a_change_of_carrier_is_a_hand_over() -> None:
    parcel = only(
        "LX007002672CN\nDestination - Russian Post:\n2025-03-20 09:00 Прием на таможню\n"
        "2025-03-19 09:00 Импорт международной почты\nOrigin - China Post:\n"
        "2025-03-10 09:00 Departed from origin country\n2025-03-01 09:00 Accepted by carrier"
    )
    assert [e.day for e in hand_overs(parcel)] == [date(2025, 3, 19)]


def test_a_paste_of_forecasts_alone_is_a_parcel_without_entries() -> None:
    parcel = only("RB007000019CN\nEstimated delivery: 2026-12-24", today=TODAY)
    assert (parcel.events, parcel.tracking_number) == ((), "RB007000019CN")
    assert [n.count for n in parcel.notes] == [1]


def test_what_leads_to_the_door_and_what_leads_back_are_two_things() -> None:
    assert not story.TO_THE_DOOR & story.GOING_BACK


def test_one_source_that_gives_a_moment_twice_in_two_ways_gives_two_entries() -> None:
    east = timezone(timedelta(hours=8))
    aware = RawEvent(at=datetime(2025, 3, 20, 12, tzinfo=east), text="Held by customs")
    (parcel,) = build([RawParcel(events=(raw(20, "Held by customs"), aware))])
    assert len(parcel.events) == 2


def test_one_report_with_the_offset_and_one_without_are_one_fact() -> None:
    east = timezone(timedelta(hours=8))
    aware = RawEvent(at=datetime(2025, 3, 20, 12, tzinfo=east), text="Held by customs")
    (parcel,) = build(
        [
            RawParcel(numbers=("RB007000019CN",), events=(raw(20, "Held by customs"),), source="a"),
            RawParcel(numbers=("RB007000019CN",), events=(aware,), source="b"),
        ]
    )
    assert [e.at and e.at.tzinfo for e in parcel] == [east]


def test_clocks_with_and_without_a_zone_are_not_compared_to_the_minute() -> None:
    left = datetime(2026, 5, 12, 14, 1, tzinfo=timezone.utc)  # noqa: UP017 - as a reader gives it
    steps = [
        Step(S.IMPORT_CUSTOMS_RELEASED, left),
        Step(S.DELIVERED, left.replace(tzinfo=None) + timedelta(minutes=2)),
    ]
    assert judge(steps).verdict is V.RELEASED


def test_a_correction_of_nothing_withdraws_nothing() -> None:
    events = (raw(20, "x", code="SRT_CUSTOM_UNDO", code_source="kazpost"),)
    (parcel,) = build([RawParcel(events=events)])
    assert statuses_of(parcel) == ["correction"]
