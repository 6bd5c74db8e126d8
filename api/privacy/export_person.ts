import { once } from 'node:events';
import type { Response } from 'express';
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { listAudit } from '../../database/audit.ts';
import type { Database } from '../../database/connection.ts';
import { findRaw } from '../../database/mails.ts';

/**
 * Sends everything the desk has of a person as one ZIP of JSON and files: what they wrote and sent,
 * and what of their tickets they may read. Nothing of what agents say among themselves is in it.
 */
export async function sendPersonalData(
  database: Database,
  accountId: string,
  response: Response,
): Promise<void> {
  response.status(200).set({
    'Content-Type': 'application/zip',
    'Content-Disposition': `attachment; filename="personal-data-${accountId}.zip"`,
  });
  const zip = openZip(response);
  for (const [name, read] of Object.entries(parts)) {
    await zip.add(`${name}.json`, JSON.stringify(await read(database, accountId), null, 2));
  }
  const files = await filesOf(database, accountId).select('attachment_id', 'name');
  for (const file of files) {
    const row = await database('attachments')
      .where('attachment_id', file.attachment_id)
      .first('content');
    if (row) await zip.add(`files/${file.attachment_id}/${safeName(file.name)}`, row.content);
  }
  const mails = await mailsOf(database, accountId)
    // What somebody else sent in their name is told, and is not theirs.
    .whereRaw("authenticity ->> 'verdict' is distinct from 'fail'")
    .whereNotNull('sha256')
    .select('mail_id', 'sha256');
  for (const { mail_id: mailId, sha256 } of mails) {
    const raw = sha256 === null ? undefined : await findRaw(database, sha256);
    if (raw) await zip.add(`mails/${mailId}.eml`, raw);
  }
  await zip.end();
}

/** What they sent by mail, or somebody in their name. */
function mailsOf(database: Database, accountId: string) {
  const addresses = database('mail_addresses').where('account_id', accountId).select('address');
  return database('mails')
    .where((theirs) => theirs.where('sender_id', accountId).orWhereIn('from_address', addresses))
    .orderBy('mail_id');
}

/** What they sent, and what was sent to them with the messages of their tickets. */
function filesOf(database: Database, accountId: string) {
  const readable = database('messages')
    .join('ticket_contents', 'ticket_contents.ticket_id', 'messages.ticket_id')
    .where({ requester_id: accountId, visibility: 'public' })
    .select('message_id');
  return database('attachments')
    .where('owner_id', accountId)
    .orWhereIn('message_id', readable)
    .orderBy('attachment_id');
}

