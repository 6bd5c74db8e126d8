import { useSignal } from '@preact/signals';
import type { PersonalData, Problem } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { FieldErrors, TextField, written } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';

interface EraseFormProps {
  data: PersonalData;
  onErased(): void;
}

/** What goes, what others wrote of the person, and the name typed once more: nothing brings it back. */
export function EraseForm({ data, onErased }: EraseFormProps) {
  const problem = useSignal<Problem | null>(null);
  const isSending = useSignal(false);
  const { account, mentions, mentionCount } = data;
  const send = async (form: HTMLFormElement) => {
    const given = new FormData(form);
    isSending.value = true;
    const answer = await desk.erasePerson({
      path: { id: account.id },
      body: { confirm: written(given, 'confirm'), mentions: given.getAll('mentions').map(String) },
    });
    isSending.value = false;
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) onErased();
  };
  return (
    <FieldErrors.Provider value={problem.value?.errors ?? []}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void send(event.currentTarget);
        }}
      >
        <p>{t('privacy.what_goes')}</p>
        {mentions.length > 0 && (
          <fieldset class="radios">
            <legend>{t('privacy.mentions')}</legend>
            <p class="hint">{t('privacy.mentions_hint')}</p>
            {mentions.map((one) => (
              <Mention key={one.id} mention={one} />
            ))}
            {mentionCount > mentions.length && (
              <p>{t('privacy.mentions_more', { count: mentionCount - mentions.length })}</p>
            )}
          </fieldset>
        )}
        <TextField
          name="confirm"
          label={t('privacy.confirm', { name: account.name })}
          maxLength={200}
          required
        />
        <ProblemNote problem={problem.value} />
        <Button type="submit" disabled={isSending.value}>
          {t('privacy.erase_for_good')}
        </Button>
      </form>
    </FieldErrors.Provider>
  );
}

const erasable = [
  'message',
  'note',
  'ticket',
  'problem',
  'audit',
] satisfies PersonalData['mentions'][number]['kind'][];

/** The page on which somebody changes it; undefined where the desk has none. */
function placeOf({ kind, id }: PersonalData['mentions'][number]): string | undefined {
  const own = id.slice(kind.length + 1);
  switch (kind) {
    case 'article':
      return `/knowledge/${own}`;
    case 'macro':
      return '/macros';
    case 'view':
      return '/tickets';
    case 'tag':
      return `/tickets?${new URLSearchParams({ tag: own })}`;
    case 'saved_query':
      return '/analytics/sql';
    case 'absence':
      return '/administration/groups';
    case 'webhook':
      return '/administration/webhooks';
    case 'item':
      return '/administration/items';
    default:
      return undefined;
  }
}

function Mention({ mention }: { mention: PersonalData['mentions'][number] }) {
  const { id, kind, ticket, author, excerpt } = mention;
  const where = [
    t(`mention.${kind}`),
    ...(ticket ? [`#${ticket.number}`] : []),
    ...(author ? [nameOf(author)] : []),
  ].join(' · ');
  // What others use every day is changed by somebody, where it stands.
  if (!erasable.some((one) => one === kind)) {
    const place = placeOf(mention);
    return (
      <p>
        {place ? <a href={place}>{where}</a> : where} <q dir="auto">{excerpt}</q>
      </p>
    );
  }
  return (
    <label class="choice">
      <input type="checkbox" name="mentions" value={id} />
      <span>
        {where} <q dir="auto">{excerpt}</q>
      </span>
    </label>
  );
}
