import siren from 'icon:siren';
import type { Ticket } from '../../../contract.ts';
import { Icon } from '../design/icon.tsx';
import { t } from '../words/language.ts';

/** Says which major incident a ticket belongs to, in the words that are for everybody. */
export function ReportedIncident({ ticket }: { ticket: Ticket }) {
  if (ticket.reports === null) return null;
  const { number, statement, isOpen } = ticket.reports;
  return (
    <p class="major">
      <Icon of={siren} />
      <span>
        <strong>{t('major.belongs_to', { number })}</strong> <span dir="auto">{statement}</span>{' '}
        <span class="soft">{t(isOpen ? 'major.news' : 'major.over')}</span>
      </span>
    </p>
  );
}
