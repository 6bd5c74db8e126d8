import { z } from 'zod';
import { decide } from '../../workflows/domain/decide.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import { evolve } from '../../workflows/domain/evolve.ts';
import { isRequired, isShown } from '../../workflows/domain/fields.ts';
import { formSubject } from '../../workflows/domain/form_subject.ts';
import { type ClockKind, nextClockOf, type TicketState } from '../../workflows/domain/ticket.ts';
import {
  findProcess,
  type LocalizedText,
  type ProcessDefinition,
  presentOffers,
  rulesAt,
} from '../../workflows/processes/index.ts';
import type { OfferedPage } from '../../workflows/processes/routing/offers.ts';
import { pagesFor } from '../../workflows/processes/routing/route.ts';
import { defineOperation } from '../http/operation.ts';
import { line } from '../http/text.ts';
import { type Locale, locale } from '../http/words.ts';
import type { Account } from '../people/directory.ts';
import { type Catalogue, type CatalogueItem, catalogue } from './contract.ts';
import { askerOf } from './route_ticket.ts';

const catalogueQuery = z.strictObject({
  locale: locale.optional(),
  q: line(200).optional().meta({ description: 'Words of its title, its description or its page' }),
});

export const getCatalogue = defineOperation({
  id: 'getCatalogue',
  method: 'get',
  address: '/api/catalogue',
  summary: 'What whoever asks may ask for, page by page, and by when it would be done',
  tag: 'Processes',
  query: catalogueQuery,
  answers: { 200: { description: 'The pages with what is asked for there', schema: catalogue } },
  handle({ account, query }) {
    const locale = query.locale ?? account.locale;
    const offers = presentOffers();
    const now = Date.now();
    const pages = pagesFor(offers, askerOf(account)).map(([slug, page]) =>
      pageView(slug, page, { account, locale, now }),
    );
    const words = foldedWords(query.q ?? '');
    const found = pages
      .map((page) => ({ ...page, items: page.items.filter((item) => hasWords(words, item, page)) }))
      .filter(({ items }) => items.length > 0 || words.length === 0);
    return { status: 200, body: { items: found, next: null } };
  },
});

interface Reader {
  account: Account;
  locale: Locale;
  now: number;
}

function pageView(slug: string, page: OfferedPage, reader: Reader): Catalogue['items'][number] {
  const { locale } = reader;
  const definition = findProcess(page.process);
  return {
    id: slug,
    title: page.title[locale],
    description: page.description?.[locale] ?? null,
    process: page.process,
    items: definition ? itemsOf(definition, page, reader) : [],
  };
}

function itemsOf(
  definition: ProcessDefinition,
  page: OfferedPage,
  reader: Reader,
): CatalogueItem[] {
  return (['category', 'service'] as const).flatMap((kind) => {
    const all = kind === 'category' ? definition.categories : definition.services;
    const shown = kind === 'category' ? page.categories : page.services;
    return Object.entries<Titled>(all)
      .filter(([id]) => shown?.includes(id) ?? true)
      .map(([id, texts]) => itemView(definition, kind, [id, texts], reader));
  });
}

interface Titled {
  title: LocalizedText;
  description?: LocalizedText;
}

function itemView(
  definition: ProcessDefinition,
  kind: 'category' | 'service',
  [id, { title, description }]: [string, Titled],
  reader: Reader,
): CatalogueItem {
  const { account, locale } = reader;
  const form = { channel: 'portal', requesterTier: account.requesterTier, [kind]: id } as const;
  const subject = formSubject(form, definition.defaults);
  const fields = Object.entries(definition.fields ?? {}).filter(([, one]) => isShown(one, subject));
  const opened = openedAs(definition.id, { [kind]: id }, reader);
  return {
    kind,
    id,
    title: title[locale],
    description: description?.[locale] ?? null,
    fields: fields.map(([name, field]) => ({
      id: name,
      title: field.title[locale],
      isRequired: isRequired(field, subject, 'opening'),
    })),
    answer: promiseOf(opened, 'first_response'),
    completion: promiseOf(opened, 'resolution'),
    needsApproval: opened?.approvals.some(({ outcome }) => outcome === null) ?? false,
  };
}

/** The ticket as it would be if it were asked for now, with nothing else said; undefined where it could not be so. */
function openedAs(
  processId: string,
  words: { category?: string; service?: string },
  { account, now }: Reader,
): TicketState | undefined {
  const decision = decide(
    null,
    {
      name: 'open',
      actor: { kind: 'requester', id: account.id },
      commandId: 'catalogue',
      ticketId: 'catalogue',
      channel: 'portal',
      requesterId: account.id,
      requesterTier: account.requesterTier,
      facts: [],
      ...words,
    },
    now,
    rulesAt(processId, now),
  );
  if (decision.kind !== 'events') return undefined;
  let state: TicketState | null = null;
  for (const event of decision.events) state = evolve(state, event);
  return state ?? undefined;
}

function promiseOf(ticket: TicketState | undefined, kind: ClockKind): CatalogueItem['answer'] {
  const clock = ticket && nextClockOf(ticket, kind);
  if (!clock) return null;
  return {
    withinMinutes: Math.round(clock.targetMs / minuteMs),
    dueAt: clock.dueAt === null ? null : new Date(clock.dueAt).toISOString(),
  };
}

/** Whatever their capitals and accents. */
function foldedWords(text: string): string[] {
  return folded(text)
    .split(/\s+/)
    .filter((word) => word !== '');
}

function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function hasWords(
  words: readonly string[],
  { title, description }: CatalogueItem,
  page: Catalogue['items'][number],
): boolean {
  const text = folded([title, description, page.title, page.description].join(' '));
  return words.every((word) => text.includes(word));
}
