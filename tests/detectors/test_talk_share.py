"""Talk share: once per episode, with hysteresis, over the last two minutes."""

from pipeline.audio.events import AudioLost
from pipeline.detectors.flag import Cleared, Flag
from pipeline.detectors.talk_share import TalkShare
from pipeline.span import Span, Speaker
from tests.detectors.spoken_call import Stretch, events, flags, outcomes


def shared(agent: float, seconds: float, start: float = 1.0) -> list[Stretch]:
    """Rounds of 10 s in which the agent has this share of 9 s of speech."""
    made: list[Stretch] = []
    for number in range(int(seconds / 10)):
        begin = start + number * 10
        made += [("customer", begin, begin + 9 * (1 - agent)), ("agent", begin + 9 * (1 - agent) + 0.3, begin + 9.3)]
    return made


def test_an_agent_who_talks_most_of_the_time():
    (flag,) = flags(TalkShare(), events(shared(0.8, 300)))
    assert (flag.kind, flag.key, flag.severity) == ("talk_share", "talk_share", "info")
    assert 0.75 < flag.value < 0.85
    assert flag.span.duration == 120
    assert 120 < flag.raised < 130


def test_a_fair_share_is_none():
    assert not outcomes(TalkShare(), events(shared(0.6, 300)))


def test_nothing_is_judged_in_the_first_two_minutes():
    assert not flags(TalkShare(), events(shared(0.9, 110)))


def test_it_is_cleared_well_below_the_limit_and_may_come_back():
    talk = [*shared(0.8, 200), *shared(0.6, 200, 201.0), *shared(0.2, 200, 401.0), *shared(0.9, 200, 601.0)]
    found = outcomes(TalkShare(), events(talk))
    assert [type(each) for each in found] == [Flag, Cleared, Flag]
    assert 401 < found[1].at < 500
    assert found[2].raised > 601


def test_a_recording_of_one_channel_is_not_judged():
    assert not flags(TalkShare(), events([each for each in shared(0.8, 300) if each[0] == "agent"]))


def test_a_long_silence_is_not_judged():
    assert not flags(TalkShare(), events([*shared(0.8, 20), ("agent", 140, 160)], until=260))


def test_lost_sound_is_not_judged():
    lost = AudioLost(at=60.0, speaker=Speaker.CUSTOMER, span=Span(50.0, 60.0), reason="device_ended")
    assert not [flag for flag in flags(TalkShare(), events(shared(0.8, 300), others=[lost])) if flag.raised < 175]
