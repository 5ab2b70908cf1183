import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import { say, sayError } from './io.ts';
import { misuse, tool, ToolError, type Parsed, type Tool } from './tool.ts';

/** An echo takes twice the way to the other host; nobody answers for an address that no host has. */
function* ping(sys: Sys, options: Parsed): Eff<number> {
  const [name] = options.operands;
  if (name === undefined) throw new ToolError('usage error: Destination address required');
  const [address] = sys.net.resolve(name);
  if (address === undefined) throw new ToolError(`${name}: Name or service not known`, 2);
  const limit = options.value('c') === null ? Infinity : Number(options.value('c'));
  if (!(limit >= 1))
    throw new ToolError(`invalid argument: '${options.value('c')}': out of range: 1 <= value <= 9223372036854775807`);
  const interval = Math.round(Number(options.value('i') ?? 1) * 1_000_000);
  const { host } = sys.process;
  const other = host.owns(address) ? host : sys.world.network.hostOf(address);
  const trip = other === host ? 40 : (host.spec.latency + (other?.spec.latency ?? 0)) * 2;
  let [sent, received] = [0, 0];
  let stopped = false;
  sys.signal('INT', () => (stopped = true));
  const started = sys.now;
  yield* say(sys, `PING ${name} (${address}) 56(84) bytes of data.\n`);
  while (sent < limit && !stopped) {
    if (sent > 0 && !(yield* sys.sleep(interval))) break;
    sent++;
    if (!other) continue;
    yield* sys.sleep(trip);
    received++;
    yield* say(sys, `64 bytes from ${address}: icmp_seq=${sent} ttl=64 time=${milliseconds(trip)} ms\n`);
  }
  if (!other && !stopped) yield* sys.sleep(10_000_000);
  const lost = Math.round(((sent - received) / sent) * 100);
  yield* say(
    sys,
    `\n--- ${name} ping statistics ---\n${sent} packets transmitted, ${received} received, ${lost}% packet loss, time ${Math.round((sys.now - started) / 1000)}ms\n`,
  );
  const t = milliseconds(trip);
  if (received > 0)
    yield* say(
      sys,
      `rtt min/avg/max/mdev = ${(trip / 1000).toFixed(3)}/${(trip / 1000).toFixed(3)}/${(trip / 1000).toFixed(3)}/0.000 ms\n`,
    );
  return received > 0 && t !== '' ? 0 : 1;
}

const milliseconds = (us: number): string => (us < 1000 ? (us / 1000).toFixed(3) : (us / 1000).toPrecision(3));

function* host(sys: Sys, options: Parsed): Eff<number> {
  const [name] = options.operands;
  if (name === undefined) throw misuse('a name is required');
  const found = sys.process.host.names.get(name.toLowerCase()) ?? [];
  if (found.length === 0) {
    yield* say(sys, `Host ${name} not found: 3(NXDOMAIN)\n`);
    return 1;
  }
  for (const address of found)
    yield* say(sys, `${name} has ${address.includes(':') ? 'IPv6 ' : ''}address ${address}\n`);
  return 0;
}

/** What the name server answers, in the order of dig's sections. */
function* dig(sys: Sys, options: Parsed): Eff<number> {
  const [name = '.', type = 'A'] = options.operands.filter((one) => !/^[@+]/.test(one));
  const found = (sys.process.host.names.get(name.toLowerCase()) ?? []).filter(
    (address) => address.includes(':') === (type.toUpperCase() === 'AAAA') && /^(A|AAAA)$/i.test(type),
  );
  if (options.operands.includes('+short')) {
    yield* say(sys, found.map((address) => `${address}\n`).join(''));
    return 0;
  }
  const known = sys.process.host.names.has(name.toLowerCase());
  const kind = type.toUpperCase();
  const answer = found.map((address) => `${name}.\t\t300\tIN\t${kind}\t${address}\n`).join('');
  yield* say(
    sys,
    `\n; <<>> DiG 9.18.28-1~deb12u2-Debian <<>> ${sys.argv.slice(1).join(' ')}\n;; global options: +cmd\n;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${known ? 'NOERROR' : 'NXDOMAIN'}, id: 4660\n;; flags: qr rd ra; QUERY: 1, ANSWER: ${found.length}, AUTHORITY: 0, ADDITIONAL: 1\n\n;; QUESTION SECTION:\n;${name}.\t\t\tIN\t${kind}\n\n${answer === '' ? '' : `;; ANSWER SECTION:\n${answer}\n`}`,
  );
  yield* say(sys, ';; Query time: 0 msec\n;; SERVER: 10.0.0.2#53(10.0.0.2) (UDP)\n\n');
  return 0;
}

function* nslookup(sys: Sys, options: Parsed): Eff<number> {
  const [name] = options.operands;
  if (name === undefined) throw misuse('the interactive mode is not modelled; give a name');
  const found = sys.process.host.names.get(name.toLowerCase()) ?? [];
  yield* say(sys, 'Server:\t\t10.0.0.2\nAddress:\t10.0.0.2#53\n\n');
  if (found.length === 0) {
    yield* say(sys, `** server can't find ${name}: NXDOMAIN\n\n`);
    return 1;
  }
  yield* say(
    sys,
    `Non-authoritative answer:\n${found.map((address) => `Name:\t${name}\nAddress: ${address}\n`).join('')}\n`,
  );
  return 0;
}

