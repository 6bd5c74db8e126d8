import type { ProcessDescription, Ticket } from '../../../../contract.ts';
import { t } from '../../words/language.ts';
import { useFollowed } from '../../words/process.ts';

type Step = ProcessDescription['requiredFields'][number]['before'][number];

/** What the process will ask for and the ticket does not say yet; the refusal would say the same. */
export function RequiredFields({ ticket, step }: { ticket: Ticket; step: Step }) {
  const rules = useFollowed(ticket.process)?.requiredFields ?? [];
  const asked = rules.filter(
    ({ before, isConditional }) => !isConditional && before.includes(step),
  );
  const missing = new Set(
    asked.flatMap(({ fields }) => fields).filter((field) => ticket[field] === null),
  );
  const own = ticket.fields.filter(
    ({ value, isRequiredBefore }) => value === null && isRequiredBefore.includes(step),
  );
  if (missing.size + own.length === 0) return null;
  const words = [...missing].map((field) => t(`facts.${field}`));
  const fields = [...words, ...own.map(({ title }) => title)].join(', ');
  return <p class="hint required-fields">{t('form.required_fields', { fields })}</p>;
}
