"""What everybody may do: a row for every operation, a column for everybody.

Who may not know that something exists hears 404; who sees it and may not do this hears 403.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from tests.matrix.scene import PICTURE, WHO, Scene, fresh, tomorrow

Fill = Callable[[Scene, str], dict[str, str]]
Body = Callable[[Scene, str], Any]


class Row(NamedTuple):
    """An operation, where it is tried, and what everybody hears. `alone`: from a device made for this one request."""

    operation: str
    place: str
    expected: dict[str, int]
    path: Fill
    body: Body
    alone: bool

    @property
    def name(self) -> str:
        return f"{self.operation} {self.place}".strip()


def group(scene: Scene, _: str) -> dict[str, str]:
    return {"chat_id": scene.group}


def channel(scene: Scene, _: str) -> dict[str, str]:
    return {"chat_id": scene.channel}


def direct(scene: Scene, _: str) -> dict[str, str]:
    """Of the owner and the member; to all others it is nobody's."""
    return {"chat_id": scene.direct}


def note(scene: Scene, _: str) -> dict[str, str]:
    """What the member said in the group."""
    return {"message_id": scene.note["id"], "emoji": "🚀"}


def post(scene: Scene, _: str) -> dict[str, str]:
    """What the owner said in the channel."""
    return {"message_id": scene.post["id"], "emoji": "🚀"}


def whisper(scene: Scene, _: str) -> dict[str, str]:
    """What the member said to the owner alone."""
    return {"message_id": scene.whisper["id"], "emoji": "🚀"}


def story(scene: Scene, _: str) -> dict[str, str]:
    """The owner's; those who share a chat with the owner see it."""
    return {"story_id": scene.story["id"]}


def sticker(scene: Scene, _: str) -> dict[str, str]:
    """In a pack the owner has made."""
    return {"pack_id": scene.sticker["pack_id"], "sticker_id": scene.sticker["id"]}


def invite(scene: Scene, _: str) -> dict[str, str]:
    """A link into the group."""
    return {"chat_id": scene.group, "code": scene.invite["code"]}


def member_of_group(scene: Scene, _: str) -> dict[str, str]:
    return {"chat_id": scene.group, "user_id": scene.who("member").id}


def admin_of_group(scene: Scene, _: str) -> dict[str, str]:
    return {"chat_id": scene.group, "user_id": scene.who("admin").id}


def admin_of_channel(scene: Scene, _: str) -> dict[str, str]:
    return {"chat_id": scene.channel, "user_id": scene.who("admin").id}


def owner_of_group(scene: Scene, _: str) -> dict[str, str]:
    return {"chat_id": scene.group, "user_id": scene.who("owner").id}


def later(scene: Scene, _: str) -> dict[str, str]:
    """What the owner will say in the group: nobody else knows."""
    return {"chat_id": scene.group, "scheduled_id": scene.later["id"]}


def file(place: str) -> Fill:
    """One that lies there; see `shelf`."""
    return lambda scene, _: dict.fromkeys(("key", "name"), scene.files[place])


def words_for_tomorrow(_: Scene, __: str) -> Any:
    return tomorrow()


def somebody(scene: Scene, who: str) -> dict[str, str]:
    return {"user_id": scene.who("owner" if who == "outsider" else "outsider").id}


def report(_: Scene, __: str) -> dict[str, str]:
    """Nobody's."""
    return {"report_id": "9" * 9}


def nothing(_: Scene, __: str) -> Any:
    return None


def whole(_: Scene, __: str) -> dict[str, str]:
    return {}


def oneself(scene: Scene, who: str) -> Any:
    return {"user_id": "1" if who == "anonymous" else scene.who(who).id}


def text(_: Scene, __: str) -> Any:
    return {"client_id": fresh(), "text": "Есть!"}


def says(**body: Any) -> Body:
    return lambda *_: body


def about(message: Fill) -> Body:
    return lambda scene, who: {"message_id": message(scene, who)["message_id"], "reason": "Спам"}


