"""devices: what can be listened to."""

from rich.table import Table

from pipeline.audio.devices import list_devices
from pipeline.cli.app import app
from pipeline.cli.printing import out


@app.command(epilog="Voorbeeld: python run_live.py devices")
def devices() -> None:
    """List the devices that `live` can listen to: microphones, and loopbacks (what is played, a headset's monitor)."""
    table = Table("nr", "naam", "soort", "kanalen", "Hz", "via", box=None, header_style="bold", pad_edge=False)
    for number, device in enumerate(list_devices()):
        kind = "loopback" if device.loopback else "microfoon"
        name = f"[bold]{device.name}[/] (standaard)" if device.default else device.name
        table.add_row(str(number), name, kind, str(device.inputs), str(device.rate_hz), device.host)
    out.print(
        table if table.row_count else "Geen invoerapparaat gevonden. Sluit er een aan, of start de geluidsserver."
    )
