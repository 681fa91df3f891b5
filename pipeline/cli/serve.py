"""serve: the coach's board and the agent's page, with the calls of now."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from pipeline.audio.devices import find_device
from pipeline.audio.recording import open_recording
from pipeline.captions.engine import Engine
from pipeline.cli import serving
from pipeline.cli.app import Common, app, detectors_for
from pipeline.cli.incoming import Incoming, Sources
from pipeline.cli.printing import err, out
from pipeline.cli.session import engine_for
from pipeline.cli.stopping import INTERRUPTED, stoppable
from pipeline.detectors.lexicon import warm_lexicons
from pipeline.errors import SouffleurError
from pipeline.hub.hub import Hub
from pipeline.live.captioner import Captioner
from pipeline.live.programme import ProgrammeOptions
from pipeline.live.switchboard import Switchboard
from pipeline.span import Speaker
from pipeline.store import people
from pipeline.store.backlog import Health
from pipeline.store.store import Store
from pipeline.store.writer import Writer
from pipeline.web.app import create_app
from pipeline.web.services import Services

HEARD_AT_ONCE = 3
"""Recordings that play at the same time unless --at-once says otherwise: what Whisper keeps up with on two cores."""


@app.command(
    epilog="Voorbeelden: python run_live.py serve --play audio_fixtures/angry.flac --loop · "
    "python run_live.py serve --agent-device headset --customer-device monitor --agent Noor"
)
def serve(
    context: typer.Context,
    host: Annotated[
        str | None, typer.Option(help="Address to serve at (default: 127.0.0.1, this machine only).")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port (default: 8765; 0 takes a free one).")] = None,
    tls_cert: Annotated[Path | None, typer.Option(help="Certificate (PEM), to serve other machines.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its private key (PEM).")] = None,
    behind_proxy: Annotated[str | None, typer.Option(help="Address of the TLS proxy before us, https://...")] = None,
    store: Annotated[
        str | None, typer.Option(help="Where calls are kept: a SQLite file or a postgresql:// URL.")
    ] = None,
    play: Annotated[
        list[Path] | None, typer.Option(help="A recorded call to play as a live one; again for more.")
    ] = None,
    play_log: Annotated[list[Path] | None, typer.Option(help="The same from an event log: needs no Whisper.")] = None,
    loop: Annotated[bool, typer.Option("--loop", help="Play them again and again.")] = False,
    at_once: Annotated[int | None, typer.Option(min=1, help="Played calls that run at the same time.")] = None,
    agent: Annotated[list[str] | None, typer.Option(help="An agent's name; again for more seats.")] = None,
    agent_device: Annotated[str | None, typer.Option(help="Also attend a call: the agent's microphone.")] = None,
    customer_device: Annotated[str | None, typer.Option(help="And the customer's sound.")] = None,
    model: Annotated[str | None, typer.Option(help="Whisper model: a name (models list) or a folder.")] = None,
) -> None:
    """Serve the coach's board and the agent's page.

    Calls come from --play, --play-log and this machine's devices. What is said and flagged is kept in the store; sound
    is not. Ctrl-C ends the calls and stops.
    """
    board = {
        "host": host,
        "port": port,
        "tls_cert": tls_cert,
        "tls_key": tls_key,
        "behind_proxy": behind_proxy,
        "store": store,
    }
    settings = context.find_object(Common).load(captions={"model": model}, board=board)
    serving.check(settings.board)
    devices = _devices(agent_device, customer_device)
    recordings, logs = play or [], play_log or []
    for path in recordings:
        open_recording(path)  # a wrong name is told before the model is loaded
    usual = HEARD_AT_ONCE if recordings else len(logs)
    programme = ProgrammeOptions(at_once=at_once or usual or 1, loop=loop)
    sources = Sources(recordings=recordings, logs=logs, agents=agent or [], devices=devices, programme=programme)
    with (
        serving.listening(settings.board) as listener,
        Store.open(settings.board.store) as kept,
        Writer(kept, on_health=_tell_health) as writer,
    ):
        engine = engine_for(settings) if sources.need_captions else None
        hub = Hub()
        with err.status("Woorden klaarleggen…"):
            hub.use(detectors_for(settings))
            warm_lexicons()
        first_run = people.count(kept) == 0
        options = serving.web_options(settings.board, listener.getsockname()[1], first_run=first_run)
        services = Services(
            store=kept, hub=hub, settings=settings, options=options, trouble=lambda: writer.health.trouble
        )
        server = serving.server_for(create_app(services), settings.board)

        def ready() -> None:
            out.print(f"Souffleur: [bold]{options.origins[0]}[/]")
            if first_run:
                code = f" Startcode: [bold]{options.setup_code}[/]" if options.setup_code else ""
                out.print(f"Nog geen account: open dat adres en maak het eerste (van een coach).{code}")
            out.print("[dim]Ctrl-C stopt.[/]")

        with stoppable() as stop:
            switchboard = Switchboard(
                hub,
                sinks=lambda live: [writer.open(live.id, started_at=live.started_at)],
                failed=_tell_failed,
            )

            async def everything() -> None:
                async with _captions(engine) as captioner:
                    incoming = Incoming(sources, services, switchboard, captioner)
                    await serving.run(server, listener, hub, incoming.run, stop, ready)

            _run(everything())
    if stop:
        raise typer.Exit(INTERRUPTED)


def _run(work: Coroutine[Any, Any, None]) -> None:
    try:
        asyncio.run(work)
    except* SouffleurError as group:
        raise _first(group) from None


def _first(group: BaseExceptionGroup) -> BaseException:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


@asynccontextmanager
async def _captions(engine: Engine | None) -> AsyncIterator[Captioner | None]:
    if engine is None:
        yield None
        return
    async with Captioner(engine) as captioner:
        yield captioner


def _devices(agent: str | None, customer: str | None) -> dict[Speaker, str | None] | None:
    """The devices of a call on this machine, looked up. Raises DeviceError for one that is not there."""
    named = {Speaker.AGENT: agent, Speaker.CUSTOMER: customer}
    wanted = {speaker: device for speaker, device in named.items() if device is not None}
    for device in wanted.values():
        find_device(device)
    return wanted or None


def _tell_health(health: Health) -> None:
    if health.trouble:
        err.print(f"[yellow]![/] {escape(health.trouble)} Wacht: {health.spilled + health.held}, kwijt: {health.lost}.")
    else:
        err.print("[green]✓[/] De opslag doet het weer.")


def _tell_failed(call_id: str, error: Exception) -> None:
    """Never the error's text unless it is ours: another's may hold what was said."""
    told = f"{error.code}: {error.message}" if isinstance(error, SouffleurError) else type(_first_of(error)).__name__
    err.print(f"[red]![/] gesprek {call_id} brak af: {escape(told)}")


def _first_of(error: Exception) -> BaseException:
    return _first(error) if isinstance(error, BaseExceptionGroup) else error
