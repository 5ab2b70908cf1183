/** `pip list`, `pip freeze` and `pip show`, as pip 25.3 prints them. */
import { normalisedName } from '../../machine/packages.ts';
import type { Installed } from './installed.ts';

export function listText(all: readonly Installed[]): string {
  if (all.length === 0) return '';
  const rows = [['Package', 'Version'], ...all.map(({ name, version }) => [name, version])];
  const width = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const line = ([name = '', version = '']: readonly string[]): string =>
    `${name.padEnd(width(0))} ${version}`.trimEnd();
  return [
    line(['Package', 'Version']),
    `${'-'.repeat(width(0))} ${'-'.repeat(width(1))}`,
    ...rows.slice(1).map(line),
    '',
  ].join('\n');
}

export const freezeText = (all: readonly Installed[]): string =>
  all.map(({ name, version }) => `${name}==${version}\n`).join('');

export function showText(one: Installed, all: readonly Installed[]): string {
  const needs = (other: Installed): boolean =>
    other.requires.some((name) => normalisedName(name) === normalisedName(one.name));
  const expression = one.field('License-Expression');
  const lines = [
    `Name: ${one.name}`,
    `Version: ${one.version}`,
    `Summary: ${one.field('Summary')}`,
    `Home-page: ${one.field('Home-page') || homeOf(one)}`,
    `Author: ${one.field('Author')}`,
    `Author-email: ${one.field('Author-email')}`,
    expression === '' ? `License: ${one.field('License')}` : `License-Expression: ${expression}`,
    `Location: ${one.location}`,
    `Requires: ${one.requires.toSorted().join(', ')}`,
    `Required-by: ${all
      .filter(needs)
      .map(({ name }) => name)
      .join(', ')}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Since pip 24: without a Home-page the project URL of that label. */
function homeOf(one: Installed): string {
  const url = /^(?:Home-?page|Homepage), (.*)$/i.exec(one.field('Project-URL'));
  return url?.[1] ?? '';
}
