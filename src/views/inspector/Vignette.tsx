import { useEffect, useRef } from 'react';
import { holdDefs } from '../stage/defs.ts';
import { build } from '../stage/dom.ts';
import { cook, doorPerson, guest, staffPeg } from '../stage/diner/persons.ts';
import type { PathClass } from '../stage/scene.ts';
import { at, R, type Shape } from '../stage/shapes.ts';
import css from './inspector.module.css';

export type Scene = 'street' | 'door' | 'line' | 'till' | 'kitchen' | 'out';

const counter = (): Shape => R(-50, -36, 110, 60, 4, 'var(--g-counter)');

/** Who stands there, in the stage's own drawings. */
function drawing(scene: Scene, path: PathClass, ticket: number, ok: boolean): readonly Shape[] {
  const me = (pose: Parameters<typeof guest>[0]): Shape => guest(pose, path, ticket);
  switch (scene) {
    case 'street':
      return [at(0, 0, me('walk'))];
    case 'door':
      return [at(34, -4, doorPerson(false)), at(-34, 4, me('order'))];
    case 'line':
      return [at(-36, -4, guest('wait', path, ticket + 3)), at(30, 4, me('impatient'))];
    case 'till':
      return [at(38, -2, staffPeg('taking', ticket)), at(42, 6, counter()), at(-32, 6, me('order'))];
    case 'kitchen':
      return [at(-4, 0, cook())];
    case 'out':
      return [at(0, 0, me(ok ? 'bag' : 'storm'))];
  }
}

interface VignetteProps {
  readonly scene: Scene;
  readonly path: PathClass;
  readonly ticket: number;
  readonly ok: boolean;
  readonly met: boolean;
}

/** A stop of the journey as a small round picture. */
export function Vignette({ scene, path, ticket, ok, met }: VignetteProps) {
  const ref = useRef<SVGSVGElement>(null);
  useEffect(() => holdDefs(document), []);
  useEffect(() => {
    ref.current?.replaceChildren(...drawing(scene, path, ticket, ok).map((shape) => build(shape, new Map())));
  }, [scene, path, ticket, ok]);
  return (
    <svg
      ref={ref}
      className={css['stop']}
      data-met={met}
      viewBox="-82 -152 164 164"
      data-scene={scene}
      aria-hidden="true"
    />
  );
}
