"""Films and recordings: how large, how long, what one sees before they play, and what a voice looks like."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from time import monotonic

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream
from PIL import Image

from kocmoc.studio import boxes, photo, sniff
from kocmoc.studio.sniff import Type
from kocmoc.studio.types import UPLOAD, Refused, Work

_DEMUXERS = {
    sniff.MP4: "mov",
    sniff.MOV: "mov",
    sniff.M4A: "mov",
    sniff.WEBM: "matroska",
    sniff.OGG: "ogg",
    sniff.MP3: "mp3",
    sniff.WAV: "wav",
}
_WITHOUT_PICTURES = {sniff.MP4: sniff.M4A, sniff.MOV: sniff.M4A, sniff.WEBM: sniff.WEBM_AUDIO}
BARS = 100
_RATE = 8_000
_WINDOW = _RATE // 20
_LISTENING_SECONDS = 20.0
# Of a film that begins with darkness one sees the first second's end.
_POSTER_SECONDS = 1
_MOST_FRAMES_LOOKED_AT = 120


def look(folder: Path, found: Type, *, needs_waveform: bool) -> Work:
    """What is in a container. Of one that cannot be read nothing more is known than what its first bytes say."""
    path = folder / UPLOAD
    work = Work(mime=found.mime, kind=found.kind, extension=found.extension)
    try:
        with av.open(str(path), format=_DEMUXERS[found]) as container:
            film = _film(container)
            if film:
                _watch(work, folder, container, film)
            elif container.streams.audio:
                _listen(work, container, needs_waveform=needs_waveform)
    except (av.FFmpegError, ValueError, EOFError):
        pass
    if work.kind == "video" and found in (sniff.MP4, sniff.MOV, sniff.M4A):
        boxes.silence_film(path)
    return work


def _film(container: InputContainer) -> VideoStream | None:
    """The moving pictures; a record's cover is none."""
    covers = Disposition.attached_pic
    return next((each for each in container.streams.video if not each.disposition & covers), None)


def _watch(work: Work, folder: Path, container: InputContainer, film: VideoStream) -> None:
    if work.mime == sniff.OGG.mime:
        raise Refused("type_not_allowed")
    if work.kind == "audio":
        work.mime, work.kind, work.extension = sniff.MP4
    width, height = film.codec_context.width, film.codec_context.height
    if width * height > photo.MOST_PIXELS:
        raise Refused("too_many_pixels")
    work.duration = _seconds(container)
    work.width, work.height = width or None, height or None
    poster = _poster(container, film)
    if poster:
        work.width, work.height = poster.size
        work.thumbhash = photo.thumbnail(poster, folder)
        work.has_thumbnail = True


def _poster(container: InputContainer, film: VideoStream) -> Image.Image | None:
    film.thread_count = 1
    last = None
    try:
        for count, frame in enumerate(container.decode(film)):
            last = frame
            if (frame.time or 0) >= _POSTER_SECONDS or count >= _MOST_FRAMES_LOOKED_AT:
                break
    except av.FFmpegError:
        pass
    if last is None:
        return None
    drawn: Image.Image = last.to_image()  # type: ignore[no-untyped-call]
    return drawn.rotate(last.rotation, expand=True) if last.rotation else drawn


def _seconds(container: InputContainer) -> float | None:
    return round(container.duration / av.time_base, 3) if container.duration and container.duration > 0 else None


def _listen(work: Work, container: InputContainer, *, needs_waveform: bool) -> None:
    found = next((without for kind, without in _WITHOUT_PICTURES.items() if kind.mime == work.mime), None)
    if found:
        work.mime, work.kind, work.extension = found
    work.duration = _seconds(container)
    if needs_waveform or work.duration is None:
        peaks = _heard(container)
        work.duration = work.duration or round(len(peaks) * _WINDOW / _RATE, 3) or None
        work.waveform = bars(peaks) if needs_waveform else None


def _heard(container: InputContainer) -> list[int]:
    """All of it, or nothing when that would take too long: hours of talk are played without a shape."""
    until = monotonic() + _LISTENING_SECONDS
    peaks: list[int] = []
    with suppress(av.FFmpegError):  # what has been heard up to there is the recording
        for peak in _peaks(container):
            peaks.append(peak)
            if monotonic() > until:
                return []
    return peaks


def _peaks(container: InputContainer) -> Iterator[int]:
    """The loudest of every twentieth of a second, 0 to 32767."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=_RATE)
    waiting = memoryview(b"").cast("h")
    for frame in container.decode(container.streams.audio[0]):
        for part in resampler.resample(frame):
            samples = memoryview(bytes(waiting) + bytes(part.planes[0])[: part.samples * 2]).cast("h")
            whole = len(samples) - len(samples) % _WINDOW
            for at in range(0, whole, _WINDOW):
                window = samples[at : at + _WINDOW]
                yield min(max(max(window), -min(window)), 32767)
            waiting = samples[whole:]


def bars(peaks: list[int]) -> list[int] | None:
    """A hundred bars of 0 to 31, the loudest of them 31."""
    if not peaks:
        return None
    ends = [len(peaks) * bar // BARS for bar in range(BARS + 1)]
    loud = [max(peaks[start : max(start + 1, end)]) for start, end in pairwise(ends)]
    most = max(loud) or 1
    return [round(31 * each / most) for each in loud]
