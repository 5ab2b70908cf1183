import { nameParts } from './names.ts';

/** As uname -r tells it. */
const KERNEL = '6.1.0-simulated';

/** What specifiers (systemd.unit(5), "Specifiers") stand for in one unit on one host. */
export interface SpecifierContext {
  readonly unit: string;
  readonly hostName: string;
  readonly fragment: string | null;
}

const KNOWN_BY_OTHERS = 'aABbcCdDlLmMoqrRvwW';

/** Replace `%n` and the like. null: a letter or digit after % that is no specifier ("Invalid slot"). */
export function resolveSpecifiers(text: string, context: SpecifierContext): string | null {
  let bad = false;
  const out = text.replace(/%([A-Za-z0-9%])/g, (whole, letter: string) => {
    const value = specifier(letter, context);
    if (value === null) bad = true;
    return value ?? whole;
  });
  return bad ? null : out;
}

function specifier(letter: string, { unit, hostName, fragment }: SpecifierContext): string | null {
  const { prefix, instance } = nameParts(unit);
  const last = prefix.slice(prefix.lastIndexOf('-') + 1);
  const values: Readonly<Record<string, string>> = {
    '%': '%',
    n: unit,
    N: unit.slice(0, unit.lastIndexOf('.')),
    p: prefix,
    P: prefix.replaceAll('-', '/'),
    i: instance ?? '',
    I: (instance ?? '').replaceAll('-', '/'),
    j: last,
    J: last,
    f: `/${(instance ?? prefix).replaceAll('-', '/')}`,
    y: fragment ?? '',
    Y: fragment === null ? '' : fragment.slice(0, fragment.lastIndexOf('/')),
    t: '/run',
    S: '/var/lib',
    C: '/var/cache',
    L: '/var/log',
    E: '/etc',
    T: '/tmp',
    V: '/var/tmp',
    u: 'root',
    U: '0',
    g: 'root',
    G: '0',
    h: '/root',
    s: '/bin/bash',
    q: hostName,
    v: KERNEL,
    H: hostName,
    l: hostName.split('.')[0] ?? hostName,
  };
  return values[letter] ?? (KNOWN_BY_OTHERS.includes(letter) ? '' : null);
}
