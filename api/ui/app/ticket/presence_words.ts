import type { Presence } from '../../../contract.ts';
import { region, t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';

type Sentence = 'presence.reading' | 'presence.writing' | 'reply.writing_now';

/** `Marc Girard is writing`, of several people as one sentence. */
export function presenceWords(sentence: Sentence, people: Presence['people']): string {
  const list = new Intl.ListFormat(region.value, { type: 'conjunction' });
  return t(sentence, { names: list.format(people.map(nameOf)), count: people.length });
}
