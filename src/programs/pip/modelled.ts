/**
 * Packages whose program this machine has itself (gunicorn, uvicorn, uWSGI): installing one puts its command into the
 * environment, and its METADATA, so that it is listed.
 */
import { utf8 } from '../../base/bytes.ts';
import { normalisedName, type PackageArchive } from '../../machine/packages.ts';
import type { Sys } from '../../machine/sys.ts';

interface Modelled {
  readonly version: string;
  readonly summary: string;
}

const MODELLED: Readonly<Record<string, Modelled>> = {
  gunicorn: { version: '26.2.0', summary: 'WSGI HTTP Server for UNIX' },
  uvicorn: { version: '0.54.0', summary: 'The lightning-fast ASGI server.' },
  uwsgi: { version: '2.0.21', summary: 'The uWSGI server' },
};

/** The package alone, or null where it is none of these. */
export function modelled(sys: Sys, name: string): PackageArchive[] | null {
  const known = normalisedName(name);
  const found = MODELLED[known];
  if (!found || !sys.world.programs.has(known)) return null;
  const metadata = `Metadata-Version: 2.4\nName: ${known}\nVersion: ${found.version}\nSummary: ${found.summary}\n\n`;
  const files = new Map([[`${known}-${found.version}.dist-info/METADATA`, utf8(metadata)]]);
  return [{ name: known, version: found.version, requires: [], scripts: { [known]: '' }, files }];
}