def unknown() -> str:
    """An address nobody has."""
    return f"{fresh()}@cosmos.example"


def row(
    operation: str, expected: str, path: Fill = whole, body: Body = nothing, *, place: str = "", alone: bool = False
) -> Row:
    codes = [int(code) for code in expected.split()]
    return Row(operation, place, dict(zip(WHO, codes, strict=True)), path, body, alone)


#          anon dis out form kick memb admn ownr root
PUBLIC = " 200 200 200 200 200 200 200 200 200"
PEOPLE = " 401 401 200 200 200 200 200 200 200"
DONE = "   401 401 204 204 204 204 204 204 204"
INSIDE = " 401 401 404 404 404 200 200 200 404"
PAIR = "   401 401 404 404 404 200 404 200 404"
WRONG = "  401 401 403 403 403 403 403 403 403"
NOTHING = "401 401 404 404 404 404 404 404 404"
ROOT = "   401 401 403 403 403 403 403 403 200"
OWNER = " 401 401 404 404 404 404 404 200 404"
NO_AVATAR = "404 404 404 404 404 404 404 404 404"
EVERYBODY_401 = "401 401 401 401 401 401 401 401 401"

ACCOUNTS = [
    row("GET /health", PUBLIC),
    row("GET /metrics", PUBLIC),
    row(
        "POST /api/auth/register",
        "201 201 201 201 201 201 201 201 201",
        body=lambda *_: {
            "username": (name := f"u{fresh()[:8]}"),
            "email": f"{name}@cosmos.example",
            "password": "поехали-1961",
        },
        alone=True,
    ),
    row("POST /api/auth/login", EVERYBODY_401, body=lambda *_: {"login": fresh(), "password": "поехали-1961"}),
    row("POST /api/auth/refresh", PEOPLE),
    row("POST /api/auth/logout", DONE, alone=True),
    row("POST /api/auth/password", WRONG, body=says(current_password="not this", new_password="восток-один")),
    row("GET /api/auth/sessions", PEOPLE),
    row("DELETE /api/auth/sessions/{session_id}", NOTHING, lambda *_: {"session_id": fresh()}),
    row("POST /api/auth/send-code", "202 401 202 202 202 202 202 202 202", body=lambda *_: {"email": unknown()}),
    row("POST /api/auth/verify-code", EVERYBODY_401, body=lambda *_: {"email": unknown(), "code": "190461"}),
    row(
        "POST /api/auth/reset",
        EVERYBODY_401,
        body=lambda *_: {"email": unknown(), "code": "190461", "new_password": "восток-один"},
    ),
    row("POST /api/auth/totp/setup", PEOPLE),
    row("POST /api/auth/totp/enable", "401 401 422 422 422 422 422 422 422", body=says(code="")),
    row(
        "POST /api/auth/totp/disable",
        "401 401 409 409 409 409 409 409 409",
        body=says(password="поехали-1961", totp="190461"),
    ),
]

USERS = [
    row("GET /api/users/me", PEOPLE),
    row("PATCH /api/users/me", PEOPLE, body=says(bio="Первый")),
    row("PATCH /api/users/me/email", EVERYBODY_401, body=lambda *_: {"email": unknown(), "code": "190461"}),
    row("GET /api/users/me/export", PEOPLE),
    row("DELETE /api/users/me", WRONG, body=says(password="not this")),
    row("GET /api/users/me/settings", PEOPLE),
    row("PATCH /api/users/me/settings", PEOPLE, body=says(neon=True)),
    row("GET /api/users", PEOPLE, lambda *_: {"?": "query=owner"}),
    row("GET /api/users/{user_id}", PEOPLE, somebody),
    row("GET /api/users/me/blocks", PEOPLE),
    row("DELETE /api/users/me/blocks/{user_id}", DONE, somebody),
    row("PUT /api/users/me/blocks/{user_id}", DONE, somebody),
]

