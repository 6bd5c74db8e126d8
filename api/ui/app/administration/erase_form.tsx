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
  const { account, mentions } = data;
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

function Mention({ mention }: { mention: PersonalData['mentions'][number] }) {
  const { id, kind, ticket, author, excerpt } = mention;
  const where = [
    t(`mention.${kind}`),
    ...(ticket ? [`#${ticket.number}`] : []),
    nameOf(author),
  ].join(' · ');
  // Nobody's article is rewritten from here: it is linked, for somebody to write a new version.
  if (kind === 'article') {
    return (
      <p>
        <a href={`/knowledge/${id.slice('article:'.length)}`}>{where}</a>{' '}
        <q dir="auto">{excerpt}</q>
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
