"""The truth beside a call's sound: who said what when, what must be flagged and what must not."""

from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString as _Quoted
from stage import Line

FORMAT = 1


def written(path: Path, call: dict, lines: list[Line], seconds: float, rate_hz: int) -> None:
    """Write the truth of `call` to `path`."""
    marks = {line.mark: i for i, line in enumerate(lines) if line.mark}
    document = {
        "format": FORMAT,
        "about": call["about"],
        "variety": call.get("variety", "NL"),
        "audio": _flow(
            {
                "file": path.with_suffix(".flac").name,
                "seconds": round(seconds, 3),
                "sample_rate_hz": rate_hz,
                "channels": _flow_list(["agent", "customer"]),
            }
        ),
        "line": _flow(call.get("line", {})),
        "utterances": [_utterance(i, line) for i, line in enumerate(lines)],
        "music": [_flow(span) for span in music_spans(call, lines)],
        "flags": [_flow(_flag(flag, lines, marks)) for flag in call.get("flags", [])],
        "must_not": [_flow(_quiet(rule, lines, marks, seconds)) for rule in call.get("must_not", [])],
    }
    yaml = YAML()
    yaml.width = 110
    with path.open("w", encoding="utf-8") as file:
        file.write(
            "# Made by make.py from calls/" + path.name + ": edit that file, not this one.\n"
            "# Times are seconds from the call's first sample. words: [text, start, end].\n"
        )
        yaml.dump(document, file)


def _utterance(index: int, line: Line) -> dict:
    words = _flow_list([_flow_list([_Quoted(text), round(a, 3), round(b, 3)]) for text, a, b in line.words])
    return {
        "id": index,
        "speaker": line.speaker,
        "start": round(line.start, 3),
        "end": round(line.end, 3),
        "speed": line.speed,
        "syllables": line.syllables,
        "text": line.text,
        "words": words,
    }


def _flag(flag: dict, lines: list[Line], marks: dict[str, int]) -> dict:
    """An expected flag with its seconds filled in."""
    kind = flag["kind"]
    filled = {"kind": kind, "speaker": flag.get("speaker", "agent")}
    if "text" in flag:
        index = marks[flag["in"]]
        filled |= {"utterance": index, "text": flag["text"], "category": flag["category"]}
        start, end = _where(flag["text"], lines[index])
    elif "between" in flag:
        start, end = between(flag["between"], lines)
    elif "from" in flag:
        start, end = lines[marks[flag["from"]]].start, lines[marks[flag["to"]]].end
    else:
        index = marks[flag["in"]]
        filled["utterance"] = index
        if "after" in flag:
            filled["after_utterance"] = marks[flag["after"]]
        start, end = lines[index].start, lines[index].end
    filled |= {"start": round(start, 3), "end": round(end, 3)}
    if flag.get("optional"):
        filled["optional"] = True
    return filled


def _quiet(rule: dict, lines: list[Line], marks: dict[str, int], seconds: float) -> dict:
    """A stretch in which `kind` must not be flagged: `in` a line, `from`..`to`, `until` a line's start, or all."""
    start, end = 0.0, seconds
    if "in" in rule:
        start, end = lines[marks[rule["in"]]].start, lines[marks[rule["in"]]].end
    if "between" in rule:
        start, end = between(rule["between"], lines)
    if "from" in rule:
        start = lines[marks[rule["from"]]].start + rule.get("grace", 0.0)
    if "to" in rule:
        end = lines[marks[rule["to"]]].end
    if "until" in rule:
        end = lines[marks[rule["until"]]].start
    who = {"speaker": rule["speaker"]} if "speaker" in rule else {}
    filled = {"kind": rule["kind"], **who, "start": round(start, 3), "end": round(end, 3)}
    if "text" in rule:
        filled["text"] = rule["text"]
        if "in" in rule:
            a, b = _where(rule["text"], lines[marks[rule["in"]]])
            filled |= {"start": round(a, 3), "end": round(b, 3)}
    return filled | {"why": rule["why"]}


def music_spans(call: dict, lines: list[Line]) -> list[dict]:
    """Where music plays: channel, start, end, level_dbfs."""
    spans = []
    for music in call.get("music", []):
        start, end = between(music["between"], lines)
        spans.append(
            {
                "channel": music["channel"],
                "start": round(start + music["inset"], 3),
                "end": round(end - music["inset"], 3),
                "level_dbfs": music["level_dbfs"],
            }
        )
    return spans


def between(marks: list[str], lines: list[Line]) -> tuple[float, float]:
    """The seconds from the end of the first marked line to the start of the second."""
    first, second = (next(line for line in lines if line.mark == mark) for mark in marks)
    return first.end, second.start


def _where(text: str, line: Line) -> tuple[float, float]:
    """Start and end of the first place where the words of `text` are said in `line`. Raises ValueError if nowhere."""
    sought = [_bare(word) for word in text.split()]
    said = [_bare(word) for word, _, _ in line.words]
    for i in range(len(said) - len(sought) + 1):
        if said[i : i + len(sought)] == sought:
            return line.words[i][1], line.words[i + len(sought) - 1][2]
    raise ValueError(f"{text!r} is not said in {line.text!r}")


def _bare(word: str) -> str:
    return word.strip(".,!?;:").lower()


def _flow(mapping: dict) -> CommentedMap:
    result = CommentedMap(mapping)
    result.fa.set_flow_style()
    return result


def _flow_list(items: list) -> CommentedSeq:
    result = CommentedSeq(items)
    result.fa.set_flow_style()
    return result
