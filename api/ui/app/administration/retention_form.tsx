import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Problem, Retention } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SmallField } from '../design/small_field.tsx';
import { t } from '../words/language.ts';

type Rules = Retention['rules'];

const matters = [
  'ticket_texts',
  'attachments',
  'mails',
  'help_searches',
  'audit',
] as const satisfies (keyof Rules)[];

/** How long what is kept: what would go is shown before anything is set. */
export function RetentionForm() {
  const known = useSignal<Retention | null>(null);
  const problem = useSignal<Problem | null>(null);
  const settle = (answer: Awaited<ReturnType<typeof desk.getRetention>>) => {
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) known.value = answer.data;
    return answer.isOk;
  };
  const read = async () => settle(await desk.getRetention());
  useEffect(() => void read(), []);
  const preview = async (rules: Rules) => settle(await desk.tryRetention({ body: rules }));
  const save = async (rules: Rules) => {
    if (settle(await desk.setRetention({ body: rules }))) announce(t('retention.saved'));
  };
  return (
    <section class="card" aria-label={t('retention.title')}>
      <h2>{t('retention.title')}</h2>
      <p class="soft">{t('retention.meaning')}</p>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {known.value && (
        <form
          class="command-form"
          onSubmit={(event) => {
            event.preventDefault();
            void save(rulesOf(event.currentTarget));
          }}
        >
          <div class="filters">
            {matters.map((matter) => (
              <SmallField key={matter} label={t(`retention.${matter}`)}>
                <input
                  name={matter}
                  type="number"
                  min={1}
                  max={36_500}
                  placeholder={t('retention.for_ever')}
                  defaultValue={String(known.value?.rules[matter] ?? '')}
                  onChange={(event) => {
                    const { form } = event.currentTarget;
                    if (form?.reportValidity()) void preview(rulesOf(form));
                  }}
                />
              </SmallField>
            ))}
          </div>
          <Due of={known.value.due} />
          <p>
            <Button type="submit">{t('retention.save')}</Button>
          </p>
        </form>
      )}
    </section>
  );
}

function rulesOf(form: HTMLFormElement): Rules {
  const given = new FormData(form);
  const daysOf = (matter: keyof Rules) => {
    const text = given.get(matter);
    return typeof text === 'string' && text !== '' ? Number(text) : null;
  };
  return {
    ticket_texts: daysOf('ticket_texts'),
    attachments: daysOf('attachments'),
    mails: daysOf('mails'),
    help_searches: daysOf('help_searches'),
    audit: daysOf('audit'),
  };
}

function Due({ of: due }: { of: Retention['due'] }) {
  const gone = due.filter(({ count }) => count > 0);
  if (gone.length === 0) return <p role="status">{t('retention.nothing_due')}</p>;
  return (
    <ul role="status" aria-label={t('retention.due')}>
      {gone.map(({ matter, count, tickets }) => (
        <li key={matter}>
          {t(`retention_due.${matter}`, { count })}
          {tickets.length > 0 && ` ${tickets.map((number) => `#${number}`).join(', ')}`}
        </li>
      ))}
    </ul>
  );
}
