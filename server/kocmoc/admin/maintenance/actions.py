"""Closing the server, and opening it again."""

from kocmoc import audit, users
from kocmoc.admin.maintenance import store
from kocmoc.admin.maintenance.types import Switch
from kocmoc.core import text
from kocmoc.core.db import Db, Reader
from kocmoc.core.principal import Principal

LONGEST_MESSAGE = 500


async def get(reader: Reader, me: Principal) -> Switch:
    await users.require_admin(reader, me.id)
    return await look(reader)


async def look(reader: Reader) -> Switch:
    return (await store.read(reader)).switch


async def turn(db: Db, me: Principal, switch: Switch) -> Switch:
    await users.require_admin(db, me.id)
    return await set_by(db, me.id, switch)


async def set_by(db: Db, actor_id: int | None, switch: Switch) -> Switch:
    """What is as it should be already is not done again, and not told."""
    told = text.clean(switch.message or "", "message", LONGEST_MESSAGE) or None
    wanted = Switch(switch.enabled, told)
    if wanted != (await store.read(db)).switch:
        await store.turn(db, wanted)
        await audit.write(db, actor_id, "maintenance", enabled=wanted.enabled, message=wanted.message)
        db.announce("maintenance.turned", await store.read(db))
    return wanted
