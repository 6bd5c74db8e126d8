import type { Request, Response } from 'express';
import type { AuditEntry } from '../../database/audit.ts';
import type { Locals } from './router.ts';

/**
 * Who asks and from where, as an entry of the audit says it.
 *
 * @param accountId of whom, where the request had no credential and showed who it is (a sign-in)
 */
export function askedBy(
  { request, response }: { request: Request; response: Response<unknown, Locals> },
  accountId?: string,
): Pick<AuditEntry, 'by' | 'from'> {
  const { account, credential, credentialId } = response.locals;
  const used =
    credential?.kind === 'token' ? { tokenId: credentialId } : { sessionId: credentialId };
  return {
    by: { program: 'api', accountId: accountId ?? account?.id, ...used },
    from: { address: request.ip, requestId: String(request.id) },
  };
}
