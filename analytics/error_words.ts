import { frenchEngineError } from './engine_words.ts';
import type {
  AnalyticsErrorCode,
  AnalyticsFailure,
  AnalyticsParameters,
  ParameterExpectation,
  SqlRefusal,
} from './errors.ts';
import type { Localised } from './metric_definition.ts';

type Language = keyof Localised;
type Sentence<C extends AnalyticsErrorCode> =
  | string
  | ((parameters: AnalyticsParameters[C]) => string);
type Sentences = { [C in AnalyticsErrorCode]: Sentence<C> };

const english: Sentences = {
  chart_not_drawn: ({ reason }) => `The chart cannot be drawn: ${reason}`,
  invalid_parameter: ({ field, value, expected }) =>
    `${field} '${value}': expected ${expectationText(expected, 'en')}`,
  memory_limit: ({ reason }) =>
    `This needed more memory than one query may have${reason === null ? '.' : `: ${reason}`}`,
  no_bucket_access: ({ place, reason }) =>
    `${place} needs DuckDB's httpfs extension, which cannot be loaded: ${reason}. ` +
    'docs/past_one_machine.md says how to get it.',
  no_tickets_behind: ({ metric }) => `${metric} foresees: no tickets are behind it.`,
  nothing_exported: ({ place }) => `Nothing has been exported to ${place} yet.`,
  query_cancelled: 'Cancelled.',
  query_timeout: ({ seconds }) => `Stopped at the limit of ${seconds} s.`,
  result_too_large: ({ what, megabytes }) =>
    `${what === 'row' ? 'One row' : 'The file'} of this result is over ${megabytes} MB.`,
  sql_failed: ({ words }) => words,
  sql_refused: ({ refusal }) => sqlRefusalEnglish(refusal),
  too_busy: ({ waiting }) => `${waiting} questions are waiting already: try again in a moment.`,
  unknown_dashboard: ({ name, known }) => `No dashboard '${name}'. There are: ${known.join(', ')}`,
  unknown_metric: ({ name, known }) => `No metric '${name}'. There are: ${known.join(', ')}`,
  warehouse_damaged: ({ place, reason, remedy }) => {
    const fault = reason === null ? 'is not there' : `cannot be read: ${reason}`;
    const mended =
      remedy === 'rebuild'
        ? 'the desk keeps it all, and `palier export --rebuild` makes it again.'
        : "the next export makes it again from the desk's database, `palier export` at once.";
    return `The warehouse ${place} ${fault}. Nothing is lost: ${mended}`;
  },
  warehouse_locked: ({ holder, waitMs, file }) => {
    const process = typeof holder === 'number' ? ` (process ${holder})` : '';
    const where = holder === 'this_process' ? ' in this process' : process;
    return `Another export is running${where}; waited ${waitMs} ms for ${file}.`;
  },
  worker_lost: ({ reason }) => `The process that was to answer this ended: ${reason}`,
};

const french: Sentences = {
  chart_not_drawn: ({ reason }) => `Ce graphique ne peut être tracé. Vega dit : ${quoted(reason)}`,
  invalid_parameter: ({ field, value, expected }) =>
    `Le paramètre ${quoted(field)} attend ${expectationText(expected, 'fr')}, mais a reçu ${quoted(value)}.`,
  memory_limit: ({ reason }) =>
    'La requête demande plus de mémoire qu’une seule ne peut en avoir.' +
    (reason === null ? '' : ` DuckDB dit : ${quoted(reason)}`),
  no_bucket_access: ({ place, reason }) =>
    `Pour lire ${quoted(place)}, il manque à DuckDB l’extension httpfs : docs/past_one_machine.md dit où la trouver. DuckDB dit : ${quoted(reason)}`,
  no_tickets_behind: ({ metric }) =>
    `L’indicateur ${quoted(metric)} est une prévision : aucun ticket n’est derrière lui.`,
  nothing_exported: ({ place }) => `Rien n’a encore été exporté dans ${quoted(place)}.`,
  query_cancelled: 'La requête a été abandonnée.',
  query_timeout: ({ seconds }) =>
    `La requête a été arrêtée au bout de ${numbers.format(seconds)} s, ce qui est la limite.`,
  result_too_large: ({ what, megabytes }) =>
    `${what === 'row' ? 'Une seule ligne' : 'Le fichier'} de ce résultat dépasse ${megabytes} Mo.`,
  sql_failed: ({ words }) => frenchEngineError(words),
  sql_refused: ({ refusal }) => sqlRefusalFrench(refusal),
  too_busy: 'Trop de questions attendent déjà : recommencez dans un instant.',
  unknown_dashboard: ({ name, known }) =>
    `Il n’y a pas de tableau de bord ${quoted(name)}. Il y a : ${known.map(quoted).join(', ')}`,
  unknown_metric: ({ name, known }) =>
    `Il n’y a pas d’indicateur ${quoted(name)}. Il y a : ${known.map(quoted).join(', ')}`,
  warehouse_damaged: ({ place, reason, remedy }) => {
    const fault =
      reason === null ? 'est introuvable' : `est illisible (DuckDB dit : ${quoted(reason)})`;
    const mended =
      remedy === 'rebuild'
        ? '« palier export --rebuild » le refait.'
        : 'le prochain export le refait, « palier export » tout de suite.';
    return `L’entrepôt de données ${quoted(place)} ${fault}. Rien n’est perdu : ${mended}`;
  },
  warehouse_locked: ({ holder }) =>
    `Un autre export est en cours${typeof holder === 'number' ? ` (processus ${holder})` : ''} : recommencez dans un instant.`,
  worker_lost: ({ reason }) =>
    `Le processus qui devait répondre s’est arrêté (${quoted(reason)}) : recommencez.`,
};

