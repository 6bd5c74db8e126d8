import { z } from 'zod';
import {
  findFolder,
  findVersion,
  listVersions,
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
import { offeredProcesses } from '../../workflows/processes/routing/route.ts';
import { askedBy } from '../http/audited.ts';
import { decodeCursor, encodeCursor, pageFrom } from '../http/cursor.ts';
import { withDatabase } from '../http/database.ts';
import { givenValue, notFound, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';
import { defineOperation } from '../http/operation.ts';
import { processWord } from '../http/text.ts';
import { locale } from '../http/words.ts';
import { type ProcessVersion, processVersion, processVersionPage, shipping } from './contract.ts';

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
    const all = await withDatabase(() => listVersions(database, path.id));
    const rows = all.filter(({ version }) => before === undefined || version < Number(before));
    const page = pageFrom(rows.slice(0, limit + 1), limit, (row) =>
      encodeCursor(order, [row.version]),
    );
    const names = await accounts.namesOf(page.items.flatMap((row) => row.shipped_by ?? []));
    const items = page.items.map((row) => versionView(row, all, names));
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
      const words = (await listVersions(database, id)).map((row) => String(row.version));
      throw wrongField('body.of', expected('one_of', { words }), givenValue(of));
    }
    const there = await withDatabase(() => findVersion(database, id, version));
    const definition = there
      ? { ...older.definition, version }
      : await nextAsBefore(database, older);
    if (definition.version !== version) {
      const words = [String(definition.version)];
      throw wrongField('path.version', expected('one_of', { words }), givenValue(version));
    }
    await shipVersions(database, {
      definitions: [definition],
      commit: older.commit_id,
      ...askedBy(call),
    }).catch((error: unknown) => {
      if (!(error instanceof ShippingRefused)) throw error;
      const words = [String((there?.version ?? 0) + 1)];
      throw wrongField('path.version', expected('one_of', { words }), givenValue(version));
    });
    const all = await listVersions(database, id);
    const row = all.find((one) => one.version === version);
    if (!row) throw notFound('process', id);
    const names = await accounts.namesOf(row.shipped_by === null ? [] : [row.shipped_by]);
    return { status: 200, body: versionView(row, all, names) };
  },
});

function versionView(
  row: ProcessVersionRow,
  all: readonly ProcessVersionRow[],
  names: ReadonlyMap<string, string | null>,
): ProcessVersion {
  const { process_id, version, hash, shipped_by: by } = row;
  const before = all.find((one) => one.version < version);
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

type Audience = Readonly<Record<string, readonly string[] | undefined>>;

function audienceOf(audience: object | undefined): { of: string; values: string[] }[] {
  return Object.entries((audience ?? {}) as Audience).map(([of, values = []]) => ({
    of,
    values: [...values],
  }));
}
