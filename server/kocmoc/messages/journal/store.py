"""The SQL of the journal: taking chats, and writing what is new in them.

Everything here runs when the chats are ours, each as a statement of its own: only a fresh snapshot sees what the last
holder committed, and what the statement before has written.
"""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from kocmoc.core.db import Db, Reader
from kocmoc.messages.store import AROUND, COLUMNS, SEEN

_LOCK = """
    with locked as (
        select chat_id from chat_heads
        where chat_id = any($1::bigint[])
        order by chat_id
        for no key update {patience}
    )
    select h.chat_id, exists (select from locked l where l.chat_id = h.chat_id) as ours
    from chat_heads h
    where h.chat_id = any($1::bigint[])
"""
LOCK_NOW = _LOCK.format(patience="skip locked")
LOCK_PATIENTLY = _LOCK.format(patience="")

# Who holds a chat is about to change something of it: whoever was away finds it changed.
HOLD = """
    update chat_heads set changed_in = pg_current_xact_id()::text::bigint where chat_id = $1 returning chat_id
"""

# `rest` is what most messages do not have: {attachments, entities, reply_to, silent, forward, flaw}. A `flaw` is a
# refusal found before; it comes after membership, and does not hold for what has been written already.
# `limit 1` keeps each look-up a look-up in an index, whatever the planner believes about the size of a batch.
_WRITE = f"""
    with {{locks}} drafts as (
        select d.*, {{is_busy}} as is_busy, r.*
        from unnest($1::bigint[], $2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[])
            with ordinality as d (chat_id, sender_id, client_id, type, text, rest, n)
        left join lateral (
            select
                o.user_id, o.visible_after,
                o.draft is not null and not coalesce(d.rest ? 'passed_on', false) as had_draft,
                case
                    when c.type = 'channel' and o.role = 'member' then 'forbidden'
                    when c.type = 'direct' and exists (
                        select from users p
                        where p.id in (c.low_user_id, c.high_user_id) and p.id <> d.sender_id
                        and (p.disabled_at is not null or exists (
                            select from blocks b where b.user_id = p.id and b.blocked_id = d.sender_id
                        ))
                    ) then 'not_accepted'
                    when d.rest is null then 'ok'
                    when d.rest ? 'flaw' then d.rest ->> 'flaw'
                    when d.rest ? 'reply_to' and not exists (
                        select from messages q
                        where q.chat_id = d.chat_id and q.seq = (d.rest ->> 'reply_to')::bigint
                        and q.seq > o.visible_after and q.deleted_at is null
                    ) then 'no_such_message'
                    else 'ok'
                end as verdict
            from members o join chats c on c.id = o.chat_id
            where o.chat_id = d.chat_id and o.user_id = d.sender_id
            limit 1
        ) r on not {{is_busy}}
    ),
    known as (
        select d.n, m.*
        from drafts d
        join lateral (
            select {COLUMNS} from messages
            where chat_id = d.chat_id and sender_id = d.sender_id and client_id = d.client_id
            limit 1
        ) m on d.verdict is not null
    ),
    firsts as (
        select distinct on (chat_id, sender_id, client_id) *
        from drafts d
        where d.verdict = 'ok' and d.n not in (select n from known)
        order by chat_id, sender_id, client_id, n
    ),
    placed as (
        select *, row_number() over (partition by chat_id order by n) as place from firsts
    ),
    heads as (
        update chat_heads h
        set last_seq = h.last_seq + t.total,
            version = h.version + t.total,
            countable = h.countable + t.total,
            last_message_at = greatest(h.last_message_at, date_trunc('milliseconds', clock_timestamp())),
            changed_in = pg_current_xact_id()::text::bigint
        from (select chat_id, count(*) as total from placed group by chat_id) t
        where h.chat_id = t.chat_id
        returning
            h.chat_id, h.last_seq - t.total as seq, h.version - t.total as version,
            h.countable - t.total as countable, h.last_message_at
    ),
    numbered as (
        select
            p.n, p.chat_id, h.seq + p.place as seq, h.version + p.place as version, p.sender_id, p.client_id,
            p.type, p.text, p.rest -> 'entities' as entities, p.rest -> 'attachments' as attachments,
            null::jsonb as reactions, null::jsonb as link_preview, null::jsonb as deed,
            coalesce((p.rest ->> 'silent')::boolean, false) as silent, null::timestamptz as pinned_at,
            (p.rest ->> 'reply_to')::bigint as reply_to_seq,
            (p.rest #>> '{{{{forward,user_id}}}}')::bigint as forward_user_id,
            (p.rest #>> '{{{{forward,chat_id}}}}')::bigint as forward_chat_id,
            (p.rest #>> '{{{{forward,seq}}}}')::bigint as forward_seq,
            (p.rest #>> '{{{{forward,sent_at}}}}')::timestamptz as forward_sent_at,
            h.last_message_at as created_at, null::timestamptz as edited_at, null::timestamptz as deleted_at,
            h.countable + p.place as countable
        from placed p join heads h on h.chat_id = p.chat_id
    ),
    written as (
        insert into messages ({COLUMNS}, countable) select {COLUMNS}, countable from numbered
    ),
    sent as (
        update members o
        set draft = null, changed_in = pg_current_xact_id()::text::bigint
        from (select distinct chat_id, sender_id from placed where had_draft) p
        where o.chat_id = p.chat_id and o.user_id = p.sender_id
    )
    select
        r.n,
        case
            when r.is_busy then 'busy'
            when m.is_new then 'written'
            when m.n is not null then 'known'
            when r.verdict is null then 'no_such_chat'
            when r.verdict = 'ok' then 'twin'
            else r.verdict
        end as outcome,
        r.had_draft, {SEEN}
    from drafts r
    left join (
        select n, false as is_new, {COLUMNS} from known
        union all
        select n, true, {COLUMNS} from numbered
    ) m on m.n = r.n
    {AROUND}
    order by r.n
"""

