import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Problem } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { deskProfile, loadDeskProfile } from '../client/desk_profile.ts';
import { Button } from '../design/button.tsx';
import { chosen, SelectField, TextField, written } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { language, t } from '../words/language.ts';

const languages = ['en', 'fr'] as const;
const zones = Intl.supportedValuesOf('timeZone');

/** What the desk is called, its language and zone, and its picture. */
export function DeskProfileForm({ onSaved }: { onSaved(): void }) {
  useEffect(() => void loadDeskProfile(), []);
  const profile = deskProfile.value;
  if (!profile) return null;
  const offered = profile.version === 1 ? { ...profile, ...ofTheBrowser() } : profile;
  const saved = () => {
    void loadDeskProfile();
    announce(t('desk_profile.saved'));
    onSaved();
  };
  return (
    <>
      <SendingForm
        key={profile.version}
        draftName="desk-profile"
        title={t('setup.profile')}
        submitLabel={t('desk_profile.save')}
        operation="changeDeskProfile"
        ifMatch={String(profile.version)}
        inputOf={(data) => ({
          body: {
            name: written(data, 'name'),
            locale: chosen(data, 'locale', languages) ?? profile.locale,
            zone: written(data, 'zone'),
          },
        })}
        onAnswer={saved}
      >
        <TextField
          name="name"
          label={t('desk_profile.name')}
          maxLength={60}
          value={profile.name}
          required
        />
        <SelectField
          name="locale"
          label={t('desk_profile.locale')}
          options={languages.map((id) => ({ id, title: t(`language.${id}`) }))}
          value={offered.locale}
        />
        <SelectField
          name="zone"
          label={t('desk_profile.zone')}
          {...(offered === profile ? {} : { hint: t('desk_profile.zone_offered') })}
          options={[...new Set(['UTC', offered.zone, ...zones])].map((id) => ({ id, title: id }))}
          value={offered.zone}
        />
      </SendingForm>
      <LogoField onSaved={saved} />
    </>
  );
}

/** What is probable while nobody has said anything: whoever sets the desk up is where it is. */
function ofTheBrowser() {
  return { locale: language.value, zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
}

function LogoField({ onSaved }: { onSaved(): void }) {
  const problem = useSignal<Problem | null>(null);
  const tell = (answer: { isOk: true } | { isOk: false; problem: Problem }) => {
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) onSaved();
  };
  return (
    <>
      <div class="field">
        <label for="desk-logo">{t('desk_profile.logo')}</label>
        <p class="hint" id="desk-logo-hint">
          {t('desk_profile.logo_hint')}
        </p>
        <input
          id="desk-logo"
          type="file"
          accept="image/png,image/jpeg,image/webp"
          aria-describedby="desk-logo-hint"
          onChange={async ({ currentTarget: { files } }) => {
            const [file] = files ?? [];
            if (file) tell(await desk.putDeskLogo({ body: file }));
          }}
        />
      </div>
      <ProblemNote problem={problem.value} />
      {deskProfile.value?.hasLogo && (
        <Button isSmall onClick={async () => tell(await desk.deleteDeskLogo())}>
          {t('desk_profile.remove_logo')}
        </Button>
      )}
    </>
  );
}
