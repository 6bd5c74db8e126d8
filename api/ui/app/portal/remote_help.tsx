import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RemoteSession, Ticket } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { t } from '../words/language.ts';
import { dateTime } from '../words/time.ts';
import { remoteHelpWords } from './plain_words.ts';

/**
 * Who was on the devices of somebody who asked for help, and until when: as it is when the page opens and
 * when the request comes to stand elsewhere. A message asks for none of it.
 */
export function RemoteHelp({ ticket: { id, status } }: { ticket: Ticket }) {
  const sessions = useSignal<RemoteSession[]>([]);
  useEffect(() => {
    const leave = new AbortController();
    void desk.listRemoteSessions({ path: { id } }, { signal: leave.signal }).then((answer) => {
      if (answer.isOk && !leave.signal.aborted) sessions.value = answer.data.items;
    });
    return () => leave.abort();
  }, [id, status]);
  if (sessions.value.length === 0) return null;
  return (
    <section class="card" aria-labelledby="remote-title">
      <h2 id="remote-title">{t('remote.title')}</h2>
      <ul class="plain-list">
        {sessions.value.map((session) => (
          <li key={session.id}>{remoteHelpWords(session, { t, dateTime })}</li>
        ))}
      </ul>
    </section>
  );
}
