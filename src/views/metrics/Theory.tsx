import type { RunModel } from '../../projections/model.ts';
import { queueFacts, theoryOf } from '../../projections/queueing.ts';
import { lasting } from '../format.ts';
import { useMessages } from '../messages.ts';
import ui from '../ui/ui.module.css';
import { Little } from './Little.tsx';
import { useNumberWords } from './words.ts';
import { useMarks } from '../marks.ts';
import css from './numbers.module.css';

/** What queueing theory says of this run, with its assumptions beside what was measured. */
export function Theory({ model }: { readonly model: RunModel }) {
  const t = useMessages();
  const words = useNumberWords();
  const { gap } = useMarks();
  const facts = queueFacts(model);
  if (facts === null) return <p className={ui['empty']}>{words.none}</p>;
  const theory = facts.hands === null || facts.rate === 0 ? null : theoryOf(facts, facts.hands);
  return (
    <div className={css['theory']}>
      <section>
        <h3>{words.little.title}</h3>
        <p>{words.little.text}</p>
        <p className={css['measured']}>
          {words.little.present(facts.little.present.toFixed(2))} ·{' '}
          {words.little.product(facts.little.rateTimesTime.toFixed(2))}
        </p>
        <Little stays={facts.stays} />
      </section>
      <section>
        <h3>{words.theory.title}</h3>
        {facts.rate > 0 && (
          <p>
            {words.theory.facts(facts.rate.toFixed(2), lasting(facts.service * 1e6, t))}
            {gap}
            {words.theory.offered((facts.rate * facts.service).toFixed(2))}
          </p>
        )}
        {facts.hands === null || theory === null ? (
          <p>{facts.rate === 0 ? words.theory.burst : words.theory.loop}</p>
        ) : (
          <>
            <p>{words.theory.hands(facts.hands, `${Math.round(theory.utilisation * 100)} %`)}</p>
            {theory.mmc === null || theory.ggc === null ? (
              <p>{words.theory.tooMuch}</p>
            ) : (
              <ul>
                <li>{words.theory.mmc(lasting(theory.mmc * 1e6, t))}</li>
                <li>{words.theory.ggc(lasting(theory.ggc * 1e6, t))}</li>
              </ul>
            )}
            <p className={css['measured']}>{words.theory.measured(lasting(facts.wait * 1e6, t))}</p>
            <p>{words.theory.assume(facts.ca2.toFixed(2), facts.cs2.toFixed(2))}</p>
            <p>{words.theory.cores}</p>
          </>
        )}
      </section>
    </div>
  );
}
