// A call as its items tell it. No drawing here: views read it and are told which item came.

export class CallModel {
  constructor() {
    this.seq = 0;
    this.now = 0;
    this.state = "live";
    this.utterances = new Map();
    this.flags = new Map();
    this.spoken = { agent: [], customer: [] };
    this.lost = [];
    this.pace = [];
    this.bookmarks = [];
    this.whispers = [];
    this.listeners = new Map();
    this.heardBy = new Map();
    this.nudges = new Map();
    this.muted = false;
  }

  // Takes an item in. False when it was known already (a reconnect may repeat).
  apply(item) {
    if (item.seq !== undefined) {
      if (item.seq <= this.seq) return false;
      this.seq = item.seq;
    }
    for (const time of [item.at, item.end]) if (typeof time === "number") this.now = Math.max(this.now, time);
    this[`on_${item.t}`]?.(item);
    return true;
  }

  on_call(item) {
    this.call = item;
    this.state = item.state;
  }

  on_words(item) {
    if (item.words.length) this.utterances.set(item.id, item);
    else this.utterances.delete(item.id);
  }

  on_flag(item) {
    this.flags.set(item.key, { ...item, cleared: null, accepted: this.flags.get(item.key)?.accepted ?? null });
  }

  on_cleared(item) {
    const flag = this.flags.get(item.key);
    if (!flag) return;
    if (item.reason === "revised") this.flags.delete(item.key);
    else flag.cleared = { at: item.at, reason: item.reason };
  }

  on_verdict(item) {
    const flag = this.flags.get(item.flag);
    if (flag) flag.accepted = item.accepted;
  }

  on_pace(item) {
    if (item.who === "agent") this.pace.push(item);
  }

  on_speech(item) {
    this.spoken[item.who].push({ start: item.start, end: item.end });
  }

  on_lost(item) {
    this.lost.push(item);
  }

  on_bookmark(item) {
    this.bookmarks.push(item);
  }

  on_whisper(item) {
    this.whispers.push(item);
  }

  on_nudge(item) {
    this.nudges.set(item.flag, item);
  }

  on_listening(item) {
    if (item.on) this.listeners.set(item.by, item.at);
    else this.listeners.delete(item.by);
    this.heardBy.set(item.by, item.at);
  }

  on_mute(item) {
    this.muted = item.on;
  }

  on_ended() {
    if (this.state === "live") this.state = "ended";
    this.listeners.clear();
  }

  get talkShare() {
    const total = (who) => this.spoken[who].reduce((sum, span) => sum + span.end - span.start, 0);
    const [own, other] = [total("agent"), total("customer")];
    return own + other ? own / (own + other) : null;
  }

  get stage() {
    return this.ofKind("feeling_stage").at(-1)?.type ?? null;
  }

  ofKind(kind) {
    return [...this.flags.values()].filter((flag) => flag.kind === kind);
  }

  // The utterance that a flag is shown in, or null: its own, or the one that its speaker said at its start.
  utteranceOf(flag) {
    if (flag.utterance && this.utterances.has(flag.utterance)) return flag.utterance;
    let nearest = null;
    for (const said of this.utterances.values()) {
      if (said.who !== flag.who || said.start > flag.start + 0.5) continue;
      if (said.end >= flag.start && (!nearest || said.start > nearest.start)) nearest = said;
    }
    return nearest?.id ?? null;
  }
}
