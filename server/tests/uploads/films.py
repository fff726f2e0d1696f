"""Films and recordings made for a test."""

import io
import math
import struct
import wave
from fractions import Fraction
from typing import Any

import av
from PIL import Image


def film(container: str = "mp4", codec: str = "mpeg4", seconds: int = 2, **metadata: str) -> bytes:
    """Green, 160 by 120, ten pictures a second."""
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        file.metadata.update(metadata)
        stream: Any = file.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        for number in range(seconds * 10):
            frame = av.VideoFrame.from_image(Image.new("RGB", (160, 120), "green"))
            frame.pts, frame.time_base = number, Fraction(1, 10)
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return out.getvalue()


def tone(seconds: float = 2.0, rate: int = 8000) -> bytes:
    """A WAV that is silent at first and loud in its second half."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        total = int(seconds * rate)
        loud = [int(20_000 * math.sin(i / 3)) if i >= total // 2 else 0 for i in range(total)]
        file.writeframes(struct.pack(f"<{total}h", *loud))
    return out.getvalue()


def voice(container: str, codec: str, seconds: float = 2.0) -> bytes:
    """The same tone as another format."""
    out = io.BytesIO()
    with av.open(io.BytesIO(tone(seconds))) as source, av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=48_000 if codec == "libopus" else 44_100)
        for frame in source.decode(audio=0):
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return out.getvalue()
