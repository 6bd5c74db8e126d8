import type { Channel } from '../../workflows/domain/ticket.ts';
import { findProcess, presentOffers, routed } from '../../workflows/processes/index.ts';
import type { OfferedPage, Offers } from '../../workflows/processes/routing/offers.ts';
import {
  type Asker,
  mayAsk,
  pagesFor,
  type Routed,
} from '../../workflows/processes/routing/route.ts';
import { givenValue, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';
import { seesInternals } from '../http/viewer.ts';
import type { Account } from '../people/directory.ts';
import { processIdOf } from './known_process.ts';

/** What of an opening says which process it follows. */
export interface RoutedOpening {
  process?: string | undefined;
  page?: string | undefined;
  category?: string | undefined;
  service?: string | undefined;
}

interface Opening {
  body: RoutedOpening;
  channel: Channel;
  /** Whom it is opened for, and by whom. */
  requester: Account;
  account: Account;
}

/**
 * Which process a ticket is to follow. Whoever asks for themselves may name what is on a page of theirs; agents may name
 * any; a mailbox leads to its own, whoever writes.
 * @throws ApiError 400 naming the field where there is no such process or page, or not for them
 */
export function routeOpening({ body, channel, requester, account }: Opening): Routed {
  const { process, page, category, service } = body;
  if (process !== undefined) processIdOf(process);
  const offers = presentOffers();
  const asker = askerOf(requester);
  if (page !== undefined) {
    const pages = pagesFor(offers, asker).map(([slug]) => slug);
    const known = seesInternals(account) ? Object.keys(offers.pages) : pages;
    if (!known.includes(page)) {
      throw wrongField('body.page', expected('one_of', { words: known }), givenValue(page));
    }
  }
  const isMail = channel === 'email' && account.id === requester.id;
  const asked = {
    channel,
    asker,
    page,
    ...(isMail && process !== undefined ? { mailbox: process } : { process }),
  };
  const found = routed({ ...asked, category, service });
  if (seesInternals(account)) return found;
  if (found.by === 'named') checkAsked(found.process, body, asker, offers);
  if (found.by === 'page') checkOnPage(offers.pages[found.name ?? ''], found.process, body);
  const isByWord = found.by === 'category' || found.by === 'service';
  const isTheirs =
    !isByWord || mayAsk(offers, asker, { process: found.process, [found.by]: found.name });
  // What is on no page of theirs leads nowhere: it is as if they had not named it.
  return isTheirs ? found : routed(asked);
}

/** @throws ApiError 400 where a page of the portal does not have what is asked for on it */
function checkOnPage(
  page: OfferedPage | undefined,
  process: string,
  { category, service }: RoutedOpening,
): void {
  for (const [name, kind, value] of [
    ['category', 'categories', category],
    ['service', 'services', service],
  ] as const) {
    const words = page?.[kind] ?? Object.keys(findProcess(process)?.[kind] ?? {});
    if (value === undefined || words.includes(value)) continue;
    throw wrongField(`body.${name}`, expected('one_of', { words }), givenValue(value));
  }
}

/** @throws ApiError 400 where somebody asks for what is on no page of theirs */
function checkAsked(
  process: string,
  { category, service }: RoutedOpening,
  asker: Asker,
  offers: Offers,
): void {
  const pages = pagesFor(offers, asker).map(([, page]) => page);
  const words = [...new Set(pages.map((page) => page.process))];
  if (!words.includes(process)) {
    throw wrongField('body.process', expected('one_of', { words }), givenValue(process));
  }
  for (const [name, kind, value] of [
    ['category', 'categories', category],
    ['service', 'services', service],
  ] as const) {
    if (value === undefined || mayAsk(offers, asker, { process, [name]: value })) continue;
    const all = Object.keys(findProcess(process)?.[kind] ?? {});
    const allowed = all.filter((one) => mayAsk(offers, asker, { process, [name]: one }));
    throw wrongField(`body.${name}`, expected('one_of', { words: allowed }), givenValue(value));
  }
}

/** Who asks, as far as what the desk offers turns on it. */
export function askerOf({ roles, requesterFacts = {} }: Account): Asker {
  const { site = null, department = null, customer = null, contract = null } = requesterFacts;
  return { roles, site, department, customer, contract };
}
