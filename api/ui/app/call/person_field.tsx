import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { Account, Problem } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { me, readsContacts } from '../client/session.ts';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
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
  const place = useRef<HTMLDivElement>(null);
  /** Chosen on this page: who was chosen before it was opened takes nobody's focus. */
  const isNew = useRef(false);
  useEffect(() => {
    if (person && isNew.current) focusAfter(place.current);
    isNew.current = false;
  }, [person]);
  if (person) {
    return (
      <div class="field" ref={place}>
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
  return (
    <PersonSearch
      onChoose={(next) => {
        isNew.current = true;
        onChoose(next);
      }}
    />
  );
}

/** Goes on to what is filled in next in the form around. */
function focusAfter(place: HTMLElement | null): void {
  const controls =
    place?.closest('form')?.querySelectorAll<HTMLElement>('input, select, textarea') ?? [];
  const next = [...controls].find(
    (control) =>
      place &&
      place.compareDocumentPosition(control) & Node.DOCUMENT_POSITION_FOLLOWING &&
      !place.contains(control) &&
      control.checkVisibility(),
  );
  next?.focus();
}

function PersonSearch({ onChoose }: { onChoose(person: Person): void }) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const words = useSignal('');
  const place = useSignal(0);
  const { found, problem } = useFoundPeople(words);
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
      <ProblemNote problem={problem.value} />
      {found.value?.length === 0 && <NewPerson said={words.value} onAdded={onChoose} />}
    </div>
  );
}

interface FoundPeople {
  /** Null while nothing is looked for, the answer is on its way, or there was none. */
  found: Signal<Account[] | null>;
  /** Why nobody could be looked for: that nobody was found says nothing then. */
  problem: Signal<Problem | null>;
}

function useFoundPeople(words: Signal<string>): FoundPeople {
  const found = useSignal<Account[] | null>(null);
  const problem = useSignal<Problem | null>(null);
  useEffect(() => {
    const q = words.value;
    found.value = null;
    problem.value = null;
    if (q === '') return;
    const asking = new AbortController();
    const timer = setTimeout(async () => {
      const answer = await desk.listAccounts({ query: { q, limit: foundMax } }, asking);
      if (asking.signal.aborted) return;
      if (answer.isOk) found.value = answer.data.items;
      else problem.value = answer.problem;
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [words.value]);
  return { found, problem };
}
