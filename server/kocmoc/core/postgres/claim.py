"""A claim to a folder that the kernel itself ends when its holder dies, however it dies."""

import contextlib
import fcntl
import os
from pathlib import Path


class Claim:
    """An exclusive lock on a file, with the holder's process id in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._held: int | None = None

    def take(self) -> bool:
        """True when the claim is ours from now on, false when somebody alive holds it."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        os.ftruncate(descriptor, 0)
        os.write(descriptor, b"%d\n" % os.getpid())
        self._held = descriptor
        return True

    def holder(self) -> int | None:
        """The process id somebody wrote when taking it."""
        with contextlib.suppress(OSError, ValueError):
            return int(self.path.read_text())
        return None

    def release(self) -> None:
        # The file stays: unlinking it would let two processes hold two locks of one name.
        if self._held is not None:
            os.close(self._held)
            self._held = None
