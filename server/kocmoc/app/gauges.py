"""How the house stands at this moment, for whoever reads its metrics."""

from typing import TYPE_CHECKING

from kocmoc import admin

if TYPE_CHECKING:
    from kocmoc.app.house import House


def gauges(house: "House") -> dict[str, admin.Gauge]:
    pool, journal_pool = house.database, house.journal_database
    return {
        "sockets": ("Connections of clients.", lambda: len(house.engine.sessions)),
        "people_online": ("People with a connection, anywhere.", house.presence.count_online),
        "pool_open": ("Connections to PostgreSQL.", lambda: pool.connections[0]),
        "pool_busy": ("Of those, how many are in use.", lambda: pool.connections[1]),
        "journal_pool_open": ("The journal's connections to PostgreSQL.", lambda: journal_pool.connections[0]),
        "journal_waiting": ("Changes of messages not committed yet.", lambda: house.journal.waiting),
        "bus_up": ("Whether other processes are reached.", lambda: float(house.bus.is_up)),
    }
