"""One agent's calls in order: what is done, what must be done again, who stands alone."""

from pathlib import Path

from pipeline.batch.archive import UNNAMED, Item
from pipeline.batch.chain import chains, count_done, keep, learned


def item(folder: Path, agent: str, number: int) -> Item:
    path = folder / f"{agent}-{number}.wav"
    path.write_bytes(b"x")
    return Item(name=path.name, path=path, agent=agent)


def done(each: Item, out: Path, before: str | None, after: str) -> None:
    each.log(out).parent.mkdir(parents=True, exist_ok=True)
    each.log(out).write_text("")
    keep(each, out, before, after)


def test_calls_are_done_while_each_began_where_the_one_before_ended(tmp_path):
    calls, out = [item(tmp_path, "noor", n) for n in range(4)], tmp_path / "out"
    for number, call in enumerate(calls[:3]):
        done(call, out, f"p{number - 1}" if number else None, f"p{number}")
    (chain,) = chains(calls)
    assert chain.skip_done(out) == calls[:3] and chain.pace == "p2" and chain.next() == calls[3]
    keep(calls[1], out, "p0", "another")
    (chain,) = chains(calls)
    assert chain.skip_done(out) == calls[:2] and chain.pace == "another", "the third began with what no longer is"


def test_a_log_without_its_pace_or_older_than_its_recording_is_not_done(tmp_path):
    call, out = item(tmp_path, "noor", 0), tmp_path / "out"
    done(call, out, None, "p")
    call.pace(out).write_text("{half")
    assert learned(call, out) is None and count_done([call], out) == 0
    done(call, out, None, "p")
    assert count_done([call], out) == 1
    call.log(out).unlink()
    assert count_done([call], out) == 0


def test_a_broken_file_in_between_hides_nothing(tmp_path):
    calls, out = [item(tmp_path, "noor", n) for n in range(3)], tmp_path / "out"
    done(calls[0], out, None, "p0")
    done(calls[2], out, "p0", "p2")
    assert count_done(calls, out) == 2


def test_each_agent_has_a_chain_and_the_unnamed_stand_alone(tmp_path):
    calls = [item(tmp_path, agent, n) for n in range(2) for agent in ("noor", "sam", UNNAMED)]
    found = [[call.name for call in chain.waiting] for chain in chains(calls)]
    assert [len(names) for names in found] == [2, 2, 1, 1]
    assert found[0] == ["noor-0.wav", "noor-1.wav"]
