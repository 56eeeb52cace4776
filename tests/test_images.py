"""Pages as pictures: as sharp as the marketplace's limit allows, or a clear refusal."""

import io

import pytest
from PIL import Image

from dispute_assistant import images
from dispute_assistant.errors import InputError
from dispute_assistant.images import Format
from dispute_assistant.typeset import to_pdf
from sample_letters import EN, RU, long_history

LIMIT = 2_000_000


@pytest.fixture(scope="module")
def letter() -> bytes:
    return to_pdf(RU)


def opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture))


@pytest.mark.parametrize(("fmt", "name"), [("jpg", "JPEG"), ("png", "PNG")])
def test_a_page_is_a_picture_of_a_sheet(letter: bytes, fmt: Format, name: str) -> None:
    (picture,) = images.pages(letter, fmt=fmt, max_bytes=LIMIT)
    page = opened(picture)
    assert page.format == name
    assert page.size == (1241, 1754)  # A4 at 150 dots to the inch
    assert len(picture) <= LIMIT
    paper = page.convert("L").histogram()
    assert sum(paper[:64]) > 5_000, "no ink"
    assert sum(paper[250:]) > sum(paper) * 0.85, "no paper"


def test_each_page_is_one_picture() -> None:
    assert len(images.pages(to_pdf(long_history(EN)), max_bytes=LIMIT)) >= 4


@pytest.mark.parametrize("fmt", ["jpg", "png"])
def test_pictures_carry_no_metadata(letter: bytes, fmt: Format) -> None:
    (picture,) = images.pages(letter, fmt=fmt, max_bytes=LIMIT)
    page = opened(picture)
    assert not page.getexif()
    assert set(page.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}


@pytest.mark.parametrize("fmt", ["jpg", "png"])
def test_quality_falls_before_the_limit_is_passed(letter: bytes, fmt: Format) -> None:
    (sharp,) = images.pages(letter, fmt=fmt, max_bytes=LIMIT)
    (small,) = images.pages(letter, fmt=fmt, max_bytes=len(sharp) - 1)
    assert len(small) < len(sharp)
    assert opened(small).size == opened(sharp).size
    (tiny,) = images.pages(letter, fmt=fmt, max_bytes=len(sharp) // 3)
    assert len(tiny) <= len(sharp) // 3
    assert opened(tiny).width < opened(sharp).width


@pytest.mark.parametrize("fmt", ["jpg", "png"])
def test_an_unreadable_picture_is_refused(letter: bytes, fmt: Format) -> None:
    with pytest.raises(InputError) as caught:
        images.pages(letter, fmt=fmt, max_bytes=5_000)
    (problem,) = caught.value.problems
    assert problem.key == "format"
    assert problem.what.values == {"page": 1, "limit": 5}


def test_the_asked_resolution_may_lie_below_the_usual_floor(letter: bytes) -> None:
    (picture,) = images.pages(letter, max_bytes=LIMIT, dpi=50)
    assert opened(picture).width == 414


def test_same_page_same_bytes(letter: bytes) -> None:
    first = images.pages(letter, max_bytes=LIMIT)
    assert first == images.pages(letter, max_bytes=LIMIT)