const numbers = new Intl.NumberFormat('fr');
const either = new Intl.ListFormat('fr', { type: 'disjunction' });
const sentences: Record<Language, Sentences> = { en: english, fr: french };

/** Whether what went wrong went wrong between a question and its answer. */
export function isAnalyticsFailure(failure: { code: string }): failure is AnalyticsFailure {
  return failure.code in english;
}

/** What went wrong, as a sentence for whoever asked. */
export function analyticsText({ code, parameters }: AnalyticsFailure, language: Language): string {
  return textOf(code, parameters, language);
}

function textOf<C extends AnalyticsErrorCode>(
  code: C,
  parameters: AnalyticsParameters[C],
  language: Language,
): string {
  const sentence: Sentence<C> = sentences[language][code];
  return typeof sentence === 'string' ? sentence : sentence(parameters);
}

/** What a parameter must be, as a part of a sentence. */
export function expectationText(expected: ParameterExpectation, language: Language): string {
  return language === 'en' ? expectationEnglish(expected) : expectationFrench(expected);
}

function expectationEnglish(expected: ParameterExpectation): string {
  switch (expected.is) {
    case 'above_zero':
      return 'a whole number above 0';
    case 'at_most_50_years':
      return 'a range of 50 years at most';
    case 'cut':
      return `a cut of ${expected.metric}: ${expected.known.join(', ')}`;
    case 'date':
      return 'a date such as 2026-03-31';
    case 'folder_of_its_own':
      return 'a folder of its own: this one holds a warehouse of another kind';
    case 'no_filter':
      return `nothing: what ${expected.metric} counts has no group and no priority`;
    case 'not_after':
      return `a date that is not after ${expected.to}`;
    case 'one_of':
      return expected.known.join(', ');
    case 'one_of_each':
      return 'at most one period and one segment';
    case 'time_zone':
      return 'the IANA name of a time zone, such as Europe/Paris';
  }
}

function expectationFrench(expected: ParameterExpectation): string {
  switch (expected.is) {
    case 'above_zero':
      return 'un nombre entier supérieur à 0';
    case 'at_most_50_years':
      return 'une période de 50 ans au plus';
    case 'cut':
      return `l’une des divisions de ${quoted(expected.metric)} (${expected.known.map(quoted).join(', ')})`;
    case 'date':
      return 'une date, comme 2026-03-31';
    case 'folder_of_its_own':
      return 'un dossier réservé aux fichiers Parquet';
    case 'no_filter':
      return `aucune valeur (ce que compte ${quoted(expected.metric)} n’a ni groupe ni priorité)`;
    case 'not_after':
      return `le ${expected.to} au plus tard`;
    case 'one_of':
      return either.format(expected.known.map(quoted));
    case 'one_of_each':
      return 'une période et un segment au plus';
    case 'time_zone':
      return 'le nom IANA d’un fuseau horaire, comme Europe/Paris';
  }
}

function sqlRefusalEnglish(refusal: SqlRefusal): string {
  switch (refusal.is) {
    case 'expression':
      return `Expressions of the kind ${refusal.name} are not allowed`;
    case 'function':
      return `The function ${refusal.name} is not allowed here`;
    case 'not_a_select':
      return 'This statement is not a SELECT: only SELECT (and EXPLAIN, DESCRIBE, SUMMARIZE) runs';
    case 'other_show':
      return 'Of SHOW only SHOW TABLES is allowed';
    case 'statement_count':
      return `${refusal.count} statements: expected exactly one SELECT`;
    case 'syntax':
      return `Syntax of the kind ${refusal.name} is not allowed`;
    case 'table_function':
      return `The table function ${refusal.name} is not allowed here`;
    case 'unknown_table':
      return `There is no table '${refusal.name}' here. There are: ${refusal.known.join(', ')}`;
  }
}

function sqlRefusalFrench(refusal: SqlRefusal): string {
  switch (refusal.is) {
    case 'expression':
      return `Les expressions de la sorte ${quoted(refusal.name)} ne sont pas permises.`;
    case 'function':
      return `La fonction ${quoted(refusal.name)} n’est pas permise ici.`;
    case 'not_a_select':
      return 'Ce n’est pas un SELECT : seuls SELECT (et EXPLAIN, DESCRIBE, SUMMARIZE) sont exécutés.';
    case 'other_show':
      return 'De SHOW, seul SHOW TABLES est permis.';
    case 'statement_count':
      return `Il faut exactement un SELECT ; instructions reçues : ${refusal.count}.`;
    case 'syntax':
      return `La syntaxe ${quoted(refusal.name)} n’est pas permise.`;
    case 'table_function':
      return `La fonction de table ${quoted(refusal.name)} n’est pas permise ici.`;
    case 'unknown_table':
      return `Il n’y a pas de table ${quoted(refusal.name)} ici. Il y a : ${refusal.known.map(quoted).join(', ')}`;
  }
}

function quoted(word: string): string {
  return `« ${word} »`;
}
