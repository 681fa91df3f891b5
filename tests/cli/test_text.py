"""text: written dialogues in, flags out; the seed's two scenarios; a malformed line keeps the good ones before it."""

import json

from tests.detectors.test_language import ENGLISH

OPENING = {
    "speaker": "customer",
    "text": "Eindelijk! Ik hang al 20 minuten aan de lijn. Die verdomde muziek ben ik intussen beu gehoord! Het "
    "internet werkt al de hele voormiddag niet, en ik moet dringend belangrijke e-mails sturen! "
    "Zo kan ik niet werken!",
}
STRAIGHT_TO_THE_FIX = {
    "speaker": "agent",
    "text": "Er is dus een probleem met uw verbinding. Kunt u de modem even uittrekken voor 10 seconden terwijl ik een "
    "lijnmeting uitvoer?",
}
HEARD_FIRST = {
    "speaker": "agent",
    "text": "Al 20 minuten?! Een mens zou voor minder kwaad worden, zeker als u dringend e-mails wilt versturen! "
    "Ik ga er nu alles aan doen om uw probleem op te lossen. Heeft u zelf al iets geprobeerd?",
}


def dialogues(path, *turns_of):
    lines = [json.dumps({"id": f"d{i}", "turns": turns}) for i, turns in enumerate(turns_of)]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_the_seeds_two_scenarios(souffleur, tmp_path):
    source = dialogues(tmp_path / "in.jsonl", [OPENING, STRAIGHT_TO_THE_FIX], [OPENING, HEARD_FIRST])
    ran = souffleur("text", source, "--flags", tmp_path / "out.jsonl")
    assert ran.code == 0, ran.err
    flagged, heard = map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())
    missing = [flag for flag in flagged["flags"] if flag["kind"] == "missing_acknowledgement"]
    assert [(flag["turn"], flag["span"]) for flag in missing] == [(1, None)]
    assert missing[0]["message"] and missing[0]["advice"]
    assert not [flag for flag in heard["flags"] if flag["kind"] == "missing_acknowledgement"]
    itches = [flag for flag in flagged["flags"] if flag["kind"] == "itch_word"]
    assert [(flag["turn"], flag["span"]) for flag in itches] == [(1, "even")]


def test_flags_go_to_stdout_and_dialogues_may_be_odd(souffleur, tmp_path):
    agent = {"speaker": "agent", "text": "In principe wel 🙂 <b>hoor</b>."}
    ran = souffleur("text", dialogues(tmp_path / "in.jsonl", [], [agent], [{**agent, "text": ""}], [agent] * 300))
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 0 and [line["id"] for line in lines] == ["d0", "d1", "d2", "d3"]
    assert not lines[0]["flags"] and lines[1]["flags"][0]["span"].lower() == "in principe"
    assert len({flag["turn"] for flag in lines[3]["flags"]}) == 300


def test_a_malformed_line_is_named_and_the_lines_before_it_are_processed(souffleur, tmp_path):
    source = dialogues(tmp_path / "in.jsonl", [OPENING, STRAIGHT_TO_THE_FIX])
    source.write_text(source.read_text() + "{oops\n")
    ran = souffleur("text", source, "--flags", tmp_path / "out.jsonl")
    assert ran.is_complaint(3, "line 2", "JSON")
    assert json.loads((tmp_path / "out.jsonl").read_text())["flags"]


def test_unreadable_and_unwritable_places(souffleur, tmp_path):
    assert souffleur("text", tmp_path / "none.jsonl").is_complaint(3, "none.jsonl")
    source = dialogues(tmp_path / "in.jsonl", [])
    assert souffleur("text", source, "--flags", tmp_path / "no" / "out.jsonl").is_complaint(6, "out.jsonl")


def test_a_lexicon_with_a_mistake_names_file_line_and_what(souffleur, tmp_path):
    lexicon = tmp_path / "own.yaml"
    lexicon.write_text("ons_woord:\n  say: [synergie]\n  category: buzzword\n  severity: sterk\n")
    source = dialogues(tmp_path / "in.jsonl", [])
    assert souffleur("text", source, SOUFFLEUR_FLAGS__LEXICON=str(lexicon)).is_complaint(3, "own.yaml:1", "example")


