/** The simulated openssl against the real one, where that is installed: it reads our files, and says the same of them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../base/bytes.ts';
import { Sim } from '../../engine/sim.ts';
import type { Eff } from '../../engine/task.ts';
import { ROOT } from '../../machine/filesystem.ts';
import type { Sys } from '../../machine/sys.ts';
import { World } from '../../machine/world.ts';
import { openssl } from './index.ts';

/** 2026-11-20 */
const EPOCH = 1_795_156_801;

class Machine {
  private readonly sim = new Sim(3);
  private readonly world = new World(this.sim, EPOCH * 1_000_000);
  private readonly box = this.world.addHost({ name: 'box', addresses: [], cores: 2, latency: 0 });

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const dir of ['/w', '/etc/ssl/certs']) this.box.files.makePath(dir);
    for (const [name, text] of Object.entries(files)) this.box.files.writeFile(`/w/${name}`, utf8(text), ROOT);
  }

  run(line: string, stdin = ''): { out: string; err: string; code: number | null } {
    const { traceSink: sink } = this.world;
    const from = this.sim.trace.events.length;
    const argv = ['openssl', ...line.split(' ')].map((word) => word.replaceAll('+', ' '));
    const program = function* (sys: Sys): Eff<number> {
      if (stdin !== '') {
        const [read, write] = sys.fs.pipe();
        yield* sys.fs.write(write, utf8(stdin));
        sys.fs.close(write);
        sys.fs.dup(read, 0);
      }
      return yield* openssl(sys);
    };
    const started = this.world.lifecycle.start(this.box, program, {
      argv,
      credentials: ROOT,
      env: new Map(),
      cwd: '/w',
      stdio: [{ kind: 'empty' }, { kind: 'sink', sink, as: 1 }, { kind: 'sink', sink, as: 2 }],
    });
    this.sim.run(Infinity);
    const said = this.sim.trace.events.slice(from);
    const of = (fd: 1 | 2): string =>
      said.flatMap((e) => (e.kind === 'process.output' && e.fd === fd ? [e.text] : [])).join('');
    return { out: of(1), err: of(2), code: started.status?.code ?? null };
  }

  file(name: string): Buffer {
    return Buffer.from(this.box.files.readFile(`/w/${name}`, ROOT));
  }

  mode(name: string): string {
    return (this.box.files.lookup(`/w/${name}`, ROOT).mode & 0o777).toString(8);
  }
}

const MAKING = [
  'req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 30 -subj /C=TW/O=Diner,+Inc./CN=example.com -addext subjectAltName=DNS:example.com,IP:127.0.0.1',
  'ecparam -genkey -name prime256v1 -out ec.pem',
  'genrsa -out other.pem 2048',
  'req -new -key ec.pem -subj /CN=x.org -addext subjectAltName=DNS:x.org -out r.csr',
  'x509 -req -in r.csr -CA c.pem -CAkey k.pem -CAcreateserial -out l.pem -days 3 -copy_extensions copy',
  'x509 -req -in r.csr -signkey ec.pem -out own.pem -extfile ext',
  'pkey -in ec.pem -pubout -out pub.pem',
];
const MADE = ['k.pem', 'c.pem', 'ec.pem', 'other.pem', 'r.csr', 'l.pem', 'own.pem', 'pub.pem'];
const machine = new Machine({
  ext: '# a comment\nbasicConstraints=critical,CA:FALSE\nkeyUsage=digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth\nsubjectAltName=@names\n[names]\nDNS.1=x.org\nDNS.2=*.x.org\n',
});
const codes = MAKING.map((line) => machine.run(line).code);

it('makes keys, requests and certificates', () => {
  expect(codes).toEqual(MAKING.map(() => 0));
  expect(machine.mode('k.pem')).toBe('600');
  expect(machine.mode('c.pem')).toBe('644');
});

const installed = spawnSync('openssl', ['version']).stdout?.toString() ?? '';

