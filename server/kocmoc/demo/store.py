"""All the SQL of filling a demo world."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from kocmoc.core.db import Db, Reader
from kocmoc.demo.world import Chat
from kocmoc.uploads import Attachment

IS_EMPTY = "select not exists (select from users)"
IS_OURS = "select exists (select from users where username_key = $1 and email_key = $2)"

INTRODUCE = """
    update users u
    set bio = known.bio, created_at = $3, email_verified_at = $3
    from unnest($1::bigint[], $2::text[]) as known (id, bio)
    where u.id = known.id
"""

ADD_CHATS = """
    insert into chats (type, low_user_id, high_user_id, created_at)
    select case when low = high then 'saved' else 'direct' end, low, high, made_at
    from unnest($1::bigint[], $2::bigint[], $3::timestamptz[]) as made (low, high, made_at)
    returning id, low_user_id, high_user_id
"""

ADD_HEADS = """
    insert into chat_heads (chat_id, last_seq, version, countable, last_message_at)
    select chat_id, count, count, count, at
    from unnest($1::bigint[], $2::bigint[], $3::timestamptz[]) as head (chat_id, count, at)
"""

ADD_MEMBERS = """
    insert into members (chat_id, user_id, joined_at, last_read_seq, read_countable)
    select chat_id, user_id, joined_at, mark, mark
    from unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::bigint[])
        as seat (chat_id, user_id, joined_at, mark)
"""

# Everything here counts as unread once, so the running count is the place.
ADD_MESSAGES = """
    insert into messages (chat_id, seq, version, sender_id, client_id, type, text, countable, created_at)
    select $1, n, n, sender_id, client_id, 'text', text, n, at
    from unnest($2::bigint[], $3::uuid[], $4::text[], $5::timestamptz[])
        with ordinality as said (sender_id, client_id, text, at, n)
"""

FOUND = """
    insert into chats (type, title, title_key, description, created_at) values ($1, $2, $3, $4, $5) returning id
"""

SEAT = """
    with head as (
        insert into chat_heads (chat_id, last_seq, version, countable, last_message_at, members_count)
        select $1, max(mark), max(mark), max(mark), $6, count(*) from unnest($4::bigint[]) as m (mark)
    ),
    front as (
        insert into chat_fronts (chat_id, first_user_id, first_seq, second_user_id, second_seq)
        values ($1, ($2::bigint[])[1], ($4::bigint[])[1], ($2::bigint[])[2], ($4::bigint[])[2])
    )
    insert into members (chat_id, user_id, role, joined_at, last_read_seq, read_countable)
    select $1, user_id, role, $5, mark, mark
    from unnest($2::bigint[], $3::text[], $4::bigint[]) as seat (user_id, role, mark)
"""

SAY = """
    insert into messages (
        chat_id, seq, version, sender_id, client_id, type, text, countable, created_at,
        reply_to_seq, reactions, pinned_at
    )
    select
        $1, n, n, sender_id, md5(concat($1::bigint, ' ', n))::uuid, 'text', text, n, at,
        reply, reactions::jsonb, case when n = $7 then at end
    from unnest($2::bigint[], $3::text[], $4::timestamptz[], $5::bigint[], $6::text[])
        with ordinality as said (sender_id, text, at, reply, reactions, n)
"""

REACT = """
    insert into reactions (chat_id, seq, user_id, emoji, reacted_at)
    select $1, * from unnest($2::bigint[], $3::bigint[], $4::text[], $5::timestamptz[])
"""

SHOW = """
    update messages set type = $3, attachments = $4 where chat_id = $1 and seq = $2
"""
USE_FILES = """
    with claimed as (
        update files set claimed_at = coalesce(claimed_at, now()) where id = any($3::bigint[]) returning id
    )
    insert into message_files (chat_id, seq, file_id) select $1, $2, id from claimed
"""
OUR_STICKER = """
    select f.attachment
    from stickers s join sticker_packs p on p.id = s.pack_id join files f on f.id = s.file_id
    where p.owner_id is null and s.emoji = $1
    limit 1
