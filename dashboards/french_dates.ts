/** A date that a formatter has written, as the language writes the first of a month: « 1er juin ». */
export function withOrdinalFirst(written: string, language: string): string {
  return language === 'fr' ? written.replace(/(?<!\d)1(?=[ \u00a0]\p{L})/u, '1er') : written;
}
