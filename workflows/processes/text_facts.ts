import type { ProcessDefinition } from './define.ts';

/** Lower case, without accents, with plain apostrophes and single spaces. */
function plainText(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/\s+/g, ' ')
    .toLowerCase();
}

function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

const patterns = new WeakMap<object, [name: string, pattern: RegExp][]>();

function patternsOf(facts: Record<string, readonly string[]>): [string, RegExp][] {
  let compiled = patterns.get(facts);
  if (!compiled) {
    compiled = Object.entries(facts).map(([name, phrases]) => {
      const choices = phrases.map((phrase) => escapeForRegExp(plainText(phrase.trim()))).join('|');
      return [name, new RegExp(`(?<![\\p{L}\\p{N}_])(?:${choices})(?![\\p{L}\\p{N}_])`, 'u')];
    });
    patterns.set(facts, compiled);
  }
  return compiled;
}

/** Names of the process's text facts found in a ticket's text, in the order of the definition. */
export function findFacts(
  definition: Pick<ProcessDefinition, 'textFacts'>,
  subject: string,
  description: string,
): string[] {
  // No phrase begins in the one and ends in the other.
  const text = `${plainText(subject)}\0${plainText(description)}`;
  return patternsOf(definition.textFacts ?? {})
    .filter(([, pattern]) => pattern.test(text))
    .map(([name]) => name);
}
