import type { Database, Transaction } from './connection.ts';
import type { NotificationKey } from './notifications.ts';
import {
  calledEventType,
  notificationToldType,
  testEventType,
  webhookEventTypes,
} from './webhook_events.ts';
import type { RecordedSpan } from './webhook_feed.ts';

/** A delivery that does not succeed is tried so long. */
export const deliveryDays = 3;
/** So long what was delivered, or was not, can be seen and sent again. */
export const keptDays = 30;

/** Those who work here listen for webhooks to deliver to; the payload is the id of one. */
export const webhookChannel = 'palier_webhook';

/**
 * Writes down whom events are to be told: once each, however often they are read. One that the desk
 * has disabled gets them as failed, so that they can be sent once it works again.
 */
export async function insertNewDeliveries(
  trx: Transaction,
  spans: readonly RecordedSpan[],
): Promise<void> {
  if (spans.length === 0) return;
  await trx.raw(insertNewSql, {
    spans: JSON.stringify(spans),
    types: JSON.stringify([...webhookEventTypes, calledEventType]),
    called: calledEventType,
    deliveryDays,
    keptDays,
  });
}

const insertNewSql = `
  insert into webhook_deliveries
    (webhook_id, event_id, ticket_id, seq, type, happened_at, status, error, expires_at)
  select
    webhook_id,
    ticket_events.ticket_id || '.' || ticket_events.seq,
    ticket_events.ticket_id,
    ticket_events.seq,
    ticket_events.type,
    ticket_events.at,
    case when is_enabled then 'pending' else 'failed' end,
    case when is_enabled then null else 'disabled' end,
    now() + make_interval(days => :deliveryDays)
  from rows from (
    jsonb_to_recordset(:spans::jsonb) as (ticket_id text, first_seq integer, last_seq integer)
  ) with ordinality as spans (ticket_id, first_seq, last_seq, n)
  join ticket_events
    on ticket_events.ticket_id = spans.ticket_id
    and ticket_events.seq between spans.first_seq and spans.last_seq
  join tickets on tickets.ticket_id = ticket_events.ticket_id and tickets.origin = 'live'
  join webhooks
    on (is_enabled or disabled_because is not null)
    -- A repair has a ticket read again from its first event on.
    and ticket_events.recorded_at >= webhooks.created_at
    and ticket_events.recorded_at > now() - make_interval(days => :keptDays)
    and case
      -- A rule names the one that it calls.
      when ticket_events.type = :called then webhooks.name = ticket_events.data ->> 'webhook'
      else event_types = '{}' or ticket_events.type = any (event_types)
    end
  left join lateral (
    select array_remove(array[data ->> 'group', data ->> 'fromGroup'], null) as groups
    from ticket_events as routed
    where places <> '{}'
      and routed.ticket_id = ticket_events.ticket_id
      and routed.type = 'ticket_routed'
      and routed.seq <= ticket_events.seq
    order by routed.seq desc
    limit 1
  ) as routed on true
  where ticket_events.type in (select jsonb_array_elements_text(:types::jsonb))
    and (
      places = '{}'
      or ticket_events.type = :called
      or tickets.process_id = any (places)
      or exists (
        -- Of the groups between which it is handed over, both hear of it.
        select from unnest(
          case when ticket_events.type = 'ticket_routed' then routed.groups
            else array[coalesce(routed.groups[1], tickets.group_id)] end
        ) as told(group_id)
        where tickets.process_id || '/' || told.group_id = any (places)
      )
    )
  order by spans.n, ticket_events.seq
  on conflict (webhook_id, event_id) do nothing`;

/** Writes down which webhooks are to be told that somebody was told: once each. */
export async function insertToldDeliveries(
  trx: Transaction,
  told: readonly NotificationKey[],
): Promise<void> {
  if (told.length === 0) return;
  const { rowCount } = await trx.raw<{ rowCount: number }>(insertToldSql, {
    told: JSON.stringify(told),
    deliveryDays,
  });
  if (rowCount > 0) await trx.raw('select pg_notify(?, ?)', [webhookChannel, '']);
}

