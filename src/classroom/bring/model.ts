/** Files that somebody has brought, and what became of them. All paths here begin without a slash; on the host with one. */
import type { ScenarioInput } from '../../scenario/schema.ts';

export interface Brought {
  readonly path: string;
  readonly text: string;
}

export type FileRole =
  | 'nginx'
  | 'site'
  | 'unit'
  | 'gunicorn'
  | 'requirements'
  | 'procfile'
  | 'uwsgi'
  | 'dockerfile'
  | 'python'
  | 'other';

/** Something that is not as it is on a real machine; `path` is on the host, lines count from 1, 0 is the whole file. */
export interface Finding {
  readonly kind: FindingKind;
  readonly path: string;
  readonly line: number;
  /** The module, directive, setting or file that is meant, or the program's own message. */
  readonly word: string;
}

export type FindingKind =
  | 'no-app'
  | 'import'
  | 'nginx-test'
  | 'nginx-checked'
  | 'gunicorn'
  | 'unit'
  | 'certificate'
  | 'environment'
  | 'variable'
  | 'stand-in'
  | 'no-site'
  | 'binary'
  | 'too-big'
  | 'too-many';
/** With one of these it cannot serve; with all others it can, and the difference is said. */
export const GRAVE: ReadonlySet<FindingKind> = new Set(['no-app', 'import', 'nginx-test']);

/** How the app is started, and where that stands. */
export interface Start {
  readonly argv: readonly string[];
  readonly from: 'unit' | 'procfile' | 'dockerfile' | 'uwsgi' | 'guess';
  readonly path: string;
}

export interface Kitchen {
  readonly home: string;
  readonly start: Start | null;
  readonly model: 'wsgi' | 'asgi';
  /** Path on the host -> text. */
  readonly files: Readonly<Record<string, string>>;
  /** The paths that the editor shows, in order. */
  readonly tabs: readonly string[];
  /** Where its customers go. */
  readonly address: string;
  readonly scenario: ScenarioInput;
  readonly findings: readonly Finding[];
}
