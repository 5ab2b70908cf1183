import { isNoBlank, type LineBuffer } from './line-buffer.ts';

/** Bracketed paste (xterm's control sequences): what is pasted is marked as such, and runs only with Enter. */
export const PASTE = { on: '\u001b[?2004h', off: '\u001b[?2004l', begin: '\u001b[200~', end: '\u001b[201~' } as const;

/** Keys that change the line and nothing else (readline(3), emacs editing mode). */
export const EDITS: Readonly<Record<string, (line: LineBuffer) => void>> = {
  '\u0001': (line) => line.move(0),
  '\u001b[H': (line) => line.move(0),
  '\u001b[1~': (line) => line.move(0),
  '\u0005': (line) => line.move(line.chars.length),
  '\u001b[F': (line) => line.move(line.chars.length),
  '\u001b[4~': (line) => line.move(line.chars.length),
  '\u0002': (line) => line.move(line.at - 1),
  '\u001b[D': (line) => line.move(line.at - 1),
  '\u0006': (line) => line.move(line.at + 1),
  '\u001b[C': (line) => line.move(line.at + 1),
  '\u001b[1;5D': (line) => line.move(line.wordStart()),
  '\u001bb': (line) => line.move(line.wordStart()),
  '\u001b[1;5C': (line) => line.move(line.wordEnd()),
  '\u001bf': (line) => line.move(line.wordEnd()),
  '\u007f': (line) => line.replace(line.at - 1, line.at, ''),
  '\b': (line) => line.replace(line.at - 1, line.at, ''),
  '\u001b[3~': (line) => line.at < line.chars.length && line.replace(line.at, line.at + 1, ''),
  '\u000b': (line) => line.kill(line.at, line.chars.length),
  '\u0015': (line) => line.kill(0, line.at),
  '\u0017': (line) => line.kill(line.wordStart(isNoBlank), line.at),
  '\u001b\u007f': (line) => line.kill(line.wordStart(), line.at),
  '\u001b\b': (line) => line.kill(line.wordStart(), line.at),
  '\u001bd': (line) => line.kill(line.at, line.wordEnd()),
  '\u0019': (line) => line.yank(),
  '\u001by': (line) => line.yankPop(),
  '\u0014': (line) => line.transpose(),
  '\u001bu': (line) => line.recase((word) => word.toUpperCase()),
  '\u001bl': (line) => line.recase((word) => word.toLowerCase()),
  '\u001bc': (line) => line.recase((word) => word.toLowerCase().replace(/[\p{L}\p{N}]/u, (char) => char.toUpperCase())),
  '\u001f': (line) => line.undo(),
};

/** Splits input into keys: escape sequences stay together, a paste is its characters. */
export function keysOf(text: string): string[] {
  return (
    text
      .match(/\u001b\[[\d;]*[A-Za-z~]|\u001bO[A-Z]|\u001b[^\u001b[O]|[\s\S]/gu)
      ?.map((k) => (k.startsWith('\u001bO') ? `\u001b[${k[2]}` : k)) ?? []
  );
}
