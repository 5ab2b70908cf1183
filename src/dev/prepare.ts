import { loadPicture } from '../app/picture.ts';
import { fetchTrace, recordedRuns } from '../app/recorded.ts';
import { course } from '../course/course.ts';
import type { Locale } from '../i18n/index.ts';
import type { RunModel } from '../projections/model.ts';
import { useFiles } from '../store/files.ts';
import { useLesson } from '../store/lesson.ts';
import { usePlayer } from '../store/player.ts';
import { currentRun, useRun } from '../store/run.ts';
import { useSelection, type Inspected } from '../store/selection.ts';
import { useSettings } from '../store/settings.ts';
import { useNumbersPage } from '../views/metrics/numbers-page.ts';
import type { View } from './view.ts';

/** The gallery's own recordings (scripts/gallery/evenings.ts), by name: addresses. */
const OWN = import.meta.glob<string>('./traces/*.json.gz', { query: '?url', import: 'default', eager: true });

async function openLesson({ lesson, step, run, beside, answered }: View, locale: Locale): Promise<void> {
  if (lesson === undefined) return useLesson.getState().toMenu();
  if (!(await useLesson.getState().open(lesson, locale, step, { files: {} }))) throw new Error(`no lesson ${lesson}`);
  const { pack, answer } = useLesson.getState();
  if (answered)
    for (const question of pack?.lesson.steps.flatMap((one) => one.questions ?? []) ?? [])
      answer(question.id, question.answer);
  if (pack !== null) useRun.getState().showRecorded(await recordedRuns(course, lesson, pack.lesson));
  if (run !== undefined) useRun.getState().show(run, beside ?? null);
  return undefined;
}

async function openTrace(name: string): Promise<void> {
  const url = OWN[`./traces/${name}.json.gz`];
  const events = url === undefined ? null : await fetchTrace(url);
  if (events === null) throw new Error(`no trace ${name}`);
  useRun.getState().showRecorded({ [name]: events });
}

function inspected({ inspect }: View, model: RunModel): Inspected | null {
  if (inspect === undefined) return null;
  const { kind, nth } = inspect;
  switch (kind) {
    case 'request':
      return { kind, req: model.requests[nth]?.req ?? 0 };
    case 'process':
      return { kind, pid: model.processes[nth]?.pid ?? 0 };
    case 'connection':
      return { kind, conn: [...model.conns.keys()][nth] ?? 0 };
  }
}

/** Brings all stores to what a view shows. Nothing moves afterwards: the gallery starts no clock. */
export async function prepare(view: View, locale: Locale): Promise<void> {
  useLesson.getState().attach(course);
  await Promise.all([loadPicture(), openLesson(view, locale)]);
  if (view.trace !== undefined) await openTrace(view.trace);
  useSettings.setState({
    ...(view.dock === undefined ? {} : { dockTab: view.dock }),
    ...(view.place === undefined ? {} : { place: view.place }),
  });
  if (view.file !== undefined) useFiles.getState().select(view.file);
  if (view.numbers !== undefined) useNumbersPage.setState({ open: true, tab: view.numbers });
  const model = currentRun(useRun.getState())?.model;
  if (model === undefined) return;
  usePlayer.getState().seek(view.at * 1_000_000);
  const what = inspected(view, model);
  if (what !== null) useSelection.getState().examine(what);
}
