"""What becomes of a file, asked here and not in a craftsman's process: what it is, what is made of it, why not."""

import io
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
from PIL import Image

from kocmoc import studio
from kocmoc.studio import Order, boxes, media, photo, sniff, strip, work
from kocmoc.studio.types import Report
from tests.uploads import hostile
from tests.uploads.films import film, tone, voice
from tests.uploads.pictures import CAMERA, moving, read, saved, told
from tests.uploads.pictures import photo as picture

Wanted = Literal["photo", "video", "document", "audio"]


@pytest.fixture
def look(tmp_path: Path) -> Any:
    """The report about a file, and what has been made of it."""

    def report(content: bytes, **order: Any) -> tuple[Report, Path]:
        (tmp_path / studio.UPLOAD).write_bytes(content)
        return work.report(Order(str(tmp_path), **order)), tmp_path

    return report


@pytest.mark.parametrize("task", ["attachment", "avatar", "sticker", "glimpse"])
@pytest.mark.parametrize("what", hostile.NOT_TAKEN)
def test_what_is_not_taken_is_taken_for_nothing(look: Any, what: str, task: str) -> None:
    report, _ = look(hostile.NOT_TAKEN[what][1], task=task)
    assert report.work is None
    assert report.trouble is not None


@pytest.mark.parametrize("what", hostile.NOT_TAKEN)
def test_what_is_not_taken_is_not_taken_as_a_document(look: Any, what: str) -> None:
    report, _ = look(hostile.NOT_TAKEN[what][1], wanted="document")
    assert report.trouble == "type_not_allowed"


@pytest.mark.parametrize("what", hostile.BROKEN)
def test_what_is_broken_is_said_to_be(look: Any, what: str) -> None:
    assert look(hostile.BROKEN[what])[0].trouble == "broken_file"


@pytest.mark.parametrize("what", hostile.TOO_LARGE)
def test_what_is_too_large_is_not_drawn(look: Any, what: str) -> None:
    for order in ({}, {"wanted": "document"}, {"task": "avatar"}, {"task": "glimpse"}):
        assert look(hostile.TOO_LARGE[what], **order)[0].trouble == "too_many_pixels"


@pytest.mark.parametrize("what", hostile.TWO_AT_ONCE)
def test_of_two_files_in_one_the_picture_is_kept(look: Any, what: str) -> None:
    for wanted in ("photo", "document"):
        report, folder = look(hostile.TWO_AT_ONCE[what], wanted=wanted)
        assert report.work.kind == wanted
        assert b"setup.exe" not in (folder / report.work.main).read_bytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("wanted", ["photo", "document"])
def test_a_picture_tells_nothing_of_its_camera(look: Any, kind: str, wanted: Wanted) -> None:
    content = picture(kind=kind, exif=told(6).tobytes())
    assert b"Vostok" in content
    report, folder = look(content, wanted=wanted)
    kept = (folder / report.work.main).read_bytes()
    assert b"Vostok" not in kept
    assert CAMERA not in read(kept).getexif()
    assert (report.work.kind, report.work.has_thumbnail) == (wanted, True)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_what_moves_is_not_drawn_anew(look: Any, kind: str) -> None:
    report, folder = look(moving(kind))
    assert getattr(read((folder / report.work.main).read_bytes()), "n_frames", 1) == 3


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGBA", "CMYK"])
def test_every_way_of_colour_becomes_one_that_is_shown(look: Any, mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    report, folder = look(saved(Image.new(mode, (60, 40)), kind))
    assert read((folder / report.work.main).read_bytes()).mode in ("RGB", "RGBA", "L")


def test_what_is_see_through_lies_on_white_where_it_cannot_be(look: Any) -> None:
    report, folder = look(saved(Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "HEIF"))
    assert report.work.mime == "image/jpeg"
    assert read((folder / report.work.main).read_bytes()).getpixel((20, 20)) == (255, 255, 255)


def test_an_avatar_is_a_square_and_a_glimpse_is_small(look: Any) -> None:
    square, _ = look(picture(900, 700), task="avatar")
    assert (square.work.width, square.work.height) == (512, 512)
    small, _ = look(picture(900, 700), task="glimpse")
    assert max(small.work.width, small.work.height) == photo.GLIMPSE_SIDE
    assert look(tone(0.1), task="glimpse")[0].trouble == "type_not_allowed"


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (picture(512, 512, "PNG"), None),
        (picture(513, 100, "PNG"), "not_a_sticker"),
        (picture(100, 100, "JPEG"), "type_not_allowed"),
        (saved(Image.merge("RGB", [Image.effect_noise((512, 512), 200) for _ in range(3)]), "PNG"), "not_a_sticker"),
    ],
)
def test_what_fits_a_pack(look: Any, content: bytes, trouble: str | None) -> None:
    report, _ = look(content, task="sticker")
    assert report.trouble == trouble
    assert trouble or (report.work.kind, report.work.has_thumbnail) == ("sticker", False)


