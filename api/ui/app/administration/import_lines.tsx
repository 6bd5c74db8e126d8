import { importWords } from '../words/imports.ts';
import { t } from '../words/language.ts';

const shownMax = 100;

interface ImportLinesProps {
  /** What is the place of each: a line of a file, an entry of a directory. */
  heading: string;
  words?: 'people' | 'items';
  errors: readonly {
    at: string | number;
    column: string | null;
    expected: string;
    received: string;
  }[];
  people: readonly {
    at: string | number;
    name: string;
    outcome: 'created' | 'changed';
    fields: readonly string[];
  }[];
}

/** What an import says of each person or item, the first hundred of each kind. */
export function ImportLines({ heading, words = 'people', errors, people }: ImportLinesProps) {
  if (errors.length + people.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by key, too.
    <section class="import-lines" tabIndex={0} aria-label={t('people.lines')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{heading}</th>
            <th scope="col">{t('people.what')}</th>
          </tr>
        </thead>
        <tbody>
          {errors.slice(0, shownMax).map(({ at, column, expected, received }) => (
            <tr key={`${at} ${column} ${received}`}>
              <td>{at}</td>
              <td class="field-error">
                {column !== null && `${column} — `}
                {t('people.line_error', { expected, received })}
              </td>
            </tr>
          ))}
          {people.slice(0, shownMax).map(({ at, name, outcome, fields }) => (
            <tr key={at}>
              <td>{at}</td>
              <td>
                {t(importWords[words][outcome], { name })}{' '}
                {outcome === 'changed' && <span class="soft">{fields.join(', ')}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
