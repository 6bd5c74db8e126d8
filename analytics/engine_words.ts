/** What DuckDB says of a statement that it cannot answer. */
export interface EngineError {
  /** As DuckDB calls it, such as `Parser`; null where it gives it no name. */
  kind: string | null;
  /** Its own words, with the line and a caret under the place where it says one. */
  words: string;
  /** From 1; null where it does not say. */
  line: number | null;
}

const named = /^([A-Za-z][A-Za-z ]*?) Error: /;
const place = /(\nLINE )(\d+)(: [^\n]*\n)( *)\^\s*$/;

export function readEngineError(message: string): EngineError {
  const line = place.exec(message)?.[2];
  return {
    kind: named.exec(message)?.[1] ?? null,
    words: message.replace(named, '').trim(),
    line: line === undefined ? null : Number(line),
  };
}

/** The error of a statement that has lines before the asker's own, placed in the asker's. */
export function withoutLinesBefore(message: string, linesBefore: number): string {
  return message.replace(place, (_, head, number, excerpt, spaces) => {
    const line = String(Number(number) - linesBefore);
    const narrower = ' '.repeat(Math.max(0, spaces.length - number.length + line.length));
    return `${head}${line}${excerpt}${narrower}^`;
  });
}

/** Kinds of error that a statement can end in. */
const frenchKinds: Readonly<Record<string, string>> = {
  Binder: 'Un nom, un type ou un regroupement de la requête ne convient pas',
  Catalog: 'Un nom de la requête est inconnu',
  Conversion: 'Une valeur ne se laisse pas convertir',
  Constraint: 'Une contrainte n’est pas respectée',
  'Divide by Zero': 'Division par zéro',
  INTERNAL: 'Défaut du moteur DuckDB',
  INTERRUPT: 'La requête a été interrompue',
  IO: 'Erreur de lecture ou d’écriture',
  Invalid: 'La requête ne peut être exécutée',
  'Invalid Configuration': 'Un réglage n’est pas permis',
  'Invalid Input': 'Une valeur ou un paramètre ne convient pas',
  'Invalid type': 'Un type ne convient pas',
  'Mismatch Type': 'Deux types ne s’accordent pas',
  'Missing Extension': 'Il manque une extension à DuckDB',
  'Not implemented': 'DuckDB ne sait pas faire cela',
  'Out of Range': 'Une valeur est hors limites',
  'Parameter Not Allowed': 'Un paramètre n’est pas permis à cet endroit',
  'Parameter Not Resolved': 'Le type d’un paramètre est indéterminé',
  Parser: 'Erreur de syntaxe',
  Permission: 'La requête n’en a pas le droit',
  Syntax: 'Erreur de syntaxe',
};

/** The kind of error and its line in French; DuckDB's own words, which are English, as a quotation. */
export function frenchEngineError(message: string): string {
  const { kind, words, line } = readEngineError(message);
  const what = frenchKinds[kind ?? ''] ?? 'La requête a échoué';
  const where = line === null ? '' : `, à la ligne ${line}`;
  return `${what}${where}. DuckDB dit : « ${words} »`;
}
