import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import { insertStep } from '../../../database/sign_in/steps.ts';
import type { SignInMethod } from '../../../database/tables.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { withDatabase } from '../../http/database.ts';
import { hashOf } from '../directory.ts';
import { startSession } from '../start_session.ts';
import type { SignedIn } from './contract.ts';
import { factorsOf, isFactorDemanded, type Person } from './find_person.ts';

const secretBytes = 32;

/**
 * After somebody has shown one thing that is theirs: asks for a second one where they have it, else
 * signs them in. Where a second one is demanded the session opens nothing until there is one.
 */
export async function finishSignIn(
  call: { request: Request; response: Response },
  { person, method }: { person: Person; method: SignInMethod },
  dependencies: ApiDependencies,
): Promise<SignedIn> {
  const { database } = dependencies;
  const { account_id: accountId, roles } = person;
  const factors = await withDatabase(() => factorsOf(database, accountId));
  if (factors.length > 0) {
    const step = newSecret();
    await withDatabase(() =>
      insertStep(database, {
        step_hash: hashOf(step),
        kind: 'second_factor',
        account_id: accountId,
        method,
      }),
    );
    return { next: 'second_factor', step, factors };
  }
  const isEnrolling = await withDatabase(() => isFactorDemanded(database, roles));
  await startSession(call, { accountId, method, isEnrolling }, dependencies);
  return { next: isEnrolling ? 'enrolment' : 'desk' };
}

export function newSecret(): string {
  return randomBytes(secretBytes).toString('base64url');
}
