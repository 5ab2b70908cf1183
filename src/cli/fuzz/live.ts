/**
 * The live check: `nginx -t` of the machine beside ours on the same random configurations. Compared are the verdict, and
 * where both refuse, the line of the first complaint and its words.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixtureHost } from '../../programs/nginx/conf/fixture-host.ts';
import { testConfig } from '../../programs/nginx/conf/test-command.ts';
import { randomConf } from './conf.ts';

interface ConfVerdict {
  readonly ok: boolean;
  /** The first complaint that ended the test, without level and place; empty when accepted. */
  readonly text: string;
  /** Its line in the main file; null when the message names none. */
  readonly line: number | null;
}

const NGINX = '/usr/sbin/nginx';
/** A line of nginx's log, on standard error before and after the log has been opened. */
const SERIOUS = /^(?:nginx: |\S+ \S+ )\[(?:emerg|alert|crit|error)\] (?:\d+#\d+: )?/gm;

/** The version of the machine's nginx, or null where there is none. */
export function realNginx(): string | null {
  const { status, stderr } = spawnSync(NGINX, ['-v'], { encoding: 'utf8' });
  return status === 0 ? (/nginx\/(\S+)/.exec(stderr)?.[1] ?? null) : null;
}

/** Ours, on Debian's files and this main file. Never throws: that would be the bug that is looked for. */
export function ourVerdict(file: string, text: string): ConfVerdict {
  const prefix = file.slice(0, file.lastIndexOf('/') + 1);
  const host = fixtureHost({ files: { [file]: text, [`${prefix}logs/x`]: '', '/dev/null': '', '/run/x': '' } });
  const { exit, stderr } = testConfig(
    host,
    { file, paths: { prefix, confPrefix: prefix }, globals: null },
    { quiet: false, dump: false },
  );
  if (exit === 0) return { ok: true, text: '', line: null };
  const last = stderr.findLast((m) => m.level !== 'plain' && m.level !== 'warn' && m.level !== 'notice');
  return complaint(last?.text ?? '', file);
}

function complaint(message: string, file: string): ConfVerdict {
  const place = message.lastIndexOf(` in ${file}:`);
  if (place < 0) return { ok: false, text: message, line: null };
  return { ok: false, text: message.slice(0, place), line: Number(message.slice(place + ` in ${file}:`.length)) };
}

function theirVerdict(file: string, text: string): ConfVerdict {
  writeFileSync(file, text);
  const prefix = file.slice(0, file.lastIndexOf('/') + 1);
  const { status, stderr } = spawnSync(NGINX, ['-t', '-p', prefix, '-c', file], { encoding: 'utf8', timeout: 20_000 });
  if (status === 0) return { ok: true, text: '', line: null };
  // A message may hold a piece of the file, line breaks and all.
  const last = stderr.split(SERIOUS).at(-1) ?? '';
  return complaint(last.replace(/\nnginx: configuration file .* test failed\n*$/, '').trimEnd(), file);
}

interface Agreement {
  readonly rounds: number;
  readonly accepted: number;
  readonly verdict: number;
  readonly line: number;
  readonly words: number;
  readonly differences: readonly string[];
}

/** Compare `rounds` configurations from `seed` on. */
export function compareLive(seed: number, rounds: number): Agreement {
  const directory = mkdtempSync(join(tmpdir(), 'conf-'));
  const file = join(directory, 'nginx.conf');
  const differences: string[] = [];
  let [accepted, verdict, line, words] = [0, 0, 0, 0];
  try {
    for (let i = seed; i < seed + rounds; i++) {
      const text = randomConf(i);
      const [theirs, ours] = [theirVerdict(file, text), ourVerdict(file, text)];
      if (theirs.ok) accepted++;
      if (theirs.ok === ours.ok) verdict++;
      if (theirs.ok === ours.ok && theirs.line === ours.line) line++;
      if (theirs.ok === ours.ok && theirs.line === ours.line && theirs.text === ours.text) words++;
      else differences.push(`seed ${i}\n  nginx  ${shown(theirs)}\n  ours   ${shown(ours)}`);
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return { rounds, accepted, verdict, line, words, differences };
}

const shown = ({ ok, text, line }: ConfVerdict): string => (ok ? 'accepts' : `${line ?? '-'}: ${text}`);
