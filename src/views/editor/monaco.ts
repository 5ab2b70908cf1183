/**
 * The full editor: the only file that imports monaco-editor (0.57, its tree-shakeable entries), itself reached by
 * import() alone. Its parts beside it are given the library.
 */
import * as monaco from 'monaco-editor/editor';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codeAction/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/indentation/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/smartSelect/register';
// The list of suggestions itself: the feature named suggest is only its inline form.
import 'monaco-editor/editor/contrib/suggest/browser/suggestController';
import 'monaco-editor/features/toggleTabFocusMode/register';
import 'monaco-editor/features/wordHighlighter/register';
import 'monaco-editor/features/wordOperations/register';
import 'monaco-editor/languages/definitions/python/register';
import type { EditKind } from '../../store/files.ts';
import { languageOf } from './highlight.ts';
import type { LineHeat, LineMark, Problem } from './marks.ts';
import { registerProviders, type LanguageServices } from './monaco-language.ts';
import { makeNumbersTurnable } from './monaco-numbers.ts';
import { defineTheme } from './monaco-theme.ts';
import { NGINX } from './nginx-monarch.ts';
import { UNIT } from './unit-monarch.ts';

export interface EditorHooks {
  readonly onChange: (path: string, text: string, kind: EditKind) => void;
  /** Pixels from the top of the editor of each marked line, after every scroll or edit. */
  readonly onPlaces: (tops: readonly number[]) => void;
  readonly classOf: (name: string) => string;
}
export interface FullEditor {
  readonly show: (path: string, text: string, readOnly: boolean) => void;
  readonly mark: (marks: readonly LineMark[], problems: readonly Problem[], heat: readonly LineHeat[]) => void;
  readonly serve: (services: LanguageServices) => void;
  readonly reveal: (line: number) => void;
  /** From the first to the last of these letters, counted from 0. */
  readonly focus: (selected?: readonly [from: number, to: number]) => void;
  readonly setTheme: (dark: boolean) => void;
  readonly dispose: () => void;
}

let prepared = false;
let services: LanguageServices | null = null;

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
    indentationRules: { increaseIndentPattern: /\{\s*$/, decreaseIndentPattern: /^\s*\}/ },
  });
  monaco.languages.register({ id: 'unit' });
  monaco.languages.setMonarchTokensProvider('unit', UNIT);
  monaco.languages.setLanguageConfiguration('unit', { comments: { lineComment: '#' } });
  registerProviders(monaco, () => services);
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
    lineDecorationsWidth: 14,
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
    suggest: { showWords: false },
    hover: { delay: 350, above: false },
    // Repairs stand below the editor, and come with Ctrl + .
    lightbulb: { enabled: monaco.editor.ShowLightbulbIconMode.Off },
  });
}

/** The one stretch in which two texts differ, as an edit of the first: what stands around it keeps its cursor. */
function difference(model: monaco.editor.ITextModel, text: string): { range: monaco.Range; text: string } {
  const old = model.getValue();
  const most = Math.min(old.length, text.length);
  let head = 0;
  while (head < most && old[head] === text[head]) head++;
  let tail = 0;
  while (tail < most - head && old[old.length - 1 - tail] === text[text.length - 1 - tail]) tail++;
  const [from, to] = [model.getPositionAt(head), model.getPositionAt(old.length - tail)];
  return {
    range: new monaco.Range(from.lineNumber, from.column, to.lineNumber, to.column),
    text: text.slice(head, text.length - tail),
  };
}

/** One model per path is kept, so that every tab has an undo of its own. */
class Models {
  /** Numbers are being turned: what changes now was not typed. */
  turning = false;
  private readonly byPath = new Map<string, monaco.editor.ITextModel>();

  constructor(private readonly onChange: EditorHooks['onChange']) {}

  of(path: string, text: string): monaco.editor.ITextModel {
    const known = this.byPath.get(path);
    if (known === undefined) return this.add(path, text);
    // A reset or a turned number comes from outside: as one edit that this tab's undo can take back.
    if (known.getValue() !== text) known.pushEditOperations([], [difference(known, text)], () => null);
    return known;
  }

  dispose(): void {
    for (const model of this.byPath.values()) model.dispose();
  }

