import { existsSync } from 'node:fs';
import test from 'ava';
import { pino } from 'pino';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { readWorkerConfig } from '../../activities/config.ts';
import { startWorker } from '../../activities/worker.ts';
import { startServer } from '../../api/server.ts';
import type { Ticket } from '../../api/tickets/contract.ts';
import { type AlarmKind, raiseAlarm } from '../../database/alarms.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { insertOutgoingMails } from '../../database/outgoing_mails.ts';
import { type Person, upsertPeople } from '../../database/people.ts';
import { shipVersions } from '../../database/process_versions.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import type { ProcessDefinition } from '../../workflows/processes/index.ts';
import { callerOf } from '../api/api_desk.ts';
import { cacheDir } from '../support/bundle.ts';
import { type LongTicket, openLongTicket } from '../support/long_ticket.ts';
import { createTestDatabase } from '../support/postgres.ts';
import '../support/quiet.ts';
import { onTeardown } from '../support/teardown.ts';
import { startTestTemporal } from '../support/temporal.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** By which the desk of these tests signs its links. */
export const uiDeskKey = 'the key of a desk that is shown in tests';

const chromiumPath = '/usr/bin/chromium';

/** Why these tests cannot run here; null where they can. */
export const whyNoBrowser: string | null = existsSync(chromiumPath)
  ? null
  : `no browser: ${chromiumPath} is not installed`;

export type Token =
  | 'demo-requester'
  | 'demo-agent'
  | 'demo-agent-2'
  | 'demo-owner'
  | 'demo-analyst';

export interface UiDesk {
  url: string;
  database: Database;
  browser: Browser;
  /** Sends a command or reads as somebody, past the browser. */
  call<T = Ticket>(token: Token, method: string, path: string, body?: object): Promise<T>;
  /** A ticket of Camille's that goes on, on which she and Léa have written so many messages. */
  openLong(messageCount: number): Promise<LongTicket>;
  /** Raises an alarm that concerns no ticket. */
  raisesAlarm(kind: AlarmKind): Promise<void>;
  /** Promises Camille a mail of what was said on her ticket last. */
  promisesMail(ticketId: string): Promise<void>;
  /** A window of its own, signed in unless `token` is null. Fails loudly on errors in the page. */
  open(token: Token | null, options?: WindowOptions): Promise<Window>;
}

export interface WindowOptions {
  path?: string;
  colorScheme?: 'light' | 'dark';
  width?: number;
  height?: number;
  locale?: string;
}

export interface Window {
  page: Page;
  context: BrowserContext;
  /** What the page did that no page should: exceptions, refused scripts and styles. */
  faults: string[];
}

/**
 * How a test file states rules that need a browser: one after the other, on the desk that `open`
 * opens. Where there is no browser they are skipped, and a line says why.
 */
export function browserRules(open: () => Promise<void>) {
  if (whyNoBrowser !== null) {
    test(`rules of the screens are skipped: ${whyNoBrowser}`, (t) => t.pass());
    return test.serial.skip;
  }
  test.before('the desk is open', async (t) => {
    t.timeout(120_000);
    await open();
  });
  return test.serial;
}

interface UiDeskOptions {
  /** Shipped before the desk starts: it offers them beside its own. */
  processes?: readonly ProcessDefinition[];
}