@pytest.mark.parametrize(
    ("content", "wanted", "kind"),
    [
        (film(seconds=1), None, "video"),
        (film("mov", seconds=1, comment="Байконур"), None, "video"),
        (film("webm", "vp8", seconds=1), None, "video"),
        (film("webm", "vp8", seconds=1), "audio", None),
        (voice("webm", "libopus", 0.3), None, "audio"),
        (voice("mp4", "aac", 0.3), None, "audio"),
        (voice("ogg", "libopus", 0.3), "audio", "audio"),
        (voice("mp3", "libmp3lame", 0.3), "document", "document"),
        (tone(0.3), None, "audio"),
        (film("ogg", "vp8", seconds=1), None, None),
        (b"\x1aE\xdf\xa3\x93B\x82\x84webm" + bytes(60), None, "document"),
        (b"\x1aE\xdf\xa3\x93B\x82\x84webm" + bytes(60), "audio", "audio"),
        (b"\0\0\0\x18ftypqt  " + bytes(60), "audio", "audio"),
        (b"\0\0\0\x18ftypisom" + bytes(60), "photo", None),
        (b"OggS\0" + bytes(60), None, "document"),
        (b"ID3\x04" + bytes(60), "audio", "audio"),
    ],
)
def test_what_plays_is_what_is_in_it(look: Any, content: bytes, wanted: Wanted | None, kind: str | None) -> None:
    report, _ = look(content, wanted=wanted)
    assert (report.work and report.work.kind, report.trouble) == (kind, None if kind else "type_not_allowed")


def test_a_film_lying_on_its_side_is_shown_upright(look: Any) -> None:
    report, folder = look(turned(film(seconds=2)))
    assert (report.work.width, report.work.height) == (120, 160)
    assert read((folder / studio.THUMBNAIL).read_bytes()).size == (120, 160)


def turned(content: bytes) -> bytes:
    """By a quarter, as phones write it: in the matrix of the track."""
    upright = bytes.fromhex("00010000" + "00000000" * 3 + "00010000" + "00000000" * 3 + "40000000")
    aside = bytes.fromhex("00000000" + "00010000" + "00000000" + "ffff0000" + "00000000" * 4 + "40000000")
    at = content.index(b"tkhd")
    return content[:at] + content[at:].replace(upright, aside, 1)


def test_a_voice_has_a_hundred_bars(look: Any) -> None:
    shown = look(tone(2.0))[0].work
    assert (len(shown.waveform), max(shown.waveform), shown.waveform[0]) == (100, 31, 0)
    assert look(tone(2.0), needs_waveform=False)[0].work.waveform is None


