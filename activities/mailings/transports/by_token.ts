import type { MailAudience } from '../../../database/mail_words.ts';
import { GrantError } from '../../../oauth/grant_error.ts';
import type { MailToken, MailTokens } from '../../../oauth/mail_tokens.ts';
import type { MailEnvelope, MailTransport, SendOutcome } from './transport.ts';

export interface ByToken {
  mailboxId: string;
  audience: MailAudience;
  tokens: MailTokens;
  /** What is shown a token. */
  open(token: string): MailTransport | Promise<MailTransport>;
}

interface Opened {
  id: string;
  transport: MailTransport;
  sending: number;
  isOver: boolean;
}

/**
 * A way that is opened by a token of OAuth 2.0: anew with each, and once more where its server refuses
 * one before its time.
 */
export function openByToken({ mailboxId, audience, tokens, open }: ByToken): MailTransport {
  let opened: Opened | undefined;

  function leave(one: Opened | undefined): void {
    if (!one) return;
    one.isOver = true;
    if (one.sending === 0) one.transport.close();
  }

  async function openedWith({ id, token }: MailToken): Promise<Opened> {
    if (opened?.id === id) return opened;
    const next = { id, transport: await open(token), sending: 0, isOver: false };
    if (opened?.id === id) {
      next.transport.close();
      return opened;
    }
    leave(opened);
    opened = next;
    return next;
  }

  async function sendBy(token: MailToken, envelope: MailEnvelope, raw: Buffer) {
    const one = await openedWith(token);
    one.sending += 1;
    try {
      return await one.transport.send(envelope, raw);
    } finally {
      one.sending -= 1;
      if (one.isOver && one.sending === 0) one.transport.close();
    }
  }

  return {
    async send(envelope, raw): Promise<SendOutcome> {
      try {
        const token = await tokens.tokenFor(mailboxId, audience);
        if (!token) return noToken('it signs in by no provider any more');
        const outcome = await sendBy(token, envelope, raw);
        if (!isRefused(outcome)) return outcome;
        const another = await tokens.tokenFor(mailboxId, audience, { refusedId: token.id });
        return told(another ? await sendBy(another, envelope, raw) : outcome);
      } catch (error) {
        if (!(error instanceof GrantError)) throw error;
        return { kind: 'away', failure: error.failure, answer: error.message };
      }
    },
    close() {
      leave(opened);
      opened = undefined;
    },
  };
}

function isRefused(outcome: SendOutcome): boolean {
  return outcome.kind === 'away' && ['password_refused', 'token_refused'].includes(outcome.failure);
}

/** There is no password to be refused. */
function told(outcome: SendOutcome): SendOutcome {
  return isRefused(outcome) ? noToken(outcome.answer) : outcome;
}

function noToken(answer: string): SendOutcome {
  return { kind: 'away', failure: 'token_refused', answer };
}