ADMINISTRATION = [
    row("GET /api/admin/invites", ROOT),
    row("POST /api/admin/invites", "401 401 403 403 403 403 403 403 201", body=says()),
    row("DELETE /api/admin/invites/{code}", "401 401 403 403 403 403 403 403 404", lambda *_: {"code": fresh()}),
    row("GET /api/admin/maintenance", ROOT),
    row("PUT /api/admin/maintenance", ROOT, body=says(enabled=False)),
    row("GET /api/admin/audit", ROOT),
    row("GET /api/admin/stats", ROOT),
    row("GET /api/admin/reports", ROOT),
    row("PATCH /api/admin/reports/{report_id}", "401 401 403 403 403 403 403 403 404", report, says(resolved=True)),
    row("GET /api/admin/users", ROOT),
    row("PATCH /api/admin/users/{user_id}", ROOT, somebody, says(is_admin=False)),
    row("DELETE /api/admin/users/{user_id}", "401 401 403 403 403 403 403 403 404", lambda *_: {"user_id": "9" * 9}),
]

CHATS = [
    row("GET /api/chats", PEOPLE),
    row("POST /api/chats", "401 401 201 201 201 201 201 201 201", body=oneself),
    row("POST /api/chats/group", "401 401 201 201 201 201 201 201 201", body=says(title="Союз")),
    row("GET /api/chats/{chat_id}", INSIDE, group),
    row("GET /api/chats/{chat_id}", INSIDE, channel, place="channel"),
    row("GET /api/chats/{chat_id}", PAIR, direct, place="direct"),
    row("PATCH /api/chats/{chat_id}", "401 401 404 404 404 403 200 200 404", group, says(title="Восход")),
    row("PATCH /api/chats/{chat_id}", "401 401 404 404 404 403 200 200 404", channel, says(title="!"), place="channel"),
    row("PATCH /api/chats/{chat_id}", "401 401 404 404 404 403 404 403 404", direct, says(title="!"), place="direct"),
    row("DELETE /api/chats/{chat_id}", "401 401 404 404 404 403 403 204 404", group),
    row("DELETE /api/chats/{chat_id}", "401 401 404 404 404 403 403 204 404", channel, place="channel"),
    row("DELETE /api/chats/{chat_id}", "401 401 404 404 404 204 404 204 404", direct, place="direct"),
    row("POST /api/chats/{chat_id}/clear", "401 401 404 404 404 204 204 204 404", group),
    row("POST /api/chats/{chat_id}/read", "401 401 404 404 404 204 204 204 404", group, says(seq=1)),
    row("PATCH /api/chats/{chat_id}/settings", INSIDE, group, says(pinned=True)),
    row("GET /api/chats/{chat_id}/members", INSIDE, group),
    row("GET /api/chats/{chat_id}/members", "401 401 404 404 404 403 200 200 404", channel, place="channel"),
    row(
        "POST /api/chats/{chat_id}/members",
        "401 401 404 404 404 403 200 200 404",
        group,
        lambda scene, _: {"user_ids": [scene.who("outsider").id]},
    ),
    row(
        "PATCH /api/chats/{chat_id}/members/{user_id}",
        "401 401 404 404 404 403 403 200 404",
        member_of_group,
        says(role="admin"),
    ),
    row("DELETE /api/chats/{chat_id}/members/{user_id}", "401 401 404 404 404 204 204 204 404", member_of_group),
    row(
        "DELETE /api/chats/{chat_id}/members/{user_id}",
        "401 401 404 404 404 403 204 204 404",
        admin_of_group,
        place="an admin",
    ),
    row(
        "DELETE /api/chats/{chat_id}/members/{user_id}",
        "401 401 404 404 404 403 403 409 404",
        owner_of_group,
        place="the owner",
    ),
    row("POST /api/chats/{chat_id}/invites", "401 401 404 404 404 403 201 201 404", group, says()),
    row("POST /api/chats/{chat_id}/invites", "401 401 404 404 404 403 404 403 404", direct, says(), place="direct"),
    row("GET /api/chats/{chat_id}/invites", "401 401 404 404 404 403 200 200 404", group),
    row("DELETE /api/chats/{chat_id}/invites/{code}", "401 401 404 404 404 403 204 204 404", invite),
    row("GET /api/invites/{code}", PEOPLE, invite),
    row("POST /api/invites/{code}/join", PEOPLE, invite),
]

