import threading
from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.channel import Channel, ChannelClosed, WhenFull


def emptied(channel: Channel) -> list:
    return [channel.get(timeout=0) for _ in range(len(channel))]


@given(st.lists(st.one_of(st.integers(1, 7), st.none()), max_size=60), st.integers(1, 9))
def test_dropping_the_oldest_keeps_the_newest_within_the_bound(steps, bound):
    channel: Channel[tuple[int, int]] = Channel(bound, WhenFull.DROP_OLDEST, size=lambda item: item[1])
    model: deque[tuple[int, int]] = deque()
    dropped = dropped_size = 0
    for number, step in enumerate(steps):
        if step is None:
            if model:
                assert channel.get(timeout=0) == model.popleft()
            continue
        while model and sum(size for _, size in model) + step > bound:
            dropped, dropped_size = dropped + 1, dropped_size + model.popleft()[1]
        model.append((number, step))
        assert channel.put((number, step))
        assert channel.filled <= bound or len(channel) == 1
    assert (channel.dropped, channel.dropped_size) == (dropped, dropped_size)
    assert emptied(channel) == list(model) and channel.filled == 0


def test_dropping_the_newest_keeps_what_waits():
    channel: Channel[int] = Channel(2, WhenFull.DROP_NEWEST)
    assert [channel.put(item) for item in (1, 2, 3)] == [True, True, False]
    assert channel.dropped == 1 and emptied(channel) == [1, 2]


def test_a_bound_of_one_that_drops_the_oldest_holds_the_latest():
    channel: Channel[int] = Channel(1, WhenFull.DROP_OLDEST)
    for item in range(5):
        channel.put(item)
    assert emptied(channel) == [4] and channel.dropped == 4


def test_waiting_loses_nothing_and_keeps_the_order():
    channel: Channel[int] = Channel(3, WhenFull.WAIT)
    got: list[int] = []

    def read() -> None:
        try:
            while True:
                got.append(channel.get())
        except ChannelClosed:
            pass

    reader = threading.Thread(target=read)
    reader.start()
    assert all(channel.put(item) for item in range(500))
    channel.close()
    reader.join(10)
    assert got == list(range(500)) and channel.dropped == 0


def test_waiting_ends_after_its_timeout_and_loses_nothing_silently():
    channel: Channel[int] = Channel(1, WhenFull.WAIT)
    assert channel.put(1)
    assert not channel.put(2, timeout=0.01)
    assert emptied(channel) == [1]


@pytest.mark.parametrize("policy", list(WhenFull))
def test_after_closing_the_rest_comes_out_and_nothing_goes_in(policy):
    channel: Channel[int] = Channel(2, policy)
    channel.put(1)
    channel.close()
    channel.close()
    with pytest.raises(ChannelClosed):
        channel.put(2)
    assert channel.get() == 1
    with pytest.raises(ChannelClosed):
        channel.get()


def test_closing_wakes_those_who_wait():
    full, empty = Channel(1, WhenFull.WAIT), Channel(1, WhenFull.WAIT)
    full.put(1)
    ended = []

    def wait(action) -> None:
        try:
            action()
        except ChannelClosed:
            ended.append(action)

    threads = [threading.Thread(target=wait, args=(action,)) for action in (lambda: full.put(2), empty.get)]
    for thread in threads:
        thread.start()
    full.close()
    empty.close()
    for thread in threads:
        thread.join(10)
    assert len(ended) == 2


def test_an_empty_channel_times_out():
    with pytest.raises(TimeoutError):
        Channel(1, WhenFull.WAIT).get(timeout=0.01)


def test_an_item_larger_than_the_bound_still_gets_through():
    channel: Channel[str] = Channel(3, WhenFull.DROP_OLDEST, size=len)
    channel.put("ab")
    channel.put("abcdef")
    assert emptied(channel) == ["abcdef"] and channel.dropped == 1


def test_a_channel_without_room_is_refused():
    with pytest.raises(ValueError, match="room"):
        Channel(0, WhenFull.WAIT)
