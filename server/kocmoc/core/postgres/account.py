"""Whom PostgreSQL runs as. It refuses to be root, so root gives it an account that owns nothing else."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

OWN = "kocmoc"


class Account(NamedTuple):
    uid: int
    gid: int

    def owns(self, path: Path) -> bool:
        return path.lstat().st_uid == self.uid

    def give(self, path: Path) -> None:
        """Hands over a folder and all in it: what root restored from a backup belongs to root."""
        for each in (path, *path.rglob("*")):
            os.chown(each, self.uid, self.gid, follow_symlinks=False)


def choose(data: Path) -> Account | None:
    """None when we are not root: then PostgreSQL runs as we do. The owner of an existing cluster comes first."""
    if os.geteuid() != 0:
        return None
    return next(_candidates(data))


def spawn_as(account: Account | None) -> dict[str, Any]:
    """The arguments of `subprocess` that start a process as that account."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": ()}


def _candidates(data: Path) -> Iterator[Account]:
    if data.exists() and (owner := data.stat()).st_uid != 0:
        yield Account(owner.st_uid, owner.st_gid)
    yield from _named(OWN)
    if useradd := shutil.which("useradd"):
        options = ["--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
        subprocess.run([useradd, *options, OWN], check=False, capture_output=True)  # noqa: S603 - our own words
        yield from _named(OWN)
    yield from _named("postgres")
    yield from _named("nobody")
    yield Account(65534, 65534)


def _named(name: str) -> Iterator[Account]:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return
    yield Account(entry.pw_uid, entry.pw_gid)