MESSAGES = [
    row("GET /api/chats/{chat_id}/messages", INSIDE, group),
    row("GET /api/chats/{chat_id}/messages", INSIDE, channel, place="channel"),
    row("GET /api/chats/{chat_id}/messages", PAIR, direct, place="direct"),
    row("POST /api/chats/{chat_id}/messages", "401 401 404 404 404 201 201 201 404", group, text),
    row("POST /api/chats/{chat_id}/messages", "401 401 404 404 404 403 201 201 404", channel, text, place="channel"),
    row("POST /api/chats/{chat_id}/messages", "401 401 404 404 404 201 404 201 404", direct, text, place="direct"),
    row("GET /api/chats/{chat_id}/pins", INSIDE, group),
    row("PATCH /api/messages/{message_id}/edit", "401 401 404 404 404 200 403 403 404", note, says(text="Ещё раз")),
    row(
        "PATCH /api/messages/{message_id}/edit",
        "401 401 404 404 404 200 404 403 404",
        whisper,
        says(text="!"),
        place="direct",
    ),
    row("DELETE /api/messages/{message_id}/delete", "401 401 404 404 404 204 204 204 404", note),
    row("DELETE /api/messages/{message_id}/delete", "401 401 404 404 404 403 204 204 404", post, place="channel"),
    row("DELETE /api/messages/{message_id}/delete", "401 401 404 404 404 204 404 403 404", whisper, place="direct"),
    row("GET /api/messages/{message_id}/edits", INSIDE, note),
    row("GET /api/messages/{message_id}/reactions", INSIDE, note),
    row("GET /api/messages/{message_id}/reads", INSIDE, note),
    row("GET /api/messages/{message_id}/reads", "401 401 404 404 404 403 403 403 404", post, place="channel"),
    row("PUT /api/messages/{message_id}/reactions/{emoji}", INSIDE, note),
    row("PUT /api/messages/{message_id}/reactions/{emoji}", INSIDE, post, place="channel"),
    row("DELETE /api/messages/{message_id}/reactions/{emoji}", INSIDE, note),
    row("PUT /api/messages/{message_id}/pin", "401 401 404 404 404 403 200 200 404", note),
    row("PUT /api/messages/{message_id}/pin", "401 401 404 404 404 200 404 200 404", whisper, place="direct"),
    row("DELETE /api/messages/{message_id}/pin", "401 401 404 404 404 403 200 200 404", note),
    row(
        "POST /api/messages/{message_id}/forward",
        "401 401 404 404 404 201 201 201 404",
        note,
        lambda scene, _: {"chat_ids": [scene.group], "client_id": fresh()},
    ),
    row(
        "POST /api/messages/{message_id}/forward",
        "401 401 404 404 404 403 201 201 404",
        note,
        lambda scene, _: {"chat_ids": [scene.group, scene.channel], "client_id": fresh()},
        place="into the channel",
    ),
    row("POST /api/sync", PEOPLE, body=says()),
    row("GET /api/search", PEOPLE, lambda *_: {"?": "q=Поехали"}),
    row("GET /api/search", INSIDE, lambda scene, _: {"?": f"q=Поехали&chat_id={scene.group}"}, place="group"),
    row("GET /api/search", PAIR, lambda scene, _: {"?": f"q=тебе&chat_id={scene.direct}"}, place="direct"),
]

_SCHEDULED = "/api/chats/{chat_id}/scheduled"

LATER = [
    row(f"GET {_SCHEDULED}", INSIDE, group),
    row(f"POST {_SCHEDULED}", "401 401 404 404 404 201 201 201 404", group, words_for_tomorrow),
    row(f"POST {_SCHEDULED}", "401 401 404 404 404 403 201 201 404", channel, words_for_tomorrow, place="channel"),
    row(f"DELETE {_SCHEDULED}/{{scheduled_id}}", "401 401 404 404 404 404 404 204 404", later),
]

