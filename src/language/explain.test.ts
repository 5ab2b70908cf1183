import { describe, expect, it } from 'vitest';
import { DOCS } from '../programs/gunicorn/settings/docs.ts';
import { SETTINGS } from '../programs/gunicorn/settings/index.ts';
import { DOCUMENTED } from '../programs/systemd/table/docs.ts';
import { checkForEditor } from '../programs/nginx/conf/editor.ts';
import { commandWords, complete, explain } from './index.ts';
import { reference } from './reference.ts';

const NGINX = '/etc/nginx/nginx.conf';
const CONF = '/srv/diner/gunicorn.conf.py';
const UNIT = '/etc/systemd/system/diner.service';
const APP = '/srv/diner/app.py';

/** The name that is explained where `^` stands under the last line. */
function name(path: string, text: string): string | null {
  const lines = text.split('\n');
  const column = (lines.pop() ?? '').indexOf('^') + 1;
  return explain(path, lines.join('\n'), lines.length, column)?.name ?? null;
}
const labels = (path: string, text: string): string[] => {
  const lines = text.split('\n');
  return complete(path, text, lines.length, (lines.at(-1) ?? '').length + 1).map((one) => one.label);
};

describe('what a word means', () => {
  it('directives, variables and signs of nginx', () => {
    expect(name(NGINX, '  proxy_pass http://app;\n    ^')).toBe('proxy_pass');
    expect(name(NGINX, 'proxy_set_header Host $host;\n                       ^')).toBe('$host');
    expect(name(NGINX, 'location ^~ /static/ {\n         ^')).toBe('^~');
    expect(name(NGINX, '  error_page 502 /root;\n                  ^')).toBeNull();
    expect(explain(NGINX, 'proxy_read_timeout 5s;', 1, 4)).toMatchObject({
      column: 1,
      endColumn: 19,
      facts: [{ kind: 'default', value: '60s' }, { kind: 'contexts' }],
    });
  });
  it('settings of gunicorn, in the file and as flags', () => {
    expect(name(CONF, 'timeout = 5\n ^')).toBe('timeout');
    expect(name(CONF, 'def when_ready(server):\n      ^')).toBe('when_ready');
    expect(
      commandWords(['gunicorn', '-w4', '--bind=:80', '--preload', 'app:app']).map((word) => word.about?.name ?? null),
    ).toEqual([null, 'workers', 'bind', 'preload_app', null]);
    expect(name(UNIT, '[Service]\nExecStart=/usr/bin/gunicorn -m 007 wsgi:app\n                             ^')).toBe(
      'umask',
    );
  });
  it('keys of unit files in their section, and words of Python', () => {
    expect(name(UNIT, '[Service]\nRestart=always\n  ^')).toBe('Restart');
    expect(name(UNIT, '[Unit]\nRestart=always\n  ^')).toBeNull();
    expect(name(APP, "path = environ['PATH_INFO']\n                  ^")).toBe('PATH_INFO');
    expect(name(APP, 'x = constructor\n       ^')).toBeNull();
  });
});

describe('what can be written', () => {
  it('directives of the block, values of a directive', () => {
    const server = 'http {\n  server {\n    location / {\n    }\n    ';
    expect(labels(NGINX, server)).toContain('listen');
    expect(labels(NGINX, server)).not.toContain('worker_processes');
    expect(labels(NGINX, 'wor')).toContain('worker_processes');
    expect(labels(NGINX, `${server}sendfile o`)).toEqual(['on', 'off']);
    expect(labels(NGINX, `${server}proxy_set_header Host $ho`)).toContain('$host');
  });
  it('settings and their values', () => {
    expect(labels(CONF, 'workers = 2\nwor')).toContain('worker_class');
    expect(labels(CONF, 'worker_class = "')).toContain('gthread');
    expect(labels(CONF, 'preload_app = ')).toEqual(['True', 'False']);
  });
  it('sections, keys and words of unit files', () => {
    expect(labels(UNIT, '[')).toContain('[Service]');
    expect(labels(UNIT, '[Service]\nRes')).toContain('RestartSec');
    expect(labels(UNIT, '[Service]\nRestart=')).toContain('on-failure');
    expect(labels(UNIT, '[Service]\nExecStart=/usr/bin/gunicorn --wo')).toContain('--workers');
  });
});

describe('the tables', () => {
  it('speak of nearly every directive and of every setting, in both languages', () => {
    const silent = DOCUMENTED.filter((one) => one.doc === undefined || one.doc.en === '' || one.doc.zh === '');
    expect(silent.length / DOCUMENTED.length).toBeLessThan(0.2);
    expect(SETTINGS.filter((one) => DOCS[one.name] === undefined).map((one) => one.name)).toEqual([]);
  });
});

it('every example line of nginx stands in a server without a mistake', () => {
  const lines = reference().flatMap(({ kind, example }) =>
    kind === 'nginx' && example !== null ? [example.line] : [],
  );
  expect(lines.length).toBeGreaterThan(150);
  const complaints = lines.flatMap((line) => {
    const text = `events {}\nhttp {\n  server {\n    listen 80;\n    ${line.replace(/^listen .*/, '')}\n    location / { proxy_pass http://127.0.0.1:8000; }\n  }\n}\n`;
    return checkForEditor({ files: { [NGINX]: text } }).flatMap(({ severity, message }) =>
      severity === 'error' ? [{ line, message }] : [],
    );
  });
  expect(complaints).toEqual([]);
});
