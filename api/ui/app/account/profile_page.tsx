import { useSignal } from '@preact/signals';
import type { Problem } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { loadSession } from '../client/session.ts';
import { Button } from '../design/button.tsx';
import { chosen, FieldErrors, filled, SelectField, TextField } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { AccountNavigation } from './account_navigation.tsx';
import { useRead } from './read_once.ts';

const languages = ['en', 'fr'] as const;
const zones = Intl.supportedValuesOf('timeZone');

/** How a person is called and spoken to. */
export default function ProfilePage() {
  const { data, problem, act } = useRead(() => desk.getProfile());
  const refused = useSignal<Problem | null>(null);
  const isDone = useSignal(false);
  useTitle(t('account.profile'));
  const profile = data.value;

  async function change(form: HTMLFormElement): Promise<void> {
    const given = new FormData(form);
    const name = filled(given, 'name');
    const locale = chosen(given, 'locale', languages);
    const body = {
      ...(name ? { name } : {}),
      ...(locale ? { locale } : {}),
      zone: filled(given, 'zone') ?? null,
    };
    isDone.value = false;
    const answer = await act(() => desk.changeProfile({ body }));
    refused.value = problem.value;
    if (!answer) return;
    isDone.value = true;
    await loadSession();
  }

  return (
    <div class="page">
      <h1>{t('account.profile')}</h1>
      <AccountNavigation />
      <ProblemNote problem={problem.value} />
      {isDone.value && <p role="status">{t('profile.changed')}</p>}
      {profile && (
        <FieldErrors.Provider value={refused.value?.errors ?? []}>
          <form
            class="sign-in-form"
            onSubmit={(event) => {
              event.preventDefault();
              void change(event.currentTarget);
            }}
          >
            <TextField
              name="name"
              label={t('profile.name')}
              maxLength={100}
              value={profile.name}
              required
            />
            <SelectField
              name="locale"
              label={t('profile.language')}
              value={profile.locale}
              options={languages.map((id) => ({ id, title: t(`profile.language.${id}`) }))}
            />
            <SelectField
              name="zone"
              label={t('profile.zone')}
              none={t('profile.zone_of_desk')}
              {...(profile.zone === null ? {} : { value: profile.zone })}
              options={zones.map((id) => ({ id, title: id.replaceAll('_', ' ') }))}
            />
            <Button kind="primary" type="submit">
              {t('profile.save')}
            </Button>
          </form>
        </FieldErrors.Provider>
      )}
    </div>
  );
}
