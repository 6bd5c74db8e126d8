import siren from 'icon:siren';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { MajorIncident } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { followTickets } from '../client/live.ts';
import { useSubmission } from '../client/submission.ts';
import { Button } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';

interface MajorIncidentsProps {
  /** Agents follow the ticket; requesters say that they are affected. */
  isForDesk?: boolean;
}

/** What is widely broken now, before anybody reports it once more. */
export function MajorIncidents({ isForDesk = false }: MajorIncidentsProps) {
  const items = useSignal<MajorIncident[]>([]);
  useEffect(() => {
    const read = async () => {
      const answer = await desk.listMajorIncidents();
      if (answer.isOk) items.value = answer.data.items;
    };
    void read();
    return followTickets(
      () => void read(),
      () => void read(),
    );
  }, []);
  if (items.value.length === 0) return null;
  return (
    <section class="majors" aria-label={t('major.list')}>
      {items.value.map((incident) => (
        <div key={incident.id} class="major">
          <Icon of={siren} />
          <div>
            <p>
              <strong>{t('major.title')}</strong> <span dir="auto">{incident.statement}</span>
            </p>
            <p class="soft">
              {t('major.since')} <When at={incident.since} /> ·{' '}
              {t('major.reports', { count: incident.reportCount })}
            </p>
            {isForDesk ? (
              <a href={`/tickets/${incident.id}`}>{t('major.follow')}</a>
            ) : (
              <Affected incident={incident} />
            )}
          </div>
        </div>
      ))}
    </section>
  );
}

/** One click says it; the desk's news about it then reaches whoever did. */
function Affected({ incident }: { incident: MajorIncident }) {
  const { route } = useLocation();
  const { isSending, problem, send } = useSubmission();
  if (incident.ownTicketId) {
    return <a href={`/portal/tickets/${incident.ownTicketId}`}>{t('major.own_report')}</a>;
  }
  async function report(): Promise<void> {
    const answer = await send('openTicket', {
      body: {
        subject: incident.statement.slice(0, 200),
        description: t('major.report_text'),
        channel: 'portal',
        category: incident.category ?? undefined,
        link: { kind: 'parent', id: incident.id },
      },
    });
    if (!answer?.isOk) return;
    announce(t('portal.sent'));
    route(`/portal/tickets/${answer.data.id}`);
  }
  return (
    <>
      <Button disabled={isSending.value} onClick={() => void report()}>
        {t('major.affected')}
      </Button>
      <ProblemNote problem={problem.value} />
    </>
  );
}
