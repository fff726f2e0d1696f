"""Putting the group and the channel into the database."""

from datetime import datetime

import msgspec

from kocmoc.core import text
from kocmoc.core.db import Db
from kocmoc.demo import store
from kocmoc.demo.circles import CIRCLES, Circle, Places
from kocmoc.demo.gallery import Gallery
from kocmoc.demo.people import MAIN


async def add(db: Db, gallery: Gallery, ids: dict[str, int], now: datetime) -> None:
    for circle in CIRCLES:
        chat_id = await store.found(
            db, circle.type, circle.title, text.fold(circle.title), circle.description, circle.made_at(now)
        )
        await _seat(db, chat_id, circle, ids, now)
        await _say(db, chat_id, circle, ids, now)
        for seq, post in enumerate(circle.posts, 1):
            await gallery.hang(db, ids[post.author], chat_id, seq, post.shows)


async def _seat(db: Db, chat_id: int, circle: Circle, ids: dict[str, int], now: datetime) -> None:
    people = [ids[name] for name in circle.people]
    last = len(circle.posts)
    roles = ["owner", "admin"] + ["member"] * (len(people) - 2)
    marks = [last - circle.unread if name == MAIN else last for name in circle.people]
    await store.seat(db, chat_id, people, roles, marks, circle.made_at(now), circle.at(circle.posts[-1], now))


async def _say(db: Db, chat_id: int, circle: Circle, ids: dict[str, int], now: datetime) -> None:
    posts = circle.posts
    await store.say(
        db,
        chat_id,
        [ids[post.author] for post in posts],
        [post.text for post in posts],
        [circle.at(post, now) for post in posts],
        [post.answers for post in posts],
        [_counted(post.reactions) for post in posts],
        circle.pinned,
    )
    reactions = [
        (seq, ids[name], emoji, circle.at(post, now))
        for seq, post in enumerate(posts, 1)
        for emoji, names in post.reactions.items()
        for name in names
    ]
    await store.react(db, chat_id, reactions)


def _counted(reactions: Places) -> str | None:
    """As a message's row has them."""
    counted = [{"emoji": emoji, "count": len(names)} for emoji, names in reactions.items()]
    return msgspec.json.encode(counted).decode() if counted else None
