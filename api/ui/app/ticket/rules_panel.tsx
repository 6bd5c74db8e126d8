import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { Ticket, TicketRule } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { usePages } from '../client/pages.ts';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';

/** Which rules of the process acted on the ticket, which did not, and why; read when it is asked for. */
export function RulesPanel({ ticket: { id, seq } }: { ticket: Ticket }) {
  const titleId = useId();
  const isOpen = useSignal(false);
  const { items, problem, retry } = usePages(() => desk.listTicketRules({ path: { id } }), {
    isWanted: isOpen.value,
    version: `${id} ${seq}`,
  });
  return (
    <section aria-labelledby={titleId}>
      <h2 id={titleId}>{t('rules.title')}</h2>
      <Button
        isSmall
        isExpanded={isOpen.value}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        {t(isOpen.value ? 'rules.hide' : 'rules.show')}
      </Button>
      {isOpen.value && (
        <>
          <ProblemNote problem={problem.value} onRetry={() => void retry()} />
          {items.value?.length === 0 && <p class="soft">{t('rules.none')}</p>}
          <ul class="plain-list">
            {items.value?.map((one) => (
              <Rule key={one.rule} one={one} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Rule({ one }: { one: TicketRule }) {
  const { title, count, heldBy, dueAt, unmet, acts } = one;
  return (
    <li>
      <p>
        <strong>{title}</strong> · {t('rules.count', { count })}
      </p>
      <p class="soft">
        {t(`rules.held_by.${heldBy}`)}{' '}
        {dueAt !== null && heldBy === 'time' && <When at={dueAt} as="date" />}
        {unmet.length > 0 && (
          <>
            {' '}
            {t('rules.unmet')} <bdi lang="en">{unmet.join('; ')}</bdi>
          </>
        )}
      </p>
      {acts.map(({ seq, at, refused, webhooks }) => (
        <div key={seq}>
          <p class="soft">
            {t('rules.acted')} <When at={at} as="date" />
          </p>
          {refused.map(({ action, why }) => (
            <p key={action}>
              {t('rules.refused')} {why}
            </p>
          ))}
          {webhooks.map(({ webhook, outcome }) => (
            <p key={webhook} class="soft">
              <bdi>{webhook}</bdi> · {t(`rules.webhook.${outcome}`)}
            </p>
          ))}
        </div>
      ))}
    </li>
  );
}
