import ava from 'ava';
import * as schemas from '../../api/contract.ts';
import { type ApiDesk, type Body, type Caller, keyed, startApiDesk } from './api_desk.ts';

// Some of these rules publish articles that others would find.
const test = ava.serial;

let desk: ApiDesk;
let lea: Caller;
let camille: Caller;
let paul: Caller;

const vpn = {
  kind: 'guide',
  category: 'network',
  service: 'vpn',
  texts: {
    en: {
      title: 'Connect to the VPN from home',
      summary: 'How to reach shared drives and the intranet when you are not in the office.',
      body: '## Before you start\n\n1. Open the client.\n2. Choose **Office**.\n\n## If it drops\n\nLower the MTU.',
    },
    fr: {
      title: 'Se connecter au VPN depuis chez soi',
      summary: "Comment atteindre les lecteurs partagés et l'intranet hors du bureau.",
      body: '1. Ouvrez le client.\n2. Choisissez **Bureau**.',
    },
  },
};
const password = {
  kind: 'faq',
  category: 'access',
  texts: {
    fr: {
      title: 'Réinitialiser un mot de passe expiré',
      summary: 'Le portail des comptes redonne un accès en deux minutes.',
      body: '1. Ouvrez le portail.\n2. Suivez le lien **Oublié**.',
    },
  },
};
const printer = {
  kind: 'guide',
  category: 'hardware',
  texts: {
    en: {
      title: 'Clear a paper jam',
      summary: 'Printers stop with a jam light; the steps to free the paper.',
      body: '1. Open tray 2.\n2. Pull the paper gently.',
    },
    fr: {
      title: "Débloquer l'imprimante",
      summary: 'Bourrage papier : les étapes pour libérer la feuille.',
      body: '1. Ouvrez le bac 2.',
    },
  },
};

async function publishes(body: object): Promise<Body> {
  const made = await lea.post('/api/articles', body);
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  return (await lea.put(`/api/articles/${made.body.id}/publication`)).body;
}

const published: Record<'vpn' | 'password' | 'printer', Body> = {
  vpn: null,
  password: null,
  printer: null,
};

ava.before(async () => {
  desk = await startApiDesk();
  lea = desk.as('demo-agent');
  camille = desk.as('demo-requester');
  paul = desk.as('paul-requester');
  published.vpn = await publishes(vpn);
  published.password = await publishes(password);
  published.printer = await publishes(printer);
});

const find = async (q: string, locale: 'en' | 'fr' = 'en'): Promise<string[]> => {
  const address = `/api/articles?q=${encodeURIComponent(q)}`;
  const { body } = await camille.get(address, { 'accept-language': locale });
  schemas.articlePage.parse(body);
  return body.items.map((item: Body) => item.slug);
};

// Writing ---------------------------------------------------------------------------------------

test('an article is a draft that nobody who is served can read until it is published', async (t) => {
  const made = await lea.post('/api/articles', { ...vpn, slug: 'draft-only' });
  t.is(made.status, 201);
  schemas.article.parse(made.body);
  t.is(made.headers.get('etag'), '"1"');
  t.is(made.headers.get('location'), `/api/articles/${made.body.id}`);
  t.like(made.body, { state: 'draft', version: 1, publishedAt: null });
  t.is((await camille.get('/api/articles/draft-only')).status, 404);

  const shown = await lea.put(`/api/articles/${made.body.id}/publication`, {});
  t.like(shown.body, { state: 'published', hasUnpublishedChanges: false });
  const read = await camille.get('/api/articles/draft-only');
  t.is(read.status, 200);
  schemas.article.parse(read.body);
  t.is(read.body.editing, null, 'readers are not told how it came to be');
  t.is(read.body.owner, null);

  const away = await lea.put(`/api/articles/${made.body.id}/archive`);
  t.is(away.body.state, 'archived');
  t.is((await camille.get('/api/articles/draft-only')).status, 404);
  const back = await lea.delete(`/api/articles/${made.body.id}/archive`);
  t.is(back.body.state, 'draft');
  t.is((await lea.delete(`/api/articles/${made.body.id}/archive`)).status, 409);

  const changes = await lea.get(`/api/articles/${made.body.id}/changes`);
  schemas.articleChangePage.parse(changes.body);
  t.deepEqual(
    changes.body.items.map((change: Body) => [change.revision, change.kind, change.by.name]),
    [
      [4, 'restored', 'Léa Martin'],
      [3, 'archived', 'Léa Martin'],
      [2, 'published', 'Léa Martin'],
      [1, 'created', 'Léa Martin'],
    ],
  );
});

