import type { EventData } from '../../domain/events.ts';
import { keysOf } from '../../domain/keys.ts';
import type { NoteParameter } from '../../domain/rules/rule.ts';
import { findProcess, type TitledKind, titleOf } from '../index.ts';
import type { Locale } from '../locales.ts';
import { keyWords } from '../process_words.ts';

/** Which of a process's words a parameter is one of. */
const titledAs: Partial<Record<NoteParameter, TitledKind>> = {
  category: 'category',
  service: 'service',
  group: 'group',
};

/**
 * What a note of a rule says, by the template as the process has it now; its name in words, where it has
 * it no more.
 */
export function noteText(
  { template, parameters }: EventData['rule_note_added']['text'],
  processId: string,
  locale: Locale,
): string {
  const words = findProcess(processId)?.noteTemplates?.[template]?.[locale];
  if (words === undefined) return keyWords(template);
  return keysOf(parameters).reduce(
    (text, name) => {
      const value = parameters[name] ?? '';
      const kind = titledAs[name];
      const shown = kind ? titleOf(processId, kind, value, locale) : keyWords(value);
      return text.replaceAll(`{${name}}`, shown);
    },
    words.replaceAll(/\{(\w+)\}/g, (braces, name) => (name in parameters ? braces : '–')),
  );
}
