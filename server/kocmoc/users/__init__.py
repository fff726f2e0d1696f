"""People: who they are, how they are found, and how they want things. Of passwords and sessions it knows nothing."""

from kocmoc.users.actions import (
    create,
    erase,
    find_many,
    get,
    get_me,
    hold,
    require_active,
    require_admin,
    set_email,
    verify_email,
)
from kocmoc.users.blocks import ROUTES as BLOCK_ROUTES
from kocmoc.users.errors import (
    BrokenFile,
    EmailTaken,
    FileNotFound,
    FileUsed,
    Overloaded,
    StorageAway,
    UsernameTaken,
    UserNotFound,
)
from kocmoc.users.routes import ROUTES as PROFILE_ROUTES
from kocmoc.users.rules import check, email_key, login_key
from kocmoc.users.store import has_admin, touch
from kocmoc.users.types import (
    Avatars,
    BlockChanged,
    Language,
    Me,
    Newcomer,
    NobodyOnline,
    Presence,
    Settings,
    SettingsChanged,
    User,
    UserUpdated,
    Viewer,
    accent,
    avatar_url,
    bare,
)

ROUTES = [*PROFILE_ROUTES, *BLOCK_ROUTES]

__all__ = [
    "ROUTES",
    "Avatars",
    "BlockChanged",
    "BrokenFile",
    "EmailTaken",
    "FileNotFound",
    "FileUsed",
    "Language",
    "Me",
    "Newcomer",
    "NobodyOnline",
    "Overloaded",
    "Presence",
    "Settings",
    "SettingsChanged",
    "StorageAway",
    "User",
    "UserNotFound",
    "UserUpdated",
    "UsernameTaken",
    "Viewer",
    "accent",
    "avatar_url",
    "bare",
    "check",
    "create",
    "email_key",
    "erase",
    "find_many",
    "get",
    "get_me",
    "has_admin",
    "hold",
    "login_key",
    "require_active",
    "require_admin",
    "set_email",
    "touch",
    "verify_email",
]
