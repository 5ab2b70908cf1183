/** The terminal's screen: the only file that imports @xterm/xterm, itself reached by import() alone. It draws bytes and knows no shell. */
import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal, type ITheme } from '@xterm/xterm';

export interface ScreenHooks {
  readonly onKeys: (text: string) => void;
  readonly onSize: (columns: number, rows: number) => void;
  /** The way out for the keyboard was taken: put the focus elsewhere. */
  readonly onLeave: () => void;
  /** An editor speaks (OSC 7700): its verb, and what it says as base64. */
  readonly onEditor: (verb: string, data: string) => void;
  /** A place in a file was clicked. */
  readonly onPlace: (path: string, line: number) => void;
  /** Is it a file that can be shown? */
  readonly knows: (path: string) => boolean;
}

/** What is read out. */
export interface ScreenWords {
  readonly label: string;
  readonly tooMuch: string;
}
export interface Screen {
  readonly write: (text: string) => void;
  readonly clear: () => void;
  readonly focus: () => void;
  readonly setTheme: () => void;
  readonly dispose: () => void;
}

function themeOf(element: HTMLElement): ITheme {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    background: read('--surface'),
    foreground: read('--ink'),
    cursor: read('--ink'),
    cursorAccent: read('--surface'),
    selectionBackground: read('--hover'),
    red: read('--st-err-tx'),
    green: read('--st-send-tx'),
    yellow: read('--st-run-tx'),
    blue: read('--st-io-tx'),
    magenta: read('--beet'),
    cyan: read('--c-fn'),
    black: read('--ink'),
    white: read('--ink-2'),
    brightBlack: read('--ink-3'),
    brightRed: read('--st-err-tx'),
    brightGreen: read('--st-send-tx'),
    brightYellow: read('--st-run-tx'),
    brightBlue: read('--st-io-tx'),
    brightMagenta: read('--beet-2'),
    brightCyan: read('--c-fn'),
    brightWhite: read('--ink'),
  };
}

/** `File "/srv/app.py", line 3` of a traceback, and `/etc/nginx/nginx.conf:12`. */
const PLACES = /File "(\/[^"]+)", line (\d+)|(?<![\w/])(\/[\w./-]+):(\d+)\b/g;

/** Places in files become links to the editor. */
function linkPlaces(terminal: Terminal, { knows, onPlace }: ScreenHooks): void {
  terminal.registerLinkProvider({
    provideLinks: (row, callback) => {
      const text = terminal.buffer.active.getLine(row - 1)?.translateToString(true) ?? '';
      const links = [...text.matchAll(PLACES)].flatMap((match) => {
        const path = match[1] ?? match[3] ?? '';
        const line = Number(match[2] ?? match[4]);
        if (!knows(path)) return [];
        const start = { x: match.index + 1, y: row };
        const end = { x: match.index + match[0].length, y: row };
        return [{ range: { start, end }, text: match[0], activate: () => onPlace(path, line) }];
      });
      callback(links.length > 0 ? links : undefined);
    },
  });
}

/** Keys that the page answers itself; true: the terminal may have it. */
function ownKey(terminal: Terminal, event: KeyboardEvent, onLeave: () => void): boolean {
  const is = (code: string): boolean => event.ctrlKey && !event.altKey && event.code === code;
  if (event.ctrlKey && event.shiftKey && (event.code === 'Slash' || event.key === '?')) {
    if (event.type === 'keydown') {
      event.preventDefault();
      onLeave();
    }
    return false;
  }
  // With text selected Ctrl-C copies it, in the browser's own way; without, it interrupts, as ever.
  if (is('KeyC') && !event.shiftKey && terminal.hasSelection()) return false;
  if (is('KeyC') && event.shiftKey) {
    if (event.type === 'keydown') {
      event.preventDefault();
      if (terminal.hasSelection()) void navigator.clipboard.writeText(terminal.getSelection());
    }
    return false;
  }
  // The browser's own paste.
  return !is('KeyV');
}

export function openScreen(host: HTMLElement, hooks: ScreenHooks, words: ScreenWords): Screen {
  Terminal.strings.promptLabel = words.label;
  Terminal.strings.tooMuchOutput = words.tooMuch;
  const terminal = new Terminal({
    fontFamily: getComputedStyle(host).getPropertyValue('--font-mono'),
    fontSize: 13,
    lineHeight: 1.35,
    cursorBlink: false,
    scrollback: 5000,
    screenReaderMode: true,
    theme: themeOf(host),
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(host);
  terminal.textarea?.setAttribute('aria-label', words.label);
  terminal.attachCustomKeyEventHandler((event) => ownKey(terminal, event, hooks.onLeave));
  terminal.parser.registerOscHandler(7700, (data) => {
    const [verb = '', text = ''] = data.split(';');
    hooks.onEditor(verb, text);
    return true;
  });
  linkPlaces(terminal, hooks);
  terminal.onData(hooks.onKeys);
  terminal.onResize(({ cols, rows }) => hooks.onSize(cols, rows));
  const observer = new ResizeObserver(() => fit.fit());
  observer.observe(host);
  fit.fit();
  return {
    write: (text) => terminal.write(text),
    clear: () => terminal.reset(),
    focus: () => terminal.focus(),
    setTheme: () => (terminal.options.theme = themeOf(host)),
    dispose: () => {
      observer.disconnect();
      terminal.dispose();
    },
  };
}
