/** What curl's options do with their values; those that are not here are kept as texts. */
import { fromUtf8 } from '../../base/bytes.ts';
import { postPart, queryText } from './body.ts';
import { readForm } from './form.ts';
import { count, pace, protocols, Refusal, SCHEMES, seconds, size, whole } from './quantities.ts';
import type { Reading } from './reading.ts';
import { ask, trace } from './switches.ts';
import { timeCondition } from './time-cond.ts';

type Act = (reading: Reading, value: string, name: string) => void;

const number =
  (read: (value: string, reading: Reading) => number): Act =>
  (reading, value, name) => {
    reading.draft.numbers.set(name, read(value, reading));
  };
const aSpan = number(seconds);
const aCount = number((value) => count(value));

const form: Act = (reading, value, name) => {
  const text = (path: string): string | null => {
    const bytes = reading.file(path);
    return bytes === null ? null : fromUtf8(bytes);
  };
  const read = readForm(value, name === 'form-string', reading.warn, text);
  if (read === null) throw new Refusal('is badly used here');
  reading.draft.forms.push(read);
  ask(reading, 'form');
};

const data: Act = ({ draft, contents }, value, name) => {
  draft.json ||= name === 'json';
  draft.post = postPart(draft.post, name, value, contents);
};

const list =
  (key: 'resolve' | 'connectTo'): Act =>
  ({ draft }, value) => {
    draft[key].push(value);
  };

const tracing =
  (kind: 'binary' | 'ascii'): Act =>
  (reading, value, name) => {
    trace(reading, kind, value, `--${name}`);
  };

function output({ draft, warn }: Reading, value: string): void {
  if (value === '') {
    warn('output file name has no length\n');
    throw new Refusal('is badly used here');
  }
  draft.output(value === '-' ? { kind: 'stdout' } : { kind: 'file', path: value });
}

/** -H @file: a header per line. */
function header({ draft, file, warn }: Reading, value: string): void {
  if (!value.startsWith('@')) {
    draft.headers.push(value);
    return;
  }
  const bytes = file(value.slice(1));
  if (bytes === null) warn(`Failed to open ${value.slice(1)}!\n`);
  else
    draft.headers.push(
      ...fromUtf8(bytes)
        .split(/[\r\n]+/)
        .filter((line) => line !== ''),
    );
}

function config({ file, complain, config: read }: Reading, value: string): void {
  const text = file(value);
  if (text === null) {
    complain(`cannot read config from '${value}'\n`);
    throw new Refusal('error encountered when reading a file');
  }
  read(fromUtf8(text), value);
}

function range({ draft, warn }: Reading, value: string): void {
  const open = /^\d/.test(value) && !value.includes('-');
  if (open) warn('A specified range MUST include at least one dash (-). Appending one for you!\n');
  else if (/[^\d,-]/.test(value))
    warn(
      'Invalid character is found in given range. A specified range MUST have only digits in ' +
        "'start'-'stop'. The server's response to this request is uncertain.\n",
    );
  draft.texts.set('range', open ? `${String(parseInt(value, 10))}-` : value);
}

/** -w @file: without line ends. */
function writeOut({ draft, file, warn }: Reading, value: string): void {
  if (!value.startsWith('@')) {
    draft.texts.set('write-out', value);
    return;
  }
  const name = value.slice(1);
  const bytes = file(name);
  if (bytes === null) warn(`Failed to read ${name === '-' ? '<stdin>' : name}`);
  draft.texts.set('write-out', bytes === null ? '' : fromUtf8(bytes).replace(/[\r\n]/g, ''));
}

function parallelMax(reading: Reading, value: string): void {
  reading.mostAtOnce = Math.min(300, count(value)) || 50;
  if (reading.manner.parallel > 0) reading.manner.parallel = reading.mostAtOnce;
}

function maxRedirs({ draft }: Reading, value: string): void {
  const most = whole(value);
  if (most < -1) throw new Refusal('expected a proper numerical parameter');
  draft.numbers.set('max-redirs', most < 0 ? Infinity : most);
}

function continueAt({ draft }: Reading, value: string): void {
  if (/^-./.test(value)) throw new Refusal('expected a positive numerical parameter');
  if (value !== '-') count(value);
  draft.texts.set('continue-at', value);
}

/** Kept as it is, if it looks like that. */
const shaped =
  (shape: RegExp): Act =>
  ({ draft }, value, name) => {
    if (!shape.test(value)) throw new Refusal('is badly used here');
    draft.texts.set(name, value);
  };

const NO_DATE =
  'Illegal date format for -z, --time-cond (and not a file name). Disabling time condition. ' +
  'See curl_getdate(3) for valid date syntax.\n';

export const VALUES: Readonly<Record<string, Act>> = {
  url: ({ draft }, value) => {
    draft.url(value);
  },
  output,
  'upload-file': ({ draft }, value) => {
    draft.upload(value);
  },
  header,
  config,
  cookie: ({ draft }, value) => {
    if (!value.startsWith('@') && value.includes('=')) draft.cookies.push(value);
    else draft.cookieFiles.push(value.replace(/^@/, ''));
  },
  'url-query': ({ draft, contents }, value) => {
    draft.queries.push(queryText(value, contents));
  },
  resolve: list('resolve'),
  'connect-to': list('connectTo'),
  form,
  'form-string': form,
  data,
  'data-ascii': data,
  'data-raw': data,
  'data-binary': data,
  'data-urlencode': data,
  json: data,
  trace: tracing('binary'),
  'trace-ascii': tracing('ascii'),
  stderr: ({ manner, warn, writable }, value) => {
    if (value === '-' || writable(value)) manner.errors = value;
    else warn(`Failed to open ${value}!\n`);
  },
  'max-time': aSpan,
  'connect-timeout': aSpan,
  'expect100-timeout': aSpan,
  retry: aCount,
  'retry-delay': aCount,
  'retry-max-time': aCount,
  'keepalive-time': aCount,
  'speed-limit': aCount,
  'speed-time': aCount,
  'happy-eyeballs-timeout-ms': aCount,
  'tftp-blksize': aCount,
  'max-redirs': maxRedirs,
  'parallel-max': parallelMax,
  'max-filesize': number((value, { warn }) => size(value, 'max-filesize', warn)),
  'limit-rate': number((value, { warn }) => size(value, 'rate', warn)),
  'create-file-mode': number((value) => whole(value, 8)),
  rate: ({ manner, complain }, value) => {
    manner.pace = pace(value, complain);
  },
  'local-port': shaped(/^(?:[0-5]?\d{1,4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])(?: *- *\d+)?$/),
  'tls-max': shaped(/^(?:default|1\.[0-3])$/),
  'continue-at': continueAt,
  range,
  proto: ({ draft, warn }, value) => {
    draft.protocols = protocols(value, SCHEMES, warn);
  },
  'proto-redir': ({ draft, warn }, value) => {
    draft.redirProtocols = protocols(value, ['http', 'https', 'ftp', 'ftps'], warn);
  },
  'proto-default': ({ draft }, value) => {
    if (!SCHEMES.includes(value.toLowerCase())) throw new Refusal('a specified protocol is unsupported by libcurl');
    draft.texts.set('proto-default', value.toLowerCase());
  },
  'time-cond': ({ draft, age, warn }, value) => {
    draft.since = timeCondition(value, age);
    if (draft.since === null) warn(NO_DATE);
  },
  'write-out': writeOut,
};
