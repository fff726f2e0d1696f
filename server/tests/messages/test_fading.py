"""Reactions of whoever has left for good are taken back, behind their leaving."""

import asyncio

from kocmoc.messages import Feelings
from tests.cast import PASSWORD, Person
from tests.phone import PATIENCE_SECONDS
from tests.stage import Running


async def test_more_than_a_portion_fades_and_what_has_ended_is_let_be(
    gagarin: Person, tereshkova: Person, stranger: Person, server: Running
) -> None:
    database, journal = server.house.database, server.house.journal
    lasting, ending = await gagarin.make_group("Восток", tereshkova), await stranger.make_group("Восход", tereshkova)
    said = [await gagarin.say(lasting, f"{n}") for n in range(5)]
    for message in [*said, await stranger.say(ending, "мимо")]:
        assert (await tereshkova.put(f"/messages/{message['id']}/reactions/🔥")).status_code == 200
    await database.fetch("update chats set deleted_at = now() where id = $1", int(ending))
    assert (await tereshkova.delete("/users/me", password=PASSWORD)).status_code == 204
    feelings = Feelings(database, journal, batch=2)
    async with asyncio.timeout(PATIENCE_SECONDS):  # the server goes around by itself as well, and may be at it already
        while await database.fetchval("select exists (select from fading_reactions)"):
            await feelings.sweep()
    history = (await gagarin.get(f"/chats/{lasting}/messages")).json()["messages"]
    assert [each["reactions"] for each in history if each["text"]] == [[]] * 5
    left = await database.fetch("select chat_id from reactions where user_id = $1", int(tereshkova.id))
    assert [str(each["chat_id"]) for each in left] == [ending]
