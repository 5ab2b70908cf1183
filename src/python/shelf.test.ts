import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { withRequired } from '../machine/packages.ts';
import { type Listed, listedWithRequired, makeShelf, readList } from './shelf.ts';

const listed = (name: string, requires: string[] = []): Listed => ({
  name,
  version: '1.0',
  requires,
  scripts: {},
  bytes: 1,
});
const LIST = [
  listed('Flask', ['werkzeug', 'jinja2']),
  listed('Werkzeug', ['markupsafe']),
  listed('Jinja2', ['markupsafe']),
  listed('MarkupSafe'),
];

describe('the shelf of Python packages', () => {
  it('reads a list, and nothing else', () => {
    expect(readList(JSON.stringify({ packages: LIST }))).toEqual(LIST);
    expect(readList('<html>')).toEqual([]);
    expect(readList('{"packages":[{"name":"../x","version":"1","requires":[],"scripts":{},"bytes":1}]}')).toEqual([]);
  });

  it('knows what a package needs', () => {
    const names = (list: readonly { name: string }[] | null): string[] | undefined =>
      list?.map(({ name }) => name).sort();
    expect(names(listedWithRequired(LIST, ['flask']))).toEqual(['Flask', 'Jinja2', 'MarkupSafe', 'Werkzeug']);
    const empty = zipSync({});
    const shelf = makeShelf(LIST, () => empty);
    expect(names(withRequired(shelf, 'FLASK'))).toEqual(['Flask', 'Jinja2', 'MarkupSafe', 'Werkzeug']);
    expect(withRequired(shelf, 'flask')?.at(-1)?.name).toBe('Flask');
    expect(
      withRequired(
        makeShelf(LIST.slice(0, 3), () => empty),
        'flask',
      ),
    ).toBeNull();
  });

  it('unpacks an archive without what would lie outside of it', () => {
    const zip = zipSync({
      'flask/__init__.py': strToU8('x = 1\n'),
      '../evil.py': strToU8(''),
      '/etc/passwd': strToU8(''),
    });
    const shelf = makeShelf(LIST, (file) => (file === 'flask-1.0.zip' ? zip : null));
    expect([...shelf.keys()]).toEqual(['flask']);
    expect([...(shelf.get('flask')?.files.keys() ?? [])]).toEqual(['flask/__init__.py']);
  });
});
