import { useSignal } from '@preact/signals';
import type { PlaybookView, Ticket } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { useSubmission } from '../client/submission.ts';
import { Button } from '../design/button.tsx';
import {
  DateField,
  FieldErrors,
  filled,
  NumberField,
  SelectField,
  TextField,
} from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { language, t } from '../words/language.ts';
import type { TicketStore } from './ticket_store.ts';

interface StartProps {
  store: TicketStore;
  ticket: Ticket;
}

/** Chooses a playbook, asks what it asks, and has it run. */
export function StartPlaybook({ store, ticket }: StartProps) {
  const known = useSignal<PlaybookView[] | null>(null);
  const name = useSignal('');
  const { isSending, problem, send } = useSubmission();
  async function open(): Promise<void> {
    const answer = await desk.listPlaybooks({});
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) {
      known.value = answer.data.items;
      name.value = answer.data.items[0]?.name ?? '';
    }
  }
  if (known.value === null) {
    return (
      <p class="form-end">
        <Button isSmall onClick={() => void open()}>
          {t('playbooks.start')}
        </Button>
        <ProblemNote problem={problem.value} />
      </p>
    );
  }
  const playbook = known.value.find((one) => one.name === name.value);
  if (!playbook) return <p class="soft">{t('playbooks.none')}</p>;
  async function start(data: FormData): Promise<void> {
    if (!playbook) return;
    const body = { playbook: playbook.name, input: inputOf(playbook, data) };
    const answer = await send('startPlaybook', { path: { id: ticket.id }, body });
    if (!answer?.isOk) return;
    announce(t('playbooks.started'));
    known.value = null;
    store.apply(answer.data);
  }
  return (
    <FieldErrors.Provider value={problem.value?.errors ?? []}>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void start(new FormData(event.currentTarget));
        }}
      >
        <SelectField
          name="playbook"
          label={t('playbooks.which')}
          required
          value={name.value}
          options={known.value.map((one) => ({ id: one.name, title: one.title[language.value] }))}
          onChange={(chosen) => {
            name.value = chosen;
          }}
        />
        {playbook.input.map((field) => (
          <InputOf key={`${playbook.name} ${field.name}`} field={field} />
        ))}
        <ProblemNote problem={problem.value} />
        <p class="form-end">
          <Button
            isSmall
            kind="quiet"
            onClick={() => {
              known.value = null;
            }}
          >
            {t('playbooks.leave')}
          </Button>
          <Button isSmall type="submit" kind="primary" disabled={isSending.value}>
            {t('playbooks.start')}
          </Button>
        </p>
      </form>
    </FieldErrors.Provider>
  );
}

type Field = PlaybookView['input'][number];

function InputOf({ field }: { field: Field }) {
  const { name, kind, isOptional } = field;
  const label = field.title[language.value];
  const errorName = `input.${name}`;
  const common = { name: `input.${name}`, label, required: !isOptional, errorName };
  if (kind === 'date') return <DateField {...common} />;
  if (kind === 'number') return <NumberField {...common} {...rangeOf(field)} />;
  if (kind === 'text') return <TextField {...common} maxLength={textMax} />;
  const options =
    kind === 'choice'
      ? (field.options ?? []).map((one) => ({ id: one.name, title: one.title[language.value] }))
      : [
          { id: 'true', title: t('playbooks.yes') },
          { id: 'false', title: t('playbooks.no') },
        ];
  return <SelectField {...common} options={options} {...(isOptional && { none: '–' })} />;
}

const textMax = 2_000;

function rangeOf({ min, max }: Field) {
  return { min, max, decimals: 3 };
}

function inputOf({ input }: PlaybookView, data: FormData) {
  const given: Record<string, string | number | boolean> = {};
  for (const { name, kind } of input) {
    const text = filled(data, `input.${name}`);
    if (text === undefined) continue;
    if (kind === 'number') given[name] = Number(text);
    else if (kind === 'boolean') given[name] = text === 'true';
    else given[name] = text;
  }
  return given;
}
