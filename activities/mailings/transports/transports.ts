import { sealedForSending } from '../../../database/mailboxes.ts';
import type { MailboxRow } from '../../../database/tables.ts';
import type { MailTokens } from '../../../oauth/mail_tokens.ts';
import { type DeskKey, DeskKeyError } from '../../../settings/desk_key.ts';
import { openByToken } from './by_token.ts';
import { openGraph } from './graph.ts';
import { openSmtp, type SmtpAccess } from './smtp.ts';
import type { MailTransport, SendOutcome } from './transport.ts';

/** The ways by which the mail of a desk leaves, each opened when it is first needed. */
export interface Transports {
  /** @param mailbox whose way it is; null for the desk's own */
  of(mailbox: WayOut | null): MailTransport;
  /** Whether there is a server at all, by what the settings say. */
  sends(mailbox: WayOut | null): boolean;
  close(): void;
}

/** What says how a mailbox sends. */
export type WayOut = Pick<
  MailboxRow,
  | 'mailbox_id'
  | 'address'
  | 'user_name'
  | 'out_kind'
  | 'out_host'
  | 'out_port'
  | 'out_security'
  | 'out_user_name'
  | 'out_sealed_secret'
>;

export interface TransportOptions {
  deskKey: DeskKey;
  tokens: MailTokens;
  /** The desk's own server; null where it has none. */
  smtpUrl: string | null;
}

export function openTransports({ deskKey, tokens, smtpUrl }: TransportOptions): Transports {
  /** By what they are opened with: whoever changes that opens another. */
  const open = new Map<string, { settings: string; transport: MailTransport }>();

  function kept(name: string, settings: string, make: () => MailTransport): MailTransport {
    const known = open.get(name);
    if (known?.settings === settings) return known.transport;
    known?.transport.close();
    const transport = make();
    open.set(name, { settings, transport });
    return transport;
  }

  function ofDesk(): MailTransport {
    if (smtpUrl === null) return away('no_server', 'PALIER_SMTP_URL is empty');
    return kept('desk', smtpUrl, () => openSmtp({ url: smtpUrl }));
  }

  return {
    sends: (mailbox) => smtpUrl !== null || (mailbox !== null && mailbox.out_kind !== 'desk'),
    of(mailbox) {
      if (mailbox === null || mailbox.out_kind === 'desk') return ofDesk();
      const { mailbox_id: id } = mailbox;
      if (signsInByToken(mailbox)) {
        const { address, user_name: name, out_user_name: user, out_kind: way } = mailbox;
        const settings = JSON.stringify([way, address, name, user, serverOf(mailbox)]);
        return kept(id, settings, () => byToken(mailbox, tokens));
      }
      try {
        const access = smtpAccessOf(mailbox, deskKey);
        return kept(id, JSON.stringify(access), () => openSmtp(access));
      } catch (error) {
        if (error instanceof DeskKeyError) return away('secret_unreadable', error.message);
        throw error;
      }
    },
    close() {
      for (const { transport } of open.values()) transport.close();
      open.clear();
    },
  };
}

/** By Graph, and by a server that is told a name and has no password for it. */
function signsInByToken({ out_kind, out_user_name, out_sealed_secret }: WayOut): boolean {
  return out_kind === 'graph' || (out_user_name !== null && out_sealed_secret === null);
}

function byToken(mailbox: WayOut, tokens: MailTokens): MailTransport {
  const { mailbox_id: mailboxId, out_kind: kind, out_user_name: user } = mailbox;
  if (kind === 'graph') {
    return openByToken({
      mailboxId,
      audience: 'graph',
      tokens,
      open: async (token) =>
        openGraph({
          graphUrl: await tokens.graphUrlOf(mailboxId),
          user: mailbox.user_name ?? mailbox.address,
          token,
        }),
    });
  }
  const server = serverOf(mailbox);
  const open = (token: string) => openSmtp({ ...server, login: { user: user ?? '', token } });
  return openByToken({ mailboxId, audience: 'mail', tokens, open });
}

function serverOf({
  mailbox_id: id,
  out_kind: kind,
  out_host: host,
  out_port: port,
  out_security: security,
}: WayOut) {
  if (kind === 'graph') return { host: '', port: 0, security: 'tls' as const };
  if (host !== null && port !== null && security !== null) return { host, port, security };
  throw new Error(`Mailbox ${id} has no server of its own to send by`);
}

function smtpAccessOf(mailbox: WayOut, deskKey: DeskKey): SmtpAccess {
  const { mailbox_id: id } = mailbox;
  const { host, port, security } = serverOf(mailbox);
  const { out_user_name: user, out_sealed_secret: sealed } = mailbox;
  const password = sealed === null ? '' : deskKey.open(sealed, sealedForSending(id));
  return { host, port, security, login: user === null ? null : { user, password } };
}

/** A way that cannot be gone until somebody has changed a setting. */
function away(
  failure: Extract<SendOutcome, { kind: 'away' }>['failure'],
  answer: string,
): MailTransport {
  return { send: async () => ({ kind: 'away', failure, answer }), close() {} };
}
