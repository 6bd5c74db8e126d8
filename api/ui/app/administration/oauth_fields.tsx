import type { Signal } from '@preact/signals';
import type { Mailbox } from '../../../contract.ts';
import { Choice, ChoicesField, chosenOf } from '../design/choices_field.tsx';
import {
  chosen,
  DateField,
  FieldFrame,
  filled,
  RadioField,
  TextField,
  written,
} from '../design/fields.tsx';
import { t } from '../words/language.ts';

/** How the desk signs in at the servers of a mailbox. */
export const signIns = ['password', 'microsoft', 'google', 'other'] as const;
export type SignIn = (typeof signIns)[number];
type Oauth = NonNullable<Mailbox['oauth']>;

const flows = ['delegated', 'application'] as const;
const permissions = ['imap', 'smtp', 'graph'] as const;

/** Where the mail servers of the large providers are. */
export const knownServers: Partial<Record<SignIn, { host: string; port: number }>> = {
  microsoft: { host: 'outlook.office365.com', port: 993 },
  google: { host: 'imap.gmail.com', port: 993 },
};

interface OauthFieldsProps {
  oauth: Oauth | null;
  provider: Exclude<SignIn, 'password'>;
  /** Whether the mailbox is read from a server. */
  isRead: boolean;
  /** Whom the provider lets in: where the program itself is, nobody signs in for it. */
  flow: Signal<Oauth['flow']>;
  redirectUri: string;
}

export function OauthFields({
  oauth: known,
  provider,
  isRead,
  flow,
  redirectUri,
}: OauthFieldsProps) {
  const oauth = known?.provider === provider ? known : null;
  const offered = permissions.filter((one) => one !== 'graph' || provider === 'microsoft');
  return (
    <>
      {flow.value === 'delegated' && <RedirectUri uri={redirectUri} />}
      {provider === 'microsoft' && (
        <TextField
          name="oauth.tenant"
          label={t('mailboxes.tenant')}
          maxLength={36}
          value={oauth?.tenant ?? ''}
          required
        />
      )}
      {provider === 'other' && <OtherFields oauth={oauth} />}
      {provider !== 'google' && (
        <RadioField
          name="oauth.flow"
          label={t('mailboxes.flow')}
          options={flows.map((id) => ({ id, title: t(`mailboxes.flow.${id}`) }))}
          value={flow.value}
          onChange={(value) => {
            flow.value = flows.find((one) => one === value) ?? 'delegated';
          }}
        />
      )}
      <TextField
        name="oauth.clientId"
        label={t('mailboxes.client_id')}
        maxLength={200}
        value={oauth?.clientId ?? ''}
        required
      />
      <FieldFrame
        name="oauth.clientSecret"
        label={t('mailboxes.client_secret')}
        hint={t(
          oauth?.hasClientSecret ? 'mailboxes.password_stays' : 'mailboxes.client_secret_hint',
        )}
      >
        {(attributes) => (
          <input {...attributes} type="password" autocomplete="off" data-chosen-anew="" />
        )}
      </FieldFrame>
      <DateField
        name="oauth.secretExpiresOn"
        label={t('mailboxes.secret_expires_on')}
        hint={t('mailboxes.secret_expires_hint')}
        value={oauth?.secretExpiresOn ?? ''}
      />
      <ChoicesField
        name="oauth.permissions"
        label={t('mailboxes.permissions')}
        options={offered.map((id) => ({ id, title: t(`mailboxes.permission.${id}`) }))}
        chosen={oauth?.permissions ?? [isRead ? 'imap' : (offered.at(-1) ?? 'smtp')]}
      />
      {flow.value === 'delegated' && (
        <Choice
          name="oauth.allowsOtherAccount"
          value="on"
          isChosen={oauth?.allowsOtherAccount ?? false}
        >
          {t('mailboxes.allows_other')}
        </Choice>
      )}
    </>
  );
}

/** What the provider has to be told before it sends anybody back. */
function RedirectUri({ uri }: { uri: string }) {
  return (
    <FieldFrame name="redirectUri" label={t('mailboxes.redirect_uri')} required>
      {(attributes) => (
        <input
          {...attributes}
          type="text"
          readOnly
          value={uri}
          onFocus={(event) => event.currentTarget.select()}
        />
      )}
    </FieldFrame>
  );
}

function OtherFields({ oauth }: { oauth: Oauth | null }) {
  return (
    <>
      <TextField
        name="oauth.issuer"
        label={t('mailboxes.issuer')}
        maxLength={500}
        value={oauth?.issuer ?? ''}
        required
      />
      <TextField
        name="oauth.scopes"
        label={t('mailboxes.scopes')}
        hint={t('mailboxes.scopes_hint')}
        maxLength={2_000}
        value={oauth?.scopes?.join(' ') ?? ''}
      />
      <TextField
        name="oauth.authorizationUrl"
        label={t('mailboxes.authorization_url')}
        hint={t('mailboxes.endpoint_hint')}
        maxLength={500}
        value={oauth?.authorizationUrl ?? ''}
      />
      <TextField
        name="oauth.tokenUrl"
        label={t('mailboxes.token_url')}
        hint={t('mailboxes.endpoint_hint')}
        maxLength={500}
        value={oauth?.tokenUrl ?? ''}
      />
    </>
  );
}

/** What the fields say; what they do not show stays as it was. */
export function oauthInBody(data: FormData, signIn: SignIn, known: Oauth | null) {
  if (signIn === 'password') return null;
  const oauth = known?.provider === signIn ? known : null;
  const scopes = written(data, 'oauth.scopes').split(/\s+/).filter(Boolean);
  return {
    provider: signIn,
    flow: chosen(data, 'oauth.flow', flows) ?? ('delegated' as const),
    clientId: written(data, 'oauth.clientId'),
    clientSecret: filled(data, 'oauth.clientSecret'),
    secretExpiresOn: filled(data, 'oauth.secretExpiresOn') ?? null,
    permissions: chosenOf(data, 'oauth.permissions', permissions),
    allowsOtherAccount: data.get('oauth.allowsOtherAccount') !== null,
    ...(signIn === 'microsoft' && {
      tenant: written(data, 'oauth.tenant').trim(),
      authorityUrl: oauth?.authorityUrl ?? undefined,
      graphUrl: oauth?.graphUrl ?? undefined,
    }),
    ...(signIn === 'other' && {
      issuer: written(data, 'oauth.issuer').trim(),
      scopes,
      authorizationUrl: filled(data, 'oauth.authorizationUrl'),
      tokenUrl: filled(data, 'oauth.tokenUrl'),
      deviceUrl: oauth?.deviceUrl ?? undefined,
    }),
  };
}
