import { askableManager, findManager } from '../../database/approvers.ts';
import { type NewNote, writeNote } from '../../database/ticket_texts.ts';
import type { OpenTicket } from '../../workflows/domain/actions.ts';
import { decide } from '../../workflows/domain/decide.ts';
import { hasForm, withFields } from '../../workflows/domain/fields.ts';
import { formSubject } from '../../workflows/domain/form_subject.ts';
import type { Rules } from '../../workflows/domain/process.ts';
import { factsAsked } from '../../workflows/domain/requester.ts';
import type {
  Actor,
  Channel,
  FieldValues,
  RequesterManager,
  TicketState,
} from '../../workflows/domain/ticket.ts';
import { definitionOf, findFacts, rulesAt } from '../../workflows/processes/index.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { withDatabase } from '../http/database.ts';
import { givenValue, keyReused, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';
import { checkKey } from '../http/idempotency.ts';
import type { Call } from '../http/operation.ts';
import { actorOf, seesInternals } from '../http/viewer.ts';
import { recordSubmission } from '../knowledge/session_store.ts';
import type { Account } from '../people/directory.ts';
import { unknownWord } from '../processes/known_process.ts';
import { routeOpening } from '../processes/route_ticket.ts';
import { checkAttachments, sendAttachments } from './attachments/send_attachments.ts';
import { commandRefused, ticketNotFound } from './errors.ts';
import { checkForm, judgeFields } from './fields/judge_fields.ts';
import { checkAffected } from './find_affected.ts';
import { findTicket } from './find_tickets.ts';
import {
  findRepeated,
  findStart,
  intendOpening,
  recordAnswer,
  type TicketAfter,
} from './give_command.ts';
import { isOpenMajorIncident } from './major_incidents/find_major_incidents.ts';
import type { OpenTicketBody } from './opening.ts';
import { actingIn, wayOf } from './way.ts';

/** Where in a request the body of an opening stands. */
type BodyPlace = 'body' | 'body.ticket';

type IntakeCall = Call<undefined, undefined, OpenTicketBody>;

/**
 * Opens a ticket: everything is checked first, then its text is written, then its workflow
 * started. Repeated with the same key it finds what is there and starts nothing twice.
 * @param place where in the body of the request it stands, for the paths of what is wrong
 * @throws ApiError 400 naming the field, 422 for a key used with another body, 503
 */
export async function openTicketFor(
  call: IntakeCall,
  dependencies: ApiDependencies,
  place: BodyPlace = 'body',
): Promise<TicketAfter> {
  const { account, body, idempotency } = call;
  const ticketId = idempotency.ticketId();
  const start = await findStart(ticketId, idempotency, dependencies);
  const repeated = await findRepeated(ticketId, start, idempotency, account, dependencies);
  if (repeated) return repeated;
  const requester = await requesterOf(call, dependencies);
  await checkLink(call, dependencies);
  const affectedFacts = await checkAffected(
    body.affected ?? [],
    `${place}.affected`,
    account,
    dependencies.database,
  );
  const channel = channelOf(account, body, wayOf(call));
  const opening = { body, channel, requester, account };
  const { process: processId, by: kind, name } = routeOpening(opening);
  const rules = rulesAt(processId, Date.now());
  const form = {
    ...openingOf(call, ticketId, requester, processId),
    routedBy: { kind, name },
    requesterFacts: factsAsked(rules.process, requester.requesterFacts ?? {}),
  };
  const { fields, texts } = await fieldsOf(call, form, rules, place, dependencies);
  const open = { ...form, ...(fields && { fields }), ...(body.affected && { affectedFacts }) };
  const actor = actingIn(call) ?? actorFor(account, requester);
  checkOpening(open, actor, rules);
  const files = body.attachments ?? [];
  const filePlace = { ticket_id: ticketId };
  await checkAttachments(dependencies.database, account.id, files, filePlace);
  const { fingerprint, commandId } = idempotency;
  const { subject, description } = body;
  if (body.knowledgeSession !== undefined) {
    await recordSubmission(dependencies.database, body.knowledgeSession, account, ticketId);
  }
  const about = {
    ...filePlace,
    requester_id: requester.id,
    subject,
    description,
    fingerprint,
    created_by: account.id,
  };
  const { terms, ticket, content } = await intendOpening(about, idempotency, dependencies);
  if (!content) throw ticketNotFound(ticketId);
  checkKey(content.fingerprint, idempotency);
  await writeFieldTexts(texts, ticketId, dependencies);
  await sendAttachments(dependencies.database, account.id, files, filePlace);
  const managing = await managerFor(requester.id, rules, dependencies);
  const answer = await dependencies.workflows.open({
    v: 1,
    ...rules,
    open: { ...open, ...managing, actor, commandId, fingerprint },
    isRecordedByCaller: terms.isRecordedByCaller ?? false,
  });
  if (answer) checkKey(answer.fingerprint, idempotency);
  const state = answer
    ? await recordAnswer({ ticketId, commandId, ticket }, answer, dependencies)
    : await endedTicket(ticketId, account, dependencies);
  if (!state) throw ticketNotFound(ticketId);
  const shown = { origin: 'live', number: content.number, subject, description } as const;
  return { state, content: files.length === 0 ? { ...shown, attachments: [] } : shown };
}

async function requesterOf(
  { account, body }: IntakeCall,
  { accounts }: ApiDependencies,
): Promise<Account> {
  if (body.requester === undefined || body.requester === account.id) return account;
  const refuse = (code: 'account' | 'nothing_or_yourself') =>
    wrongField('body.requester', expected(code), givenValue(body.requester));
  if (!seesInternals(account)) throw refuse('nothing_or_yourself');
  const requester = await accounts.findActive(body.requester);
  if (!requester) throw refuse('account');
  return requester;
}

/** Who manages the requester, where the process asks managers. */
async function managerFor(
  requesterId: string,
  { process }: Rules,
  { database }: ApiDependencies,
): Promise<{ requesterManager?: RequesterManager }> {
  if (!process.approvals?.some((rule) => rule.managerOf)) return {};
  const manager = await withDatabase(() => findManager(database, requesterId));
  return { requesterManager: askableManager(manager) };
}

/** Requesters go on after a ticket of their own, or say that a major incident hits them too. */
async function checkLink(
  { account, body: { link } }: IntakeCall,
  { database }: ApiDependencies,
): Promise<void> {
  if (!link) return;
  const ofRequesters = ['parent', 'follow_up_of'];
  if (!seesInternals(account) && !ofRequesters.includes(link.kind)) {
    const words = expected('one_of', { words: ofRequesters });
    throw wrongField('body.link.kind', words, givenValue(link.kind));
  }
  if (link.kind === 'parent') {
    if (await isOpenMajorIncident(database, link.id)) return;
    throw wrongField('body.link.id', expected('open_major_incident'), givenValue(link.id));
  }
  if (await findTicket(database, account, link.id)) return;
  throw wrongField('body.link.id', expected('ticket_known'), givenValue(link.id));
}

function actorFor(account: Account, requester: Account): Actor {
  return account.id === requester.id ? { kind: 'requester', id: account.id } : actorOf(account);
}

function openingOf(
  { account, body, request, response }: IntakeCall,
  ticketId: string,
  requester: Account,
  processId: string,
): OpenTicket {
  const { type, category, service, impact, urgency, contactMs } = body;
  if (contactMs !== undefined && !seesInternals(account)) {
    throw commandRefused({ code: 'only_agents', parameters: {} });
  }
  return {
    ticketId,
    channel: channelOf(account, body, wayOf({ request, response })),
    requesterId: requester.id,
    requesterTier: requester.requesterTier,
    facts: findFacts(definitionOf(processId), body.subject, body.description),
    ...(type && { type }),
    ...(category && { category }),
    ...(service && { service }),
    ...(impact && { impact }),
    ...(urgency && { urgency }),
    ...(contactMs !== undefined && { contactMs }),
    ...(body.link && { links: [body.link] }),
    ...(body.affected && { affected: body.affected }),
  };
}

/** What the form says of the process's fields: texts by the ids of their rows, which are still to be written. */
async function fieldsOf(
  { account, body, idempotency }: IntakeCall,
  form: OpenTicket,
  { process }: Rules,
  place: BodyPlace,
  dependencies: ApiDependencies,
): Promise<{ fields?: FieldValues; texts: NewNote[] }> {
  if (!process.fields && !body.fields) return { texts: [] };
  const path = `${place}.fields`;
  const judged = await judgeFields(process.fields, body.fields ?? {}, path, account, dependencies);
  const texts = Object.entries(judged.texts).map(([name, text]) => ({
    name,
    note: {
      note_id: idempotency.textId(`field ${name}`),
      ticket_id: form.ticketId,
      author_id: account.id,
      kind: 'field' as const,
      body: text,
      outcome: null,
      ruled_out: null,
    },
  }));
  const fields = withFields(
    Object.fromEntries(texts.map(({ name, note }) => [name, note.note_id])),
    judged.values,
  );
  const subject = formSubject({ ...form, fields }, process.defaults);
  checkForm(process.fields, subject, path, hasForm(form.channel));
  return {
    ...(Object.keys(fields).length > 0 && { fields }),
    texts: texts.map(({ note }) => note),
  };
}

async function writeFieldTexts(
  notes: readonly NewNote[],
  ticketId: string,
  { database }: ApiDependencies,
): Promise<void> {
  for (const note of notes) {
    const outcome = await withDatabase(() => writeNote(database, note));
    if (outcome === 'other_text') throw keyReused();
    if (outcome === 'unknown_ticket') throw ticketNotFound(ticketId);
  }
}

/** By which way it came: requesters are believed about what they use themselves only. */
function channelOf(account: Account, body: OpenTicketBody, own: Channel): Channel {
  if (body.channel === undefined) return own;
  if (seesInternals(account) || body.channel === 'portal' || body.channel === 'api') {
    return body.channel;
  }
  const words = expected('one_of', { words: ['portal', 'api'] });
  throw wrongField('body.channel', words, givenValue(body.channel));
}

/** The core itself says whether a ticket could open so, before anything is written. */
function checkOpening(open: OpenTicket, actor: Actor, rules: Rules): void {
  const action = { name: 'open', actor, commandId: 'check', ...open } as const;
  const decision = decide(null, action, Date.now(), rules);
  if (decision.kind === 'events') return;
  throw unknownWord(decision.refusal) ?? commandRefused(decision.refusal);
}

/** A very late retry: the ticket has lived and ended since. The tables know it. */
async function endedTicket(
  ticketId: string,
  account: Account,
  { database }: ApiDependencies,
): Promise<TicketState> {
  const stored = await findTicket(database, account, ticketId);
  if (!stored?.state) throw ticketNotFound(ticketId);
  return stored.state;
}
