/** Marks that lie so close together that they are one, with a count. */
export interface Cluster {
  readonly from: number;
  to: number;
  count: number;
}
/** `places` in ascending order; whoever is nearer than `near` to the one before belongs to it. */
export function clusters(places: readonly number[], near: number): readonly Cluster[] {
  const all: Cluster[] = [];
  for (const x of places) {
    const last = all.at(-1);
    if (last === undefined || x - last.to >= near) all.push({ from: x, to: x, count: 1 });
    else {
      last.count++;
      last.to = x;
    }
  }
  return all;
}

/** Those of them that can be told apart: none is nearer than `near` to the one before. */
export function spaced(places: readonly number[], near: number): readonly number[] {
  let last = -Infinity;
  return places.filter((x) => {
    if (x - last < near) return false;
    last = x;
    return true;
  });
}
