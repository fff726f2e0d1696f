"""HTTP in, HTTP out."""

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from kocmoc.chats.marks import actions
from kocmoc.chats.types import ReadUpTo
from kocmoc.core import ids
from kocmoc.core.db import Db
from kocmoc.core.openapi import refuses
from kocmoc.core.principal import Principal
from kocmoc.messages import ChatNotFound


@post("/chats/{chat_id:str}/read", status_code=204, opt=refuses(ChatNotFound), tags=["Chats"])
async def read_chat(
    chat_id: FromPath[str], data: JSONBody[ReadUpTo], db: NamedDependency[Db], me: NamedDependency[Principal]
) -> None:
    """Everything up to `seq` is read."""
    await actions.read(db, me.id, ids.parse(chat_id, ChatNotFound), data.seq)


ROUTES = [read_chat]