@pytest.mark.parametrize(
    ("first", "name", "content", "extension"),
    [
        ("mimetype", "content.xml", b"application/vnd.oasis.opendocument.text", "odt"),
        ("mimetype", "content.xml", b"application/x-other", "zip"),
        ("[Content_Types].xml", "word/document.xml", b"", "docx"),
        ("[Content_Types].xml", "other/document.xml", b"", "zip"),
        ("readme.txt", "word/document.xml", b"", "zip"),
    ],
)
def test_an_office_document_is_known_by_what_is_in_it(
    look: Any, first: str, name: str, content: bytes, extension: str
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(first, content)
        file.writestr(name, b"")
    assert look(out.getvalue())[0].work.extension == extension


def test_an_archive_of_too_many_is_not_taken(look: Any) -> None:
    assert look(hostile.archive(*(f"{n}.txt" for n in range(20_001))))[0].trouble == "type_not_allowed"


@pytest.mark.parametrize(
    "content",
    [
        b"\0\0\0\x18ftypheic" + bytes(200),
        b"\0\0\0\x18ftypheic" + bytes(12) + b"\0\0\0\x0cmeta" + bytes(4),
        b"\0\0\0\x18ftypheic" + bytes(12) + b"\0\0\0\x14meta" + bytes(4) + b"\0\0\0\x08iinf",
    ],
)
def test_a_heic_that_lies_about_its_boxes_is_broken(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / studio.UPLOAD
    path.write_bytes(content)
    with pytest.raises(studio.Refused, match="broken_file"):
        boxes.silence_photo(path)


def test_a_large_picture_is_stripped_block_by_block(look: Any) -> None:
    noise = Image.merge("RGB", [Image.effect_noise((900, 700), 120) for _ in range(3)])
    content = saved(noise, "JPEG", quality=95, restart_marker_blocks=8)
    report, folder = look(content, wanted="document")
    kept = (folder / report.work.main).read_bytes()
    assert len(kept) > 2 * 64 * 1024
    assert read(kept).tobytes() == read(content).tobytes()


def test_fill_bytes_between_parts_of_a_jpeg_are_nothing(look: Any) -> None:
    content = picture()
    filled = content[:2] + b"\xff\xff" + content[2:]
    report, folder = look(filled, wanted="document")
    assert read((folder / report.work.main).read_bytes()).size == (320, 240)


def test_a_gif_of_unknown_blocks_is_broken(look: Any) -> None:
    content = moving("GIF")
    assert look(content[:-1] + b"X;")[0].trouble == "broken_file"


@pytest.mark.parametrize(
    "padding", [b"\0\0\0\x01uuid" + (24).to_bytes(8, "big") + b"Vostok-1", b"\0\0\0\x00uuidVostok-1"]
)
def test_a_film_tells_nothing_however_long_its_boxes_are(look: Any, padding: bytes) -> None:
    report, folder = look(film(seconds=1) + padding)
    assert b"Vostok" not in (folder / report.work.main).read_bytes()


def test_a_film_with_a_box_that_ends_before_it_begins_is_still_looked_at(look: Any) -> None:
    assert look(film(seconds=1) + b"\0\0\0\x04free")[0].work.kind == "video"


def test_a_heic_whose_places_break_off_is_broken(tmp_path: Path) -> None:
    content = picture(kind="HEIF", exif=told().tobytes())
    at = content.index(b"iloc")
    cut = content[: at + 4] + b"\x02\0\0\0\x44\x40" + b"\xff" * 8 + content[at + 18 :]
    path = tmp_path / studio.UPLOAD
    path.write_bytes(cut)
    with pytest.raises(studio.Refused, match="broken_file"):
        boxes.silence_photo(path)


def test_hours_of_talk_have_no_shape(look: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "_LISTENING_SECONDS", -1.0)
    shown = look(tone(2.0))[0].work
    assert (shown.kind, shown.duration, shown.waveform) == ("audio", 2.0, None)


def test_a_film_that_is_too_wide_is_not_drawn(look: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo, "MOST_PIXELS", 160 * 120 - 1)
    assert look(film(seconds=1))[0].trouble == "too_many_pixels"


def test_a_film_that_ends_before_its_first_picture_is_a_film_without_a_poster(look: Any) -> None:
    content = film("webm", "vp8", seconds=1)
    at = content.index(b"\x1f\x43\xb6\x75")  # where the pictures begin
    report, _ = look(content[: at + 12])
    assert (report.work.kind, report.work.has_thumbnail, report.work.width) == ("video", False, 160)


def test_a_craftsman_answers_each_order_with_a_line(tmp_path: Path) -> None:
    """What a library prints never comes between the reports."""
    for name, content in (("good", picture()), ("bad", hostile.EXE)):
        (tmp_path / name).mkdir()
        (tmp_path / name / studio.UPLOAD).write_bytes(content)
    orders = [msgspec.json.encode(Order(str(tmp_path / name))) for name in ("good", "bad", "good")]
    done = subprocess.run(
        [sys.executable, "-m", "kocmoc.studio"], input=b"\n".join(orders), capture_output=True, check=True
    )
    reports = [msgspec.json.decode(line, type=Report) for line in done.stdout.splitlines()]
    assert [report.trouble for report in reports] == [None, "type_not_allowed", None]


@pytest.mark.parametrize(
    ("brands", "kind"),
    [
        (["heic", "mif1"], sniff.HEIC),
        (["mif1", "heic"], sniff.HEIC),
        (["mif1"], sniff.HEIC),
        (["msf1", "iso8", "heix"], sniff.MP4),
        (["miaf", "heix"], sniff.HEIC),
        (["mif1", "avif"], None),
        (["avif", "mif1", "heic"], None),
        (["crx ", "isom"], None),
        (["XAVC", "mp42"], sniff.MP4),
        (["M4A ", "isom"], sniff.M4A),
        (["niko", "qt  "], sniff.MOV),
        (["none", "ours"], None),
    ],
)
def test_a_file_of_boxes_is_what_its_brands_say(brands: list[str], kind: sniff.Type | None) -> None:
    own, *others = (each.encode() for each in brands)
    box = own + bytes(4) + b"".join(others)
    head = (len(box) + 8).to_bytes(4, "big") + b"ftyp" + box
    assert sniff.find(head + b"\0\0\0\x08heicisom") == kind


def test_a_frame_of_a_webp_tells_nothing(look: Any) -> None:
    content = moving("WEBP")
    note = b"EXIF" + struct.pack("<I", 8) + b"Vostok-1"
    at = content.index(b"ANMF")
    size = struct.unpack("<I", content[at + 4 : at + 8])[0]
    end = at + 8 + size
    framed = content[: at + 4] + struct.pack("<I", size + len(note)) + content[at + 8 : end] + note + content[end:]
    whole = framed[:4] + struct.pack("<I", len(framed) - 8) + framed[8:]
    for order in ({}, {"wanted": "document"}, {"task": "sticker"}):
        report, folder = look(whole, **order)
        kept = (folder / report.work.main).read_bytes()
        assert b"Vostok" not in kept
        assert kept == content
        assert read(kept).n_frames == 3


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, name) + content


def _telling_heic(
    method: int, *, length: int = 20, kind: bytes = b"Exif", idat: bytes = b"Vostok-1 is in here."
) -> bytes:
    """One item of EXIF, in the place for small ones, and notes beside the pictures."""
    infe = _box(b"infe", b"\2\0\0\0" + struct.pack(">H2x4s", 1, kind) + b"\0")
    iinf = _box(b"iinf", bytes(4) + struct.pack(">H", 2) + _box(b"free", bytes(8)) + infe)
    iloc = _box(b"iloc", b"\1\0\0\0\x44\0" + struct.pack(">HHHHHII", 1, 1, method, 0, 1, 0, length))
    meta = _box(b"meta", bytes(4) + iinf + iloc + _box(b"idat", idat) + _box(b"uuid", b"Vostok-2"))
    return _box(b"ftyp", b"heic" + bytes(4)) + meta + _box(b"uuid", bytes(16) + b"Vostok-3")


def test_a_heic_tells_nothing_wherever_it_is_told(tmp_path: Path) -> None:
    path = tmp_path / studio.UPLOAD
    path.write_bytes(_telling_heic(1))
    boxes.silence_photo(path)
    assert b"Vostok" not in path.read_bytes()
    assert b"MM\0*" in path.read_bytes()
    assert path.stat().st_size == len(_telling_heic(1))


@pytest.mark.parametrize(("method", "length"), [(2, 20), (1, 0)])
def test_a_heic_that_tells_in_a_place_nobody_follows_is_broken(tmp_path: Path, method: int, length: int) -> None:
    path = tmp_path / studio.UPLOAD
    path.write_bytes(_telling_heic(method, length=length))
    with pytest.raises(studio.Refused, match="broken_file"):
        boxes.silence_photo(path)


def test_what_is_told_otherwise_is_only_overwritten(tmp_path: Path) -> None:
    """XMP is no EXIF, and of EXIF nothing that says nothing fits into three bytes."""
    path = tmp_path / studio.UPLOAD
    for content in (_telling_heic(1, kind=b"mime"), _telling_heic(1, length=3, idat=b"GPS")):
        path.write_bytes(content)
        boxes.silence_photo(path)
        kept = path.read_bytes()
        assert (b"Vostok" in kept, b"GPS" in kept, b"MM" in kept) == (False, False, False)


def test_what_lies_behind_the_end_of_a_heic_is_not_written_there(tmp_path: Path) -> None:
    content = _telling_heic(1, length=2**20)
    path = tmp_path / studio.UPLOAD
    path.write_bytes(content)
    boxes.silence_photo(path)
    assert path.stat().st_size == len(content)
    assert b"Vostok-1" in path.read_bytes()


def test_a_film_of_too_many_boxes_is_read_so_far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxes, "_MOST_BOXES", 2)
    path = tmp_path / studio.UPLOAD
    path.write_bytes(_box(b"free", b"") + _box(b"uuid", b"Vostok-1") + _box(b"uuid", b"Vostok-2"))
    boxes.silence_film(path)
    assert (b"Vostok-1" in path.read_bytes(), b"Vostok-2" in path.read_bytes()) == (False, True)