describe.skipIf(!installed.startsWith('OpenSSL 3.0'))('the real openssl 3.0 says the same of the same files', () => {
  const dir = mkdtempSync(join(tmpdir(), 'openssl-'));
  for (const name of MADE) writeFileSync(join(dir, name), machine.file(name));
  it.each([
    'x509 -in c.pem -noout -text',
    'x509 -in l.pem -noout -text',
    'x509 -in own.pem -noout -text',
    'x509 -in c.pem -noout -subject -issuer -dates -serial -fingerprint -sha256',
    'x509 -in c.pem -noout -fingerprint',
    'x509 -in c.pem -noout -subject -nameopt RFC2253',
    'x509 -in c.pem -noout -ext subjectAltName',
    'x509 -in l.pem -noout -ext keyUsage',
    'x509 -in c.pem -noout -modulus',
    'x509 -in c.pem -noout -hash',
    'x509 -in l.pem -pubkey -noout',
    'x509 -in c.pem',
    'x509 -in nosuch.pem -noout -text',
    'x509 -in k.pem -noout -text',
    'req -in r.csr -noout -text -verify',
    'req -in r.csr -noout -subject',
    'rsa -in k.pem -noout -text',
    'rsa -in k.pem -noout -modulus',
    'rsa -in k.pem -check -noout',
    'rsa -in k.pem -pubout',
    'rsa -in k.pem -traditional',
    'rsa -in ec.pem -noout',
    'ec -in ec.pem -noout -text',
    'ec -in ec.pem',
    'pkey -in ec.pem -text',
    'pkey -in pub.pem -pubin -text -noout',
    'pkey -in nosuch',
    `verify -attime ${EPOCH + 60} c.pem`,
    `verify -attime ${EPOCH + 60} -CAfile c.pem c.pem`,
    `verify -attime ${EPOCH + 60} -CAfile c.pem l.pem`,
    `verify -attime ${EPOCH + 60} l.pem`,
    `verify -attime ${EPOCH + 9_000_000} -CAfile c.pem l.pem`,
    `verify -attime ${EPOCH - 9_000_000} -CAfile c.pem c.pem`,
    `verify -attime ${EPOCH + 60} -CAfile c.pem -verify_hostname other.org c.pem`,
    'verify nosuch',
    'verify -CAfile nosuch c.pem',
    'dgst -sha256 c.pem',
    'dgst c.pem',
    'sha1 c.pem',
    'dgst -sha512 -r c.pem',
    'dgst -sha256 nosuch',
    'nosuch',
    'req -bogus',
    's_client -bogus',
    'ecparam -name nosuch -genkey',
    'x509 -req -in r.csr -CA c.pem -CAkey other.pem -CAcreateserial -out /dev/null',
    'req -new -key ec.pem -subj CN=x',
    'req -x509 -key ec.pem -days 0 -subj /CN=x -out /dev/null',
    'req -x509 -key ec.pem -days soon -subj /CN=x -out /dev/null',
    'x509 -req -in r.csr -signkey ec.pem -days -2 -out /dev/null',
  ])('openssl %s', (line) => {
    // The number of the thread that failed differs from run to run.
    const plain = (text: string): string => text.replace(/^[0-9A-F]{16}:error/gm, '<thread>:error');
    const real = spawnSync('openssl', line.split(' '), { cwd: dir });
    const ours = machine.run(line);
    expect([ours.out, plain(ours.err), ours.code]).toEqual([
      String(real.stdout),
      plain(String(real.stderr)),
      real.status,
    ]);
  });
});

