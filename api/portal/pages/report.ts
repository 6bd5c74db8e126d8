import { type ComponentChild, h } from 'preact';
import { ticketTypes } from '../../../workflows/domain/ticket.ts';
import type { ProcessDescription, ProcessList } from '../../processes/contract.ts';
import { getProcess, listProcesses } from '../../processes/processes.ts';
import { openTicket } from '../../tickets/opening.ts';
import { askedOn } from '../../ui/app/portal/plain_words.ts';
import { newRequestAddress, portalRoot, requestAddress } from '../addresses.ts';
import { type Attempt, filledOf, keyOf } from '../attempt.ts';
import {
  type Filled,
  filesField,
  form,
  formEnd,
  type Option,
  radioField,
  selectField,
  submit,
  textField,
} from '../fields.ts';
import type { GivenForm } from '../form_body.ts';
import { attachmentsOf } from '../kept_files.ts';
import type { PortalPage } from '../page_result.ts';
import { noteOf } from '../parts.ts';
import { askedFields, drawnFields, hasMoreToAsk, ownDevices, peopleIn } from '../process_fields.ts';
import { ask, type Visit } from '../visit.ts';
import { asText } from './requests.ts';

/** Says what is wrong or wanted. */
export const reportPage: PortalPage = {
  address: '/new',
  async show(visit, attempt) {
    const { t } = visit.words;
    const follows = attempt?.given.filled('follows') ?? asText(visit.request.query.follows);
    const { items } = (await ask(listProcesses, visit)).body;
    const processes = items.filter(({ isOffered }) => isOffered);
    const named = (name: string) =>
      attempt?.given.filled(name) ?? asText(visit.request.query[name]);
    const wanted = { process: named('process'), page: named('page') };
    const process =
      (await processOfPage(visit, processes, wanted)) ??
      processes.find(({ isDefault }) => isDefault) ??
      processes[0] ??
      // Nothing is offered on a page of theirs: the desk finds out what it is about.
      items.find(({ isDefault }) => isDefault);
    return {
      title: t('portal.new'),
      scripted: scriptedAddress({ follows, ...wanted }),
      body: [
        h('h1', null, t('portal.new')),
        processes.length > 1 && chooseProcess(visit, processes, process?.id ?? ''),
        follows !== '' && h('p', { class: 'hint' }, t('new.follows')),
        await reportForm(visit, attempt, {
          processId: process?.id ?? '',
          isOffered: process?.isOffered ?? false,
          follows,
        }),
      ],
    };
  },
  forms: {
    async ''(visit, given) {
      const key = given.text('key');
      const process = await processOf(
        visit,
        given.filled('process') ?? (await defaultProcess(visit)),
      );
      const { asked, values } = askedFields(process, given, visit);
      const people = await peopleIn(visit, asked, given);
      if (hasMoreToAsk(asked, given) || !people) {
        return null;
      }
      const fields = { ...values, ...people };
      const follows = given.filled('follows');
      const device = given.filled('affected');
      const { body } = await ask(openTicket, visit, {
        idempotencyKey: key,
        body: {
          ...wordsOf(given),
          channel: 'portal',
          ...(Object.keys(fields).length > 0 && { fields }),
          ...(device !== undefined && { affected: [device] }),
          ...(follows !== undefined && { link: { kind: 'follow_up_of', id: follows } }),
          ...attachmentsOf(given),
        },
      });
      return requestAddress(body.id);
    },
  },
};

/** The process that is named, or that of the page; undefined where neither is offered. */
async function processOfPage(
  visit: Visit,
  offered: readonly Offered[],
  wanted: { process: string; page: string },
): Promise<Offered | undefined> {
  const process = offered.find(({ id }) => id === wanted.process);
  if (process || wanted.page === '') return process;
  for (const one of offered) {
    const { pages } = await processOf(visit, one.id);
    if (pages.some(({ id }) => id === wanted.page)) return one;
  }
  return undefined;
}

type Offered = ProcessList['items'][number];

function scriptedAddress(asked: Record<string, string>): string {
  const said = Object.entries(asked).filter(([, value]) => value !== '');
  return said.length === 0 ? '/portal/new' : `/portal/new?${new URLSearchParams(said)}`;
}

/** Another process asks other things: choosing one is a step of its own. */
function chooseProcess(
  { words: { t } }: Visit,
  processes: readonly Option[],
  current: string,
): ComponentChild {
  return h(
    'nav',
    { class: 'view-links', 'aria-label': t('new.process') },
    h('p', null, t('new.process')),
    h(
      'ul',
      { class: 'field-row' },
      processes.map(({ id, title }) =>
        h(
          'li',
          null,
          h(
            'a',
            {
              class: id === current ? 'button primary' : 'button',
              href: `${newRequestAddress}?${new URLSearchParams({ process: id })}`,
              ...(id === current && { 'aria-current': 'true' }),
            },
            title,
          ),
        ),
      ),
    ),
  );
}

