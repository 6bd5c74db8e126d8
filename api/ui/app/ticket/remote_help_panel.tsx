import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import type { RemoteLink, RemoteSession, Ticket } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { me } from '../client/session.ts';
import { useSubmission } from '../client/submission.ts';
import { Button } from '../design/button.tsx';
import { filled, TextField } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';
import type { TicketStore } from './ticket_store.ts';

interface RemoteHelpPanelProps {
  store: TicketStore;
  ticket: Ticket;
}

/** Remote help on what the ticket is about: opened by one press, ended with what came out of it. */
export function RemoteHelpPanel({ store, ticket }: RemoteHelpPanelProps) {
  const titleId = useId();
  const links = useSignal<RemoteLink[]>([]);
  const sessions = useSignal<RemoteSession[]>([]);
  const { isSending, problem, send } = useSubmission();
  const { id, affected } = ticket;

  async function read(): Promise<void> {
    const answer = await desk.listRemoteSessions({ path: { id } });
    if (answer.isOk) sessions.value = answer.data.items;
  }
  useEffect(() => void read(), [id]);
  useEffect(() => {
    void desk.listRemoteLinks().then((answer) => {
      if (answer.isOk) links.value = answer.data.items;
    });
  }, []);

  async function open(item: string, link: string): Promise<void> {
    // A window that is opened after an answer came is kept from opening by the browser.
    const opened = window.open('', '_blank');
    const answer = await send('startRemoteSession', { path: { id }, body: { item, link } });
    if (!answer?.isOk) {
      opened?.close();
      return;
    }
    if (opened) {
      opened.opener = null;
      opened.location.href = answer.data.url;
    } else location.assign(answer.data.url);
    announce(t('remote.opened'));
    await read();
  }

  const isOffered = ticket.isOpen && affected.length > 0 && links.value.length > 0;
  if (!isOffered && sessions.value.length === 0) return null;
  return (
    <section aria-labelledby={titleId}>
      <h2 id={titleId}>{t('remote.title')}</h2>
      <ul class="plain-list">
        {sessions.value.map((session) => (
          <li key={session.id}>
            <Session
              session={session}
              ticket={ticket}
              onEnded={(after) => {
                store.apply(after);
                void read();
              }}
            />
          </li>
        ))}
      </ul>
      {isOffered &&
        affected
          .filter(({ kind }) => kind === 'device')
          .flatMap((item) =>
            links.value.map((link) => (
              <p key={`${item.id} ${link.id}`}>
                <Button
                  isSmall
                  disabled={isSending.value}
                  onClick={() => void open(item.id, link.id)}
                >
                  {t('remote.open', { link: link.name, item: item.name })}
                </Button>
              </p>
            )),
          )}
      <ProblemNote problem={problem.value} />
    </section>
  );
}

interface SessionProps {
  session: RemoteSession;
  ticket: Ticket;
  onEnded(ticket: Ticket): void;
}

function Session({ session, ticket, onEnded }: SessionProps) {
  const isEnding = useSignal(false);
  const { item, link, agent, startedAt, endedAt } = session;
  const isMine = agent?.id === me.value?.id;
  const mayEnd = endedAt === null && (isMine || me.value?.roles.includes('team_lead') === true);
  return (
    <>
      <p>
        {t(endedAt === null ? 'remote.running' : 'remote.ended', {
          agent: agent ? nameOf(agent) : t('ticket.nobody'),
          item: item.name,
          link,
        })}{' '}
        <span class="soft">
          <When at={startedAt} />
        </span>
      </p>
      {mayEnd && !isEnding.value && (
        <Button
          isSmall
          onClick={() => {
            isEnding.value = true;
          }}
        >
          {t('remote.end')}
        </Button>
      )}
      {isEnding.value && (
        <SendingForm
          draftName={`remote-${session.id}`}
          title={t('remote.end')}
          submitLabel={t('remote.end')}
          operation="endRemoteSession"
          inputOf={(data) => {
            const outcome = filled(data, 'outcome');
            return {
              path: { id: ticket.id, session: session.id },
              body: outcome === undefined ? {} : { outcome },
            };
          }}
          onAnswer={(after) => {
            isEnding.value = false;
            onEnded(after);
          }}
          onLeave={() => {
            isEnding.value = false;
          }}
        >
          {ticket.isOpen && (
            <TextField
              name="outcome"
              label={t('remote.outcome')}
              hint={t('remote.outcome_hint')}
              maxLength={10_000}
              rows={3}
              required
            />
          )}
        </SendingForm>
      )}
    </>
  );
}