# In chats that are ours.
WRITE = _WRITE.format(locks="", is_busy="false")

# In whichever of these chats can be had at once, as one statement that is a transaction of its own. It sees what there
# was when it began, so a chat that somebody has changed between that and our lock counts as theirs.
WRITE_AT_ONCE = _WRITE.format(
    locks="""
    locked as (
        select chat_id, changed_in from chat_heads
        where chat_id = any($1::bigint[])
        order by chat_id
        for no key update skip locked
    ),
    busy as (
        select h.chat_id
        from chat_heads h left join locked l on l.chat_id = h.chat_id and l.changed_in = h.changed_in
        where h.chat_id = any($1::bigint[]) and l.chat_id is null
    ),
    """,
    is_busy="d.chat_id in (select chat_id from busy)",
)

# A message nobody counts: what was done to the chat, by whoever holds it.
NOTE = f"""
    with deeds as (
        select d.*, row_number() over (partition by d.chat_id order by d.n) as place
        from unnest($1::bigint[], $2::bigint[], $3::jsonb[]) with ordinality as d (chat_id, actor_id, deed, n)
    ),
    heads as (
        update chat_heads h
        set last_seq = h.last_seq + t.total,
            version = h.version + t.total,
            last_message_at = greatest(h.last_message_at, date_trunc('milliseconds', clock_timestamp())),
            changed_in = pg_current_xact_id()::text::bigint
        from (select chat_id, count(*) as total from deeds group by chat_id) t
        where h.chat_id = t.chat_id
        returning
            h.chat_id, h.last_seq - t.total as seq, h.version - t.total as version, h.countable, h.last_message_at
    ),
    written as (
        insert into messages (chat_id, seq, version, sender_id, type, text, deed, countable, created_at)
        select
            d.chat_id, h.seq + d.place, h.version + d.place, d.actor_id, 'system', '', d.deed, h.countable,
            h.last_message_at
        from deeds d join heads h on h.chat_id = d.chat_id
        order by d.n
        returning {COLUMNS}
    )
    select r.n, {SEEN}
    from (select n, chat_id, actor_id as user_id, place, 0::bigint as visible_after from deeds) r
    join heads h on h.chat_id = r.chat_id
    join written m on m.chat_id = r.chat_id and m.seq = h.seq + r.place
    {AROUND}
    order by r.n
"""

# In id order, so nobody deadlocks; whoever uses or sweeps one of them comes before or after us.
HOLD_FILES = """
    select id, owner_id, kind, attachment, claimed_at is not null as is_used
    from files
    where id = any($1::bigint[])
    order by id
    for no key update
"""

CLAIM_FILES = """
    with claims as (
        select * from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as c (chat_id, seq, file_id)
    ),
    claimed as (
        update files f set claimed_at = coalesce(f.claimed_at, now()) from claims c where f.id = c.file_id
    )
    insert into message_files (chat_id, seq, file_id) select * from claims
"""

MENTION = """
    insert into mentions (chat_id, seq, user_id)
    select n.chat_id, n.seq, n.user_id
    from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as n (chat_id, seq, user_id)
    join members r on r.chat_id = n.chat_id and r.user_id = n.user_id
    on conflict do nothing
"""

Triples = Sequence[tuple[int, int, int]]
Columns = tuple[Sequence[int], Sequence[int], Sequence[UUID], Sequence[str], Sequence[str], Sequence[str | None]]


async def lock(db: Reader, chat_ids: Sequence[int], *, patiently: bool) -> dict[int, bool]:
    """Which of these chats exist, and whether they are locked for us now. In id order, so nobody deadlocks."""
    rows = await db.fetch(LOCK_PATIENTLY if patiently else LOCK_NOW, chat_ids)
    return {row["chat_id"]: row["ours"] for row in rows}


async def hold(db: Reader, chat_id: int) -> bool:
    """Take one chat until the end of the transaction. Answers whether there is one."""
    return bool(await db.fetchval(HOLD, chat_id))


async def write(db: Reader, columns: Columns) -> list[asyncpg.Record]:
    """Write drafts of locked chats; one row for every draft, in their order."""
    return await db.fetch(WRITE, *columns)


async def write_at_once(db: Reader, columns: Columns) -> list[asyncpg.Record]:
    """The same without a lock before, outside of any transaction; `busy` where it could not be had."""
    return await db.fetch(WRITE_AT_ONCE, *columns)


async def note(
    db: Reader, chat_ids: Sequence[int], actor_ids: Sequence[int], deeds: Sequence[str]
) -> list[asyncpg.Record]:
    """Write down what was done in chats we hold; one row each, in their order."""
    return await db.fetch(NOTE, chat_ids, actor_ids, deeds)


async def hold_files(db: Reader, file_ids: Sequence[int]) -> list[asyncpg.Record]:
    return await db.fetch(HOLD_FILES, file_ids)


async def claim_files(db: Db, claims: Triples) -> None:
    """Each is (chat, place, file)."""
    await db.execute(CLAIM_FILES, *zip(*claims, strict=True))


async def mention(db: Db, mentions: Triples) -> None:
    """Each is (chat, place, who is named)."""
    await db.execute(MENTION, *zip(*mentions, strict=True))
