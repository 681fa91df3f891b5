// One WebSocket that comes back by itself. The server beats every 5 s; 12 s of silence means that the line is gone.

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5000;
const SILENCE_MS = 12000;
const REFUSALS = 3;

const states = new Map();

// The state of all lines together, for the sign in the header: "open", "connecting" or "lost".
function announce(socket, state) {
  if (state === null) states.delete(socket);
  else states.set(socket, state);
  const all = [...states.values()];
  const worst = ["lost", "connecting", "open"].find((one) => all.includes(one)) ?? "none";
  document.dispatchEvent(new CustomEvent("connection", { detail: worst }));
}

export class Line {
  // path(): the address to open, made anew for every attempt, so that it can carry where to resume.
  constructor(path, { onmessage, onstate = () => {}, binary = false }) {
    Object.assign(this, { path, onmessage, onstate, binary, wait: FIRST_WAIT_MS, failures: 0, closed: false });
    this.offline = () => this.socket?.close();
    this.online = () => this.retryNow();
    addEventListener("offline", this.offline);
    addEventListener("online", this.online);
    this.open();
  }

  open() {
    this.set(this.failures ? "lost" : "connecting");
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}${this.path()}`);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.watch();
    socket.onmessage = (event) => {
      if (socket !== this.socket) return;
      this.watch();
      this.wait = FIRST_WAIT_MS;
      this.failures = 0;
      this.set("open");
      const message = typeof event.data === "string" ? JSON.parse(event.data) : event.data;
      if (message.type !== "beat") this.onmessage(message);
    };
    socket.onclose = () => this.lost(socket);
  }

  watch() {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.lost(this.socket), SILENCE_MS);
  }

  lost(socket) {
    if (this.closed || socket !== this.socket) return;
    clearTimeout(this.watchdog);
    this.socket = null;
    socket.onclose = null;
    socket.close();
    this.failures += 1;
    this.set("lost");
    if (this.failures % REFUSALS === 0) this.checkSignedIn();
    this.timer = setTimeout(() => this.open(), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(LONGEST_WAIT_MS, this.wait * 2);
  }

  retryNow() {
    if (this.closed || this.socket) return;
    clearTimeout(this.timer);
    this.wait = FIRST_WAIT_MS;
    this.open();
  }

  // A refused upgrade looks like a lost line: ask whether we are still signed in.
  async checkSignedIn() {
    const answer = await fetch("/api/me").catch(() => null);
    if (answer?.status === 401) location.assign(`/login?then=${encodeURIComponent(location.pathname)}`);
  }

  set(state) {
    if (this.state === state) return;
    this.state = state;
    this.onstate(state);
    announce(this, state);
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    clearTimeout(this.watchdog);
    removeEventListener("offline", this.offline);
    removeEventListener("online", this.online);
    this.socket?.close();
    announce(this, null);
  }
}
