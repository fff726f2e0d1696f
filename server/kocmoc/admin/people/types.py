"""What goes in and what comes out."""

from typing import NamedTuple

from msgspec import UNSET, Struct, UnsetType

from kocmoc.users import User


class Account(User, kw_only=True, frozen=True):
    """A person with what only administrators see. `stored_bytes` is the room their files take.

    `temporary_password` is told once, in answer to having one made.
    """

    email: str
    email_verified: bool
    is_admin: bool
    totp_enabled: bool
    disabled: bool
    sessions_count: int
    stored_bytes: int
    created_at: str
    temporary_password: str | None = None


class AccountList(Struct):
    """One page of people, the newest accounts first."""

    users: list[Account]
    next_cursor: str | None


class AccountChange(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What is absent stays. A `temporary_password` is set as it is, or with true made and told; sessions end."""

    is_admin: bool | UnsetType = UNSET
    disabled: bool | UnsetType = UNSET
    end_sessions: bool | UnsetType = UNSET
    temporary_password: str | bool | UnsetType | None = UNSET


class Held(NamedTuple):
    """An account that nobody else changes now."""

    is_admin: bool
    is_disabled: bool
