"""Files in the life of chats: sent, forwarded, deleted, left behind, and who can open them at every moment."""

import uuid
from pathlib import Path
from typing import Any

import pytest

from kocmoc.settings import Settings
from tests.cast import Person
from tests.stage import Running
from tests.uploads.pictures import photo

SECRET = "Байконур-площадка-1"


async def send(person: Person, chat_id: str, *attachments: dict[str, Any], **fields: Any) -> dict[str, Any]:
    answer = await person.post(
        f"/chats/{chat_id}/messages",
        client_id=str(uuid.uuid4()),
        attachment_ids=[attachment["id"] for attachment in attachments],
        **fields,
    )
    assert answer.status_code == 201, answer.text
    message: dict[str, Any] = answer.json()
    return message


async def group(owner: Person, *members: Person, **fields: Any) -> str:
    answer = await owner.post("/chats/group", title="Восток", member_ids=[member.id for member in members], **fields)
    assert answer.status_code == 201, answer.text
    chat_id: str = answer.json()["id"]
    return chat_id


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.data_dir / "files"


def kept(folder: Path, attachment: dict[str, Any]) -> list[str]:
    names = {str(attachment[key]).rpartition("/")[2] for key in ("url", "thumbnail_url")}
    return [path.name for path in folder.rglob("*") if path.name in names]


async def test_a_photo_is_sent_and_seen(gagarin: Person, tereshkova: Person, stranger: Person) -> None:
    picture = await gagarin.upload(photo(), "старт.jpg")
    message = await send(gagarin, await gagarin.chat_with(tereshkova), picture, text="Старт")
    assert (message["type"], message["attachments"]) == ("photo", [picture])
    for url in (picture["url"], picture["thumbnail_url"]):
        assert (await tereshkova.fetch(url)).status_code == 200
        assert (await stranger.fetch(url)).status_code == 404


async def test_an_upload_is_used_once_and_by_its_owner(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    picture = await gagarin.upload(photo(), "старт.jpg")
    body = {"client_id": str(uuid.uuid4()), "attachment_ids": [picture["id"]]}
    stolen = await tereshkova.post(f"/chats/{chat_id}/messages", **body)
    assert (stolen.status_code, stolen.json()["code"]) == (404, "file_not_found")
    await send(gagarin, chat_id, picture)
    again = await gagarin.post(f"/chats/{chat_id}/messages", **body)
    assert (again.status_code, again.json()["code"]) == (409, "attachment_used")
    avatar = await gagarin.patch("/users/me", avatar_id=picture["id"])
    assert (avatar.status_code, avatar.json()["code"]) == (409, "attachment_used")


async def test_a_deleted_message_leaves_nothing_behind(
    gagarin: Person, tereshkova: Person, server: Running, folder: Path
) -> None:
    picture = await gagarin.upload(photo(), f"{SECRET}.jpg")
    message = await send(gagarin, await gagarin.chat_with(tereshkova), picture, text=SECRET)
    assert len(kept(folder, picture)) == 2
    assert (await gagarin.delete(f"/messages/{message['id']}/delete")).status_code == 204
    for person in (gagarin, tereshkova):
        assert (await person.fetch(picture["url"])).status_code == 404
    await server.house.uploads.sweeper.sweep()
    assert kept(folder, picture) == []
    assert await _mentions(server, SECRET) == []


async def test_a_forward_keeps_it_until_it_is_deleted_too(
    gagarin: Person, tereshkova: Person, stranger: Person, server: Running, folder: Path
) -> None:
    picture = await gagarin.upload(photo(), "старт.jpg")
    message = await send(gagarin, await gagarin.chat_with(tereshkova), picture)
    target = await tereshkova.chat_with(stranger)
    forwarded = await tereshkova.post(
        f"/messages/{message['id']}/forward", chat_ids=[target], client_id=str(uuid.uuid4())
    )
    assert forwarded.status_code == 201, forwarded.text
    await gagarin.delete(f"/messages/{message['id']}/delete")
    await server.house.uploads.sweeper.sweep()
    assert (await stranger.fetch(picture["url"])).status_code == 200
    assert (await gagarin.fetch(picture["url"])).status_code == 404
    await tereshkova.delete(f"/messages/{forwarded.json()['messages'][0]['id']}/delete")
    await server.house.uploads.sweeper.sweep()
    assert kept(folder, picture) == []


async def test_who_leaves_a_group_opens_its_files_no_more(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await group(gagarin, tereshkova)
    picture = await gagarin.upload(photo(), "старт.jpg")
    await send(gagarin, chat_id, picture)
    assert (await tereshkova.fetch(picture["url"])).status_code == 200
    assert (await gagarin.delete(f"/chats/{chat_id}/members/{tereshkova.id}")).status_code == 204
    assert (await tereshkova.fetch(picture["url"])).status_code == 404


async def test_who_comes_later_opens_what_was_sent_later(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await group(gagarin, history="from_join")
    before, after = await gagarin.upload(photo(), "до.jpg"), await gagarin.upload(photo(), "после.jpg")
    await send(gagarin, chat_id, before)
    assert (await gagarin.post(f"/chats/{chat_id}/members", user_ids=[tereshkova.id])).status_code == 200
    await send(gagarin, chat_id, after)
    assert (await tereshkova.fetch(before["url"])).status_code == 404
    assert (await tereshkova.fetch(after["url"])).status_code == 200


async def test_a_group_that_ends_takes_its_files_and_its_avatar_along(
    gagarin: Person, tereshkova: Person, server: Running, folder: Path
) -> None:
    face, picture = await gagarin.upload(photo(), "эмблема.jpg"), await gagarin.upload(photo(), "старт.jpg")
    chat_id = await group(gagarin, tereshkova, avatar_id=face["id"])
    avatar = (await gagarin.get(f"/chats/{chat_id}")).json()["avatar_url"]
    assert (await tereshkova.fetch(avatar)).status_code == 200
    await send(gagarin, chat_id, picture)
    assert (await gagarin.delete(f"/chats/{chat_id}")).status_code == 204
    assert (await tereshkova.fetch(picture["url"])).status_code == 404
    await server.house.chat_sweeper.sweep()
    await server.house.uploads.sweeper.sweep()
    assert kept(folder, picture) == []
    assert (await tereshkova.fetch(avatar)).status_code == 404


async def _mentions(server: Running, word: str) -> list[str]:
    """The tables of the database in which a word still stands."""
    database = server.house.database
    tables = await database.fetch(
        "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'"
    )
    found = []
    for row in tables:
        count = await database.fetchval(
            f"select count(*) from {row['table_name']} t where strpos(t::text, $1) > 0", word
        )
        if count:
            found.append(str(row["table_name"]))
    return found
