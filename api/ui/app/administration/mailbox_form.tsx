import { type Signal, useSignal } from '@preact/signals';
import type { Mailbox } from '../../../contract.ts';
import { Choice } from '../design/choices_field.tsx';
import {
  chosen,
  FieldFrame,
  filled,
  NumberField,
  RadioField,
  SelectField,
  TextField,
  written,
} from '../design/fields.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { language, t } from '../words/language.ts';
import { knownProcess, knownProcesses, processOptions, useProcesses } from '../words/process.ts';
import { MailboxSendingFields, sendingInBody } from './mailbox_sending_fields.tsx';
import { knownServers, OauthFields, oauthInBody, type SignIn, signIns } from './oauth_fields.tsx';

const kinds = ['imap', 'webhook'] as const;
type Kind = (typeof kinds)[number];
const securities = ['tls', 'starttls', 'none'] as const;
const locales = ['en', 'fr'] as const;

interface MailboxFormProps {
  /** Null for a new one. */
  mailbox: Mailbox | null;
  /** Where providers send whoever consents back to. */
  redirectUri: string;
  onLeave(): void;
}

export function MailboxForm({ mailbox, redirectUri, onLeave }: MailboxFormProps) {
  useProcesses();
  const process = useSignal(mailbox?.process ?? '');
  const kind = useSignal<Kind>(mailbox && !mailbox.server ? 'webhook' : 'imap');
  const signIn = useSignal<SignIn>(mailbox?.oauth?.provider ?? 'password');
  const processId = process.value || (knownProcesses()[0]?.id ?? '');
  const shared = {
    submitLabel: t('mailboxes.save'),
    takesFocus: true,
    onLeave,
    onAnswer: onLeave,
  };
  const inBody = (data: FormData) => ({
    ...bodyOf(data, kind.value, processId),
    sending: sendingInBody(data),
    oauth: oauthInBody(data, signIn.value, mailbox?.oauth ?? null),
  });
  const fields = (
    <MailboxFields
      mailbox={mailbox}
      kind={kind}
      signIn={signIn}
      process={process}
      processId={processId}
      redirectUri={redirectUri}
    />
  );
  return mailbox ? (
    <SendingForm
      {...shared}
      draftName={`mailbox-${mailbox.id}`}
      title={t('mailboxes.edit_of', { name: mailbox.name })}
      operation="replaceMailbox"
      ifMatch={String(mailbox.version)}
      inputOf={(data) => ({ path: { id: mailbox.id }, body: inBody(data) })}
    >
      {fields}
    </SendingForm>
  ) : (
    <SendingForm
      {...shared}
      draftName="mailbox-new"
      title={t('mailboxes.add')}
      operation="addMailbox"
      inputOf={(data) => ({ body: inBody(data) })}
    >
      {fields}
    </SendingForm>
  );
}

interface MailboxFieldsProps {
  mailbox: Mailbox | null;
  kind: Signal<Kind>;
  signIn: Signal<SignIn>;
  process: Signal<string>;
  /** The one that is chosen, or would be. */
  processId: string;
  redirectUri: string;
}

function MailboxFields(props: MailboxFieldsProps) {
  const { mailbox, kind, signIn, process, processId, redirectUri } = props;
  const groups = knownProcess(processId)?.groups ?? [];
  const processes = processOptions();
  return (
    <>
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
      <SignInFields mailbox={mailbox} kind={kind} signIn={signIn} redirectUri={redirectUri} />
      {processes.length > 1 && (
        <SelectField
          name="process"
          label={t('mailboxes.process')}
          options={processes}
          value={processId}
          onChange={(value) => {
            process.value = value;
          }}
        />
      )}
      {groups.length > 0 && (
        <SelectField
          key={processId}
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
      <MailboxSendingFields mailbox={mailbox} hasGraph={signIn.value === 'microsoft'} />
      <Choice name="isEnabled" value="on" isChosen={mailbox?.isEnabled ?? true}>
        {t('mailboxes.enabled')}
      </Choice>
    </>
  );
}

type SignInFieldsProps = Pick<MailboxFieldsProps, 'mailbox' | 'kind' | 'signIn' | 'redirectUri'>;

/** With whom the desk speaks of the mailbox, and how it signs in there. */
function SignInFields({ mailbox, kind, signIn, redirectUri }: SignInFieldsProps) {
  const isRead = kind.value === 'imap';
  const flow = useSignal(mailbox?.oauth?.flow ?? ('delegated' as const));
  const provider = signIn.value;
  const titleOf = (id: SignIn) =>
    t(id === 'password' && !isRead ? 'mailboxes.sign_in.nobody' : `mailboxes.sign_in.${id}`);
  return (
    <>
      <RadioField
        name="signIn"
        label={t('mailboxes.sign_in')}
        options={signIns.map((id) => ({ id, title: titleOf(id) }))}
        value={provider}
        onChange={(value) => {
          signIn.value = signIns.find((one) => one === value) ?? 'password';
        }}
      />
      {provider !== 'password' && (
        <OauthFields
          key={provider}
          oauth={mailbox?.oauth ?? null}
          provider={provider}
          isRead={isRead}
          flow={flow}
          redirectUri={redirectUri}
        />
      )}
      {isRead && <ServerFields key={`server-${provider}`} mailbox={mailbox} signIn={provider} />}
    </>
  );
}

function ServerFields({ mailbox, signIn }: { mailbox: Mailbox | null; signIn: SignIn }) {
  const server = mailbox?.server;
  const usual = knownServers[signIn];
  return (
    <>
      <TextField
        name="server.host"
        label={t('mailboxes.host')}
        maxLength={253}
        value={server?.host ?? usual?.host ?? ''}
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
      {signIn === 'password' && (
        <FieldFrame
          name="server.password"
          label={t('mailboxes.password')}
          hint={t(server?.hasPassword ? 'mailboxes.password_stays' : 'mailboxes.password_hint')}
          required={!server?.hasPassword}
        >
          {(attributes) => (
            <input {...attributes} type="password" autocomplete="off" data-chosen-anew="" />
          )}
        </FieldFrame>
      )}
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
      <Choice name="checksSenders" value="on" isChosen={mailbox?.checksSenders ?? true}>
        {t('mailboxes.checks_senders')}
      </Choice>
      <Choice name="takesListOfAddress" value="on" isChosen={mailbox?.takesListOfAddress ?? true}>
        {t('mailboxes.list_of_address')}
      </Choice>
      <TextField
        name="ownLists"
        label={t('mailboxes.own_lists')}
        hint={t('mailboxes.own_lists_hint')}
        maxLength={2_000}
        value={mailbox?.ownLists.join(', ') ?? ''}
      />
    </>
  );
}

function namesIn(data: FormData, field: string): string[] {
  const names = written(data, field).split(',');
  return names.map((name) => name.trim()).filter((name) => name !== '');
}

function bodyOf(data: FormData, kind: Kind, process: string) {
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
    trustedServers: namesIn(data, 'trustedServers'),
    checksSenders: data.get('checksSenders') !== null,
    ownLists: namesIn(data, 'ownLists'),
    takesListOfAddress: data.get('takesListOfAddress') !== null,
    isEnabled: data.get('isEnabled') !== null,
  };
}
