import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { Account } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { me, readsContacts } from '../client/session.ts';
import { Button } from '../design/button.tsx';
import { VipBadge } from '../parts/badges.tsx';
import { t } from '../words/language.ts';
import { NewPerson } from './new_person.tsx';

const pauseMs = 200;
const foundMax = 8;

export type Person = Pick<Account, 'id' | 'name' | 'requesterTier'>;

interface PersonFieldProps {
  chosen: Signal<Person | null>;
  onChoose(person: Person | null): void;
}

/** Who calls: found while somebody types. Nobody is taken before they are chosen. */
export function PersonField({ chosen, onChoose }: PersonFieldProps) {
  const person = chosen.value;
  if (person) {
    return (
      <div class="field">
        <strong>{t('call.person')}</strong>
        <p class="person-chosen">
          <span dir="auto">{person.name}</span> <VipBadge tier={person.requesterTier} />
          <Button kind="quiet" isSmall onClick={() => onChoose(null)}>
            {t('call.other_person')}
          </Button>
        </p>
      </div>
    );
  }
  return <PersonSearch onChoose={onChoose} />;
}

function PersonSearch({ onChoose }: { onChoose(person: Person): void }) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const words = useSignal('');
  const place = useSignal(0);
  const found = useFoundPeople(words);
  const people = found.value ?? [];
  const at = Math.min(place.value, Math.max(people.length - 1, 0));
  const take = (person: Account | undefined) => {
    if (person) onChoose(person);
  };
  return (
    <div class="field person-search">
      <label for={id}>{t('call.person')}</label>
      <input
        id={id}
        ref={field}
        type="text"
        role="combobox"
        required
        autocomplete="off"
        maxLength={100}
        dir="auto"
        aria-expanded={people.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={people.length > 0 ? `${id}-${at}` : undefined}
        placeholder={t(
          me.value && readsContacts(me.value) ? 'call.person_hint' : 'call.person_hint_names',
        )}
        onInput={({ currentTarget }) => {
          words.value = currentTarget.value.trim();
          place.value = 0;
          // What is typed is nobody yet.
          currentTarget.setCustomValidity(words.value === '' ? '' : t('call.choose_person'));
        }}
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step !== undefined && people.length > 0) {
            event.preventDefault();
            place.value = (at + step + people.length) % people.length;
          } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
            // It chooses here, and sends nothing.
            event.preventDefault();
            if (!event.isComposing) take(people[at]);
          }
        }}
      />
      <div class="person-list" id={`${id}-list`} role="listbox" aria-label={t('call.people')}>
        {people.map((person, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's.
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field.
          <div
            key={person.id}
            id={`${id}-${index}`}
            class="person-option"
            role="option"
            aria-selected={index === at}
            onClick={() => take(person)}
          >
            <span dir="auto">{person.name}</span> <VipBadge tier={person.requesterTier} />
          </div>
        ))}
      </div>
      {found.value?.length === 0 && <NewPerson said={words.value} onAdded={onChoose} />}
    </div>
  );
}

/** Null while nothing is looked for, or the answer is on its way. */
function useFoundPeople(words: Signal<string>): Signal<Account[] | null> {
  const found = useSignal<Account[] | null>(null);
  useEffect(() => {
    const q = words.value;
    found.value = null;
    if (q === '') return;
    const asking = new AbortController();
    const timer = setTimeout(async () => {
      const answer = await desk.listAccounts({ query: { q, limit: foundMax } }, asking);
      if (!asking.signal.aborted) found.value = answer.isOk ? answer.data.items : [];
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [words.value]);
  return found;
}