/** Everything real: Temporal, Postgres, the worker, the API with its pages, and Chromium. */
export async function startUiDesk({ processes = [] }: UiDeskOptions = {}): Promise<UiDesk> {
  const temporal = await startTestTemporal();
  const { url: databaseUrl } = await createTestDatabase();
  const database = connectDatabase(databaseUrl, { name: 'test' });
  onTeardown(() => database.destroy());
  await upsertPeople(database, people);
  const by = { program: 'cli' } as const;
  await shipVersions(database, { definitions: processes, commit: null, by });
  const env = {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    PALIER_WAREHOUSE: temporaryFolder(),
    PALIER_EXPORT_SECONDS: '1',
    PALIER_DEMO: '1',
    PALIER_SECRET_KEY: uiDeskKey,
    PALIER_LOG_LEVEL: 'silent',
    // As long as it may be: a busy machine must not fail what is no test of that.
    PALIER_TEMPORAL_TIMEOUT_MS: '4500',
    PORT: '0',
  };
  // The worker and the client find Temporal as every program does: in the environment.
  Object.assign(process.env, { TEMPORAL_ADDRESS: temporal.address });
  const config = { ...readWorkerConfig(env), cacheDir };
  const worker = await startWorker(config, pino({ level: 'silent' }));
  onTeardown(() => worker.stop());
  const server = await startServer({ env });
  onTeardown(() => server.stop());
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  onTeardown(() => browser.close());
  const { url } = server;
  return {
    url,
    database,
    browser,
    call: (token, method, path, body) => call(url, token, method, path, body),
    openLong(messageCount) {
      const parties = { requesterId: 'acc-camille', agentId: 'acc-lea' };
      return openLongTicket({ database, client: temporal.client }, parties, messageCount);
    },
    async promisesMail(ticketId) {
      const said = await database('ticket_events')
        .where({ ticket_id: ticketId, type: 'message_added' })
        .orderBy('seq', 'desc')
        .first('seq');
      const news = [{ ticketId, seq: said?.seq ?? 0, reason: 'answered' as const }];
      const of = { kind: 'ticket', accountId: 'acc-camille', ticketId, dueAt: new Date() } as const;
      await database.transaction((trx) => insertOutgoingMails(trx, [{ ...of, news }]));
    },
    raisesAlarm: (kind) => raiseAlarm(database, kind, null, { group: 'attic' }),
    open: (token, options) => openWindow(browser, url, token, options),
  };
}

async function call<T>(
  url: string,
  token: Token,
  method: string,
  path: string,
  body?: object,
): Promise<T> {
  const reply = await callerOf(url, token, 'patient').send(method, path, body);
  if (reply.status >= 400) {
    throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
  }
  return (reply.body === '' ? undefined : reply.body) as T;
}

async function openWindow(
  browser: Browser,
  url: string,
  token: Token | null,
  options: WindowOptions = {},
): Promise<Window> {
  const { path = '/', width = 1280, height = 800, colorScheme = 'light', locale } = options;
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height },
    colorScheme,
    locale: locale ?? 'en-GB',
    timezoneId: 'Europe/Paris',
    reducedMotion: 'reduce',
  });
  // A loaded machine is slow, not wrong.
  context.setDefaultTimeout(minuteMs);
  if (token !== null) {
    const answer = await context.request.post('/api/session/demo', {
      data: { token },
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    if (!answer.ok()) throw new Error(`sign-in of ${token}: ${answer.status()}`);
  }
  const page = await context.newPage();
  const faults = watchFaults(page);
  await page.goto(path);
  return { page, context, faults };
}

/** Writes into the SQL editor as hands do: the browser's own `fill` would style what it inserts. */
export async function writeSql(page: Page, sql: string): Promise<void> {
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(sql);
  await page.keyboard.press('Escape');
}

/** Chooses an action of a ticket, from the menu where it does not stand in the row. */
export async function choosesAction(page: Page, action: string): Promise<void> {
  const dock = page.locator('.dock-actions');
  const button = dock.getByRole('button', { name: new RegExp(`^${action}( |$)`) });
  await dock.getByRole('button').first().waitFor();
  if (!(await button.isVisible())) {
    await dock.getByRole('button', { name: /^More( |$)/ }).click();
  }
  await button.click();
}

function watchFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) faults.push(message.text());
  });
  return faults;
}

const groups = (...names: string[]) =>
  names.map((groupId) => ({
    processId: 'it_support',
    groupId,
    capacity: 50,
    // Tests run at any hour.
    shift: 'always',
  }));

const people: Person[] = [
  {
    accountId: 'acc-camille',
    roles: ['requester'],
    displayName: 'Camille Roux',
    addresses: ['camille@desk.example'],
    tokens: [{ token: 'demo-requester', label: 'test' }],
  },
  {
    accountId: 'acc-lea',
    roles: ['agent'],
    displayName: 'Léa Martin',
    tokens: [{ token: 'demo-agent', label: 'test' }],
    groups: groups('service_desk'),
  },
  {
    accountId: 'acc-marc',
    roles: ['agent'],
    displayName: 'Marc Girard',
    tokens: [{ token: 'demo-agent-2', label: 'test' }],
    groups: groups('network', 'applications', 'workplace'),
  },
  {
    accountId: 'acc-nadia',
    roles: ['process_owner', 'administrator'],
    displayName: 'Nadia Benali',
    tokens: [{ token: 'demo-owner', label: 'test' }],
  },
  {
    accountId: 'acc-ines',
    roles: ['analyst'],
    displayName: 'Inès Faure',
    tokens: [{ token: 'demo-analyst', label: 'test' }],
  },
];
