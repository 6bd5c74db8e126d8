import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { Account } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { me, readsContacts } from '../client/session.ts';
import { useSubmission } from '../client/submission.ts';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { t } from '../words/language.ts';

type Field = 'name' | 'address' | 'phone';
/** Who may not read how to reach people says only who they are. */
const fieldsOfAll: readonly Field[] = ['name', 'address', 'phone'];
/** Which keyboard a phone shows. */
const modes = { name: 'text', address: 'email', phone: 'tel' } as const;

/** More than these share no number. */
const knownMax = 8;

interface NewPersonProps {
  /** What was looked for: a name, an address or a phone. */
  said: string;
  onAdded(person: Account): void;
}

/** Adds who is calling and is not known yet. It stands inside of a form, and is none itself. */
export function NewPerson({ said, onAdded }: NewPersonProps) {
  const id = useId();
  const written = useSignal<Partial<Record<Field, string>>>({});
  const { isSending, problem, send } = useSubmission();
  const fields = me.value && readsContacts(me.value) ? fieldsOfAll : fieldsOfAll.slice(0, 1);
  /** Who has the phone already; null until somebody was looked for. */
  const known = useSignal<Account[] | null>(null);
  const value = (field: Field) => written.value[field] ?? (fieldOf(said) === field ? said : '');

  async function add(): Promise<void> {
    const [name, address, phone] = fields.map((field) => value(field).trim());
    const body = {
      name: name ?? '',
      addresses: address ? [address] : [],
      phones: phone ? [phone] : [],
    };
    if (phone && known.value === null) {
      const found = await desk.listAccounts({ query: { q: phone, limit: knownMax } });
      const holders = found.isOk ? found.data.items.filter((one) => hasPhone(one, phone)) : [];
      known.value = holders;
      if (holders.length > 0) return;
    }
    const answer = await send('createAccount', { body });
    if (answer?.isOk) onAdded(answer.data);
  }

  return (
    <section class="card new-person" aria-label={t('call.new_person')}>
      <p class="hint">{t('call.nobody_found')}</p>
      {fields.map((field) => (
        <div key={field} class="field">
          <label for={`${id}-${field}`}>{t(`call.new_${field}`)}</label>
          <input
            id={`${id}-${field}`}
            type="text"
            inputMode={modes[field]}
            maxLength={200}
            dir="auto"
            value={value(field)}
            onInput={({ currentTarget }) => {
              written.value = { ...written.value, [field]: currentTarget.value };
              if (field === 'phone') known.value = null;
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              // The form around is not sent by it.
              event.preventDefault();
              void add();
            }}
          />
        </div>
      ))}
      <ProblemNote problem={problem.value} />
      <Holders people={known.value ?? []} onTaken={onAdded} />
      <p>
        <Button disabled={isSending.value || value('name') === ''} onClick={() => void add()}>
          {t(known.value?.length ? 'call.add_another' : 'call.add_person')}
        </Button>
      </p>
    </section>
  );
}

/** Those who have the number already: most likely one of them calls. */
function Holders({ people, onTaken }: { people: Account[]; onTaken(person: Account): void }) {
  return (
    <div role="status">
      {people.length > 0 && <p class="hint">{t('call.phone_known')}</p>}
      {people.map((person) => (
        <p key={person.id}>
          <Button onClick={() => onTaken(person)}>
            {t('call.take_person', { name: person.name })}
          </Button>
        </p>
      ))}
    </div>
  );
}

/** Whether it is one of their numbers, however either is written. */
function hasPhone({ phones }: Account, phone: string): boolean {
  const digits = (text: string) => text.replaceAll(/\D/g, '');
  return (phones ?? []).some((one) => digits(one) === digits(phone));
}

function fieldOf(said: string): Field {
  if (said.includes('@')) return 'address';
  return /^[+\d][\d\s().-]{4,}$/.test(said) ? 'phone' : 'name';
}
