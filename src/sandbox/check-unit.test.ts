import { describe, expect, it } from 'vitest';
import { checkUnit, isUnitFile } from './check-unit.ts';

const UNIT = '/etc/systemd/system/diner.service';
const unit = (service: string): string =>
  `[Unit]\nDescription=x\n\n[Service]\n${service}\n\n[Install]\nWantedBy=multi-user.target\n`;

describe('systemd-analyze verify, for the editor', () => {
  it('says nothing of a good unit', () => {
    expect(checkUnit({}, UNIT, unit('ExecStart=/bin/true'))).toEqual([]);
  });
  it('puts each complaint on its line', () => {
    expect(checkUnit({}, UNIT, unit('ExecStart=/bin/true\nUsr=ubuntu\nRestart=sometimes'))).toMatchObject([
      { path: UNIT, line: 6, message: expect.stringContaining("'Usr'") as string },
      { path: UNIT, line: 7, message: expect.stringContaining('sometimes') as string },
    ]);
  });
  it('finds the line of a program that is not there', () => {
    expect(checkUnit({}, UNIT, unit('Type=simple\nExecStart=/usr/bin/nowhere'))).toMatchObject([{ line: 6 }]);
  });
  it('knows unit files', () => expect([UNIT, '/srv/app.py'].map(isUnitFile)).toEqual([true, false]));
});
