import { metricsOf } from '../projections/metrics.ts';
import type { Run } from '../store/run.ts';
import { useRun } from '../store/run.ts';
import { PlayBar, SkinSwitch } from '../views/controls/PlayBar.tsx';
import { secondsOf } from '../views/format.ts';
import { useMessages } from '../views/messages.ts';
import { Notices } from '../views/shell/Notices.tsx';
import { Legend } from '../views/timeline/Legend.tsx';
import { Timeline } from '../views/timeline/Timeline.tsx';
import { served } from '../views/metrics/MetricsPane.tsx';
import metrics from '../views/metrics/metrics.module.css';
import { Caption, NoRun, RunSwitch, Stage } from './stage-parts.tsx';
import css from './App.module.css';

/** Two runs of the same arrivals, side by side on one clock. */
export function Compare({ names }: { readonly names: readonly [string, string] }) {
  return (
    <main className={css['compare']} id="stage">
      <Notices />
      <Pair names={names} />
      <Caption />
      <PlayBar>
        <SkinSwitch />
        <RunSwitch />
      </PlayBar>
      <Legend />
    </main>
  );
}

/** The two stages with their lanes; beside each other where there is room. */
export const Pair = ({ names }: { readonly names: readonly string[] }) => (
  <div className={css['pair']}>
    {names.map((name) => (
      <Half key={name} name={name} />
    ))}
  </div>
);

function Half({ name }: { readonly name: string }) {
  const run = useRun((state) => state.runs[name]);
  return (
    <section className={css['half']} aria-label={name}>
      <h2>
        {name.toUpperCase()}
        <small>{run && serverLine(run)}</small>
      </h2>
      <div className={css['stage']}>{run ? <Stage model={run.model} /> : <NoRun />}</div>
      {run && (
        <div>
          <Timeline model={run.model} />
          <Numbers run={run} />
        </div>
      )}
    </section>
  );
}

const serverLine = ({ model }: Run): string => {
  const server = model.servers.at(0);
  const workers = server?.workers.at(-1)?.count ?? model.workers.length;
  return server === undefined ? '' : `${server.program} · ${workers} × ${server.workerClass}`;
};

function Numbers({ run }: { readonly run: Run }) {
  const t = useMessages();
  const now = metricsOf(run.model);
  const time = (us: number | null): string => (us === null ? '–' : t.seconds(secondsOf(us)));
  const rows = [
    [t.metrics.p50, time(now.p50)],
    [t.metrics.p95, time(now.p95)],
    [t.metrics.served, served(now)],
    [t.metrics.failed, String(now.failed + now.gaveUp)],
  ] as const;
  return (
    <dl className={metrics['big']} style={{ padding: '4px 0' }}>
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <b>{value}</b>
          </dd>
        </div>
      ))}
    </dl>
  );
}
