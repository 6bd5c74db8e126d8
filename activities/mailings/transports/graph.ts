import type { SendingFailure } from '../../../database/outgoing_mail_words.ts';
import { storableText } from '../../../database/storable_text.ts';
import { secondMs } from '../../../workflows/domain/durations.ts';
import { retryAfterMsOf } from '../../retry_after.ts';
import { networkFailures } from './network_failures.ts';
import type { MailTransport, SendOutcome } from './transport.ts';

export interface GraphAccess {
  /** https://graph.microsoft.com, or that of a national cloud. */
  graphUrl: string;
  /** As whom it is sent: the name by which Microsoft 365 knows the mailbox. */
  user: string;
  token: string;
}

const timeoutMs = 60 * secondMs;
const answerMax = 1_000;

/**
 * Sends by Microsoft Graph: the whole message as it is, in base64.
 * https://learn.microsoft.com/graph/api/user-sendmail: it goes to those whom its headers name, and a
 * request has 4 MB at most.
 */
export function openGraph({ graphUrl, user, token }: GraphAccess): MailTransport {
  const url = `${graphUrl}/v1.0/users/${encodeURIComponent(user)}/sendMail`;
  return {
    async send(_envelope, raw): Promise<SendOutcome> {
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' },
          body: raw.toString('base64'),
          // Nobody else is shown the token.
          redirect: 'manual',
          signal: AbortSignal.timeout(timeoutMs),
        });
        return outcomeOf(response, await saidBy(response, token));
      } catch (error) {
        return failed(error);
      }
    },
    close() {},
  };
}

/** What a server says against it: https://learn.microsoft.com/graph/errors */
interface Said {
  code: string;
  words: string;
}

async function saidBy(response: Response, token: string): Promise<Said> {
  const text = (await response.text()).slice(0, 10 * answerMax);
  const { code, message } = errorIn(text);
  const told = code === undefined ? text : `${code}: ${message}`;
  const id = response.headers.get('request-id');
  const words = [`HTTP ${response.status}`, told, id && `request-id ${id}`].filter(Boolean);
  return {
    code: code ?? '',
    words: storableText(words.join(' · ').replaceAll(token, '…'), answerMax),
  };
}

function errorIn(text: string): { code?: string; message?: string } {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown; message?: unknown } };
    return { code: String(error?.code ?? ''), message: String(error?.message ?? '') };
  } catch {
    return {};
  }
}

/** Codes of Exchange that are about how much is sent, whatever status they come with. */
const busy =
  /^(ErrorServerBusy|ErrorExceededMessageLimit|ErrorQuotaExceeded|ApplicationThrottled)$/;
/** The account may not send, or has no mailbox: no message would fare better. */
const aboutSender =
  /^(ErrorAccessDenied|ErrorSendAsDenied|ErrorInvalidUser|ErrorNonExistentMailbox|MailboxNotEnabledForRESTAPI|ResourceNotFound|Request_ResourceNotFound|Authorization_RequestDenied)$/;

function outcomeOf(response: Response, { code, words: answer }: Said): SendOutcome {
  const { status } = response;
  const away = (failure: SendingFailure, retryAfterMs?: number): SendOutcome => ({
    kind: 'away',
    failure,
    answer,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
  if (status === 202) return { kind: 'sent', answer };
  if (status === 401) return away('token_refused');
  if (status === 429 || status === 503 || busy.test(code)) {
    return away('server_busy', retryAfterMsOf(response.headers.get('retry-after')) ?? undefined);
  }
  // Those who pass it on lost sight of it: it may have arrived.
  if (status === 502 || status === 504) return { kind: 'unknown', answer };
  if (status >= 500) return { kind: 'put_off', answer };
  if (status === 403 || status === 404 || aboutSender.test(code)) return away('sender_refused');
  if (status >= 400) return { kind: 'refused', answer };
  return away('protocol');
}

const failuresByCode: Record<string, SendingFailure> = {
  ...networkFailures,
  UND_ERR_CONNECT_TIMEOUT: 'no_answer_in_time',
};

/** No answer came: unless nothing was said at all, it may have been sent. */
function failed(error: unknown): SendOutcome {
  const { cause, message } = error as {
    cause?: { code?: string; message?: string };
    message: string;
  };
  const answer = storableText(cause?.message ?? message, answerMax);
  const failure = failuresByCode[cause?.code ?? ''];
  if (failure) return { kind: 'away', failure, answer };
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|HOSTNAME_)/.test(cause?.code ?? '')) {
    return { kind: 'away', failure: 'certificate', answer };
  }
  return { kind: 'unknown', answer };
}
