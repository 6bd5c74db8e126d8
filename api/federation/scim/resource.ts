import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { z } from 'zod';
import type { Database, Transaction } from '../../../database/connection.ts';
import type { Author } from '../../../database/people.ts';
import { PeopleRefused } from '../../../database/people_refused.ts';
import { withDatabase } from '../../http/database.ts';
import { calledAddress } from '../../http/desk_address.ts';
import { expectationText } from '../../http/expectation_words.ts';
import { askedBy } from '../../http/expectations.ts';
import { ScimError, scimMediaType } from '../../http/scim_error.ts';
import { recordId, storable } from '../../http/text.ts';
import type { PatchOperation } from './patch.ts';

export const scimTag = 'SCIM';

export type ScimResource = Record<string, unknown> & { id: string; meta: { version: string } };

export const scimPath = z.strictObject({ id: recordId });

/** Programs add parameters of their own; what is not known is passed over. */
export const scimListQuery = z.looseObject({
  filter: storable(2_000).optional(),
  startIndex: z.coerce.number().int().optional(),
  count: z.coerce.number().int().optional(),
  attributes: storable(2_000).optional(),
  excludedAttributes: storable(2_000).optional(),
});
export type ScimListQuery = z.infer<typeof scimListQuery>;

/** A resource as it came: what of it is kept is looked at attribute by attribute. */
export const scimBody = z.looseObject({});

export const scimAnswer = { description: 'In JSON of SCIM', mediaTypes: [scimMediaType] } as const;

const operationsMax = 1_000;

const patchBody = z.looseObject({
  Operations: z
    .array(
      z.looseObject({
        op: z.string(),
        path: z.string().optional(),
        value: z.unknown().optional(),
      }),
    )
    .min(1)
    .max(operationsMax),
});

/** @throws ScimError `invalidSyntax` */
export function operationsIn(body: object): PatchOperation[] {
  const read = patchBody.safeParse(body);
  if (read.success) return read.data.Operations;
  throw new ScimError(400, 'invalidSyntax', `Operations: ${firstIssue(read.error)}`);
}

export function firstIssue({ issues: [issue] }: z.ZodError): string {
  if (!issue) return 'not valid';
  const asked = askedBy(issue.message);
  const words = asked.code === 'other' ? issue.message : `expected ${expectationText(asked, 'en')}`;
  return `${issue.path.join('.') || 'the body'}: ${words}`;
}

/** What a program that keeps people does, as the audit writes it. */
export function scimAuthor(request: Request, accountId: string): Author {
  return {
    by: { program: 'scim', accountId },
    from: { address: request.ip, requestId: String(request.id) },
  };
}

/** Says by its own content which version it is. */
export function versioned(resource: Omit<ScimResource, 'meta'> & { meta: object }): ScimResource {
  const hash = createHash('sha256').update(JSON.stringify(resource)).digest('base64url');
  const meta = { ...resource.meta, version: `W/"${hash.slice(0, 22)}"` };
  return { ...resource, id: String(resource.id), meta };
}

/** @throws ScimError 412 where it is not what the caller has seen */
export function expectVersion(request: Request, resource: ScimResource): void {
  const expected = request.get('if-match');
  if (expected === undefined || expected === '*') return;
  const versions = expected.split(',').map((each) => each.trim());
  if (!versions.includes(resource.meta.version)) {
    throw new ScimError(412, undefined, `It is at the version ${resource.meta.version}.`);
  }
}

export function answered<S extends number>(
  status: S,
  request: Request,
  resource: ScimResource,
  query: Pick<ScimListQuery, 'attributes' | 'excludedAttributes'> = {},
) {
  return {
    status,
    headers: {
      'Content-Type': scimMediaType,
      ETag: resource.meta.version,
      Location: placeOf(request, resource),
    },
    body: cut(
      { ...resource, meta: { ...resource.meta, location: placeOf(request, resource) } },
      query,
    ),
  };
}

function placeOf(request: Request, { id, meta }: ScimResource): string {
  const type = String((meta as { resourceType?: unknown }).resourceType);
  return `${calledAddress(request)}/scim/v2/${type}s/${id}`;
}

const countMax = 200;

/** Which part of a list is asked for. */
export function partOf({ startIndex = 1, count = countMax }: ScimListQuery) {
  return {
    startIndex: Math.max(startIndex, 1),
    count: Math.min(Math.max(count, 0), countMax),
  };
}

export function listed(
  request: Request,
  query: ScimListQuery,
  { total, resources }: { total: number; resources: ScimResource[] },
) {
  return {
    status: 200 as const,
    headers: { 'Content-Type': scimMediaType },
    body: {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: total,
      startIndex: partOf(query).startIndex,
      itemsPerPage: resources.length,
      Resources: resources.map((resource) => answered(200, request, resource, query).body),
    },
  };
}

/** Without the attributes the caller does not want; `id`, `schemas` and `meta` always come. */
function cut(
  resource: Record<string, unknown>,
  { attributes, excludedAttributes }: Pick<ScimListQuery, 'attributes' | 'excludedAttributes'>,
): Record<string, unknown> {
  const names = (list: string | undefined) =>
    list?.split(',').map((name) => name.trim().toLowerCase().split('.')[0]);
  const [wanted, unwanted] = [names(attributes), names(excludedAttributes)];
  const isShown = (key: string) =>
    ['id', 'schemas', 'meta'].includes(key) ||
    ((wanted?.includes(key.toLowerCase()) ?? true) && !unwanted?.includes(key.toLowerCase()));
  return Object.fromEntries(Object.entries(resource).filter(([key]) => isShown(key)));
}

export function unknownResource(id: string): ScimError {
  return new ScimError(404, undefined, `There is no '${id}'.`);
}

/** Changes what a program asked for, all or none. @throws ScimError for what the desk refuses of people */
export function changed<T>(database: Database, work: (trx: Transaction) => Promise<T>): Promise<T> {
  return orScimError(() => withDatabase(() => database.transaction(work)));
}

async function orScimError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PeopleRefused)) throw error;
    const { code } = error.refusal;
    if (code === 'address_taken') throw new ScimError(409, 'uniqueness', error.message);
    if (code === 'unknown_manager' || code === 'manager_circle') {
      throw new ScimError(400, 'invalidValue', error.message);
    }
    throw new ScimError(409, 'mutability', error.message);
  }
}