test('readers keep what is published while the next version is being written', async (t) => {
  const { id } = await publishes({ ...printer, slug: 'two-versions' });
  const next = {
    ...printer,
    texts: { en: { ...printer.texts.en, title: 'Clear a jam, again' } },
  };
  const edited = await lea.put(`/api/articles/${id}`, next, { 'if-match': '"2"' });
  t.is(edited.status, 200, JSON.stringify(edited.body));
  t.like(edited.body, { title: 'Clear a jam, again', version: 2, hasUnpublishedChanges: true });
  t.is((await camille.get(`/api/articles/${id}`)).body.title, 'Clear a paper jam');
  const first = await lea.get(`/api/articles/${id}/versions/1`);
  t.is(first.body.texts.fr.title, "Débloquer l'imprimante");

  await lea.put(`/api/articles/${id}/publication`);
  const read = await camille.get(`/api/articles/${id}`, { 'accept-language': 'fr' });
  t.like(read.body, { title: 'Clear a jam, again', locale: 'en', locales: ['en'] });
  await lea.put(`/api/articles/${id}/publication`, { version: 1 });
  t.is((await camille.get(`/api/articles/${id}`)).body.title, 'Clear a paper jam');
  const tooNew = await lea.put(`/api/articles/${id}/publication`, { version: 9 });
  t.is(tooNew.status, 400);
  t.is(tooNew.body.errors[0].path, 'body.version');
  await lea.put(`/api/articles/${id}/archive`);
});

test('an edit of what somebody else has changed meanwhile is refused', async (t) => {
  const { body } = await lea.post('/api/articles', { ...password, slug: 'two-writers' });
  const address = `/api/articles/${body.id}`;
  t.is((await lea.put(address, password, { 'if-match': '"1"' })).status, 200);
  const late = await lea.put(address, password, { 'if-match': '"1"' });
  t.is(late.status, 412);
  t.is(late.body.code, 'stale');
  t.is((await lea.put(address, password, { 'if-match': 'one' })).status, 400);
});

test('a change repeated under its key is done once, another under it is refused', async (t) => {
  const key = keyed('article-1');
  const both = await Promise.all([
    lea.post('/api/articles', password, key),
    lea.post('/api/articles', password, key),
  ]);
  t.deepEqual(
    both.map(({ status }) => status),
    [201, 201],
  );
  const [{ body }] = both;
  t.is(both[1].body.id, body.id);
  t.is((await lea.post('/api/articles', printer, key)).body.code, 'idempotency_key_reused');

  const edit = { ...keyed('article-2'), 'if-match': '"1"' };
  t.is((await lea.put(`/api/articles/${body.id}`, password, edit)).body.version, 2);
  t.is((await lea.put(`/api/articles/${body.id}`, password, edit)).body.version, 2);
  t.is((await lea.get(`/api/articles/${body.id}/changes`)).body.items.length, 2);
});

test('articles written at once under one title get slugs of their own', async (t) => {
  const made = await Promise.all(
    [1, 2, 3].map(() =>
      lea.post('/api/articles', {
        ...password,
        texts: { fr: { ...password.texts.fr, title: 'Même titre' } },
      }),
    ),
  );
  t.deepEqual(made.map(({ body }) => body.slug).sort(), [
    'meme-titre',
    'meme-titre-2',
    'meme-titre-3',
  ]);
  const taken = await lea.post('/api/articles', { ...password, slug: 'meme-titre' });
  t.is(taken.status, 400);
  t.is(taken.body.errors[0].path, 'body.slug');
});

