import { randomUUID } from 'node:crypto';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { notFound } from '../../api/http/errors.ts';
import { idempotencyOf } from '../../api/http/idempotency.ts';
import { parseInput } from '../../api/http/input.ts';
import {
  deliveryStatus,
  replayBody,
  type WebhookBody,
  type WebhookDeliveryQuery,
  webhookBody,
  webhookDeliveryQuery,
  webhookEventType,
  webhooksMax,
  webhookTexts,
} from '../../api/webhooks/contract.ts';
import { sendAgain, sendTest } from '../../api/webhooks/deliveries.ts';
import {
  type FoundDelivery,
  findDelivery,
  findDeliveryPage,
  findWebhooks,
} from '../../api/webhooks/find_webhooks.ts';
import { changeWebhook, createWebhook } from '../../api/webhooks/webhook_changes.ts';
import { type CountedWebhook, webhookView } from '../../api/webhooks/webhook_view.ts';
import type { AuditBy } from '../../database/audit.ts';
import type { Database } from '../../database/connection.ts';
import { amount } from '../../workflows/processes/counted.ts';
import { CliError } from '../cli_error.ts';
import { until } from '../desk/until.ts';
import { tell } from '../talk.ts';
import { withDeskDatabase } from './process/desk_database.ts';

const by: AuditBy = { program: 'cli' };

interface AddOptions {
  event?: WebhookBody['eventTypes'];
  place?: WebhookBody['places'];
  texts: WebhookBody['texts'];
}

interface ReplayOptions {
  delivery?: string;
  failedSince?: string;
}

/** `palier webhooks`: the programs that are told of tickets, by the same rules as on their page. */
export function register(program: Command): void {
  const webhooks = program.command('webhooks').description('programs that are told of tickets');
  const one = (name: string, description: string) =>
    webhooks.command(name).description(description).argument('<webhook>', 'its id, or its name');
  webhooks.command('list').description('all of them, by name').action(list);
  webhooks
    .command('add')
    .description('have a program told from now on; its secret is printed this once')
    .argument('<name>')
    .argument('<address>', 'where events are posted to: https:// or http://')
    .addOption(
      new Option('--event <types...>', 'events it is told; all when absent').choices(
        webhookEventType.options,
      ),
    )
    .option('--place <process/group...>', 'tickets of these only: it_support/network', readPlace)
    .addOption(
      new Option('--texts <texts>', 'whether texts go with it')
        .choices(webhookTexts.options)
        .default('none'),
    )
    .action(add);
  one('test', 'send an event of type test, and tell what is answered').action(test);
  one('pause', 'tell it nothing more; what was still to be sent is given up').action((named) =>
    enable(named, false),
  );
  one('resume', 'tell it again, from now on').action((named) => enable(named, true));
  one('deliveries', 'what it was to be told in the last 30 days, the newest first')
    .addOption(new Option('--status <status>').choices(deliveryStatus.options))
    .option('--answer <delivery>', 'print what was answered to this one')
    .action(deliveries);
  one('replay', 'send deliveries again')
    .option('--delivery <id>', 'this one, whatever became of it')
    .option('--failed-since <instant>', 'all that failed since: 2026-11-30T00:00:00Z')
    .action(replay);
}

async function list(): Promise<void> {
  const rows = await withDeskDatabase('webhooks', findWebhooks);
  for (const row of rows) process.stdout.write(`${lineOf(row)}\n`);
}

function lineOf(row: CountedWebhook): string {
  const { id, name, address, isEnabled, disabledBecause, pendingCount, failedCount } =
    webhookView(row);
  const paused = disabledBecause === null ? 'paused' : `disabled: ${disabledBecause}`;
  const counts = `${pendingCount} pending, ${failedCount} failed`;
  return [id, name, address, isEnabled ? 'enabled' : paused, counts].join('\t');
}

async function add(name: string, address: string, options: AddOptions): Promise<void> {
  const { event: eventTypes, place: places, texts } = options;
  const body = parseInput(webhookBody, 'body', { name, address, eventTypes, places, texts });
  const change = idempotencyOf('cli', undefined, { method: 'POST', path: '/api/webhooks', body });
  const row = await withDeskDatabase('webhooks', (database) =>
    createWebhook(database, { by }, change.recordId('whk'), change, body),
  );
  tell(lineOf(row));
  process.stdout.write(`${row.secret}\n`);
}

