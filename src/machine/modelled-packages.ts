/**
 * Python packages whose work this machine or its guest does itself. Installing one leaves its METADATA, so that it is listed,
 * and its command, where it has one.
 */
import { utf8 } from '../base/bytes.ts';
import { normalisedName, type PackageArchive } from './packages.ts';

interface Modelled {
  readonly version: string;
  readonly summary: string;
  /** Without a command: Python code imports it (gd/shelf), or gunicorn alone knows its class. */
  readonly library?: true;
}

const MODELLED: Readonly<Record<string, Modelled>> = {
  gunicorn: { version: '26.2.0', summary: 'WSGI HTTP Server for UNIX' },
  uvicorn: { version: '0.54.0', summary: 'The lightning-fast ASGI server.' },
  uwsgi: { version: '2.0.21', summary: 'The uWSGI server' },
  'uvicorn-worker': { version: '0.4.0', summary: 'Uvicorn worker for Gunicorn!', library: true },
  eventlet: { version: '0.33.1', summary: 'Highly concurrent networking library', library: true },
  gevent: { version: '22.10.2', summary: 'Coroutine-based network library', library: true },
};

export const MODELLED_NAMES: readonly string[] = Object.keys(MODELLED);

/** Null where it is none of these. */
export function modelledPackage(name: string): (PackageArchive & { readonly library: boolean }) | null {
  const known = normalisedName(name);
  const found = MODELLED[known];
  if (!found) return null;
  const { version, summary, library = false } = found;
  const metadata = `Metadata-Version: 2.4\nName: ${known}\nVersion: ${version}\nSummary: ${summary}\n\n`;
  const files = new Map([[`${known}-${version}.dist-info/METADATA`, utf8(metadata)]]);
  return { name: known, version, requires: [], scripts: library ? {} : { [known]: '' }, files, library };
}
