"""The SQL of the overview."""

from datetime import date

import asyncpg

from kocmoc.core.db import Reader

COUNTS = """
    select
        (select count(*) from users where deleted_at is null) as users,
        (
            select count(*) from users where deleted_at is null and created_at > now() - interval '7 days'
        ) as new_in_week,
        (select count(*) from users where is_admin and disabled_at is null) as admins,
        (select count(*) from users where disabled_at is not null and deleted_at is null) as disabled,
        (select count(*) from chats where deleted_at is null) as chats,
        (select coalesce(sum(last_seq), 0)::bigint from chat_heads) as messages,
        (select count(*) from files) as files,
        (select coalesce(sum(bytes), 0)::bigint from files) as bytes,
        pg_database_size(current_database()) as database_bytes,
        (select count(*) from reports where resolved_at is null) as open_reports
"""

DAYS = """
    select d.day::date as day, (
        select count(*) from messages m where m.created_at >= d.day and m.created_at < d.day + interval '1 day'
    ) as messages
    from generate_series(
        date_trunc('day', now(), 'UTC') - make_interval(days => $1 - 1), date_trunc('day', now(), 'UTC'),
        interval '1 day'
    ) as d (day)
    order by d.day
    limit $1
"""


async def count(reader: Reader) -> asyncpg.Record:
    row = await reader.fetchrow(COUNTS)
    assert row is not None
    return row


async def count_days(reader: Reader, days: int) -> list[tuple[date, int]]:
    return [(row["day"], row["messages"]) for row in await reader.fetch(DAYS, days)]
