"""What comes out."""

from msgspec import Struct

from kocmoc.messages.types import Entity


class Earlier(Struct, frozen=True):
    """What a message said from `written_at` on, until it said something else."""

    text: str
    entities: list[Entity]
    written_at: str


class Edits(Struct):
    """One page of earlier texts, oldest first."""

    edits: list[Earlier]
    next_cursor: str | None
