/**
 * The staff and the guests on the menu board, in the stage's own drawings: fetched when the board has been read, so that
 * its words wait for nothing.
 */
import { useEffect, useId, useRef } from 'react';
import { holdDefs } from '../stage/defs.ts';
import { bossPeg, cook, doorPerson, guest, staffPeg } from '../stage/diner/persons.ts';
import { build } from '../stage/dom.ts';
import { at, G, U, type Shape } from '../stage/shapes.ts';
import '../stage/stage.css';
import css from './menu.module.css';

interface Face {
  readonly who: () => Shape;
  /** Where the middle of the picture is, and how much of it the plate shows. */
  readonly middle?: number;
  readonly width?: number;
}

/** Who stands for a chapter; guests for one that nobody here has heard of. */
const FACES: Readonly<Record<string, Face>> = {
  order: { who: () => guest('order', 'burger', 0) },
  cashiers: { who: () => staffPeg('taking', 1), middle: -103 },
  pagers: { who: () => guest('pager', 'fries', 14), middle: -90, width: 110 },
  door: { who: () => doorPerson(false) },
  'every-day': { who: () => bossPeg() },
  others: { who: () => cook(), middle: -112, width: 120 },
  night: { who: () => staffPeg('frozen', 2), middle: -103 },
  experiments: { who: () => guest('storm', 'report', 4) },
};

function useDrawing<T extends SVGElement>(shapes: () => readonly Shape[]) {
  const ref = useRef<T>(null);
  const drawn = useRef(shapes);
  useEffect(() => {
    const release = holdDefs(document);
    ref.current?.replaceChildren(...drawn.current().map((shape) => build(shape, new Map())));
    return release;
  }, []);
  return ref;
}

/** Inside the ring of a chapter, which is a circle around the origin. */
export function Portrait({ chapter, radius }: { readonly chapter: string; readonly radius: number }) {
  const id = useId();
  const { who, middle = -100, width = 100 } = FACES[chapter] ?? { who: () => guest('wait', 'other', chapter.length) };
  const scale = (2 * radius) / width;
  const ref = useDrawing<SVGGElement>(() => [G({ transform: `scale(${scale}) translate(0 ${-middle})` }, who())]);
  return (
    <>
      <clipPath id={id}>
        <circle r={radius} />
      </clipPath>
      <circle r={radius} className={css['plate']} />
      <g ref={ref} clipPath={`url(#${id})`} className={css['face']} />
    </>
  );
}

const QUEUE = [
  () => guest('wait', 'burger', 0),
  () => guest('order', 'fries', 5),
  () => guest('drink', 'static', 1),
  () => guest('bag', 'report', 3),
  () => guest('impatient', 'burger', 9),
];

/** Guests side by side at the chef's table. */
export function Guests() {
  const ref = useDrawing<SVGSVGElement>(() => QUEUE.map((who, i) => at(48 + 92 * i, 148, who())));
  return <svg ref={ref} className={css['guests']} viewBox="0 0 464 160" aria-hidden="true" />;
}

/** Behind the counter below the board: the host, and what somebody has ordered. */
export function CounterFolk() {
  const host = useDrawing<SVGSVGElement>(() => [at(70, 150, doorPerson(false))]);
  const food = useDrawing<SVGSVGElement>(() => [
    G({ transform: 'translate(46 78) scale(2.2)' }, U('burger')),
    G({ transform: 'translate(132 60) scale(2.2)' }, U('cup')),
  ]);
  return (
    <>
      <svg ref={host} className={css['host']} viewBox="0 0 140 130" aria-hidden="true" />
      <svg ref={food} className={css['food']} viewBox="0 0 170 116" aria-hidden="true" />
    </>
  );
}
