import { answersOf, coreShares, lineOf, workerShares, type Doing } from '../../projections/load.ts';
import { metricsOf, percentile } from '../../projections/metrics.ts';
import type { RunModel } from '../../projections/model.ts';
import { lasting } from '../format.ts';
import { useMessages } from '../messages.ts';
import { useCalmInstant } from '../run-hooks.ts';
import ui from '../ui/ui.module.css';
import { Histogram } from './Histogram.tsx';
import { StepChart } from './StepChart.tsx';
import { useNumberWords } from './words.ts';
import css from './numbers.module.css';

const PERCENTILES = [50, 90, 95, 99];
/** So fine is the course of the answers, where there are enough: one answer alone in a stretch would look like a rush. */
const STRETCHES = 40;
const LEAST_STRETCHES = 4;
const ANSWERS_PER_STRETCH = 3;
const SECOND = 1_000_000;
const DOING: readonly Doing[] = ['run', 'wait', 'io', 'send', 'free'];
const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** The whole run in numbers: times, the line, the answers, and who was busy with what. */
export function RunNumbers({ model }: { readonly model: RunModel }) {
  const t = useMessages();
  const words = useNumberWords();
  const now = useCalmInstant(model);
  const metrics = metricsOf(model);
  if (metrics.finished === 0) return <p className={ui['empty']}>{words.none}</p>;
  const last = model.requests.reduce((max, one) => Math.max(max, one.finishedAt ?? 0), model.t0 + 1);
  const until = (last - model.t0) / SECOND;
  const seconds = (us: number | null): string => (us === null ? '–' : lasting(us, t));
  const times = metrics.latencies.map((one) => one.us);
  const line = lineOf(model)
    .filter(({ at }) => at >= model.t0 && at <= last)
    .map(({ at, value }) => ({ at: (at - model.t0) / SECOND, value }));
  const wanted = Math.round(metrics.finished / ANSWERS_PER_STRETCH);
  const stretches = Math.min(STRETCHES, Math.max(LEAST_STRETCHES, wanted));
  const answers = answersOf(model, last, stretches).map((value, i) => ({ at: (i / stretches) * until, value }));
  const played = Math.max(0, (now - model.t0) / SECOND);
  return (
    <div className={css['run']}>
      <section>
        <h3>{words.percentiles}</h3>
        <Histogram metrics={metrics} />
        <dl className={css['list']}>
          {PERCENTILES.map((p) => (
            <div key={p}>
              <dt>{words.p(p)}</dt>
              <dd>{seconds(percentile(times, p))}</dd>
            </div>
          ))}
          <div>
            <dt>{words.longest}</dt>
            <dd>{seconds(metrics.max)}</dd>
          </div>
        </dl>
      </section>
      <section>
        <StepChart
          label={words.overTime(words.line, String(Math.max(0, ...line.map((step) => step.value))))}
          steps={line}
          until={until}
          now={played}
          show={String}
        />
        <StepChart
          label={words.overTime(words.answers, Math.max(0, ...answers.map((step) => step.value)).toFixed(1))}
          steps={answers}
          until={until}
          now={played}
          show={(value) => value.toFixed(1)}
        />
      </section>
      <section>
        <h3>{words.workers}</h3>
        <ul className={css['legend']}>
          {DOING.map((one) => (
            <li key={one} data-doing={one}>
              {words.doing[one]}
            </li>
          ))}
        </ul>
        {workerShares(model, last).map(({ pid, name, of }) => (
          <div key={pid} className={css['share']}>
            <span>{name}</span>
            <span className={css['bar']} role="presentation">
              {DOING.map((one) => (
                <i key={one} data-doing={one} style={{ width: `${of[one] * 100}%` }} />
              ))}
            </span>
            <small>
              {DOING.filter((one) => of[one] >= 0.005 && one !== 'free')
                .map((one) => words.share(words.doing[one], percent(of[one])))
                .join(' · ') || words.doing.free}
            </small>
          </div>
        ))}
        <h3>{words.cores}</h3>
        {coreShares(model, last).map((share, core) => (
          <div key={core} className={css['share']}>
            <span>{words.core(core + 1)}</span>
            <span className={css['bar']} role="presentation">
              <i data-doing="run" style={{ width: `${share * 100}%` }} />
            </span>
            <small>{percent(share)}</small>
          </div>
        ))}
      </section>
    </div>
  );
}
