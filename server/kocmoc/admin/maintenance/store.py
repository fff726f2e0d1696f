"""The SQL of the switch."""

from kocmoc.admin.maintenance.types import Standing, Switch
from kocmoc.core.db import Db, Reader

READ = """
    select
        enabled, message, turn,
        array(select id from users where is_admin and disabled_at is null order by id limit 10000) as admins
    from maintenance
"""
SET = "update maintenance set enabled = $1, message = $2, turn = turn + 1"


async def read(reader: Reader) -> Standing:
    row = await reader.fetchrow(READ)
    assert row is not None
    return Standing(Switch(row["enabled"], row["message"]), row["turn"], frozenset(row["admins"]))


async def turn(db: Db, switch: Switch) -> None:
    await db.execute(SET, switch.enabled, switch.message)
