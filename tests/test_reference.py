"""Reading the facts: what the loader gives, and what it refuses with file and key."""

from datetime import date
from pathlib import Path

import pytest

from dispute_assistant import reference
from dispute_assistant.errors import DataError
from dispute_assistant.reference import (
    Anchor,
    Cause,
    Confidence,
    DayType,
    EscalationMode,
    Fact,
    Marketplace,
    Parameter,
    Reopen,
    Window,
)

MINIMAL = """\
id = "shop"
name = "Shop"
kind = "shop"
[urls]
home = "https://shop.example"
"""
WINDOW = '[closes]\nanchor = "purchase"\ndays = 30\n'


def read(tmp_path: Path, text: str, name: str = "shop.toml") -> Marketplace:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return reference.load(path, Marketplace)


def test_a_marketplace_of_which_nothing_is_known_stays_empty(tmp_path: Path) -> None:
    shop = read(tmp_path, MINIMAL)
    assert (shop.opens, shop.closes, shop.evidence.max_mb, shop.cancel) == (None,) * 4
    assert (shop.reasons, shop.warnings) == ((), ())


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param(MINIMAL + "[oops", "shop.toml: Expected ']'", id="not TOML"),
        pytest.param('colour = "red"\n' + MINIMAL, "unknown field `colour`", id="unknown key"),
        pytest.param(
            MINIMAL + WINDOW + 'confidence = "reported"\nsources = ["temu_pp"]\nweeks = 2\n',
            "unknown field `weeks` - at `$.closes`",
            id="unknown key inside",
        ),
        pytest.param(
            MINIMAL.replace('"Shop"', "7"), "Expected `str`, got `int` - at `$.name`", id="type"
        ),
        pytest.param(
            MINIMAL + WINDOW.replace("30", '"30"') + 'confidence = "unverified"\n',
            "at `$.closes.days`",
            id="a number written as text",
        ),
        pytest.param(
            MINIMAL + WINDOW + 'confidence = "certain"\n',
            "Invalid enum value 'certain' - at `$.closes.confidence`",
            id="unknown confidence",
        ),
        pytest.param(
            MINIMAL + WINDOW + 'confidence = "reported"\n',
            "a reported fact needs a source - at `$.closes`",
            id="missing source",
        ),
        pytest.param(
            MINIMAL + WINDOW + 'confidence = "reported"\nsources = ["hearsay"]\n',
            "unknown source 'hearsay' at $.closes.sources",
            id="unknown source",
        ),
        pytest.param(
            MINIMAL + WINDOW + 'confidence = "unverified"\ncontradicted_by = ["hearsay"]\n',
            "unknown source 'hearsay' at $.closes.contradicted_by",
            id="unknown contradicting source",
        ),
        pytest.param(MINIMAL.replace('"shop"', '"store"', 1), "id 'store' is not", id="file name"),
        pytest.param("", "missing required field `id`", id="empty file"),
    ],
)
def test_a_wrong_file_is_refused_with_file_and_key(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, text)
    assert complaint in str(caught.value)
    assert f"{tmp_path.name}/shop.toml" in str(caught.value)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_bytes(b'name = "\xff"')
    with pytest.raises(DataError, match=r"shop\.toml: 'utf-8' codec"):
        reference.load(tmp_path / "shop.toml", Marketplace)


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ("", "ascending order"),
        ("{ since = 2024-01-01, value = 1 }, { since = 2023-01-01, value = 2 }", "ascending"),
        ("{ since = 2024-01-01, value = 1 }, { since = 2024-01-01, value = 2 }", "ascending"),
        ("{ since = 2024-01-01 }", "either a value or ended"),
        ("{ since = 2024-01-01, value = 1, ended = true }", "either a value or ended"),
        ('{ since = "soon", value = 1 }', "at `$.values[0].since`"),
        ("{ since = 2024-01-01, value = 1.5 }", "at `$.values[0].value`"),
    ],
)
def test_a_parameter_has_dated_rows_in_order(tmp_path: Path, rows: str, complaint: str) -> None:
    path = tmp_path / "parameters.toml"
    sourced = rows.replace(" }", ', confidence = "unverified" }')
    path.write_text(f'[luck]\ndescription = "x"\nunit = "days"\nvalues = [{sourced}]\n', "utf-8")
    with pytest.raises(DataError) as caught:
        reference.load_table(path, Parameter)
    assert complaint in str(caught.value)
    assert "parameters.toml, luck:" in str(caught.value)


def test_a_term_without_figures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"needs days or max_days - at `\$\.mediation`"):
        read(tmp_path, MINIMAL + '[mediation]\nmin_days = 2\nconfidence = "unverified"\n')


def test_the_newest_row_not_after_the_day_counts() -> None:
    russia = reference.authority("RU")
    assert russia
    assert russia.imports
    limit = russia.imports.duty_free
    assert limit
    days = [date(2019, 6, 1), date(2021, 6, 1), date(2023, 6, 1), date(2024, 3, 31)]
    assert [limit.at(day).number for day in days] == [500, 200, 1000, 1000]
    assert limit.at(date(2024, 4, 1)).number == 200
    assert limit.at(date(2026, 11, 23)).number == 200


