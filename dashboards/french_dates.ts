/**
 * The same for an expression of Vega that gives a date which begins with its day, and for no other: what it
 * gives is written by the chart, where no function of ours is called.
 */
export function ordinalFirstOf(expression: string, language: string): string {
  const isDate = language === 'fr' && /%-?[de] %/.test(expression);
  return isDate ? firstAsOrdinal(expression) : expression;
}

/** An expression of Vega whose text may begin with the first of a month. */
export function firstAsOrdinal(expression: string): string {
  return `replace(${expression}, regexp('^ *1 '), '1er ')`;
}

/** A date that a formatter has written, as the language writes the first of a month: « 1er juin ». */
export function withOrdinalFirst(written: string, language: string): string {
  return language === 'fr' ? written.replace(/(?<!\d)1(?=[ \u00a0]\p{L})/u, '1er') : written;
}
