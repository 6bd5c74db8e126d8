import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Problem, RemoteLink } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { TextField, written } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { t } from '../words/language.ts';

/** What the programs that are most used are opened by. */
const presets = [
  {
    name: 'MeshCentral',
    template: 'https://mesh.example.org/?gotonode={item.remoteId}&viewmode=11',
  },
  { name: 'RustDesk', template: 'rustdesk://{item.remoteId}' },
  { name: 'Guacamole', template: 'https://guacamole.example.org/#/client/{item.remoteId}' },
] as const;

/** The programs of remote help, and how each is opened on a device. */
export function RemoteLinks() {
  const links = useSignal<RemoteLink[]>([]);
  const problem = useSignal<Problem | null>(null);
  const added = useSignal<{ name: string; template: string } | null>(null);
  const read = async () => {
    const answer = await desk.listRemoteLinks();
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) links.value = answer.data.items;
  };
  useEffect(() => void read(), []);
  const remove = async (id: string) => {
    const answer = await desk.removeRemoteLink({ path: { id } });
    if (answer.isOk) await read();
    else problem.value = answer.problem;
  };
  return (
    <section class="card" aria-labelledby="remote-title">
      <h2 id="remote-title">{t('remote.links')}</h2>
      <p class="soft">{t('remote.links_meaning')}</p>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      <ul class="plain-list">
        {links.value.map(({ id, name, template }) => (
          <li key={id}>
            <strong>{name}</strong> <code>{template}</code>{' '}
            <Button
              isSmall
              label={t('remote.remove_this', { name })}
              onClick={() => void remove(id)}
            >
              {t('security.remove')}
            </Button>
          </li>
        ))}
      </ul>
      {added.value === null ? (
        <p class="people-actions">
          {presets.map((preset) => (
            <Button
              key={preset.name}
              isSmall
              onClick={() => {
                added.value = preset;
              }}
            >
              {t('remote.add_this', { name: preset.name })}
            </Button>
          ))}
          <Button
            isSmall
            onClick={() => {
              added.value = { name: '', template: 'https://' };
            }}
          >
            {t('remote.add')}
          </Button>
        </p>
      ) : (
        <SendingForm
          key={added.value.name}
          draftName={`remote-link-${added.value.name}`}
          title={t('remote.add')}
          submitLabel={t('remote.save')}
          operation="createRemoteLink"
          inputOf={(data) => ({
            body: { name: written(data, 'name'), template: written(data, 'template') },
          })}
          onAnswer={() => {
            added.value = null;
            void read();
          }}
          onLeave={() => {
            added.value = null;
          }}
        >
          <TextField
            name="name"
            label={t('items.name')}
            maxLength={60}
            value={added.value.name}
            required
          />
          <TextField
            name="template"
            label={t('remote.template')}
            hint={t('remote.template_hint')}
            maxLength={1_000}
            value={added.value.template}
            required
          />
        </SendingForm>
      )}
    </section>
  );
}