/** OpenBSD netcat: look whether a port answers, talk to it, or listen for one connection. */
function* nc(sys: Sys, options: Parsed): Eff<number> {
  if (options.has('l')) {
    const port = Number(options.value('p') ?? options.operands.at(-1));
    const ip = options.value('p') === null && options.operands.length > 1 ? (options.operands[0] ?? '') : '0.0.0.0';
    try {
      const listener = sys.net.listen({ family: 'tcp', ip, port }, 1);
      const fd = yield* sys.net.accept(listener);
      sys.fs.close(listener);
      return yield* talk(sys, fd);
    } catch (error) {
      if (error instanceof SysError) throw new ToolError(strerror(error.errno));
      throw error;
    }
  }
  const [name = '', portText = ''] = options.operands;
  const unix = options.has('U');
  if (name === '' || (portText === '' && !unix)) throw misuse('missing hostname or port');
  const found = unix ? [name] : sys.net.resolve(name);
  // getaddrinfo(3) puts IPv6 first.
  const addresses = [...found.filter((ip) => ip.includes(':')), ...found.filter((ip) => !ip.includes(':'))];
  if (addresses.length === 0)
    throw new ToolError(`getaddrinfo for host "${name}" port ${portText}: Name or service not known`);
  const timeout = options.value('w') === null ? {} : { timeout: Number(options.value('w')) * 1_000_000 };
  for (const address of addresses) {
    // A literal address is not said twice.
    const where = address === name ? name : `${name} (${address})`;
    try {
      const fd = yield* sys.net.connect(
        unix ? { family: 'unix', path: name } : { family: 'tcp', ip: address, port: Number(portText) },
        timeout,
      );
      const service = SERVICES[portText] ?? '*';
      if (options.has('v'))
        yield* sayError(
          sys,
          `Connection to ${unix ? name : `${where} ${portText} port [tcp/${service}]`} succeeded!\n`,
        );
      return options.has('z') ? 0 : yield* talk(sys, fd);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      const what = unix ? `${name}: ` : `connect to ${where} port ${portText} (tcp) failed: `;
      if (options.has('v') || unix) yield* sayError(sys, `nc: ${what}${strerror(error.errno)}\n`);
    }
  }
  return 1;
}

/** Of /etc/services, what a learner meets. */
const SERVICES: Readonly<Record<string, string>> = {
  22: 'ssh',
  25: 'smtp',
  53: 'domain',
  80: 'http',
  443: 'https',
  3306: 'mysql',
  5432: 'postgresql',
  6379: 'redis',
  8080: 'http-alt',
};

function* talk(sys: Sys, fd: number): Eff<number> {
  sys.thread('sender', sender(sys, fd));
  for (;;) {
    const bytes = yield* sys.net.recv(fd);
    if (bytes === null || bytes.length === 0) return 0;
    yield* sys.fs.write(1, bytes);
  }
}

function* sender(sys: Sys, fd: number): Eff<void> {
  for (;;) {
    const bytes = yield* sys.fs.read(0);
    if (bytes.length === 0) return;
    yield* sys.net.send(fd, bytes);
  }
}

export const reachTools: readonly Tool[] = [
  tool(
    {
      name: 'ping',
      version: 'ping from iputils 20221126',
      usage: 'ping [options] <destination>',
      about: 'Send ICMP ECHO_REQUEST to network hosts.',
      options: [
        '-c COUNT  stop after COUNT replies',
        '-i INTERVAL  seconds between sending each packet',
        '-n  no reverse name resolution',
      ],
      notes: 'the time is twice the simulated way.',
      onWrongOption: 'usage',
      usageStatus: 2,
    },
    ping,
  ),
  tool(
    {
      name: 'host',
      version: 'host 9.18.28',
      usage: 'host name',
      about: 'DNS lookup utility.',
      options: [],
      onWrongOption: 'usage',
    },
    host,
  ),
  tool(
    {
      name: 'dig',
      version: 'DiG 9.18.28-1~deb12u2-Debian',
      usage: 'dig [@server] name [type] [+short]',
      about: 'DNS lookup utility.',
      options: [],
      notes: 'it asks the name server, and never /etc/hosts; types A and AAAA.',
      onWrongOption: 'usage',
    },
    dig,
  ),
  tool(
    {
      name: 'nslookup',
      version: 'nslookup 9.18.28-1~deb12u2-Debian',
      usage: 'nslookup name',
      about: 'Query Internet name servers.',
      options: [],
      onWrongOption: 'usage',
    },
    nslookup,
  ),
  tool(
    {
      name: 'nc',
      version: 'OpenBSD netcat (Debian patchlevel 1.219-1)',
      usage: 'nc [-lnUvz] [-p port] [-w timeout] [destination] [port]',
      about: 'Arbitrary TCP and Unix connections and listens.',
      options: [
        '-l  listen for an incoming connection',
        '-n  do not do any DNS lookups',
        '-N  shut the connection down for sending at the end of the input',
        '-q SECONDS  wait so long after the end of the input',
        '-4  IPv4',
        '-6  IPv6',
        '-k  go on listening',
        '-p PORT  local port',
        '-U  use a Unix domain socket',
        '-v  verbose',
        '-w TIMEOUT  seconds to wait for a connection',
        '-z  scan: connect, and send nothing',
      ],
      onWrongOption: 'usage',
    },
    nc,
  ),
];
