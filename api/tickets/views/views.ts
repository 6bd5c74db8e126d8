import { defineOperation } from '../../http/operation.ts';
import { countTickets } from '../find_tickets.ts';
import { presetPath } from '../presets/contract.ts';
import {
  createPreset,
  findPresets,
  forgetPreset,
  type GivenPreset,
  type Preset,
  replacePreset,
} from '../presets/preset_store.ts';
import { askedOf } from './asked_of.ts';
import {
  countMax,
  countQuery,
  type View,
  type ViewBody,
  view,
  viewBody,
  viewCounts,
  viewList,
} from './contract.ts';

const tag = 'Macros and views';
const kind = 'view' as const;
const headers = { ETag: 'For If-Match: the view as it stands' };

type ViewContent = Pick<View, 'query' | 'columns'>;

function answerOf<Status extends number>(status: Status, preset: Preset<ViewContent>) {
  return { status, body: viewOf(preset), headers: { ETag: `"${preset.version}"` } };
}

function viewOf({ content, ...preset }: Preset<ViewContent>): View {
  return { ...preset, ...content };
}

function givenOf({ title, audience, query, columns }: ViewBody): GivenPreset<ViewContent> {
  return { title, audience, content: { query, columns } };
}

export const listViews = defineOperation({
  id: 'listViews',
  method: 'get',
  address: '/api/views',
  summary: 'Views of the list that the caller, their groups or everybody keep, by title',
  tag,
  answers: { 200: { description: 'The views', schema: viewList } },
  async handle({ account }, { database }) {
    const presets = await findPresets<ViewContent>(database, account, 'view');
    return { status: 200, body: { items: presets.map(viewOf), next: null } };
  },
});

export const createView = defineOperation({
  id: 'createView',
  method: 'post',
  address: '/api/views',
  summary: 'Keeps filters, order and columns of the list by name',
  tag,
  body: viewBody,
  isKeyed: true,
  answers: { 201: { description: 'The view', schema: view, headers } },
  async handle({ account, body, idempotency }, { database }) {
    const id = idempotency.recordId('viw');
    const given = givenOf(body);
    const kept = { account, kind, presetId: id, change: idempotency, given };
    return answerOf(201, await createPreset(database, kept));
  },
});

export const replaceView = defineOperation({
  id: 'replaceView',
  method: 'put',
  address: '/api/views/{id}',
  summary: 'Changes a view: one’s own, and team leads their groups’',
  tag,
  path: presetPath,
  body: viewBody,
  isKeyed: true,
  isMatched: true,
  answers: { 200: { description: 'The view', schema: view, headers } },
  async handle({ account, body, idempotency, path, expectedVersion }, { database }) {
    const preset = await replacePreset(database, {
      ...{ account, kind, presetId: path.id, change: idempotency, expectedVersion },
      given: givenOf(body),
    });
    return answerOf(200, preset);
  },
});

export const deleteView = defineOperation({
  id: 'deleteView',
  method: 'delete',
  address: '/api/views/{id}',
  summary: 'Deletes a view: one’s own, and team leads their groups’',
  tag,
  path: presetPath,
  isMatched: true,
  answers: { 204: { description: 'It is gone, or was already' } },
  async handle({ account, path, expectedVersion }, { database }) {
    await forgetPreset(database, { account, kind, presetId: path.id, expectedVersion });
    return { status: 204 };
  },
});

export const countViews = defineOperation({
  id: 'countViews',
  method: 'get',
  address: '/api/view-counts',
  summary: 'How many tickets there are in each of several views',
  tag,
  query: countQuery,
  answers: { 200: { description: 'In the order in which they were asked', schema: viewCounts } },
  async handle({ account, query }, { database }) {
    const questions = query.of.map((one) => askedOf(one) ?? {});
    const counts = await countTickets(database, account, questions, countMax + 1);
    const items = counts.map((count) => ({
      count: Math.min(count, countMax),
      isMore: count > countMax,
    }));
    return { status: 200, body: { items } };
  },
});
