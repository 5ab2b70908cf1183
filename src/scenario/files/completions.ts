/**
 * What bash-completion keeps of each command below /usr/share/bash-completion/completions: its words, from the tables that
 * the commands themselves are made of; `complete -F _units` says that the names of units follow.
 */
import { completions as small } from '../../programs/coreutils/index.ts';
import { moreCompletions as more } from '../../programs/coreutils/more/index.ts';
import { SETTINGS } from '../../programs/gunicorn/settings/index.ts';
import { OPTIONS } from '../../programs/uvicorn/options.ts';
import { VERBS } from '../../programs/systemd/systemctl.ts';

const JOURNALCTL =
  '-u -f -n -e -x -r -b -p -o -g --unit --follow --lines --since --until --boot --list-boots --priority --output --grep --no-pager --reverse';
const SYSTEMCTL = '--now --no-pager --lines --full --type --state --failed --all --quiet --property --value --signal';
const APT = 'update install remove purge autoremove upgrade list show search -y';
const PIP = 'install uninstall list freeze show --version';

const WORDS: Readonly<Record<string, readonly string[]>> = {
  ...small,
  ...more,
  gunicorn: SETTINGS.flatMap((setting) => setting.cli ?? []),
  uvicorn: OPTIONS.map((option) => option.flag),
  systemctl: [...VERBS, ...SYSTEMCTL.split(' ')],
  journalctl: JOURNALCTL.split(' '),
  'systemd-analyze': ['time', 'blame', 'critical-chain', 'verify', 'calendar', 'timespan', 'unit-paths'],
  apt: APT.split(' '),
  'apt-get': APT.split(' '),
  pip: PIP.split(' '),
  pip3: PIP.split(' '),
  nginx: ['-t', '-T', '-s', '-q', '-v', '-V', '-c', '-g', '-p'],
  sudo: ['-u', '-i', '-s', '-l', '-g', '-E', '-n'],
};

/** Text of the completion file, by command. */
export const COMPLETIONS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(WORDS).map(([name, words]) => [
    name,
    `complete -W "${words.join(' ')}" ${name}\n${name === 'systemctl' ? `complete -F _units ${name}\n` : ''}`,
  ]),
);
