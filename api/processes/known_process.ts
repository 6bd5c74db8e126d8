import { checkKnown } from '../../workflows/domain/known_words.ts';
import { type Refusal, refusalOf } from '../../workflows/domain/refusals.ts';
import {
  historyProcessId,
  presentOffers,
  processDefinitions,
  rulesAt,
} from '../../workflows/processes/index.ts';
import { type ApiError, givenValue, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';

/** The process that a body names, or the desk's default one. @throws ApiError 400 where there is none */
export function processIdOf(process: string = presentOffers().default): string {
  const known = processDefinitions().map(({ id }) => id);
  const offered = known.filter((id) => id !== historyProcessId);
  if (offered.includes(process)) return process;
  throw wrongField('body.process', expected('one_of', { words: offered }), givenValue(process));
}

/** @throws ApiError 400 naming the field of the body that is no word of the process */
export function checkWords(
  processId: string,
  words: { category?: string | null | undefined; service?: string | null | undefined },
): void {
  const { category = null, service = null } = words;
  try {
    checkKnown(rulesAt(processId, Date.now()).process, { category, service });
  } catch (error) {
    const refusal = refusalOf(error);
    throw (refusal && unknownWord(refusal)) ?? error;
  }
}

const fields = {
  category_unknown: 'body.category',
  service_unknown: 'body.service',
  group_unknown: 'body.group',
  impact_unknown: 'body.impact',
  urgency_unknown: 'body.urgency',
  priority_unknown: 'body.priority',
  pending_reason_unknown: 'body.reason',
  link_kind_unknown: 'path.kind',
} as const;

/** The core's refusal of a word as an error of its field; undefined where it refuses another thing. */
export function unknownWord(refusal: Refusal): ApiError | undefined {
  if (!isOfWord(refusal)) return undefined;
  const { word, allowed } = refusal.parameters;
  const words = expected('one_of', { words: allowed });
  return wrongField(fields[refusal.code], words, givenValue(word));
}

function isOfWord(refusal: Refusal): refusal is Refusal<keyof typeof fields> {
  return refusal.code in fields;
}
