import test from 'ava';
import { warehouseFiles } from '../../analytics/files.ts';
import { Warehouse } from '../../analytics/warehouse.ts';
import { at, hour, requester, Ticket } from '../domain/desk.ts';
import { DeskDatabase } from './desk_database.ts';
import { nextTicketId } from './given.ts';
import { manyTickets } from './histories.ts';

const minute = 60_000;

/** A desk with an owner of articles and one article, of which nothing is exported yet. */
async function knowingDesk(): Promise<DeskDatabase> {
  const desk = await DeskDatabase.create();
  await desk.database('accounts').insert([
    { account_id: 'acc-lea', roles: ['agent'], display_name: 'Léa' },
    { account_id: requester.id, roles: ['requester'], display_name: 'Camille' },
  ]);
  await writes(desk, 'vpn');
  return desk;
}

async function writes({ database }: DeskDatabase, slug: string): Promise<void> {
  const article_id = `art-${slug}`;
  await database('articles').insert({
    article_id,
    slug,
    kind: 'guide',
    category: 'network',
    owner_id: 'acc-lea',
    state: 'published',
    published_version: 1,
  });
  const text = { article_id, version: 1, title: slug, summary: 's', body: 'b' };
  await database('article_texts').insert([
    { ...text, locale: 'en' },
    { ...text, locale: 'fr' },
  ]);
}

let sessionCount = 0;

async function looksForHelp(
  { database }: DeskDatabase,
  startedAt: number,
  account_id = requester.id,
  query = 'Où est le VPN ?',
): Promise<string> {
  sessionCount += 1;
  const session_id = `kns-${sessionCount}`;
  const at = new Date(startedAt);
  await database('knowledge_sessions').insert({
    session_id,
    account_id,
    place: 'portal',
    locale: 'fr',
    started_at: at,
    last_seen_at: at,
  });
  await database('knowledge_searches').insert({
    session_id,
    n: 1,
    query,
    result_count: 1,
    searched_at: at,
  });
  await database('knowledge_views').insert({
    session_id,
    article_id: 'art-vpn',
    rank: 1,
    shown_at: at,
    opened_at: at,
  });
  return session_id;
}

const outcomes = (desk: DeskDatabase) =>
  desk.rows('select session_id, outcome, next_ticket_id from knowledge_sessions order by all');

test('sessions, searches, views and articles come to the warehouse without names or accents', async (t) => {
  const desk = await knowingDesk();
  const session_id = await looksForHelp(desk, at(0, '09:00'));
  await desk.export();

  const [session] = await desk.rows('select * from knowledge_sessions');
  t.like(session, {
    session_id,
    place: 'portal',
    started_date: '2026-01-05',
    opened_count: 1,
    outcome: 'implied',
  });
  t.not(session?.requester_hash, requester.id);
  const [search] = await desk.rows('select query, result_count from knowledge_searches');
  t.deepEqual(search, { query: null, result_count: 1 }, 'what one person typed is theirs');
  const [view] = await desk.rows('select article_id, rank, outcome from article_views');
  t.deepEqual(view, { article_id: 'art-vpn', rank: 1, outcome: 'implied' });
  const [article] = await desk.rows('select slug, state, is_in_french, category from articles');
  t.deepEqual(article, {
    slug: 'vpn',
    state: 'published',
    is_in_french: true,
    category: 'network',
  });
});

test('a word of a search is exported once five people have searched for it, never the search itself', async (t) => {
  const desk = await knowingDesk();
  const people = ['acc-1', 'acc-2', 'acc-3', 'acc-4', 'acc-5'];
  await desk
    .database('accounts')
    .insert(people.map((id) => ({ account_id: id, roles: ['requester'], display_name: id })));
  const queries = async () => {
    await desk.export();
    const rows = await desk.rows('select query from knowledge_searches order by searched_at');
    return rows.map(({ query }) => query);
  };
  for (const [n, account] of people.slice(0, 4).entries()) {
    await looksForHelp(desk, at(0, `0${n}:00`), account, `VPN de Jean-Paul ${n}00`);
  }
  await looksForHelp(desk, at(0, '05:00'), 'acc-1', 'vpn');
  t.deepEqual(await queries(), [null, null, null, null, null]);
  await looksForHelp(desk, at(0, '06:00'), 'acc-5', 'Mon VPN, vite !');
  t.deepEqual(await queries(), ['vpn', 'vpn', 'vpn', 'vpn', 'vpn', 'vpn']);
});

