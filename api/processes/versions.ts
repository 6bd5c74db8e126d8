import { z } from 'zod';
import {
  findFolder,
  findVersion,
  listVersions,
  newestVersion,
  nextAsBefore,
  ShippingRefused,
  shipVersions,
} from '../../database/process_versions.ts';
import type { ProcessVersionRow } from '../../database/tables.ts';
import { compileProcess } from '../../workflows/processes/compile.ts';
import { diffProcesses } from '../../workflows/processes/diff/diff.ts';
import {
  findProcess,
  historyProcessId,
  isOurs,
  presentOffers,
  processDefinitions,
} from '../../workflows/processes/index.ts';
import { checkOffers } from '../../workflows/processes/routing/check_offers.ts';
import { type Route, routedWords } from '../../workflows/processes/routing/offers.ts';
import { offeredProcesses } from '../../workflows/processes/routing/route.ts';
import { askedBy } from '../http/audited.ts';
import { decodeCursor, encodeCursor, pageFrom } from '../http/cursor.ts';
import { withDatabase } from '../http/database.ts';
import { givenValue, notFound, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';
import { defineOperation } from '../http/operation.ts';
import { processWord } from '../http/text.ts';
import { locale } from '../http/words.ts';
import {
  type ProcessVersion,
  processVersion,
  processVersionPage,
  type Shipping,
  shipping,
} from './contract.ts';

const tag = 'Processes';
const pageSizeDefault = 20;
const order = 'version';
/** PostgreSQL's integer. */
const versionMax = 2_147_483_647;

export const listProcessVersions = defineOperation({
  id: 'listProcessVersions',
  method: 'get',
  address: '/api/processes/{id}/versions',
  summary: 'What was shipped of a process, when, and what each version changed; the newest first',
  tag,
  path: z.strictObject({ id: processWord }),
  query: z.strictObject({
    cursor: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(100).optional(),
  }),
  answers: { 200: { description: 'A page of versions', schema: processVersionPage } },
  async handle({ path, query }, { database, accounts }) {
    if (!findProcess(path.id)) throw notFound('process', path.id);
    const { cursor, limit = pageSizeDefault } = query;
    const [before] = decodeCursor(cursor, order, ['integer']) ?? [];
    const last = before === undefined ? undefined : Number(before);
    // One more than are shown: what the last of them changed is told against it.
    const rows = await withDatabase(() =>
      listVersions(database, path.id, { before: last, limit: limit + 1 }),
    );
    const page = pageFrom(rows, limit, (row) => encodeCursor(order, [row.version]));
    const names = await accounts.namesOf(page.items.flatMap((row) => row.shipped_by ?? []));
    const items = page.items.map((row, index) => versionView(row, rows[index + 1], names));
    return { status: 200, body: { items, next: page.next } };
  },
});

export const shipVersionAgain = defineOperation({
  id: 'shipVersionAgain',
  method: 'put',
  address: '/api/processes/{id}/versions/{version}',
  summary:
    'Ships what an older version was as the next one: the way back; repeated it does nothing',
  tag,
  path: z.strictObject({
    id: processWord,
    version: z.coerce.number().int().min(1).max(versionMax),
  }),
  body: z.strictObject({
    of: z.int().min(1).max(versionMax).meta({ description: 'The older version' }),
  }),
  answers: { 200: { description: 'The version that new tickets follow', schema: processVersion } },
  async handle(call, { database, accounts }) {
    const { id, version } = call.path;
    if (!findProcess(id)) throw notFound('process', id);
    const { of } = call.body;
    const older = await withDatabase(() => findVersion(database, id, of));
    if (!older) {
      const versions = { min: 1, max: await newestVersion(database, id) };
      throw wrongField('body.of', expected('whole_number', versions), givenValue(of));
    }
    const there = await withDatabase(() => findVersion(database, id, version));
    // What is there already stays as it is: its titles may have been changed since.
    if (!there || there.hash !== compileProcess({ ...older.definition, version }).hash) {
      const refuse = async () => {
        const words = [String((await newestVersion(database, id)) + 1)];
        return wrongField('path.version', expected('one_of', { words }), givenValue(version));
      };
      const definition = await nextAsBefore(database, older);
      if (definition.version !== version) throw await refuse();
      await shipVersions(database, {
        definitions: [definition],
        commit: older.commit_id,
        ...askedBy(call),
      }).catch(async (error: unknown) => {
        throw error instanceof ShippingRefused ? await refuse() : error;
      });
    }
    const [row, before] = await listVersions(database, id, { before: version + 1, limit: 2 });
    if (row?.version !== version) throw notFound('process', id);
    const names = await accounts.namesOf(row.shipped_by === null ? [] : [row.shipped_by]);
    return { status: 200, body: versionView(row, before, names) };
  },
});

function versionView(
  row: ProcessVersionRow,
  before: ProcessVersionRow | undefined,
  names: ReadonlyMap<string, string | null>,
): ProcessVersion {
  const { process_id, version, hash, shipped_by: by } = row;
  return {
    version,
    hash,
    isPresent: findProcess(process_id)?.version === version,
    shippedAt: row.shipped_at.toISOString(),
    textsAt: row.texts_at.toISOString(),
    from: row.shipped_from,
    by: by === null ? null : { id: by, name: names.get(by) ?? null },
    commit: row.commit_id,
    changes: before ? changesOf(before, row) : null,
  };
}

/** In words; null where one of the two is written as this desk does not read any more. */
function changesOf(before: ProcessVersionRow, after: ProcessVersionRow): string[] | null {
  try {
    const [left, right] = [before, after].map(({ definition }) => ({
      definition,
      snapshot: compileProcess(definition),
    }));
    if (!left || !right) return null;
    return diffProcesses(left, right).lines.map(({ text }) => text);
  } catch {
    return null;
  }
}

export const getShipping = defineOperation({
  id: 'getShipping',
  method: 'get',
  address: '/api/shipping',
  summary:
    'Which processes there are, what is offered to whom, and what of the desk’s folder is not shipped',
  tag,
  query: z.strictObject({ locale: locale.optional() }),
  answers: { 200: { description: 'Processes, offers and folder', schema: shipping } },
  async handle({ account, query }, { database }) {
    const locale = query.locale ?? account.locale;
    const offers = presentOffers();
    const definitions = processDefinitions().filter(({ id }) => id !== historyProcessId);
    const offered = offeredProcesses(offers, definitions);
    const folder = await withDatabase(() => findFolder(database));
    const isShipped = await Promise.all(
      (folder?.processes ?? []).map(async ({ id, version, hash }) => {
        const row = await findVersion(database, id, version);
        return row?.hash === hash;
      }),
    );
    const own = definitions.map(({ id }) => id).filter((id) => !isOurs(id));
    const offeredIds = offered.map(({ id }) => id);
    return {
      status: 200,
      body: {
        processes: definitions.map(({ id, version, title }) => ({
          id,
          version,
          title: title[locale],
          isOurs: isOurs(id),
          isOffered: offeredIds.includes(id),
          isDefault: id === offers.default,
        })),
        pages: Object.entries(offers.pages).map(([id, page]) => ({
          id,
          title: page.title[locale],
          process: page.process,
          for: audienceOf(page.for),
        })),
        routes: (offers.routes ?? []).map(({ name, when, process }) => ({
          name,
          process,
          when: audienceOf(when),
        })),
        findings: checkOffers(offers, definitions, own).map(({ message }) => message),
        folder: folder
          ? {
              name: folder.folder,
              lookedAt: folder.looked_at.toISOString(),
              problems: folder.problems,
              processes: folder.processes.map(({ id, version }, index) => ({
                id,
                version,
                isShipped: isShipped[index] ?? false,
              })),
            }
          : null,
      },
    };
  },
});

function audienceOf(audience: Route['when'] | undefined): Shipping['routes'][number]['when'] {
  return routedWords.flatMap((of) => {
    const values = audience?.[of];
    return values ? [{ of, values: [...values] }] : [];
  });
}
