"""Time as it is written on the wire."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from kocmoc.core import clock

MOSCOW = timezone(timedelta(hours=3))


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(1961, 4, 12, 6, 7, tzinfo=UTC), "1961-04-12T06:07:00.000Z"),
        (datetime(1961, 4, 12, 9, 7, tzinfo=MOSCOW), "1961-04-12T06:07:00.000Z"),
        (datetime(2026, 11, 23, 6, 11, 0, 123_000, tzinfo=UTC), "2026-11-23T06:11:00.123Z"),
        (datetime(2026, 11, 23, 6, 11, 0, 123_999, tzinfo=UTC), "2026-11-23T06:11:00.123Z"),
        (datetime(2026, 11, 23, 6, 11, 0, 999, tzinfo=UTC), "2026-11-23T06:11:00.000Z"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00.000Z"),
        (datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), "9999-12-31T23:59:59.999Z"),
    ],
)
def test_moments_are_written_in_utc_to_the_millisecond(moment: datetime, written: str) -> None:
    assert clock.wire(moment) == written
    assert moment - datetime.fromisoformat(written) < timedelta(milliseconds=1)
