"""A zip that leaves while it is written."""

import io
import zipfile
from collections.abc import AsyncIterator

from kocmoc.core import clock


class Archive:
    """What is written comes out of `taken`; nothing of it is kept."""

    def __init__(self) -> None:
        self._out = _Pipe()
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED)

    async def add(self, name: str, content: AsyncIterator[bytes], *, packed: bool = True) -> AsyncIterator[bytes]:
        """A file of the archive, and what there is to send of it."""
        info = zipfile.ZipInfo(name, clock.now().timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        with self._zip.open(info, "w", force_zip64=True) as entry:
            async for piece in content:
                entry.write(piece)
                if taken := self._out.take():
                    yield taken
        yield self._out.take()

    def end(self) -> bytes:
        self._zip.close()
        return self._out.take()


class _Pipe(io.RawIOBase):
    """Takes bytes in order and hands them on; nobody goes back in it."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        self._held += memoryview(piece)  # type: ignore[arg-type]
        return memoryview(piece).nbytes  # type: ignore[arg-type]

    def take(self) -> bytes:
        taken = bytes(self._held)
        self._held.clear()
        return taken
