import { useSignal } from '@preact/signals';
import { useRead } from '../account/read_once.ts';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { ChoicesField, chosenOf } from '../design/choices_field.tsx';
import { FieldErrors } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { t } from '../words/language.ts';
import { roleIds } from '../words/roles.ts';

/** Of which roles a second factor is demanded. */
export function SecondFactorRules() {
  const { data, problem, read, act } = useRead(() => desk.getSignInRules());
  const isSaved = useSignal(false);
  async function save(form: HTMLFormElement): Promise<void> {
    const secondFactorRoles = chosenOf(new FormData(form), 'secondFactorRoles', roleIds);
    isSaved.value = false;
    const saved = await act(() => desk.changeSignInRules({ body: { secondFactorRoles } }));
    isSaved.value = saved !== null;
  }
  return (
    <section class="card" aria-labelledby="second-factor">
      <h2 id="second-factor">{t('second_factor.title')}</h2>
      <p class="soft">{t('second_factor.meaning')}</p>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {data.value && (
        <FieldErrors.Provider value={problem.value?.errors ?? []}>
          <form
            class="fields"
            onInput={() => {
              isSaved.value = false;
            }}
            onSubmit={(event) => {
              event.preventDefault();
              void save(event.currentTarget);
            }}
          >
            <ChoicesField
              name="secondFactorRoles"
              label={t('second_factor.roles')}
              options={roleIds.map((id) => ({ id, title: t(`role.${id}`) }))}
              chosen={data.value.secondFactorRoles}
            />
            <p>
              <Button kind="primary" type="submit">
                {t('people.save')}
              </Button>{' '}
              <span role="status">{isSaved.value && t('second_factor.saved')}</span>
            </p>
          </form>
        </FieldErrors.Provider>
      )}
    </section>
  );
}
