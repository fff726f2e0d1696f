"""What is done to a group or channel is written into it, in the order of everything else that is said there."""

from collections.abc import Iterable

from kocmoc import messages
from kocmoc.core.db import Db
from kocmoc.messages import Deed, DeedKind


async def note(
    db: Db, chat_id: int, actor_id: int, kind: DeedKind, user_ids: Iterable[int] = (), value: str | None = None
) -> None:
    deed = Deed(kind, str(actor_id), [str(user_id) for user_id in user_ids], value)
    await messages.note(db, chat_id, actor_id, deed)
