/**
 * The full editor: the only file that imports monaco-editor (0.57, its tree-shakeable entries), itself reached by
 * import() alone. Python, INI and a small nginx grammar; the page's tokens as its two themes.
 */
import * as monaco from 'monaco-editor/editor';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/indentation/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/smartSelect/register';
import 'monaco-editor/features/toggleTabFocusMode/register';
import 'monaco-editor/features/wordHighlighter/register';
import 'monaco-editor/features/wordOperations/register';
import 'monaco-editor/languages/definitions/ini/register';
import 'monaco-editor/languages/definitions/python/register';
import { languageOf } from './highlight.ts';
import type { LineMark, Problem } from './marks.ts';
import { NGINX } from './nginx-monarch.ts';

export interface EditorHooks {
  readonly onChange: (path: string, text: string) => void;
  /** Pixels from the top of the editor of each marked line, after every scroll or edit. */
  readonly onPlaces: (tops: readonly number[]) => void;
}
export interface FullEditor {
  readonly show: (path: string, text: string, readOnly: boolean) => void;
  readonly mark: (marks: readonly LineMark[], problems: readonly Problem[], classOf: (state: string) => string) => void;
  readonly reveal: (line: number) => void;
  readonly focus: () => void;
  readonly setTheme: (dark: boolean) => void;
  readonly dispose: () => void;
}

let prepared = false;

function prepare(): void {
  if (prepared) return;
  prepared = true;
  window.MonacoEnvironment = {
    getWorker: async () => {
      const { default: EditorWorker } = await import('monaco-editor/editor/editor.worker?worker');
      return new EditorWorker();
    },
  };
  monaco.languages.register({ id: 'nginx' });
  monaco.languages.setMonarchTokensProvider('nginx', NGINX);
  monaco.languages.setLanguageConfiguration('nginx', {
    comments: { lineComment: '#' },
    brackets: [['{', '}']],
    autoClosingPairs: [
      { open: '{', close: '}' },
      { open: '"', close: '"' },
    ],
  });
}

/** The page's own colours, read when the theme is put on. */
function defineTheme(dark: boolean): string {
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
      { token: 'metatag', foreground: hex('--c-dec') },
    ],
    colors: {
      'editor.background': read('--c-bg'),
      'editor.foreground': read('--ink'),
      'editorLineNumber.foreground': read('--c-gut'),
      'editorLineNumber.activeForeground': read('--ink-2'),
      'editorCursor.foreground': read('--ink'),
      'editor.lineHighlightBackground': '#00000000',
      'editor.lineHighlightBorder': '#00000000',
      focusBorder: read('--focus'),
      // Colours mean states here: brackets keep out of it.
      ...Object.fromEntries(
        [1, 2, 3, 4, 5, 6].map((depth) => [`editorBracketHighlight.foreground${depth}`, read('--ink-2')]),
      ),
    },
  });
  return name;
}

function createEditor(host: HTMLElement, label: string): monaco.editor.IStandaloneCodeEditor {
  return monaco.editor.create(host, {
    model: null,
    ariaLabel: label,
    automaticLayout: true,
    fontFamily: getComputedStyle(host).getPropertyValue('--font-mono'),
    fontSize: 12.5,
    lineHeight: 20,
    lineNumbersMinChars: 3,
    lineDecorationsWidth: 8,
    glyphMargin: false,
    folding: false,
    minimap: { enabled: false },
    overviewRulerLanes: 0,
    scrollBeyondLastLine: false,
    padding: { top: 8, bottom: 8 },
    renderLineHighlight: 'none',
    fixedOverflowWidgets: true,
    scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, alwaysConsumeMouseWheel: false },
    unicodeHighlight: { ambiguousCharacters: false },
    stickyScroll: { enabled: false },
    bracketPairColorization: { enabled: false },
    guides: { indentation: false, bracketPairs: false },
    wordBasedSuggestions: 'off',
  });
}

/** One model per path is kept, so that every tab has an undo of its own. */
class Models {
  private readonly byPath = new Map<string, monaco.editor.ITextModel>();

  constructor(private readonly onChange: EditorHooks['onChange']) {}

  of(path: string, text: string): monaco.editor.ITextModel {
    const known = this.byPath.get(path);
    if (known === undefined) return this.add(path, text);
    // A reset or a turned number comes from outside: as one edit that this tab's undo can take back.
    if (known.getValue() !== text)
      known.pushEditOperations([], [{ range: known.getFullModelRange(), text }], () => null);
    return known;
  }

  dispose(): void {
    for (const model of this.byPath.values()) model.dispose();
  }

  private add(path: string, text: string): monaco.editor.ITextModel {
    const language = languageOf(path);
    const model = monaco.editor.createModel(text, language === 'text' ? 'plaintext' : language);
    model.onDidChangeContent(() => this.onChange(path, model.getValue()));
    this.byPath.set(path, model);
    return model;
  }
}

function markerOf(model: monaco.editor.ITextModel, { line, column, message }: Problem): monaco.editor.IMarkerData {
  const row = Math.min(line, model.getLineCount());
  const from = Math.max(1, column);
  return {
    severity: monaco.MarkerSeverity.Error,
    message,
    startLineNumber: row,
    startColumn: from,
    endLineNumber: row,
    endColumn: Math.max(from + 1, model.getLineMaxColumn(row)),
  };
}

/** Creates an editor in `host`. */
export function createFullEditor(host: HTMLElement, label: string, hooks: EditorHooks): FullEditor {
  prepare();
  const editor = createEditor(host, label);
  const models = new Models(hooks.onChange);
  const decorations = editor.createDecorationsCollection();
  let shown = '';
  let marked: readonly LineMark[] = [];
  const places = (): void =>
    hooks.onPlaces(marked.map((mark) => editor.getTopForLineNumber(mark.line) - editor.getScrollTop()));
  editor.onDidScrollChange(places);
  editor.onDidLayoutChange(places);
  // A keyboard is never trapped: after Esc, Tab goes on to the next control until the editor is entered again.
  editor.onKeyDown((event) => {
    if (event.keyCode === monaco.KeyCode.Escape) editor.updateOptions({ tabFocusMode: true });
  });
  editor.onDidBlurEditorText(() => editor.updateOptions({ tabFocusMode: false }));
  return {
    show: (path, text, readOnly) => {
      const model = models.of(path, text);
      if (shown !== path) editor.setModel(model);
      shown = path;
      editor.updateOptions({ readOnly });
      places();
    },
    mark: (marks, problems, classOf) => {
      marked = marks;
      const model = editor.getModel();
      if (model === null) return;
      const rows = [
        ...marks.filter((m) => m.line <= model.getLineCount()),
        ...problems.map((p) => ({ line: Math.min(p.line, model.getLineCount()), state: 'err' })),
      ];
      decorations.set(
        rows.map(({ line, state }) => ({
          range: new monaco.Range(line, 1, line, 1),
          options: { isWholeLine: true, className: classOf(state) },
        })),
      );
      monaco.editor.setModelMarkers(
        model,
        'diner',
        problems.map((problem) => markerOf(model, problem)),
      );
      places();
    },
    reveal: (line) => {
      editor.revealLineInCenter(line);
      editor.setPosition({ lineNumber: line, column: 1 });
    },
    focus: () => editor.focus(),
    setTheme: (dark) => monaco.editor.setTheme(defineTheme(dark)),
    dispose: () => {
      editor.dispose();
      models.dispose();
    },
  };
}
