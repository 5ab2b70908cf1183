/** One thing that keys do. The handlers act by these rows, and the sheet of keys is written from the same ones. */
export interface Shortcut<Id extends string = string> {
  readonly id: Id;
  /** As `KeyboardEvent.key` names them; each of them does it. */
  readonly keys: readonly string[];
  /** With Shift alone, or without it alone; left out: either. */
  readonly shift?: boolean;
  /** A button or link that has the focus takes these keys for itself. */
  readonly notOnWidgets?: true;
  /** False: nothing was done, and the key stays the browser's. */
  readonly run: () => boolean | void;
}

/** Does what the first fitting row says; true when one did. */
export function press(rows: readonly Shortcut[], key: string, shift: boolean, onWidget = false): boolean {
  const row = rows.find(
    (one) =>
      one.keys.includes(key) &&
      (one.shift === undefined || one.shift === shift) &&
      !(onWidget && one.notOnWidgets === true),
  );
  return row !== undefined && row.run() !== false;
}
