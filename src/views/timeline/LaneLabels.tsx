import { activityAt, depthAt, isAlive } from '../../projections/at.ts';
import type { RunModel } from '../../projections/model.ts';
import type { Messages } from '../../i18n/index.ts';
import { useMessages } from '../messages.ts';
import { useCalmInstant } from '../run-hooks.ts';
import type { WorkState } from '../stage/scene.ts';
import { stateFill, stateStroke } from '../ui/Textures.tsx';
import type { Lane, Lanes } from './lanes.ts';
import css from './timeline.module.css';

interface LaneLabelsProps {
  readonly model: RunModel;
  readonly lanes: Lanes;
  readonly arrivals: boolean;
}

/** The names left of the lanes. */
export function LaneLabels({ model, lanes, arrivals }: LaneLabelsProps) {
  const t = useMessages();
  const now = useCalmInstant(model);
  return (
    <div className={css['labels']} aria-hidden="true">
      {arrivals && (
        <span className={css['label']} data-kind="text" style={{ top: lanes.arrivalsTop + 7 }}>
          {t.lanes.arrivals}
        </span>
      )}
      {lanes.lanes.map((lane) =>
        lane.kind === 'worker' ? (
          lane.height >= 9 && <WorkerLabel key={lane.key} lane={lane} now={now} />
        ) : (
          <span
            key={lane.key}
            className={css['label']}
            data-kind="text"
            title={lane.label}
            style={{ top: lane.top + (lane.kind === 'queue' ? 4 : 0), ...(lane.kind === 'rail' ? { left: 15 } : {}) }}
          >
            {nameOf(t, lane, now)}
          </span>
        ),
      )}
    </div>
  );
}

function nameOf(t: Messages, lane: Lane, now: number): string {
  switch (lane.kind) {
    case 'client':
      return lane.label === '' ? t.lanes.clients : lane.label;
    case 'proxy':
      return t.lanes.proxy;
    case 'queue':
      return lane.queue === null ? t.lanes.queue : `${t.lanes.queue} ${depthAt(lane.queue, now)}`;
    case 'rail':
      return t.lanes.parked;
    case 'io':
      return lane.label === '' ? t.lanes.io : lane.label;
    case 'worker':
      return '';
  }
}

const dotState = (lane: Lane, now: number): WorkState => {
  const worker = lane.workers.findLast((one) => isAlive(one, now));
  const activities = worker === undefined ? [] : activityAt(worker, now).map((span) => span.activity);
  if (activities.includes('run')) return 'run';
  if (activities.includes('send')) return 'send';
  return activities.includes('io') || activities.includes('recv') ? 'io' : 'free';
};

function WorkerLabel({ lane, now }: { readonly lane: Lane; readonly now: number }) {
  const state = dotState(lane, now);
  const worker = lane.workers.findLast((one) => one.bootingAt <= now) ?? lane.workers[0];
  const size = lane.height >= 20 ? 12 : 10;
  return (
    <span className={css['label']} style={{ top: lane.top + lane.height / 2 - 6, fontSize: size }}>
      <svg width="12" height="12" viewBox="0 0 12 12">
        <circle cx="6" cy="6" r="4.5" fill={stateFill(state)} stroke={stateStroke(state)} strokeWidth="1.5" />
      </svg>
      {worker?.pid}
    </span>
  );
}
