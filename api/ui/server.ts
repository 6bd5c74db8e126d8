import type { Express, NextFunction, Request, Response } from 'express';
import { bundleUi, type UiAsset, type UiBundle } from './bundle.ts';
import { iconSvg, indexPage, type PageSettings } from './index_page.ts';

export type UiDependencies = PageSettings;

const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

/** Where the browser app lives; every other address belongs to the API. */
const pages = [
  '/',
  '/sign-in',
  '/account',
  '/tickets',
  '/tasks',
  '/on-call',
  '/problems',
  '/portal',
  '/catalogue',
  '/items',
  '/knowledge',
  '/analytics',
  '/administration',
  '/alarms',
  '/approvals',
  '/macros',
  '/go',
];

/**
 * Bundles the browser app and serves it: hashed files under `/assets/` for a year, and one page for
 * every address a person can be at. Mount it after the API's own routes.
 * @param mountMore mounts pages of other kinds, which use the same files
 * @throws esbuild's `BuildFailure` when a source of the app does not compile
 */
export async function mountUi(
  app: Express,
  settings: UiDependencies,
  mountMore: (bundle: UiBundle) => void = () => {},
): Promise<UiBundle> {
  const bundle = await bundleUi();
  const page = indexPage(bundle, settings);
  app.get('/assets/icon.svg', (_request, response) => {
    response.set('Cache-Control', 'public, max-age=86400').type('image/svg+xml').send(iconSvg);
  });
  app.get('/assets/:name', (request, response, next) => {
    const asset = bundle.assets.get(request.params.name);
    if (asset) sendAsset(request, response, asset);
    else next();
  });
  mountMore(bundle);
  app.get('/{*path}', (request, response, next) => {
    if (isPage(request.path)) sendPage(response, page, 200);
    else notFound(request, response, next, page);
  });
  // An address that nobody can read, as `/tickets/%FF`: for people there is no such page.
  app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (error instanceof URIError) notFound(request, response, () => next(error), page);
    else next(error);
  });
  return bundle;
}

function isPage(path: string): boolean {
  return pages.some((root) => path === root || (root !== '/' && path.startsWith(`${root}/`)));
}

function sendAsset(request: Request, response: Response, asset: UiAsset): void {
  response.set({
    'Cache-Control': 'public, max-age=31536000, immutable',
    'X-Content-Type-Options': 'nosniff',
    Vary: 'Accept-Encoding',
  });
  response.type(`${asset.type}; charset=utf-8`);
  const encoding = request.acceptsEncodings(['br', 'gzip', 'identity']);
  if (encoding === 'br') response.set('Content-Encoding', 'br').send(asset.brotli);
  else if (encoding === 'gzip') response.set('Content-Encoding', 'gzip').send(asset.gzip);
  else response.send(asset.raw);
}

function sendPage(response: Response, page: string, status: 200 | 404): void {
  response.status(status).set({
    'Cache-Control': 'no-cache',
    'Content-Security-Policy': contentSecurityPolicy,
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  });
  response.type('text/html; charset=utf-8').send(page);
}

/** A person who mistyped an address sees the app's own words; a program gets the API's problem. */
function notFound(request: Request, response: Response, next: NextFunction, page: string): void {
  const isForApi = request.path.startsWith('/api') || request.path.startsWith('/assets');
  if (!isForApi && request.accepts(['json', 'html']) === 'html') sendPage(response, page, 404);
  else next();
}