async function reportForm(
  visit: Visit,
  attempt: Attempt | undefined,
  { processId, isOffered, follows }: { processId: string; isOffered: boolean; follows: string },
): Promise<ComponentChild> {
  const { words } = visit;
  const { t } = words;
  const wanted = Object.fromEntries(
    ['category', 'service', 'page'].map((name) => [name, asText(visit.request.query[name])]),
  );
  const filled = filledOf(words, attempt, '', wanted);
  const process = await processOf(visit, processId);
  const asked = attempt ? askedFields(process, attempt.given, visit).asked : [];
  const isMore = attempt?.problem === null;
  const page = process.pages.find(({ id }) => id === filled.value('page'));
  const { categories, services } = askedOn(process, page?.id);
  return form(
    { action: newRequestAddress, key: keyOf(attempt, ''), hasFiles: true },
    noteOf(attempt, '', words),
    isOffered && h('input', { type: 'hidden', name: 'process', value: processId }),
    page && h('input', { type: 'hidden', name: 'page', value: page.id }),
    follows !== '' && h('input', { type: 'hidden', name: 'follows', value: follows }),
    ...textFields(filled),
    radioField(filled, {
      name: 'type',
      label: t('new.type'),
      options: ticketTypes.map((id) => ({ id, title: t(`new.type_${id}`) })),
      first: 'incident',
    }),
    selectField(filled, {
      name: 'category',
      label: t('new.category'),
      none: t('new.category_unknown'),
      options: categories,
    }),
    services.length > 0 &&
      selectField(filled, {
        name: 'service',
        label: t('new.service'),
        none: t('new.category_unknown'),
        options: services,
      }),
    await deviceField(visit, filled, process),
    // Whoever reports something speaks for themselves, unless they say that more is touched.
    levelField(filled, 'impact', process.impacts, process.impacts.at(-1)?.id),
    levelField(filled, 'urgency', process.urgencies, process.defaults.urgency),
    asked.length > 0 &&
      h(
        'section',
        { class: 'new-ticket', 'aria-labelledby': 'more' },
        h('h2', { id: 'more' }, t('fields.title')),
        isMore && h('p', { class: 'hint', role: 'status' }, t('fields.more')),
        await drawnFields(visit, filled, asked),
      ),
    filesField(filled),
    formEnd(
      h('a', { class: 'button', href: portalRoot }, t('form.leave')),
      submit(t('new.submit')),
    ),
  );
}

async function defaultProcess(visit: Visit): Promise<string> {
  const { items } = (await ask(listProcesses, visit)).body;
  return items.find(({ isDefault }) => isDefault)?.id ?? '';
}

async function processOf({ words, ...visit }: Visit, id: string) {
  const asker = { ...visit, words };
  const query = { locale: words.locale };
  return (await ask(getProcess, asker, { path: { id }, query })).body;
}

/** Which of their own devices it is about: for whoever has some, where the process itself asks for none. */
async function deviceField(
  visit: Visit,
  filled: Filled,
  { fields }: Awaited<ReturnType<typeof processOf>>,
): Promise<ComponentChild> {
  if (fields.some(({ kind }) => kind === 'device')) return null;
  const devices = await ownDevices(visit);
  if (devices.length === 0) return null;
  const { t } = filled.words;
  return selectField(filled, {
    name: 'affected',
    label: t('new.device'),
    none: t('new.no_device'),
    options: devices,
  });
}

function textFields(filled: Filled): ComponentChild[] {
  const { t } = filled.words;
  return [
    textField(filled, {
      name: 'subject',
      label: t('new.subject'),
      hint: t('new.subject_hint'),
      maxLength: 200,
      required: true,
    }),
    textField(filled, {
      name: 'description',
      label: t('new.description'),
      hint: t('new.description_hint'),
      maxLength: 50_000,
      rows: 6,
      required: true,
    }),
  ];
}

function levelField(
  filled: Filled,
  name: 'impact' | 'urgency',
  scale: ProcessDescription['impacts'],
  first = '',
): ComponentChild {
  const { t } = filled.words;
  const options = scale.map(({ id, plainTitle }) => ({ id, title: plainTitle }));
  return radioField(filled, { name, label: t(`new.${name}`), options, first });
}

function wordsOf(given: GivenForm): Record<string, string> {
  const names = ['process', 'page', 'type', 'category', 'service', 'impact', 'urgency'] as const;
  const chosen = names.flatMap((name) => {
    const value = given.filled(name);
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(chosen),
    subject: given.text('subject').trim(),
    description: given.text('description'),
  };
}
