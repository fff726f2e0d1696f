"""What changes between the look and the deed: the statement that does it asks once more."""

from typing import Any

import pytest

from kocmoc import chats
from kocmoc.chats.ending import store as endings
from kocmoc.chats.invites import store as invites
from kocmoc.core.db import Database
from tests.cast import Person
from tests.stage import Running


async def test_a_group_ends_for_its_owner_alone(
    gagarin: Person, tereshkova: Person, vostok: str, database: Database
) -> None:
    async with database.transaction() as db:
        assert await endings.end(db, int(vostok), int(tereshkova.id)) == []
    assert (await gagarin.get(f"/chats/{vostok}")).status_code == 200
    async with database.transaction() as db:
        assert len(await endings.end(db, int(vostok), int(gagarin.id))) == 3


async def test_who_leads_no_more_invites_nobody(
    gagarin: Person, tereshkova: Person, vostok: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = invites.make

    async def demoted_meanwhile(*args: Any) -> Any:
        assert (await gagarin.patch(f"/chats/{vostok}/members/{tereshkova.id}", role="member")).status_code == 200
        return await make(*args)

    monkeypatch.setattr(invites, "make", demoted_meanwhile)
    answer = await tereshkova.post(f"/chats/{vostok}/invites")
    assert (answer.status_code, answer.json()["code"]) == (403, "role_required")
    assert (await gagarin.get(f"/chats/{vostok}/invites")).json()["invites"] == []


async def test_of_a_group_that_is_swept_nobody_is_told_who_is_in_it(
    gagarin: Person, vostok: str, server: Running
) -> None:
    assert (await gagarin.delete(f"/chats/{vostok}")).status_code == 204
    await server.house.chat_sweeper.sweep()
    assert await chats.find_roll(server.house.database, int(vostok), [int(gagarin.id)]) is None
