import type { Value } from '../value.ts';
import type { ValidatorName } from './validators.ts';

export interface Setting {
  readonly name: string;
  readonly section: string;
  /** Place in `--help`. */
  readonly order: number;
  readonly cli?: readonly string[];
  readonly meta?: string;
  readonly action?: 'append' | 'store_true' | 'store_const';
  /** How argparse converts the text; default: not at all. */
  readonly type?: 'int' | 'auto_int';
  readonly validator: ValidatorName;
  readonly constant?: Value;
  /** The flag's value may be left out: `constant` then. */
  readonly optional?: boolean;
  /** A hook's positional parameters. */
  readonly arity?: number;
  readonly default: Value;
}
