import type { Messages } from '../i18n/index.ts';
import type { RunModel } from '../projections/model.ts';
import { usePlayer } from '../store/player.ts';
import { useSettings } from '../store/settings.ts';
import { classifyPaths } from '../views/paths.ts';
import { layoutScene } from '../views/stage/layout.ts';
import { StagePainter, type Frames } from '../views/stage/painter.ts';
import '../views/stage/stage.css';
import { StageFeed } from '../views/stagefeed/feed.ts';
import css from './Embed.module.css';

const SVG = 'http://www.w3.org/2000/svg';
const SKINS = ['diner', 'server'] as const;

function element(tag: string, className: string | undefined, parent: HTMLElement): HTMLElement {
  const made = document.createElement(tag);
  made.className = className ?? '';
  parent.append(made);
  return made;
}

/** The stage's drawing surfaces, made by hand. */
function surfaces(stage: HTMLElement): Frames {
  const drawing = (): SVGSVGElement => {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('class', 'gd-layer');
    svg.setAttribute('preserveAspectRatio', 'xMidYMid slice');
    svg.setAttribute('aria-hidden', 'true');
    return svg;
  };
  const group = (svg: SVGSVGElement, skin: string): SVGGElement => {
    const made = document.createElementNS(SVG, 'g');
    made.dataset['skin'] = skin;
    svg.append(made);
    return made;
  };
  const [back, front] = [drawing(), drawing()];
  const canvas = document.createElement('canvas');
  canvas.className = 'gd-layer';
  stage.append(back, canvas, front);
  const [diner, server] = SKINS.map((skin) => ({
    fixtures: group(back, skin),
    actors: group(front, skin),
    top: group(front, skin),
  }));
  if (diner === undefined || server === undefined) throw new Error('two skins');
  return { diner, server, band: group(front, ''), canvas, drawings: [back, front] };
}

interface FirstPicture {
  readonly title: string;
  readonly model: RunModel;
  readonly words: Messages;
  /** Without a column at its side. */
  readonly alone: boolean;
}

/**
 * The widget's first picture, drawn without React: the stage moves while the rest is still on its way. Its boxes have
 * the sizes of those that replace it, so nothing jumps. Returns what ends it.
 */
export function showFirstPicture(root: HTMLElement, { title, model, words: t, alone }: FirstPicture): () => void {
  const { skin, theme } = useSettings.getState();
  const widget = element('main', css['widget'], root);
  element('h1', undefined, element('header', css['head'], widget)).textContent = title;
  const main = element('div', css['main'], widget);
  const stage = element('div', 'gd-stage', element('div', css['face'], main));
  if (alone) main.dataset['alone'] = '';
  else element('aside', css['side'], main);
  element('div', css['foot'], widget);
  stage.dataset['skin'] = skin;
  stage.style.aspectRatio = '1600 / 900';
  const painter = new StagePainter(stage, surfaces(stage));
  const words = t.stage;
  const feed = new StageFeed(model, { pathOf: classifyPaths(model), codeOf: () => '', kitchen: t.kitchen });
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  painter.setWords(words);
  painter.setSkin(skin, true);
  painter.setTheme(theme);
  painter.setView({ x: 0, y: 0, width: 1600, height: 900 });
  painter.setScene(
    (at) => layoutScene(feed.at(at), { words, still }),
    () => usePlayer.getState().at + model.t0,
  );
  const stop = usePlayer.subscribe(() => painter.schedule());
  return () => {
    stop();
    painter.dispose();
    widget.remove();
  };
}
