import { describe, expect, it } from 'vitest';
import type { Sys } from '../../machine/sys.ts';
import { readOptions } from './options.ts';

/** As much of a machine as reading options takes. */
const machine = (files: Readonly<Record<string, string>>): Sys =>
  ({
    fs: { readText: (path: string) => files[path] ?? '' },
    path: (path: string) => `/srv/${path}`,
    getenv: () => undefined,
    process: { cwd: '/srv' },
  }) as unknown as Sys;

describe("uWSGI's configuration files", () => {
  const settings = (name: string, text: string, args: readonly string[]) => {
    const options = readOptions(machine({ [name]: text }), args, true);
    return [options.text('http-socket'), options.text('wsgi'), options.flag('master'), options.list('plugin')];
  };
  const wanted = ['127.0.0.1:8000', 'app:app', true, []];

  it('reads yaml: values behind their names or below them', () => {
    const text =
      'other:\n  master: false\nuwsgi:\n  # said once\n  http-socket: "127.0.0.1:8000"\n  module: app:app\n  master: true\n  mount:\n    - /a=x\n    - /b=y\n';
    expect(settings('u.yml', text, ['--yaml', 'u.yml'])).toEqual(wanted);
    expect(settings('u.yml', text, ['u.yml'])).toEqual(wanted);
    expect(readOptions(machine({ 'u.yml': text }), ['--yaml=u.yml'], true).list('mount')).toEqual(['/a=x', '/b=y']);
  });

  it('reads json', () => {
    const text = '{"uwsgi": {"http-socket": "127.0.0.1:8000", "module": "app:app", "master": true}}';
    expect(settings('u.json', text, ['--json', 'u.json'])).toEqual(wanted);
    expect(() => settings('u.json', '{', ['--json', 'u.json'])).toThrow('error parsing JSON data');
  });
});
