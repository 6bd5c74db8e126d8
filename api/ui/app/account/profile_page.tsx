import { useSignal } from '@preact/signals';
import { desk } from '../client/desk.ts';
import { loadSession } from '../client/session.ts';
import { chosen, filled, SelectField, TextField } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { AccountNavigation } from './account_navigation.tsx';
import { useRead } from './read_once.ts';

const languages = ['en', 'fr'] as const;
const zones = Intl.supportedValuesOf('timeZone');

/** How a person is called and spoken to. */
export default function ProfilePage() {
  const { data, problem, read } = useRead(() => desk.getProfile());
  const timesDone = useSignal(0);
  useTitle(t('account.profile'));
  const profile = data.value;

  async function changed(): Promise<void> {
    timesDone.value += 1;
    await Promise.all([read(), loadSession()]);
  }

  return (
    <div class="page">
      <h1>{t('account.profile')}</h1>
      <AccountNavigation />
      <ProblemNote problem={problem.value} />
      {timesDone.value > 0 && <p role="status">{t('profile.changed')}</p>}
      {profile && (
        <div class="sign-in-form">
          <SendingForm
            key={timesDone.value}
            draftName="profile"
            title={t('account.profile')}
            submitLabel={t('profile.save')}
            operation="changeProfile"
            inputOf={(given) => ({ body: bodyOf(given) })}
            onAnswer={() => void changed()}
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
          </SendingForm>
        </div>
      )}
    </div>
  );
}

function bodyOf(given: FormData) {
  const name = filled(given, 'name');
  const locale = chosen(given, 'locale', languages);
  return {
    ...(name ? { name } : {}),
    ...(locale ? { locale } : {}),
    zone: filled(given, 'zone') ?? null,
  };
}
