/**
 * What `apt` can install here: Debian 12's packages of the programs that this machine has, and a few that are part of
 * every installation. `commands` are executables by path, `#!program:` being their own name unless it says another;
 * `python` is a package of the shelf that goes to dist-packages.
 */
export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  readonly about: string;
  readonly depends?: readonly string[];
  /** Path to the program's name. */
  readonly commands?: Readonly<Record<string, string>>;
  readonly python?: string;
  /** Links by path, made where there is none yet. */
  readonly links?: Readonly<Record<string, string>>;
  /** Enabled and started by the package, as Debian's policy has it. */
  readonly service?: string;
  /** Kilobytes to fetch. */
  readonly size: number;
}

const bin = (...names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [`/usr/bin/${name}`, name]));

export const PACKAGES: readonly DebianPackage[] = [
  {
    name: 'nginx',
    version: '1.22.1-9+deb12u3',
    about: 'small, powerful, scalable web/proxy server',
    depends: ['nginx-common'],
    commands: { '/usr/sbin/nginx': 'nginx' },
    links: { '/etc/nginx/sites-enabled/default': '/etc/nginx/sites-available/default' },
    service: 'nginx.service',
    size: 527,
  },
  {
    name: 'nginx-common',
    version: '1.22.1-9+deb12u3',
    about: 'small, powerful, scalable web/proxy server - common files',
    size: 112,
  },
  {
    name: 'gunicorn',
    version: '26.2.0-1',
    about: 'Event-based HTTP/WSGI server',
    depends: ['python3-gunicorn'],
    commands: bin('gunicorn'),
    size: 17,
  },
  {
    name: 'python3-gunicorn',
    version: '26.2.0-1',
    about: 'Event-based HTTP/WSGI server (Python 3 libraries)',
    size: 52,
  },
  {
    name: 'uvicorn',
    version: '0.54.0-1',
    about: 'ASGI web server implementation for Python',
    depends: ['python3-uvicorn'],
    commands: bin('uvicorn'),
    size: 8,
  },
  { name: 'python3-uvicorn', version: '0.54.0-1', about: 'ASGI web server implementation for Python3', size: 42 },
  {
    name: 'python3',
    version: '3.14.2-1',
    about: 'interactive high-level object-oriented language',
    commands: bin('python3'),
    size: 27,
  },
  { name: 'python3-venv', version: '3.14.2-1', about: 'venv module for python3', depends: ['python3'], size: 1 },
  {
    name: 'python3-pip',
    version: '25.3+dfsg-1',
    about: 'Python package installer',
    depends: ['python3'],
    commands: bin('pip', 'pip3'),
    size: 1325,
  },
  {
    name: 'python3-flask',
    version: '3.1.3-1',
    about: 'micro web framework based on Werkzeug and Jinja2',
    depends: ['python3'],
    python: 'flask',
    size: 99,
  },
  {
    name: 'python3-django',
    version: '5.2-1',
    about: 'High-level Python web development framework',
    depends: ['python3'],
    python: 'django',
    size: 2787,
  },
  {
    name: 'python3-waitress',
    version: '3.0.2-1',
    about: 'production-quality pure-Python WSGI server',
    depends: ['python3'],
    python: 'waitress',
    size: 58,
  },
  {
    name: 'certbot',
    version: '2.1.0-4',
    about: "automatically configure HTTPS using Let's Encrypt",
    commands: bin('certbot'),
    size: 65,
  },
  {
    name: 'python3-certbot-nginx',
    version: '2.1.0-2',
    about: 'Nginx plugin for Certbot',
    depends: ['certbot'],
    size: 52,
  },
  {
    name: 'openssl',
    version: '3.0.15-1~deb12u1',
    about: 'Secure Sockets Layer toolkit - cryptographic utility',
    commands: bin('openssl'),
    size: 1420,
  },
  {
    name: 'apache2',
    version: '2.4.62-1~deb12u2',
    about: 'Apache HTTP Server',
    commands: {
      '/usr/sbin/apache2': 'apache2',
      '/usr/sbin/apachectl': 'apachectl',
      '/usr/sbin/apache2ctl': 'apachectl',
    },
    size: 218,
  },
  {
    name: 'apache2-utils',
    version: '2.4.62-1~deb12u2',
    about: 'Apache HTTP Server (utility programs for web servers)',
    commands: bin('ab'),
    size: 207,
  },
  {
    name: 'libapache2-mod-wsgi-py3',
    version: '4.9.4-1+b2',
    about: 'Python 3 WSGI adapter module for Apache',
    depends: ['apache2'],
    size: 95,
  },
  {
    name: 'uwsgi',
    version: '2.0.21-5.1',
    about: 'fast, self-healing application container server',
    commands: bin('uwsgi'),
    size: 45,
  },
  {
    name: 'daphne',
    version: '4.0.0-2',
    about: 'Django Channels HTTP/WebSocket server',
    commands: bin('daphne'),
    size: 35,
  },
  {
    name: 'hypercorn',
    version: '0.13.2-1',
    about: 'ASGI Server based on Hyper libraries',
    commands: bin('hypercorn'),
    size: 60,
  },
  {
    name: 'curl',
    version: '7.88.1-10+deb12u8',
    about: 'command line tool for transferring data with URL syntax',
    commands: bin('curl'),
    size: 315,
  },
  {
    name: 'wget',
    version: '1.21.3-1+deb12u1',
    about: 'retrieves files from the web',
    commands: bin('wget'),
    size: 937,
  },
  { name: 'wrk', version: '4.1.0-3+b2', about: 'HTTP benchmarking tool', commands: bin('wrk'), size: 95 },
  { name: 'hey', version: '0.1.4-1+b6', about: 'HTTP load generator', commands: bin('hey'), size: 2500 },
  {
    name: 'nano',
    version: '7.2-1+deb12u1',
    about: 'small, friendly text editor inspired by Pico',
    commands: bin('nano'),
    size: 690,
  },
  {
    name: 'vim',
    version: '2:9.0.1378-2',
    about: 'Vi IMproved - enhanced vi editor',
    commands: bin('vim', 'vi'),
    size: 1567,
  },
  { name: 'netcat-openbsd', version: '1.219-1', about: 'TCP/IP swiss army knife', commands: bin('nc'), size: 41 },
  {
    name: 'dnsutils',
    version: '1:9.18.28-1~deb12u2',
    about: 'Clients provided with BIND 9',
    commands: bin('dig', 'nslookup', 'host'),
    size: 404,
  },
  { name: 'net-tools', version: '2.10-0.1', about: 'NET-3 networking toolkit', commands: bin('netstat'), size: 243 },
  {
    name: 'procps',
    version: '2:4.0.2-3',
    about: '/proc file system utilities',
    commands: bin('ps', 'top', 'free'),
    size: 709,
  },
  {
    name: 'tree',
    version: '2.1.0-1',
    about: 'displays an indented directory tree, in color',
    commands: bin('tree'),
    size: 53,
  },
  {
    name: 'sudo',
    version: '1.9.13p3-1+deb12u1',
    about: 'Provide limited super user privileges to specific users',
    commands: bin('sudo'),
    size: 1889,
  },
  {
    name: 'systemd',
    version: '252.31-1~deb12u1',
    about: 'system and service manager',
    commands: bin('systemctl', 'journalctl'),
    size: 3033,
  },
];
