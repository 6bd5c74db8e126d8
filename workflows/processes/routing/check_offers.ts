import type { CheckRule, Finding } from '../check/finding.ts';
import type { ProcessDefinition } from '../define.ts';
import type { Offers } from './offers.ts';
import { offeredProcesses } from './route.ts';

/** What of the offers leads nowhere, or to two processes at once. */
export function checkOffers(
  offers: Offers,
  definitions: readonly ProcessDefinition[],
  own: readonly string[],
): Finding[] {
  const findings: Finding[] = [];
  const say = (rule: CheckRule, message: string) => findings.push({ rule, message, path: [] });
  const offered = offeredProcesses(offers, definitions);
  for (const id of own) {
    if (offered.some((one) => one.id === id)) continue;
    say(
      'process_unreachable',
      `Nothing leads to ${id}: no page, no route, and it is not the default`,
    );
  }
  for (const [kind, word] of [
    ['categories', 'Category'],
    ['services', 'Service'],
  ] as const) {
    const having = new Map<string, string[]>();
    for (const process of offered) {
      for (const name of Object.keys(process[kind])) {
        having.set(name, [...(having.get(name) ?? []), process.id]);
      }
    }
    for (const [name, processes] of having) {
      const isRouted = offers.routes?.some(({ when }) => when[kind]?.includes(name));
      if (processes.length < 2 || isRouted) continue;
      say(
        'process_ambiguous',
        `${word} ${name} is in ${processes.join(' and ')}: a ticket that names it alone goes to ${offers.default}, the default`,
      );
    }
    for (const process of offered.filter(({ id }) => own.includes(id))) {
      const pages = Object.values(offers.pages).filter((page) => page.process === process.id);
      if (pages.length === 0 || pages.some((page) => page[kind] === undefined)) continue;
      const shown = new Set(pages.flatMap((page) => page[kind] ?? []));
      for (const name of Object.keys(process[kind]).filter((one) => !shown.has(one))) {
        say(
          'not_asked_for',
          `${word} ${name} of ${process.id} is on no page: agents alone can choose it`,
        );
      }
    }
  }
  findings.push(...hiddenRoutes(offers));
  return findings;
}

/** Routes behind one that fits whatever they fit. */
function hiddenRoutes({ routes = [] }: Offers): Finding[] {
  return routes.flatMap((route, index) => {
    const before = routes.slice(0, index).find((one) => covers({ ...one.when }, { ...route.when }));
    if (!before) return [];
    const message = `Route ${route.name} is never taken: ${before.name} before it fits whatever it fits`;
    return [{ rule: 'route_hidden' as const, message, path: [] }];
  });
}

type When = Readonly<Record<string, readonly string[] | undefined>>;

function covers(wide: When, narrow: When): boolean {
  return Object.entries(wide).every(
    ([key, values]) => values === undefined || narrow[key]?.every((one) => values.includes(one)),
  );
}
