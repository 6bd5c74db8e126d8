import test from 'ava';
import { startServer } from '../../api/server.ts';
import { consentRoot, signConsentLink } from '../../settings/consent_links.ts';
import { openDeskKey } from '../../settings/desk_key.ts';
import { hourMs } from '../../workflows/domain/durations.ts';
import { openLiveTicket, projected, startLiveDesk } from '../support/live_desk.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writePeople } from './api_desk.ts';

const secretKey = 'the key of a desk that is a test';
const deskKey = openDeskKey({ secretKey, homeDir: '/nowhere' });

test('the link of a mail answers for consent as whoever it was made for, and never by being looked at', async (t) => {
  t.timeout(120_000);
  const desk = await startLiveDesk();
  await writePeople(desk.database);
  const server = await startServer({
    hasUi: true,
    env: {
      ...{ PORT: '0', PALIER_METRICS_PORT: '0', PALIER_LOG_LEVEL: 'silent' },
      ...{ PALIER_WAREHOUSE: temporaryFolder(), PALIER_HOME: temporaryFolder() },
      DATABASE_URL: desk.databaseUrl,
      TEMPORAL_ADDRESS: desk.temporal.address,
      PALIER_SECRET_KEY: secretKey,
    },
  });
  onTeardown(() => server.stop());
  const ticket = await openLiveTicket(desk, { requesterId: 'acc-camille' });
  await desk.database('ticket_contents').insert({
    ...{ ticket_id: ticket.ticketId, requester_id: 'acc-camille' },
    ...{ subject: 'Down', description: 'All of it', fingerprint: 'f', created_by: 'acc-camille' },
  });
  const expiresAt = Date.now() + 2 * hourMs;
  const playbook = { kind: 'system', id: 'playbook:diagnose_service' } as const;
  const { seq } = await ticket.does(playbook, 'requestConsent', {
    ...{ titleId: 'title', noteId: 'text', withinMs: 2 * hourMs },
  });
  await projected(desk, ticket.ticketId, seq);
  const link = { accountId: 'acc-camille', ticketId: ticket.ticketId, n: 1, expiresAt };
  const secret = signConsentLink(deskKey, link);
  const asked = async (path: string, body: object) => {
    const response = await fetch(`${server.url}/api/consent-links/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };
  const page = await fetch(`${server.url}${consentRoot}/${secret}?answer=yes`);
  t.is(page.status, 200);
  t.regex(await page.text(), /#\d+|Down/);
  t.like(await asked('opened', { secret }), {
    status: 200,
    body: { state: 'open', subject: 'Down' },
  });
  t.is(
    (await ticket.state()).consents?.[0]?.n,
    1,
    'a program that follows links agrees for nobody',
  );
  t.like(await asked('answered', { secret, answer: 'yes' }), {
    status: 200,
    body: { state: 'yes' },
  });
  const late = signConsentLink(deskKey, { ...link, expiresAt: Date.now() - 1 });
  t.like(await asked('opened', { secret: late }), {
    status: 410,
    body: { code: 'mail_link_over' },
  });
  const forged = signConsentLink(openDeskKey({ secretKey: 'another', homeDir: '/nowhere' }), link);
  t.like(await asked('opened', { secret: forged }), {
    status: 404,
    body: { code: 'mail_link_unknown' },
  });
  const left = signConsentLink(deskKey, { ...link, accountId: 'acc-nobody' });
  t.like(await asked('opened', { secret: left }), {
    status: 410,
    body: { code: 'mail_link_over' },
  });
});
