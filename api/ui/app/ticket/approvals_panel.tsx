import type { Approval, Ticket } from '../../../contract.ts';
import { Badge } from '../design/badge.tsx';
import { Text } from '../design/text.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';
import { groupTitle, titleOf } from '../words/process.ts';

/** Who has to agree, newest last. */
export function ApprovalsPanel({ ticket }: { ticket: Ticket }) {
  if (ticket.approvals.length === 0) return null;
  return (
    <section aria-labelledby="approvals-title">
      <h2 id="approvals-title">{t('approval.title')}</h2>
      <ol class="cards">
        {ticket.approvals.map((approval) => (
          <li key={approval.n} class="card">
            <ApprovalCard approval={approval} processId={ticket.process.id} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function ApprovalCard({ approval, processId }: { approval: Approval; processId: string }) {
  const { outcome, by, onBehalfOf, note, requestedAt, settledAt, rule, endsAt, answers } = approval;
  const isOpen = outcome === 'open';
  return (
    <>
      <p>
        <strong>{titleOf('approvals', rule, processId)}</strong>{' '}
        <Badge>{t(`approval.outcome.${outcome}`)}</Badge>
      </p>
      <p>
        {askedWords(approval)}
        {isOpen && countWords(approval)}
      </p>
      {answers.length > 0 ? (
        <ul>
          {answers.map((one) => (
            <li key={one.at + one.by.id}>
              {t(`approval.answer.${one.answer}`, { name: one.by.name ?? '' })}
              {behalf(one.onBehalfOf)}
              <Text>{one.note}</Text>
            </li>
          ))}
        </ul>
      ) : (
        <Text>{note}</Text>
      )}
      <p class="soft">
        {answers.length === 0 && by && `${by.name ?? ''}${behalf(onBehalfOf)} · `}
        <When at={settledAt ?? requestedAt} as="date" />
        {isOpen && endsAt && (
          <>
            {' · '}
            {t('approval.until')} <When at={endsAt} as="date" />
          </>
        )}
      </p>
    </>
  );
}

function behalf(person: Approval['onBehalfOf']): string {
  return person ? ` ${t('approval.on_behalf', { name: person.name ?? '' })}` : '';
}

/** How many have said yes, of as many as have to. */
function countWords({ answers, needed }: Approval): string {
  if (needed === null || (needed === 1 && answers.length === 0)) return '';
  const count = answers.filter(({ answer }) => answer === 'granted').length;
  return ` · ${t('approval.count', { count, needed })}`;
}

/** Of whom it is asked: one person, whoever stands in, or a group. */
function askedWords({ approvers, askedOf, managerOf }: Approval): string {
  const name = askedOf?.manager?.name;
  if (!name) {
    return managerOf === 'manager' ? t('approval.managers_manager') : groupTitle(approvers);
  }
  const deputy = askedOf?.deputy?.name;
  return deputy ? t('approval.manager_with_deputy', { name, deputy }) : name;
}
