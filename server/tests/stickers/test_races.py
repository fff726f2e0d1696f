"""A pack that is deleted while somebody takes it, or anything else beside it: it is not there, and nothing breaks."""

import asyncio

import pytest

from tests.cast import Person
from tests.stickers.test_packs import make, packs_of
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
