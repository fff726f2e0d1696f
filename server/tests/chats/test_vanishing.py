"""Somebody is brought into a chat in the instant in which their account ends: one of the two comes first."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

import httpx
import pytest

from kocmoc.chats.groups import actions as groups
from kocmoc.chats.groups.types import NewGroup
from kocmoc.chats.invites import actions as invites
from kocmoc.chats.members import actions as members
from kocmoc.core.db import Database, Db
from kocmoc.users import NobodyOnline, Viewer
from tests.cast import PASSWORD, Person
from tests.chats.test_owners import is_counted
from tests.stage import Running
from tests.waiting import queue


async def chats_of(database: Database, person: Person) -> list[int]:
    rows = await database.fetch("select chat_id from members where user_id = $1 limit 10", int(person.id))
    return [row["chat_id"] for row in rows]


@asynccontextmanager
async def vanishing(server: Running, person: Person) -> AsyncIterator[Db]:
    """Their account has ended when the block does."""
    async with server.house.database.transaction() as db:
        await server.house.accounts.leaving.remove(db, int(person.id))
        yield db


async def invitation(owner: Person, chat_id: str) -> str:
    code: str = (await owner.post(f"/chats/{chat_id}/invites")).json()["code"]
    return code


@pytest.mark.parametrize("way", ["add", "found", "talk", "join", "found one's own", "note"])
async def test_who_is_vanishing_is_waited_for_and_not_let_in(
    way: str, gagarin: Person, stranger: Person, vostok: str, server: Running, database: Database
) -> None:
    code = await invitation(gagarin, vostok)
    ways: dict[str, Callable[[], Coroutine[None, None, httpx.Response]]] = {
        "add": lambda: gagarin.post(f"/chats/{vostok}/members", user_ids=[stranger.id]),
        "found": lambda: gagarin.post("/chats/group", title="Восход", member_ids=[stranger.id]),
        "talk": lambda: gagarin.post("/chats", user_id=stranger.id),
        "join": lambda: stranger.post(f"/invites/{code}/join"),
        "found one's own": lambda: stranger.post("/chats/group", title="Восход"),
        "note": lambda: stranger.post("/chats", user_id=stranger.id),
    }
    async with vanishing(server, stranger):
        asked = asyncio.create_task(ways[way]())
        await queue(database)
    assert (await asked).status_code in (404, 422)
    assert await chats_of(database, stranger) == []
    assert await is_counted(database, vostok)


@pytest.mark.parametrize("way", ["add", "found", "join"])
async def test_who_was_let_in_first_leaves_again(
    way: str, gagarin: Person, stranger: Person, vostok: str, server: Running, database: Database
) -> None:
    code = await invitation(gagarin, vostok)
    async with database.transaction() as db:
        viewer = Viewer(int(gagarin.id), NobodyOnline())
        if way == "add":
            await members.add(db, viewer, int(vostok), [stranger.id])
        elif way == "join":
            await invites.accept(db, int(stranger.id), code)
        else:
            new = NewGroup(title="Восход", member_ids=[stranger.id])
            await groups.make(db, viewer.id, new, server.house.uploads.avatars)
        left = asyncio.create_task(stranger.delete("/users/me", password=PASSWORD))
        await queue(database)
    assert (await left).status_code == 204
    assert await chats_of(database, stranger) == []
    assert await is_counted(database, vostok)


async def test_who_is_in_already_and_vanishing_stops_nobody(
    gagarin: Person, leonov: Person, vostok: str, server: Running, database: Database
) -> None:
    """They hold themselves, then their chats; whoever brings them in does so in the same order."""
    async with database.transaction() as db:
        await server.house.accounts.leaving.remove(db, int(leonov.id))
        asked = asyncio.create_task(gagarin.post(f"/chats/{vostok}/members", user_ids=[leonov.id]))
        await queue(database)
    assert (await asked).status_code == 422
    assert await chats_of(database, leonov) == []
    assert await is_counted(database, vostok)