/** One entry at a time, so that a slow reader holds one file in memory and not all. */
function openZip(response: Response) {
  let failure: Error | null = null;
  const zip = new Zip((error, chunk, isLast) => {
    failure ??= error;
    if (!error) response.write(chunk);
    if (isLast) response.end();
  });
  const settled = async () => {
    if (failure) throw failure;
    if (response.writableNeedDrain && !response.destroyed) {
      await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
  };
  return {
    async add(name: string, content: string | Buffer) {
      const isText = typeof content === 'string';
      const entry = isText ? new ZipDeflate(name) : new ZipPassThrough(name);
      zip.add(entry);
      entry.push(isText ? Buffer.from(content) : new Uint8Array(content), true);
      await settled();
    },
    async end() {
      zip.end();
      await settled();
    },
  };
}

/** A name that leads nowhere but to its file, on any system. */
function safeName(name: string): string {
  return name.replace(/[/\\:*?"<>|\p{Cc}]/gu, '_').replace(/^\.+/, '_');
}

type Read = (database: Database, accountId: string) => Promise<unknown>;

const parts: Record<string, Read> = {
  account: async (database, accountId) => ({
    account: await database('accounts').where('account_id', accountId).first(),
    addresses: await database('mail_addresses')
      .where('account_id', accountId)
      .select('address', 'is_main'),
    groups: await database('group_members')
      .where('account_id', accountId)
      .select('process_id', 'group_id', 'skills', 'shift'),
    devices: await database('configuration_items')
      .where('owner_id', accountId)
      .orderBy('name')
      .select('name', 'type', 'model', 'inventory_number', 'serial_number', 'site', 'status'),
    directories: await database('scim_people')
      .where('account_id', accountId)
      .select('user_name', 'external_id', 'given_name', 'family_name', 'created_at', 'updated_at'),
    directory_groups: await database('scim_group_members')
      .join('scim_groups', 'scim_groups.scim_group_id', 'scim_group_members.scim_group_id')
      .where('account_id', accountId)
      .pluck('display_name'),
    roles_given: await database('given_roles')
      .where('account_id', accountId)
      .select('role', 'source'),
    departures: await database('departures')
      .where('account_id', accountId)
      .select('closed_at', 'ticket_count'),
    absences: await database('absences')
      .where('account_id', accountId)
      .orderBy('from_at')
      .select('from_at', 'until_at', 'only_approvals', 'note'),
    on_call_turns: await database('on_call_members')
      .where('account_id', accountId)
      .orderBy(['process_id', 'group_id', 'layer'])
      .select('process_id', 'group_id', 'layer'),
    on_call_levels: await database('on_call_levels')
      .where('account_id', accountId)
      .orderBy(['process_id', 'group_id', 'position'])
      .select('process_id', 'group_id', 'wait_minutes'),
    on_call_calendar: await database('on_call_calendars')
      .where('account_id', accountId)
      .select('created_at'),
    on_call_overrides: await database('on_call_overrides')
      .where('account_id', accountId)
      .orderBy('from_at')
      .select('process_id', 'group_id', 'layer', 'from_at', 'until_at'),
  }),
  tickets: async (database, accountId) => {
    const tickets = await database('ticket_contents')
      .leftJoin('tickets', 'tickets.ticket_id', 'ticket_contents.ticket_id')
      .where('ticket_contents.requester_id', accountId)
      .orderBy('number')
      .select(
        'ticket_contents.ticket_id',
        'number',
        'subject',
        'description',
        'ticket_contents.created_at',
        'status',
        'type',
        'category',
        'service',
        'priority',
        database.raw("tickets.state -> 'fields' as fields"),
        'affected_ids',
        'resolved_at',
        'closed_at',
      );
    const messages = await database('messages')
      .whereIn(
        'ticket_id',
        tickets.map(({ ticket_id }) => String(ticket_id)),
      )
      .where((one) => one.where('visibility', 'public').orWhere('author_id', accountId))
      .orderBy(['created_at', 'message_id'])
      .select('ticket_id', 'author_id', 'body', 'created_at');
    const resolutions = await database('notes')
      .whereIn(
        'ticket_id',
        tickets.map(({ ticket_id }) => String(ticket_id)),
      )
      .where('kind', 'resolution')
      .orderBy(['created_at', 'note_id'])
      .select('ticket_id', 'body', 'created_at');
    // What was written into text fields, which the tickets name by these ids.
    const field_texts = await database('notes')
      .whereIn(
        'ticket_id',
        tickets.map(({ ticket_id }) => String(ticket_id)),
      )
      .where('kind', 'field')
      .orderBy(['created_at', 'note_id'])
      .select('ticket_id', 'note_id', 'body', 'created_at');
    const ratings = await database('ticket_events')
      .whereIn(
        'ticket_id',
        tickets.map(({ ticket_id }) => String(ticket_id)),
      )
      .where({ type: 'satisfaction_recorded', actor_id: accountId })
      .orderBy(['ticket_id', 'seq'])
      .select('ticket_id', 'at', 'data');
    // Devices that the tickets name: in their fields, or as what they are about.
    const items = await database('configuration_items')
      .whereIn('item_id', tickets.flatMap(itemsNamed))
      .orderBy('item_id')
      .select('item_id', 'name', 'type', 'model');
    const remote_help = await database('remote_sessions')
      .whereIn(
        'ticket_id',
        tickets.map(({ ticket_id }) => String(ticket_id)),
      )
      .orderBy(['started_at', 'session_id'])
      .select('ticket_id', 'item_name', 'link_name', 'started_at', 'ended_at');
    return { tickets, messages, resolutions, field_texts, items, remote_help, ratings };
  },
  written_elsewhere: async (database, accountId) => ({
    messages: await database('messages')
      .join('ticket_contents', 'ticket_contents.ticket_id', 'messages.ticket_id')
      .where('author_id', accountId)
      .whereNot('requester_id', accountId)
      .orderBy(['messages.created_at', 'message_id'])
      .select('number', 'body', 'visibility', 'messages.created_at'),
    notes: await database('notes')
      .where('author_id', accountId)
      .orderBy(['created_at', 'note_id'])
      .select('ticket_id', 'kind', 'body', 'outcome', 'ruled_out', 'created_at'),
    problems: await database('problem_texts')
      .where('author_id', accountId)
      .orderBy(['created_at', 'text_id'])
      .select('problem_id', 'kind', 'body', 'created_at'),
  }),
  files: async (database, accountId) =>
    filesOf(database, accountId).select(
      ...['attachment_id', 'name', 'media_type', 'size_bytes', 'created_at'],
    ),
  mails: (database, accountId) =>
    mailsOf(database, accountId).select(
      ...['mail_id', 'delivered_at', 'from_address', 'from_name', 'subject', 'size_bytes'],
      ...['fate', 'reason', 'ticket_id', 'judged_at'],
    ),
  // Their words are made when they are sent: what they told is on the tickets.
  mails_to_them: async (database, accountId) => ({
    mails: await database('outgoing_mails')
      .where('account_id', accountId)
      .orderBy('mail_id')
      .select(
        ...['kind', 'ticket_id', 'state', 'recipient', 'created_at', 'sent_at'],
        ...['bounced_at', 'bounce_words'],
      ),
    bounced: await database('bounced_addresses')
      .where('account_id', accountId)
      .select('address', 'bounce_count', 'bounced_at'),
  }),
  help: async (database, accountId) => {
    const sessions = await database('knowledge_sessions')
      .where('account_id', accountId)
      .orderBy('started_at');
    const ids = sessions.map(({ session_id }) => session_id);
    return {
      sessions,
      searches: await database('knowledge_searches')
        .whereIn('session_id', ids)
        .orderBy('searched_at')
        .select('session_id', 'query', 'category', 'searched_at'),
      views: await database('knowledge_views').whereIn('session_id', ids).orderBy('shown_at'),
      feedback: await database('article_feedback').where('account_id', accountId),
    };
  },
  notifications: (database, accountId) =>
    database('notifications').where('account_id', accountId).orderBy('at'),
  told_by_webhook: (database, accountId) =>
    database('webhook_deliveries')
      .where('account_id', accountId)
      .orderBy('delivery_id')
      .select('type', 'reason', 'ticket_id', 'happened_at', 'status'),
  muted_notifications: (database, accountId) =>
    database('muted_notifications').where('account_id', accountId).orderBy('muted_at'),
  notification_choices: (database, accountId) =>
    database('notification_choices')
      .where('account_id', accountId)
      .select('choices', 'hours', 'digest_day', 'digest_at', 'changed_at'),
  saved_queries: (database, accountId) =>
    database('saved_queries')
      .where('owner_id', accountId)
      .orderBy('created_at')
      .select('name', 'sql', 'params', 'is_shared', 'created_at'),
  presets: (database, accountId) =>
    database('presets')
      .where('owner_id', accountId)
      .orderBy('created_at')
      .select('kind', 'title', 'audience', 'content', 'created_at', 'updated_at'),
  mailings: async (database, accountId) => ({
    dashboards: await database('mailing_recipients')
      .join('mailings', 'mailings.mailing_id', 'mailing_recipients.mailing_id')
      .where('account_id', accountId)
      .select('dashboard', 'every', 'hour', 'zone'),
    sent: await database('mailing_deliveries')
      .where('account_id', accountId)
      .orderBy('attempted_at')
      .select('period', 'attempted_at', 'sent_at', 'error'),
    of_tickets: await database('outgoing_mails')
      .where('account_id', accountId)
      .orderBy('mail_id')
      .select('ticket_id', 'state', 'recipient', 'answer', 'attempted_at', 'sent_at', 'bounced_at'),
    came_back: await database('bounced_addresses')
      .where('account_id', accountId)
      .select('address', 'bounce_count', 'bounced_at', 'status', 'words', 'stopped_at'),
    tests: await database('test_mails')
      .where('account_id', accountId)
      .select('asked_at', 'status', 'answer'),
  }),
  sign_in: async (database, accountId) => ({
    password: await database('passwords').where('account_id', accountId).select('changed_at'),
    app: await database('totp_factors').where('account_id', accountId).select('confirmed_at'),
    passkeys: await database('passkeys')
      .where('account_id', accountId)
      .orderBy('created_at')
      .select('label', 'created_at', 'last_used_at'),
    identities: await database('identities')
      .where('account_id', accountId)
      .orderBy('linked_at')
      .select('issuer', 'subject', 'source', 'linked_at', 'last_seen_at'),
    links: await database('sign_in_links')
      .where('account_id', accountId)
      .orderBy('made_at')
      .select('purpose', 'made_at', 'expires_at', 'ended_at'),
    sessions: await database('sessions')
      .where('account_id', accountId)
      .orderBy('created_at')
      .select('session_id', 'method', 'address', 'agent', 'created_at', 'seen_at'),
    tokens: await database('api_tokens')
      .where('account_id', accountId)
      .orderBy('created_at')
      .select('token_id', 'label', 'scopes', 'created_at', 'expires_at', 'last_used_at'),
  }),
  // From where others acted on the account is theirs.
  audit: async (database, accountId) => {
    const entries = await listAudit(database, { person: accountId }, auditMax);
    return entries.map((entry) => {
      const { address, request_id: _, session_id: __, token_id: ___, ...told } = entry;
      const isOfThem = entry.object_kind === 'account' && entry.object_id === accountId;
      return {
        ...told,
        // What they changed of others, addresses among it, is not theirs to take away.
        ...(entry.object_kind === 'account' && !isOfThem && { before: null, after: null }),
        ...(entry.account_id === accountId && { address }),
      };
    });
  },
};

function itemsNamed({ fields, affected_ids: affected }: Record<string, unknown>): string[] {
  const named = Object.values(fields ?? {}).filter((value) => typeof value === 'string');
  return [...named, ...(Array.isArray(affected) ? affected.map(String) : [])];
}

const auditMax = 10_000;
