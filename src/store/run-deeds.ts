import type { Act, ActName } from './branches.ts';
import type { ScenarioDraft } from './run-port.ts';

/** An act that waits for the sandbox, or for the run in which it was done: both come later than a quick hand. */
export interface Deed {
  readonly act: Act;
  readonly scenario: ScenarioDraft | null;
  readonly at: number;
}

/** A number that is turned further at the same instant takes the place of what it was turned to before. */
export const isTurnedFurther = (last: { readonly act: ActName; readonly at: number }, name: ActName, at: number) =>
  last.act.kind === 'edit' &&
  name.kind === 'edit' &&
  last.at === at &&
  last.act.files.every((path) => name.files.includes(path));

export function withDeed(deeds: readonly Deed[], deed: Deed): readonly Deed[] {
  const last = deeds.at(-1);
  const again = last !== undefined && isTurnedFurther({ act: last.act.name, at: last.at }, deed.act.name, deed.at);
  return [...(again ? deeds.slice(0, -1) : deeds), deed];
}
