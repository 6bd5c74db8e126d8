import type { Database } from '../../database/connection.ts';

/** A word that somebody looks for, without accents, capitals and hyphens, and what else it may be. */
export interface SearchWord {
  /** A pattern for LIKE: the word anywhere, within another one too. */
  like: string;
  /** Regular expressions of Postgres: its singular or plural; null where it has none. */
  inflected: string | null;
  /** The word with one letter wrong, missing, too many or swapped; null where it is too short or too long. */
  mistyped: string | null;
}

/** What a condition is said with: SQL and its values. */
export interface Condition {
  sql: string;
  bindings: (string | string[])[];
}

const mistypedLengthMin = 4;
/**
 * In letters: of a longer word no misspelling is looked for. The expression grows with the square of
 * its length, and what Postgres spends on it with the cube: seconds from forty letters on.
 */
const mistypedLengthMax = 16;

/**
 * The words of a question, each once. Those that every text has (“the”, « le ») are left out, unless
 * there is no other.
 */
export async function searchWordsOf(database: Database, question: string): Promise<SearchWord[]> {
  const { rows } = await database.raw<{ rows: { word: string; is_stop: boolean }[] }>(
    `select distinct
       word,
       coalesce(ts_lexize('pg_catalog.english_stem', word) = '{}', false)
         or coalesce(ts_lexize('pg_catalog.french_stem', word) = '{}', false) as is_stop
     from (select search_fold(unnest(?::text[])) as word) as asked
     order by word`,
    [question.split(/\s+/).map(withoutPunctuation)],
  );
  const said = rows.filter(({ word }) => /[\p{L}\p{N}]/u.test(word));
  const telling = said.filter(({ is_stop }) => !is_stop);
  const [words = []] = [telling, said, rows].filter(({ length }) => length > 0);
  return words.map(({ word }) => searchWord(word));
}

function withoutPunctuation(word: string): string {
  return word.replace(/^[.,;:!?()[\]{}"«»“”…]+|[.,;:!?()[\]{}"«»“”…]+$/g, '') || word;
}

function searchWord(word: string): SearchWord {
  const isPlain = /^[\p{L}\p{N}]+$/u.test(word);
  const others = isPlain ? inflections(word) : [];
  const letters = [...word];
  const mayBeMistyped =
    isPlain && letters.length >= mistypedLengthMin && letters.length <= mistypedLengthMax;
  return {
    like: `%${word.replace(/[\\%_]/g, '\\$&')}%`,
    inflected: others.length > 0 ? wholeWord(others) : null,
    mistyped: mayBeMistyped ? wholeWord(misspellings(letters)) : null,
  };
}

/** An English or French plural for a singular, and the other way round; endings alone need none. */
function inflections(word: string): string[] {
  const others = [
    word.replace(/ies$/, 'y'),
    word.replace(/([sxz]|ch|sh)es$/, '$1'),
    word.replace(/(?<![sui])s$/, ''),
    word.replace(/([^aeiou])y$/, '$1ies'),
    word.replace(/(eau|eu|ou)x$/, '$1'),
    word.replace(/(?<!e)aux$/, 'al'),
    word.replace(/al$/, 'aux'),
  ];
  return [...new Set(others)].filter((other) => other !== word && other.length >= 3);
}

function misspellings(letters: string[]): string[] {
  const before = (at: number) => letters.slice(0, at).join('');
  const after = (at: number) => letters.slice(at).join('');
  const spellings = letters.flatMap((letter, at) => [
    // One letter too many, one wrong, one missing.
    before(at) + after(at + 1),
    `${before(at)}\\w${after(at + 1)}`,
    `${before(at)}\\w${after(at)}`,
    ...(at + 1 < letters.length
      ? [`${before(at)}${letters[at + 1]}${letter}${after(at + 2)}`]
      : []),
  ]);
  return [...spellings, `${letters.join('')}\\w`];
}

function wholeWord(spellings: string[]): string {
  return `\\m(${spellings.join('|')})(s|es|x)?\\M`;
}

/** Whether a text has a word, or another number of it. @param text an expression, folded */
export function says({ like, inflected }: SearchWord, text: string): Condition {
  if (inflected === null) return { sql: `${text} like ?`, bindings: [like] };
  return { sql: `(${text} like ? or ${text} ~ ?)`, bindings: [like, inflected] };
}
