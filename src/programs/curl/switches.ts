/** What curl's switches do, beyond being on or off. */
import { helpText, VERSION } from './help.ts';
import type { Manner } from './options.ts';
import { Refusal } from './quantities.ts';
import { Asked, type Reading } from './reading.ts';

/** `next` is the argument behind, which --help looks at. */
type Act = (reading: Reading, on: boolean, next: string | undefined) => void;

const inManner =
  (key: 'silent' | 'showError' | 'traceTime' | 'meter' | 'bar' | 'failEarly' | 'styled'): Act =>
  ({ manner }, on) => {
    manner[key] = on;
  };

const httpVersion: Act = ({ draft, warn }) => {
  const versions = ['http1.0', 'http1.1', 'http2', 'http2-prior-knowledge'].filter((name) => draft.flags.has(name));
  const last = [...draft.flags].findLast((name) => versions.includes(name));
  if (versions.length > 1) warn('Overrides previous HTTP version option\n');
  for (const name of versions) if (name !== last) draft.flags.delete(name);
};

const oneFail: Act = ({ draft, complain }) => {
  if (!draft.flags.has('fail') || !draft.flags.has('fail-with-body')) return;
  complain('You must select either --fail or --fail-with-body, not both.\n');
  throw new Refusal('is badly used here');
};

const insecureSsl: Act = ({ warn }, on) => {
  if (on) warn('--ssl is an insecure option, consider --ssl-reqd instead\n');
};

const tell =
  (text: (next: string | undefined) => string): Act =>
  (_, on, next) => {
    if (on) throw new Asked(text(next));
  };

/** -I and -F each settle the method; the other then makes no sense. */
export function ask({ draft, warn }: Reading, what: 'head' | 'form'): void {
  const words = { head: 'HEAD (-I, --head)', form: 'multipart formpost (-F, --form)' };
  if (draft.asked !== null && draft.asked !== what) {
    warn(`You can only select one HTTP request method! You asked for both ${words[what]} and ${words[draft.asked]}.\n`);
    throw new Refusal('is badly used here');
  }
  draft.asked = what;
}

/** -v, --trace and --trace-ascii shut each other out; the last one counts. */
export function trace({ manner, warn }: Reading, kind: Manner['trace'], to: string | null, words: string): void {
  if (kind !== 'none' && manner.trace !== 'none' && manner.trace !== kind)
    warn(`${words} overrides an earlier trace/verbose option\n`);
  manner.trace = kind;
  if (kind !== 'none') manner.traceTo = to === '%' ? null : to;
}

export const SWITCHES: Readonly<Record<string, Act>> = {
  silent: inManner('silent'),
  'show-error': inManner('showError'),
  'trace-time': inManner('traceTime'),
  'progress-meter': inManner('meter'),
  'progress-bar': inManner('bar'),
  'fail-early': inManner('failEarly'),
  'styled-output': inManner('styled'),
  verbose: (reading, on) => {
    trace(reading, on ? 'plain' : 'none', null, '-v, --verbose');
  },
  parallel: ({ manner, mostAtOnce }, on) => {
    manner.parallel = on ? mostAtOnce : 0;
  },
  next: ({ next }) => {
    next();
  },
  'remote-name': ({ draft }, on) => {
    draft.output({ kind: on ? 'remote-name' : 'stdout' });
  },
  'location-trusted': ({ draft }, on) => {
    draft.set('location', on);
  },
  head: (reading) => {
    ask(reading, 'head');
  },
  fail: oneFail,
  'fail-with-body': oneFail,
  ssl: insecureSsl,
  'ftp-ssl': insecureSsl,
  npn: ({ warn }) => {
    warn('--npn is no longer supported\n');
  },
  sslv2: ({ warn }) => {
    warn('Ignores instruction to use SSLv2\n');
  },
  sslv3: ({ warn }) => {
    warn('Ignores instruction to use SSLv3\n');
  },
  metalink: ({ complain }) => {
    complain('--metalink is disabled\n');
    throw new Refusal('is badly used here');
  },
  'http1.0': httpVersion,
  'http1.1': httpVersion,
  http2: httpVersion,
  'http2-prior-knowledge': httpVersion,
  help: tell((next) => helpText(next ?? null)),
  manual: tell(() => helpText('manual')),
  version: tell(() => VERSION),
};
