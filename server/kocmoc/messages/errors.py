"""How a message can be refused."""

from kocmoc.core.errors import Forbidden, Invalid, NotFound, ShuttingDown, TooMany, Unavailable


class ChatNotFound(NotFound):
    """Also for chats one is not in: refused and missing look alike, so a stranger cannot learn that a chat exists."""

    code = "chat_not_found"
    detail = "There is no such chat, or you are not in it."


class MessageNotFound(NotFound):
    """Also for messages in chats one is not in, or from before one's time there."""

    code = "message_not_found"
    detail = "There is no such message, or you may not see it."


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