describe('questions', () => {
  it('are asked where no subject is given, and the answers are the subject', () => {
    const asked = new Machine();
    const answers = 'TW\nTaipei\n\nDiner\n.\nexample.com\n\n';
    const { err, code } = asked.run(
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k.pem -out c.pem',
      answers,
    );
    expect(err).toContain('Common Name (e.g. server FQDN or YOUR name) []:');
    expect(code).toBe(0);
    expect(asked.run('x509 -in c.pem -noout -subject').out).toBe(
      'subject=C = TW, ST = Taipei, O = Diner, CN = example.com\n',
    );
    expect(asked.run('x509 -in c.pem -noout -checkend 0').code).toBe(0);
    expect(asked.run('x509 -in c.pem -noout -checkend 2600000').code).toBe(1);
  });

  it('end without an answer', () => {
    const { err, code } = new Machine().run('req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem');
    expect(err).toMatch(/Country Name \(2 letter code\) \[AU\]:Error making certificate request\n$/);
    expect(code).toBe(1);
  });

  it('a configuration file answers them, too', () => {
    const conf =
      '[req]\nprompt = no\ndistinguished_name = dn\nx509_extensions = ext\n[dn]\nCN = diner.test\n[ext]\nsubjectAltName = DNS:diner.test\n';
    const given = new Machine({ 'o.cnf': conf });
    expect(given.run('req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -config o.cnf').code).toBe(0);
    expect(given.run('x509 -in c.pem -noout -ext subjectAltName').out).toContain('DNS:diner.test');
  });
});

it('rand, and the same machine gives the same keys', () => {
  expect(new Machine().run('rand -hex 8').out).toMatch(/^[0-9a-f]{16}\n$/);
  const key = (): string => new Machine().run('genrsa 1024').out;
  expect(key()).toBe(key());
});

describe('small commands, in the words of the real one', () => {
  const machine = new Machine({ f: 'line1\nline2\n' });
  it.each([
    [
      'passwd -apr1 -salt abcdefgh secret two',
      '$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/\n$apr1$abcdefgh$6shhsdUND/dKstRJl0qAb/\n',
    ],
    ['passwd -1 -salt ab secret', '$1$ab$dslkcXxVH.x8LwW1W/oAB/\n'],
    ['passwd -apr1 -salt 123456789012 secret', '$apr1$12345678$0lqb/6VUFP8JY/s/jTrIk0\n'],
    ['base64 -in f', 'bGluZTEKbGluZTIK\n'],
    ['base64 -A -in f', 'bGluZTEKbGluZTIK'],
    ['enc -base64 -in f', 'bGluZTEKbGluZTIK\n'],
    ['rand -hex', '\n'],
    ['rand', ''],
  ])('%s', (line, out) => expect(machine.run(line)).toEqual({ out, err: '', code: 0 }));

  it('reads what is piped in, and decodes', () => {
    expect(machine.run('passwd -apr1 -salt xx -stdin', 'frompipe\n').out).toBe('$apr1$xx$PAmhYd/9SFOvMoM0cG41X0\n');
    expect(machine.run('base64 -d', 'bGluZTEK\n').out).toBe('line1\n');
  });

  it.each([
    ['passwd -6 secret', /passwd -6 is not modelled here/],
    ['enc -aes-256-cbc -in f', /enc: Unknown option: -aes-256-cbc/],
    ['base64 -in none', /^Can't open "none" for reading, No such file or directory\n.*BIO_new_file/],
    ['req -in none', /^Can't open "none"[^]*\nUnable to load X509 request\n$/],
    ['rsa -in f -noout', /^Could not read private key from f\n$/],
    ['x509 -in f -noout', /^Could not read certificate from f\nUnable to load certificate\n$/],
    ['req -x509 -newkey foo -nodes -keyout z -subj /CN=x', /^Error allocating keygen context\n.*Algorithm \(foo : 0\)/],
    ['req -x509 -newkey rsa:100 -nodes -keyout z -subj /CN=x', /^Error setting keysize\n.*key size too small/],
    [
      'req -new -newkey rsa:512 -nodes -keyout z -subj /CN',
      /req: Missing '=' after RDN type string 'CN' in subject name/,
    ],
  ])('%s is refused', (line, err) => {
    const { err: said, code } = machine.run(line);
    expect(said).toMatch(err);
    expect(code).toBe(1);
  });
});