test('what somebody says later is in the next export, and nothing is there twice', async (t) => {
  const desk = await knowingDesk();
  const session_id = await looksForHelp(desk, at(0, '09:00'));
  await looksForHelp(desk, at(0, '10:00'));
  await desk.export();
  await desk.database('knowledge_views').where({ session_id }).update({ verdict: 'solved' });
  await desk
    .database('knowledge_sessions')
    .where({ session_id })
    .update({ ending: 'solved', solved_by_article_id: 'art-vpn' });
  await desk.database('articles').update({ state: 'archived' });
  const { snapshot } = await desk.export({ batchSize: 1 });

  t.is(snapshot, '2.duckdb');
  t.deepEqual((await outcomes(desk)).map(({ outcome }) => outcome).toSorted(), [
    'confirmed',
    'implied',
  ]);
  t.deepEqual(await desk.rows('select state from articles'), [{ state: 'archived' }]);
  t.is((await desk.export()).snapshot, null);
});

test('a ticket that comes late changes what its requester’s session counts as', async (t) => {
  const desk = await knowingDesk();
  const now = Date.now();
  const fresh = await looksForHelp(desk, now - 2 * hour);
  await desk.export();
  t.deepEqual(await outcomes(desk), [
    { session_id: fresh, outcome: 'waiting', next_ticket_id: null },
  ]);

  const old = await looksForHelp(desk, at(0, '09:00'));
  await desk.export();
  t.is((await outcomes(desk)).find((row) => row.session_id === old)?.outcome, 'implied');

  const ticket = new Ticket(at(1, '09:00'), { ticketId: nextTicketId() });
  await desk.record([ticket]);
  await desk.export();
  t.deepEqual(
    (await outcomes(desk)).find((row) => row.session_id === old),
    { session_id: old, outcome: 'followed', next_ticket_id: ticket.state.ticketId },
  );
});

test('a batch that comes again changes nothing, and a rebuild gives the same', async (t) => {
  const desk = await knowingDesk();
  await desk.record(manyTickets(20));
  for (let n = 0; n < 12; n++) await looksForHelp(desk, at(n, '09:00') + n * minute);
  await desk.export({ batchSize: 5 });
  const session_id = await looksForHelp(desk, at(3, '11:00'));
  await desk.database('knowledge_sessions').where({ session_id }).update({ ending: 'abandoned' });
  await desk.export({ batchSize: 5 });
  const before = await desk.checksums();
  const warehouse = await Warehouse.open(warehouseFiles(desk.warehouseDir).warehouse);
  await warehouse.advanceTo({ xid: '0', position: '0' });
  warehouse.close();

  await desk.export({ batchSize: 3 });
  t.deepEqual(await desk.checksums(), before);

  const { differences } = await desk.export({ rebuild: true, batchSize: 4 });
  t.deepEqual(differences, []);
  t.is((await desk.rows('select * from knowledge_sessions')).length, 13);
});

test('who is forgotten by the desk is forgotten by the warehouse', async (t) => {
  const desk = await knowingDesk();
  await looksForHelp(desk, at(0, '09:00'));
  await desk.export();
  await desk.database('knowledge_sessions').where('account_id', requester.id).delete();
  await desk.export();

  for (const table of ['knowledge_sessions', 'knowledge_searches', 'article_views']) {
    t.deepEqual(await desk.rows(`select * from ${table}`), [], table);
  }
  t.is((await desk.rows('select * from articles')).length, 1);
});