async function enable(named: string, isEnabled: boolean): Promise<void> {
  const row = await withWebhook(named, (database, webhook) => {
    const { name, address, eventTypes, places, texts } = webhookView(webhook);
    const body = { name, address, eventTypes, places, texts, isEnabled };
    const path = `/api/webhooks/${webhook.webhook_id}`;
    const change = idempotencyOf('cli', undefined, { method: 'PUT', path, body });
    const { webhook_id: id, version } = webhook;
    return changeWebhook(database, { by }, id, change, body, version);
  });
  process.stdout.write(`${lineOf(row)}\n`);
}

async function test(named: string): Promise<void> {
  const tried = await withWebhook(named, async (database, { webhook_id: id }) => {
    const { delivery_id: deliveryId } = await sendTest(database, id, `tst-${randomUUID()}`);
    return until(
      () => findDelivery(database, id, deliveryId),
      ({ status }) => status !== 'pending',
    );
  });
  process.stdout.write(`${deliveryLine(tried)}\n`);
  if (tried.status === 'delivered') return;
  if (tried.status === 'pending') {
    throw new CliError('Nobody has sent it yet', { advice: 'Is the worker of the desk running?' });
  }
  throw new CliError(`It was not taken: ${wordsOf(tried)}`, { advice: tried.answer ?? '' });
}

async function deliveries(
  named: string,
  { status, answer }: Pick<WebhookDeliveryQuery, 'status'> & { answer?: string },
): Promise<void> {
  await withWebhook(named, async (database, { webhook_id: id }) => {
    if (answer !== undefined) {
      const row = await findDelivery(database, id, answer);
      process.stdout.write(`${deliveryLine(row)}\n${row.answer ?? ''}\n`);
      return;
    }
    for (let cursor: string | undefined; ; ) {
      const query = parseInput(webhookDeliveryQuery, 'query', { status, cursor });
      const { items, next } = await findDeliveryPage(database, id, query);
      for (const row of items) process.stdout.write(`${deliveryLine(row)}\n`);
      if (next === null) return;
      cursor = next;
    }
  });
}

async function replay(named: string, { delivery, failedSince }: ReplayOptions): Promise<void> {
  const body = parseInput(replayBody, 'body', { delivery, failedSince });
  const count = await withWebhook(named, (database, { webhook_id: id }) =>
    sendAgain(database, id, body),
  );
  tell(`${amount(count, 'delivery is', 'deliveries are')} sent again`);
}

function deliveryLine(row: FoundDelivery): string {
  const { delivery_id: id, happened_at: at, type, number, status } = row;
  const ticket = number === null ? '' : `#${number}`;
  return [id, at.toISOString(), type, ticket, status, wordsOf(row)].join('\t');
}

function wordsOf({ answer_status: status, error }: FoundDelivery): string {
  const why = error?.replaceAll('_', ' ') ?? '';
  return [status === null ? '' : `HTTP ${status}`, why].filter(Boolean).join(', ');
}

/** @throws ApiError where none has the id or the name */
function withWebhook<T>(
  named: string,
  work: (database: Database, webhook: CountedWebhook) => Promise<T>,
): Promise<T> {
  return withDeskDatabase('webhooks', async (database) => {
    const rows = await findWebhooks(database);
    const found =
      rows.find(({ webhook_id: id }) => id === named) ?? rows.filter(({ name }) => name === named);
    const [webhook, ...others] = Array.isArray(found) ? found : [found];
    if (!webhook) {
      const known = rows.slice(0, webhooksMax).map(({ name }) => name);
      throw notFound('webhook', named, known);
    }
    if (others.length > 0) {
      throw new CliError(`Several webhooks are called ${named}: name one by its id`, {
        exitCode: 2,
      });
    }
    return work(database, webhook);
  });
}

function readPlace(text: string, before: WebhookBody['places'] = []): WebhookBody['places'] {
  const [process = '', group, ...rest] = text.split('/');
  if (process !== '' && group !== '' && rest.length === 0) {
    return [...before, { process, group: group ?? null }];
  }
  throw new InvalidArgumentError(
    'Expected a process, or a process and its group: it_support/network.',
  );
}
