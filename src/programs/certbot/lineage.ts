/** What certbot keeps below /etc/letsencrypt: archive, live links, renewal settings. */
import { HOOK_SETTINGS, type Hooks } from './hooks.ts';
import type { Sys } from '../../machine/sys.ts';
import { altNamesOf } from '../../protocols/pki/extensions.ts';
import { certificatesIn, type Certificate } from '../../protocols/pki/x509.ts';
import { makePath } from './console.ts';

const ROOT = '/etc/letsencrypt';
const FILES = ['cert', 'chain', 'fullchain', 'privkey'] as const;

const README = `This directory contains your keys and certificates.

\`privkey.pem\`  : the private key for your certificate.
\`fullchain.pem\`: the certificate file used in most server software.
\`chain.pem\`    : used for OCSP stapling in Nginx >=1.3.7.
\`cert.pem\`     : will break many server configurations, and should not be used
                 without reading further documentation (see link below).

WARNING: DO NOT MOVE OR RENAME THESE FILES!
         Certbot expects these files to remain in this location in order
         to function properly!

We recommend not moving these files. For more information, see the Certbot
User Guide at https://certbot.eff.org/docs/using.html#where-are-my-certificates.
`;

export interface Material {
  readonly cert: string;
  readonly chain: string;
  readonly privkey: string;
}

/** How a certificate was got, so that it can be got again. */
export interface RenewalSettings {
  readonly authenticator: string;
  readonly installer: string | null;
  readonly webroot: string | null;
  readonly hooks: Hooks;
}

export interface Lineage {
  readonly name: string;
  readonly certificate: Certificate;
  readonly names: readonly string[];
  readonly fullchain: string;
  readonly privkey: string;
  readonly renewal: RenewalSettings;
}

export const livePath = (name: string, file: (typeof FILES)[number]): string => `${ROOT}/live/${name}/${file}.pem`;

/** Store a new certificate as the next version of a name. */
export function saveLineage(sys: Sys, name: string, material: Material, renewal: RenewalSettings): void {
  const archive = `${ROOT}/archive/${name}`;
  const live = `${ROOT}/live/${name}`;
  for (const dir of [`${ROOT}/archive`, `${ROOT}/live`]) makePath(sys, dir, 0o700);
  for (const dir of [archive, live, `${ROOT}/renewal`]) makePath(sys, dir, 0o755);
  const versions = sys.fs.readdir(archive).map((file) => Number(/^cert(\d+)\.pem$/.exec(file)?.[1] ?? 0));
  const next = Math.max(0, ...versions) + 1;
  const texts = { ...material, fullchain: material.cert + material.chain };
  for (const file of FILES) {
    sys.fs.writeFile(`${archive}/${file}${next}.pem`, texts[file], file === 'privkey' ? 0o600 : 0o644);
    if (sys.fs.exists(`${live}/${file}.pem`)) sys.fs.unlink(`${live}/${file}.pem`);
    sys.fs.symlink(`../../archive/${name}/${file}${next}.pem`, `${live}/${file}.pem`);
  }
  if (!sys.fs.exists(`${live}/README`)) sys.fs.writeFile(`${live}/README`, README, 0o644);
  sys.fs.writeFile(`${ROOT}/renewal/${name}.conf`, renewalText(name, renewal), 0o644);
}

function renewalText(name: string, { authenticator, installer, webroot, hooks }: RenewalSettings): string {
  const kept = (['pre', 'post', 'deploy'] as const).flatMap((which) =>
    hooks[which] === null ? [] : [`${HOOK_SETTINGS[which]} = ${hooks[which]}`],
  );
  return [
    '# renew_before_expiry = 30 days',
    'version = 2.1.0',
    `archive_dir = ${ROOT}/archive/${name}`,
    ...FILES.map((file) => `${file} = ${livePath(name, file)}`),
    '',
    '# Options used in the renewal process',
    '[renewalparams]',
    'account = 0c6e2f5a9d1b47e8a3f04c5d6b7e8f90',
    `authenticator = ${authenticator}`,
    ...(installer === null ? [] : [`installer = ${installer}`]),
    ...(webroot === null ? [] : [`webroot_path = ${webroot},`]),
    ...kept,
    'server = https://acme-v02.api.letsencrypt.org/directory',
    'key_type = ecdsa',
    '',
  ].join('\n');
}

/** All certificates that certbot knows, by name. Broken ones are left out. */
export function lineages(sys: Sys): Lineage[] {
  const dir = `${ROOT}/renewal`;
  if (!sys.fs.exists(dir)) return [];
  return sys.fs
    .readdir(dir)
    .filter((file) => file.endsWith('.conf'))
    .toSorted()
    .map((file) => readLineage(sys, file.slice(0, -'.conf'.length)))
    .filter((one) => one !== null);
}

export function readLineage(sys: Sys, name: string): Lineage | null {
  const conf = `${ROOT}/renewal/${name}.conf`;
  const fullchain = livePath(name, 'fullchain');
  if (!sys.fs.exists(conf) || !sys.fs.exists(fullchain)) return null;
  const [certificate] = certificatesIn(sys.fs.readFile(fullchain));
  if (!certificate) return null;
  const text = sys.fs.readText(conf);
  const setting = (key: string): string | null => new RegExp(`^${key} = (.*?),?$`, 'm').exec(text)?.[1] ?? null;
  return {
    name,
    certificate,
    names: altNamesOf(certificate).flatMap((n) => (n.type === 'dns' ? [n.value] : [])),
    fullchain,
    privkey: livePath(name, 'privkey'),
    renewal: {
      authenticator: setting('authenticator') ?? 'standalone',
      installer: setting('installer'),
      webroot: setting('webroot_path'),
      hooks: {
        pre: setting(HOOK_SETTINGS.pre),
        post: setting(HOOK_SETTINGS.post),
        deploy: setting(HOOK_SETTINGS.deploy),
      },
    },
  };
}

export function deleteLineage(sys: Sys, name: string): void {
  for (const dir of [`${ROOT}/live/${name}`, `${ROOT}/archive/${name}`]) {
    if (!sys.fs.exists(dir)) continue;
    for (const file of sys.fs.readdir(dir)) sys.fs.unlink(`${dir}/${file}`);
    sys.fs.rmdir(dir);
  }
  if (sys.fs.exists(`${ROOT}/renewal/${name}.conf`)) sys.fs.unlink(`${ROOT}/renewal/${name}.conf`);
}
