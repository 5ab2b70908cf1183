import type { Messages } from '../../i18n/index.ts';
import type { Note } from '../../projections/narration.ts';
import { secondsOf, ticket } from '../format.ts';
import { failureText } from '../request-state.ts';

/** The sentence for a note, in the reader's language. */
export function sentence(t: Messages, note: Note): string {
  const { narration } = t;
  switch (note.say) {
    case 'ready':
      return narration.ready(note.workers);
    case 'arrives':
      return narration.arrives(ticket(note.req), note.line);
    case 'queued':
      return narration.queued(ticket(note.req), note.depth);
    case 'dropped':
      return narration.dropped(t.seconds(secondsOf(note.retry, 0)));
    case 'refused':
      return narration.refused(note.to);
    case 'file':
      return narration.file(ticket(note.req), note.path);
    case 'noUpstream':
      return narration.noUpstream(ticket(note.req), note.error);
    case 'taken':
      return narration.taken(ticket(note.req), note.pid);
    case 'waits':
      return narration.waits(note.pid, note.place);
    case 'parked':
      return narration.parked(note.pid, note.place);
    case 'raised':
      return narration.raised(note.pid, note.error, note.place);
    case 'handsOver':
      return narration.handsOver(ticket(note.req), note.pid, note.status);
    case 'sealed':
      return narration.sealed(note.name, note.version);
    case 'distrusts':
      return narration[note.ignored ? 'overlooks' : 'distrusts'](note.names, failureText(t, `tls: ${note.why}`));
    case 'leaves':
      return narration.leaves(ticket(note.req), note.status);
    case 'givesUp':
      return narration.givesUp(ticket(note.req), failureText(t, note.error));
    case 'hired':
      return narration.hired(note.pid);
    case 'bootFailed':
      return narration.bootFailed(note.pid, note.error);
    case 'timeout':
      return narration.timeout(note.pid);
    case 'gone':
      return narration.gone(note.pid, note.how);
    case 'reload':
      return narration.reload;
    case 'stopping':
      return narration.stopping;
    case 'limit':
      return narration.limit(note.limit);
    case 'ended':
      return narration.ended;
  }
}
