"""Pictures held against the approved ones, region by region.

Both are halved first, which swallows how an edge was smoothed; then no region of 60 by 60 pixels may differ by more
than 2 % on average. A missing badge is more than that, and a picture as a whole would never notice it.
With KOCMOC_APPROVE set, what is seen is what is approved.
"""

import io
import os
from pathlib import Path

from PIL import Image, ImageChops

APPROVED = Path(__file__).parent / "approved"
_REGION = 30
_LIMIT = 255 * 2 // 100


def compare(name: str, screenshot: bytes, kept_in: Path) -> list[str]:
    """Where it is not as approved; what it looks like then is kept."""
    seen, approved = _packed(screenshot), APPROVED / f"{name}.webp"
    if os.environ.get("KOCMOC_APPROVE"):
        _approve(seen, approved)
    if not approved.exists():
        return [f"{name}: nobody has approved it yet"]
    found = _differences(seen, approved.read_bytes())
    if found:
        (kept_in / approved.name).write_bytes(seen)
    return [f"{name}: {words}" for words in found]


def _packed(screenshot: bytes) -> bytes:
    """As it is kept: so what the packing loses is lost on both sides."""
    packed = io.BytesIO()
    with Image.open(io.BytesIO(screenshot)) as file:
        file.convert("RGB").reduce(2).save(packed, "WEBP", quality=82)
    return packed.getvalue()


def _opened(packed: bytes) -> Image.Image:
    with Image.open(io.BytesIO(packed)) as file:
        return file.convert("RGB")


def _approve(seen: bytes, path: Path) -> None:
    """What is approved already stays as it is, so that only what has changed is new in the repository."""
    if not path.exists() or _differences(seen, path.read_bytes()):
        path.write_bytes(seen)


def _differences(one: bytes, other: bytes) -> list[str]:
    seen, approved = _opened(one), _opened(other)
    if seen.size != approved.size:
        return [f"it is {seen.size}, not {approved.size}"]
    regions = ImageChops.difference(seen, approved).reduce(_REGION)
    return [
        f"around {column * _REGION * 2}, {row * _REGION * 2} by {max(values) * 100 // 255} %"
        for row in range(regions.height)
        for column in range(regions.width)
        if max(values := _channels(regions, column, row)) > _LIMIT
    ]


def _channels(regions: Image.Image, column: int, row: int) -> tuple[int, ...]:
    values = regions.getpixel((column, row))
    assert isinstance(values, tuple)
    return values