def test_debug_shows_the_traceback(souffleur, tmp_path):
    for arguments in (("--debug", "text", tmp_path / "none.jsonl"), ("text", tmp_path / "none.jsonl", "--debug")):
        ran = souffleur(*arguments)
        assert ran.code == 1 and "Traceback" in ran.err


def test_an_outbound_call_is_told_when_the_reason_stays_out(souffleur, tmp_path):
    lines = ["agent: Goedemiddag, met Els van Lumio.", "customer: Dag.", "agent: Heeft u tijd?", "customer: Waarvoor?"]
    lines += ["agent: Hoe gaat het met u?", "customer: Goed."]
    turns = [dict(zip(("speaker", "text"), line.split(": ", 1), strict=True)) for line in lines]
    named = {"id": "a", "direction": "outbound", "turns": turns}
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join(json.dumps(each) for each in (named, {"id": "b", "turns": turns})) + "\n")

    def told(*options: str, **environment: str) -> list[bool]:
        ran = souffleur("text", source, *options, **environment)
        assert ran.code == 0, ran.err
        lines = map(json.loads, ran.out.splitlines())
        return ["purpose_first" in {flag["kind"] for flag in line["flags"]} for line in lines]

    assert told() == [True, False]
    assert told("--direction", "outbound") == [True, True] == told(SOUFFLEUR_CALL__DIRECTION="outbound")
    assert souffleur("text", source, "--direction", "out").is_complaint(2, "call.direction")


def test_an_english_call_is_said_once_and_gets_no_dutch_flags(souffleur, tmp_path):
    lines = [*ENGLISH, "agent: No problem, that is our customer journey, eventually.", *ENGLISH]
    turns = [dict(zip(("speaker", "text"), line.split(": ", 1), strict=True)) for line in lines]
    ran = souffleur("text", dialogues(tmp_path / "in.jsonl", turns))
    [line] = map(json.loads, ran.out.splitlines())
    assert [(flag["kind"], flag["type"]) for flag in line["flags"]] == [("language", "en")]
    assert "Engels" in line["flags"][0]["message"]
    ran = souffleur("text", tmp_path / "in.jsonl", SOUFFLEUR_FLAGS__OFF='["language"]')
    assert "itch_word" in ran.out, "without it, Dutch rules judge English words"


def test_dialogues_that_are_no_dialogues(souffleur, tmp_path):
    def turn(speaker: str, text: str) -> dict[str, str]:
        return {"speaker": speaker, "text": text}

    odd = {
        "one speaker": [turn("agent", "In principe komt dat goed.")] * 3,
        "empty": [
            turn("customer", ""),
            turn("agent", "   "),
            turn("agent", "\u200b"),
            turn("agent", "In principe wel."),
        ],
        "emoji": [turn("customer", "😡😡😡"), turn("agent", "👍 In principe 🙂 wel!")],
        "markup": [
            turn("customer", "<b>Hallo</b> {{x}}"),
            turn("agent", "In principe wel <script>alert(1)</script> [b](c)"),
        ],
        "long": [
            turn("customer", "ik wacht nog altijd op mijn pakket " * 3000),
            turn("agent", "In principe wel. " + "ja dat is goed dan " * 5300),
        ],
        "no spaces": [turn("agent", "a" * 100_000), turn("agent", "In principe wel.")],
    }
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(json.dumps({"id": name, "turns": turns}) for name, turns in odd.items()) + "\n")
    ran = souffleur("text", path)
    assert ran.code == 0, ran.err
    found = {line["id"]: line["flags"] for line in map(json.loads, ran.out.splitlines())}
    assert list(found) == list(odd)
    assert all("itch_word" in {flag["kind"] for flag in flags} for flags in found.values())
    assert all(flag["turn"] < len(odd[name]) for name, flags in found.items() for flag in flags)
