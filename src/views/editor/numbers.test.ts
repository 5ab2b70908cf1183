import { describe, expect, it } from 'vitest';
import { numbersIn, turned } from './numbers.ts';

const names = (path: string, text: string): string[] =>
  numbersIn(path, text).map((one) => `${one.line}:${one.name}=${one.value}`);

describe('numbers that can be turned', () => {
  it('are found in Python, nginx and unit files', () => {
    expect(names('/srv/gunicorn.conf.py', 'workers = 3  # not 4\nbind = ":80"\ntimeout=5\n# threads = 2\n')).toEqual([
      '1:workers=3',
      '3:timeout=5',
    ]);
    expect(
      names('/srv/app.py', 'COUNT = 2\nserved = 0\ndef f():\n    time.sleep(0.25)\n    for i in range(10): g(i, 4)\n'),
    ).toEqual(['1:COUNT=2', '4:time.sleep=0.25', '5:range=10']);
    expect(
      names(
        '/etc/nginx/nginx.conf',
        'listen 80;\nproxy_read_timeout 5s;\nlimit_req zone=a burst=10 nodelay;\nkeepalive 16;\n',
      ),
    ).toEqual(['2:proxy_read_timeout=5', '3:burst=10', '4:keepalive=16']);
    expect(
      names('/etc/systemd/system/d.service', 'RestartSec=2\nExecStart=/usr/bin/gunicorn -w 4 --timeout=9 a:b\n'),
    ).toEqual(['1:RestartSec=2', '2:workers=4', '2:timeout=9']);
  });
  it('keep to their bounds and steps, and leave the rest as it was', () => {
    const text = 'WORKERS = 3  # three\ntime.sleep(0.25)\n';
    const [workers, sleep] = numbersIn('/srv/app.py', text);
    if (workers === undefined || sleep === undefined) throw new Error('not found');
    expect(turned(text, workers, 999)).toBe('WORKERS = 100  # three\ntime.sleep(0.25)\n');
    expect(turned(text, workers, -1)).toBe('WORKERS = 0  # three\ntime.sleep(0.25)\n');
    expect(turned(text, sleep, 1.004)).toBe('WORKERS = 3  # three\ntime.sleep(1.00)\n');
  });
});
