"""What goes in and what comes out."""

from msgspec import Struct


class Switch(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the server is closed, and what people are told meanwhile."""

    enabled: bool
    message: str | None = None


class Standing(Struct, frozen=True):
    """The same as every process has to know it: which change it was, and whom it does not concern."""

    switch: Switch
    turn: int
    admins: frozenset[int]
