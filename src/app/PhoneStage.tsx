import { useState } from 'react';
import { ActMenu } from '../views/controls/ActMenu.tsx';
import { BranchBar } from '../views/controls/BranchBar.tsx';
import { PlayBar, SkinSwitch } from '../views/controls/PlayBar.tsx';
import { Scrub } from '../views/controls/Scrub.tsx';
import { useModel } from '../views/run-hooks.ts';
import { Timeline } from '../views/timeline/Timeline.tsx';
import { NowCard } from './NowCard.tsx';
import { CAMERAS, ZoneMap, type Zone } from './zones.tsx';
import { Caption, NoRun, RunSwitch, Stage } from './stage-parts.tsx';
import app from './App.module.css';
import css from './phone.module.css';

/** The phone's second place: one zone of the picture at a time, its clock, its lanes. */
export default function PhoneStage() {
  const model = useModel();
  const [zone, setZone] = useState<Zone>('counter');
  return (
    <main className={`${css['body']} ${css['stagePlace']}`} id="stage">
      <div className={css['strip']}>{model === null ? <NoRun /> : <Stage model={model} view={CAMERAS[zone]} />}</div>
      {model !== null && <ZoneMap model={model} zone={zone} onZone={setZone} />}
      <PlayBar compact>
        <SkinSwitch />
      </PlayBar>
      <section>
        <Caption />
        {model !== null && <Scrub model={model} errors={false} />}
        {model !== null && <Timeline model={model} arrivals={false} />}
        {model !== null && (
          <div className={app['under']}>
            <ActMenu model={model} />
            <BranchBar />
          </div>
        )}
        {model !== null && <NowCard model={model} />}
        <RunSwitch />
      </section>
    </main>
  );
}
