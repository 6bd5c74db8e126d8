/** A leading apostrophe makes a spreadsheet show the text instead of computing it. */
export function withoutFormula(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !isPlainNumber(text) ? `'${text}` : text;
}

// Exact integers and decimals too long for a number come as text: they compute nothing.
function isPlainNumber(text: string): boolean {
  return /^[+-]?\d+(\.\d+)?$/.test(text);
}
