"""What people do with messages."""

from asyncio import Future, get_running_loop
from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

from msgspec.structs import replace

from kocmoc import users
from kocmoc.core import ids
from kocmoc.core.db import Reader
from kocmoc.core.errors import Invalid, NotFound
from kocmoc.core.limits import Limits, Rate
from kocmoc.messages import entities, reading, rules, store
from kocmoc.messages.deletions import Deletion
from kocmoc.messages.edits import Edit
from kocmoc.messages.errors import StickerNotFound, TooFast
from kocmoc.messages.forwards import Forwarding, compose
from kocmoc.messages.journal import Extra, Journal, Letter, Receipt
from kocmoc.messages.pins import Pinning
from kocmoc.messages.reactions import Reacting, require_emoji
from kocmoc.messages.types import Draft, Entity, Message, Revision

# Edits, deletions, reactions and pins have a bucket of their own, this many times as large as that of messages.
CHANGES_FOR_A_MESSAGE = 3


# The file of a sticker, by its number, if this person may use it: (reader, person, sticker).
Stickers = Callable[[Reader, int, int], Awaitable[int | None]]


class Messages:
    """Everything goes through the journal, and as often as each person's buckets allow."""

    def __init__(self, journal: Journal, reader: Reader, stickers: Stickers, limits: Limits, rate: Rate) -> None:
        self._journal = journal
        self._reader = reader
        self._stickers = stickers
        self._limits = limits
        self._rate = rate
        self._change_rate = Rate(rate.burst * CHANGES_FOR_A_MESSAGE, rate.seconds_each / CHANGES_FOR_A_MESSAGE)

    async def send(self, sender_id: int, chat_id: int, draft: Draft) -> Receipt:
        return await (await self.post(sender_id, chat_id, draft))

    async def post(self, sender_id: int, chat_id: int, draft: Draft) -> Future[Receipt]:
        """As `send`, but returns as soon as the message has its place among the others of its chat."""
        try:
            letter = await self.compose(sender_id, chat_id, draft)
        except (Invalid, NotFound):
            # Said before, it is what it was. Asked only of what is refused, so that the others pay nothing for it.
            if (message := await reading.find_sent(self._reader, sender_id, chat_id, draft.client_id)) is None:
                raise
            return _known(message)
        receipt = self._journal.append(letter)
        receipt.add_done_callback(partial(self._settle, sender_id))
        return receipt

    def _settle(self, sender_id: int, receipt: Future[Receipt]) -> None:
        """What was written before costs nothing."""
        if not receipt.cancelled() and receipt.exception() is None and not receipt.result().is_new:
            self.pay_back(sender_id)

    def pay_back(self, sender_id: int) -> None:
        """Undo what `compose` has taken."""
        self._limits.give_back(f"send:{sender_id}", self._rate)

    async def compose(self, sender_id: int, chat_id: int, draft: Draft) -> Letter:
        """The letter a draft makes, paid for from its sender's bucket. Raises for what can be no message."""
        text, marked = rules.check(draft)
        extra = rules.beside(draft, chat_id)
        self._limits.spend(f"send:{sender_id}", self._rate, TooFast)
        if draft.sticker_id is not None:
            extra = replace(extra or Extra(), shared=(await self._find_sticker(sender_id, draft.sticker_id),))
        marked = await self._with_names(sender_id, chat_id, text, marked)
        return _letter(sender_id, chat_id, draft.client_id, text, marked, extra)

    async def edit(self, user_id: int, message_id: str, revision: Revision) -> Message:
        chat_id, seq = rules.place(message_id)
        text, marked, visible = rules.revise(revision)
        self._spend(user_id)
        marked = await self._with_names(user_id, chat_id, text, marked)
        return (await self._journal.append(Edit(chat_id, seq, user_id, text, marked, visible))).message

    async def delete(self, user_id: int, message_id: str) -> None:
        chat_id, seq = rules.place(message_id)
        self._spend(user_id)
        await self._journal.append(Deletion(chat_id, seq, user_id))

    async def react(self, user_id: int, message_id: str, emoji: str, *, added: bool) -> Message:
        chat_id, seq = rules.place(message_id)
        emoji = require_emoji(emoji)
        self._spend(user_id)
        return (await self._journal.append(Reacting(chat_id, seq, user_id, emoji, added))).message

    async def pin(self, user_id: int, message_id: str, *, pinned: bool) -> Message:
        chat_id, seq = rules.place(message_id)
        self._spend(user_id)
        return (await self._journal.append(Pinning(chat_id, seq, user_id, pinned))).message

    async def _find_sticker(self, user_id: int, sticker_id: str) -> int:
        number = ids.find(sticker_id)
        file_id = await self._stickers(self._reader, user_id, number) if number else None
        if file_id is None:
            self.pay_back(user_id)
            raise StickerNotFound
        return file_id

    async def forward(self, user_id: int, message_id: str, forwarding: Forwarding) -> list[Receipt]:
        """Into all of these chats, or none of them."""
        source, targets = rules.place(message_id), rules.targets(forwarding.chat_ids)
        paid = min(len(targets), self._rate.burst)
        self._limits.spend(f"send:{user_id}", self._rate, TooFast, times=paid)
        receipts = await self._journal.append_together(
            targets, lambda db: compose(db, user_id, source, targets, forwarding.client_id)
        )
        for _ in range(min(paid, sum(not receipt.is_new for receipt in receipts))):
            self.pay_back(user_id)
        return receipts

    def _spend(self, user_id: int) -> None:
        self._limits.spend(f"change:{user_id}", self._change_rate, TooFast)

    async def _with_names(self, user_id: int, chat_id: int, text: str, marked: list[Entity]) -> list[Entity]:
        """@names of members are mentions of them."""
        places = entities.names(text, marked)
        if not places:
            return marked
        keys = {users.login_key(name): name for name in places}
        known = await store.find_named(self._reader, chat_id, user_id, list(keys))
        return entities.mention(marked, places, {keys[key]: number for key, number in known.items()})


def _known(message: Message) -> Future[Receipt]:
    receipt: Future[Receipt] = get_running_loop().create_future()
    receipt.set_result(Receipt(message, is_new=False))
    return receipt


def _letter(
    sender_id: int, chat_id: int, client_id: UUID, text: str, marked: list[Entity], extra: Extra | None
) -> Letter:
    if marked:
        extra = replace(extra or Extra(), entities=marked)
    return Letter(chat_id, sender_id, client_id, text, extra)