const refused = ava.macro(async (t, fields: object, path: string) => {
  const reply = await lea.post('/api/articles', { ...vpn, ...fields });
  t.is(reply.status, 400);
  t.true(
    reply.body.errors.some((error: Body) => error.path === path),
    JSON.stringify(reply.body.errors),
  );
});
test('an article needs a text', refused, { texts: {} }, 'body.texts');
test(
  'a text needs a title',
  refused,
  { texts: { en: { ...vpn.texts.en, title: ' ' } } },
  'body.texts.en.title',
);
test('a category is one of the process', refused, { category: 'cooking' }, 'body.category');
test('a service is one of the process', refused, { service: 'kitchen' }, 'body.service');
test('an owner is somebody who can tend it', refused, { owner: 'acc-camille' }, 'body.owner');
test('a review date is in the calendar', refused, { reviewOn: '2026-02-30' }, 'body.reviewOn');
test('a slug is no id', refused, { slug: `art-${'0'.repeat(26)}` }, 'body.slug');
test('a field nobody knows is refused', refused, { views: 12 }, 'body.views');

test('those past their review date can be asked for', async (t) => {
  const { id } = await publishes({ ...vpn, slug: 'old', reviewOn: '2020-01-01' });
  const { body } = await lea.get('/api/articles?overdue=true');
  t.deepEqual(
    body.items.map((item: Body) => item.id),
    [id],
  );
  t.true(body.items[0].isReviewOverdue);
  await lea.put(`/api/articles/${id}/archive`);
});

test('lists go on from page to page', async (t) => {
  const first = await lea.get('/api/articles?limit=2&sort=title');
  const second = await lea.get(`/api/articles?limit=2&sort=title&cursor=${first.body.next}`);
  const titles = [...first.body.items, ...second.body.items].map((item: Body) => item.id);
  t.is(new Set(titles).size, 4);
  t.is((await lea.get(`/api/articles?limit=2&sort=popular&cursor=${first.body.next}`)).status, 400);
});

// Reading ---------------------------------------------------------------------------------------

test('an article comes in the language asked for, or else in the one there is', async (t) => {
  const read = (slug: string, locale: string) =>
    camille.get(`/api/articles/${slug}`, { 'accept-language': locale });
  t.is((await read(published.vpn.slug, 'fr')).body.title, vpn.texts.fr.title);
  t.is((await read(published.vpn.slug, 'en')).body.title, vpn.texts.en.title);
  t.like((await read(published.password.slug, 'en')).body, {
    locale: 'fr',
    title: password.texts.fr.title,
  });
  const { body } = await read(published.vpn.slug, 'en');
  t.deepEqual(body.contents, [
    { id: 'section-1', title: 'Before you start' },
    { id: 'section-2', title: 'If it drops' },
  ]);
  t.true(body.html.includes('<strong>Office</strong>'));
});

// Search ----------------------------------------------------------------------------------------

const finds = ava.macro(
  async (t, q: string, article: keyof typeof published, locale?: 'en' | 'fr') => {
    const slugs = await find(q, locale);
    t.is(slugs[0], published[article].slug, `${q} → ${slugs.join(', ')}`);
  },
);
test('a word of the title finds it', finds, 'vpn', 'vpn');
test('capitals do not matter', finds, 'VPN', 'vpn');
test('accents may be left out', finds, 'reinitialiser', 'password', 'fr');
test('accents may be written', finds, 'réinitialiser mot de passe', 'password', 'fr');
test('endings do not matter in French', finds, 'mots de passe expirés', 'password', 'fr');
test('endings do not matter in English', finds, 'paper jams', 'printer');
test('a French elision is two words', finds, "l'imprimante", 'printer', 'fr');
test(
  'the language of the screen need not be that of the question',
  finds,
  'imprimante',
  'printer',
  'en',
);
test('a mistyped word is found by its likeness', finds, 'imprmante bloquee', 'printer', 'fr');
test('a mistyped English word too', finds, 'shraed drives', 'vpn');
test(
  'a whole sentence is found by the words that tell',
  finds,
  'Since this morning I cannot open the shared drive from home, can you help me please?',
  'vpn',
);

