import type { Page } from 'playwright-core';
import { eventually } from './eventually.ts';

/**
 * Resolves once something holds on a page, or on the one that comes after it. It is asked from here,
 * again and again: what waits inside a page is evaluated later, and the desk's content policy lets
 * nothing be evaluated there.
 */
export async function pageHolds<Arg = void>(
  page: Page,
  holds: (arg: Arg) => unknown,
  arg?: Arg,
): Promise<void> {
  await eventually(async () => {
    try {
      return Boolean(await page.evaluate(holds as (arg: unknown) => unknown, arg));
    } catch (error) {
      if (/context was destroyed|navigat/i.test(String(error))) return false;
      throw error;
    }
  });
}
