"""Somebody with a thousand chats comes and goes: what that costs everybody else."""

from kocmoc.core.bus import EVERYONE, News
from tests.cast import Person
from tests.engine.serving import until
from tests.phone import Phone
from tests.stage import Running

CHATS = 1000
MANY = "nothing, but looking at a thousand chats one by one takes long"
_FOUND = """
    with made as (
        insert into chats (type, title)
        select 'group', 'Виток ' || n from generate_series(1, $1::integer) n
        returning id
    ),
    heads as (insert into chat_heads (chat_id) select id from made)
    insert into members (chat_id, user_id, role) select id, u, 'member' from made, unnest($2::bigint[]) u
    returning chat_id
"""


async def test_a_thousand_chats_are_followed_and_left_without_a_storm(
    gagarin: Person, tereshkova: Person, servers: list[Running]
) -> None:
    here, there = (each.house for each in servers)
    rows = await here.database.fetch(_FOUND, CHATS, [int(gagarin.id), int(tereshkova.id)])
    subjects = {f"chat:{row['chat_id']}" for row in rows}
    told: list[News] = []
    there.bus.subscribe(EVERYONE, told.append)
    async with Phone(tereshkova, misses=MANY) as hers:
        assert len(subjects & there.bus._followed.keys()) == CHATS
        assert not subjects & here.bus._followed.keys()  # nobody of them is connected here
        told.clear()
        async with Phone(gagarin, misses=MANY) as his:
            assert len(subjects & here.bus._followed.keys()) == CHATS
            online = {"user_id": gagarin.id, "online": True, "last_seen_at": None}
            await hers.wait("presence:update", online.__eq__)
            chat_id = str(rows[-1]["chat_id"])
            await gagarin.say(chat_id, "слышно?")
            await hers.wait("message:new")
            await his.wait("message:new")
            assert hers.of("presence:update").count(online) == 1
        # Who came, who is here, and how many connections that makes, now and again: no piece of news for each chat.
        assert len(told) < CHATS / 4, [news.name for news in told]
        await until(lambda: not subjects & here.bus._followed.keys())
    await until(lambda: not subjects & there.bus._followed.keys())
    there.bus.unsubscribe(EVERYONE, told.append)
