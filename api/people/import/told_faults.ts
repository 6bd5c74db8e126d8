import type { z } from 'zod';
import { expectationText, receiptText } from '../../http/expectation_words.ts';
import type { Locale } from '../../http/words.ts';
import type { LineFault } from './read_people.ts';
import type { lineErrors } from './report_contract.ts';

/** What is wrong with the lines of a file, in words. */
export function toldFaults(
  faults: readonly LineFault[],
  locale: Locale,
): z.infer<typeof lineErrors> {
  return faults.map(({ line, column, expected, received }) => ({
    line,
    column,
    expected: expectationText(expected, locale),
    received: receiptText(received, locale),
  }));
}
