import type { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
} from 'zod-openapi';
import packageJson from '../../package.json' with { type: 'json' };
import { accessOf } from '../people/policy.ts';
import { webhookPayload } from '../webhooks/contract.ts';
import type { AnswerDescription, AnyOperation } from './operation.ts';
import { problem } from './problem_contract.ts';

/** The OpenAPI 3.1 document of a list of operations, from the schemas they validate with. */
export function openApiDocument(operations: readonly AnyOperation[]) {
  const paths: ZodOpenApiPathsObject = {};
  for (const operation of operations) {
    paths[operation.address] = {
      ...paths[operation.address],
      [operation.method]: describe(operation),
    };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Palier',
      version: packageJson.version,
      description: packageJson.description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'palier_session' },
      },
    },
    paths,
    webhooks: {
      ticketEvent: {
        post: {
          summary: 'What a webhook is told, signed as Standard Webhooks says',
          requestBody: { content: { 'application/json': { schema: webhookPayload } } },
          responses: {
            '2XX': { description: 'It is taken; after any other answer it is sent again' },
          },
        },
      },
    },
  });
}

function describe(operation: AnyOperation): ZodOpenApiOperationObject {
  const access = accessOf(operation.id);
  const isPublic = access === 'public';
  const roles = isPublic ? 'Everybody.' : `Roles: ${access.join(', ')}.`;
  return {
    operationId: operation.id,
    summary: operation.summary,
    description: roles,
    tags: [operation.tag],
    security: isPublic ? [] : [{ token: [] }, { session: [] }],
    requestParams: {
      ...(operation.path && { path: operation.path as z.ZodObject }),
      ...(operation.query && { query: operation.query as z.ZodObject }),
    },
    parameters: headersOf(operation),
    ...(operation.body && {
      requestBody: {
        required: !operation.hasOptionalBody,
        content: { 'application/json': { schema: operation.body } },
      },
    }),
    ...(operation.bytesMax !== undefined && {
      requestBody: {
        required: true,
        content: {
          'application/octet-stream': { schema: { type: 'string' as const, format: 'binary' } },
        },
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(operation.answers).map(([status, answer]) => [status, answerOf(answer)]),
      ),
      ...(operation.needsRoom && { 503: busyAnswer }),
      default: problemAnswer,
    },
  };
}

const problemAnswer: ZodOpenApiResponseObject = {
  description: 'A problem: its `code` says which',
  content: { 'application/problem+json': { schema: problem } },
};

const busyAnswer: ZodOpenApiResponseObject = {
  ...problemAnswer,
  description: 'With the code `busy` nothing was done; with any other it may have been',
  headers: {
    'Retry-After': {
      description: 'Seconds to wait before asking again',
      schema: { type: 'integer' },
    },
  },
};

function answerOf(answer: AnswerDescription): ZodOpenApiResponseObject {
  const { description, schema, mediaTypes = [], event, headers } = answer;
  const others = mediaTypes.map((type) => [type, { schema: event ?? fileSchemaOf(type) }] as const);
  return {
    description,
    content: {
      ...(schema && { 'application/json': { schema } }),
      ...Object.fromEntries(others),
    },
    ...(headers && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, text]) => [
          name,
          { description: text, schema: { type: 'string' as const } },
        ]),
      ),
    }),
  };
}

function fileSchemaOf(mediaType: string) {
  const isText = /^text\/|[/+](html|json|svg|xml)/.test(mediaType);
  return { type: 'string' as const, ...(!isText && { format: 'binary' }) };
}

function headersOf({ isKeyed, isMatched }: AnyOperation) {
  const header = (name: string, description: string) => ({
    in: 'header' as const,
    name,
    description,
    required: false,
    schema: { type: 'string' as const },
  });
  const key = header(
    'Idempotency-Key',
    'Up to 200 visible ASCII characters. Repeating a request with its key does nothing twice',
  );
  const match = header('If-Match', 'The ETag the caller has seen: refused with 412 where stale');
  return [...(isKeyed ? [key] : []), ...(isMatched ? [match] : [])];
}
