"""HTTP in, HTTP out."""

from typing import Annotated

from litestar import get, patch
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from kocmoc.core import ids, pages
from kocmoc.core.db import Db, Reader
from kocmoc.core.openapi import refuses
from kocmoc.core.principal import Principal
from kocmoc.users import actions
from kocmoc.users.errors import AVATAR_REFUSALS, UsernameReserved, UsernameTaken, UserNotFound
from kocmoc.users.types import Avatars, Me, ProfileChange, Settings, SettingsChange, User, Users, Viewer

Query = Annotated[
    str,
    QueryParameter(name="query", description="How a username or a word of a name begins."),
]


@get("/users/me", tags=["Users"])
async def get_me(reader: NamedDependency[Reader], viewer: NamedDependency[Viewer]) -> Me:
    """My own profile."""
    return await actions.get_me(reader, viewer)


@patch("/users/me", opt=refuses(UsernameReserved, UsernameTaken, *AVATAR_REFUSALS), tags=["Users"])
async def change_me(
    data: JSONBody[ProfileChange],
    db: NamedDependency[Db],
    viewer: NamedDependency[Viewer],
    avatars: NamedDependency[Avatars],
) -> Me:
    """Change my profile: what is absent stays, null clears. `avatar_id` is a photo I have uploaded."""
    return await actions.change_me(db, viewer, data, avatars)


@get("/users/me/settings", tags=["Users"])
async def get_settings(reader: NamedDependency[Reader], me: NamedDependency[Principal]) -> Settings:
    """How I want things, on all my devices."""
    return await actions.get_settings(reader, me.id)


@patch("/users/me/settings", tags=["Users"])
async def change_settings(
    data: JSONBody[SettingsChange], db: NamedDependency[Db], me: NamedDependency[Principal]
) -> Settings:
    """Change my settings: what is absent stays, null is the default again."""
    return await actions.change_settings(db, me.id, data)


@get("/users", tags=["Users"])
async def search(
    reader: NamedDependency[Reader],
    viewer: NamedDependency[Viewer],
    wanted: Query,
    limit: pages.Limit = pages.DEFAULT,
    cursor: pages.Cursor = None,
) -> Users:
    """People whose username, or a word of whose name, begins so; if nobody's does, those whose names do almost."""
    return await actions.search(reader, viewer, wanted, limit, cursor)


@get("/users/{user_id:str}", opt=refuses(UserNotFound), tags=["Users"])
async def get_user(user_id: FromPath[str], reader: NamedDependency[Reader], viewer: NamedDependency[Viewer]) -> User:
    """Somebody's profile."""
    return await actions.get(reader, viewer, ids.parse(user_id, UserNotFound))


ROUTES = [get_me, change_me, get_settings, change_settings, search, get_user]
