/**
 * StageView: hosts the two skins. React mounts the frames once; every picture after that is drawn by `StagePainter`, which reads
 * the clock and the scene function it is given. The stage is one tab stop; arrow keys walk through the requests in view.
 */
import {
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type Ref,
} from 'react';
import type { StageWords } from '../../i18n/stage';
import { StagePainter, type Frames, type Selection, type Skin, type View } from './painter';
import { WORLD } from './anchors';
import './stage.css';

export type { Selection, Skin, View } from './painter';
/** The playhead: `peek` gives the simulated time in microseconds, `subscribe` calls back on every change. */
export interface StageClock {
  readonly peek: () => number;
  readonly subscribe: (listener: () => void) => () => void;
}
export interface StageHandle {
  /** Draws at once, for example after the trace has grown. */
  readonly redraw: () => void;
  readonly select: (step: 1 | -1) => void;
}
export interface StageViewProps {
  /** Must be pure; called once per frame with the playhead. */
  readonly getScene: Parameters<StagePainter['setScene']>[0];
  readonly clock: StageClock;
  readonly skin: Skin;
  readonly theme: 'light' | 'dark';
  readonly words: StageWords;
  /** What the stage is, for a screen reader. */
  readonly label: string;
  /** What is selected, in one sentence; read out when it changes. */
  readonly announcement?: string;
  readonly selected?: Selection;
  readonly onSelect?: (selection: Selection | undefined) => void;
  /** The small label under the pointer; absent: request line or process. */
  readonly describe?: (selection: Selection) => string;
  /** The part of the 1600 x 900 world to show (the phone's camera). */
  readonly view?: View;
  readonly reducedMotion?: boolean;
  readonly handle?: Ref<StageHandle>;
}
const WHOLE: View = { x: 0, y: 0, width: WORLD.width, height: WORLD.height };
const GROUPS = ['fixtures', 'actors', 'top'] as const;

interface Hover {
  readonly text: string;
  /** Where the pointer is: shares of the stage. */
  readonly x: number;
  readonly y: number;
}
/** Above this share of the height there is no room over the pointer. */
const HIGH = 0.12;

export function StageView(props: StageViewProps) {
  const {
    getScene,
    clock,
    skin,
    theme,
    words,
    label,
    announcement,
    selected,
    onSelect,
    describe,
    view = WHOLE,
    reducedMotion = false,
    handle,
  } = props;
  const root = useRef<HTMLDivElement>(null);
  const painter = useRef<StagePainter | null>(null);
  const [hover, setHover] = useState<Hover | undefined>(undefined);

  useEffect(() => {
    if (root.current === null) return undefined;
    const made = new StagePainter(root.current, framesOf(root.current));
    painter.current = made;
    return () => {
      painter.current = null;
      made.dispose();
    };
  }, []);
  useEffect(() => {
    painter.current?.setScene(getScene, clock.peek);
    return clock.subscribe(() => painter.current?.schedule());
  }, [getScene, clock]);
  useEffect(() => painter.current?.setWords(words), [words]);
  useEffect(() => painter.current?.setSkin(skin, reducedMotion), [skin, reducedMotion]);
  useEffect(() => painter.current?.setTheme(theme), [theme]);
  const { x, y, width, height } = view;
  useEffect(() => painter.current?.setView({ x, y, width, height }), [x, y, width, height]);

  const step = (by: 1 | -1): void => {
    const next = painter.current?.neighbour(selected, by);
    if (next !== undefined) onSelect?.(next);
  };
  useImperativeHandle(handle, () => ({ redraw: () => painter.current?.draw(), select: step }));

  const onKeyDown = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 } as const;
    if (event.key in by) step(by[event.key as keyof typeof by]);
    else if (event.key === 'Escape' && selected !== undefined) onSelect?.(undefined);
    else return;
    event.preventDefault();
  };
  const onPointerMove = (event: PointerEvent): void => {
    const hit = painter.current?.hit(event.clientX, event.clientY);
    const box = root.current?.getBoundingClientRect();
    if (hit === undefined || box === undefined || painter.current === null) return setHover(undefined);
    return setHover({
      text: describe?.(hit) ?? painter.current.describe(hit),
      x: (event.clientX - box.left) / box.width,
      y: (event.clientY - box.top) / box.height,
    });
  };
  const onClick = (event: MouseEvent): void => {
    // Enter and Space arrive as clicks without a pointer: they take the next request.
    if (event.detail === 0) step(1);
    else onSelect?.(painter.current?.hit(event.clientX, event.clientY));
  };
  return (
    <div ref={root} className="gd-stage" data-skin={skin} style={{ aspectRatio: `${width} / ${height}` }}>
      <Frame groups={['fixtures']} />
      <canvas className="gd-layer" aria-hidden="true" />
      <Frame groups={['actors', 'top']} band />
      {/* One tab stop for the whole picture; the arrow keys move inside it. */}
      <button
        type="button"
        className="gd-surface"
        aria-label={label}
        onKeyDown={onKeyDown}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setHover(undefined)}
        onClick={onClick}
      />
      {hover !== undefined && (
        <span
          className="gd-hover"
          data-below={hover.y < HIGH}
          // At the left edge it hangs to the right of the pointer, at the right edge to its left: nothing is cut off.
          style={{ left: `${100 * hover.x}%`, top: `${100 * hover.y}%`, translate: `${-100 * hover.x}% 0` }}
        >
          {hover.text}
        </span>
      )}
      <span className="gd-sr" aria-live="polite">
        {announcement}
      </span>
    </div>
  );
}

interface FrameProps {
  readonly groups: readonly (typeof GROUPS)[number][];
  readonly band?: boolean;
}
function Frame({ groups, band = false }: FrameProps) {
  return (
    <svg className="gd-layer" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      {(['diner', 'server'] as const).map((skin) =>
        groups.map((group) => <g key={`${skin}-${group}`} data-skin={skin} data-group={group} />),
      )}
      {band && <g data-group="band" />}
    </svg>
  );
}

function framesOf(root: HTMLElement): Frames {
  const find = (selector: string): SVGGElement => {
    const node = root.querySelector<SVGGElement>(selector);
    if (node === null) throw new Error(`the stage has no ${selector}`);
    return node;
  };
  const canvas = root.querySelector('canvas');
  if (canvas === null) throw new Error('the stage has no canvas');
  const groups = (skin: Skin): Frames['diner'] => ({
    fixtures: find(`[data-skin="${skin}"][data-group="fixtures"]`),
    actors: find(`[data-skin="${skin}"][data-group="actors"]`),
    top: find(`[data-skin="${skin}"][data-group="top"]`),
  });
  return {
    diner: groups('diner'),
    server: groups('server'),
    band: find('[data-group="band"]'),
    canvas,
    drawings: [...root.querySelectorAll('svg')],
  };
}
