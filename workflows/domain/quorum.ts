import { Refused } from './refusals.ts';
import type { Approval, ApprovalAnswer, Quorum } from './ticket.ts';

/**
 * How many have to say yes of so many who decide.
 *
 * @param of how many decide; undefined where nobody knows
 * @returns undefined where it depends on how many decide, and nobody knows
 */
export function needed(quorum: Quorum | undefined, of: number | undefined): number | undefined {
  if (quorum === undefined) return 1;
  if (typeof quorum === 'number') return quorum;
  if (of === undefined) return undefined;
  // Where nobody is left who decides, an owner does.
  return Math.max(1, quorum === 'all' ? of : Math.floor(of / 2) + 1);
}

/**
 * What an approval has come to once somebody says yes or no to it. A refusal ends it, unless they are
 * counted: then it is refused once so many have that the rest are too few.
 *
 * @throws Refused where the answer depends on how many decide, and nobody knows
 */
export function outcomeOf(
  approval: Pick<Approval, 'n' | 'quorum' | 'answers' | 'areRefusalsCounted'>,
  said: ApprovalAnswer['answer'],
  of: number | undefined,
): 'open' | 'granted' | 'refused' {
  const { n, quorum, answers = [], areRefusalsCounted } = approval;
  if (said === 'refused' && !areRefusalsCounted) return 'refused';
  const count = answers.filter(({ answer }) => answer === said).length + 1;
  const least = needed(quorum, of);
  if (least === undefined) throw new Refused('approvers_unknown', { n });
  if (said === 'granted') return count >= least ? 'granted' : 'open';
  // Of how many it is not known, the rest may still be enough: time tells.
  return of !== undefined && count > of - least ? 'refused' : 'open';
}
