import type * as Monaco from 'monaco-editor/editor';

/** Puts the page's own colours, read at this moment, into a theme of Monaco; returns its name. */
export function defineTheme(monaco: typeof Monaco, dark: boolean): string {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  const hex = (name: string): string => read(name).slice(1);
  const name = dark ? 'diner-night' : 'diner-day';
  monaco.editor.defineTheme(name, {
    base: dark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      { token: '', foreground: hex('--ink') },
      { token: 'keyword', foreground: hex('--c-kw') },
      { token: 'string', foreground: hex('--c-str') },
      { token: 'number', foreground: hex('--c-num') },
      { token: 'comment', foreground: hex('--c-com'), fontStyle: 'italic' },
      { token: 'variable', foreground: hex('--c-dec') },
      { token: 'tag', foreground: hex('--c-dec') },
      { token: 'identifier', foreground: hex('--ink') },
      { token: 'delimiter', foreground: hex('--ink-2') },
    ],
    colors: {
      'editor.background': read('--c-bg'),
      'editor.foreground': read('--ink'),
      'editorLineNumber.foreground': read('--c-gut'),
      'editorLineNumber.activeForeground': read('--ink-2'),
      'editorCursor.foreground': read('--ink'),
      'editor.lineHighlightBackground': '#00000000',
      'editor.lineHighlightBorder': '#00000000',
      'editorHoverWidget.background': read('--surface'),
      'editorHoverWidget.foreground': read('--ink'),
      'editorHoverWidget.border': read('--line-2'),
      'editorSuggestWidget.background': read('--surface'),
      'editorSuggestWidget.foreground': read('--ink'),
      'editorSuggestWidget.border': read('--line-2'),
      'editorSuggestWidget.selectedBackground': read('--beet-soft'),
      'editorSuggestWidget.selectedForeground': read('--ink'),
      'editorSuggestWidget.highlightForeground': read('--beet'),
      'editorSuggestWidget.focusHighlightForeground': read('--beet'),
      'textLink.foreground': read('--beet'),
      'textCodeBlock.background': read('--sunken'),
      'editorError.foreground': read('--st-err'),
      'editorWarning.foreground': read('--st-run'),
      'editorInfo.foreground': read('--st-io'),
      focusBorder: read('--focus'),
      // Colours mean states here: brackets keep out of it.
      ...Object.fromEntries(
        [1, 2, 3, 4, 5, 6].map((depth) => [`editorBracketHighlight.foreground${depth}`, read('--ink-2')]),
      ),
    },
  });
  return name;
}
