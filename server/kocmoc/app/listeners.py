"""Who hears of what, and who answers to what."""

from typing import TYPE_CHECKING

from kocmoc import realtime
from kocmoc.core.address import household

if TYPE_CHECKING:
    from kocmoc.app.house import House


def introduce(house: "House") -> None:
    """Who hears of what, and who answers to what."""
    news, live = house.live.news, house.live
    house.events.on("message.created", news.messages.created)
    if house.settings.link_previews:
        for name in ("message.created", "message.forwarded", "message.edited"):
            house.events.on(name, house.previews.look_up)
    house.events.on("chat.stale", news.messages.missed)
    house.events.on("message.forwarded", news.messages.forwarded)
    house.events.on("message.edited", news.messages.edited)
    house.events.on("message.previewed", news.messages.edited)
    house.events.on("message.deleted", news.messages.deleted)
    house.events.on("message.reacted", news.messages.reacted)
    house.events.on("message.pinned", news.messages.pinned)
    house.events.on("draft.cleared", news.chats.draft_cleared)
    house.events.on("chat.opened", news.chats.opened)
    house.events.on("chat.changed", news.chats.changed)
    house.events.on("chat.ended", news.chats.ended)
    house.events.on("chat.arranged", news.chats.arranged)
    house.events.on("chat.cleared", news.chats.cleared)
    house.events.on("chat.hidden", news.chats.hidden)
    house.events.on("chat.read", news.marks.read)
    house.events.on("front.moved", news.marks.led)
    house.events.on("members.joined", news.members.joined)
    house.events.on("member.left", news.members.left)
    house.events.on("roles.changed", news.members.roles_changed)
    house.events.on("user.updated", news.people.updated)
    house.events.on("message.created", house.stickers.message_created)
    house.events.on("story.told", news.stories.told)
    house.events.on("story.ended", news.stories.ended)
    house.events.on("settings.changed", house.presence.settings_changed)
    house.events.on("block.changed", house.presence.block_changed)
    house.events.on("session.ended", live.session_ended)
    house.events.on("user.disabled", live.user_disabled)
    house.events.on("maintenance.turned", house.maintenance.turned)
    live.require_open = house.maintenance.require_open
    handlers = realtime.Handlers(house.accounts.gate, house.database, house.messages, live)
    house.limits.on_refused = live.refused
    house.engine.handlers = handlers.table
    house.engine.explain = realtime.explain
    house.engine.locate = lambda request: household(
        house.addresses.behind(request.peer, request.headers.get("x-forwarded-for", ""))
    )
