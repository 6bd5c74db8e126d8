import { withoutFormula } from '../../../analytics/formats/formula.ts';

/**
 * A cell as a spreadsheet shows it and computes nothing of it. What has the look of a guarded one gets
 * another apostrophe, so that the way back finds each as it was.
 */
export function guardedCell(text: string): string {
  return isGuarded(text) ? `'${text}` : withoutFormula(text);
}

/** The cell without its guard: `'=1+1`, and `'+33612345678` as people write numbers themselves. */
export function unguardedCell(cell: string): string {
  return isGuarded(cell) ? cell.slice(1) : cell;
}

function isGuarded(text: string): boolean {
  return /^'+[=+\-@\t\r\n＝＋－＠]/.test(text);
}
