import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { IntlMessageFormat } from 'intl-messageformat';

const uiDir = path.resolve(import.meta.dirname, '../../api/ui');
const domainDir = path.resolve(import.meta.dirname, '../../workflows/domain');
const analyticsDir = path.resolve(import.meta.dirname, '../../analytics');
const databaseDir = path.resolve(import.meta.dirname, '../../database');
const read = (language: string): Record<string, string> =>
  JSON.parse(readFileSync(path.join(uiDir, `messages/${language}.json`), 'utf8'));
const en = read('en');
const fr = read('fr');

type Ast = ReturnType<IntlMessageFormat['getAst']>;

/** Names of the placeholders of a message, those inside of choices too. */
function placeholdersOf(message: string, language: string): string[] {
  const names = new Set<string>();
  const visit = (elements: Ast): void => {
    for (const element of elements) {
      if ('options' in element) {
        for (const option of Object.values(element.options)) visit(option.value);
      }
      const isPlaceholder = element.type !== 0 && element.type !== 7;
      if (isPlaceholder && 'value' in element) names.add(String(element.value));
    }
  };
  visit(new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst());
  return [...names].sort();
}

test('French says everything that English says, and nothing else', (t) => {
  t.deepEqual(Object.keys(fr).sort(), Object.keys(en).sort());
});

test('a message has the same placeholders in both languages', (t) => {
  for (const [key, message] of Object.entries(en)) {
    t.deepEqual(placeholdersOf(fr[key] ?? '', 'fr'), placeholdersOf(message, 'en'), key);
  }
});

test('the placeholders inside of a choice are found', (t) => {
  const message = '{count, plural, one {# of {name}} other {#}} {kind, select, a {{x}} other {}}';
  t.deepEqual(placeholdersOf(message, 'en'), ['count', 'kind', 'name', 'x']);
});

test('a choice by number in French knows one, many and other', (t) => {
  for (const [key, message] of Object.entries(fr)) {
    if (!message.includes(', plural,')) continue;
    t.regex(message, /\bone \{/, key);
    t.regex(message, /\bmany \{/, key);
  }
});

/** A number that is written as it is, with a word behind it. */
const uncounted = /\{(?:count|max|rows|\w+, number)\}\u00a0?\s?(?<word>\p{L}\p{Ll}{2,})/u;

test('a word beside a number is chosen by the number', (t) => {
  for (const [key, message] of [...Object.entries(en), ...Object.entries(fr)]) {
    t.is(uncounted.exec(message)?.groups?.word, undefined, `${key}: ${message}`);
  }
  t.regex('{count, number} tickets are gone', uncounted);
  t.regex('Les {count} tickets', uncounted);
});

test('of one there is no plural, in either language', (t) => {
  for (const [language, messages] of [
    ['en', en],
    ['fr', fr],
  ] as const) {
    for (const [key, message] of Object.entries(messages)) {
      if (!message.includes(', plural,')) continue;
      const values = Object.fromEntries(placeholdersOf(message, language).map((name) => [name, 1]));
      const told = new IntlMessageFormat(message, language, undefined, { ignoreTag: true });
      t.notRegex(
        String(told.format(values)),
        /(?<![\d.])1 (?!(?:is|plus|fois|sens)\b)\p{L}+s(?!\p{L})/u,
        `${language} ${key}`,
      );
    }
  }
});

test('French never breaks a line before its high punctuation', (t) => {
  for (const [key, message] of Object.entries(fr)) {
    t.notRegex(message, /[\p{L}\d»}] ?[;!?]|[\p{L}\d»] :/u, key);
  }
});

test('no message is without a screen that says it', (t) => {
  const places = [path.join(uiDir, 'app'), path.join(uiDir, '../portal')];
  const sources = places.flatMap((folder) => sourcesIn(folder)).join('\n');
  const literals = new Set(sources.match(/(?<=')[a-z_]+\.[\w.]+(?=')/g));
  // t(`status.${…}`) says any message that begins so and ends in a word the desk knows.
  const beginnings = sources.match(/(?<=`)[a-z_]+\.[\w.]*(?=\$\{)/g) ?? [];
  const isContract = (name: string) => /(contract|words|bodies|fate)\.ts$/.test(name);
  const contracts = sourcesIn(path.join(uiDir, '..'), isContract);
  const named = sourcesIn(databaseDir, (name) =>
    /^(alarms|audit|mail_words|outgoing_mail_words|people)\.ts$/.test(name),
  );
  const playbookWords = sourcesIn(path.join(domainDir, '../playbooks'));
  const words = [sources, ...contracts, ...playbookWords, ...named, ...sourcesIn(domainDir)].join(
    '\n',
  );
  const known = new Set(words.match(/(?<=')\w+(?=')|\b\w+(?=:)/g));
  // Columns and their values are words of the warehouse.
  const isSql = (name: string) => name.endsWith('.sql');
  for (const word of sourcesIn(analyticsDir, isSql).join('\n').match(/\w+/g) ?? []) known.add(word);
  const isKnown = (end: string) => end.split('.').every((word) => known.has(word));
  const isSaid = (key: string) =>
    literals.has(key) ||
    beginnings.some((begin) => key.startsWith(begin) && isKnown(key.slice(begin.length)));
  t.deepEqual(
    Object.keys(en).filter((key) => !isSaid(key)),
    [],
  );
  t.false(isSaid('status.forgotten'));
  t.false(isSaid('portal.forgotten'));
});

test('the punctuation between what is said and of what is the language’s', (t) => {
  const between = /\$\{t\([^}]*\)\}\s?[:;!?]|[:;!?]\s?\$\{t\(|\{t\([^}]*\)\}\s?[:;!?]/g;
  const sources = sourcesIn(path.join(uiDir, 'app')).join('\n');
  t.deepEqual(sources.match(between), null);
  t.regex(['<b>{t(', 'word', ')}: '].join("'"), between);
});

function sourcesIn(folder: string, isWanted = (_name: string) => true): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(tsx?|sql)$/.test(name) && isWanted(name))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'));
}
