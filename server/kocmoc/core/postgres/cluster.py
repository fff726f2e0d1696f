"""The folder of one embedded PostgreSQL: its parts, and how a cluster comes to be in it."""

import os
import shutil
import tempfile
from pathlib import Path

from kocmoc.core.postgres.account import Account
from kocmoc.core.postgres.trouble import PostgresError

_SOCKET_FILES = (".s.PGSQL.5432", ".s.PGSQL.5432.lock")
_SOCKET_FOLDER_BYTES = 104 - 1 - len("/.s.PGSQL.5432")  # what a socket's path may have on macOS; on Linux 108

_HALF_MADE = "data.new-"
_LINK = "sock"


class Cluster:
    """Paths as we see them, and as PostgreSQL does.

    A process that gave up being root may not be allowed to walk to its own data folder (`/root/kocmoc-data`). Parents
    are not ours to open, so it gets the folder as an open descriptor and reaches it as /proc/self/fd/N.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.account: Account | None = None
        self.descriptor = -1
        self._sock: Path | None = None

    def open(self) -> None:
        """Makes the folder, if need be, and holds on to it."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.root = self.root.resolve()
        self.descriptor = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    def close(self) -> None:
        if self.descriptor != -1:
            os.close(self.descriptor)
            self.descriptor = -1

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def seen(self) -> Path:
        """The root as PostgreSQL reaches it."""
        if self.account is not None and Path("/proc/self/fd").is_dir():
            return Path(f"/proc/self/fd/{self.descriptor}")
        return self.root

    @property
    def sock(self) -> Path:
        """The folder of the socket, for those who connect."""
        return self._sock or self._link.resolve()

    @property
    def sock_seen(self) -> Path:
        """The same for the server."""
        return self.sock if self._link.is_symlink() else self.seen / _LINK

    def own(self, account: Account | None) -> None:
        """Gets the folder ready for the account. It is given what lies in the folder, never the folder itself: there
        it could lay links for root to follow."""
        self.account = account
        self.root.chmod(0o711 if account else 0o700)
        self._sweep()
        if self.data.exists():
            if account is not None and not account.owns(self.data):
                account.give(self.data)  # root restored it from a backup
            self.data.chmod(0o700)  # PostgreSQL refuses a more open one, as a plain copy is

    def require_version(self, major: int) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != str(major):
            raise PostgresError(
                f"The database in {self.data} was made by PostgreSQL {made_by}, and this is PostgreSQL {major}: "
                f"set KOCMOC_PG_BINDIR to the programs of PostgreSQL {made_by}, or move the data with pg_dump."
            )

    def begin(self) -> str:
        """Makes an empty folder for a cluster in the making, and answers its name, like no other before."""
        half_made = Path(tempfile.mkdtemp(prefix=_HALF_MADE, dir=self.root))
        if self.account is not None:
            self.account.give(half_made)
        return half_made.name

    def keep(self, name: str) -> None:
        """The moment a new cluster exists."""
        (self.root / name).rename(self.data)
        os.fsync(self.descriptor)

    def open_socket_folder(self) -> None:
        """An empty folder for the socket, ours alone, and the same for as long as we own the cluster."""
        if self._sock is None:
            self._sock = self._new_socket_folder()
        for name in _SOCKET_FILES:
            (self._sock / name).unlink(missing_ok=True)

    def close_socket_folder(self) -> None:
        if self._sock is not None:
            shutil.rmtree(self._sock, ignore_errors=True)
            self._link.unlink(missing_ok=True)
            self._sock = None

    def _new_socket_folder(self) -> Path:
        """Beside the data; in /tmp where that path is too long, or has a comma: asyncpg takes that for two hosts."""
        if self._link.is_symlink():
            self._link.unlink()  # and nothing else: in a copied data folder it leads to the original's socket
        shutil.rmtree(self._link, ignore_errors=True)
        if len(os.fsencode(self._link)) <= _SOCKET_FOLDER_BYTES and "," not in str(self._link):
            self._link.mkdir(mode=0o700)
            place = self._link
        else:
            place = Path(tempfile.mkdtemp(prefix="kocmoc-", dir="/tmp"))
            self._link.symlink_to(place)
        if self.account is not None:
            self.account.give(place)
        return place

    @property
    def _link(self) -> Path:
        return self.root / _LINK

    def _sweep(self) -> None:
        """What an initdb left that was killed halfway; its last process may still be writing, so tomorrow is fine."""
        for half_made in self.root.glob(f"{_HALF_MADE}*"):
            shutil.rmtree(half_made, ignore_errors=True)
