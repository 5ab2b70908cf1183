/** Numbers in the full editor that can be dragged sideways, or turned with Alt and the arrow keys. */
import type * as Monaco from 'monaco-editor/editor';
import { held, numbersIn, type TurnableNumber } from './numbers.ts';

type Api = typeof Monaco;
type Editor = Monaco.editor.IStandaloneCodeEditor;

const PX_PER_STEP = 9;
const DEAD_PX = 4;

interface Drag {
  readonly number: TurnableNumber;
  readonly pointer: number;
  readonly x: number;
  moved: boolean;
  /** As it stands in the text now. */
  shown: string;
}

/** The numbers of the text in an editor: kept marked, found at a place, and put to other values. */
class Numbers {
  private readonly marks: Monaco.editor.IEditorDecorationsCollection;
  private readonly onNumber: Monaco.editor.IContextKey<boolean>;
  private all: readonly TurnableNumber[] = [];

  constructor(
    private readonly monaco: Api,
    private readonly editor: Editor,
    private readonly className: string,
    private readonly turning: (on: boolean) => void,
  ) {
    this.marks = editor.createDecorationsCollection();
    this.onNumber = editor.createContextKey<boolean>('dinerOnNumber', false);
    editor.onDidChangeModel(() => this.look());
    editor.onDidChangeModelContent(() => this.look());
    editor.onDidChangeCursorPosition(({ position }) => this.onNumber.set(this.at(position) !== undefined));
    this.look();
  }

  at(position: Monaco.IPosition | null): TurnableNumber | undefined {
    return this.all.find(
      (one) => one.line === position?.lineNumber && one.column <= position.column && position.column <= one.endColumn,
    );
  }

  get writable(): boolean {
    return !this.editor.getOption(this.monaco.editor.EditorOption.readOnly);
  }

  /** @returns how it is written now */
  put(number: TurnableNumber, shown: string, value: number): string {
    const text = held(number, value);
    if (text === shown) return shown;
    const { line, column } = number;
    this.turning(true);
    this.editor.executeEdits('turn', [
      { range: new this.monaco.Range(line, column, line, column + shown.length), text },
    ]);
    this.turning(false);
    return text;
  }

  turnHere(by: number): void {
    const number = this.at(this.editor.getPosition());
    if (number === undefined || !this.writable) return;
    this.put(number, number.text, number.value + by * number.step);
    this.editor.setPosition({ lineNumber: number.line, column: number.column });
  }

  private look(): void {
    const model = this.editor.getModel();
    this.all = model === null ? [] : numbersIn(model.uri.path, model.getValue());
    this.marks.set(
      this.all.map((one) => ({
        range: new this.monaco.Range(one.line, one.column, one.line, one.endColumn),
        options: { inlineClassName: this.className, stickiness: 1 },
      })),
    );
    this.onNumber.set(this.at(this.editor.getPosition()) !== undefined);
  }
}

function followPointer(monaco: Api, editor: Editor, host: HTMLElement, numbers: Numbers, dragging: string): void {
  let drag: Drag | null = null;
  const down = (event: PointerEvent): void => {
    if (event.button !== 0 || !numbers.writable) return;
    const target = editor.getTargetAtClientPoint(event.clientX, event.clientY);
    const number =
      target?.type === monaco.editor.MouseTargetType.CONTENT_TEXT ? numbers.at(target.position) : undefined;
    if (number === undefined) return;
    // Monaco would begin a selection here; a plain click is made up for when the pointer goes up.
    event.preventDefault();
    event.stopPropagation();
    editor.pushUndoStop();
    drag = { number, pointer: event.pointerId, x: event.clientX, moved: false, shown: number.text };
    host.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent): void => {
    if (drag === null || event.pointerId !== drag.pointer) return;
    const way = event.clientX - drag.x;
    if (!drag.moved && Math.abs(way) < DEAD_PX) return;
    drag.moved = true;
    host.classList.add(dragging);
    const { number } = drag;
    drag.shown = numbers.put(number, drag.shown, number.value + Math.round(way / PX_PER_STEP) * number.step);
  };
  const up = (event: PointerEvent): void => {
    if (drag === null || event.pointerId !== drag.pointer) return;
    const { number } = drag;
    drag = null;
    host.classList.remove(dragging);
    editor.pushUndoStop();
    editor.focus();
    editor.setPosition({ lineNumber: number.line, column: number.column });
  };
  const still = (event: Event): void => {
    if (drag === null) return;
    event.preventDefault();
    event.stopPropagation();
  };
  host.addEventListener('pointerdown', down, true);
  host.addEventListener('mousedown', still, true);
  host.addEventListener('pointermove', move);
  host.addEventListener('pointerup', up);
  host.addEventListener('pointercancel', up);
}

/**
 * @param turning is told while the texts change under a finger or a key, so that such a change is not taken for typing
 */
export function makeNumbersTurnable(
  monaco: Api,
  editor: Editor,
  host: HTMLElement,
  classes: { readonly number: string; readonly dragging: string },
  turning: (on: boolean) => void,
): void {
  const numbers = new Numbers(monaco, editor, classes.number, turning);
  const { KeyMod, KeyCode } = monaco;
  for (const [key, by] of [
    [KeyCode.UpArrow, 1],
    [KeyCode.DownArrow, -1],
  ] as const)
    editor.addCommand(KeyMod.Alt | key, () => numbers.turnHere(by), 'dinerOnNumber && !editorReadonly');
  followPointer(monaco, editor, host, numbers, classes.dragging);
}
