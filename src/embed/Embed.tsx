import { ArrowLeftRight, ExternalLink, SkipForward } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Stage } from '../app/stage-parts.tsx';
import { RunningLines } from '../app/NowCard.tsx';
import { CAMERAS, ZoneMap, type Zone } from '../app/zones.tsx';
import type { RunModel } from '../projections/model.ts';
import { useLesson } from '../store/lesson.ts';
import { neighbour, usePlayer } from '../store/player.ts';
import { formatRoute } from '../store/route.ts';
import { Clock, PlayButton, SkinSwitch } from '../views/controls/PlayBar.tsx';
import { PLAYER_KEYS, usePageKeys } from '../views/controls/keys.ts';
import { Scrub } from '../views/controls/Scrub.tsx';
import { useCounts } from '../views/counts.ts';
import { LightCode } from '../views/editor/LightCode.tsx';
import { useLayout } from '../views/media.ts';
import { useMessages } from '../views/messages.ts';
import { useActions, useModel } from '../views/run-hooks.ts';
import { TIMELINE_KEYS } from '../views/timeline/tools.ts';
import { Timeline } from '../views/timeline/Timeline.tsx';
import { Button, IconButton } from '../views/ui/Button.tsx';
import { Mark } from '../views/ui/Mark.tsx';
import { Textures } from '../views/ui/Textures.tsx';
import css from './Embed.module.css';
import { reportHeight } from './host.ts';

const KEYS = [...TIMELINE_KEYS, ...PLAYER_KEYS];
const keys = () => KEYS;

/** The widget: the stage, three counts, a pane of code on its back, one row of controls. */
export function Embed() {
  usePageKeys(keys);
  const t = useMessages();
  const root = useRef<HTMLElement>(null);
  const phase = useLesson((state) => state.phase);
  const model = useModel();
  const phone = useLayout() === 'phone';
  useEffect(() => (root.current === null ? undefined : reportHeight(root.current)), []);
  return (
    <main ref={root} className={css['widget']} aria-label={t.embed.label}>
      <Textures />
      <Head short={phone} />
      {phase === 'missing' ? (
        <p className={css['note']}>{t.embed.notFound}</p>
      ) : model === null ? (
        <p className={css['note']}>{t.run.loadingPicture}</p>
      ) : phone ? (
        <Small model={model} />
      ) : (
        <Large model={model} />
      )}
    </main>
  );
}

function Head({ short }: { readonly short: boolean }) {
  const t = useMessages();
  const title = useLesson((state) => state.text?.title ?? t.brand);
  const id = useLesson((state) => state.id);
  const step = useLesson((state) => state.stepIndex + 1);
  const full = new URL('./', window.location.href);
  return (
    <header className={css['head']}>
      <Mark size={24} />
      <h1>{title}</h1>
      <a href={full.href + formatRoute({ lesson: id, step, payload: null })} target="_blank" rel="noopener">
        {short ? t.embed.openShort : t.embed.open}
        <ExternalLink size={16} />
      </a>
    </header>
  );
}

function Large({ model }: { readonly model: RunModel }) {
  const t = useMessages();
  const [back, setBack] = useState(false);
  const counts = useCounts(model);
  return (
    <>
      <div className={css['main']}>
        <div className={css['face']}>
          {back ? (
            <div key="code">
              <LightCode
                id="embed-code"
                model={model}
                readOnly={false}
                className={css['code']}
                bodyClassName={css['codeBody']}
              />
            </div>
          ) : (
            <div key="stage">
              <Stage model={model} />
            </div>
          )}
        </div>
        <aside className={css['side']}>
          <dl>
            <div>
              <dt>{t.embed.served}</dt>
              <dd>{counts.served}</dd>
            </div>
            <div>
              <dt>{t.embed.inLine}</dt>
              <dd>{counts.line}</dd>
            </div>
            <div data-bad={counts.stormed > 0}>
              <dt>{t.embed.stormed}</dt>
              <dd>{counts.stormed}</dd>
            </div>
          </dl>
          <Button className={css['flip']} onClick={() => setBack(!back)}>
            <ArrowLeftRight size={16} />
            {back ? t.embed.seeStage : t.embed.seeCode}
          </Button>
        </aside>
      </div>
      <Foot model={model} scrub />
    </>
  );
}

function Small({ model }: { readonly model: RunModel }) {
  const t = useMessages();
  const [zone, setZone] = useState<Zone>('counter');
  const [back, setBack] = useState(false);
  return (
    <>
      <div className={css['face']}>
        {back ? (
          <div key="code">
            <LightCode
              id="embed-code"
              model={model}
              readOnly={false}
              className={css['code']}
              bodyClassName={css['codeBody']}
            />
          </div>
        ) : (
          <div key="stage">
            <Stage model={model} view={CAMERAS[zone]} />
          </div>
        )}
      </div>
      <ZoneMap model={model} zone={zone} onZone={setZone} />
      <div className={css['lanes']}>
        <Timeline model={model} arrivals={false} />
        {!back && <RunningLines model={model} />}
        <Button look="bare" onClick={() => setBack(!back)}>
          {back ? t.embed.seeStage : t.embed.seeCode}
        </Button>
      </div>
      <Foot model={model} scrub={false} />
    </>
  );
}

function Foot({ model, scrub }: { readonly model: RunModel; readonly scrub: boolean }) {
  const t = useMessages();
  const { pause, seek } = useActions();
  const step = (): void => {
    const to = neighbour(model, usePlayer.getState().at, 1);
    pause();
    if (to !== null) seek(to);
  };
  return (
    <fieldset className={css['foot']}>
      <legend className="visually-hidden">{t.player.label}</legend>
      <PlayButton />
      <IconButton label={t.player.forward} onClick={step}>
        <SkipForward size={18} />
      </IconButton>
      <Clock />
      <div className={css['scrub']}>{scrub && <Scrub model={model} errors={false} />}</div>
      <SkinSwitch />
    </fieldset>
  );
}
