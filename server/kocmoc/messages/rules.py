"""What a message may be. Nothing here asks the database."""

import re

from kocmoc.core import ids
from kocmoc.core import text as texts
from kocmoc.core.errors import Invalid
from kocmoc.messages import entities
from kocmoc.messages.errors import ChatNotFound, EmptyMessage, MessageNotFound
from kocmoc.messages.journal import Extra
from kocmoc.messages.types import Draft, Entity, Revision
from kocmoc.uploads import FileNotFound

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024

_MESSAGE_ID = re.compile(r"([1-9][0-9]{0,18})-([1-9][0-9]{0,18})")
_LARGEST = 2**63 - 1


def check(draft: Draft) -> tuple[str, list[Entity]]:
    """The text of a message and its entities as they are stored.

    Raises for what cannot be stored, is too long, shows nothing, or is two things at once.
    """
    shows_more = bool(draft.attachment_ids) or draft.sticker_id is not None
    text = texts.clean(draft.text, "text", CAPTION_LIMIT if shows_more else TEXT_LIMIT)
    if not shows_more and not texts.is_visible(text):
        raise EmptyMessage
    if draft.sticker_id is not None and (draft.attachment_ids or text):
        raise Invalid.field("sticker_id", "A sticker comes alone")
    _check_type(draft)
    return text, entities.move(draft.text, text, draft.entities)


def _check_type(draft: Draft) -> None:
    """As far as it can be told without the attachments."""
    alone = "sticker" if draft.sticker_id is not None else "text"
    if draft.type is not None and not draft.attachment_ids and draft.type != alone:
        raise Invalid.field("type", "Expected the kind of the first attachment")
    if draft.type == "text" and draft.attachment_ids:
        raise Invalid.field("type", "Expected the kind of the first attachment")


def revise(revision: Revision) -> tuple[str, list[Entity], bool]:
    """A new text as it is stored, its entities, and whether any of it can be seen."""
    text = texts.clean(revision.text, "text", TEXT_LIMIT)
    return text, entities.move(revision.text, text, revision.entities), texts.is_visible(text)


def beside(draft: Draft, chat_id: int) -> Extra | None:
    """What it has beside its text, entities and sticker; None for most."""
    if not (draft.attachment_ids or draft.reply_to_id or draft.silent):
        return None
    return Extra(file_ids=file_ids(draft), type=draft.type, reply_to=reply_to(draft, chat_id), silent=draft.silent)


def file_ids(draft: Draft) -> tuple[int, ...]:
    numbers = tuple(ids.parse(each, FileNotFound) for each in draft.attachment_ids)
    if len(set(numbers)) < len(numbers):
        raise Invalid.field("attachment_ids", "Expected each attachment once")
    return numbers


def reply_to(draft: Draft, chat_id: int) -> int | None:
    """The place of the message replied to. One of another chat is as missing as any."""
    if draft.reply_to_id is None:
        return None
    parent_chat, seq = place(draft.reply_to_id)
    if parent_chat != chat_id:
        raise MessageNotFound
    return seq


def targets(chat_ids: list[str]) -> list[int]:
    numbers = [ids.parse(each, ChatNotFound) for each in chat_ids]
    if len(set(numbers)) < len(numbers):
        raise Invalid.field("chat_ids", "Expected each chat once")
    return numbers


def place(message_id: str) -> tuple[int, int]:
    """The chat and the place behind a message's id. An id no message can have is as missing as any other."""
    match = _MESSAGE_ID.fullmatch(message_id)
    if not match or max(numbers := (int(match[1]), int(match[2]))) > _LARGEST:
        raise MessageNotFound
    return numbers
