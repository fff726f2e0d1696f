"""What comes out."""

from msgspec import Struct

from kocmoc.users.types import User


class Blocks(Struct):
    """One page of people I block, the latest first."""

    blocks: list[User]
    next_cursor: str | None
