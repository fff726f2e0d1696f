"""Buckets that refill by themselves."""

import pytest

from kocmoc.core import limits
from kocmoc.core.errors import TooMany
from kocmoc.core.limits import Limits, Rate


class Clock:
    """Time that stands still until it is told to move."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(limits, "monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def spend_all(bucket: Limits, rate: Rate, key: str = "k") -> int:
    """How many tokens there are right now."""
    for count in range(10_000):
        try:
            bucket.spend(key, rate)
        except TooMany:
            return count
    raise AssertionError("the bucket has no bottom")


def test_a_burst_goes_through_and_the_next_is_told_how_long_to_wait(clock: Clock) -> None:
    bucket, rate = Limits(), Rate(burst=20, seconds_each=0.2)
    assert spend_all(bucket, rate) == 20
    with pytest.raises(TooMany) as refusal:
        bucket.spend("k", rate)
    assert refusal.value.retry_after == pytest.approx(0.2)
    clock.now += 0.2
    assert spend_all(bucket, rate) == 1
    clock.now += 1000
    assert spend_all(bucket, rate) == 20


def test_keys_do_not_share(clock: Clock) -> None:
    bucket, rate = Limits(), Rate.per(3, 60)
    assert spend_all(bucket, rate, "one") == 3
    assert spend_all(bucket, rate, "other") == 3


def test_a_refused_try_costs_nothing(clock: Clock) -> None:
    bucket, rate = Limits(), Rate(burst=1, seconds_each=1.0)
    bucket.spend("k", rate)
    for _ in range(100):
        with pytest.raises(TooMany):
            bucket.spend("k", rate)
    clock.now += 1.0
    bucket.spend("k", rate)


def test_two_are_never_closer_than_the_gap(clock: Clock) -> None:
    bucket, rate = Limits(), Rate(burst=100, seconds_each=0.001, gap_seconds=0.5)
    bucket.spend("k", rate)
    clock.now += 0.3
    with pytest.raises(TooMany) as refusal:
        bucket.spend("k", rate)
    assert refusal.value.retry_after == pytest.approx(0.2)
    clock.now += 0.2
    bucket.spend("k", rate)


def test_a_token_given_back_can_be_spent_again(clock: Clock) -> None:
    bucket, rate = Limits(), Rate(burst=5, seconds_each=1.0)
    assert spend_all(bucket, rate) == 5
    bucket.give_back("k", rate)
    assert spend_all(bucket, rate) == 1


def test_keys_that_have_recovered_are_forgotten(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_SWEEP_AT", 100)
    bucket, rate = Limits(), Rate.per(1, 1)
    for n in range(1000):
        clock.now += 0.1
        bucket.spend(f"{n}", rate)
    assert len(bucket._full_at) <= 101
