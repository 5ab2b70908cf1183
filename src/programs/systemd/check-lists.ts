import { add, fatal, ignore, keep, RESET, resolved, type Verdict } from './verdict.ts';
import { resolveSpecifiers, type SpecifierContext } from './specifiers.ts';
import { isNormalized, parseBoolean, userName } from './values.ts';
import { splitWords } from './words.ts';

const unresolved = (text: string): string => `Failed to resolve unit specifiers in '${text}', ignoring: Invalid slot`;

export function checkUser(kind: 'user' | 'users', value: string, context: SpecifierContext): Verdict {
  if (value === '') return RESET;
  const words = kind === 'user' ? [value] : value.split(/\s+/);
  const names: string[] = [];
  const remarks: string[] = [];
  for (const word of words) {
    const name = resolveSpecifiers(word, context);
    if (name === null) return fatal(`Failed to resolve unit specifiers in ${word}: Invalid slot`);
    const form = userName(name);
    if (form === 'bad') return { ...fatal(`Invalid user/group name or numeric ID: ${name}`), remarks };
    if (form === 'odd')
      remarks.push(`Accepting user/group name '${name}', which does not match strict user/group name rules.`);
    names.push(name);
  }
  return { values: names, remarks, append: kind === 'users' };
}

export function checkWorkdir(value: string, context: SpecifierContext): Verdict {
  if (value === '') return RESET;
  const optional = value.startsWith('-');
  const written = optional ? value.slice(1) : value;
  if (written === '~') return keep(value);
  const refuse = (text: string, why = ''): Verdict =>
    optional ? ignore(`${text}, ignoring: ${why}`) : fatal(`${text}: ${why}`);
  const path = resolveSpecifiers(written, context);
  if (path === null)
    return refuse(`Failed to resolve unit specifiers in working directory path '${written}'`, 'Invalid slot');
  if (!path.startsWith('/')) return refuse('WorkingDirectory= path is not absolute', path);
  if (!isNormalized(path)) return refuse('WorkingDirectory= path is not normalized', path);
  return keep(`${optional ? '-' : ''}${path}`);
}

type OnePath = 'path' | 'fatal-path' | 'pid-file' | 'condition-path' | 'env-file' | 'output';

