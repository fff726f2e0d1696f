"""Photos are drawn anew: upright, without a word about where they were taken; moving ones keep moving."""

import io

import pytest
from PIL import Image, ImageOps

from tests.cast import Person
from tests.uploads.conftest import Harbour
from tests.uploads.pictures import GPS, moving, photo, read, saved, told

TELLING = (b"Vostok-1", b"Exif", b"GPS")


async def test_a_photo_is_described(gagarin: Person) -> None:
    attachment = await gagarin.upload(photo(1600, 1200), "старт.jpg")
    assert (attachment["kind"], attachment["mime"], attachment["name"]) == ("photo", "image/jpeg", "старт.jpg")
    assert (attachment["width"], attachment["height"]) == (1600, 1200)
    assert 10 < len(attachment["thumbhash"]) < 60
    shown = await gagarin.fetch(attachment["url"])
    assert shown.headers["content-disposition"].startswith("inline")
    assert len(shown.content) == attachment["size"]
    small = await gagarin.fetch(attachment["thumbnail_url"])
    assert (small.headers["content-type"], read(small.content).size) == ("image/webp", (640, 480))
    assert int(small.headers["content-length"]) == len(small.content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
async def test_nothing_is_told_of_where_it_was_taken(harbour: Harbour, kind: str) -> None:
    gagarin = harbour.sender
    original = photo(kind=kind, exif=told())
    assert read(original).getexif().get_ifd(GPS)
    attachment = await gagarin.upload(original, "старт")
    kept = (await gagarin.fetch(attachment["url"])).content
    assert dict(read(kept).getexif()) == {}
    assert not any(word in kept for word in TELLING)


async def test_a_heic_becomes_a_jpeg(gagarin: Person) -> None:
    attachment = await gagarin.upload(photo(kind="HEIF"), "IMG_0001.HEIC")
    assert (attachment["mime"], attachment["name"]) == ("image/jpeg", "IMG_0001.jpg")
    assert read((await gagarin.fetch(attachment["url"])).content).format == "JPEG"


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_a_photo_stands_upright(gagarin: Person, orientation: int) -> None:
    attachment = await gagarin.upload(photo(exif=told(orientation)), "старт.jpg")
    kept = read((await gagarin.fetch(attachment["url"])).content)
    assert kept.size == ((320, 240) if orientation < 5 else (240, 320)) == (attachment["width"], attachment["height"])
    expected = Image.open(io.BytesIO(photo(exif=told(orientation))))
    upright = ImageOps.exif_transpose(expected)
    for corner in ((5, 5), (kept.width - 5, 5), (5, kept.height - 5)):
        assert _near(kept.convert("RGB").getpixel(corner), upright.convert("RGB").getpixel(corner))


@pytest.mark.parametrize(("kind", "mime"), [("GIF", "image/gif"), ("WEBP", "image/webp"), ("PNG", "image/png")])
async def test_what_moves_keeps_moving(gagarin: Person, kind: str, mime: str) -> None:
    attachment = await gagarin.upload(moving(kind, 5), "вращение")
    assert (attachment["kind"], attachment["mime"]) == ("photo", mime)
    assert (attachment["width"], attachment["height"]) == (64, 64)
    kept = read((await gagarin.fetch(attachment["url"])).content)
    assert (kept.n_frames, kept.info["loop"]) == (5, 0)
    assert read((await gagarin.fetch(attachment["thumbnail_url"])).content).size == (64, 64)


async def test_a_comment_in_a_gif_is_gone(gagarin: Person) -> None:
    original = saved(Image.new("P", (8, 8)), "GIF", comment=b"Vostok-1 was here")
    assert b"Vostok-1" in original
    attachment = await gagarin.upload(original)
    assert b"Vostok-1" not in (await gagarin.fetch(attachment["url"])).content


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
async def test_sent_as_a_document_the_pixels_stay_and_the_metadata_goes(harbour: Harbour, kind: str) -> None:
    gagarin = harbour.sender
    picture = Image.effect_noise((64, 48), 80).convert("RGB")
    original = saved(picture, kind, exif=told())
    assert b"Vostok-1" in original
    attachment = await gagarin.upload(original, "снимок", kind="document")
    assert attachment["kind"] == "document"
    assert attachment["mime"] == ("image/heic" if kind == "HEIF" else f"image/{kind.lower()}")
    kept = (await gagarin.fetch(attachment["url"])).content
    assert not any(word in kept for word in TELLING[::2])
    assert dict(read(kept).getexif()) == {}
    assert read(kept).tobytes() == read(original).tobytes()


async def test_a_document_still_knows_which_way_is_up_and_nothing_else(gagarin: Person) -> None:
    attachment = await gagarin.upload(photo(exif=told(6)), "снимок.jpg", kind="document")
    exif = read((await gagarin.fetch(attachment["url"])).content).getexif()
    assert dict(exif) == {0x0112: 6}
    assert dict(exif.get_ifd(GPS)) == {}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK", "YCbCr"])
async def test_every_way_of_colour_is_shown(gagarin: Person, mode: str) -> None:
    kind = "JPEG" if mode in ("CMYK", "YCbCr") else "PNG"
    attachment = await gagarin.upload(saved(Image.new(mode, (20, 10)), kind))
    assert (attachment["width"], attachment["height"]) == (20, 10)
    await gagarin.fetch(attachment["thumbnail_url"])


async def test_see_through_stays_see_through(gagarin: Person) -> None:
    attachment = await gagarin.upload(saved(Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "PNG"))
    for url in (attachment["url"], attachment["thumbnail_url"]):
        assert read((await gagarin.fetch(url)).content).convert("RGBA").getpixel((20, 20))[3] == 0


def _near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(one, other, strict=True))
