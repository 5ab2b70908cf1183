import type { ReactNode } from 'react';
import type { BrowserPart, RequestHistory } from '../../projections/model.ts';
import { ticket } from '../format.ts';
import { useMessages } from '../messages.ts';
import { Card, Link, useInspectorWords, useSeconds } from './parts.tsx';
import css from './inspector.module.css';

interface BrowserCardProps {
  readonly request: RequestHistory;
  readonly browser: BrowserPart;
}

/** What a browser did about this request that no other client does. */
export function BrowserCard({ request, browser }: BrowserCardProps) {
  const all = useInspectorWords();
  const words = all.browser;
  const exact = useSeconds();
  const t = useMessages();
  /** Fractions say nothing about what is good for hours. */
  const seconds = (us: number): string => (us < 100e6 ? exact(us) : t.seconds(String(Math.round(us / 1e6))));
  const { resource, page, cached, redirected, held } = browser;
  const rows: [name: string, what: ReactNode][] = [[words.wants, words.resource[resource] ?? resource]];
  if (page !== null)
    rows.push([
      words.ofPage,
      <Link key="page" to={{ kind: 'request', req: page }}>
        {all.title(ticket(page))}
      </Link>,
    ]);
  if (held !== null)
    rows.push([
      words.held,
      held.until === null ? words.heldStill(held.limit) : words.heldFor(held.limit, seconds(held.until - held.at)),
    ]);
  if (cached !== null)
    rows.push([
      words.cache,
      cached.how === 'fresh'
        ? words.fresh(seconds(cached.age * 1e6), seconds(cached.lifetime * 1e6))
        : words.revalidated,
    ]);
  if (redirected !== null)
    rows.push([
      words.redirect,
      <span key="to">
        <code>{redirected.location}</code> {redirected.how === 'hsts' ? words.byHsts : words.byServer}
      </span>,
    ]);
  if (request.error?.startsWith('NET::') === true) rows.push([words.refused, <code key="error">{request.error}</code>]);
  return (
    <Card title={words.title}>
      <dl className={css['facts']} data-prose>
        {rows.map(([name, what]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
