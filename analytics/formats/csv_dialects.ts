/** How a CSV is written for whoever reads it. */
export interface CsvDialect {
  separator: ',' | ';';
  /** For Excel: a byte order mark, without which it takes UTF-8 for another encoding, and its dates. */
  isForExcel: boolean;
  decimalMark: '.' | ',';
  /** No text may act as a formula when a spreadsheet opens the file. */
  guardsFormulas: boolean;
}

const plain: CsvDialect = {
  separator: ',',
  isForExcel: false,
  decimalMark: '.',
  guardsFormulas: true,
};

export const csvDialects = {
  csv: plain,
  /** For programs alone: every text is what it is. */
  csv_verbatim: { ...plain, guardsFormulas: false },
  excel: { ...plain, isForExcel: true },
  /** What Excel splits and counts by where its regional settings are French. */
  excel_fr: { ...plain, isForExcel: true, separator: ';', decimalMark: ',' },
} satisfies Record<string, CsvDialect>;
