/** A requirements file: one requirement in each line, options between them. */
import { fromUtf8 } from '../../base/bytes.ts';
import type { Sys } from '../../machine/sys.ts';

const MOST_NESTED = 10;
const OTHER_FILE = /^(?:-r\s*|--requirement[ =]\s*)(\S+)/;
/** Where to look, and what was looked at: there is one index here, and what it has is what was packed. */
const OPTION = /\s--(?:hash|config-settings|global-option)[= ]\S+/g;

/** The requirements of a file and of those that it names; throws SysError for one that is not there. */
export function requirements(sys: Sys, file: string, depth = 0): string[] {
  const text = fromUtf8(sys.fs.readFile(file)).replace(/\\\r?\n/g, '');
  return text.split('\n').flatMap((raw) => {
    const line = raw
      .replace(/(^|\s)#.*/, '')
      .replaceAll(OPTION, '')
      .trim();
    const [, other] = OTHER_FILE.exec(line) ?? [];
    if (other !== undefined && depth < MOST_NESTED)
      return requirements(sys, other.startsWith('/') ? other : beside(file, other), depth + 1);
    const [, editable] = /^(?:-e|--editable)[ =]\s*(\S+)/.exec(line) ?? [];
    return editable ?? (line === '' || line.startsWith('-') ? [] : line);
  });
}

const beside = (file: string, other: string): string => file.slice(0, file.lastIndexOf('/') + 1) + other;
