import { ArrowLeftRight, ExternalLink, SkipForward } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Stage } from '../app/stage-parts.tsx';
import { RunningLines } from '../app/NowCard.tsx';
import { CAMERAS, ZoneMap, type Zone } from '../app/zones.tsx';
import type { RunModel } from '../projections/model.ts';
import { hasSide, NARROW_PANELS, WIDE_PANELS, type EmbedPanel } from '../store/embed-panels.ts';
import { useLesson } from '../store/lesson.ts';
import { neighbour, usePlayer } from '../store/player.ts';
import { formatRoute } from '../store/route.ts';
import { Clock, PlayButton, SkinSwitch } from '../views/controls/PlayBar.tsx';
import { PLAYER_KEYS, usePageKeys } from '../views/controls/keys.ts';
import { Scrub } from '../views/controls/Scrub.tsx';
import { useCounts } from '../views/counts.ts';
import { LightCode } from '../views/editor/LightCode.tsx';
import { useLayout, useShort } from '../views/media.ts';
import { useMessages } from '../views/messages.ts';
import { NarrationLine } from '../views/narration/NarrationLine.tsx';
import { useActions, useModel } from '../views/run-hooks.ts';
import { TIMELINE_KEYS } from '../views/timeline/tools.ts';
import { Timeline } from '../views/timeline/Timeline.tsx';
import { Button, IconButton } from '../views/ui/Button.tsx';
import { Mark } from '../views/ui/Mark.tsx';
import { Textures } from '../views/ui/Textures.tsx';
import css from './Embed.module.css';
import { fitFrame } from './fit.ts';
import { reportHeight } from './host.ts';

const KEYS = [...TIMELINE_KEYS, ...PLAYER_KEYS];
const keys = () => KEYS;

/** The widget: the stage, three counts, a pane of code on its back, one row of controls. */
export function Embed({ panels }: { readonly panels: readonly EmbedPanel[] | null }) {
  usePageKeys(keys);
  const t = useMessages();
  const root = useRef<HTMLElement>(null);
  const phase = useLesson((state) => state.phase);
  const model = useModel();
  const phone = useLayout() === 'phone';
  useEffect(() => (root.current === null ? undefined : reportHeight(root.current)), []);
  useEffect(() => (root.current === null ? undefined : fitFrame(root.current)), []);
  return (
    <main ref={root} className={css['widget']} aria-label={t.embed.label}>
      <Textures />
      <Head short={phone} />
      {phase === 'missing' ? (
        <p className={css['note']}>{t.embed.notFound}</p>
      ) : model === null ? (
        <p className={css['note']}>{t.run.loadingPicture}</p>
      ) : phone ? (
        <Small model={model} panels={panels ?? NARROW_PANELS} />
      ) : (
        <Large model={model} panels={panels ?? WIDE_PANELS} />
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

interface Shape {
  readonly model: RunModel;
  readonly panels: readonly EmbedPanel[];
}

function Large({ model, panels }: Shape) {
  const t = useMessages();
  const [back, setBack] = useState(!panels.includes('stage'));
  const flips = panels.includes('stage') && panels.includes('code');
  return (
    <>
      <div className={css['main']} {...(hasSide(panels) ? {} : { 'data-alone': '' })}>
        <div className={css['face']}>
          {back ? (
            <Code key="code" model={model} />
          ) : (
            <div key="stage">
              <Stage model={model} />
            </div>
          )}
        </div>
        {hasSide(panels) && (
          <aside className={css['side']}>
            {panels.includes('counts') && <Counts model={model} />}
            {flips && (
              <Button className={css['flip']} onClick={() => setBack(!back)}>
                <ArrowLeftRight size={16} />
                {back ? t.embed.seeStage : t.embed.seeCode}
              </Button>
            )}
          </aside>
        )}
      </div>
      {panels.includes('caption') && <Said />}
      {panels.includes('timeline') && (
        <div className={css['lanes']}>
          <Timeline model={model} arrivals={false} />
        </div>
      )}
      <Foot model={model} scrub />
    </>
  );
}

const Code = ({ model }: { readonly model: RunModel }) => (
  <div>
    <LightCode id="embed-code" model={model} readOnly={false} className={css['code']} bodyClassName={css['codeBody']} />
  </div>
);

const Said = () => (
  <div className={css['said']}>
    <NarrationLine />
  </div>
);

function Counts({ model }: { readonly model: RunModel }) {
  const t = useMessages();
  const counts = useCounts(model);
  return (
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
  );
}

function Small({ model, panels }: Shape) {
  const t = useMessages();
  const short = useShort();
  const [zone, setZone] = useState<Zone>('counter');
  const [back, setBack] = useState(!panels.includes('stage'));
  const flips = panels.includes('stage') && panels.includes('code');
  const lanes = panels.includes('timeline');
  return (
    <>
      <div className={css['face']}>
        {back ? (
          <Code key="code" model={model} />
        ) : (
          <div key="stage">
            <Stage model={model} {...(short ? {} : { view: CAMERAS[zone] })} />
          </div>
        )}
      </div>
      {/* Its numbers are the counts; its buttons turn the camera. */}
      {(panels.includes('stage') || panels.includes('counts')) && (
        <ZoneMap model={model} zone={zone} onZone={setZone} />
      )}
      {panels.includes('caption') && <Said />}
      {(lanes || flips) && (
        <div className={css['lanes']}>
          {lanes && <Timeline model={model} arrivals={false} />}
          {lanes && !back && <RunningLines model={model} />}
          {flips && (
            <Button look="bare" onClick={() => setBack(!back)}>
              {back ? t.embed.seeStage : t.embed.seeCode}
            </Button>
          )}
        </div>
      )}
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
