"""The data folder, and the key in it."""

import msgspec

from kocmoc.core.halt import Halt
from kocmoc.core.secret import keep_key
from kocmoc.settings import Settings


def furnish(settings: Settings) -> Settings:
    """Makes the data folder, and the key in it unless one was given."""
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        return msgspec.structs.replace(settings, secret_key=settings.secret_key or keep_key(settings.data_dir))
    except OSError as wrong:
        raise Halt(f"The data folder {settings.data_dir} cannot be used: {wrong.strerror}.") from None
