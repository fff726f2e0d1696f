"""Hostile files, sent to a server over a folder and to one over S3: refused with a reason; nothing of them stays."""

import pytest
from PIL import Image

from tests.uploads.conftest import Harbour
from tests.uploads.hostile import BROKEN, NOT_TAKEN, TOO_LARGE, TWO_AT_ONCE, archive, bomb, text_bomb
from tests.uploads.pictures import read, saved


async def refused(harbour: Harbour, name: str, content: bytes, status: int, code: str, **fields: str) -> None:
    before, rows = await harbour.kept(), await harbour.rows()
    answer = await harbour.sender.send_file(content, name, **fields)
    assert (answer.status_code, answer.json().get("code")) == (status, code)
    assert await harbour.kept() == before
    assert await harbour.rows() == rows
    assert await harbour.half_done() == []


@pytest.mark.parametrize("what", NOT_TAKEN)
async def test_it_is_not_taken(harbour: Harbour, what: str) -> None:
    name, content = NOT_TAKEN[what]
    await refused(harbour, name, content, 415, "type_not_allowed")
    await refused(harbour, name, content, 415, "type_not_allowed", kind="document")


@pytest.mark.parametrize("what", BROKEN)
async def test_it_is_broken(harbour: Harbour, what: str) -> None:
    await refused(harbour, "файл", BROKEN[what], 422, "broken_file")


@pytest.mark.parametrize("what", TOO_LARGE)
async def test_it_would_take_too_much_to_draw(harbour: Harbour, what: str) -> None:
    assert len(TOO_LARGE[what]) < 2**20
    await refused(harbour, "файл", TOO_LARGE[what], 422, "too_many_pixels")
    await refused(harbour, "файл", TOO_LARGE[what], 422, "too_many_pixels", kind="document")


async def test_a_large_picture_is_still_drawn(harbour: Harbour) -> None:
    attachment = await harbour.sender.upload(bomb(7_071, 7_071), "поле.png")
    assert (attachment["width"], attachment["height"]) == (7_071, 7_071)


async def test_what_is_packed_beside_the_picture_is_not_unpacked(harbour: Harbour) -> None:
    answer = await harbour.sender.send_file(text_bomb(), "поле.png")
    assert answer.status_code in (201, 422)
    assert await harbour.half_done() == []


@pytest.mark.parametrize("kind", ["photo", "document"])
@pytest.mark.parametrize("what", TWO_AT_ONCE)
async def test_only_the_picture_is_kept(harbour: Harbour, what: str, kind: str) -> None:
    content = TWO_AT_ONCE[what]
    attachment = await harbour.sender.upload(content, "отпуск", kind=kind)
    kept = (await harbour.sender.fetch(attachment["url"])).content
    assert len(kept) == attachment["size"]
    assert read(kept).size == read(content).size
    for word in (b"setup.exe", b"<script>", b"<html", b"PK\x03\x04"):
        assert word not in kept


@pytest.mark.parametrize(
    ("name", "content", "mime"),
    [
        ("письмо.docx", archive("word/document.xml", first="[Content_Types].xml"), "wordprocessingml.document"),
        ("таблица.xlsx", archive("xl/workbook.xml", first="[Content_Types].xml"), "spreadsheetml.sheet"),
        ("доклад.pptx", archive("ppt/presentation.xml", first="[Content_Types].xml"), "presentationml.presentation"),
        ("архив.zip", archive("a.txt", "site.com.pdf", "jquery.js.txt"), "application/zip"),
        ("архив.7z", b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(50), "application/x-7z-compressed"),
        ("письмо.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/pdf"),
        ("письмо.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le"), "msword"),
        ("письмо.txt", "Поехали!".encode("cp1251"), "text/plain"),
        ("письмо.txt", "Поехали!".encode("utf-16"), "text/plain"),
        ("письмо.txt", ("я" * 3000).encode(), "text/plain"),
        ("код.py", b"print('hello')\n", "text/plain"),
        ("список.csv", b"a;b;c\r\n1;2;3\r\n", "text/plain"),
    ],
)
async def test_documents_are_taken_as_they_are(harbour: Harbour, name: str, content: bytes, mime: str) -> None:
    attachment = await harbour.sender.upload(content, name)
    assert attachment["kind"] == "document"
    assert attachment["mime"].endswith(mime)
    answer = await harbour.sender.fetch(attachment["url"])
    assert answer.content == content
    assert answer.headers["content-disposition"].startswith("attachment")


async def test_a_file_of_many_parts_comes_and_goes_whole(harbour: Harbour) -> None:
    """Larger than what the storage takes at once."""
    content = b"%PDF-1.7\n" + bytes(range(256)) * (13 * 2**12)
    attachment = await harbour.sender.upload(content, "отчёт.pdf")
    answer = await harbour.sender.fetch(attachment["url"])
    assert answer.content == content
    middle = await harbour.sender.fetch(attachment["url"], Range="bytes=5242870-10485770")
    assert (middle.status_code, middle.content) == (206, content[5_242_870:10_485_771])
    many = await harbour.sender.fetch(attachment["url"], Range="bytes=" + ",".join(["0-"] * 500))
    assert (many.status_code, len(many.content)) == (200, len(content))


async def test_what_is_swept_is_gone(harbour: Harbour) -> None:
    attachment = await harbour.sender.upload(saved(Image.new("RGB", (40, 40)), "PNG"), "старт.png")
    names = {attachment[key].rpartition("/")[2] for key in ("url", "thumbnail_url")}
    assert names <= await harbour.kept()
    await harbour.running.house.database.fetch(
        "update files set created_at = now() - interval '25 hours' where id = $1", int(attachment["id"])
    )
    await harbour.running.house.uploads.sweeper.sweep()
    assert names.isdisjoint(await harbour.kept())
