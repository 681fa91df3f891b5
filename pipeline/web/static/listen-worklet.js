// Plays both channels of a call from one ring buffer in stream time, a jitter buffer behind what has arrived.
// Messages in: {rateHz}, or {samples: ArrayBuffer, at: sample index, channel}. Out, 20 times a second: what is heard.

const RING_SECONDS = 4;
const TARGET_MS = 160;
const LONGEST_TARGET_MS = 250;
const STEP_MS = 30;
const SKIP_ABOVE_MS = 150;
const REPORT_SECONDS = 0.05;
const STALLED_SECONDS = 0.5;
const PAN = [[1, 0.55], [0.55, 1]];

class Listen extends AudioWorkletProcessor {
  constructor() {
    super();
    this.size = RING_SECONDS * sampleRate;
    this.rings = [new Float32Array(this.size), new Float32Array(this.size)];
    this.ends = [-1, -1];
    this.head = null;
    this.playing = false;
    this.target = (TARGET_MS / 1000) * sampleRate;
    this.counts = { played: 0, skipped: 0, underruns: 0 };
    this.reported = 0;
    this.port.onmessage = (event) => this.take(event.data);
  }

  take({ samples, at, channel }) {
    const received = new Int16Array(samples);
    const ring = this.rings[channel];
    const end = Math.max(...this.ends);
    if (this.head === null) this.head = at;
    if (end >= 0 && Math.abs(at - end) > this.size / 2) this.restart(at);
    for (let i = Math.max(0, this.head - at); i < received.length; i += 1) ring[(at + i) % this.size] = received[i] / 32768;
    this.ends[channel] = at + received.length;
  }

  // The stream jumped further than the ring is long.
  restart(at) {
    this.rings.forEach((ring) => ring.fill(0));
    this.ends = [-1, -1];
    this.head = at;
    this.playing = false;
  }

  // How far both channels have come; one that has stalled is not waited for.
  get end() {
    const newest = Math.max(...this.ends);
    return Math.min(...this.ends.filter((end) => end > newest - STALLED_SECONDS * sampleRate));
  }

  process(_inputs, [output]) {
    const length = output[0].length;
    if (this.head === null) return true;
    const ahead = this.end - this.head;
    if (!this.playing && ahead >= this.target) this.playing = true;
    if (this.playing && ahead > this.target + (SKIP_ABOVE_MS / 1000) * sampleRate) this.skip(ahead - this.target);
    if (this.playing && ahead < length) {
      this.playing = false;
      this.counts.underruns += 1;
      this.target = Math.min((LONGEST_TARGET_MS / 1000) * sampleRate, this.target + (STEP_MS / 1000) * sampleRate);
    }
    if (this.playing) this.play(output, length);
    this.report(length);
    return true;
  }

  skip(samples) {
    const whole = Math.floor(samples);
    for (let i = 0; i < whole; i += 1) this.forget(this.head + i);
    this.head += whole;
    this.counts.skipped += whole;
  }

  forget(index) {
    for (const ring of this.rings) ring[index % this.size] = 0;
  }

  play(output, length) {
    for (let i = 0; i < length; i += 1) {
      const index = (this.head + i) % this.size;
      for (let side = 0; side < output.length; side += 1) {
        output[side][i] = Math.max(-1, Math.min(1, this.rings[0][index] * PAN[0][side] + this.rings[1][index] * PAN[1][side]));
      }
      this.forget(this.head + i);
    }
    this.head += length;
    this.counts.played += length;
  }

  report(length) {
    this.reported += length;
    if (this.reported < REPORT_SECONDS * sampleRate) return;
    this.reported = 0;
    this.port.postMessage({ at: this.head / sampleRate, bufferMs: (1000 * (this.end - this.head)) / sampleRate, playing: this.playing, ...this.counts });
  }
}

registerProcessor("listen", Listen);