REPORTS = [
    row("POST /api/reports", "401 401 404 404 404 201 201 201 404", body=about(note)),
    row("POST /api/reports", "401 401 404 404 404 201 404 201 404", body=about(whisper), place="direct"),
    row(
        "POST /api/reports",
        "401 401 201 201 201 201 201 201 201",
        body=lambda scene, _: {**somebody(scene, "owner"), "reason": "Спам"},
        place="a person",
    ),
]

UPLOADS = [
    row(
        "POST /api/upload/file",
        "401 401 201 201 201 201 201 201 201",
        body=lambda *_: {"files": {"file": ("notes.txt", b"Ground control")}},
    ),
]

FILES = [
    row("GET /files/{key}", OWNER, file("nothing"), place="in nothing yet"),
    row("GET /files/{key}", INSIDE, file("group"), place="in a group"),
    row("GET /files/{key}", INSIDE, file("thumbnail"), place="thumbnail, in a group"),
    row("GET /files/{key}", INSIDE, file("of former"), place="in a group its sender has left"),
    row("GET /files/{key}", INSIDE, file("channel"), place="in a channel"),
    row("GET /files/{key}", PAIR, file("direct"), place="in a direct chat"),
    row("GET /files/{key}", OWNER, file("cleared"), place="in a history the member has cleared"),
    row("GET /files/{key}", NOTHING, file("deleted"), place="in a deleted message"),
    row("GET /files/{key}", INSIDE, file("story"), place="in a story"),
    row("GET /files/{key}", "401 401 404 404 404 404 200 200 404", file("hidden story"), place="in a hidden story"),
    row("GET /files/{key}", NOTHING, file("ended story"), place="in a story that is over"),
    row("GET /files/{key}", OWNER, file("scheduled"), place="in a scheduled message"),
    row("GET /files/{key}", PEOPLE, file("sticker"), place="as a sticker"),
    row("GET /files/{key}", NOTHING, file("photo of avatar"), place="as what an avatar was drawn of"),
    row("GET /files/avatars/{name}", PUBLIC, file("avatar")),
    row("GET /files/avatars/{name}", NO_AVATAR, file("former avatar"), place="not any more"),
]

STORIES = [
    row("GET /api/stories", PEOPLE),
    row("POST /api/stories", "401 401 201 201 201 201 201 201 201", body=says(type="text", text="Вижу Землю")),
    row("POST /api/stories/{story_id}/view", "401 401 404 404 404 204 204 204 404", story),
    row("GET /api/stories/{story_id}/views", "401 401 404 404 404 403 403 200 404", story),
    row("DELETE /api/stories/{story_id}", "401 401 404 404 404 403 403 204 404", story),
]

_PACK = "/api/stickers/packs/{pack_id}"
_MINE = "401 401 403 403 403 403 403 {} 403"

STICKERS = [
    row("GET /api/stickers/packs", PEOPLE),
    row("POST /api/stickers/packs", "401 401 201 201 201 201 201 201 201", body=says(title="Белки")),
    row(f"GET {_PACK}", PEOPLE, sticker),
    row(f"PATCH {_PACK}", _MINE.format(200), sticker, says(title="Стрелки")),
    row(f"DELETE {_PACK}", _MINE.format(204), sticker),
    row(f"PUT {_PACK}/install", DONE, sticker),
    row(f"DELETE {_PACK}/install", DONE, sticker),
    row(f"POST {_PACK}/stickers", _MINE.format(201), sticker, lambda *_: {"files": PICTURE}),
    row(f"DELETE {_PACK}/stickers/{{sticker_id}}", _MINE.format(204), sticker),
    row("GET /api/stickers/recent", PEOPLE),
]

ROWS = [*ACCOUNTS, *USERS, *ADMINISTRATION, *CHATS, *MESSAGES, *LATER, *REPORTS, *UPLOADS, *FILES, *STORIES, *STICKERS]
