"""What goes in and what comes out, and what has happened."""

from datetime import datetime
from typing import Annotated, NamedTuple

from msgspec import Meta, Struct

from kocmoc.chats.types import ChatType, Role
from kocmoc.users import User

MOST_AT_ONCE = 200

UserIds = Annotated[list[str], Meta(max_length=MOST_AT_ONCE)]


class Member(Struct, kw_only=True):
    """Somebody in a chat."""

    user: User
    role: Role
    joined_at: str


class Members(Struct):
    """One page of members: the owner, then admins, then everybody else, each in the order of joining."""

    members: list[Member]
    next_cursor: str | None


class Added(Struct, forbid_unknown_fields=True):
    """Who is to be in the chat. Whoever is already stays as they are."""

    user_ids: Annotated[list[str], Meta(min_length=1, max_length=MOST_AT_ONCE)]


class NewRole(Struct, forbid_unknown_fields=True):
    """`owner` hands the chat over."""

    role: Role


class Standing(NamedTuple):
    """What somebody is in a chat that is held: none of it changes until the transaction ends."""

    chat_id: int
    user_id: int
    chat_type: ChatType
    role: Role
    members_count: int


class Seat(NamedTuple):
    """A row of the list of members."""

    user_id: int
    role: Role
    joined_at: datetime
    rank: int


class Roll(NamedTuple):
    """How many are in a chat, and what those of some people are who are in it."""

    chat_type: ChatType
    members_count: int
    roles: dict[int, Role]


class Arrival(NamedTuple):
    """Somebody new: their mark is at the end, and what they see begins behind `visible_after`."""

    user_id: int
    seq: int
    visible_after: int


class Joined(NamedTuple):
    """`members.joined`: these people are in from now on, and see what lies behind `visible_after`."""

    chat_id: int
    chat_type: ChatType
    user_ids: tuple[int, ...]
    visible_after: int


class Left(NamedTuple):
    """`member.left`: on their own, removed, or with their account."""

    chat_id: int
    chat_type: ChatType
    user_id: int


class RolesChanged(NamedTuple):
    """`roles.changed`: whose role is another one now, and which."""

    chat_id: int
    chat_type: ChatType
    roles: dict[int, Role]
