/** What options work on while a command line is being read. */
import type { Bytes } from '../../base/bytes.ts';
import type { Contents } from './body.ts';
import type { Draft } from './draft.ts';
import type { Manner } from './options.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export interface Reading {
  readonly manner: Writable<Manner>;
  /** The operation that options belong to now. */
  readonly draft: Draft;
  readonly warn: (text: string) => void;
  /** An error of the tool itself. */
  readonly complain: (text: string) => void;
  /** What @file holds; null, and a warning, where there is no such file. */
  readonly contents: Contents;
  /** Null where there is no such file. */
  readonly file: (path: string) => Bytes | null;
  /** When a file was last changed, in seconds since the epoch. */
  readonly age: (path: string) => number | null;
  readonly writable: (path: string) => boolean;
  /** --parallel-max */
  mostAtOnce: number;
  readonly next: () => void;
  readonly config: (text: string, path: string) => void;
}

/** --help, --version: said instead of anything else. */
export class Asked {
  constructor(readonly text: string) {}
}
