import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import test from 'ava';
import { metricDefinitions } from '../../analytics/catalogue.ts';
import {
  dashboardDefinition,
  dashboardDefinitions,
  parseDashboard,
} from '../../dashboards/catalogue.ts';
import { palettes } from '../../dashboards/theme.ts';
import { segmentWords } from '../../database/segment_names.ts';
import { deltaE, simulate, visions } from './colour_vision.ts';

const schemaFile = new URL(import.meta.resolve('vega-lite/vega-lite-schema.json'));

let validate: ValidateFunction;
test.before(() => {
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8'));
  validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
});

type Part = { [key: string]: unknown };
type Dated = { type?: string; timeUnit?: string; title?: string; axis?: { labelExpr?: string } };
type Scaled = { field?: string; scale?: { domain?: string[] } };

/** Every object of a specification, outermost first. */
function* partsOf(part: unknown): Generator<Part> {
  if (part === null || typeof part !== 'object') return;
  if (!Array.isArray(part)) yield part as Part;
  for (const value of Object.values(part)) yield* partsOf(value);
}

for (const dashboard of dashboardDefinitions()) {
  const { name, spec, datasets, views } = dashboard;
  const charts = { ...spec, usermeta: {} };

  test(`${name} is valid Vega-Lite`, (t) => {
    t.true(validate(spec), JSON.stringify(validate.errors?.slice(0, 3)));
  });

  test(`${name} names its data sets after metrics, and shows them all`, (t) => {
    for (const [dataset, { metric, by }] of Object.entries(datasets)) {
      t.true(dataset === metric || dataset.startsWith(`${metric}_`), dataset);
      const definition = metricDefinitions().find((candidate) => candidate.name === metric);
      const cuts = [...(definition?.periods ?? []), ...(definition?.segments ?? [])];
      for (const cut of by.split(',').filter((word) => word !== '')) t.true(cuts.includes(cut));
    }
    t.deepEqual(
      [...new Set(views.flatMap((view) => view.datasets))].sort(),
      Object.keys(datasets).sort(),
    );
  });

  test(`${name} shows only columns that its metrics have`, (t) => {
    for (const view of partsOf(charts)) {
      const dataset = (view.data as { name?: string } | undefined)?.name;
      if (dataset === undefined) continue;
      const metric = metricDefinitions().find((one) => one.name === datasets[dataset]?.metric);
      const made = [...partsOf(view)].flatMap(({ as, calculate, fold }) =>
        calculate || fold ? [as].flat() : [],
      );
      const known = [
        'period',
        'segment',
        'segment_order',
        'is_partial',
        ...(metric?.columns ?? []).map((c) => c.name),
      ];
      for (const { field, calculate, test: condition } of partsOf(view)) {
        const fields = [
          ...(typeof field === 'string' ? [field] : []),
          ...[calculate, condition].flatMap((text) =>
            typeof text === 'string' ? [...text.matchAll(/datum\.(\w+)/g)].map((m) => m[1]) : [],
          ),
        ];
        for (const used of fields) {
          t.true([...known, ...made].includes(used), `${dataset}: ${used}`);
        }
      }
    }
  });

  test(`${name} reads time in UTC only, and loads nothing`, (t) => {
    for (const part of partsOf(charts)) {
      if (typeof part.timeUnit === 'string') t.regex(part.timeUnit, /^utc/);
      if (part.type === 'temporal' && part.axis) {
        const isUtc = part.timeUnit !== undefined || (part.scale as Part)?.type === 'utc';
        t.true(isUtc, JSON.stringify(part));
      }
      t.false('url' in part || 'href' in part || 'values' in part, JSON.stringify(part));
    }
  });

  test(`${name} titles every axis, legend and view`, (t) => {
    for (const view of views) t.not(view.title, '', view.name);
    for (const part of partsOf(charts)) {
      for (const channel of ['x', 'y', 'color']) {
        const encoding = part[channel] as Part | undefined;
        if (encoding?.field) t.is(typeof encoding.title, 'string', JSON.stringify(encoding));
      }
    }
  });

  test(`${name} gives its colours to segments by the names that charts call them`, (t) => {
    const names = segmentWords('en');
    for (const part of partsOf(charts)) {
      const { name: set = '' } = (part.data ?? {}) as { name?: string };
      const kinds = datasets[set]?.by.split(',') ?? [];
      const called = kinds.flatMap((kind) => Object.values(names[kind] ?? {}));
      if (called.length === 0) continue;
      for (const { color } of partsOf(part) as Generator<{ color?: Scaled }>) {
        if (color?.field !== 'segment') continue;
        const strange = color.scale?.domain?.filter((word) => !called.includes(word)) ?? [];
        t.deepEqual(strange, [], 'what is called otherwise is drawn without a colour');
      }
    }
    t.pass();
  });

  test(`${name} writes its days as each language does: the number before the month`, (t) => {
    for (const { x } of partsOf(charts) as Generator<{ x?: Dated }>) {
      if (x?.type !== 'temporal' || x.timeUnit !== undefined) continue;
      t.regex(x.axis?.labelExpr ?? '', /'%e %b %Y'/, `${x.title}: by itself it writes « juin 07 »`);
    }
    t.pass();
  });

  test(`${name} says in French everything it says in English`, (t) => {
    const { fr } = spec.usermeta.translations;
    for (const part of partsOf(charts)) {
      for (const key of ['title', 'text']) {
        const text = part[key];
        if (typeof text === 'string') t.true(text in fr, `no French for '${text}'`);
      }
      for (const key of ['calculate', 'labelExpr']) {
        for (const [, words = ''] of String(part[key] ?? '').matchAll(/'([^']*)'/g)) {
          const isFormat = /^[.,–+%\df~]*$|^(%[a-zA-Z] ?)+$/.test(words) || /_|^true$/.test(words);
          if (!isFormat) t.true(words in fr, `no French for '${words}'`);
        }
      }
    }
  });
}

const broken = test.macro((t, change: (spec: Part) => void, message: RegExp) => {
  const spec = structuredClone(
    dashboardDefinition('service_desk_overview').spec,
  ) as unknown as Part;
  change(spec);
  t.throws(() => parseDashboard('broken.vl.json', JSON.stringify(spec)), { message });
});

test(
  'a dashboard that names an unknown metric is refused by file and data set',
  broken,
  (spec: Part) => {
    (spec.usermeta as { datasets: Part }).datasets.backlog = { metric: 'backlogg', by: 'day' };
  },
  /broken\.vl\.json: data set 'backlog': no metric 'backlogg'/,
);
test(
  'a view without its data set is refused',
  broken,
  (spec: Part) => {
    delete (spec.usermeta as { datasets: Part }).datasets.backlog;
  },
  /broken\.vl\.json: view 'backlog': no data set 'backlog'/,
);

for (const theme of ['light', 'dark'] as const) {
  for (const vision of visions) {
    test(`the colours of the ${theme} theme can be told apart with ${vision}`, (t) => {
      const { categories, ordinal, background } = palettes[theme];
      for (const palette of [categories.slice(0, 5), ordinal]) {
        for (const [index, colour] of palette.entries()) {
          const seen = simulate(colour, vision);
          t.true(deltaE(seen, simulate(background, vision)) > 15, `${colour} on ${background}`);
          for (const other of palette.slice(index + 1)) {
            const distance = deltaE(seen, simulate(other, vision));
            t.true(distance > 10, `${colour} and ${other}: ${distance.toFixed(1)}`);
          }
        }
      }
    });
  }
}
