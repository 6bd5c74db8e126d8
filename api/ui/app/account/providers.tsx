import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { SignInProvider } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { ComeBackNote } from '../federation/provider_buttons.tsx';
import { t } from '../words/language.ts';
import { useRead } from './read_once.ts';

/** By which providers a person signs in; more are linked, and each is unlinked. */
export function Providers() {
  const { path, query } = useLocation();
  const { data, problem, act } = useRead(() => desk.listOwnIdentities());
  const providers = useSignal<SignInProvider[]>([]);
  useEffect(() => {
    void desk.listSignInProviders().then((answer) => {
      if (answer.isOk) providers.value = answer.data.items;
    });
  }, []);

  async function link(provider: string): Promise<void> {
    const begun = await act(() => desk.beginIdentityLink({ body: { provider, returnTo: path } }));
    if (begun) location.assign(begun.answer.url);
  }

  const linked = data.value?.items ?? [];
  if (providers.value.length === 0 && linked.length === 0) return null;
  const called = providers.value.find(({ id }) => id === query.provider)?.name;
  const others = providers.value.filter(({ id }) => !linked.some(({ source }) => source === id));
  return (
    <section class="card" aria-labelledby="providers-title">
      <h2 id="providers-title">{t('security.providers')}</h2>
      <p class="soft">{t('security.providers_meaning')}</p>
      <ComeBackNote problem={query.problem} provider={called} />
      <ProblemNote problem={problem.value} />
      <ul class="plain-list">
        {linked.map(({ id, name, linkedAt }) => (
          <li key={id}>
            <strong>{name}</strong>{' '}
            <span class="soft">
              <When at={linkedAt} as="date" />
            </span>{' '}
            <Button
              isSmall
              label={t('security.unlink_this', { name })}
              onClick={() => void act(() => desk.removeOwnIdentity({ path: { id } }))}
            >
              {t('security.unlink')}
            </Button>
          </li>
        ))}
      </ul>
      {others.map(({ id, name }) => (
        <p key={id}>
          <Button onClick={() => void link(id)}>{t('security.link', { name })}</Button>
        </p>
      ))}
    </section>
  );
}
