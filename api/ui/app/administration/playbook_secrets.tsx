import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { PlaybookSecret, Problem } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { FieldFrame, TextField, written } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { t } from '../words/language.ts';

/** The secrets that playbooks use, by their names: each is written here, and read by nobody. */
export function PlaybookSecrets() {
  const secrets = useSignal<PlaybookSecret[]>([]);
  const problem = useSignal<Problem | null>(null);
  const setting = useSignal<string | null>(null);
  const read = async () => {
    const answer = await desk.listPlaybookSecrets();
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) secrets.value = answer.data.items;
  };
  useEffect(() => void read(), []);
  const remove = async (name: string) => {
    const answer = await desk.removePlaybookSecret({ path: { name } });
    if (answer.isOk) await read();
    else problem.value = answer.problem;
  };
  return (
    <section class="card" aria-labelledby="secrets-title">
      <h2 id="secrets-title">{t('secrets.title')}</h2>
      <p class="soft">{t('secrets.meaning')}</p>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      <ul class="plain-list">
        {secrets.value.map(({ name, setAt }) => (
          <li key={name}>
            <code>{name}</code>{' '}
            <span class="soft">
              {t('secrets.set_at')} <When at={setAt} as="date" />
            </span>{' '}
            <Button
              isSmall
              label={t('secrets.replace_this', { name })}
              onClick={() => {
                setting.value = name;
              }}
            >
              {t('secrets.replace')}
            </Button>{' '}
            <Button
              isSmall
              label={t('remote.remove_this', { name })}
              onClick={() => void remove(name)}
            >
              {t('security.remove')}
            </Button>
          </li>
        ))}
      </ul>
      {setting.value === null ? (
        <Button
          isSmall
          onClick={() => {
            setting.value = '';
          }}
        >
          {t('secrets.add')}
        </Button>
      ) : (
        <SecretForm
          key={setting.value}
          name={setting.value}
          onLeave={() => {
            setting.value = null;
          }}
          onSet={() => {
            setting.value = null;
            void read();
          }}
        />
      )}
    </section>
  );
}

interface SecretFormProps {
  name: string;
  onSet(): void;
  onLeave(): void;
}

function SecretForm({ name, onSet, onLeave }: SecretFormProps) {
  return (
    <SendingForm
      draftName={`playbook-secret-${name}`}
      title={name === '' ? t('secrets.add') : t('secrets.replace_this', { name })}
      submitLabel={t('secrets.keep')}
      operation="setPlaybookSecret"
      inputOf={(data) => ({
        path: { name: name === '' ? written(data, 'name') : name },
        body: { value: String(data.get('value') ?? '') },
      })}
      onAnswer={onSet}
      onLeave={onLeave}
      takesFocus
    >
      {name === '' && (
        <TextField
          name="name"
          label={t('secrets.name')}
          hint={t('secrets.name_hint')}
          maxLength={64}
          required
        />
      )}
      <FieldFrame name="value" label={t('secrets.value')} required>
        {(attributes) => (
          <input {...attributes} type="password" autocomplete="off" data-chosen-anew="" />
        )}
      </FieldFrame>
    </SendingForm>
  );
}
