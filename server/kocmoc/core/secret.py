"""The key that signs tokens, made once and kept in the data folder."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path


def keep_key(data_dir: Path) -> str:
    """The key in `secret.key`, made now if there is none. Two servers starting at once agree on one."""
    path = data_dir / "secret.key"
    if not path.exists():
        _make(path)
    path.chmod(0o600)
    return path.read_text("ascii").strip()


def _make(path: Path) -> None:
    """Written aside and then linked: the name never leads to half a key, nor over somebody else's whole one."""
    descriptor, aside = tempfile.mkstemp(prefix=".secret.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(descriptor)
        with contextlib.suppress(FileExistsError):
            os.link(aside, path)
    finally:
        Path(aside).unlink()