const insertToldSql = `
  insert into webhook_deliveries
    (webhook_id, event_id, ticket_id, seq, type, happened_at, account_id, reason, status, error, expires_at)
  select
    webhook_id,
    concat_ws('.', told.ticket_id, told.seq, told.reason, told.account_id),
    told.ticket_id,
    told.seq,
    '${notificationToldType}',
    ticket_events.at,
    told.account_id,
    told.reason,
    case when is_enabled then 'pending' else 'failed' end,
    case when is_enabled then null else 'disabled' end,
    now() + make_interval(days => :deliveryDays)
  from jsonb_to_recordset(:told::jsonb) as told (
    account_id text, ticket_id text, seq integer, reason text)
  join ticket_events using (ticket_id, seq)
  join tickets using (ticket_id)
  join webhooks
    on (is_enabled or disabled_because is not null)
    and (event_types = '{}' or '${notificationToldType}' = any (event_types))
    and (places = '{}' or tickets.process_id = any (places)
      or tickets.process_id || '/' || tickets.group_id = any (places))
  on conflict (webhook_id, event_id) do nothing`;

/** Something to send that is about no ticket. @returns the id of the delivery */
export async function insertTestDelivery(
  database: Database,
  webhookId: string,
  eventId: string,
): Promise<string> {
  const { rows } = await database.raw<{ rows: { delivery_id: string }[] }>(
    `insert into webhook_deliveries (webhook_id, event_id, type, happened_at, expires_at)
     values (?, ?, '${testEventType}', now(), now())
     on conflict (webhook_id, event_id) do update set type = excluded.type
     returning delivery_id`,
    [webhookId, eventId],
  );
  await tellWorkers(database, webhookId);
  return String(rows[0]?.delivery_id);
}

/** What became of an attempt. */
export interface Attempt {
  status: 'pending' | 'delivered' | 'failed';
  attemptedAt: Date;
  durationMs: number;
  answerStatus: number | null;
  answer: string | null;
  error: string | null;
  /** Of one that is to be tried again. */
  nextAttemptAt?: Date;
}

export async function writeAttempt(
  database: Database | Transaction,
  deliveryId: string,
  attempt: Attempt,
): Promise<void> {
  const { nextAttemptAt } = attempt;
  await database('webhook_deliveries')
    .where('delivery_id', deliveryId)
    .update({
      status: attempt.status,
      attempt_count: database.raw('attempt_count + 1'),
      attempted_at: attempt.attemptedAt,
      duration_ms: attempt.durationMs,
      answer_status: attempt.answerStatus,
      answer: attempt.answer,
      error: attempt.error,
      ...(nextAttemptAt && { next_attempt_at: nextAttemptAt }),
    });
}

/** Gives up what is still to be sent to a webhook. */
export async function failPending(trx: Transaction, webhookId: string): Promise<void> {
  await trx('webhook_deliveries')
    .where({ webhook_id: webhookId, status: 'pending' })
    .update({ status: 'failed', error: trx.raw("coalesce(error, 'disabled')") });
}

/**
 * Has deliveries sent again under the ids they had: one, whatever became of it, or all that failed
 * since an instant. @returns how many
 */
export async function replayDeliveries(
  database: Database,
  webhookId: string,
  which: { deliveryId: string } | { failedSince: Date },
): Promise<number> {
  const count = await database('webhook_deliveries')
    .where('webhook_id', webhookId)
    .where((chosen) => {
      if ('deliveryId' in which) chosen.where('delivery_id', which.deliveryId);
      else chosen.where('status', 'failed').where('created_at', '>=', which.failedSince);
    })
    .update({
      status: 'pending',
      next_attempt_at: database.fn.now(),
      attempt_count: 0,
      expires_at: database.raw('now() + make_interval(days => ?)', [deliveryDays]),
    });
  if (count > 0) await tellWorkers(database, webhookId);
  return count;
}

/** Whoever delivers looks at once what there is. */
export async function tellWorkers(
  database: Database | Transaction,
  webhookId: string,
): Promise<void> {
  await database.raw('select pg_notify(?, ?)', [webhookChannel, webhookId]);
}

const prunedAtOnce = 5_000;

/** Removes deliveries that are too old to be sent again, some at a time. */
export async function pruneDeliveries(database: Database): Promise<void> {
  for (let isDone = false; !isDone; ) {
    const { rowCount } = await database.raw<{ rowCount: number }>(
      `delete from webhook_deliveries
       where ctid = any (array(
         select ctid from webhook_deliveries
         where created_at <= now() - make_interval(days => ?) and status <> 'pending'
         limit ${prunedAtOnce}))`,
      [keptDays],
    );
    isDone = rowCount < prunedAtOnce;
  }
}
