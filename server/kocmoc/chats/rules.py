"""What may be done in a chat, and by whom. Nothing here asks the database; the statements that write ask once more."""

from kocmoc.chats.errors import NotAGroup, OwnerMustTransfer, RoleRequired
from kocmoc.chats.types import ChatType, Role
from kocmoc.core import text
from kocmoc.core.errors import Forbidden, Invalid

TITLE_LIMIT = 128
DESCRIPTION_LIMIT = 500

_LEADERS = frozenset({"owner", "admin"})


def title(given: str) -> str:
    """A title on one line that can be seen."""
    title = " ".join(text.clean(given, "title", TITLE_LIMIT).split())
    if not text.is_visible(title):
        raise Invalid.field("title", "Expected a title that can be seen")
    return title


def description(given: str) -> str:
    return text.clean(given, "description", DESCRIPTION_LIMIT)


def leads(role: Role) -> bool:
    return role in _LEADERS


def notes(chat_type: ChatType) -> bool:
    """Whether comings and goings are messages: the members of a channel are nobody's business but its leaders'."""
    return chat_type == "group"


def check_group(chat_type: ChatType) -> None:
    if chat_type not in ("group", "channel"):
        raise NotAGroup


def check_leads(chat_type: ChatType, role: Role) -> None:
    """Only owner and admins of a group or channel."""
    check_group(chat_type)
    if not leads(role):
        raise RoleRequired


def check_owns(chat_type: ChatType, role: Role) -> None:
    check_group(chat_type)
    if role != "owner":
        raise RoleRequired


def check_may_list(chat_type: ChatType, role: Role) -> None:
    """Everybody sees who is in a group; in a channel only its leaders do."""
    if chat_type == "channel" and not leads(role):
        raise RoleRequired


def check_may_post(chat_type: ChatType, role: Role) -> None:
    """As the journal has it."""
    if chat_type == "channel" and not leads(role):
        raise Forbidden


def check_may_remove(role: Role, other: Role) -> None:
    """An owner removes anybody, an admin only members."""
    if role != "owner" and not (role == "admin" and other == "member"):
        raise RoleRequired


def check_stays_owner(role: Role) -> None:
    """Owners do not resign; they hand over to somebody."""
    if role != "owner":
        raise OwnerMustTransfer


def check_may_leave(role: Role, members_count: int) -> None:
    """An owner only when nobody is left behind."""
    if role == "owner" and members_count > 1:
        raise OwnerMustTransfer
