import { listDashboards as listDefinitions } from '../../dashboards/catalogue.ts';
import type { DashboardFormat } from '../../dashboards/render.ts';
import { defineOperation } from '../operation.ts';
import { dashboardList, dashboardPath, dashboardQuery } from '../schemas/analytics.ts';

export const listDashboards = defineOperation({
  id: 'listDashboards',
  method: 'get',
  address: '/api/dashboards',
  summary: 'The dashboards and where each is found',
  tag: 'Analytics',
  answers: { 200: { description: 'The dashboards', schema: dashboardList } },
  handle({ account: { locale } }) {
    const items = listDefinitions().map(({ name, title, description, metrics }) => {
      const address = `/api/dashboards/${name}`;
      return {
        name,
        title: title[locale],
        description: description[locale],
        metrics,
        addresses: {
          html: `${address}.html`,
          svg: `${address}.svg`,
          png: `${address}.png`,
          spec: `${address}.vl.json`,
        },
      };
    });
    return { status: 200, body: { items, next: null } };
  },
});

/** A picture brings its own styles and needs nothing else; it never runs a script. */
const pictureSecurityPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; " +
  "frame-ancestors 'self'; base-uri 'none'; form-action 'none'";

export const getDashboard = defineOperation({
  id: 'getDashboard',
  method: 'get',
  address: '/api/dashboards/{file}',
  summary: 'A dashboard drawn on the server, or its Vega-Lite specification with the data',
  tag: 'Analytics',
  path: dashboardPath,
  query: dashboardQuery,
  answers: {
    200: {
      description: 'The dashboard',
      mediaTypes: ['text/html', 'image/svg+xml', 'image/png', 'application/json'],
    },
  },
  async handle({ account, path, query, response }, { dashboards }) {
    const dot = path.file.indexOf('.');
    const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value));
    const drawn = await dashboards.render(path.file.slice(0, dot), {
      locale: account.locale,
      ...given,
      format: path.file.slice(dot + 1) as DashboardFormat,
    });
    response.set({
      'Content-Type': drawn.contentType,
      'Content-Security-Policy': pictureSecurityPolicy,
      'X-Frame-Options': 'SAMEORIGIN',
      ETag: `"${drawn.etag}"`,
      ...(drawn.snapshot ? { 'Palier-Data-Through': drawn.snapshot.dataThrough } : {}),
    });
    response.status(200).end(drawn.body);
    return undefined;
  },
});