def test_before_the_first_row_nothing_is_known() -> None:
    days = reference.parameter("silent_days_before_acting")
    assert days.known_at(date(2017, 12, 31)) is None
    with pytest.raises(DataError, match="nothing is known for 2017-12-31"):
        days.at(date(2017, 12, 31))


def test_a_closing_row_has_no_number() -> None:
    germany = reference.authority("DE")
    assert germany
    assert germany.imports
    limit = germany.imports.duty_free
    assert limit
    assert limit.at(date(2026, 6, 30)).number == 150
    assert limit.at(date(2026, 7, 1)).ended
    with pytest.raises(DataError, match="not one number"):
        _ = limit.at(date(2026, 7, 1)).number


@pytest.mark.parametrize(
    ("parameter_id", "value"),
    [
        ("silent_days_before_acting", 5),
        ("wrong_message_change_days_min", 1),
        ("wrong_message_change_days_max", 2),
        ("summer_clearing_hours_min", 2),
        ("summer_clearing_hours_max", 3),
        ("cold_clearing_days_min", 1),
        ("cold_clearing_days_max", 7),
        ("cold_months", (11, 12, 1, 2, 3)),
        ("ru_reasons_request_months", 6),
        ("ru_appeal_reply_days", 30),
        ("ru_appeal_registration_days", 3),
        ("upu_inquiry_months", 6),
    ],
)
def test_the_waiting_rules_and_terms_of_law(parameter_id: str, value: object) -> None:
    assert reference.parameter(parameter_id).at(date(2026, 11, 23)).value == value


def test_the_cold_months_are_marked_as_our_reading() -> None:
    ours = [i for i, p in reference.parameters().items() if p.our_reading]
    assert ours == ["cold_months"]


def test_russian_appeals_by_email_ended() -> None:
    email = reference.parameter("ru_email_appeals")
    assert email.known_at(date(2025, 3, 29)) is None
    assert email.at(date(2025, 3, 30)).ended
    russia = reference.authority("RU")
    assert russia
    assert {str(channel.kind) for channel in russia.channels} == {"post", "portal"}


def test_article_328_is_kept_as_a_thing_never_to_cite() -> None:
    for country in ("RU", "KZ"):
        authority = reference.authority(country)
        assert authority
        assert [fact.article for fact in authority.never_cite] == ["328"]
        assert all("328" not in right.article for right in authority.info_rights)


def test_aliexpress_takes_pictures_of_two_megabytes_and_no_pdf() -> None:
    evidence = reference.marketplace("aliexpress").evidence
    assert evidence.formats == Fact(
        value=("jpg", "jpeg", "bmp", "gif", "png"),
        confidence=Confidence.REPORTED,
        sources=("ae_faq_cyberpcb",),
        note="No Word or Excel; PDF is not on the list.",
    )
    assert evidence.max_mb
    assert (evidence.max_mb.value, evidence.max_mb.confidence) == (2, Confidence.VERIFIED)
    assert evidence.max_count is None


def test_aliexpress_windows() -> None:
    shop = reference.marketplace("aliexpress")
    assert shop.opens
    assert (shop.opens.anchor, shop.opens.days_for()) == (Anchor.SHIPMENT, 11)
    assert shop.opens_in_transit
    assert (shop.opens_in_transit.anchor, shop.opens_in_transit.days_for()) == (
        Anchor.DELIVERY_TIME_END,
        0,
    )
    assert shop.closes
    assert (shop.closes.anchor, shop.closes.days_for()) == (Anchor.RECEIPT_OR_DELIVERY_TIME_END, 15)


def test_aliexpress_steps_and_closing() -> None:
    shop = reference.marketplace("aliexpress")
    assert shop.seller_response
    assert shop.seller_response.longest == 5
    assert shop.refund
    assert (shop.refund.longest, shop.refund.day_type) == (20, DayType.WORKING)
    assert shop.escalation
    assert shop.escalation.mode is EscalationMode.AUTOMATIC
    assert shop.cancel
    assert shop.cancel.value is Reopen.WHILE_PROTECTED
    assert shop.accept
    assert shop.accept.value is Reopen.NEVER
    assert shop.seller_bears
    assert Cause.MISSING_INVOICE in shop.seller_bears.causes


@pytest.mark.parametrize(
    ("situation", "reasons"),
    [
        ("held", ["customs_held"]),
        ("returned", ["returned_by_carrier"]),
        ("status_stuck", ["protection_running_out"]),
        ("lost", ["lost"]),
        ("no_tracking", ["no_tracking"]),
        ("personal_data", []),
    ],
)
def test_the_reason_that_fits_a_situation(situation: str, reasons: list[str]) -> None:
    found = reference.marketplace("aliexpress").reasons_for(situation)
    assert [reason.id for reason in found] == reasons


def test_a_reason_that_nobody_confirmed_is_not_offered() -> None:
    assert reference.marketplace("aliexpress_ru").reasons_for("held") == ()