"""

GROWN = "analyze users, user_keys, chats, chat_heads, members, messages"


async def is_empty(db: Db) -> bool:
    return bool(await db.fetchval(IS_EMPTY))


async def is_ours(reader: Reader, username: str, email: str) -> bool:
    """Whether this is a demo world: its main account is there."""
    return bool(await reader.fetchval(IS_OURS, username, email))


async def introduce(db: Db, bios: dict[int, str], since: datetime) -> None:
    """What people say of themselves, and since when they are here."""
    await db.execute(INTRODUCE, list(bios), list(bios.values()), since)


async def add_chats(db: Db, chats: Sequence[Chat], ids: dict[str, int]) -> list[tuple[int, Chat]]:
    """Chats with all that was said in them; the marks of their members stand where the unread begins."""
    pairs = [sorted((ids[chat.people[0]], ids[chat.people[-1]])) for chat in chats]
    rows = await db.fetch(
        ADD_CHATS, [low for low, _ in pairs], [high for _, high in pairs], [chat.made_at for chat in chats]
    )
    made = {(row["low_user_id"], row["high_user_id"]): row["id"] for row in rows}
    numbered = [(made[low, high], chat) for (low, high), chat in zip(pairs, chats, strict=True)]
    await db.execute(
        ADD_HEADS,
        [number for number, _ in numbered],
        [len(chat.said) for _, chat in numbered],
        [chat.said[-1].at for _, chat in numbered],
    )
    await _add_members(db, numbered, ids)
    for number, chat in numbered:
        await _add_messages(db, number, chat, ids)
    await db.execute(GROWN)
    return numbered


async def _add_members(db: Db, numbered: Sequence[tuple[int, Chat]], ids: dict[str, int]) -> None:
    seats = [
        (number, ids[name], chat.made_at, len(chat.said) - chat.unread[name])
        for number, chat in numbered
        for name in chat.people
    ]
    await db.execute(ADD_MEMBERS, *zip(*seats, strict=True))


async def _add_messages(db: Db, number: int, chat: Chat, ids: dict[str, int]) -> None:
    await db.execute(
        ADD_MESSAGES,
        number,
        [ids[said.author] for said in chat.said],
        chat.client_ids,
        [said.text for said in chat.said],
        [said.at for said in chat.said],
    )


async def find_our_sticker(db: Db, emoji: str) -> Attachment:
    return msgspec.json.decode(await db.fetchval(OUR_STICKER, emoji), type=Attachment)


async def show(db: Db, chat_id: int, seq: int, shown: Sequence[Attachment]) -> None:
    """What was said there was said with these."""
    await db.execute(SHOW, chat_id, seq, shown[0].kind, msgspec.json.encode(shown).decode())
    await db.execute(USE_FILES, chat_id, seq, [int(each.id) for each in shown])


async def found(db: Db, kind: str, title: str, title_key: str, description: str, at: datetime) -> int:
    """A group or channel, still without anybody in it."""
    chat_id: int = await db.fetchval(FOUND, kind, title, title_key, description, at)
    return chat_id


async def seat(
    db: Db, chat_id: int, people: list[int], roles: list[str], marks: list[int], since: datetime, last_at: datetime
) -> None:
    """Its people, the first two of whom have read everything."""
    await db.execute(SEAT, chat_id, people, roles, marks, since, last_at)


async def say(
    db: Db,
    chat_id: int,
    authors: list[int],
    texts: list[str],
    moments: list[datetime],
    answers: list[int | None],
    reactions: list[str | None],
    pinned: int,
) -> None:
    await db.execute(SAY, chat_id, authors, texts, moments, answers, reactions, pinned)


async def react(db: Db, chat_id: int, reactions: list[tuple[int, int, str, datetime]]) -> None:
    """Places, people, emoji and times."""
    await db.execute(REACT, chat_id, *zip(*reactions, strict=True))
