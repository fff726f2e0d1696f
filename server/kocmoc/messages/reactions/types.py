"""What comes out."""

from msgspec import Struct

from kocmoc.users import User


class Reactor(Struct, frozen=True):
    emoji: str
    user: User


class Reactors(Struct):
    """One page of who reacted with what."""

    reactions: list[Reactor]
    next_cursor: str | None
