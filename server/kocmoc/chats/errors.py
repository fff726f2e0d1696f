"""How what is done with chats can fail. (`ChatNotFound` belongs to messages, which find their chats themselves.)"""

from kocmoc.core.errors import Forbidden


class NotAGroup(Forbidden):
    """Direct chats and saved messages belong to who they belong to."""

    code = "not_a_group"
    detail = "That can only be done with groups and channels."
