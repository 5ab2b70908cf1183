import type { RunModel } from '../projections/model.ts';
import { useSettings, type DockTab } from '../store/settings.ts';
import { Logs } from '../views/logs/Logs.tsx';
import { useMessages } from '../views/messages.ts';
import { MetricsPane } from '../views/metrics/MetricsPane.tsx';
import { RequestList } from '../views/requests/RequestList.tsx';
import { useCurrent, useModel } from '../views/run-hooks.ts';
import { TerminalPane } from '../views/terminal/TerminalPane.tsx';
import { TabPanel, Tabs } from '../views/ui/Tabs.tsx';
import ui from '../views/ui/ui.module.css';
import css from './App.module.css';

const Content = ({ tab, model }: { readonly tab: DockTab; readonly model: RunModel | null }) => {
  const t = useMessages();
  if (tab === 'terminal') return <TerminalPane />;
  if (model === null) return <p className={ui['empty']}>{t.requests.emptyText}</p>;
  switch (tab) {
    case 'logs':
      return <Logs model={model} />;
    case 'requests':
      return <RequestList model={model} />;
    case 'metrics':
      return <MetricsPane model={model} />;
  }
};

/** Terminal, logs, requests, metrics; `pinned`: the metrics have a place of their own beside them. */
export function Dock({ pinned = false }: { readonly pinned?: boolean }) {
  const t = useMessages();
  const model = useModel();
  const recorded = useCurrent()?.origin === 'recorded';
  const chosen = useSettings((state) => state.dockTab);
  const tabs: readonly DockTab[] = pinned
    ? ['terminal', 'logs', 'requests']
    : ['terminal', 'logs', 'requests', 'metrics'];
  const tab = tabs.includes(chosen) ? chosen : 'requests';
  return (
    <section className={css['dock']} aria-label={t.dock.label} data-tab={tab}>
      <Tabs
        id="dock"
        label={t.dock.label}
        value={tab}
        tabs={tabs.map((value) => ({ value, label: t.dock[value] }))}
        onChange={useSettings.getState().setDockTab}
      />
      <TabPanel id="dock" value={tab} className={css['dockBody']}>
        <Content tab={tab} model={model} />
      </TabPanel>
      {pinned && (
        <div className={css['pin']}>
          <h2>
            {t.dock.metrics} <small>{recorded ? t.metrics.recorded : t.metrics.run}</small>
          </h2>
          <div className={css['pinBody']}>
            {model === null ? <p className={ui['empty']}>{t.metrics.none}</p> : <MetricsPane model={model} />}
          </div>
        </div>
      )}
    </section>
  );
}
