"""A PostgreSQL of our own, kept inside one folder.

    with Embedded(data_dir / "postgres") as postgres:
        await asyncpg.connect(postgres.dsn)

`start()` answers the DSN once the server takes connections; `stop()` ends it; `keep_alive()` starts it again should it
die. Whoever starts first *owns* the server (a lock the kernel frees when the owner dies): the owner stops it, and it
stops by itself when the owner is killed. Whoever starts later *adopts* it: the same DSN, `adopted` is true, and its
`stop()` leaves the server alone. Everything that can go wrong is one sentence in a `PostgresError`.

    <folder>/data        the cluster, made by initdb under another name and then renamed: it is whole or not there
    <folder>/sock        the unix socket; there is no TCP
    <folder>/owner.lock  who owns it
"""

from kocmoc.core.postgres.embedded import Embedded
from kocmoc.core.postgres.trouble import PostgresError

__all__ = ["Embedded", "PostgresError"]