def test_a_marker_may_lie_across_two_blocks(tmp_path: Path) -> None:
    """The first byte of it ends one, the second begins the next."""
    scan = b"\xff\xda\0\x02" + b"\1" * (64 * 1024 - 1)
    content = b"\xff\xd8" + scan + b"\xff\xd9"
    out = io.BytesIO()
    strip.jpeg(io.BytesIO(content), out)
    assert out.getvalue() == content


def test_a_text_is_taken_to_its_end(look: Any) -> None:
    report, _ = look("Поехали! ".encode() * 20_000)
    assert (report.work.kind, report.work.mime) == ("document", "text/plain")


def test_an_office_document_of_old_is_found_anywhere_in_it(look: Any) -> None:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    name = "WordDocument".encode("utf-16-le").ljust(128, b"\0")
    assert look(head.ljust(128 * 1024, b"\0") + name)[0].work.extension == "doc"
    assert look(head.ljust(128 * 1024, b"\0"))[0].trouble == "type_not_allowed"


@pytest.mark.parametrize(
    ("container", "codec", "begins", "broken"),
    [("webm", "vp8", b"\x1f\x43\xb6\x75", 200), ("mp4", "mpeg4", b"mdat", 300)],
)
def test_of_a_film_that_breaks_later_one_sees_what_came_before(
    look: Any, container: str, codec: str, begins: bytes, broken: int
) -> None:
    content = bytearray(film(container, codec, seconds=2))
    broken += content.index(begins)
    content[broken : broken + 20] = b"\xff" * 20
    work = look(bytes(content))[0].work
    assert (work.kind, work.width, work.has_thumbnail) == ("video", 160, True)


def test_a_film_that_calls_itself_a_recording_is_one_to_see(look: Any) -> None:
    work = look(film(seconds=1).replace(b"isom", b"M4A "))[0].work
    assert (work.kind, work.mime, work.extension) == ("video", "video/mp4", "mp4")


def test_a_container_of_neither_pictures_nor_sound_is_a_document(look: Any) -> None:
    """Its only track says that it is subtitles."""
    content = film("webm", "vp8", seconds=1)
    assert content.count(b"\x83\x81\x01") == 1
    work = look(content.replace(b"\x83\x81\x01", b"\x83\x81\x11"))[0].work
    assert (work.kind, work.width, work.duration) == ("document", None, None)
