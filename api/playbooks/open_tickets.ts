import { ApplicationFailure } from '@temporalio/activity';
import { keepProgramAccount, playbooksAccountId } from '../../database/accounts.ts';
import { isDatabaseAway } from '../../database/away.ts';
import { refusedFailureType } from '../../workflows/messages.ts';
import type { PlaybookOpenings } from '../../workflows/playbooks/port.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { beating } from '../http/beating.ts';
import { askFromDesk } from '../http/desk_visit.ts';
import { ApiError } from '../http/errors.ts';
import { idempotencyOf } from '../http/idempotency.ts';
import type { Account } from '../people/directory.ts';
import { openTicket } from '../tickets/opening.ts';

/** What runs of playbooks have opened, by the operation that opens any ticket. */
export function createPlaybookOpenings(dependencies: ApiDependencies): PlaybookOpenings {
  return {
    openTicket: beating(async ({ playbook, key, ticket }) => {
      const account = await playbooksAccount(dependencies);
      const actor = { kind: 'system', id: `playbook:${playbook}` } as const;
      const visit = { account, dependencies, channel: 'api', actor } as const;
      try {
        const question = { idempotencyKey: key, body: ticket };
        const { body } = await askFromDesk(openTicket, visit, question);
        return { ticketId: body.id, number: Number(body.number) };
      } catch (error) {
        // It was opened before, in words that a desk of another version reads otherwise.
        const opened = isSaidBefore(error) && (await findOpened(account, key, dependencies));
        if (opened) return opened;
        throw isRefused(error) ? refused(error) : error;
      }
    }),
  };
}

/** It sees what agents see, may open what they may, and nobody can sign in as it. */
async function playbooksAccount({ database }: ApiDependencies): Promise<Account> {
  const name = 'Playbook';
  await keepProgramAccount(database, playbooksAccountId, name);
  const id = playbooksAccountId;
  return { id, name, roles: ['agent'], locale: 'en', requesterTier: 'standard', memberships: {} };
}

function isSaidBefore(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'idempotency_key_reused';
}

async function findOpened({ id }: Account, key: string, { database }: ApiDependencies) {
  const ticketId = idempotencyOf(id, key, { method: '', path: '', body: null }).ticketId();
  const row = await database('ticket_contents').where('ticket_id', ticketId).first('number');
  return row && { ticketId, number: Number(row.number) };
}

/** What the desk will not do however often it is asked. */
function isRefused(error: unknown): error is ApiError {
  if (!(error instanceof ApiError) || isDatabaseAway(error)) return false;
  return error.status < 500 && error.status !== 429;
}

/** Fields are named as the playbook writes them. */
function refused({ message, reason }: ApiError): ApplicationFailure {
  const words = message.replaceAll(/\bbody\.(?=\w)/g, '');
  return ApplicationFailure.nonRetryable(words, refusedFailureType, reason);
}
