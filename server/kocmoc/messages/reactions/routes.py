"""HTTP in, HTTP out."""

from litestar import delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from kocmoc.core import pages
from kocmoc.core.db import Reader
from kocmoc.core.errors import Invalid
from kocmoc.core.openapi import refuses
from kocmoc.core.pages import Cursor, Limit
from kocmoc.core.principal import Principal
from kocmoc.messages import reactions
from kocmoc.messages.actions import Messages
from kocmoc.messages.errors import JournalFull, MessageNotFound, NotAccepted, TooFast, TooManyReactions
from kocmoc.messages.reactions import Reactors
from kocmoc.messages.types import Message
from kocmoc.users import Viewer


@put(
    "/messages/{message_id:str}/reactions/{emoji:str}",
    opt=refuses(MessageNotFound, NotAccepted, Invalid, TooManyReactions, TooFast, JournalFull),
    tags=["Messages"],
)
async def react(
    message_id: FromPath[str],
    emoji: FromPath[str],
    me: NamedDependency[Principal],
    messages: NamedDependency[Messages],
) -> Message:
    """React with one emoji."""
    return await messages.react(me.id, message_id, emoji, added=True)


@delete(
    "/messages/{message_id:str}/reactions/{emoji:str}",
    status_code=200,
    opt=refuses(MessageNotFound, Invalid, TooFast, JournalFull),
    tags=["Messages"],
)
async def unreact(
    message_id: FromPath[str],
    emoji: FromPath[str],
    me: NamedDependency[Principal],
    messages: NamedDependency[Messages],
) -> Message:
    """Take a reaction of mine back."""
    return await messages.react(me.id, message_id, emoji, added=False)


@get("/messages/{message_id:str}/reactions", opt=refuses(MessageNotFound), tags=["Messages"])
async def list_reactions(
    message_id: FromPath[str],
    reader: NamedDependency[Reader],
    viewer: NamedDependency[Viewer],
    limit: Limit = pages.DEFAULT,
    cursor: Cursor = None,
) -> Reactors:
    """Who reacted to a message, and with what."""
    return await reactions.list_reactors(reader, viewer, message_id, limit, cursor)


ROUTES = [react, unreact, list_reactions]
