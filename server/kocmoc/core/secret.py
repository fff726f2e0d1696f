"""Secrets that are made once and kept in the data folder."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path


def keep_key(data_dir: Path) -> str:
    """The key that signs tokens."""
    return keep_secret(data_dir / "secret.key", lambda: secrets.token_urlsafe(48))


def keep_secret(path: Path, make: Callable[[], str]) -> str:
    """The secret in this file, made now if there is none. Two servers starting at once agree on one."""
    if not path.exists():
        _keep(path, make())
    path.chmod(0o600)
    return path.read_text("ascii").strip()


def _keep(path: Path, secret: str) -> None:
    """Written aside and then linked: the name never leads to half a secret, nor over somebody else's whole one."""
    descriptor, aside = tempfile.mkstemp(prefix=".secret.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{secret}\n")
            file.flush()
            os.fsync(descriptor)
        with contextlib.suppress(FileExistsError):
            os.link(aside, path)
    finally:
        Path(aside).unlink()