test('a question that no article answers finds nothing', async (t) => {
  t.deepEqual(await find('coffee machine'), []);
  t.deepEqual(await find('the of and'), []);
});

test('search characters are words like others', async (t) => {
  for (const q of ["'", '%', 'a & b | !c', '<-> :*', "x' or true --", '\\']) {
    const { status } = await camille.get(`/api/articles?q=${encodeURIComponent(q)}`);
    t.is(status, 200, q);
  }
});

// Attacks ---------------------------------------------------------------------------------------

const attacks: [attack: string, markdown: string][] = [
  ['a script', '<script>alert(1)</script>'],
  ['a handler', '<img src=x onerror=alert(1)>'],
  ['a drawing with a script', '<svg/onload=alert(1)><script>alert(1)</script></svg>'],
  ['a frame', '<iframe srcdoc="<script>alert(1)</script>"></iframe>'],
  ['a link that is a script', '[x](javascript:alert(1))'],
  ['a link that hides a script', '[x](  jAvAsCrIpT&colon;alert(1))'],
  ['a link with a control character', '[x](java\u0001script:alert(1))'],
  ['a reference that is a script', '[x][y]\n\n[y]: javascript:alert(1)'],
  ['an autolink that is a script', '<javascript:alert(1)>'],
  ['a page in an address', '[x](data:text/html;base64,PHNjcmlwdD4=)'],
  ['a drawing in an address', '![x](data:image/svg+xml;base64,PHN2Zz4=)'],
  ['a picture elsewhere', '![x](https://elsewhere.example/pixel.png)'],
  ['a picture elsewhere without a scheme', '![x](//elsewhere.example/pixel.png)'],
  ['an attribute out of a title', '[x](/a "\\" onmouseover=alert(1) x=\\"")'],
  ['an attribute out of an address', '![x](/a"onerror=alert(1))'],
  ['a form', '<form action=/api/session><input name=token></form>'],
  ['a style', '<style>body{display:none}</style><p style="position:fixed">x</p>'],
  ['a template', '<math><mtext></p><template><img src onerror=alert(1)>'],
  ['a script in a heading', '## <script>alert(1)</script>'],
  ['a script in a code fence', '```"><script>alert(1)</script>\n<script>alert(1)</script>\n```'],
];

/** What a browser could obey; words in a text are not in a tag. */
const obeyed =
  /<(?!\/?(h2|h3|h4|p|ol|ul|li|blockquote|pre|code|hr|br|strong|em|s|a|img|table|thead|tbody|tr|th|td)[\s/>])|<[^>]*\s(on\w+|style|srcdoc|srcset|formaction)\s*=|(href|src)="(?!(https?:|mailto:|\/(?!\/)|#))|<img[^>]*src="(?!\/[^/])/i;

for (const [attack, markdown] of attacks) {
  test(`in an article ${attack} is only words, or nothing`, async (t) => {
    const { status, body } = await lea.post('/api/article-previews', { body: markdown });
    t.is(status, 200);
    t.notRegex(body.html, obeyed, body.html);
  });
}

test('what is harmless stays: links, tables, code, pictures of this desk', async (t) => {
  const body =
    '[site](https://example.com) [mail](mailto:it@example.com) [page](/portal/help/vpn)\n\n' +
    '| a | b |\n|---|---|\n| 1 | `x` |\n\n![logo](/assets/icon.svg)\n\n> note\n\n- one\n- **two**';
  const { html } = (await lea.post('/api/article-previews', { body })).body;
  for (const part of [
    'href="https://example.com" rel="noopener noreferrer nofollow"',
    'href="mailto:it@example.com"',
    'href="/portal/help/vpn"',
    '<th>a</th>',
    '<code>x</code>',
    '<img src="/assets/icon.svg" alt="logo" />',
    '<blockquote>',
    '<strong>two</strong>',
  ]) {
    t.true(html.includes(part), `${part} in ${html}`);
  }
});

