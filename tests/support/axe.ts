import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const axeSource = readFileSync(new URL(import.meta.resolve('axe-core')), 'utf8');

/** What axe finds wrong, by the name of its rule, and the first element it is wrong of. */
export type Barrier = [rule: string, html: string];

/**
 * What axe finds wrong with a page, or with a part of it.
 * @param within a CSS selector; the whole page where there is none
 */
export async function barriersIn(page: Page, within?: string): Promise<Barrier[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async (selector) => {
    interface Found {
      violations: { id: string; nodes: { html: string }[] }[];
    }
    const { axe } = window as unknown as { axe: { run(place?: string): Promise<Found> } };
    const { violations } = await (selector === undefined ? axe.run() : axe.run(selector));
    return violations.map(({ id, nodes }): [string, string] => [id, nodes[0]?.html ?? '']);
  }, within);
}
