import { Download } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { runName } from '../../i18n/run-names.ts';
import { useFiles, type Texts } from '../../store/files.ts';
import { useLesson } from '../../store/lesson.ts';
import { machineFiles } from '../../store/machine-files.ts';
import { makeProject, projectFiles, zipProject } from '../../takehome/index.ts';
import { useLocale } from '../messages.ts';
import { useClassWords } from '../teach/words.ts';
import { Button } from '../ui/Button.tsx';
import { saveFile } from '../ui/files.ts';
import css from './share.module.css';

/** What the machine has when the dialog opens; null before that is known, and where there is no live one. */
function useMachineFiles(): Texts | null {
  const [texts, setTexts] = useState<Texts | null>(null);
  useEffect(() => {
    let gone = false;
    void machineFiles().then((all) => {
      if (!gone) setTexts(all);
    });
    return () => {
      gone = true;
    };
  }, []);
  return texts;
}

/** Every run of the lesson as a project for a real machine: its files, and a zip of them. */
function useProjects() {
  const { start, edited } = useFiles();
  const machine = useMachineFiles();
  const { id, scenarios } = useLesson();
  const locale = useLocale();
  return useMemo(
    () =>
      Object.entries(scenarios).map(([run, scenario], _, all) => {
        const project = makeProject({ name: id ?? 'diner', scenario, files: machine ?? { ...start, ...edited } });
        // Two of a lesson's runs may be started by the same server: the run's own name tells them apart.
        const folder = all.length > 1 ? `${project.name}-${run}` : project.name;
        return { project, folder, run: runName(run, locale), files: projectFiles(project, locale) };
      }),
    [start, edited, machine, id, scenarios, locale],
  );
}

export default function TakeHome() {
  const t = useClassWords().takeHome;
  const [said, setSaid] = useState('');
  const projects = useProjects();
  return (
    <section className={css['home']} aria-labelledby="take-home">
      <h3 id="take-home">{t.title}</h3>
      <p>{t.text}</p>
      {projects.map(({ project, folder, run, files }) => (
        <div key={folder} className={css['homeRun']}>
          <Button
            onClick={() => {
              saveFile(`${folder}.zip`, zipProject(folder, files), 'application/zip');
              setSaid(t.saved(`${folder}.zip`));
            }}
          >
            <Download size={16} aria-hidden="true" />
            {projects.length > 1 ? t.downloadOf(run) : t.download}
          </Button>
          <details>
            <summary>{t.contents(Object.keys(files).length)}</summary>
            <ul>
              {Object.keys(files)
                .toSorted()
                .map((path) => (
                  <li key={path}>
                    <code>{path}</code>
                  </li>
                ))}
            </ul>
          </details>
          {project.missing.map((one) => (
            <p key={one} className={css['homeNote']}>
              {t.missing[one]}
            </p>
          ))}
        </div>
      ))}
      <output>{said}</output>
    </section>
  );
}
