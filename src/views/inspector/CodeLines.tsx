import { useMemo } from 'react';
import { linesOfRequest, type LineTime } from '../../projections/heat.ts';
import type { RequestHistory, RunModel } from '../../projections/model.ts';
import { useFiles } from '../../store/files.ts';
import { highlight, languageOf } from '../editor/highlight.ts';
import { fileMatches } from '../source.ts';
import { stateFill } from '../ui/Textures.tsx';
import { Card, Place, useInspectorWords, useSeconds } from './parts.tsx';
import details from './details.module.css';
import css from './inspector.module.css';

/** Lines below this took next to nothing: told only when all are like that. */
const LEAST_US = 100;

/** The learner's own lines that this request went through, with the time on each. */
export function CodeLines({ model, request }: { readonly model: RunModel; readonly request: RequestHistory }) {
  const words = useInspectorWords();
  const order = useFiles((state) => state.order);
  const { lines, shared } = useMemo(() => linesOfRequest(model, request), [model, request]);
  const mine = lines.filter((one) => order.some((path) => fileMatches(path, one.file)));
  const worth = mine.filter((one) => one.run + one.wait >= LEAST_US);
  const own = worth.length > 0 ? worth : mine;
  if (request.calls.length === 0) return null;
  const most = Math.max(1, ...own.map((one) => one.run + one.wait));
  return (
    <Card title={words.lines.title} aside={shared ? words.lines.shared : undefined}>
      {own.length === 0 ? (
        <p className={css['quiet']}>{words.lines.none}</p>
      ) : (
        <div className={details['lines']}>
          {own.map((one) => (
            <Row key={`${one.file}:${one.line}`} time={one} most={most} />
          ))}
        </div>
      )}
    </Card>
  );
}

function Row({ time, most }: { readonly time: LineTime; readonly most: number }) {
  const words = useInspectorWords();
  const seconds = useSeconds();
  const path = useFiles((state) => state.order.find((one) => fileMatches(one, time.file)) ?? '');
  const text = useFiles((state) => state.text(path).split('\n')[time.line - 1] ?? '');
  const share = (us: number): string => `${Math.max(us > 0 ? 0.5 : 0, (us / most) * 100)}%`;
  return (
    <div className={details['lineRow']}>
      <Place file={time.file} line={time.line} />
      <code>
        {highlight(text.trim(), languageOf(path)).map((token, i) => (
          <i key={i} data-token={token.kind}>
            {token.text}
          </i>
        ))}
      </code>
      <svg width="100%" height="12" aria-hidden="true">
        <rect width={share(time.run)} height="5.5" rx="2" fill={stateFill('run')} />
        <rect y="6.5" width={share(time.wait)} height="5.5" rx="2" fill={stateFill('io')} />
      </svg>
      <span>
        {time.run >= LEAST_US || time.wait < LEAST_US ? `${words.lines.run} ${seconds(time.run)} ` : ''}
        {time.wait >= LEAST_US ? `${words.lines.wait} ${seconds(time.wait)} ` : ''}
        <small>{words.lines.times(time.visits)}</small>
      </span>
    </div>
  );
}
