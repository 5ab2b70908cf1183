import type { PathClass } from '../stage/scene.ts';

type State = 'run' | 'io' | 'send' | 'wait' | 'err';
type ByState<T> = Readonly<Record<State, T>>;

/** The tokens as a canvas needs them: resolved for the element's theme, textures as patterns. */
export interface Palette {
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly onInk: string;
  readonly onErr: string;
  readonly line: string;
  readonly line2: string;
  readonly surface: string;
  readonly paper: string;
  readonly beet: string;
  readonly mono: string;
  readonly solid: ByState<string>;
  readonly soft: ByState<string>;
  readonly edge: ByState<string>;
  readonly fill: ByState<string | CanvasPattern>;
  readonly path: Readonly<Record<PathClass, string>>;
}

const STATES: readonly State[] = ['run', 'io', 'send', 'wait', 'err'];
const byState = <T>(make: (state: State) => T): ByState<T> => ({
  run: make('run'),
  io: make('io'),
  send: make('send'),
  wait: make('wait'),
  err: make('err'),
});

function tile(width: number, height: number, draw: (ctx: CanvasRenderingContext2D) => void): CanvasPattern | null {
  const scale = 2;
  const canvas = document.createElement('canvas');
  canvas.width = width * scale;
  canvas.height = height * scale;
  const ctx = canvas.getContext('2d');
  if (ctx === null) return null;
  ctx.scale(scale, scale);
  draw(ctx);
  const pattern = ctx.createPattern(canvas, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(1 / scale));
  return pattern;
}

/** The same textures as ui/Textures.tsx: dots, diagonals, chevrons, cross hatch. */
function textures(read: (name: string) => string): ByState<string | CanvasPattern> {
  const wait = tile(8, 8, (ctx) => {
    ctx.fillStyle = read('--st-wait');
    ctx.fillRect(0, 0, 8, 8);
    ctx.globalAlpha = 0.55;
    ctx.fillStyle = read('--st-wait-tx');
    for (const at of [2, 6]) {
      ctx.beginPath();
      ctx.arc(at, at, 1.3, 0, Math.PI * 2);
      ctx.fill();
    }
  });
  const io = tile(10, 10, (ctx) => {
    ctx.fillStyle = read('--st-io-bg');
    ctx.fillRect(0, 0, 10, 10);
    ctx.strokeStyle = read('--st-io');
    ctx.lineWidth = 3.3;
    ctx.stroke(new Path2D('M-2 12L12-2M-7 7L7-7M3 17L17 3'));
  });
  const send = tile(9, 10, (ctx) => {
    ctx.fillStyle = read('--st-send');
    ctx.fillRect(0, 0, 9, 10);
    ctx.globalAlpha = 0.55;
    ctx.strokeStyle = read('--on-send');
    ctx.lineWidth = 1.3;
    ctx.stroke(new Path2D('M2 0L6 5L2 10'));
  });
  const err = tile(8, 8, (ctx) => {
    ctx.fillStyle = read('--st-err');
    ctx.fillRect(0, 0, 8, 8);
    ctx.globalAlpha = 0.6;
    ctx.strokeStyle = read('--on-err');
    ctx.stroke(new Path2D('M0 0L8 8M8 0L0 8'));
  });
  return {
    run: read('--st-run'),
    io: io ?? read('--st-io'),
    send: send ?? read('--st-send'),
    wait: wait ?? read('--st-wait'),
    err: err ?? read('--st-err'),
  };
}

const known = new WeakMap<Element, { readonly theme: string; readonly palette: Palette }>();

export function palette(element: HTMLElement): Palette {
  const theme = document.documentElement.dataset['theme'] ?? '';
  const remembered = known.get(element);
  if (remembered?.theme === theme) return remembered.palette;
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  const made: Palette = {
    ink: read('--ink'),
    ink2: read('--ink-2'),
    ink3: read('--ink-3'),
    onInk: read('--on-ink'),
    onErr: read('--on-err'),
    line: read('--line'),
    line2: read('--line-2'),
    surface: read('--surface'),
    paper: read('--paper'),
    beet: read('--beet'),
    mono: read('--font-mono'),
    solid: byState((state) => read(`--st-${state}`)),
    soft: byState((state) => read(`--st-${state}-bg`)),
    edge: byState((state) => `color-mix(in srgb, ${read(`--st-${state}`)} 50%, transparent)`),
    fill: textures(read),
    path: {
      burger: read('--p-burger'),
      fries: read('--p-fries'),
      report: read('--p-report'),
      static: read('--p-static'),
      other: read('--p-other'),
    },
  };
  if (STATES.every((state) => made.solid[state] !== '')) known.set(element, { theme, palette: made });
  return made;
}
