/** Texts of a run with everything taken out that differs between two runs of the real programs (fidelity/README.md). */
import type { Run, ServerState } from '../scenario/run.ts';
import { isBoss } from '../scenario/run.ts';
import type { Family } from '../scenario/family.ts';

const HTTP_DATE =
  /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT\b/g;

const RULES: readonly (readonly [RegExp, string])[] = [
  [/\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}\]/g, '[<ts>]'],
  [/\[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\]/g, '[<ts>]'],
  [/\[\d\d\/[A-Z][a-z]{2}\/\d{4}[ :]\d\d:\d\d:\d\d\]/g, '[<ts>]'],
  [/\b\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\b/g, '<ts>'],
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\b/g, '<ts>'],
  [
    /\b(nginx|gunicorn|curl|Python|Apache|mod_wsgi|OpenSSL|hypercorn|waitress|lighttpd|TwistedWeb)\/\d+(?:\.\d+)+\w*/g,
    '$1/<ver>',
  ],
  [/\b(Starting gunicorn) \d[\d.]*/g, '$1 <ver>'],
  [/(<pid[^>]*>|\d+)#(?:<pid[^>]*>|\d+): /g, '$1#: '],
  [/\(PID \d+\)/g, '(PID <pid>)'],
  [/\b0x[0-9a-f]{6,}\b/g, '0x<addr>'],
  [/"\\x16\\x03[^"]*"/g, '"<tls hello>"'],
  [/\bwgunicorn-\w{8}/g, 'wgunicorn-<rand>'],
  [/(boundary=)\d{20}\b|(--)\d{20}\b/g, '$1$2<boundary>'],
  [/\bexcess: \d+\.\d+/g, 'excess: <n>'],
  [/\bafter \d+ ms\b/g, 'after <n> ms'],
];

export class Normaliser {
  private readonly names = new Map<string, string>();
  private readonly begin: number;
  private readonly end: number;
  private readonly ports: number;

  constructor(
    run: Run,
    private readonly mask: readonly (readonly [RegExp, string])[],
  ) {
    for (const [id, server] of run.servers) this.nameAll(server.family, nameOf(server), id === 'app' ? '' : `${id}.`);
    for (const command of run.commands.values()) this.nameAll(command.family, bossName(command.spec.argv), '');
    this.begin = run.world.epoch / 1_000_000 - 2;
    this.end = run.world.nowEpoch / 1_000_000 + 2;
    this.ports = run.sim.trace.events.filter((e) => e.kind === 'conn.opening').length;
  }

  /** `w1` or `app2.w1`; the number itself for a stranger. */
  process(pid: number): string {
    return this.names.get(String(pid)) ?? String(pid);
  }

  text(text: string): string {
    let out = text.replace(/\d+/g, (digits, at: number) =>
      this.number(digits, text[at - 1] ?? '', text[at + digits.length] ?? ''),
    );
    for (const [pattern, replacement] of RULES) out = out.replace(pattern, replacement);
    out = out.replace(HTTP_DATE, (date) => (this.isNow(date) ? '<date>' : date));
    return this.masked(out);
  }

  /** A header's date, told by its distance from the Date header when it is near that. */
  headerValue(name: string, value: string, date: string | undefined): string {
    const [then, now] = [Date.parse(value), Date.parse(date ?? '')];
    if (/^(expires|last-modified)$/i.test(name) && !Number.isNaN(then) && !Number.isNaN(now)) {
      const seconds = Math.round((then - now) / 1000);
      if (seconds !== 0 && Math.abs(seconds) < 40 * 86_400) return `<date${seconds > 0 ? '+' : ''}${seconds}>`;
    }
    return this.text(value);
  }

  masked(text: string): string {
    let out = text;
    for (const [pattern, replacement] of this.mask) out = out.replace(pattern, replacement);
    return out;
  }

  /** Process ids and client ports, as whole numbers. */
  private number(digits: string, before: string, after: string): string {
    if (/[\w.]/.test(before) || /\w/.test(after)) return digits;
    const name = this.names.get(digits);
    if (name !== undefined) return `<pid:${name}>`;
    const n = Number(digits);
    return n > 32_768 && n <= 32_768 + this.ports ? '<eport>' : digits;
  }

  private isNow(date: string): boolean {
    const seconds = Date.parse(date) / 1000;
    return seconds >= this.begin && seconds <= this.end;
  }

  private nameAll(family: Family, boss: string, prefix: string): void {
    this.names.set(String(family.root), prefix + boss);
    let workers = 0;
    let bosses = 1;
    for (const pid of family.children) {
      const name = isBoss(family, pid) ? `${boss}${++bosses}` : `w${++workers}`;
      this.names.set(String(pid), prefix + name);
    }
  }
}

/** Who heads a server's processes, in the words of the recordings. */
const bossName = (argv: readonly string[]): string => {
  const name = (argv[0] ?? '').split('/').pop() ?? '';
  return name === 'gunicorn' ? 'arbiter' : name === 'nginx' ? 'master' : 'main';
};

const nameOf = (server: ServerState): string => bossName(server.spec.argv);

/** A case's masks: Python's regular expressions, of which only the inline flags and back references differ. */
export function masks(list: readonly (readonly [string, string])[] = []): (readonly [RegExp, string])[] {
  return list.map(([pattern, replacement]) => {
    const flags = /^\(\?([ims]+)\)/.exec(pattern);
    const source = flags ? pattern.slice(flags[0].length) : pattern;
    return [new RegExp(source, `g${flags?.[1] ?? ''}`), replacement.replace(/\\(\d)/g, '$$$1')] as const;
  });
}
