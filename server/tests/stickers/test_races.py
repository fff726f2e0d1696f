"""A pack that is deleted while somebody takes it, or anything else beside it: it is not there, and nothing breaks."""

import asyncio
import uuid
from pathlib import Path

import pytest

from kocmoc.uploads import store as files
from tests.auth.conftest import StartServer
from tests.auth.conftest import start_server as start_server
from tests.cast import Person
from tests.stage import Running
from tests.stickers.test_packs import add, make, packs_of, recent
from tests.uploads.conftest import Desk
from tests.uploads.conftest import desk as desk

DELETE = "delete from sticker_packs where id = $1"


@pytest.mark.parametrize("method", ["put", "delete"])
async def test_who_takes_a_pack_while_it_is_deleted_is_told(
    gagarin: Person, tereshkova: Person, desk: Desk, method: str
) -> None:
    pack = await make(gagarin)
    async with desk.database.transaction() as db:
        await db.execute(DELETE, int(pack["id"]))
        path = f"/api/stickers/packs/{pack['id']}/install"
        taking = asyncio.create_task(tereshkova.http.request(method.upper(), path))
        await desk.wait_for_a_lock()
    answer = await taking
    assert (answer.status_code, answer.json()["code"]) == (404, "pack_not_found")


async def test_a_pack_is_made_while_another_one_has_is_deleted(gagarin: Person, tereshkova: Person, desk: Desk) -> None:
    pack = await make(gagarin)
    await tereshkova.put(f"/stickers/packs/{pack['id']}/install")
    async with desk.database.transaction() as db:
        await db.execute(DELETE, int(pack["id"]))
        making = asyncio.create_task(make(tereshkova, "Белки"))
        await desk.wait_for_a_lock()
    made = await making
    assert made["id"] in await packs_of(tereshkova)
    assert pack["id"] not in await packs_of(tereshkova)


async def test_a_pack_is_taken_while_another_one_has_is_deleted(
    gagarin: Person, tereshkova: Person, desk: Desk
) -> None:
    pack, other = await make(gagarin), await make(gagarin)
    await tereshkova.put(f"/stickers/packs/{pack['id']}/install")
    async with desk.database.transaction() as db:
        await db.execute(DELETE, int(pack["id"]))
        taking = asyncio.create_task(tereshkova.put(f"/stickers/packs/{other['id']}/install"))
        await desk.wait_for_a_lock()
    assert (await taking).status_code == 204
    assert other["id"] in await packs_of(tereshkova)
    assert pack["id"] not in await packs_of(tereshkova)


async def test_a_sticker_is_used_while_its_pack_is_deleted(
    gagarin: Person, tereshkova: Person, desk: Desk, server: Running
) -> None:
    """It is sent all the same, and not among those used last, where it would be of no pack."""
    pack = await make(gagarin)
    sticker = await add(gagarin, pack)
    chat_id = await gagarin.chat_with(tereshkova)
    async with desk.database.transaction() as db:
        await db.execute(DELETE, int(pack["id"]))
        said = {"client_id": str(uuid.uuid4()), "sticker_id": sticker["id"]}
        assert (await gagarin.post(f"/chats/{chat_id}/messages", **said)).status_code == 201
        await desk.wait_for_a_lock()
        writing = asyncio.create_task(server.house.stickers.settle())
    await writing
    assert await recent(gagarin) == []


async def test_our_pack_is_laid_out_again_while_another_process_takes_away_what_was_left_of_it(
    start_server: StartServer, tmp_path: Path
) -> None:
    """The rows are gone already, then the new bytes are to come, then the old ones go: the new ones stay."""
    house = (await start_server(data_dir=tmp_path)).house
    async with house.database.transaction() as db:
        await db.execute("delete from sticker_packs where owner_id is null")
    async with house.database.transaction() as db:
        taken = await files.take_loose(db, 100, 0)
        assert len(taken.files) > 16
        laying_out = asyncio.create_task(house.our_pack.lay_out())
        await Desk(house.database).wait_for_a_lock()
        await house.uploads.keeper.storage.delete(each.key for each in taken.files)
    await laying_out
    shown = await house.database.fetch("select f.key from files f join stickers s on s.file_id = f.id")
    assert len(shown) == len(taken.files)
    lying = {path.name for path in (tmp_path / "files").rglob("*.webp")}
    assert {row["key"] for row in shown} <= lying
