import type { Channel, RoutingKind } from '../../domain/ticket.ts';
import type { ProcessDefinition } from '../define.ts';
import type { Audience, OfferedPage, Offers, Route } from './offers.ts';

/** Who asks, as far as it leads somewhere. */
export interface Asker {
  roles: readonly string[];
  site: string | null;
  department: string | null;
  /** The organisation they are served for, by its name, and which contract it has. */
  customer: string | null;
  contract: string | null;
}

/** What is known of a ticket before it has a process. */
export interface Asked {
  /** As it was named by whoever opens it. */
  process?: string | undefined;
  page?: string | undefined;
  /** What the mailbox leads to at which it came in. */
  mailbox?: string | undefined;
  channel: Channel;
  category?: string | null | undefined;
  service?: string | null | undefined;
  asker: Asker;
}

/** Which process a ticket follows, and what led there: a page, route, category or service by its name. */
export interface Routed {
  process: string;
  by: RoutingKind;
  name: string | null;
}

/**
 * The one place that says which process a ticket follows: the one that was named, that of the page, of the
 * mailbox, of the first route that fits, of its category or service where one offered process alone has it; else the
 * default.
 */
export function routeTicket(
  offers: Offers,
  definitions: readonly ProcessDefinition[],
  asked: Asked,
): Routed {
  const page = asked.page === undefined ? undefined : offers.pages[asked.page];
  if (page && (asked.process ?? page.process) === page.process) {
    return { process: page.process, by: 'page', name: asked.page ?? null };
  }
  if (asked.mailbox !== undefined) return { process: asked.mailbox, by: 'mailbox', name: null };
  if (asked.process !== undefined) return { process: asked.process, by: 'named', name: null };
  const route = offers.routes?.find((one) => fits(one, asked));
  if (route) return { process: route.process, by: 'route', name: route.name };
  const offered = offeredProcesses(offers, definitions);
  for (const [by, kind] of [
    ['category', 'categories'],
    ['service', 'services'],
  ] as const) {
    const name = asked[by] ?? null;
    const having = name === null ? [] : offered.filter((one) => Object.hasOwn(one[kind], name));
    const [only] = having;
    if (only && having.length === 1) return { process: only.id, by, name };
  }
  return { process: offers.default, by: 'default', name: null };
}

function fits({ when }: Route, { channel, category, service, asker }: Asked): boolean {
  return (
    isAmong(channel, when.channels) &&
    isAmong(category, when.categories) &&
    isAmong(service, when.services) &&
    isFor(when, asker)
  );
}

/** Whether somebody is among those whom an audience names. */
export function isFor(audience: Audience | undefined, asker: Asker): boolean {
  const { roles, sites, departments, customers, contracts } = audience ?? {};
  return (
    (roles === undefined || asker.roles.some((role) => roles.includes(role))) &&
    isAmong(asker.site, sites) &&
    isAmong(asker.department, departments) &&
    isAmong(asker.customer, customers) &&
    isAmong(asker.contract, contracts)
  );
}

function isAmong(
  value: string | null | undefined,
  allowed: readonly string[] | undefined,
): boolean {
  return allowed === undefined || (value != null && allowed.includes(value));
}

/** The pages of the portal that are for somebody, by their address. */
export function pagesFor(offers: Offers, asker: Asker): [slug: string, page: OfferedPage][] {
  return Object.entries(offers.pages).filter(([, page]) => isFor(page.for, asker));
}

/** What new tickets can follow, whoever asks, in the order of the desk. */
export function offeredProcesses(
  offers: Offers,
  definitions: readonly ProcessDefinition[],
): ProcessDefinition[] {
  const ids = new Set([
    offers.default,
    ...Object.values(offers.pages).map(({ process }) => process),
    ...(offers.routes ?? []).map(({ process }) => process),
  ]);
  return definitions.filter(({ id }) => ids.has(id));
}

/**
 * Whether somebody may ask for something of a process by name: they see a page of it that has the category and the
 * service. Who is led to a process, by a route or as the default, is let in without one.
 */
export function mayAsk(
  offers: Offers,
  asker: Asker,
  { process, category, service }: Pick<Asked, 'category' | 'service'> & { process: string },
): boolean {
  return pagesFor(offers, asker).some(
    ([, page]) =>
      page.process === process &&
      (category == null || (page.categories?.includes(category) ?? true)) &&
      (service == null || (page.services?.includes(service) ?? true)),
  );
}
