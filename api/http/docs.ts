import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { openApiDocument } from './openapi.ts';
import { type AnyOperation, defineOperation } from './operation.ts';

/** Swagger UI writes styles into its elements; nothing else of the desk is allowed to. */
const docsSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
  "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; " +
  "form-action 'none'";

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Palier API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<script src="/api/docs/swagger-ui-bundle.js" defer></script>
<script src="/api/docs/start.js" defer></script>
</head>
<body><main id="docs"></main></body>
</html>
`;

const start =
  "SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#docs', deepLinking: true, " +
  'persistAuthorization: false });\n';

const assets = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'start.js': 'text/javascript; charset=utf-8',
} as const;
type AssetName = keyof typeof assets;

const assetPath = z.strictObject({ asset: z.enum(Object.keys(assets) as [AssetName]) });

export const getDocs = defineOperation({
  id: 'getDocs',
  method: 'get',
  address: '/api/docs',
  summary: 'This documentation as a page',
  tag: 'Operation',
  answers: { 200: { description: 'A page', mediaTypes: ['text/html'] } },
  handle({ response }) {
    response.set('Content-Security-Policy', docsSecurityPolicy).type('html').send(page);
    return undefined;
  },
});

export const getDocsAsset = defineOperation({
  id: 'getDocsAsset',
  method: 'get',
  address: '/api/docs/{asset}',
  summary: 'What the page needs',
  tag: 'Operation',
  path: assetPath,
  answers: { 200: { description: 'A file', mediaTypes: ['text/css', 'text/javascript'] } },
  async handle({ path: { asset }, response }) {
    const body = asset === 'start.js' ? start : await readFile(fileOf(asset));
    response.set({ 'Cache-Control': 'public, max-age=3600', 'Content-Type': assets[asset] });
    response.end(body);
    return undefined;
  },
});

/** By its place: importing the package would run the whole of Swagger UI in the server. */
function fileOf(asset: AssetName): URL {
  return new URL(asset, import.meta.resolve('swagger-ui-dist/package.json'));
}

/** The document needs the list it is itself part of. */
export function getOpenApi(operations: () => readonly AnyOperation[]) {
  let document: ReturnType<typeof openApiDocument> | undefined;
  return defineOperation({
    id: 'getOpenApi',
    method: 'get',
    address: '/api/openapi.json',
    summary: 'This documentation as OpenAPI 3.1',
    tag: 'Operation',
    answers: { 200: { description: 'The document', schema: z.record(z.string(), z.unknown()) } },
    handle() {
      document ??= openApiDocument(operations());
      return { status: 200, body: { ...document } };
    },
  });
}