// Sessions --------------------------------------------------------------------------------------

const begins = async (who: Caller, place = 'form'): Promise<string> => {
  const { body } = await who.post('/api/knowledge-sessions', { place });
  schemas.knowledgeSession.parse(body);
  return body.id;
};
const sessionRow = (id: string) =>
  desk.database('knowledge_sessions').where('session_id', id).first();

test('what is shown while somebody writes is remembered, and one search is one row', async (t) => {
  const session = await begins(camille);
  for (const subject of ['vp', 'vpn', 'vpn drops', 'vpn', 'my cat']) {
    const { status, body } = await camille.post('/api/article-suggestions', { subject, session });
    t.is(status, 200);
    schemas.articleSuggestions.parse(body);
  }
  const searches = await desk
    .database('knowledge_searches')
    .where('session_id', session)
    .orderBy('n')
    .select('query', 'result_count');
  t.deepEqual(searches, [
    { query: 'vpn', result_count: 1 },
    { query: 'my cat', result_count: 0 },
  ]);
  const views = await desk.database('knowledge_views').where('session_id', session);
  t.like(views[0], { article_id: published.vpn.id, rank: 1, opened_at: null });
  t.is(views.length, 1);
});

test('"this solved it" ends the session; leaving does not undo it', async (t) => {
  const session = await begins(camille);
  const address = `/api/knowledge-sessions/${session}/events`;
  const opened = { type: 'opened', article: published.vpn.slug };
  t.is((await camille.post(address, opened)).status, 201);
  const said = await camille.put(`/api/articles/${published.vpn.slug}/feedback`, {
    isHelpful: true,
    session,
  });
  t.is(said.status, 200, JSON.stringify(said.body));
  schemas.articleFeedback.parse(said.body);
  t.is((await camille.post(address, { type: 'abandoned' })).body.ending, 'solved');
  t.like(await sessionRow(session), { ending: 'solved', solved_by_article_id: published.vpn.id });
});

test('what solved it did, whatever is said of another article; taken back, it did not', async (t) => {
  const session = await begins(camille);
  const says = (article: Body, isHelpful: boolean) =>
    camille.put(`/api/articles/${article.id}/feedback`, { isHelpful, session });
  await says(published.vpn, true);
  await says(published.printer, false);
  t.is((await sessionRow(session))?.ending, 'solved');
  await says(published.vpn, false);
  t.like(await sessionRow(session), { ending: null, solved_by_article_id: null });
});

test('what agents look up is no self-service: they have no sessions', async (t) => {
  t.is((await lea.post('/api/knowledge-sessions', { place: 'portal' })).status, 403);
  const said = await lea.put(`/api/articles/${published.vpn.id}/feedback`, { isHelpful: true });
  t.is(said.status, 200);
});

test('agents find what is in the archive, readers do not', async (t) => {
  const { id } = await publishes({
    ...vpn,
    slug: 'old-token',
    texts: { en: { title: 'Zebra token', summary: 'Of the past.', body: 'x' } },
  });
  await lea.put(`/api/articles/${id}/archive`);
  t.is((await lea.get('/api/articles?q=zebra&state=archived')).body.items[0]?.id, id);
  t.deepEqual(await find('zebra'), []);
});

test('whoever comes back after leaving had not left', async (t) => {
  const session = await begins(camille, 'portal');
  const address = `/api/knowledge-sessions/${session}/events`;
  t.is((await camille.post(address, { type: 'abandoned' })).body.ending, 'abandoned');
  const opened = { type: 'opened', article: published.printer.id };
  t.is((await camille.post(address, opened)).body.ending, null);
});

