"""Dates in lines, cells and answers."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

import babel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispute_assistant import dates
from dispute_assistant.dates import (
    Order,
    decide_order,
    find_date,
    find_time,
    leading_time,
    only_date,
    parse_day,
    parse_value,
    with_years,
)

AFTERNOON = datetime(2025, 3, 20, 14, 5)  # noqa: DTZ001 - local times have no zone


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-20 14:05",
        "2025/03/20 14:05:00",
        "2025.03.20 14:05",
        "20.03.2025 14:05",
        "20.3.2025, 14:05 Uhr",
        "20/03/2025 14h05",
        "20-03-2025 14:05",
        "20.03.25 14:05",
        "20250320 1405",
        "20250320140500",
        "20 марта 2025, 14:05",
        "20 мар. 2025 г., 14:05",
        "20 березня 2025 р., 14:05",
        "20 наурыз 2025, 14:05",
        "20 March 2025 at 14:05",
        "20th March 2025 14:05",
        "March 20, 2025 2:05 PM",
        "Mar 20, 2025, 2:05 p.m.",
        "Thu, 20 Mar 2025 14:05",
        "20-Mar-2025 14:05",
        "20. März 2025 um 14:05 Uhr",
        "20 mars 2025 à 14h05",
        "20 de marzo de 2025, 14:05",
        "20 de março de 2025 às 14:05",
        "20 marzo 2025 alle 14:05",
        "20 marca 2025 o godz. 14:05",
        "20. března 2025 14:05",
        "20 martie 2025, ora 14:05",
        "2025. március 20. 14:05",
        "20 Μαρτίου 2025 14:05",
        "20 Mart 2025 14:05",
        "20 mars 2025 kl. 14.05",
        "20. maaliskuuta 2025 klo 14.05",
        "20 maart 2025 14:05",
        "ngày 20 tháng 3 năm 2025 14:05",
        "20 thg 3, 2025 14:05",
        "20 mart 2025 14:05",
        "2025年3月20日 14:05",
        "2025年3月20日 下午2:05",
        "2025年3月20日 14時05分",
        "2025년 3월 20일 오후 2:05",
        "20 มี.ค. 2568 14:05",
        "٢٠ مارس ٢٠٢٥ ١٤:٠٥",
        "20 במרץ 2025 14:05",
        "14:05 20.03.2025",
        "2:05 pm on March 20, 2025",
        "2025-03-20 14: 05: 00",
    ],
)
def test_one_moment_in_many_hands(text: str) -> None:
    found = find_date(text)
    assert found
    assert found.at() == AFTERNOON
    assert found.has_time


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2025.03.20 14:05 [GMT+8]", 8),
        ("2025-03-20T14:05:00+08:00", 8),
        ("2025-03-20 14:05 UTC+08:00", 8),
        ("2025-03-20 14:05 (GMT+8)", 8),
        ("2025-03-20T14:05:00.000+0800", 8),
        ("2025-03-20T14:05:00Z", 0),
        ("Thu, 20 Mar 2025 14:05:00 -0500", -5),
        ("2025-03-20 14:05 GMT-5", -5),
    ],
)
def test_an_offset_is_kept(text: str, hours: int) -> None:
    found = find_date(text)
    assert found
    assert found.at() == AFTERNOON.replace(tzinfo=timezone(timedelta(hours=hours)))


@pytest.mark.parametrize(
    ("text", "hour"),
    [("12:05 AM", 0), ("12:05 PM", 12), ("11:05 pm", 23), ("上午12:05", 0), ("24:05", 0)],
)
def test_halves_of_the_day(text: str, hour: int) -> None:
    found = find_date(f"2025-03-20 {text}")
    assert found
    assert found.at().hour == hour


@pytest.mark.parametrize(
    "text",
    [
        "Arrived at sorting center 5",
        "102975, Москва PCI-1",
        "RB000201308CN",
        "420000009261299998000000000000",
        "31.02.2025",
        "May contain 12 items",
        "version 1.2.3",
        "2025-13-40",
        "9301 920250 320140",
        "50% of 12/24",
        "GuangDongShengShenZhenShi 51802168",
        "",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert find_date(text) is None


def test_a_day_alone_has_no_time() -> None:
    found = find_date("12 set 2026")
    assert found
    assert (found.at().date(), found.has_time) == (date(2026, 9, 12), False)


@pytest.mark.parametrize("text", ["mar. 12 mars 2025", "mar, 12 mar 2025", "Mar 12, 2025"])
def test_march_is_not_mistaken_for_tuesday(text: str) -> None:
    found = find_date(text)
    assert found
    assert found.at().date() == date(2025, 3, 12)


def test_a_date_knows_its_place_in_the_line() -> None:
    line = "Status 2025-11-04 08:55: Import charges are due"
    found = find_date(line)
    assert found
    assert line[found.start : found.end] == "2025-11-04 08:55"


@pytest.mark.parametrize(
    "text", ["Mi, 10.06.2026, 09:12 Uhr", "Friday, May 26, 2017 ", "[2025-03-20]"]
)
def test_a_line_can_be_a_date_and_nothing_else(text: str) -> None:
    found = find_date(text)
    assert found
    assert only_date(text, found)


def test_words_beside_a_date_are_seen() -> None:
    text = "20.03.2025 Москва"
    found = find_date(text)
    assert found
    assert not only_date(text, found)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["03/04/2025", "03/28/2025"], Order.MONTH_FIRST),
        (["03/04/2025", "28/03/2025"], Order.DAY_FIRST),
        (["03.04.2025", "04.04.2025"], Order.DAY_FIRST),
        (["2025-03-04", "20 March 2025"], Order.DAY_FIRST),
        (["03/04/2025 09:00 AM"], Order.MONTH_FIRST),
        (["03/04/2025 09:00"], Order.AMBIGUOUS),
        (["04/02/2025", "04/05/2025", "05/01/2025"], Order.MONTH_FIRST),
        (["01/05/2025", "05/04/2025", "02/04/2025"], Order.DAY_FIRST),
        (["03/04/2025", "04/04/2025", "05/04/2025"], Order.DAY_FIRST),
        (["01/05/2025", "02/04/2025", "03/03/2025"], Order.AMBIGUOUS),
        ([], Order.DAY_FIRST),
    ],
)
def test_day_or_month_first_is_decided_for_the_whole_history(
    texts: list[str], order: Order
) -> None:
    assert decide_order([find_date(t) for t in texts]) is order


def test_the_order_of_a_history_holds_for_every_date_in_it() -> None:
    found = find_date("03/04/2025")
    assert found
    assert found.at(Order.MONTH_FIRST).date() == date(2025, 3, 4)
    assert found.at(Order.DAY_FIRST).date() == date(2025, 4, 3)


def test_dates_without_a_year_follow_their_neighbours() -> None:
    texts = ["Jan 4, 2026 10:00", "Jan 2, 09:00", "Dec 30, 08:00"]
    years = with_years([find_date(t) for t in texts], Order.DAY_FIRST)
    assert [f.year for f in years if f] == [2026, 2026, 2025]


def test_dates_without_any_year_end_before_today() -> None:
    texts = ["12 мая, 10:00", "28 декабря, 09:00"]
    years = with_years([find_date(t) for t in texts], Order.DAY_FIRST, date(2026, 11, 23))
    assert [f.year for f in years if f] == [2026, 2025]


def test_without_a_year_and_without_today_the_year_stays_unknown() -> None:
    (found,) = with_years([find_date("12 мая, 10:00")], Order.DAY_FIRST)
    assert found
    assert found.year is None


@pytest.mark.parametrize("text", ["14:05", "2:05 pm", "14:05 Uhr", "下午2:05", "14:05:00"])
def test_a_time_alone(text: str) -> None:
    found = find_time(text)
    assert found
    assert (found.hour, found.minute) == (14, 5)


@pytest.mark.parametrize("text", ["0.25", "14.05", "14:05 Customs hold", "25:99", "1:2"])
def test_what_is_no_time_alone(text: str) -> None:
    assert find_time(text) is None


def test_a_time_before_words() -> None:
    found = leading_time("14:05 Customs hold")
    assert found
    assert (found.hour, found.end) == (14, 5)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("1789823771000", datetime(2026, 9, 19, 13, 16, 11, tzinfo=UTC)),
        (1789823771, datetime(2026, 9, 19, 13, 16, 11, tzinfo=UTC)),
        (
            "/Date(1789823771000+0300)/",
            datetime(2026, 9, 19, 16, 16, 11, tzinfo=timezone(timedelta(hours=3))),
        ),
        ("2026-09-19T16:16:11", datetime(2026, 9, 19, 16, 16, 11)),  # noqa: DTZ001
    ],
)
def test_values_of_files(value: str | int, moment: datetime) -> None:
    found = parse_value(value)
    assert found
    assert found.at() == moment


@pytest.mark.parametrize("value", ["123456789", "99999999999999999", "/Date(1)/", "soon", ""])
def test_values_that_are_no_date(value: str) -> None:
    assert parse_value(value) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("27.11.2026", "ru"),
        ("27.11.26", "de"),
        ("27/11/2026", "es"),
        ("27/11/2026", "en"),
        ("11/27/2026", "en"),
        ("2026-11-27", "zh_Hans"),
        ("2026年11月27日", "zh_Hans"),
        ("27 ноября 2026", "ru"),
        ("27 nov 2026", "es"),
        ("November 27, 2026", "en"),
        ("٢٧.١١.٢٠٢٦", "ar"),
        ("el 27 de noviembre de 2026", "es"),
        ("el viernes 27 de noviembre de 2026", "es"),
        ("El día 27/11/2026", "es"),
        ("on the 27th of November 2026", "en"),
    ],
)
def test_a_typed_day(text: str, language: str) -> None:
    assert parse_day(text, language=language) == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        ("03/04/2026", "en", "ambiguous"),
        ("31.02.2026", "ru", "impossible"),
        ("30 февраля 2026", "ru", "impossible"),
        ("2026-02-30", "en", "impossible"),
        ("27 ноября", "ru", "no_year"),
        ("el 27 de noviembre", "es", "no_year"),
        ("1/10", "en", "no_year"),
        ("27.11.", "ru", "no_year"),
        ("noviembre de 2026", "es", "no_day"),
        ("ноябрь 2026", "ru", "no_day"),
        ("November 2026", "en", "no_day"),
        ("11/2026", "en", "no_day"),
        ("2026-11", "en", "no_day"),
        ("завтра", "ru", "not_a_date"),
        ("27.11.2026 or later", "en", "not_a_date"),
        ("", "en", "not_a_date"),
        ("27.11.3026", "en", "impossible"),
    ],
)
def test_a_typed_day_that_cannot_be_taken(text: str, language: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}$"):
        parse_day(text, language=language)


def test_september_has_two_names_in_spanish() -> None:
    assert parse_day("5 de setiembre de 2026", language="es") == date(2026, 9, 5)


def test_a_day_first_language_settles_the_order() -> None:
    assert parse_day("03/04/2026", language="es") == date(2026, 4, 3)


def test_the_names_of_months_are_those_of_the_languages_we_meet() -> None:
    """Repair: add what is missing to ``data/calendar_names.tsv``; see its first lines."""
    table = dates.NAMES.read_text("utf-8")
    months = {
        int(key): set(names.split("|"))
        for key, names in (line.split("\t") for line in table.splitlines() if line[0] != "#")
        if key != "weekday"
    }
    missing = []
    for tag in (
        "en_GB",
        "ru",
        "uk",
        "kk",
        "es",
        "pt",
        "fr",
        "de",
        "pl",
        "it",
        "tr",
        "cs",
        "ro",
        "hu",
    ):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for month, name in babel.Locale.parse(tag).months[context][width].items():
                    plain = unicodedata.normalize("NFC", name).casefold().rstrip(".")
                    if not re.search(r"\d", plain) and plain not in months[month]:
                        missing.append((tag, plain))
    assert missing == []


def test_no_name_means_two_months() -> None:
    table = dates.NAMES.read_text("utf-8")
    names = [
        n for line in table.splitlines() if line[0] != "#" for n in line.split("\t")[1].split("|")
    ]
    assert len(names) == len(set(names))


@given(st.text(max_size=80))
def test_any_text_is_taken(text: str) -> None:
    found = find_date(text)
    if found:
        assert 0 <= found.start < found.end <= len(text)
    find_time(text)
    leading_time(text)
    parse_value(text)


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2099, 12, 31)))  # noqa: DTZ001
def test_what_iso_writes_is_read_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    found = find_date(f"{moment:%Y-%m-%d %H:%M:%S} Held by customs")
    assert found
    assert found.at() == moment


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("20 Kasım 2026 Cuma 11:20 İstanbul", "2026-11-20T11:20"),
        ("2026年11月19日 星期四 14:33 海关", "2026-11-19T14:33"),
        ("10:05 CET Thu 19/11/2026 Köln", "2026-11-19T10:05"),
        ("2026/11/19(木) 14:33 税関", "2026-11-19T14:33"),
        ("mar. 17 nov. 2026 à 06h05", "2026-11-17T06:05"),
    ],
)
def test_a_weekday_between_date_and_time_parts_them_not(text: str, at: str) -> None:
    found = find_date(text)
    assert found is not None
    assert found.at() == datetime.fromisoformat(at)


def test_words_between_time_and_date_are_not_taken() -> None:
    found = find_date("10:05 held here 19/11/2026")
    assert found is not None
    assert not found.has_time


def test_hours_are_no_year() -> None:
    found = find_date("18.11. 10:20 Zoll")
    assert found is not None
    assert (found.year, found.month, found.day, found.hour) == (None, 11, 18, 10)
