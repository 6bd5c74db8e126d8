import { PeopleRefused } from '../../database/people_refused.ts';
import { ApiError, givenValue, notFound, stale, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';

/**
 * Does something to people, and says why not where it is refused.
 *
 * @param expectedRevision which the caller had read
 * @throws ApiError
 */
export async function orPeopleProblem<T>(
  work: () => Promise<T>,
  expectedRevision?: number,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PeopleRefused) throw problemOfPeople(error, expectedRevision);
    throw error;
  }
}

/** What the API says of a change of people that was refused. */
export function problemOfPeople({ refusal }: PeopleRefused, expectedRevision = 0): ApiError {
  switch (refusal.code) {
    case 'address_taken':
      return wrongField(
        'body.addresses',
        expected('unused_address'),
        givenValue(refusal.parameters.address),
      );
    case 'unknown_manager':
      return wrongField(
        'body.managerId',
        expected('account'),
        givenValue(refusal.parameters.managerId),
      );
    case 'manager_circle':
      return wrongField(
        'body.managerId',
        expected('manager_not_below'),
        givenValue(refusal.parameters.accountId),
      );
    case 'changed_since':
      return stale(refusal.parameters.revision, expectedRevision);
    case 'unknown_account':
      return notFound('account', refusal.parameters.accountId);
    case 'closed':
      return new ApiError(409, { code: 'account_closed', parameters: {} });
    case 'erased':
      return new ApiError(409, { code: 'account_erased', parameters: {} });
    case 'last_administrator':
      return new ApiError(409, { code: 'last_administrator', parameters: {} });
  }
}
