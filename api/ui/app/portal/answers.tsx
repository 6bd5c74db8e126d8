import type { Ticket } from '../../../contract.ts';
import { Fact, FactList } from '../design/fact_list.tsx';
import { t } from '../words/language.ts';

/** What was answered to the questions of the form. */
export function Answers({ ticket }: { ticket: Ticket }) {
  const known = ticket.fields.filter(({ shown }) => shown !== null);
  if (known.length === 0) return null;
  return (
    <section class="card" aria-labelledby="answers-title">
      <h2 id="answers-title">{t('fields.answers')}</h2>
      <FactList>
        {known.map(({ name, title, shown }) => (
          <Fact key={name} name={title}>
            <span class="field-text" dir="auto">
              {shown}
            </span>
          </Fact>
        ))}
      </FactList>
    </section>
  );
}
