import { useSignal } from '@preact/signals';
import type { CreatedApiToken, Problem } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { copyText } from '../copy_link.ts';
import { Button } from '../design/button.tsx';
import { FieldErrors, SelectField, TextField, written } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { AccountNavigation } from './account_navigation.tsx';
import { useRead } from './read_once.ts';
import { TokenCard } from './token_card.tsx';
import { scopes, scopeWords } from './token_scopes.ts';

/** The tokens by which a person's programs use the API. */
export default function TokensPage() {
  const { data, problem, act, read } = useRead(() => desk.listOwnTokens());
  const made = useSignal<CreatedApiToken | null>(null);
  useTitle(t('account.tokens'));
  return (
    <div class="page">
      <h1>{t('account.tokens')}</h1>
      <AccountNavigation />
      <p class="soft">{t('tokens.meaning')}</p>
      <ProblemNote problem={problem.value} />
      {made.value && <MadeToken key={made.value.id} token={made.value.token} />}
      <NewToken
        onMade={(token) => {
          made.value = token;
          void read();
        }}
      />
      <ul class="cards" aria-label={t('account.tokens')}>
        {(data.value?.items ?? []).map((token) => (
          <TokenCard
            key={token.id}
            token={token}
            onRevoke={() => void act(() => desk.revokeOwnToken({ path: { id: token.id } }))}
          />
        ))}
      </ul>
    </div>
  );
}

function MadeToken({ token }: { token: string }) {
  const isCopied = useSignal(false);
  const copy = async () => {
    isCopied.value = await copyText(token);
  };
  return (
    <section class="card" role="status">
      <p>{t('tokens.keep')}</p>
      <p>
        <code class="secret">{token}</code>
      </p>
      <p>
        <Button onClick={() => void copy()}>{t('tokens.copy')}</Button>{' '}
        {isCopied.value && t('tokens.copied')}
      </p>
    </section>
  );
}

function NewToken({ onMade }: { onMade(token: CreatedApiToken): void }) {
  const problem = useSignal<Problem | null>(null);
  const isBusy = useSignal(false);

  async function make(form: HTMLFormElement): Promise<void> {
    const data = new FormData(form);
    const wanted = data.getAll('scopes');
    problem.value = null;
    isBusy.value = true;
    const answer = await desk.createOwnToken({
      body: {
        label: written(data, 'label'),
        scopes: scopes.filter((scope) => wanted.includes(scope)),
        days: Number(written(data, 'days')),
      },
    });
    isBusy.value = false;
    if (!answer.isOk) {
      problem.value = answer.problem;
      return;
    }
    form.reset();
    onMade(answer.data);
  }

  return (
    <section class="card" aria-labelledby="new-token">
      <h2 id="new-token">{t('tokens.new')}</h2>
      <ProblemNote problem={problem.value} />
      <FieldErrors.Provider value={problem.value?.errors ?? []}>
        <form
          class="sign-in-form"
          onSubmit={(event) => {
            event.preventDefault();
            void make(event.currentTarget);
          }}
        >
          <TextField name="label" label={t('tokens.label')} maxLength={100} required />
          <fieldset class="radios in-column">
            <legend>{t('tokens.scopes')}</legend>
            {scopes.map((scope) => (
              <label key={scope} class="choice">
                <input type="checkbox" name="scopes" value={scope} /> {scopeWords(scope)}
              </label>
            ))}
          </fieldset>
          <SelectField
            name="days"
            label={t('tokens.days')}
            value="90"
            options={[30, 90, 180, 365].map((days) => ({
              id: String(days),
              title: t('tokens.for_days', { days }),
            }))}
          />
          <Button kind="primary" type="submit" disabled={isBusy.value}>
            {t('tokens.create')}
          </Button>
        </form>
      </FieldErrors.Provider>
    </section>
  );
}
