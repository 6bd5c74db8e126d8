import { type Channel, channels } from '../../domain/ticket.ts';
import type { LocalizedText, ProcessDefinition } from '../define.ts';
import type { DefinitionProblem } from '../definitions/error.ts';

/** Of whom something is: each that is named must fit, by any of its values. Everybody where none is named. */
export interface Audience {
  roles?: readonly string[];
  sites?: readonly string[];
  departments?: readonly string[];
  /** Organisations that are served, by their names. */
  customers?: readonly string[];
  /** Contracts of those. */
  contracts?: readonly string[];
}

/** A page of the portal: what is asked for there follows one process. */
export interface OfferedPage {
  title: LocalizedText;
  description?: LocalizedText;
  process: string;
  for?: Audience;
  /** What of the process is asked for there; all of it where absent. */
  categories?: readonly string[];
  services?: readonly string[];
}

/** What leads to a process where neither the process nor a page was named. */
export interface Route {
  /** In snake case; tickets say it when they are asked why they follow their process. */
  name: string;
  /** Each that is named must fit, by any of its values. */
  when: {
    channels?: readonly Channel[];
    categories?: readonly string[];
    services?: readonly string[];
  } & Audience;
  process: string;
}

/** What a desk offers, to whom, and what leads to which process. */
export interface Offers {
  /** Of a ticket that nothing leads elsewhere. */
  default: string;
  /** By their address in the portal, in the order in which they are listed. */
  pages: Readonly<Record<string, OfferedPage>>;
  /** In order: the first that fits counts. */
  routes?: readonly Route[];
}

/** What a package exports as `offers`. Processes that come with Palier may be offered by their ids, too. */
export function defineOffers(offers: Offers): Offers {
  return offers;
}

/** Every process on a page of its own, for everybody: what a desk offers that says nothing else. */
export function offersOfAll(
  definitions: readonly ProcessDefinition[],
  defaultProcess: string,
): Offers {
  const pages = definitions.map(({ id, title }) => [id, { title, process: id }] as const);
  return { default: defaultProcess, pages: Object.fromEntries(pages) };
}

const slugPattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const routeNamePattern = /^[a-z][a-z0-9_]{0,63}$/;
const offersKeys = ['default', 'pages', 'routes'];
const pageKeys = ['title', 'description', 'process', 'for', 'categories', 'services'];
const audienceKeys = ['roles', 'sites', 'departments', 'customers', 'contracts'] as const;
/** What a route asks: kinds of whatever is known of a ticket and whoever asks. */
export const routedWords = ['channels', 'categories', 'services', ...audienceKeys] as const;
const whenKeys: readonly string[] = routedWords;

/** Everything wrong with offers that were written for these processes; nothing is taken on trust. */
export function offersProblems(
  given: unknown,
  definitions: readonly ProcessDefinition[],
): DefinitionProblem[] {
  const check = new OffersCheck(definitions);
  check.offers(given);
  return check.problems;
}

type Fields = Record<string, unknown>;

class OffersCheck {
  readonly problems: DefinitionProblem[] = [];
  readonly #definitions: ReadonlyMap<string, ProcessDefinition>;

  constructor(definitions: readonly ProcessDefinition[]) {
    this.#definitions = new Map(definitions.map((one) => [one.id, one]));
  }

  offers(given: unknown): void {
    const offers = this.#record(given, 'offers', offersKeys);
    if (!offers) return;
    this.#process(offers.default, 'offers.default');
    const pages = this.#record(offers.pages, 'offers.pages');
    for (const [slug, page] of Object.entries(pages ?? {})) this.#page(slug, page);
    if (offers.routes === undefined) return;
    if (!Array.isArray(offers.routes)) {
      this.#add('offers.routes', offers.routes, 'a list of routes');
      return;
    }
    offers.routes.forEach((route, index) => {
      this.#route(route, `offers.routes.${index}`);
    });
  }

  #page(slug: string, given: unknown): void {
    const path = `offers.pages.${slug}`;
    const expected = 'an address of small letters, digits, - and _';
    if (!slugPattern.test(slug)) this.#add(path, slug, expected);
    const page = this.#record(given, path, pageKeys);
    if (!page) return;
    this.#text(page.title, `${path}.title`);
    if (page.description !== undefined) this.#text(page.description, `${path}.description`);
    const process = this.#process(page.process, `${path}.process`);
    if (page.for !== undefined) this.#lists(page.for, `${path}.for`, audienceKeys);
    for (const kind of ['categories', 'services'] as const) {
      if (page[kind] === undefined) continue;
      const place = `${path}.${kind}`;
      this.#words(page[kind], place);
      if (process) this.#known(page[kind], place, Object.keys(process[kind]));
    }
  }

  #route(given: unknown, path: string): void {
    const route = this.#record(given, path, ['name', 'when', 'process']);
    if (!route) return;
    if (typeof route.name !== 'string' || !routeNamePattern.test(route.name)) {
      this.#add(`${path}.name`, route.name, 'a name in snake_case');
    }
    const process = this.#process(route.process, `${path}.process`);
    const when = this.#lists(route.when, `${path}.when`, whenKeys);
    if (!when) return;
    if (Object.keys(when).length === 0) {
      this.#add(`${path}.when`, when, `at least one of ${whenKeys.join(', ')}`);
    }
    this.#known(when.channels, `${path}.when.channels`, channels);
    for (const kind of ['categories', 'services'] as const) {
      if (process) this.#known(when[kind], `${path}.when.${kind}`, Object.keys(process[kind]));
    }
  }

  #lists(given: unknown, path: string, keys: readonly string[]): Fields | undefined {
    const fields = this.#record(given, path, keys);
    for (const [key, value] of Object.entries(fields ?? {})) this.#words(value, `${path}.${key}`);
    return fields;
  }

  #words(given: unknown, path: string): void {
    const isList = Array.isArray(given) && given.length > 0;
    if (isList && given.every((one) => typeof one === 'string' && one !== '')) return;
    this.#add(path, given, 'a list of at least one name');
  }

  #known(given: unknown, path: string, known: readonly string[]): void {
    if (!Array.isArray(given)) return;
    given.forEach((one, index) => {
      if (!known.includes(one)) this.#add(`${path}.${index}`, one, `one of ${known.join(', ')}`);
    });
  }

  #process(given: unknown, path: string): ProcessDefinition | undefined {
    const found = typeof given === 'string' ? this.#definitions.get(given) : undefined;
    if (!found) this.#add(path, given, `one of ${[...this.#definitions.keys()].join(', ')}`);
    return found;
  }

  #text(given: unknown, path: string): void {
    const text = this.#record(given, path, ['en', 'fr']);
    for (const locale of text ? ['en', 'fr'] : []) {
      const value = text?.[locale];
      if (typeof value === 'string' && value.trim() !== '') continue;
      this.#add(`${path}.${locale}`, value, 'a text');
    }
  }

  #record(given: unknown, path: string, keys?: readonly string[]): Fields | undefined {
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      this.#add(path, given, 'an object');
      return undefined;
    }
    const unknown = Object.keys(given).filter((key) => keys && !keys.includes(key));
    for (const key of unknown) {
      this.#add(`${path}.${key}`, (given as Fields)[key], `none but ${keys?.join(', ')}`);
    }
    return given as Fields;
  }

  #add(path: string, value: unknown, expected: string): void {
    this.problems.push({ path, value, expected });
  }
}