def test_a_reason_that_harms_the_buyer_is_not_offered(tmp_path: Path) -> None:
    reason = '[[reasons]]\nid = "{}"\nfits = ["held"]\navoid = {}\nconfidence = "verified"\n'
    sourced = reason + 'sources = ["temu_pp"]\n'
    shop = read(tmp_path, MINIMAL + sourced.format("good", "false") + sourced.format("bad", "true"))
    assert [found.id for found in shop.reasons_for("held")] == ["good"]


@pytest.mark.parametrize(
    ("marketplace_id", "country", "shipping", "days"),
    [
        ("joom", "PL", "", 99),
        ("joom", "RU", "", 75),
        ("dhgate", "", "express", 5),
        ("dhgate", "", "post", 10),
        ("dhgate", "", "", None),
        ("visa", "", "", 15),
    ],
)
def test_days_until_a_dispute_opens(
    marketplace_id: str, country: str, shipping: str, days: int | None
) -> None:
    window = reference.marketplace(marketplace_id).opens
    assert window
    assert window.days_for(country, shipping) == days


@pytest.mark.parametrize(
    ("marketplace_id", "days"),
    [
        ("mastercard", 90),  # one third party says 120, another 90: safe by both
        ("etsy", 100),  # the platform says 100, a guide 30: the platform counts
        ("joom", None),  # known for Latvia alone
        ("aliexpress_ru", None),  # one weak source
    ],
)
def test_days_until_the_window_closes(marketplace_id: str, days: int | None) -> None:
    window = reference.marketplace(marketplace_id).closes
    assert window
    assert window.days_for() == days


def test_an_unverified_window_is_not_usable() -> None:
    window = Window(anchor=Anchor.RECEIPT, days=15, confidence=Confidence.UNVERIFIED)
    assert not window.usable
    assert window.days_for() is None


def test_a_window_without_days_is_not_usable() -> None:
    window = Window(anchor=Anchor.RECEIPT, confidence=Confidence.VERIFIED, sources=("temu_pp",))
    assert not window.usable


def test_mediators_read_english_where_nothing_is_known() -> None:
    wish = reference.marketplace("wish")
    assert wish.mediator_languages is None
    assert reference.mediator_languages(wish) == ("en",)


def test_mediators_read_what_is_known_of_them_and_confirmed(tmp_path: Path) -> None:
    known = '[mediator_languages]\nvalue = ["pl", "en"]\nsources = ["allegro_api"]\n'
    polish = read(tmp_path, MINIMAL + known + 'confidence = "reported"\n')
    assert reference.mediator_languages(polish) == ("pl", "en")
    hearsay = read(tmp_path, MINIMAL + known + 'confidence = "unverified"\n')
    assert reference.mediator_languages(hearsay) == ("en",)


def test_a_member_gets_the_rules_of_its_union() -> None:
    kazakhstan = reference.authority("KZ")
    assert kazakhstan
    assert (kazakhstan.union, kazakhstan.letter_languages) == ("eaeu", ("kk", "ru"))
    assert kazakhstan.imports
    assert kazakhstan.imports.duty_free
    assert [d.name_local for d in kazakhstan.documents] == ["Отказ в выпуске товаров"]
    france = reference.authority("FR")
    assert france
    assert [right.law.split(",")[0] for right in france.info_rights][1:] == [
        "Union Customs Code",
        "General Data Protection Regulation (EU) 2016/679",
    ]
    assert "counterfeit" in france.restrictions


def test_a_country_outside_a_union_has_its_own_rules() -> None:
    america = reference.authority("US")
    assert america
    assert (america.union, america.never_cite) == ("", ())


def test_a_law_can_be_sure_while_its_term_is_not() -> None:
    kazakhstan = reference.authority("KZ")
    assert kazakhstan
    (code,) = kazakhstan.info_rights
    assert (code.usable, code.reply_days) == (True, None)


def test_unknown_names() -> None:
    assert reference.authority("ZZ") is None
    assert reference.authority("ru") is None
    assert reference.union_of("US") is None
    with pytest.raises(DataError, match="there is no source 'hearsay'"):
        reference.source("hearsay")
    with pytest.raises(DataError, match="there is no parameter 'luck'"):
        reference.parameter("luck")
    with pytest.raises(DataError, match="there is no marketplace 'nowhere'"):
        reference.marketplace("nowhere")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"gone\.toml: there is no such file"):
        reference.load(tmp_path / "gone.toml", Marketplace)


def test_a_marketplace_id_cannot_leave_its_folder() -> None:
    with pytest.raises(DataError, match="there is no marketplace"):
        reference.marketplace("../customs/ru")


def test_a_source_knows_whether_its_address_can_be_printed() -> None:
    assert reference.source("temu_pp").complete
    assert not reference.source("ae_coonwood").complete


def test_addresses_that_were_found_and_those_that_were_not() -> None:
    germany, russia = reference.authority("DE"), reference.authority("RU")
    assert germany
    assert germany.address
    assert germany.address.value == "Generalzolldirektion, Am Propsthof 78a, 53121 Bonn"
    assert russia
    assert russia.address is None
