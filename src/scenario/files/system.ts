/**
 * What an Ubuntu or Debian server has before anybody logs in: users, directories, name tables. Sources: hier(7),
 * passwd(5), Debian Policy section 9.2 (fixed user ids), base-files and base-passwd of Debian 12.
 */
import type { Host } from '../../machine/host.ts';
import { ROOT_PEM } from '../../protocols/pki/simulated-ca.ts';

export interface SystemUser {
  readonly name: string;
  readonly uid: number;
  readonly home: string;
  readonly shell: string;
}

export const SYSTEM_USERS: readonly SystemUser[] = [
  { name: 'root', uid: 0, home: '/root', shell: '/bin/bash' },
  { name: 'daemon', uid: 1, home: '/usr/sbin', shell: '/usr/sbin/nologin' },
  { name: 'www-data', uid: 33, home: '/var/www', shell: '/usr/sbin/nologin' },
  { name: 'nobody', uid: 65534, home: '/nonexistent', shell: '/usr/sbin/nologin' },
];

export const SYSTEM_GROUPS: readonly (readonly [name: string, gid: number])[] = [
  ['adm', 4],
  ['tty', 5],
  ['sudo', 27],
  ['users', 100],
];

/** Directories with the mode that is not 0755. */
export const DIRECTORIES: readonly (readonly [path: string, mode?: number])[] = [
  ['/dev'],
  ['/dev/shm', 0o1777],
  ['/etc'],
  ['/etc/ca-certificates/update.d'],
  ['/etc/ssl/certs'],
  ['/etc/ssl/private', 0o710],
  ['/etc/systemd/system'],
  ['/home'],
  ['/lib'],
  ['/opt'],
  ['/proc'],
  ['/root', 0o700],
  ['/run'],
  ['/srv'],
  ['/tmp', 0o1777],
  ['/usr/bin'],
  ['/usr/sbin'],
  ['/usr/lib'],
  ['/usr/lib/python3/dist-packages'],
  ['/usr/local/bin'],
  ['/usr/local/share/ca-certificates'],
  ['/usr/share'],
  ['/usr/share/ca-certificates/mozilla'],
  ['/var/cache'],
  ['/var/lib'],
  ['/var/log'],
  ['/var/log/nginx'],
  ['/var/tmp', 0o1777],
  ['/var/www'],
];

/** /usr is merged: the old places are links. */
export const LINKS: readonly (readonly [path: string, target: string])[] = [
  ['/bin', 'usr/bin'],
  ['/sbin', 'usr/sbin'],
  ['/var/run', '/run'],
];

/** shadow(5): nobody logs in with a password here. */
export function shadow(host: Host): string {
  return host.users.list.map(({ name }) => `${name}:*:19600:0:99999:7:::\n`).join('');
}

export function passwd(host: Host): string {
  return host.users.list.map((u) => `${u.name}:x:${u.uid}:${u.gid}:${u.name}:${u.home}:${u.shell}\n`).join('');
}

export function group(host: Host): string {
  return [...host.users.groups].map(([name, g]) => `${name}:x:${g.gid}:${g.members.join(',')}\n`).join('');
}

export function hosts(hostName: string, more: readonly string[]): string {
  const lines = [
    '127.0.0.1 localhost',
    `127.0.1.1 ${hostName}`,
    '127.0.0.1 example.com www.example.com api.example.com other.example.com',
    '::1 localhost ip6-localhost ip6-loopback',
    ...more,
  ];
  return `${lines.join('\n')}\n`;
}

/** Debian's ca-certificates: the authorities that this world's clients believe. There is one. */
const AUTHORITY = 'mozilla/Simulated_ISRG_Root_X2.crt';

export const TRUST_STORE: Readonly<Record<string, string>> = {
  '/etc/ca-certificates.conf': `${AUTHORITY}\n`,
  [`/usr/share/ca-certificates/${AUTHORITY}`]: ROOT_PEM,
  '/etc/ssl/certs/ca-certificates.crt': ROOT_PEM,
};

export const TRUST_LINKS: readonly (readonly [path: string, target: string])[] = [
  ['/etc/ssl/certs/Simulated_ISRG_Root_X2.pem', `/usr/share/ca-certificates/${AUTHORITY}`],
];

/** os-release(5). The customs are Ubuntu's, the packages Debian 12's, whose programs were recorded: it says so itself. */
const OS_RELEASE = `PRETTY_NAME="Ubuntu (simulated, with the packages of Debian 12)"
NAME="Ubuntu"
ID=ubuntu
ID_LIKE=debian
`;
export const SYSTEM_FILES: Readonly<Record<string, string>> = { '/etc/os-release': OS_RELEASE };
