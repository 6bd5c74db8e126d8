import type { TicketField } from '../../../contract.ts';
import { Fact, FactList } from '../design/fact_list.tsx';

/** What was answered to the questions of a form; nothing where nothing was. */
export function AnswerList({ fields }: { fields: readonly TicketField[] }) {
  const known = fields.filter(({ shown }) => shown !== null);
  if (known.length === 0) return null;
  return (
    <FactList>
      {known.map(({ name, title, shown }) => (
        <Fact key={name} name={title}>
          <span class="field-text" dir="auto">
            {shown}
          </span>
        </Fact>
      ))}
    </FactList>
  );
}
