"""How a message can be refused."""

from kocmoc.core.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Problem,
    ShuttingDown,
    TooMany,
    Unavailable,
)
from kocmoc.uploads import FileNotFound, FileUsed


class ChatNotFound(NotFound):
    """Also for chats one is not in: refused and missing look alike, so a stranger cannot learn that a chat exists."""

    code = "chat_not_found"
    detail = "There is no such chat, or you are not in it."


class MessageNotFound(NotFound):
    """Also for messages in chats one is not in, or from before one's time there."""

    code = "message_not_found"
    detail = "There is no such message, or you may not see it."


class StickerNotFound(NotFound):
    code = "sticker_not_found"
    detail = "There is no such sticker, or you do not have its pack."


class ScheduledNotFound(NotFound):
    """Also for those of others."""

    code = "scheduled_not_found"
    detail = "There is no such scheduled message."


class AlreadySent(Conflict):
    code = "already_sent"
    detail = "A message with this client_id has been sent in this chat; it cannot wait any more."


class TooManyScheduled(Conflict):
    code = "too_many_scheduled"
    detail = "A hundred messages of yours wait in this chat; let some of them go first."


class TooManyReactions(Conflict):
    code = "too_many_reactions"
    detail = "A message takes three reactions of each person, of twenty kinds altogether."


class NotAuthor(Forbidden):
    code = "not_author"
    detail = "This message is not yours."


class CrowdTooLarge(Forbidden):
    code = "crowd_too_large"
    detail = "Who has read a message is told in chats of at most 200 people, and not in channels."


class EmptyMessage(Invalid):
    code = "empty_message"
    detail = "A message needs something to see."


class NotAccepted(Forbidden):
    """The same whether the other blocked me, is disabled or is gone."""

    code = "not_accepted"
    detail = "This person does not accept messages from you."


class TooFast(TooMany):
    code = "slow_down"
    detail = "Too many messages at once; wait a little."


class JournalFull(Unavailable):
    code = "overloaded"
    detail = "More messages are waiting than can be written right now."
    retry_after = 2.0


class JournalClosed(ShuttingDown):
    """What was not taken any more was not written either."""


_REFUSALS: dict[str, type[Problem]] = {
    "no_such_chat": ChatNotFound,
    "no_such_message": MessageNotFound,
    "no_such_file": FileNotFound,
    "attachment_used": FileUsed,
    "too_many_reactions": TooManyReactions,
    "empty_message": EmptyMessage,
    "not_accepted": NotAccepted,
    "not_author": NotAuthor,
    "forbidden": Forbidden,
}
_UNFIT = {
    "too_long": ("text", "Expected at most 1024 characters beside an attachment"),
    "wrong_type": ("type", "Expected the kind of the first attachment"),
}


def refusal(verdict: str) -> Problem:
    """What a statement found against a change, as the problem its author is told."""
    return Invalid.field(*_UNFIT[verdict]) if verdict in _UNFIT else _REFUSALS[verdict]()
