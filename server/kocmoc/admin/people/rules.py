"""What a change of an account comes to, without I/O."""

from collections.abc import Callable, Iterator

from msgspec import UNSET

from kocmoc.admin.people.types import AccountChange, Held
from kocmoc.core import text

LONGEST_QUERY = 256

Stays = Callable[[Held], bool]


def query(given: str) -> str:
    """What is looked for, folded like the keys it is compared with; nothing is everybody. Raises Invalid."""
    return text.fold(text.clean(given, "query", LONGEST_QUERY).removeprefix("@"))


def is_in_charge(held: Held, change: AccountChange) -> bool:
    """Whether this is an administrator after the change."""
    is_admin = held.is_admin if change.is_admin is UNSET else change.is_admin
    is_disabled = held.is_disabled if change.disabled is UNSET else change.disabled
    return is_admin and not is_disabled


def deeds(before: Held, change: AccountChange) -> Iterator[tuple[str, dict[str, object]]]:
    """What is done that was not so before, as it is written down."""
    if change.is_admin not in (UNSET, before.is_admin):
        yield ("user.promoted" if change.is_admin else "user.demoted"), {}
    if change.disabled not in (UNSET, before.is_disabled):
        yield ("user.disabled" if change.disabled else "user.enabled"), {}
    if change.temporary_password not in (UNSET, None, False):
        yield "user.password_set", {}
    if change.end_sessions is True:
        yield "user.sessions_ended", {}
