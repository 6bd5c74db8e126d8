import { getMetric } from '../../analytics/catalogue.ts';
import { metricFilters } from '../../analytics/metric_definition.ts';
import { dashboardDefinition, dashboardDefinitions } from '../../dashboards/catalogue.ts';
import type { DashboardFormat } from '../../dashboards/render.ts';
import { provenance } from '../../dashboards/wording.ts';
import { segmentNames } from '../../database/segment_names.ts';
import { defineOperation } from '../http/operation.ts';
import {
  chartBody,
  chartSpec,
  dashboardList,
  dashboardPath,
  dashboardQuery,
  dashboardSpec,
  dashboardViews,
  dashboardViewsPath,
  dashboardViewsQuery,
} from './contract.ts';
import { snapshotView } from './result_file.ts';

export const listDashboards = defineOperation({
  id: 'listDashboards',
  method: 'get',
  address: '/api/dashboards',
  summary: 'The dashboards and where each is found',
  tag: 'Analytics',
  answers: { 200: { description: 'The dashboards', schema: dashboardList } },
  handle({ account: { locale } }) {
    const items = dashboardDefinitions().map(({ name, title, description, metrics }) => {
      const address = `/api/dashboards/${name}`;
      return {
        name,
        title: title[locale],
        description: description[locale],
        metrics: metrics.map((each) => ({ name: each, title: getMetric(each).title[locale] })),
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
      schema: dashboardSpec,
      mediaTypes: ['text/html', 'image/svg+xml', 'image/png'],
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

export const getDashboardViews = defineOperation({
  id: 'getDashboardViews',
  method: 'get',
  address: '/api/dashboards/{name}/views',
  summary: 'The charts of a dashboard compiled for Vega, and which metrics fill them',
  tag: 'Analytics',
  path: dashboardViewsPath,
  query: dashboardViewsQuery,
  answers: { 200: { description: 'The charts, without data', schema: dashboardViews } },
  async handle({ account: { locale }, path, query }, { dashboards, database, warehouse }) {
    const { datasets, metrics, spec } = dashboardDefinition(path.name);
    const described = Object.entries(datasets).map(([name, { metric, by, largest = null }]) => {
      const { title, rowsSql } = getMetric(metric);
      return [name, { metric, by, largest, title: title[locale], hasTickets: rowsSql !== null }];
    });
    const [views, range, snapshot, groups, customers, names] = await Promise.all([
      dashboards.views(path.name, { locale, ...(query.theme && { theme: query.theme }) }),
      warehouse.range(query),
      warehouse.snapshot(),
      warehouse.groups(),
      warehouse.customers(),
      segmentNames(database, locale),
    ]);
    const body = {
      name: path.name,
      ...range,
      provenance: provenance(locale, range, snapshot).join(' · '),
      snapshot: snapshotView(snapshot),
      groups,
      customers,
      filters: metricFilters.filter((one) =>
        metrics.every((metric) => getMetric(metric).filters.includes(one)),
      ),
      names,
      words: locale === 'en' ? {} : spec.usermeta.translations[locale],
      datasets: Object.fromEntries(described),
      views,
    };
    return { status: 200, body };
  },
});

export const compileChart = defineOperation({
  id: 'compileChart',
  method: 'post',
  address: '/api/charts',
  summary: 'A chart of a query’s result compiled for Vega; the result itself is not sent',
  tag: 'Analytics',
  body: chartBody,
  answers: { 200: { description: 'Its data set is named `result`', schema: chartSpec } },
  async handle({ account: { locale }, body }, { dashboards }) {
    const { theme, ...chart } = body;
    return { status: 200, body: { vega: await dashboards.chart(chart, { locale, theme }) } };
  },
});
