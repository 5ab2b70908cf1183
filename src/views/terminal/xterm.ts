/** The terminal's screen: the only file that imports @xterm/xterm, itself reached by import() alone. It draws bytes and knows no shell. */
import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal, type ITheme } from '@xterm/xterm';

export interface ScreenHooks {
  readonly onKeys: (text: string) => void;
  readonly onSize: (columns: number, rows: number) => void;
  /** The way out for the keyboard was taken: put the focus elsewhere. */
  readonly onLeave: () => void;
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

export function openScreen(host: HTMLElement, hooks: ScreenHooks): Screen {
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
  terminal.attachCustomKeyEventHandler((event) => {
    if (!event.ctrlKey || !event.shiftKey || (event.code !== 'Slash' && event.key !== '?')) return true;
    if (event.type === 'keydown') {
      event.preventDefault();
      hooks.onLeave();
    }
    return false;
  });
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
