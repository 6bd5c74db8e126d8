import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Mailbox, ProcessDescription } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { useSubmission } from '../client/submission.ts';
import { Button, SubmitButton } from '../design/button.tsx';
import {
  chosen,
  FieldErrors,
  FieldFrame,
  filled,
  NumberField,
  RadioField,
  SelectField,
  TextField,
  written,
} from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { language, t } from '../words/language.ts';

const kinds = ['imap', 'webhook'] as const;
const securities = ['tls', 'starttls', 'none'] as const;
const locales = ['en', 'fr'] as const;

interface MailboxFormProps {
  /** Null for a new one. */
  mailbox: Mailbox | null;
  onLeave(): void;
}

export function MailboxForm({ mailbox, onLeave }: MailboxFormProps) {
  const { isSending, problem, send } = useSubmission();
  const processes = useSignal<ProcessDescription[]>([]);
  const process = useSignal(mailbox?.process ?? '');
  const kind = useSignal<(typeof kinds)[number]>(mailbox && !mailbox.server ? 'webhook' : 'imap');
  useEffect(() => {
    void readProcesses().then((found) => {
      processes.value = found;
      process.value ||= found[0]?.id ?? '';
    });
  }, [language.value]);
  const submit = async (form: HTMLFormElement) => {
    const body = bodyOf(new FormData(form), kind.value, process.value);
    const answer = mailbox
      ? await send(
          'replaceMailbox',
          { path: { id: mailbox.id }, body },
          { ifMatch: String(mailbox.version) },
        )
      : await send('addMailbox', { body });
    if (answer?.isOk) onLeave();
  };
  const groups = processes.value.find(({ id }) => id === process.value)?.groups ?? [];
  const title = mailbox ? t('mailboxes.edit_of', { name: mailbox.name }) : t('mailboxes.add');
  return (
    <form
      class="command-form"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <FieldErrors.Provider value={problem.value?.errors ?? []}>
        <div class="fields">
          <TextField
            name="name"
            label={t('mailboxes.name')}
            maxLength={120}
            value={mailbox?.name ?? ''}
            required
          />
          <TextField
            name="address"
            label={t('mailboxes.address')}
            hint={t('mailboxes.address_hint')}
            maxLength={254}
            value={mailbox?.address ?? ''}
            required
          />
          {!mailbox && (
            <RadioField
              name="kind"
              label={t('mailboxes.kind')}
              options={kinds.map((id) => ({ id, title: t(`mailboxes.kind.${id}`) }))}
              value={kind.value}
              onChange={(value) => {
                kind.value = kinds.find((one) => one === value) ?? 'imap';
              }}
            />
          )}
          {kind.value === 'imap' && <ServerFields mailbox={mailbox} />}
          {processes.value.length > 1 && (
            <SelectField
              name="process"
              label={t('mailboxes.process')}
              options={processes.value.map(({ id, title }) => ({ id, title }))}
              value={process.value}
              onChange={(value) => {
                process.value = value;
              }}
            />
          )}
          {groups.length > 0 && (
            <SelectField
              key={process.value}
              name="group"
              label={t('mailboxes.group')}
              none={t('mailboxes.no_group')}
              options={groups.map(({ id, title }) => ({ id, title }))}
              value={mailbox?.group ?? ''}
            />
          )}
          <SelectField
            name="locale"
            label={t('mailboxes.locale')}
            options={locales.map((id) => ({ id, title: t(`language.${id}`) }))}
            value={mailbox?.locale ?? language.value}
          />
          <TrustFields mailbox={mailbox} />
          <label class="choice">
            <input type="checkbox" name="isEnabled" defaultChecked={mailbox?.isEnabled ?? true} />
            {t('mailboxes.enabled')}
          </label>
        </div>
      </FieldErrors.Provider>
      <ProblemNote problem={problem.value} />
      <div class="form-end">
        <Button onClick={onLeave}>{t('form.leave')}</Button>
        <SubmitButton isSending={isSending.value}>{t('mailboxes.save')}</SubmitButton>
      </div>
    </form>
  );
}

function ServerFields({ mailbox }: { mailbox: Mailbox | null }) {
  const server = mailbox?.server;
  return (
    <>
      <TextField
        name="server.host"
        label={t('mailboxes.host')}
        maxLength={253}
        value={server?.host ?? ''}
        required
      />
      <RadioField
        name="server.security"
        label={t('mailboxes.security')}
        options={securities.map((id) => ({ id, title: t(`mailboxes.security.${id}`) }))}
        value={server?.security ?? 'tls'}
      />
      <NumberField
        name="server.port"
        label={t('mailboxes.port')}
        min={1}
        max={65_535}
        decimals={0}
        value={String(server?.port ?? 993)}
        required
      />
      <TextField
        name="server.user"
        label={t('mailboxes.user')}
        maxLength={320}
        value={server?.user ?? ''}
        required
      />
      <FieldFrame
        name="server.password"
        label={t('mailboxes.password')}
        hint={t(mailbox ? 'mailboxes.password_stays' : 'mailboxes.password_hint')}
        required={!mailbox}
      >
        {(attributes) => (
          <input {...attributes} type="password" autocomplete="off" data-chosen-anew="" />
        )}
      </FieldFrame>
      <TextField
        name="server.folder"
        label={t('mailboxes.folder')}
        maxLength={500}
        value={server?.folder ?? 'INBOX'}
        required
      />
    </>
  );
}

function TrustFields({ mailbox }: { mailbox: Mailbox | null }) {
  return (
    <>
      <TextField
        name="trustedServers"
        label={t('mailboxes.trusted')}
        hint={t('mailboxes.trusted_hint')}
        maxLength={1_000}
        value={mailbox?.trustedServers.join(', ') ?? ''}
      />
      <label class="choice">
        <input
          type="checkbox"
          name="checksSenders"
          defaultChecked={mailbox?.checksSenders ?? true}
        />
        {t('mailboxes.checks_senders')}
      </label>
    </>
  );
}

function bodyOf(data: FormData, kind: (typeof kinds)[number], process: string) {
  const trusted = written(data, 'trustedServers').split(',');
  return {
    name: written(data, 'name'),
    address: written(data, 'address'),
    server:
      kind === 'webhook'
        ? null
        : {
            host: written(data, 'server.host'),
            port: Number(written(data, 'server.port')),
            security: chosen(data, 'server.security', securities) ?? ('tls' as const),
            user: written(data, 'server.user'),
            password: filled(data, 'server.password'),
            folder: written(data, 'server.folder'),
          },
    process,
    group: filled(data, 'group') ?? null,
    locale: chosen(data, 'locale', locales) ?? ('en' as const),
    trustedServers: trusted.map((name) => name.trim()).filter((name) => name !== ''),
    checksSenders: data.get('checksSenders') !== null,
    isEnabled: data.get('isEnabled') !== null,
  };
}

async function readProcesses(): Promise<ProcessDescription[]> {
  const list = await desk.listProcesses();
  if (!list.isOk) return [];
  const query = { locale: language.value };
  const answers = await Promise.all(
    list.data.items.map(({ id }) => desk.getProcess({ path: { id }, query })),
  );
  return answers.flatMap((answer) => (answer.isOk ? [answer.data] : []));
}
