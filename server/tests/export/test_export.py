"""Somebody takes away what the server keeps of them, and nothing of anybody else."""

import io
import json
import uuid
import zipfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from kocmoc.export import store
from kocmoc.settings import Settings
from tests.auth.conftest import StartServer
from tests.auth.conftest import start_server as start_server
from tests.cast import Person
from tests.uploads.pictures import photo


async def _take(person: Person) -> zipfile.ZipFile:
    answer = await person.get("/users/me/export")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["content-disposition"] == 'attachment; filename="kocmoc.zip"'
    # It is sent as it is read: nobody knew its length beforehand.
    assert "content-length" not in answer.headers
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    return archive


def _read(archive: zipfile.ZipFile, name: str) -> Any:
    return json.loads(archive.read(name))


async def test_one_takes_ones_own_data_away(gagarin: Person, tereshkova: Person, stranger: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    file = await gagarin.upload("Бортовой журнал".encode(), "журнал.txt")
    await gagarin.say(chat_id, "Поехали!")
    gone = await gagarin.say(chat_id, "Лишнее")
    await gagarin.delete(f"/messages/{gone['id']}/delete")
    hers = await tereshkova.say(chat_id, "Её слова")
    for emoji in ("🚀", "👍"):
        await gagarin.put(f"/messages/{hers['id']}/reactions/{emoji}")
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    await gagarin.post(f"/chats/{chat_id}/scheduled", client_id=str(uuid.uuid4()), text="Завтра", send_at=tomorrow)
    await gagarin.post("/reports", user_id=stranger.id, reason="Спам")
    await gagarin.post("/stories", type="text", text="Вижу Землю")
    await gagarin.put(f"/users/me/blocks/{stranger.id}")
    await gagarin.patch("/users/me/settings", neon=True)
    archive = await _take(gagarin)
    assert _read(archive, "profile.json")["email"] == f"{gagarin.username}@cosmos.example"
    assert _read(archive, "settings.json")[0]["settings"]["neon"] is True
    assert len(_read(archive, "sessions.json")) == 1
    assert [each["username"] for each in _read(archive, "blocks.json")] == [stranger.username]
    assert [str(each["id"]) for each in _read(archive, "chats.json")] == [chat_id]
    assert [each["text"] for each in _read(archive, f"messages/{chat_id}.json")] == ["Поехали!"]
    assert [each["text"] for each in _read(archive, "stories.json")] == ["Вижу Землю"]
    assert [each["name"] for each in _read(archive, "files.json")] == ["журнал.txt"]
    assert [(each["seq"], each["emoji"]) for each in _read(archive, "reactions.json")] == [(hers["seq"], ["🚀", "👍"])]
    assert [each["message"]["text"] for each in _read(archive, "scheduled.json")] == ["Завтра"]
    assert [each["reason"] for each in _read(archive, "reports.json")] == ["Спам"]
    assert archive.read(f"files/{file['id']}/журнал.txt").decode() == "Бортовой журнал"
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode(errors="replace")
    assert "Её слова" not in everything
    assert "Лишнее" not in everything


async def test_ones_own_stickers_are_ones_own_data(gagarin: Person) -> None:
    pack = (await gagarin.post("/stickers/packs", title="Мои")).json()
    await gagarin.http.post(
        f"/api/stickers/packs/{pack['id']}/stickers", files={"file": ("s.webp", photo(64, 64, "WEBP"))},
        data={"emoji": "🚀"}, headers={"Authorization": f"Bearer {gagarin.token}"},
    )  # fmt: skip
    archive = await _take(gagarin)
    (sticker,) = _read(archive, "stickers.json")
    assert (sticker["pack"], sticker["emoji"]) == ("Мои", "🚀")
    assert [name for name in archive.namelist() if name.startswith(f"files/{sticker['file_id']}/")]


async def test_more_than_a_page_is_taken_whole(gagarin: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "PAGE", 2)
    devices = [await gagarin.sign_in() for _ in range(3)]
    chat_id = await gagarin.chat_with(gagarin)
    said = [f"{n}" for n in range(5)]
    for each in said:
        await gagarin.say(chat_id, each)
    archive = await _take(gagarin)
    assert [each["text"] for each in _read(archive, f"messages/{chat_id}.json")] == said
    assert len(_read(archive, "sessions.json")) == 1 + len(devices)
    for device in devices:
        await device.leave()


async def test_a_file_that_is_taken_away_meanwhile_is_empty(gagarin: Person, settings: Settings) -> None:
    file = await gagarin.upload("Бортовой журнал".encode(), "..")
    key = file["url"].rpartition("/")[2]
    (settings.data_dir / "files" / key[:2] / key).unlink()
    archive = await _take(gagarin)
    assert archive.read(f"files/{file['id']}/{file['name']}") == b""
    assert [each["id"] for each in _read(archive, "files.json")] == [int(file["id"])]
    path = f"files/{file['id']}/{file['name']}"
    assert _read(archive, "missing.json") == [{"id": int(file["id"]), "path": path, "code": "file_not_found"}]


async def test_what_a_storage_that_is_away_keeps_is_said_to_be_missing(
    start_server: StartServer, new_database: Callable[[], Awaitable[str]], tmp_path: Path
) -> None:
    dsn = await new_database()
    running = await start_server(dsn, data_dir=tmp_path)
    korolev = await Person.register(running.url, "korolev")
    file = await korolev.upload("Бортовой журнал".encode(), "журнал.txt")
    await korolev.leave()
    nowhere = "s3://files?endpoint=http://127.0.0.1:1&region=x&access_key_id=a&secret_access_key=b"
    other = await start_server(dsn, data_dir=tmp_path, storage_url=nowhere)
    again = Person(
        httpx.AsyncClient(base_url=other.url, timeout=30), {"user": korolev.me, "access_token": korolev.token}
    )
    archive = await _take(again)
    assert [(each["id"], each["code"]) for each in _read(archive, "missing.json")] == [
        (int(file["id"]), "storage_unavailable")
    ]
    assert _read(archive, "profile.json")["id"] == korolev.id
    await again.leave()


async def test_an_empty_life_is_a_valid_archive(gagarin: Person) -> None:
    archive = await _take(gagarin)
    assert [_read(archive, name) for name in ("blocks.json", "chats.json", "stories.json", "files.json")] == [[]] * 4
    assert _read(archive, "missing.json") == []


async def test_nobody_has_it_made_all_day(gagarin: Person) -> None:
    answers = [await gagarin.get("/users/me/export") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) > 60


async def test_it_is_nobody_elses(gagarin: Person) -> None:
    async with httpx.AsyncClient(base_url=gagarin.url) as anybody:
        assert (await anybody.get("/api/users/me/export")).status_code == 401
