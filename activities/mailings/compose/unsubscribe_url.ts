import {
  type EndableList,
  signUnsubscribeLink,
  unsubscribeRoot,
} from '../../../settings/unsubscribe_links.ts';
import type { ComposingContext, MailToCompose } from './contract.ts';

type EndableMail = Pick<MailToCompose, 'accountId' | 'kind' | 'news'> & { createdAt: Date };

/**
 * Where one click ends mails like this one (RFC 8058); null where its reader is not to miss them, or
 * nobody knows how the desk is called.
 */
export function unsubscribeUrlOf(
  { accountId, kind, news, createdAt }: EndableMail,
  { deskKey, deskUrl }: Pick<ComposingContext, 'deskKey' | 'deskUrl'>,
): string | null {
  const reasons = [...new Set(news.map(({ reason }) => reason))].sort();
  const list = listOf(kind, reasons);
  if (deskUrl === null || list === null) return null;
  const secret = signUnsubscribeLink(deskKey, { accountId, list, reasons }, +createdAt);
  return `${deskUrl}${unsubscribeRoot}/${secret}`;
}

function listOf(kind: EndableMail['kind'], reasons: readonly string[]): EndableList | null {
  if (kind === 'digest') return 'digest';
  return reasons.every((reason) => reason === 'followed') ? 'followed' : null;
}
