"""The demo world, put into an empty database: all of it or nothing."""

import secrets
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from kocmoc import auth, stickers, users
from kocmoc.core.db import Database, Db
from kocmoc.core.events import Events
from kocmoc.core.halt import Halt
from kocmoc.core.limits import AddressLimits, Limits
from kocmoc.core.secret import keep_secret
from kocmoc.demo import gathering, store, world
from kocmoc.demo.gallery import Gallery
from kocmoc.demo.people import CAST, MAIN
from kocmoc.settings import Settings
from kocmoc.uploads import StorageAway, StorageFull, Uploads

_KEPT_IN = "demo-login"


class Login(NamedTuple):
    """How to sign in as the main account. The password is everybody else's as well."""

    login: str
    password: str


async def fill(database_url: str, settings: Settings) -> Login:
    """Fill an empty database, or find it filled already. Raises Halt when other people live in it, or nothing can be
    kept."""
    database = Database(database_url, size=2, events=Events())
    uploads = Uploads(settings, database, AddressLimits(Limits(), {}))
    try:
        async with database.living(), uploads.looking():
            await _fill_once(database, uploads, settings)
    except (StorageAway, StorageFull) as wrong:
        raise Halt(f"The demo world cannot be filled: {wrong.detail}") from None
    return Login(CAST[MAIN].username, _keep_password(settings.data_dir))


async def _fill_once(database: Database, uploads: Uploads, settings: Settings) -> None:
    main = CAST[MAIN]
    if await store.is_ours(database, main.username, main.email):
        return
    await stickers.OurPack(database, uploads).lay_out()
    async with database.transaction() as db:
        if not await store.is_empty(db):
            raise Halt(
                f"The data folder {settings.data_dir} has people of its own; --demo needs an empty one: "
                "choose another with --data-dir."
            )
        # Kept before the commit: a world whose password nobody knows would be a locked one.
        await _fill(db, Gallery(uploads), _keep_password(settings.data_dir), settings)


async def _fill(db: Db, gallery: Gallery, password: str, settings: Settings) -> None:
    moment = datetime.now().astimezone()
    now = world.make(moment)
    hashed = await _hash(password, settings.bcrypt_cost)
    ids = {}
    for person in CAST.values():
        newcomer = users.Newcomer(username=person.username, email=person.email, display_name=person.name)
        ids[person.username] = await users.create(db, newcomer, is_admin=person.username == MAIN)
        await auth.set_password(db, ids[person.username], hashed)
    await store.introduce(db, {ids[person.username]: person.bio for person in CAST.values()}, now.began_at)
    await users.touch(db, {ids[name]: at for name, at in now.seen_at.items()})
    await gathering.add(db, gallery, ids, moment)
    for chat_id, chat in await store.add_chats(db, now.chats, ids):
        for seq, said in enumerate(chat.said, 1):
            await gallery.hang(db, ids[said.author], chat_id, seq, said.shows)


async def _hash(password: str, cost: int) -> str:
    passwords = auth.Passwords(cost)
    try:
        return await passwords.hash(password.encode())
    finally:
        passwords.close()


def _keep_password(data_dir: Path) -> str:
    """The password of the demo, random and readable by the owner of the folder alone, so it can be told again."""
    return keep_secret(data_dir / _KEPT_IN, lambda: "-".join(secrets.token_hex(2) for _ in range(4)))
