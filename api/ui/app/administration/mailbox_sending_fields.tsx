import { useSignal } from '@preact/signals';
import type { Mailbox } from '../../../contract.ts';
import { Choice } from '../design/choices_field.tsx';
import {
  chosen,
  FieldFrame,
  filled,
  NumberField,
  RadioField,
  TextField,
  written,
} from '../design/fields.tsx';
import { t } from '../words/language.ts';

const ways = ['desk', 'smtp', 'graph'] as const;
type Way = (typeof ways)[number];
const securities = ['tls', 'starttls', 'none'] as const;

interface MailboxSendingFieldsProps {
  mailbox: Mailbox | null;
  /** The desk signs in there by Microsoft 365, which sends by another way than SMTP, too. */
  hasGraph: boolean;
}

/** How the mail of a mailbox goes out. */
export function MailboxSendingFields({ mailbox, hasGraph }: MailboxSendingFieldsProps) {
  const sending = mailbox?.sending;
  const way = useSignal<Way>(wayOf(sending));
  return (
    <>
      <RadioField
        name="sending.way"
        label={t('sending.way')}
        options={ways
          .filter((id) => id !== 'graph' || hasGraph)
          .map((id) => ({ id, title: t(`sending.way.${id}`) }))}
        value={way.value}
        onChange={(value) => {
          way.value = ways.find((one) => one === value) ?? 'desk';
        }}
      />
      {way.value === 'smtp' && <SmtpFields mailbox={mailbox} />}
      <NumberField
        name="sending.perMinute"
        label={t('sending.per_minute')}
        hint={t('sending.per_minute_hint')}
        min={1}
        max={10_000}
        decimals={0}
        value={sending?.perMinute ? String(sending.perMinute) : ''}
      />
      <Choice name="sending.plusAddresses" value="on" isChosen={sending?.plusAddresses ?? true}>
        {t('sending.plus_addresses')}
      </Choice>
      <Choice name="sending.namesAgents" value="on" isChosen={sending?.namesAgents ?? true}>
        {t('sending.names_agents')}
      </Choice>
    </>
  );
}

function wayOf(sending: Mailbox['sending'] | undefined): Way {
  if (sending?.isByGraph) return 'graph';
  return sending?.server ? 'smtp' : 'desk';
}

function SmtpFields({ mailbox }: { mailbox: Mailbox | null }) {
  const server = mailbox?.sending.server;
  return (
    <>
      <TextField
        name="sending.host"
        label={t('sending.host')}
        maxLength={253}
        value={server?.host ?? ''}
        required
      />
      <RadioField
        name="sending.security"
        label={t('sending.security')}
        options={securities.map((id) => ({ id, title: t(`sending.security.${id}`) }))}
        value={server?.security ?? 'starttls'}
      />
      <NumberField
        name="sending.port"
        label={t('sending.port')}
        min={1}
        max={65_535}
        decimals={0}
        value={String(server?.port ?? 587)}
        required
      />
      <TextField
        name="sending.user"
        label={t('sending.user')}
        hint={t('sending.user_hint')}
        maxLength={320}
        value={server?.user ?? ''}
      />
      <FieldFrame
        name="sending.password"
        label={t('sending.password')}
        hint={t(server?.hasPassword ? 'mailboxes.password_stays' : 'mailboxes.password_hint')}
      >
        {(attributes) => (
          <input {...attributes} type="password" autocomplete="off" data-chosen-anew="" />
        )}
      </FieldFrame>
    </>
  );
}

export function sendingInBody(data: FormData) {
  const perMinute = filled(data, 'sending.perMinute');
  return {
    server:
      chosen(data, 'sending.way', ways) === 'smtp'
        ? {
            host: written(data, 'sending.host'),
            port: Number(written(data, 'sending.port')),
            security: chosen(data, 'sending.security', securities) ?? ('starttls' as const),
            user: filled(data, 'sending.user') ?? null,
            password: filled(data, 'sending.password'),
          }
        : null,
    isByGraph: chosen(data, 'sending.way', ways) === 'graph',
    perMinute: perMinute === undefined ? null : Number(perMinute),
    plusAddresses: data.get('sending.plusAddresses') !== null,
    namesAgents: data.get('sending.namesAgents') !== null,
  };
}
