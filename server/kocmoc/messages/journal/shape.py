"""The one shape of every statement that changes messages which are already there."""

from kocmoc.messages.store import AROUND, COLUMNS, MESSAGE, SEEN

# The other half of a direct chat wants nothing from whoever asks.
IS_UNWELCOME = """
    c.type = 'direct' and exists (
        select from blocks b where b.user_id in (c.low_user_id, c.high_user_id) and b.blocked_id = a.user_id
    )
"""

_OF_MESSAGE = ", ".join(f"m.{name.strip()}" for name in COLUMNS.split(","))

_BY_A_MEMBER = """
        select a.*, j.visible_after, coalesce(j.verdict, 'no_such_message') as verdict
        from asked a
        left join lateral (
            select o.visible_after, case {verdict} else 'ok' end as verdict
            from members o
            join chats c on c.id = o.chat_id
            join messages m on m.chat_id = o.chat_id and m.seq = a.seq and m.seq > o.visible_after
            where o.chat_id = a.chat_id and o.user_id = a.user_id
            limit 1
        ) j on true
"""

_BY_NOBODY = """
        select a.*, case when m.seq is null then 'no_such_message' {verdict} else 'ok' end as verdict
        from asked a left join messages m on m.chat_id = a.chat_id and m.seq = a.seq
"""

_ALTERATION = """
    with asked as (
        select * from unnest({arrays}) with ordinality as a ({names}, n)
    ),
    judged as ({judged}),
    placed as (
        select *, row_number() over (partition by chat_id order by n) as place from judged where verdict = 'ok'
    ),
    heads as (
        update chat_heads h
        set version = h.version + t.total, changed_in = pg_current_xact_id()::text::bigint
        from (select chat_id, count(*) as total from placed group by chat_id) t
        where h.chat_id = t.chat_id
        returning h.chat_id, h.version - t.total as version
    ),
    changed as (
        update messages m
        set version = h.version + p.place, {sets}
        from placed p join heads h on h.chat_id = p.chat_id
        where m.chat_id = p.chat_id and m.seq = p.seq
        returning {columns}
    ){besides}
    select r.n, r.verdict as outcome, {seen}
    from judged r
    left join lateral (
        select * from changed x where x.chat_id = r.chat_id and x.seq = r.seq
        union all
        select {plain} from messages x where r.verdict = 'same' and x.chat_id = r.chat_id and x.seq = r.seq
        limit 1
    ) m on true
    {around}
    order by r.n
"""


def alteration(verdict: str, sets: str, *, besides: str = "", **arrays: str) -> str:
    """A statement over arrays of (chat_id, seq, user_id) and those named here with their types.

    Each row is one change: `a`, asked by the member `o` of chat `c` of message `m`. `verdict` are the cases in which
    it is refused, or 'same' when it would change nothing; `sets` is what it changes, for `placed` rows `p`; `besides`
    are further parts that write elsewhere. No member, or a message from before their time: 'no_such_message'.
    One message may be in it only once.
    """
    columns = {"chat_id": "bigint[]", "seq": "bigint[]", "user_id": "bigint[]", **arrays}
    return _statement(_BY_A_MEMBER.format(verdict=verdict), columns, sets, besides, SEEN)


def unasked_alteration(verdict: str, sets: str, *, besides: str = "", **arrays: str) -> str:
    """The same over arrays of (chat_id, seq) and those named here, of what happens to messages `m` by itself: nobody
    has to be a member."""
    columns = {"chat_id": "bigint[]", "seq": "bigint[]", **arrays}
    return _statement(_BY_NOBODY.format(verdict=verdict), columns, sets, besides, MESSAGE)


def _statement(judged: str, columns: dict[str, str], sets: str, besides: str, seen: str) -> str:
    return _ALTERATION.format(
        arrays=", ".join(f"${n}::{kind}" for n, kind in enumerate(columns.values(), 1)),
        names=", ".join(columns),
        judged=judged,
        sets=sets,
        besides=besides,
        columns=_OF_MESSAGE,
        plain=COLUMNS,
        seen=seen,
        around=AROUND,
    )
