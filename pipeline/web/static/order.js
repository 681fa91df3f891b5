// In which order the calls stand: by need, newest first on ties, and not swapped for a difference that nobody would act on.

const WORTH_MOVING = 1.5;

const wanted = (a, b) => b.need - a.need || b.startedAt.localeCompare(a.startedAt);

// `order` is the ids as they stand, `rows` a map of id to row. Returns the ids in their new order.
export function settle(order, rows) {
  const standing = order.filter((id) => rows.has(id));
  const fresh = [...rows.keys()].filter((id) => !standing.includes(id)).sort((a, b) => wanted(rows.get(a), rows.get(b)));
  for (const id of fresh) {
    const at = standing.findIndex((other) => wanted(rows.get(id), rows.get(other)) < 0);
    standing.splice(at < 0 ? standing.length : at, 0, id);
  }
  for (let i = 1; i < standing.length; i += 1) {
    for (let j = i; j > 0 && rows.get(standing[j]).need - rows.get(standing[j - 1]).need > WORTH_MOVING; j -= 1) {
      [standing[j - 1], standing[j]] = [standing[j], standing[j - 1]];
    }
  }
  return standing;
}

// While the order is held, calls that are new stand last.
export function hold(order, rows) {
  return [...order.filter((id) => rows.has(id)), ...[...rows.keys()].filter((id) => !order.includes(id))];
}
