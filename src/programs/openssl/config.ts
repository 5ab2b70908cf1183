/** openssl's configuration files (config(5)): sections of `name = value`; and extensions written in their manner (x509v3_config(5)). */
import type { Bytes } from '../../base/bytes.ts';
import {
  altNames,
  authorityKeyId,
  basicConstraints,
  EXTENDED_USAGES,
  extendedKeyUsage,
  ipBytes,
  KEY_USAGES,
  keyUsage,
  subjectKeyId,
  type AltName,
} from '../../protocols/pki/extensions.ts';
import type { PublicKey } from '../../protocols/pki/keys.ts';
import type { Extension } from '../../protocols/pki/x509.ts';
import { Failed } from './command.ts';

export type Section = readonly (readonly [name: string, value: string])[];
export type Sections = ReadonlyMap<string, Section>;

/** Comments, continued lines, quotes; variables are left as they are. */
export function readSections(text: string): Sections {
  const sections = new Map<string, [string, string][]>([['default', []]]);
  let current = 'default';
  for (const raw of text.replace(/\\\r?\n/g, '').split(/\r?\n/)) {
    const line = raw.replace(/(^|\s)#.*$/, '').trim();
    const head = /^\[\s*(.*?)\s*\]$/.exec(line);
    if (head) {
      current = head[1] ?? '';
      if (!sections.has(current)) sections.set(current, []);
      continue;
    }
    const at = line.indexOf('=');
    if (at > 0)
      sections.get(current)?.push([
        line.slice(0, at).trim(),
        line
          .slice(at + 1)
          .trim()
          .replace(/^"(.*)"$/, '$1'),
      ]);
  }
  return sections;
}

export const settingOf = (section: Section | undefined, name: string): string | undefined =>
  section?.findLast(([n]) => n === name)?.[1];

export interface ExtensionContext {
  readonly subject: PublicKey;
  /** Key identifier of the issuer; null where there is none yet (a request). */
  readonly issuer: Bytes | null;
  readonly sections: Sections;
}

/** The extensions of a section, in its order. */
export function extensionsOf(section: Section, context: ExtensionContext): Extension[] {
  const found: Extension[] = [];
  for (const [name, value] of section) {
    const one = extension(name, value, context);
    if (one === null) continue;
    const at = found.findIndex((e) => e.oid === one.oid);
    if (at >= 0) found[at] = one;
    else found.push(one);
  }
  return found;
}

const wrong = (name: string, value: string): Failed =>
  new Failed(
    `Error adding extensions from section default\nerror:11000080:X509 V3 routines::error in extension:section=default, name=${name}, value=${value}\n`,
  );

function extension(name: string, text: string, context: ExtensionContext): Extension | null {
  const words = text.split(',').map((word) => word.trim());
  const critical = words[0] === 'critical';
  const values = critical ? words.slice(1) : words;
  switch (name) {
    case 'basicConstraints': {
      const length = values.map((v) => /^pathlen:(\d+)$/i.exec(v)?.[1]).find((v) => v !== undefined);
      return basicConstraints(
        values.some((v) => /^CA:true$/i.test(v)),
        length === undefined ? null : Number(length),
        critical,
      );
    }
    case 'keyUsage':
      if (!values.every((v) => KEY_USAGES.some(([known]) => known === v))) throw wrong(name, text);
      return keyUsage(values, critical);
    case 'extendedKeyUsage':
      if (!values.every((v) => EXTENDED_USAGES.some(([known]) => known === v) || /^\d+(\.\d+)+$/.test(v)))
        throw wrong(name, text);
      return extendedKeyUsage(values, critical);
    case 'subjectAltName':
      return altNames(
        values.flatMap((v) => alternatives(v, text, context.sections)),
        critical,
      );
    case 'subjectKeyIdentifier':
      return values[0] === 'hash' ? subjectKeyId(context.subject) : null;
    case 'authorityKeyIdentifier':
      return context.issuer === null ? null : authorityKeyId(context.issuer);
    default:
      throw wrong(name, text);
  }
}

/** `DNS:a`, `IP:1.2.3.4`, or `@section` with numbered names. */
function alternatives(word: string, whole: string, sections: Sections): AltName[] {
  if (word.startsWith('@'))
    return (sections.get(word.slice(1)) ?? []).flatMap(([type, value]) =>
      alternatives(`${type.replace(/\.\d+$/, '')}:${value}`, whole, sections),
    );
  const [, type = '', value = ''] = /^(\w+):(.*)$/.exec(word) ?? [];
  if (type === 'DNS') return [{ type: 'dns', value }];
  if (type === 'email') return [{ type: 'email', value }];
  if (type === 'URI') return [{ type: 'uri', value }];
  const bytes = type === 'IP' ? ipBytes(value) : null;
  if (bytes === null) throw wrong('subjectAltName', whole);
  return [{ type: 'ip', value: bytes }];
}
