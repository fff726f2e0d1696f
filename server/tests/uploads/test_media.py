"""Films have a poster and recordings a shape, as far as their bytes tell."""

import json

import pytest

from tests.cast import Person
from tests.uploads.films import film, tone, voice
from tests.uploads.pictures import read

WAVE = [n % 32 for n in range(100)]


@pytest.mark.parametrize(
    ("container", "codec", "mime"),
    [("mp4", "mpeg4", "video/mp4"), ("mov", "mpeg4", "video/quicktime"), ("webm", "libvpx", "video/webm")],
)
async def test_a_film_is_described(gagarin: Person, container: str, codec: str, mime: str) -> None:
    original = film(container, codec)
    attachment = await gagarin.upload(original, f"старт.{container}")
    assert (attachment["kind"], attachment["mime"]) == ("video", mime)
    assert (attachment["width"], attachment["height"]) == (160, 120)
    assert attachment["duration"] == pytest.approx(2.0, abs=0.2)
    poster = read((await gagarin.fetch(attachment["thumbnail_url"])).content)
    assert poster.size == (160, 120)
    red, green, blue = poster.convert("RGB").getpixel((80, 60))
    assert green > 100 > max(red, blue)
    assert attachment["thumbhash"]
    shown = await gagarin.fetch(attachment["url"])
    assert shown.headers["content-type"] == mime
    assert shown.headers["content-disposition"].startswith("inline")


@pytest.mark.parametrize("brand", [b"qt  ", b"M4A "], ids=["film", "film that calls itself a recording"])
async def test_a_film_does_not_tell_where_it_was_made(gagarin: Person, brand: bytes) -> None:
    original = film("mov", location="+51.2704+45.9964/", comment="Vostok-1 camera")
    original = original[:32].replace(b"qt  ", brand) + original[32:]
    assert b"Vostok-1" in original
    for kind in ("video", "document"):
        attachment = await gagarin.upload(original, "старт.mov", kind=kind)
        kept = (await gagarin.fetch(attachment["url"])).content
        assert b"Vostok-1" not in kept
        assert b"+51.27" not in kept
        assert len(kept) == len(original)


@pytest.mark.parametrize(
    ("container", "codec", "mime"),
    [
        ("ogg", "libopus", "audio/ogg"),
        ("webm", "libopus", "audio/webm"),
        ("mp3", "libmp3lame", "audio/mpeg"),
        ("ipod", "aac", "audio/mp4"),
        ("mp4", "aac", "audio/mp4"),
    ],
)
async def test_a_recording_is_described(gagarin: Person, container: str, codec: str, mime: str) -> None:
    attachment = await gagarin.upload(voice(container, codec), "голос")
    assert (attachment["kind"], attachment["mime"]) == ("audio", mime)
    assert attachment["duration"] == pytest.approx(2.0, abs=0.2)
    _require_silence_then_tone(attachment["waveform"])
    assert attachment["thumbnail_url"] is None


async def test_a_wav_is_a_recording(gagarin: Person) -> None:
    attachment = await gagarin.upload(tone(), "голос.wav")
    assert (attachment["kind"], attachment["mime"], attachment["duration"]) == ("audio", "audio/wav", 2.0)
    _require_silence_then_tone(attachment["waveform"])


async def test_a_shape_the_client_knows_is_kept(gagarin: Person) -> None:
    attachment = await gagarin.upload(
        voice("ogg", "libopus"), "голос.ogg", kind="audio", duration="77", waveform=json.dumps(WAVE)
    )
    assert attachment["waveform"] == WAVE
    assert attachment["duration"] == pytest.approx(2.0, abs=0.2)


async def test_a_recording_nobody_can_read_is_what_its_sender_says(gagarin: Person) -> None:
    broken = voice("webm", "libopus")[:300]
    attachment = await gagarin.upload(broken, "голос.webm", kind="audio", duration="3.5", waveform=json.dumps(WAVE))
    assert (attachment["kind"], attachment["mime"]) == ("audio", "audio/webm")
    assert (attachment["duration"], attachment["waveform"]) == (3.5, WAVE)


@pytest.mark.parametrize(
    ("name", "content", "mime"),
    [
        ("старт.mp4", film()[:32] + bytes(400), "video/mp4"),
        ("старт.mov", film("mov")[:32] + bytes(400), "video/quicktime"),
        ("старт.webm", film("webm", "libvpx")[:60], "video/webm"),
        ("голос.ogg", voice("ogg", "libopus")[:20], "audio/ogg"),
        ("голос.wav", tone()[:16] + bytes(64), "audio/wav"),
    ],
    ids=["mp4", "mov", "webm", "ogg", "wav"],  # not by the bytes: an encoder makes others each time
)
async def test_what_nobody_can_play_is_a_document(gagarin: Person, name: str, content: bytes, mime: str) -> None:
    attachment = await gagarin.upload(content, name)
    assert (attachment["kind"], attachment["mime"]) == ("document", mime)
    assert (attachment["width"], attachment["duration"], attachment["thumbnail_url"]) == (None, None, None)


async def test_a_recording_that_breaks_off_is_one_as_far_as_it_goes(gagarin: Person) -> None:
    whole = voice("webm", "libopus")
    attachment = await gagarin.upload(whole[: len(whole) * 2 // 3], "голос.webm")
    assert (attachment["kind"], len(attachment["waveform"])) == ("audio", 100)
    assert attachment["duration"] > 0


async def test_a_film_is_no_recording(gagarin: Person) -> None:
    refused = await gagarin.send_file(film(), "старт.mp4", kind="audio")
    assert (refused.status_code, refused.json()["code"]) == (415, "type_not_allowed")


async def test_a_recording_sent_as_a_document_is_one(gagarin: Person) -> None:
    attachment = await gagarin.upload(tone(), "голос.wav", kind="document")
    assert (attachment["kind"], attachment["waveform"]) == ("document", None)


def _require_silence_then_tone(waveform: list[int]) -> None:
    assert len(waveform) == 100
    assert max(waveform[:45]) <= 2
    assert min(waveform[55:95]) >= 25
    assert max(waveform) == 31