  private add(path: string, text: string): monaco.editor.ITextModel {
    const language = languageOf(path);
    const id = language === 'text' ? 'plaintext' : language === 'ini' ? 'unit' : language;
    const model = monaco.editor.createModel(text, id, monaco.Uri.from({ scheme: 'diner', path }));
    model.setEOL(monaco.editor.EndOfLineSequence.LF);
    model.onDidChangeContent(() => this.onChange(path, model.getValue(), this.turning ? 'drag' : 'typing'));
    this.byPath.set(path, model);
    return model;
  }
}

const SEVERITY = {
  error: monaco.MarkerSeverity.Error,
  warning: monaco.MarkerSeverity.Warning,
  info: monaco.MarkerSeverity.Info,
} as const;

function markerOf(model: monaco.editor.ITextModel, problem: Problem): monaco.editor.IMarkerData {
  const row = Math.min(Math.max(1, problem.line), model.getLineCount());
  const width = model.getLineMaxColumn(row);
  const from = Math.min(Math.max(1, problem.column), width);
  const wholeLine = problem.endColumn === undefined && problem.column <= 1;
  return {
    severity: SEVERITY[problem.severity],
    message: problem.message,
    startLineNumber: row,
    startColumn: wholeLine ? model.getLineFirstNonWhitespaceColumn(row) || 1 : from,
    endLineNumber: row,
    endColumn: Math.max(from + 1, problem.endColumn ?? width),
  };
}

/** Who is on a line, what failed on it, and the time that it took, as Monaco shows them. */
function decorated(
  model: monaco.editor.ITextModel,
  marks: readonly LineMark[],
  problems: readonly Problem[],
  heat: readonly LineHeat[],
  classOf: EditorHooks['classOf'],
): monaco.editor.IModelDeltaDecoration[] {
  const last = model.getLineCount();
  const errors = problems.filter((one) => one.severity === 'error' && one.from !== 'checker');
  const rows = [...marks, ...errors.map((one) => ({ line: Math.min(one.line, last), state: 'err' }))];
  const onLine = (
    line: number,
    options: monaco.editor.IModelDecorationOptions,
  ): monaco.editor.IModelDeltaDecoration[] =>
    line >= 1 && line <= last ? [{ range: new monaco.Range(line, 1, line, 1), options }] : [];
  return [
    ...rows.flatMap(({ line, state }) => onLine(line, { isWholeLine: true, className: classOf(`mark-${state}`) })),
    ...heat.flatMap(({ line, run, wait }) =>
      onLine(line, {
        linesDecorationsClassName: ['heat', `run-${run}`, `wait-${wait}`].map((name) => classOf(name)).join(' '),
      }),
    ),
  ];
}

/** Creates an editor in `host`. */
export function createFullEditor(host: HTMLElement, label: string, hooks: EditorHooks): FullEditor {
  prepare();
  const { classOf } = hooks;
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
  editor.addCommand(monaco.KeyCode.F1, () => editor.trigger('keyboard', 'editor.action.showHover', { focus: false }));
  const classes = { number: classOf('turnable'), dragging: classOf('dragging') };
  makeNumbersTurnable(monaco, editor, host, classes, (on) => {
    models.turning = on;
  });
  return {
    show: (path, text, readOnly) => {
      const model = models.of(path, text);
      if (shown !== path) editor.setModel(model);
      shown = path;
      editor.updateOptions({ readOnly });
      places();
    },
    mark: (marks, problems, heat) => {
      marked = marks;
      const model = editor.getModel();
      if (model === null) return;
      decorations.set(decorated(model, marks, problems, heat, classOf));
      monaco.editor.setModelMarkers(
        model,
        'diner',
        problems.map((problem) => markerOf(model, problem)),
      );
      places();
    },
    serve: (current) => {
      services = current;
    },
    reveal: (line) => {
      editor.revealLineInCenter(line);
      editor.setPosition({ lineNumber: line, column: 1 });
    },
    focus: (selected) => {
      const model = editor.getModel();
      if (selected !== undefined && model !== null) {
        const [from, to] = selected.map((at) => model.getPositionAt(at));
        if (from && to) editor.setSelection(monaco.Selection.fromPositions(from, to));
        editor.revealPositionInCenterIfOutsideViewport(to ?? model.getPositionAt(0));
      }
      editor.focus();
    },
    setTheme: (dark) => monaco.editor.setTheme(defineTheme(monaco, dark)),
    dispose: () => {
      editor.dispose();
      models.dispose();
    },
  };
}
