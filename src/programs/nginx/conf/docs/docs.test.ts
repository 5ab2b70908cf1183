import { describe, expect, it } from 'vitest';
import { blocksAround, checkForEditor } from '../editor.ts';
import { directiveSpecs } from '../table/table.ts';
import { DIRECTIVE_DOCS } from './index.ts';
import { FURTHER_DOCS } from './further.ts';
import { MODULE_DOCS } from './modules.ts';
import { SERVER_DOCS } from './server.ts';

const rows = `${SERVER_DOCS}\n${MODULE_DOCS}\n${FURTHER_DOCS}`.split('\n').filter((l) => l.trim() !== '');

describe('documentation of directives', () => {
  it('speaks of directives that exist, once each, in both languages', () => {
    const names = rows.map((row) => row.split(' | ')[0] ?? '');
    expect(names.filter((n) => directiveSpecs(n).length === 0)).toEqual([]);
    expect(names.filter((n, i) => names.indexOf(n) !== i)).toEqual([]);
    expect(rows.filter((row) => row.split(' | ').length !== 4)).toEqual([]);
    expect(names.length).toBeGreaterThanOrEqual(150);
  });

  it('says something of every directive', () => {
    expect(
      [...DIRECTIVE_DOCS.values()].filter((doc) => doc.en === '' || doc.zhTW === '').map((doc) => doc.name),
    ).toEqual([]);
  });

  it('uses the words of Taiwan', () => {
    expect(
      rows.filter((row) => /服务|進程|进程|线程|線程|文件|默認|默认|信息|端口|服務器|緩存|並發|異步|字節/.test(row)),
    ).toEqual([]);
  });

  it('knows where a directive may stand', () => {
    expect(DIRECTIVE_DOCS.get('proxy_pass')).toMatchObject({
      contexts: ['location', 'if in location', 'limit_except'],
      block: false,
    });
    expect(DIRECTIVE_DOCS.get('server')?.contexts).toEqual(['http', 'upstream']);
  });
});

describe('for the editor', () => {
  it('marks the line that nginx names', () => {
    const files = {
      '/etc/nginx/sites-enabled/p': 'server {\n    listen 80;\n    root /srv/www\n    location / {\n    }\n}\n',
    };
    expect(checkForEditor({ files })).toEqual([
      {
        file: '/etc/nginx/sites-enabled/p',
        line: 4,
        severity: 'error',
        message: 'directive "root" is not terminated by ";" in /etc/nginx/sites-enabled/p:4',
      },
    ]);
    expect(checkForEditor({ files: {} })).toEqual([]);
  });

  it('knows the blocks around a line, also in a text that is not finished', () => {
    expect(blocksAround('http {\n server {\n  location / {\n   \n', 4)).toEqual(['http', 'server', 'location']);
    expect(blocksAround('http {\n server {\n  location / {\n  }\n  \n', 5)).toEqual(['http', 'server']);
  });
});
