"""A voice message without a voice: a line for a bass guitar, plucked string by plucked string."""

from array import array
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import av

RATE = 24_000
BEAT = 0.28
# E minor, two bars and home again; in half tones above the low E, None is a rest.
_LINE = (0, 0, None, 7, 10, None, 12, 10, 3, 3, None, 10, 7, None, 5, 2, 0, None, 0, 7, 10, 12, 15, 12, 10, 7, 3, 0)


def bass(path: Path) -> None:
    """As Opus in OGG, which is what a recorder sends."""
    samples = array("h", (round(32_000 * max(-1, min(1, each))) for each in _played(Random("bass"))))
    with av.open(str(path), "w", format="ogg") as file:
        stream: Any = file.add_stream("libopus", rate=48_000)
        stream.bit_rate = 32_000
        frame: Any = av.AudioFrame(format="s16", layout="mono", samples=len(samples))
        frame.planes[0].update(samples.tobytes())
        frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
        for part in av.AudioResampler(format="s16", layout="mono", rate=48_000).resample(frame):
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))


def _played(random: Random) -> Iterator[float]:
    for note in _LINE:
        count = int(BEAT * RATE)
        yield from (0.0 for _ in range(count)) if note is None else _plucked(41.2 * 2 * 2 ** (note / 12), count, random)


def _plucked(pitch: float, count: int, random: Random) -> Iterator[float]:
    """Karplus and Strong: a burst of noise that goes round and grows softer."""
    string = [random.uniform(-1, 1) for _ in range(round(RATE / pitch))]
    for _ in range(2):
        string = [(a + b) / 2 for a, b in zip(string, string[1:] + string[:1], strict=True)]
    for step in range(count):
        at = step % len(string)
        string[at] = 0.498 * (string[at] + string[at - len(string) + 1])
        yield 0.9 * string[at] * min(1, (count - step) / 600)
