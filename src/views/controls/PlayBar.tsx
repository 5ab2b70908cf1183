import { Pause, Play, Repeat, SkipBack, SkipForward } from 'lucide-react';
import { neighbour, SPEEDS, usePlayer } from '../../store/player.ts';
import { useSettings } from '../../store/settings.ts';
import { secondsOf } from '../format.ts';
import { late } from '../late.ts';
import { useMessages } from '../messages.ts';
import { useActions, useModel } from '../run-hooks.ts';
import { IconButton } from '../ui/Button.tsx';
import { Part } from '../ui/Part.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import css from './controls.module.css';

const ActMenu = late(async () => (await import('./ActMenu.tsx')).ActMenu);

const COMMON_SPEEDS: readonly number[] = [0.5, 1, 4];
const SPEED_NAMES: Readonly<Record<string, string>> = { '0.1': '⅒×', '0.25': '¼×', '0.5': '½×' };
const speedName = (speed: number): string => SPEED_NAMES[String(speed)] ?? `${speed}×`;

export const Clock = () => {
  const t = useMessages();
  const now = usePlayer((state) => Math.floor(state.at / 10_000));
  const total = usePlayer((state) => state.to);
  return (
    <span className={css['time']} role="timer" aria-label={t.player.time} aria-live="off">
      {secondsOf(now * 10_000)}
      <small> / {t.seconds(secondsOf(total, 1))}</small>
    </span>
  );
};

export const PlayButton = ({ large = false }: { readonly large?: boolean }) => {
  const t = useMessages();
  const playing = usePlayer((state) => state.playing);
  const { toggle } = useActions();
  const label = playing ? t.player.pause : t.player.play;
  return (
    <button type="button" className={css['go']} aria-label={label} title={label} onClick={toggle}>
      {playing ? <Pause size={large ? 20 : 16} strokeWidth={0} /> : <Play size={large ? 20 : 16} strokeWidth={0} />}
    </button>
  );
};

export const SkinSwitch = () => {
  const t = useMessages();
  const skin = useSettings((state) => state.skin);
  const setSkin = useSettings((state) => state.setSkin);
  return (
    <Segmented
      label={t.skin.label}
      value={skin}
      onChange={setSkin}
      choices={[
        { value: 'diner', label: t.skin.diner },
        { value: 'server', label: t.skin.server },
      ]}
    />
  );
};

const SpeedSwitch = () => {
  const t = useMessages();
  const speed = usePlayer((state) => state.speed);
  const { setSpeed } = useActions();
  const shown = COMMON_SPEEDS.includes(speed) ? COMMON_SPEEDS : [...COMMON_SPEEDS, speed].sort((a, b) => a - b);
  return (
    <span className={css['speeds']}>
      <Segmented
        label={t.player.speed}
        value={String(speed)}
        onChange={(value) => setSpeed(Number(value))}
        choices={shown.map((one) => ({ value: String(one), label: speedName(one), name: `${one}×` }))}
      />
      <select
        aria-label={t.player.moreSpeeds}
        title={t.player.moreSpeeds}
        value={String(speed)}
        onChange={(event) => setSpeed(Number(event.target.value))}
      >
        {SPEEDS.map((one) => (
          <option key={one} value={String(one)}>
            {speedName(one)}
          </option>
        ))}
      </select>
    </span>
  );
};

/** Play, steps, time, speed, loop; `children` are the switches on the right. */
export const PlayBar = ({
  compact = false,
  children,
}: {
  readonly compact?: boolean;
  readonly children?: React.ReactNode;
}) => {
  const t = useMessages();
  const model = useModel();
  const loop = usePlayer((state) => state.loop);
  const range = usePlayer((state) => state.range);
  const time = (us: number): string => t.seconds(secondsOf(us));
  const { seek, pause, setLoop } = useActions();
  const go = (to: number | null): void => {
    pause();
    if (to !== null) seek(to);
  };
  const at = (): number => usePlayer.getState().at;
  return (
    <fieldset className={css['bar']} title={t.player.keys}>
      <legend className="visually-hidden">{t.player.label}</legend>
      <PlayButton />
      <IconButton label={t.player.back} onClick={() => model && go(neighbour(model, at(), -1))}>
        <SkipBack size={18} />
      </IconButton>
      <IconButton label={t.player.forward} onClick={() => model && go(neighbour(model, at(), 1))}>
        <SkipForward size={18} />
      </IconButton>
      <Clock />
      {!compact && (
        <>
          <SpeedSwitch />
          <IconButton
            label={t.player.loop}
            {...(range === null ? {} : { title: t.player.loopPart(time(range.from), time(range.to)) })}
            pressed={loop}
            onClick={() => setLoop(!loop)}
          >
            <Repeat size={18} />
          </IconButton>
        </>
      )}
      <span className={css['space']} />
      {!compact && model !== null && (
        <Part fallback={null}>
          <ActMenu model={model} />
        </Part>
      )}
      {children}
    </fieldset>
  );
};