export function checkPath(kind: OnePath, key: string, value: string, context: SpecifierContext): Verdict {
  if (kind === 'output') return output(key, value, context);
  if (value === '') return RESET;
  const sign = (kind === 'condition-path' ? /^\|?!?/ : kind === 'env-file' ? /^-?/ : /^/).exec(value)?.[0] ?? '';
  const written = value.slice(sign.length);
  const path = resolveSpecifiers(written, context);
  if (path === null)
    return kind === 'fatal-path'
      ? fatal(`Failed to resolve unit specifiers in '${written}': Invalid slot`)
      : ignore(unresolved(written));
  if (kind === 'pid-file') {
    const full = path.startsWith('/') ? path : `/run/${path}`;
    if (!isNormalized(full))
      return {
        values: null,
        problems: [`PIDFile= path is not normalized, ignoring: ${full}`],
        error: 'Invalid argument',
      };
    const today = full.replace(/^\/var\/run\//, '/run/');
    if (today === full) return keep(full);
    const moved = `${full} → ${today}; please update the unit file accordingly.`;
    return {
      values: [today],
      problems: [`PIDFile= references a path below legacy directory /var/run/, updating ${moved}`],
    };
  }
  const refuse = (what: string): Verdict =>
    kind === 'fatal-path'
      ? fatal(`${key}= path is not ${what}: ${path}`)
      : ignore(`${key}= path is not ${what}, ignoring: ${path}`);
  if (!path.startsWith('/')) return refuse('absolute');
  if (!isNormalized(path)) return refuse('normalized');
  return kind === 'condition-path' || kind === 'env-file' ? add([`${sign}${path}`]) : keep(path);
}

// The last three wait for a path, but are words of their own.
const OUTPUTS = 'inherit null tty socket fd kmsg kmsg+console journal journal+console file append truncate'.split(' ');

function output(key: string, value: string, context: SpecifierContext): Verdict {
  const old = /^syslog(\+console)?$/.exec(value);
  if (old) {
    const today = `journal${old[1] ?? ''}`;
    return {
      values: [today],
      problems: [
        `Standard output type ${value} is obsolete, automatically updating to ${today}. Please update your unit file, and consider removing the setting altogether.`,
      ],
    };
  }
  if (OUTPUTS.includes(value) || value.startsWith('fd:')) return keep(value);
  const [, how = '', written = ''] = /^(file|append|truncate):(.*)$/s.exec(value) ?? [];
  if (how === '') return ignore(`Failed to parse output specifier, ignoring: ${value}`);
  const path = resolveSpecifiers(written, context);
  if (path === null) return ignore(unresolved(written));
  return path.startsWith('/') ? keep(`${how}:${path}`) : ignore(`${key}= path is not absolute: ${path}`);
}

export function checkPaths(key: string, value: string, context: SpecifierContext): Verdict {
  if (value === '') return RESET;
  const words = key === 'ExecSearchPath' ? value.split(':') : value.split(/\s+/);
  const good: string[] = [];
  const problems: string[] = [];
  for (const word of words) {
    const path = resolveSpecifiers(word.replace(/^[-+]{1,2}/, ''), context);
    if (path === null) problems.push(unresolved(word));
    else if (!path.startsWith('/')) problems.push(`${key}= path is not absolute, ignoring: ${path}`);
    else if (!isNormalized(path)) problems.push(`${key}= path is not normalized, ignoring: ${path}`);
    else good.push(word);
  }
  return add(good, problems);
}

export function checkEnvironment(
  kind: 'environment' | 'env-names',
  key: string,
  value: string,
  context: SpecifierContext,
): Verdict {
  if (value === '') return RESET;
  const split = splitWords(value);
  // Unlike in a command, an escape that is none spoils the whole line.
  if (!split.ok || split.words.some((word) => word.strange !== null))
    return ignore(`Invalid syntax, ignoring: ${value}`);
  const good: string[] = [];
  const problems: string[] = [];
  for (const { text } of split.words) {
    const word = resolveSpecifiers(text, context);
    if (word === null) problems.push(`Failed to resolve specifiers in ${text}, ignoring: Invalid slot`);
    else if (kind === 'environment')
      if (/^[A-Za-z_]\w*=/.test(word)) good.push(word);
      else problems.push(`Invalid environment assignment, ignoring: ${word}`);
    else if (/^[A-Za-z_]\w*$/.test(word) || (key === 'UnsetEnvironment' && /^[A-Za-z_]\w*=/.test(word)))
      good.push(word);
    else
      problems.push(
        key === 'UnsetEnvironment'
          ? `Invalid environment name or assignment ${key}, ignoring: ${word}`
          : `Invalid environment name for ${key}, ignoring: ${word}`,
      );
  }
  return add(good, problems);
}

/** RuntimeDirectory= and its siblings: relative names, `dir:link` for a symlink. */
export function checkDirectories(key: string, value: string, context: SpecifierContext): Verdict {
  if (value === '') return RESET;
  const split = splitWords(value);
  if (!split.ok) return ignore(`Invalid syntax, ignoring: ${value}`);
  const good: string[] = [];
  const problems: string[] = [];
  for (const { text } of split.words) {
    const [dir = ''] = (resolveSpecifiers(text, context) ?? text).split(':');
    if (dir.startsWith('/')) problems.push(`${key}= path is absolute, ignoring: ${dir}`);
    else if (!isNormalized(dir)) problems.push(`${key}= path is not normalized, ignoring: ${dir}`);
    else if (/^private(\/|$)/.test(dir)) problems.push(`${key}= path can't be 'private', ignoring assignment: ${text}`);
    else good.push(dir.replace(/\/{2,}/g, '/'));
  }
  return add(good, problems);
}

const FAMILIES = new Set(
  (
    'UNSPEC UNIX LOCAL FILE INET AX25 IPX APPLETALK NETROM BRIDGE ATMPVC X25 INET6 ROSE DECnet NETBEUI SECURITY KEY ' +
    'NETLINK ROUTE PACKET ASH ECONET ATMSVC RDS SNA IRDA PPPOX WANPIPE LLC IB MPLS CAN TIPC BLUETOOTH IUCV RXRPC ' +
    'ISDN PHONET IEEE802154 CAIF ALG NFC VSOCK KCM QIPCRTR SMC XDP MCTP'
  ).split(' '),
);

/** RestrictAddressFamilies=: `none`, or AF_ names, all but those after ~. */
export function checkFamilies(value: string): Verdict {
  if (value === '') return RESET;
  if (value === 'none') return keep(value);
  const words = value.replace(/^~/, '').split(/\s+/);
  const known = (word: string): boolean => word.startsWith('AF_') && FAMILIES.has(word.slice('AF_'.length));
  const problems = words.filter((w) => !known(w)).map((w) => `Failed to parse address family, ignoring: ${w}`);
  return add(words.filter(known), problems);
}

const CONTROLLERS = new Set(
  'cpu cpuacct cpuset io blkio memory devices pids bpf-firewall bpf-devices bpf-foreign bpf-socket-bind bpf-restrict-network-interfaces'.split(
    ' ',
  ),
);

/** Delegate=: a truth value, or names of controllers. */
export function checkDelegate(value: string): Verdict {
  if (value === '' || parseBoolean(value) !== null) return keep(value);
  const words = value.split(/\s+/);
  const problems = words.filter((w) => !CONTROLLERS.has(w)).map((w) => `Invalid controller name '${w}', ignoring`);
  return add(
    words.filter((w) => CONTROLLERS.has(w)),
    problems,
  );
}

/** ListenStream= and the like: a path, an abstract name, a port, an address with a port. */
export function checkAddress(value: string, context: SpecifierContext): Verdict {
  if (value === '') return RESET;
  const verdict = resolved(value, context);
  const address = verdict.values?.[0];
  if (address === undefined) return verdict;
  const bad = (why: string): Verdict => ignore(`Failed to parse address value in '${value}', ignoring: ${why}`);
  if (/^[/@]./.test(address) || address.startsWith('vsock:')) return add([address]);
  const port = /^(?:(?:\d{1,3}\.){3}\d{1,3}:|\[[\da-fA-F:.]+\]:)?(\d+)$/.exec(address)?.[1];
  if (port === undefined || Number(port) === 0) return bad('Invalid argument');
  return Number(port) > 65_535 ? bad('Numerical result out of range') : add([address]);
}
