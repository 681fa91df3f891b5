// Listening in: sound over its own line into an AudioWorklet. The panel's data attributes tell what was heard.
import { t } from "./i18n.js";
import { setText } from "./dom.js";
import { toast } from "./api.js";
import { clock, number } from "./format.js";
import { Line } from "./sockets.js";

const HEADER_BYTES = 16;

export class Listening {
  // panel holds the toggle (button), the choice of channel (select) and a line of text ([data-heard]).
  constructor(panel, callId, onhear) {
    Object.assign(this, { panel, callId, onhear, context: null, line: null });
    this.toggle = panel.querySelector("button");
    this.channel = panel.querySelector("select");
    this.text = panel.querySelector("[data-heard]");
    this.toggle.addEventListener("click", () => (this.context ? this.stop() : this.start()));
    this.channel.addEventListener("change", () => this.context && this.restart());
    addEventListener("pagehide", () => this.stop());
  }

  async start() {
    const context = new AudioContext({ sampleRate: 16000, latencyHint: "interactive" });
    this.context = context;
    this.show();
    try {
      await context.audioWorklet.addModule("/static/listen-worklet.js");
      await context.resume();
    } catch {
      this.stop();
      toast(t("Deze browser kan het geluid niet afspelen."), true);
      return;
    }
    if (context === this.context) this.connect();
  }

  connect() {
    this.node = new AudioWorkletNode(this.context, "listen", { numberOfInputs: 0, outputChannelCount: [2] });
    this.node.port.onmessage = ({ data }) => this.heard(data);
    this.node.connect(this.context.destination);
    const address = `/ws/calls/${encodeURIComponent(this.callId)}/audio?channel=${this.channel.value}`;
    this.line = new Line(() => address, { onmessage: (message) => this.take(message) });
  }

  restart() {
    this.line?.close();
    this.node?.disconnect();
    if (this.node) this.connect();
  }

  take(message) {
    if (!(message instanceof ArrayBuffer)) {
      if (message.type === "format" && message.rateHz !== this.context.sampleRate) this.stop();
      return;
    }
    const view = new DataView(message);
    const at = Math.round(view.getFloat64(0, true) * this.context.sampleRate);
    const samples = message.slice(HEADER_BYTES);
    this.node.port.postMessage({ samples, at, channel: view.getUint8(8) }, [samples]);
  }

  heard({ at, bufferMs, playing, played, skipped, underruns }) {
    if (!this.context) return;
    const outputMs = 1000 * (this.context.baseLatency + (this.context.outputLatency || 0));
    const delayMs = Math.round(Math.max(0, bufferMs) + outputMs);
    Object.assign(this.panel.dataset, { played, skipped, underruns, delayMs, at: at.toFixed(2), playing });
    setText(this.text, playing ? t("{clock} · {delay} s later", { clock: clock(at), delay: number(delayMs / 1000) }) : t("wacht op geluid…"));
    if (playing) this.onhear(at - outputMs / 1000);
  }

  stop() {
    this.line?.close();
    this.context?.close();
    this.context = this.line = this.node = null;
    this.show();
    this.onhear(null);
  }

  show() {
    const on = this.context !== null;
    this.toggle.setAttribute("aria-pressed", String(on));
    this.panel.dataset.on = on;
    this.text.hidden = !on;
    setText(this.text, on ? t("wacht op geluid…") : "");
  }
}
