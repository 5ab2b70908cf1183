/** What an editor needs of nginx: mistakes with their places, and the block that a line stands in. */
import { readConfig } from './checker.ts';
import { fixtureHost } from './fixture-host.ts';
import { confReader } from './reader.ts';

export interface ConfMarker {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly severity: 'error' | 'warning';
  /** nginx's own words. */
  readonly message: string;
}

export interface EditorCheckOptions {
  /** Path to text, over Debian's own files. */
  readonly files: Readonly<Record<string, string>>;
  readonly main?: string;
}

/** Check a configuration without a machine: names are taken for known, certificates for good. Messages without a place stand on line 1 of the main file. */
export function checkForEditor({ files, main = '/etc/nginx/nginx.conf' }: EditorCheckOptions): readonly ConfMarker[] {
  const host = fixtureHost({ files, trustNames: true, unknownKeys: true });
  const { messages } = readConfig(host, {
    file: main,
    paths: { prefix: '/usr/share/nginx/', confPrefix: '/etc/nginx/' },
    globals: null,
  });
  return messages
    .filter((m) => m.level !== 'plain')
    .map((m) => ({
      file: m.place?.file ?? main,
      line: m.place?.line ?? 1,
      severity: m.level === 'warn' ? 'warning' : 'error',
      message: m.text,
    }));
}

/** Names of the blocks around a line, outermost first: what decides which directives can be completed there. */
export function blocksAround(text: string, line: number): readonly string[] {
  const reader = confReader(text, 'file');
  const open: string[] = [];
  for (;;) {
    const s = reader.next();
    if (s.line >= line || s.type === 'error' || s.type === 'end') return open;
    if (s.type === 'open') open.push(s.words[0]?.text ?? '');
    if (s.type === 'close') open.pop();
  }
}
