"""What becomes of somebody's things when their account ends."""

from kocmoc import auth, chats, messages, reports, stickers, stories, uploads

# Room by room, in this order.
FAREWELLS: tuple[auth.Farewell, ...] = (
    messages.say_farewell,
    messages.let_fade,
    stickers.say_farewell,
    stories.say_farewell,
    chats.farewell,
    reports.say_farewell,
    uploads.say_farewell,
)
