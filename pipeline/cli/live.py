"""live: a call through this machine's sound devices."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline import profiles
from pipeline.audio.devices import find_device
from pipeline.audio.events import AudioLost
from pipeline.audio.frame import Frame
from pipeline.audio.microphone import CallClock, Microphone
from pipeline.cli.app import Common, app
from pipeline.cli.session import call_for, engine_for, sinks_for
from pipeline.cli.stopping import INTERRUPTED, Stop, stoppable
from pipeline.live.microphones import microphones
from pipeline.live.session import attend_alone
from pipeline.sinks.wording import SPEAKERS
from pipeline.span import Speaker


@app.command(
    epilog="Voorbeelden: python run_live.py live · "
    "python run_live.py live --agent-device headset --customer-device monitor --agent Noor"
)
def live(
    context: typer.Context,
    agent_device: Annotated[str | None, typer.Option(help="Name, part of it, or number (`devices`).")] = None,
    customer_device: Annotated[str | None, typer.Option(help="The headset's loopback; left out: agent only.")] = None,
    agent: Annotated[str | None, typer.Option(help="The agent's name: keeps their own pace baseline.")] = None,
    events: Annotated[Path | None, typer.Option(help="Write the event log (JSON Lines) here.")] = None,
    captions: Annotated[Path | None, typer.Option(help="Write captions (WebVTT) here.")] = None,
    model: Annotated[str | None, typer.Option(help="Whisper model: a name (models list) or a folder.")] = None,
    variety: Annotated[str | None, typer.Option(help="NL or BE: the norm that a new baseline starts from.")] = None,
    direction: Annotated[str | None, typer.Option(help="inbound or outbound: who calls (default: inbound).")] = None,
    seconds: Annotated[float | None, typer.Option(help="Stop after this long; left out: Ctrl-C stops.")] = None,
) -> None:
    """Listen to a call as it happens: the agent's microphone and, when named, the customer's sound.

    A device that vanishes is reported and taken up again when it returns. Ctrl-C ends the call. Sound is never stored;
    words only where --events or --captions asks for it.
    """
    settings = context.find_object(Common).load(
        captions={"model": model}, pace={"variety": variety}, call={"direction": direction}
    )
    wanted = {Speaker.AGENT: agent_device}
    if customer_device is not None:
        wanted[Speaker.CUSTOMER] = customer_device
    for device in wanted.values():
        find_device(device)  # a wrong name is told before the model is loaded
    engine = engine_for(settings)
    call = call_for(settings, call_id=datetime.now().astimezone().strftime("%Y%m%d-%H%M%S"), agent=agent, live=True)
    clock = CallClock()
    with ExitStack() as opened, stoppable() as stop:
        ears = [Microphone(speaker, device, clock=clock) for speaker, device in wanted.items()]
        for ear in ears:
            opened.callback(ear.close)
            ear.start()
        title = " · ".join(f"{SPEAKERS[ear.speaker].lower()}: {ear.device.name}" for ear in ears if ear.device)
        sinks = opened.enter_context(sinks_for(title=title, events=events, captions=captions, moving=True))
        sound = _until(stop, seconds, microphones(ears))
        asyncio.run(attend_alone(call, sound, engine, sinks.take, partials=settings.captions.partials))
    profiles.remember(agent, call.baseline)
    if stop:
        raise typer.Exit(INTERRUPTED)


async def _until(
    stop: Stop, seconds: float | None, sound: AsyncIterator[Frame | AudioLost]
) -> AsyncIterator[Frame | AudioLost]:
    async for heard in sound:
        if stop or (seconds is not None and heard.span.end > seconds):
            break
        yield heard
    await sound.aclose()
