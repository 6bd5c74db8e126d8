import { dictionary } from '@zxcvbn-ts/language-common';

/** Some 50,000 that people choose most, in lower case, from what was stolen elsewhere. */
let common: ReadonlySet<string> | undefined;

const fewSigns = 5;

/**
 * Whether a password is among the first that anybody tries: a common one with signs before, behind or
 * doubled, few different signs, or what is known of the person.
 *
 * @param known names and addresses of whose it is
 */
export function isCommon(password: string, known: readonly string[] = []): boolean {
  common ??= new Set([...dictionary['passwords-common'], 'motdepasse', 'palier', 'servicedesk']);
  const small = password.toLowerCase();
  if (new Set(small).size < fewSigns) return true;
  const words = [small, small.replace(/^[\P{L}]+|[\P{L}]+$/gu, ''), small.replace(/\P{L}/gu, '')];
  const own = known.flatMap((text) => [text.toLowerCase(), ...text.toLowerCase().split('@', 1)]);
  return words.some(
    (word) => word === '' || common?.has(halved(word)) || own.some((text) => text === word),
  );
}

/** `passwordpassword` is `password`. */
function halved(word: string): string {
  const half = word.slice(0, word.length / 2);
  return half + half === word ? half : word;
}