test('a ticket carries what its requester had read, for the agents', async (t) => {
  const session = await begins(camille);
  const address = `/api/knowledge-sessions/${session}/events`;
  await camille.post('/api/article-suggestions', { subject: 'printer paper jam', session });
  await camille.post(address, { type: 'opened', article: published.printer.id });
  await camille.put(`/api/articles/${published.printer.id}/feedback`, {
    isHelpful: false,
    session,
  });
  const ticket = await camille.opens({ knowledgeSession: session });
  t.like(await sessionRow(session), { ending: 'submitted', ticket_id: ticket.id });

  const reading = await lea.get(`/api/tickets/${ticket.id}/reading`);
  schemas.ticketReading.parse(reading.body);
  t.like(reading.body.items[0], {
    article: { slug: published.printer.slug, title: 'Clear a paper jam' },
    verdict: 'not_solved',
  });
  t.is(reading.body.items.length, 1, 'shown is not read');
  t.is((await camille.get(`/api/tickets/${ticket.id}/reading`)).status, 403);

  await camille.put(`/api/articles/${published.printer.id}/feedback`, { isHelpful: true, session });
  t.is((await sessionRow(session))?.ending, 'submitted', 'what was asked was asked');
});

test('a session is nobody else’s', async (t) => {
  const session = await begins(camille);
  const opened = { type: 'opened', article: published.vpn.id };
  t.is((await paul.post(`/api/knowledge-sessions/${session}/events`, opened)).status, 404);
  const asked = await paul.post('/api/article-suggestions', { subject: 'vpn', session });
  t.is(asked.body.errors[0].path, 'body.session');
  const before = await desk.database('ticket_contents').where('requester_id', 'acc-paul');
  const ticket = await paul.post('/api/tickets', {
    subject: 'x',
    description: 'y',
    knowledgeSession: session,
  });
  t.is(ticket.status, 400);
  t.is(ticket.body.errors[0].path, 'body.knowledgeSession');
  const after = await desk.database('ticket_contents').where('requester_id', 'acc-paul');
  t.is(after.length, before.length);
  t.is((await sessionRow(session))?.ending, null);
});

test('feedback is one word a person, the last one, with what they wrote', async (t) => {
  const { id } = await publishes({ ...vpn, slug: 'rated' });
  await camille.put(`/api/articles/${id}/feedback`, { isHelpful: true });
  await camille.put(`/api/articles/${id}/feedback`, { isHelpful: false, comment: 'Step 2 is old' });
  await paul.put(`/api/articles/${id}/feedback`, { isHelpful: true });
  const { body } = await lea.get(`/api/articles/${id}/feedback`);
  schemas.articleFeedbackPage.parse(body);
  t.deepEqual(body.items.map((item: Body) => [item.by.name, item.isHelpful, item.comment]).sort(), [
    ['Camille Roux', false, 'Step 2 is old'],
    ['Paul Petit', true, null],
  ]);
  const { editing } = (await lea.get(`/api/articles/${id}`)).body;
  t.like(editing, { helpfulCount: 1, unhelpfulCount: 1 });
  t.is((await camille.get(`/api/articles/${id}/feedback`)).status, 403);
  await lea.put(`/api/articles/${id}/archive`);
});

test('everything of a person’s looking for help goes with their account', async (t) => {
  await desk.database('accounts').insert({
    account_id: 'acc-gone',
    display_name: 'Gone',
    roles: ['requester'],
  });
  await desk.database('knowledge_sessions').insert({
    session_id: 'kns-gone',
    account_id: 'acc-gone',
    place: 'portal',
    locale: 'en',
  });
  await desk
    .database('knowledge_searches')
    .insert({ session_id: 'kns-gone', n: 1, query: 'secret', result_count: 0 });
  await desk.database('accounts').where('account_id', 'acc-gone').delete();
  t.is(await sessionRow('kns-gone'), undefined);
  t.deepEqual(await desk.database('knowledge_searches').where('session_id', 'kns-gone'), []);
});
