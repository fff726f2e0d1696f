"""Who is in a group or channel, and what they are in it. Whatever changes that happens while the chat is held."""

from datetime import UTC, datetime
from typing import Annotated

from msgspec import Meta

from kocmoc import users
from kocmoc.chats import rules
from kocmoc.chats.errors import MemberNotFound
from kocmoc.chats.members import standing, store
from kocmoc.chats.members.moving import note, welcome
from kocmoc.chats.members.types import Member, Members, RolesChanged, Seat, Standing
from kocmoc.chats.types import Role
from kocmoc.core import clock, ids, pages
from kocmoc.core.db import Db, Reader
from kocmoc.core.errors import Invalid, NotFound
from kocmoc.users import Viewer

# Owner, admins, everybody else.
_Rank = Annotated[int, Meta(ge=0, le=2)]
_FIRST = (-1, datetime(1, 1, 1, tzinfo=UTC), 0)


async def list_members(reader: Reader, viewer: Viewer, chat_id: int, limit: int, cursor: str | None) -> Members:
    """One page: the owner, the admins, everybody else, each in the order of joining."""
    me = await standing.require(reader, chat_id, viewer.id)
    rules.check_may_list(me.chat_type, me.role)
    after = pages.place(cursor, tuple[_Rank, pages.Moment, pages.Number]) or _FIRST
    seats = await store.list_page(reader, chat_id, after, limit + 1)
    last = seats[limit - 1] if len(seats) > limit else None
    return Members(
        await _see(reader, viewer, seats[:limit]),
        next_cursor=pages.cursor((last.rank, last.joined_at, last.user_id)) if last else None,
    )


async def add(db: Db, viewer: Viewer, chat_id: int, user_ids: list[str]) -> Members:
    """All of them are in afterwards, but for those who have blocked me."""
    await standing.require(db, chat_id, viewer.id)
    wanted = await require_known(db, user_ids, "user_ids")
    me = await standing.hold(db, chat_id, viewer.id)
    rules.check_leads(me.chat_type, me.role)
    arrived = await store.add(db, chat_id, me.user_id, wanted)
    if arrived:
        await welcome(db, chat_id, me.chat_type, me.user_id, arrived, "added")
    return Members(await _see(db, viewer, await store.list_some(db, chat_id, wanted)), next_cursor=None)


async def require_known(db: Db, user_ids: list[str], field: str) -> list[int]:
    """The numbers of these people, each once, in this order. Raises Invalid when one of them is nobody; until the
    transaction ends they are somebody."""
    try:
        numbers = list(dict.fromkeys(ids.parse(user_id) for user_id in user_ids))
    except NotFound:
        raise Invalid.field(field, "Expected ids of people") from None
    if not await users.keep(db, *numbers):
        raise Invalid.field(field, "Expected ids of people who can be reached")
    return numbers


async def set_role(db: Db, viewer: Viewer, chat_id: int, user_id: int, role: Role) -> Member:
    me = await standing.hold(db, chat_id, viewer.id)
    rules.check_owns(me.chat_type, me.role)
    if await store.find_role(db, chat_id, user_id) is None:
        raise MemberNotFound
    if user_id == me.user_id:
        rules.check_stays_owner(role)
    elif role == "owner":
        await hand_over(db, me, user_id)
    elif await store.set_role(db, chat_id, me.user_id, user_id, role):
        db.announce("roles.changed", RolesChanged(chat_id, me.chat_type, {user_id: role}))
    return (await _see(db, viewer, await store.list_some(db, chat_id, [user_id])))[0]


async def hand_over(db: Db, me: Standing, user_id: int) -> None:
    await store.hand_over(db, me.chat_id, me.user_id, user_id)
    roles: dict[int, Role] = {me.user_id: "admin", user_id: "owner"}
    db.announce("roles.changed", RolesChanged(me.chat_id, me.chat_type, roles))
    await note(db, me.chat_id, me.chat_type, me.user_id, "owner", (user_id,))


async def _see(reader: Reader, viewer: Viewer, seats: list[Seat]) -> list[Member]:
    people = await users.find_many(reader, viewer, [seat.user_id for seat in seats])
    return [Member(user=people[seat.user_id], role=seat.role, joined_at=clock.wire(seat.joined_at)) for seat in seats]
