/** Why a change of people was not made: a code and what it speaks of. */
export interface PeopleRefusals {
  address_taken: { address: string };
  /** It was changed since it was read. */
  changed_since: { revision: number };
  closed: { accountId: string };
  /** What was erased does not come back. */
  erased: { accountId: string };
  last_administrator: { accountId: string };
  /** Somebody would be their own manager's manager. */
  manager_circle: { accountId: string };
  unknown_account: { accountId: string };
  unknown_manager: { accountId: string; managerId: string };
}

export type PeopleRefusal = {
  [C in keyof PeopleRefusals]: { code: C; parameters: PeopleRefusals[C] };
}[keyof PeopleRefusals];

/** Nothing was done; whoever asked says so in their own words. The message is for a log. */
export class PeopleRefused extends Error {
  override readonly name = 'PeopleRefused';
  readonly refusal: PeopleRefusal;

  constructor(refusal: PeopleRefusal) {
    super(`${refusal.code}: ${JSON.stringify(refusal.parameters)}`);
    this.refusal = refusal;
  }
}
