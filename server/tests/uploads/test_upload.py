"""A file comes in: what is answered, what it is called, and what is refused."""

import asyncio
import json
from pathlib import Path

import pytest

from kocmoc.settings import Settings
from tests.cast import Person

NOTES = "Поехали!\n".encode()
BOUNDARY = b"----cosmodrome"


async def test_an_upload_is_answered_whole(gagarin: Person) -> None:
    answer = await gagarin.send_file(NOTES, "бортжурнал.txt")
    assert answer.status_code == 201
    attachment = answer.json()
    assert attachment == {
        "id": attachment["id"],
        "kind": "document",
        "name": "бортжурнал.txt",
        "mime": "text/plain",
        "size": len(NOTES),
        "url": attachment["url"],
        "width": None,
        "height": None,
        "duration": None,
        "waveform": None,
        "thumbnail_url": None,
        "thumbhash": None,
    }
    assert attachment["url"].startswith("/files/")
    assert "бортжурнал" not in attachment["url"]
    assert (await gagarin.fetch(attachment["url"])).content == NOTES


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.txt"),
        ("C:\\Users\\gagarin\\план.txt", "план.txt"),
        ("a\u202etxt.piz", "atxt.piz"),
        (" . .скрытый.txt. ", "скрытый.txt"),
        ('что<это>:"?*|.txt', "что_это______.txt"),
        ("без расширения", "без расширения.txt"),
        ("...", "file.txt"),
        ("я" * 300 + ".txt", "я" * 125 + ".txt"),
        ("x" * 300, "x" * 251 + ".txt"),
        ("x." + "y" * 300, "x." + "y" * 253),
        ("x" * 300 + ".", "x" * 251 + ".txt"),
    ],
)
async def test_a_name_is_made_safe(gagarin: Person, given: str, kept: str) -> None:
    assert (await gagarin.upload(NOTES, given))["name"] == kept


async def test_a_name_with_nul_is_kept_without_it(gagarin: Person) -> None:
    answer = await _post(gagarin, _part(b'name="file"; filename="a\0b.txt"', NOTES) + _end())
    assert (answer.status_code, answer.json()["name"]) == (201, "ab.txt")


@pytest.mark.parametrize(
    "name",
    [
        *(f"файл.{each}" for each in ("exe", "bat", "dll", "cmd", "com", "msi", "scr", "ps1", "sh", "js", "jar")),
        *(f"файл.{each}" for each in ("html", "svg", "lnk", "EXE", "ExE", "exe.", "exe ", "exe . ", "ｅｘｅ")),
        "отпуск.exe.txt",
        "отпуск.svg.txt",
        ".exe",
        "отпуск.exe\0.txt",
        "txt.\u202eexe",
        "отпуск.exe:поток",
        "../../x.dll",
    ],
)
async def test_what_runs_by_its_name_is_not_taken(gagarin: Person, name: str) -> None:
    answer = await gagarin.send_file(NOTES, name)
    assert (answer.status_code, answer.json()["code"]) == (415, "type_not_allowed")


@pytest.mark.parametrize("name", ["mail.example.com.txt", "jquery.js.txt", "exe", "readme.exe-list.txt"])
async def test_harmless_names_are_taken(gagarin: Person, name: str) -> None:
    await gagarin.upload(NOTES, name)


async def test_an_empty_file_is_refused(gagarin: Person) -> None:
    answer = await gagarin.send_file(b"")
    assert (answer.status_code, answer.json()["code"]) == (422, "empty_file")


async def test_a_photo_may_be_sent_as_a_document_but_a_text_not_as_a_photo(gagarin: Person) -> None:
    assert (await gagarin.upload(NOTES, kind="document"))["kind"] == "document"
    refused = await gagarin.send_file(NOTES, kind="photo")
    assert (refused.status_code, refused.json()["code"]) == (415, "type_not_allowed")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "sticker"),
        ("kind", "ракета"),
        ("duration", "долго"),
        ("duration", "-1"),
        ("duration", "1e400"),
        ("waveform", "[1,2,3]"),
        ("waveform", json.dumps([32] * 100)),
        ("waveform", "[" * 7000),
        ("owner_id", "1"),
    ],
)
async def test_a_field_that_is_none_of_ours_is_refused(gagarin: Person, field: str, value: str) -> None:
    answer = await gagarin.send_file(NOTES, **{field: value})
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


async def test_a_form_is_needed(gagarin: Person) -> None:
    for content_type in ("application/json", "multipart/form-data", "multipart/mixed; boundary=x", ""):
        answer = await gagarin.http.post("/api/upload/file", content=b"{}", headers={"Content-Type": content_type})
        assert (answer.status_code, answer.json()["code"]) == (415, "not_multipart")


async def test_a_form_without_a_file_or_with_two_is_refused(gagarin: Person) -> None:
    file = _part(b'name="file"; filename="a.txt"', NOTES)
    for body in (_end(), _part(b'name="kind"', b"document") + _end(), file + file + _end()):
        assert (await _post(gagarin, body)).status_code == 422


async def test_a_form_that_breaks_off_is_refused(gagarin: Person) -> None:
    file = _part(b'name="file"; filename="a.txt"', NOTES)
    for body in (b"", file, file[:-20], file + b"--" + BOUNDARY, b"nonsense", b"--" + BOUNDARY + b"\r\nnonsense\r\n"):
        answer = await _post(gagarin, body)
        assert (answer.status_code, answer.json()["code"]) == (400, "not_multipart")


async def test_endless_headers_and_fields_are_refused(gagarin: Person) -> None:
    for part in (_part(b'name="' + b"x" * 9000 + b'"', b""), _part(b'name="kind"', b"x" * 9000)):
        assert (await _post(gagarin, part + _end())).status_code == 422


async def test_nobody_uploads_without_a_token(gagarin: Person) -> None:
    nobody = Person.nobody(gagarin.url)
    assert (await nobody.post("/api/upload/file", files={"file": ("a.txt", NOTES)})).status_code == 401
    await nobody.aclose()


async def test_nothing_is_left_beside_the_storage(gagarin: Person, settings: Settings) -> None:
    await gagarin.upload(NOTES)
    await gagarin.send_file(NOTES, "a.exe")
    assert await asyncio.to_thread(_listed, settings.data_dir / "incoming") == []


def _listed(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def _part(disposition: bytes, content: bytes) -> bytes:
    return b"--" + BOUNDARY + b"\r\nContent-Disposition: form-data; " + disposition + b"\r\n\r\n" + content + b"\r\n"


def _end() -> bytes:
    return b"--" + BOUNDARY + b"--\r\n"


async def _post(person: Person, body: bytes):
    kind = f"multipart/form-data; boundary={BOUNDARY.decode()}"
    return await person.http.post("/api/upload/file", content=body, headers={"Content-Type": kind})
