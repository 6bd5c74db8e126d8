import { readFile } from 'node:fs/promises';
import test from 'ava';
import { renderMarkdown } from '../../api/knowledge/markdown.ts';
import { demoArticles, writeArticles } from '../../cli/demo/articles.ts';
import { writePast } from '../../cli/demo/past.ts';
import { demoPeople, demoReaders } from '../../cli/demo/people.ts';
import { writeReading } from '../../cli/demo/reading.ts';
import { upsertPeople } from '../../database/people.ts';
import { DeskDatabase } from '../analytics/desk_database.ts';
import { rowsOfMetric } from '../analytics/given.ts';

const now = Date.UTC(2026, 5, 30, 16);

let desk: DeskDatabase;

test.before('a demo desk has lived half a year', async (t) => {
  t.timeout(120_000);
  desk = await DeskDatabase.create();
  await upsertPeople(desk.database, [...demoPeople, ...demoReaders]);
  await writeArticles(desk.database, now);
  await writePast(desk.database, now);
  await writeReading(desk.database, now);
});

test.serial('the demo’s sessions agree with its tickets', async (t) => {
  const sessions = await desk
    .database('knowledge_sessions')
    .leftJoin('tickets', 'tickets.ticket_id', 'knowledge_sessions.ticket_id')
    .select('account_id', 'ending', 'started_at', 'requester_id', 'opened_at', 'channel');
  t.true(sessions.length > 300);
  for (const session of sessions) {
    t.is(session.ending === 'submitted', session.requester_id !== null);
    if (session.requester_id === null) continue;
    t.is(session.requester_id, session.account_id);
    t.is(session.channel, 'portal');
    t.true(session.started_at < session.opened_at);
  }
});

test.serial('loading the demo again changes nothing', async (t) => {
  const count = async () =>
    Promise.all(
      (['articles', 'knowledge_sessions', 'knowledge_views', 'article_feedback'] as const).map(
        async (table) => (await desk.database(table).count())[0]?.count,
      ),
    );
  const before = await count();
  await writeArticles(desk.database, now);
  await writeReading(desk.database, now);
  t.deepEqual(await count(), before);
});

test.serial('every metric of knowledge has something to show', async (t) => {
  await desk.export();
  const warehouse = await desk.openSnapshot();
  const range = { from: '2026-01-01', to: '2026-06-30' };
  const [deflection] = await rowsOfMetric(warehouse, 'deflection', range);
  for (const outcome of ['confirmed', 'implied', 'failed', 'followed']) {
    t.true(Number(deflection?.[`${outcome}_count`]) > 5, outcome);
  }
  const articles = await rowsOfMetric(warehouse, 'article_usefulness', {
    ...range,
    segment: 'article',
  });
  t.is(articles.length, demoArticles.length);
  const gaps = await rowsOfMetric(warehouse, 'knowledge_gaps', { ...range, segment: 'category' });
  t.like(gaps[0], { segment: 'business_application', article_count: 0 });
  const words = await rowsOfMetric(warehouse, 'knowledge_gaps', { ...range, segment: 'query' });
  t.true(words.some((row) => row.segment === 'badge parking' && row.search_count !== 0));
  warehouse.close();
});

test('every article of the demo says what to do, in both languages', async (t) => {
  for (const { slug } of demoArticles) {
    for (const locale of ['en', 'fr']) {
      const file = new URL(`../../cli/demo/articles/${slug}.${locale}.md`, import.meta.url);
      const { html } = renderMarkdown(await readFile(file, 'utf8'));
      t.regex(html, /<ol>/, file.pathname);
    }
  }
});
