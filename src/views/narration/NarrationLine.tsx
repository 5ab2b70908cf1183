import { useEffect, useRef, useState } from 'react';
import { noteAt } from '../../projections/narration.ts';
import type { RunModel } from '../../projections/model.ts';
import { currentRun, useRun } from '../../store/run.ts';
import { useLocale, useMessages } from '../messages.ts';
import { useCalmInstant, useModel } from '../run-hooks.ts';
import { sentence } from './sentence.ts';
import css from './narration.module.css';

/** A screen reader gets a sentence no more often than it can be listened to. */
const SPEAK_EVERY_MS = 2500;

/** A text that is renewed at most every so often, and then with its newest value. */
function useSpoken(text: string): string {
  const [spoken, setSpoken] = useState(text);
  const last = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, last.current + SPEAK_EVERY_MS - performance.now());
    const timer = setTimeout(() => {
      last.current = performance.now();
      setSpoken(text);
    }, wait);
    return () => clearTimeout(timer);
  }, [text]);
  return spoken;
}

/** The latest sentence about the run. */
export function NarrationLine() {
  const model = useModel();
  const locale = useLocale();
  const run = useRun((state) => currentRun(state)?.id);
  // Another language or another run begins anew: nothing of the old one is left to be read out.
  return model === null ? null : <Said key={`${locale}/${run}`} model={model} />;
}

function Said({ model }: { readonly model: RunModel }) {
  const t = useMessages();
  const now = useCalmInstant(model);
  const found = noteAt(model, now);
  const text = found === null ? '' : sentence(t, found.note);
  const spoken = useSpoken(text);
  return (
    <div className={css['line']}>
      <span aria-hidden="true">{text}</span>
      <output className="visually-hidden" aria-label={t.narration.label}>
        {spoken}
      </output>
    </div>
  );
}
