import { sealedForSending } from '../../../database/mailboxes.ts';
import type { MailboxRow } from '../../../database/tables.ts';
import { type DeskKey, DeskKeyError } from '../../../settings/desk_key.ts';
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
  | 'out_kind'
  | 'out_host'
  | 'out_port'
  | 'out_security'
  | 'out_user_name'
  | 'out_sealed_secret'
>;

export interface TransportOptions {
  deskKey: DeskKey;
  /** The desk's own server; null where it has none. */
  smtpUrl: string | null;
}

export function openTransports({ deskKey, smtpUrl }: TransportOptions): Transports {
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
      try {
        const access = smtpAccessOf(mailbox, deskKey);
        return kept(mailbox.mailbox_id, JSON.stringify(access), () => openSmtp(access));
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

function smtpAccessOf(mailbox: WayOut, deskKey: DeskKey): SmtpAccess {
  const { mailbox_id: id, out_host: host, out_port: port, out_security: security } = mailbox;
  if (host === null || port === null || security === null) {
    throw new Error(`Mailbox ${id} has no server of its own to send by`);
  }
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
