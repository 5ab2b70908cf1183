import { useState } from 'react';
import { useLesson } from '../../store/lesson.ts';
import { TRAFFIC_WORDS } from '../../i18n/traffic.ts';
import { useLocale } from '../messages.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { BOUNDS, formOf, LOAD_KINDS, trafficOf, type Agent, type LoadForm, type LoadKind } from './load-form.ts';
import css from './traffic.module.css';

type NumberField = 'count' | 'everyMs' | 'rate' | 'users' | 'thinkMs' | 'seed';

/** What each kind of arrival asks for. */
const FIELDS: Readonly<Record<LoadKind, readonly NumberField[]>> = {
  burst: ['count'],
  every: ['count', 'everyMs'],
  poisson: ['count', 'rate', 'seed'],
  closed: ['count', 'users', 'thinkMs'],
};

const AGENTS: readonly Agent[] = ['plain', 'browser'];

interface TickProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: string;
}

const Tick = ({ checked, onChange, children }: TickProps) => (
  <label className={css['row']}>
    <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
    {children}
  </label>
);

/** Who comes, when, and with how much patience. */
export function TrafficDialog({ onClose }: { readonly onClose: () => void }) {
  const t = TRAFFIC_WORDS[useLocale()];
  const scenario = useLesson((state) => Object.values(state.scenarios)[0]);
  const [form, setForm] = useState<LoadForm | null>(() => (scenario === undefined ? null : formOf(scenario)));
  if (form === null || scenario === undefined) return null;
  const set = (change: Partial<LoadForm>): void => setForm({ ...form, ...change });
  const browses = form.agent === 'browser';
  const open = (): void => {
    useLesson.getState().retraffic((one) => ({ ...one, seed: form.seed, traffic: [...trafficOf(form, one)] }));
    onClose();
  };
  return (
    <Dialog title={t.title} onClose={onClose}>
      <form
        className={css['form']}
        onSubmit={(event) => {
          event.preventDefault();
          open();
        }}
      >
        <fieldset className={css['kinds']}>
          <legend>{t.arrive}</legend>
          {LOAD_KINDS.map((kind) => (
            <label key={kind}>
              <input type="radio" name="kind" checked={form.kind === kind} onChange={() => set({ kind })} />
              <span>
                <b>{t.kinds[kind][0]}</b> {t.kinds[kind][1]}
              </span>
            </label>
          ))}
        </fieldset>
        <fieldset className={css['kinds']}>
          <legend>{t.agent}</legend>
          {AGENTS.map((agent) => (
            <label key={agent}>
              <input type="radio" name="agent" checked={form.agent === agent} onChange={() => set({ agent })} />
              <span>
                <b>{t.agents[agent][0]}</b> {t.agents[agent][1]}
              </span>
            </label>
          ))}
        </fieldset>
        <div className={css['numbers']}>
          {FIELDS[form.kind].map((name) => (
            <label key={name}>
              {t.fields[name === 'count' && browses ? 'visits' : name]}
              <input
                type="number"
                required
                min={BOUNDS[name][0]}
                max={BOUNDS[name][1]}
                step={name === 'rate' ? 0.1 : 1}
                value={Number.isFinite(form[name]) ? form[name] : ''}
                onChange={(event) => set({ [name]: event.target.valueAsNumber })}
              />
            </label>
          ))}
        </div>
        <label className={css['row']}>
          <input
            type="checkbox"
            checked={form.giveUp !== null}
            onChange={(event) => set({ giveUp: event.target.checked ? 5 : null })}
          />
          {t.impatient}
          {form.giveUp !== null && (
            <input
              type="number"
              aria-label={t.patience}
              min={BOUNDS.giveUp[0]}
              max={BOUNDS.giveUp[1]}
              step={0.1}
              value={Number.isFinite(form.giveUp) ? form.giveUp : ''}
              onChange={(event) => set({ giveUp: event.target.valueAsNumber })}
            />
          )}
        </label>
        {browses
          ? form.kind !== 'closed' && (
              <Tick checked={form.same} onChange={(same) => set({ same })}>
                {t.same}
              </Tick>
            )
          : [
              <Tick key="keep" checked={form.keepalive} onChange={(keepalive) => set({ keepalive })}>
                {t.keepalive}
              </Tick>,
              <Tick key="slow" checked={form.slowUpload} onChange={(slowUpload) => set({ slowUpload })}>
                {t.slowUpload}
              </Tick>,
            ]}
        <div className={css['actions']}>
          <Button
            onClick={() => {
              useLesson.getState().retraffic(null);
              onClose();
            }}
          >
            {t.reset}
          </Button>
          <Button look="fill" type="submit">
            {t.apply}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
