"""How what is done with chats can fail. (`ChatNotFound` belongs to messages, which find their chats themselves.)"""

from kocmoc.core.errors import Conflict, Forbidden, NotFound


class MemberNotFound(NotFound):
    code = "member_not_found"
    detail = "There is nobody like that in this chat."


class InviteNotFound(NotFound):
    """The same whether it never existed, was revoked, is over or used up."""

    code = "invite_not_found"
    detail = "This invitation does not work, or not any more."


class RoleRequired(Forbidden):
    code = "role_required"
    detail = "Your role in this chat does not allow that."


class NotAGroup(Forbidden):
    """Direct chats and saved messages belong to who they belong to."""

    code = "not_a_group"
    detail = "That can only be done with groups and channels."


class OwnerMustTransfer(Conflict):
    code = "owner_must_transfer"
    detail = "An owner hands the chat over before leaving it."


class TooManyInvites(Conflict):
    code = "too_many_invites"
    detail = "A hundred invitations to this chat work; revoke some of them first."
