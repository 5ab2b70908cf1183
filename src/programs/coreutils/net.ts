import type { Eff } from '../../engine/task.ts';

import type { Listener } from '../../machine/listener.ts';
import type { Process } from '../../machine/process.ts';
import type { Sys } from '../../machine/sys.ts';
import { say, sayError } from './io.ts';
import { tool, ToolError, type Parsed, type Tool } from './tool.ts';

interface Row {
  readonly state: string;
  readonly recv: number;
  readonly send: number;
  readonly local: string;
  readonly peer: string;
  readonly owners: readonly (readonly [Process, number])[];
}

/** Who holds a listener, and under which descriptor; only root sees the processes of others. */
function owners(sys: Sys, listener: Listener): (readonly [Process, number])[] {
  const { uid } = sys.process.credentials;
  return [...sys.process.host.processes.values()]
    .filter((p) => uid === 0 || p.credentials.uid === uid)
    .flatMap((p) =>
      [...p.fds.entries].flatMap(([fd, { description: d }]) =>
        d.kind === 'listener' && d.listener === listener ? [[p, fd] as const] : [],
      ),
    )
    .sort(([a], [b]) => b.pid - a.pid);
}

const shortName = (p: Process): string =>
  ((p.title ?? p.argv[0] ?? '').replace(/^\S*\//, '').split(/[\s:]/)[0] ?? '').slice(0, 15);

function tcpRows(sys: Sys, listening: boolean, all: boolean): Row[] {
  const { host } = sys.process;
  const rows: Row[] = [];
  if (listening || all)
    for (const l of host.listeners) {
      if (l.family !== 'tcp') continue;
      const peer = l.ip.includes(':') ? '[::]:*' : '0.0.0.0:*';
      rows.push({
        state: 'LISTEN',
        recv: l.queue.length,
        send: l.backlog,
        local: l.address,
        peer,
        owners: owners(sys, l),
      });
    }
  if (!listening || all)
    for (const p of host.processes.values())
      for (const [fd, { description: d }] of p.fds.entries)
        if (d.kind === 'stream' && d.conn.family === 'tcp')
          rows.push({
            state: 'ESTAB',
            recv: d.end.rx.available,
            send: 0,
            local: d.end.localAddress,
            peer: d.end.peerAddress,
            owners: [[p, fd]],
          });
  return rows;
}

function unixRows(sys: Sys): Row[] {
  return [...sys.process.host.listeners].flatMap((l) =>
    l.family === 'unix'
      ? [
          {
            state: 'LISTEN',
            recv: l.queue.length,
            send: l.backlog,
            local: `${l.path} ${20_000 + l.id}`,
            peer: '* 0',
            owners: owners(sys, l),
          },
        ]
      : [],
  );
}

function* ss(sys: Sys, options: Parsed): Eff<number> {
  const onlyUnix = options.has('x') && !options.has('t');
  const rows = onlyUnix ? unixRows(sys) : tcpRows(sys, options.has('l'), options.has('a'));
  const split = (address: string): [string, string] => {
    const at = address.lastIndexOf(onlyUnix ? ' ' : ':');
    return [address.slice(0, at), address.slice(at + 1)];
  };
  const cells = rows.map((r) => ({
    r,
    l: split(r.local),
    p: split(r.peer),
    who: r.owners.map(([p, fd]) => `("${shortName(p)}",pid=${p.pid},fd=${fd})`).join(','),
  }));
  const wide = (least: number, texts: readonly string[]): number => Math.max(least, ...texts.map((t) => t.length));
  const state = wide(
    5,
    rows.map((r) => r.state),
  );
  const [la, lp] = [
    wide(
      16,
      cells.map((c) => c.l[0]),
    ),
    wide(
      4,
      cells.map((c) => c.l[1]),
    ),
  ];
  const [pa, pp] = [
    wide(
      13,
      cells.map((c) => c.p[0]),
    ),
    wide(
      4,
      cells.map((c) => c.p[1]),
    ),
  ];
  const processes = options.has('p');
  if (!options.has('H'))
    yield* say(
      sys,
      `${'State'.padEnd(state)} Recv-Q Send-Q ${'Local Address'.padStart(la)}:${'Port'.padEnd(lp)} ${'Peer Address'.padStart(pa)}:${'Port'.padEnd(pp)}${processes ? ' Process' : ''}\n`,
    );
  for (const { r, l, p, who } of cells)
    yield* say(
      sys,
      `${r.state.padEnd(state)} ${String(r.recv).padEnd(6)} ${String(r.send).padEnd(6)} ${l[0].padStart(la)}:${l[1].padEnd(lp)} ${p[0].padStart(pa)}:${p[1].padEnd(pp)}${processes && who !== '' ? ` users:(${who})` : ''}\n`,
    );
  return 0;
}

function* netstat(sys: Sys, options: Parsed): Eff<number> {
  const rows = tcpRows(sys, options.has('l'), options.has('a'));
  const processes = options.has('p');
  if (processes && sys.process.credentials.uid !== 0)
    yield* sayError(
      sys,
      '(Not all processes could be identified, non-owned process info\n will not be shown, you would have to be root to see it all.)\n',
    );
  yield* say(
    sys,
    `Active Internet connections (${options.has('l') ? 'only servers' : options.has('a') ? 'servers and established' : 'w/o servers'})\n`,
  );
  yield* say(
    sys,
    `Proto Recv-Q Send-Q Local Address           Foreign Address         State      ${processes ? ' PID/Program name    ' : ''}\n`,
  );
  for (const r of rows) {
    const owner = r.owners.at(-1);
    const program = owner ? `${owner[0].pid}/${shortName(owner[0])}` : '-';
    const proto = r.local.startsWith('[') ? 'tcp6' : 'tcp ';
    const plain = (address: string): string => address.replace(/^\[(.*)\]/, '$1');
    yield* say(
      sys,
      `${proto} ${String(r.recv).padStart(7)} ${String(r.state === 'LISTEN' ? 0 : r.send).padStart(6)} ${plain(r.local).padEnd(23)} ${plain(r.peer).padEnd(23)} ${(r.state === 'ESTAB' ? 'ESTABLISHED' : r.state).padEnd(11)} ${processes ? program.padEnd(20) : ''}\n`,
    );
  }
  return 0;
}

function* ip(sys: Sys, options: Parsed): Eff<number> {
  const [object = '', verb = 'show'] = options.operands;
  const addresses = sys.process.host.spec.addresses;
  const is = (word: string): boolean => object !== '' && word.startsWith(object);
  if (!is('address') && !is('link') && !is('route')) {
    yield* sayError(
      sys,
      object === ''
        ? 'Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\n'
        : `Object "${object}" is unknown, try "ip help".\n`,
    );
    return object === '' ? 255 : 1;
  }
  if (!['show', 'list', 's', 'sh', 'ls'].includes(verb))
    throw new ToolError(`"${verb}" is not modelled; only show`, 255);
  if (is('route')) {
    const [first] = addresses;
    if (first !== undefined)
      yield* say(
        sys,
        `default via ${first.replace(/\d+$/, '1')} dev eth0 \n${addresses.map((a) => `${a.replace(/\d+$/, '0')}/24 dev eth0 proto kernel scope link src ${a} \n`).join('')}`,
      );
    return 0;
  }
  const inet = (text: string): string => (is('address') ? text : '');
  yield* say(
    sys,
    `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n`,
  );
  yield* say(
    sys,
    inet(
      '    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n    inet6 ::1/128 scope host \n       valid_lft forever preferred_lft forever\n',
    ),
  );
  if (addresses.length > 0)
    yield* say(
      sys,
      `2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default qlen 1000\n    link/ether 52:54:00:12:34:56 brd ff:ff:ff:ff:ff:ff\n${inet(addresses.map((a) => `    inet ${a}/24 brd ${a.replace(/\d+$/, '255')} scope global eth0\n       valid_lft forever preferred_lft forever\n`).join(''))}`,
    );
  return 0;
}

const SOCKETS = [
  '-a, --all  display both listening and non-listening sockets',
  '-l, --listening  display only listening sockets',
  '-n, --numeric  do not resolve names (always so here)',
  '-p, --processes  show the process that uses the socket',
  '-t, --tcp  display TCP sockets',
];

export const netTools: readonly Tool[] = [
  tool(
    {
      name: 'ss',
      version: 'ss utility, iproute2-6.1.0',
      usage: 'ss [ OPTIONS ]',
      about: 'Another utility to investigate sockets.',
      options: [
        ...SOCKETS,
        '-H, --no-header  suppress header line',
        '-x, --unix  display listening Unix domain sockets',
        '-4, --ipv4  (TCP only)',
        '-u, --udp  (there are none)',
      ],
      notes: 'sockets of TCP, and with -x the listening ones of unix(7).',
      onWrongOption: 'usage',
      usageStatus: 255,
    },
    ss,
  ),
  tool(
    {
      name: 'netstat',
      version: 'net-tools 2.10',
      usage: 'netstat [-altnp]',
      about: 'Print network connections.',
      options: SOCKETS,
      onWrongOption: 'usage',
      usageStatus: 4,
    },
    netstat,
  ),
  tool(
    {
      name: 'ip',
      version: 'ip utility, iproute2-6.1.0',
      usage: 'ip [ OPTIONS ] OBJECT { COMMAND }',
      about: 'Show addresses, links and routes.',
      options: ['-4  IPv4 only', '-c, --color  (no colours here)'],
      notes: 'only show, of address, link and route.',
      usageStatus: 255,
    },
    ip,
  ),
];
