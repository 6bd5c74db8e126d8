import listChecks from 'icon:list-checks';
import type { Ticket } from '../../../contract.ts';
import { Button } from '../design/button.tsx';
import { Fact, FactList } from '../design/fact_list.tsx';
import { t } from '../words/language.ts';
import type { ActionName } from './actions.tsx';
import { focusDock } from './focus_dock.ts';

interface FieldsPanelProps {
  ticket: Ticket;
  action: { value: ActionName };
}

/** What the process asks of such a ticket, and what is known of it. */
export function FieldsPanel({ ticket, action }: FieldsPanelProps) {
  if (ticket.fields.length === 0) return null;
  return (
    <section aria-labelledby="fields-title">
      <h2 id="fields-title">{t('fields.title')}</h2>
      <FactList>
        {ticket.fields.map(({ name, title, shown }) => (
          <Fact key={name} name={title}>
            {shown === null ? (
              <span class="soft">{t('fields.unknown')}</span>
            ) : (
              <span class="field-text" dir="auto">
                {shown}
              </span>
            )}
          </Fact>
        ))}
      </FactList>
      {ticket.allowed.includes('setFields') && (
        <Button
          kind="quiet"
          isSmall
          icon={listChecks}
          onClick={() => {
            action.value = 'setFields';
            requestAnimationFrame(focusDock);
          }}
        >
          {t('action.setFields')}
        </Button>
      )}
    </section>
  );
}
