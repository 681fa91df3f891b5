// A call's items: over a line while it lasts, from the store once it is over. Nothing is missed and nothing comes twice.
import { Line } from "./sockets.js";
import { send } from "./api.js";

// onitems gets the items that are new to the model, in order; transient ones too.
export async function follow(id, state, model, onitems) {
  const take = (items) => {
    const fresh = items.filter((item) => model.apply(item));
    if (fresh.length) onitems(fresh);
  };
  const address = encodeURIComponent(id);
  if (state !== "live") {
    const stored = await send("GET", `/api/calls/${address}/items`);
    if (stored) take(stored.items);
    return null;
  }
  const line = new Line(() => `/ws/calls/${address}?after=${model.seq}`, {
    onmessage: (message) => {
      if (message.type !== "items") return;
      take(message.items);
      if (message.items.some((item) => item.t === "ended")) line.close();
    },
  });
  return line;
}
