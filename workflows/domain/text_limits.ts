/** How long texts may be, in characters: Unicode's code points. Whoever writes them, people or programs. */

/** One line: subjects, names, titles of tasks. */
export const lineMax = 200;
/** What is said to others, and what a ticket or a task is about. */
export const messageMax = 50_000;
/** Why something was done. */
export const noteMax = 10_000;

export function isOneLine(text: string): boolean {
  return !/[\r\n\u2028\u2029]/.test(text);
}
