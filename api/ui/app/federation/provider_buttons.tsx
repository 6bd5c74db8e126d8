import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Problem, SignInProvider } from '../../../contract.ts';
import { addressOf, desk } from '../client/desk.ts';
import { ownPage } from '../client/own_page.ts';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { readSetting, writeSetting } from '../settings.ts';
import { isMessage, t } from '../words/language.ts';

/** The provider by which somebody signed in last in this browser. */
const lastUsed = 'sign_in.provider';

/** A button for each provider of sign-in, and why the last sign-in at one came to nothing. */
export function ProviderButtons() {
  const { path, query } = useLocation();
  const providers = useSignal<SignInProvider[]>([]);
  const problem = useSignal<Problem | null>(null);
  const isBusy = useSignal(false);
  useEffect(() => {
    void desk.listSignInProviders().then((answer) => {
      if (answer.isOk) providers.value = answer.data.items;
    });
  }, []);

  async function begin(provider: string): Promise<void> {
    isBusy.value = true;
    problem.value = null;
    const returnTo = path === '/sign-in' ? (ownPage(query.to) ?? '/') : `${path}${location.search}`;
    const answer = await desk.beginProviderSignIn({ path: { provider }, body: { returnTo } });
    isBusy.value = false;
    if (!answer.isOk) {
      problem.value = answer.problem;
      return;
    }
    writeSetting(lastUsed, provider);
    location.assign(answer.data.url);
  }

  const called = (id: string | null | undefined) =>
    providers.value.find((provider) => provider.id === id)?.name;
  if (providers.value.length === 0) return null;
  const last = readSetting(lastUsed);
  return (
    <section class="sign-in-providers" aria-label={t('sign_in.providers')}>
      <ComeBackNote problem={query.problem} provider={called(query.provider)} />
      <ProblemNote problem={problem.value} />
      {providers.value.map(({ id, name }) => (
        <Button key={id} disabled={isBusy.value} onClick={() => void begin(id)}>
          {t('sign_in.with', { provider: name })}
        </Button>
      ))}
      {called(last) !== undefined && (
        <p class="hint">
          <a href={addressOf('leaveProvider', { path: { provider: String(last) } })}>
            {t('sign_in.leave', { provider: String(called(last)) })}
          </a>
        </p>
      )}
    </section>
  );
}

interface ComeBackNoteProps {
  problem: string | undefined;
  provider: string | undefined;
}

/** Why whoever came back from a provider is not signed in. */
export function ComeBackNote({ problem, provider }: ComeBackNoteProps) {
  const key = `sign_in.problem.${problem}`;
  return (
    <div role="alert">
      {isMessage(key) && provider !== undefined && (
        <p class="problem-note">{t(key, { provider })}</p>
      )}
    </div>
  );
}
