import { definitionFollowed, snapshotOf } from '../../../workflows/processes/index.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { askedBy } from '../../http/audited.ts';
import { problemOf, stale } from '../../http/errors.ts';
import { defineOperation } from '../../http/operation.ts';
import type { Locale } from '../../http/words.ts';
import type { Account } from '../../people/directory.ts';
import { commandRefused } from '../errors.ts';
import type { StoredTicket } from '../find_tickets.ts';
import { presetPath } from '../presets/contract.ts';
import {
  createPreset,
  findPreset,
  findPresets,
  forgetPreset,
  type GivenPreset,
  type Preset,
  replacePreset,
} from '../presets/preset_store.ts';
import { type GivenSequence, giveSequence, type SequenceCall } from '../sequence/give_sequence.ts';
import type { GivenCommand } from '../sequence/given_command.ts';
import { describeTicket, etagOf } from '../ticket_answer.ts';
import { ticketPath } from '../ticket_path.ts';
import { getVisible } from '../tickets.ts';
import {
  type Macro,
  type MacroBody,
  type MacroStep,
  macro,
  macroBody,
  macroList,
  macroOutcome,
  macroPreview,
  macroRunBody,
} from './contract.ts';
import {
  checkStepFields,
  checkWords,
  commandOf,
  replyLocale,
  stepWithoutPlace,
} from './macro_commands.ts';
import { filledIn, firstNameOf, type TemplateValues } from './template.ts';

const tag = 'Macros and views';
const kind = 'macro' as const;
const headers = { ETag: 'For If-Match: the macro as it stands' };

interface MacroContent {
  steps: MacroStep[];
}

function answerOf<Status extends number>(status: Status, preset: Preset<MacroContent>) {
  return { status, body: viewOf(preset), headers: { ETag: `"${preset.version}"` } };
}

function viewOf({ content, ...preset }: Preset<MacroContent>): Macro {
  return { ...preset, steps: content.steps };
}

async function givenOf(
  { title, audience, steps }: MacroBody,
  account: Account,
  dependencies: ApiDependencies,
): Promise<GivenPreset<MacroContent>> {
  checkWords(steps);
  await checkStepFields(steps, account, dependencies);
  return { title, audience, content: { steps } };
}

export const listMacros = defineOperation({
  id: 'listMacros',
  method: 'get',
  address: '/api/macros',
  summary:
    'The macros and canned replies of the caller, of their groups and of everybody, by title',
  tag,
  answers: { 200: { description: 'The macros', schema: macroList } },
  async handle({ account }, { database }) {
    const presets = await findPresets<MacroContent>(database, account, 'macro');
    return { status: 200, body: { items: presets.map(viewOf), next: null } };
  },
});

export const createMacro = defineOperation({
  id: 'createMacro',
  method: 'post',
  address: '/api/macros',
  summary: 'Keeps several commands as one; a reply alone is a canned reply',
  tag,
  body: macroBody,
  isKeyed: true,
  answers: { 201: { description: 'The macro', schema: macro, headers } },
  async handle(call, dependencies) {
    const { database } = dependencies;
    const { account, body, idempotency } = call;
    const id = idempotency.recordId('mac');
    const audit = { ...askedBy(call), kind: 'macro_created' as const };
    const given = await givenOf(body, account, dependencies);
    const kept = { account, kind, presetId: id, change: idempotency, given, audit };
    return answerOf(201, await createPreset(database, kept));
  },
});

export const replaceMacro = defineOperation({
  id: 'replaceMacro',
  method: 'put',
  address: '/api/macros/{id}',
  summary: 'Changes a macro: one’s own, and team leads their groups’',
  tag,
  path: presetPath,
  body: macroBody,
  isKeyed: true,
  isMatched: true,
  answers: { 200: { description: 'The macro', schema: macro, headers } },
  async handle(call, dependencies) {
    const { database } = dependencies;
    const { account, body, idempotency, path, expectedVersion } = call;
    const audit = { ...askedBy(call), kind: 'macro_changed' as const };
    const given = await givenOf(body, account, dependencies);
    const preset = await replacePreset(database, {
      ...{ account, kind, presetId: path.id, change: idempotency, expectedVersion },
      ...{ given, audit },
    });
    return answerOf(200, preset);
  },
});

export const deleteMacro = defineOperation({
  id: 'deleteMacro',
  method: 'delete',
  address: '/api/macros/{id}',
  summary: 'Deletes a macro: one’s own, and team leads their groups’',
  tag,
  path: presetPath,
  isMatched: true,
  answers: { 204: { description: 'It is gone, or was already' } },
  async handle(call, { database }) {
    const { account, path, expectedVersion } = call;
    const audit = { ...askedBy(call), kind: 'macro_removed' as const };
    await forgetPreset(database, { account, kind, presetId: path.id, expectedVersion, audit });
    return { status: 204 };
  },
});

export const previewMacro = defineOperation({
  id: 'previewMacro',
  method: 'get',
  address: '/api/tickets/{id}/macros/{macro}',
  summary: 'What a macro would say on a ticket, with its names filled in, and what it would do',
  tag,
  path: ticketPath.extend({ macro: presetPath.shape.id }),
  answers: { 200: { description: 'Nothing is done', schema: macroPreview } },
  async handle({ account, path }, dependencies) {
    const { database } = dependencies;
    const preset = await findPreset<MacroContent>(database, account, 'macro', path.macro);
    const stored = await getVisible(path.id, account, dependencies);
    const { steps } = preset.content;
    const { values, locale } = await sceneOf(stored, account, dependencies);
    const said = replyLocale(steps, locale);
    const reply = steps.find((step) => step.do === 'reply')?.[said];
    const { id, title, version } = preset;
    const body = {
      id,
      title,
      version,
      locale: said,
      reply: reply === undefined ? null : filledIn(reply, values),
      steps: steps.map((step) => step.do),
    };
    return { status: 200, body };
  },
});

export const runMacro = defineOperation({
  id: 'runMacro',
  method: 'post',
  address: '/api/tickets/{id}/macro-runs',
  summary:
    'Does what a macro says, step after step until one is refused; repeated with its key it goes on ' +
    'where it stopped',
  tag,
  path: ticketPath,
  body: macroRunBody,
  isKeyed: true,
  needsRoom: true,
  answers: {
    201: { description: 'What was done, and why the rest was not', schema: macroOutcome },
  },
  async handle(call, dependencies) {
    const { account, body, path } = call;
    const { database } = dependencies;
    const preset = await findPreset<MacroContent>(database, account, 'macro', body.macro);
    if (preset.version !== body.version) throw stale(preset.version, body.version);
    const { steps } = preset.content;
    const stored = await getVisible(path.id, account, dependencies);
    const { values, locale } = await sceneOf(stored, account, dependencies);
    const scene = { account, values, locale: replyLocale(steps, locale), now: Date.now() };
    const commands = steps.map((step) => commandOf(step, scene));
    const { ticket, done, refused } = await giveFitting(
      call,
      steps,
      commands,
      stored,
      dependencies,
    );
    const after = ticket ?? (await unchanged(stored, account, dependencies));
    const outcomes = steps.map((step, index) => ({
      do: step.do,
      outcome:
        index < done
          ? ('done' as const)
          : index === done
            ? ('refused' as const)
            : ('left' as const),
    }));
    const left = commands.slice(done);
    const answer = { ticket: after, steps: outcomes, refused, left };
    return { status: 201, body: answer, headers: { ETag: etagOf({ seq: after.seq }) } };
  },
});

/** Gives the commands until one is refused, or is for another process than the ticket's. */
async function giveFitting(
  call: SequenceCall,
  steps: readonly MacroStep[],
  commands: readonly GivenCommand[],
  { state }: StoredTicket,
  dependencies: ApiDependencies,
): Promise<GivenSequence> {
  // A ticket that is being opened has no rows yet: what it is not asked its own rules refuse.
  const definition = state && definitionFollowed(state);
  const other = definition && stepWithoutPlace(steps, snapshotOf(definition));
  const fitting = other ? commands.slice(0, other.place) : commands;
  const given = await giveSequence(call, fitting, dependencies);
  if (given.refused !== null || !other) return given;
  const { originalUrl } = call.request;
  const refused = problemOf(commandRefused(other.refusal), originalUrl, call.account.locale);
  return { ...given, refused };
}

/** Nothing was done on it: the ticket as it is. */
async function unchanged(stored: StoredTicket, account: Account, dependencies: ApiDependencies) {
  if (!stored.state) throw new Error('A ticket without events was given commands');
  return describeTicket(stored.state, { account }, dependencies);
}

/** What the texts of a macro may name of a ticket, and the language its requester reads. */
async function sceneOf(
  { requesterId, number, subject }: StoredTicket,
  account: Account,
  { accounts }: ApiDependencies,
): Promise<{ values: TemplateValues; locale: Locale }> {
  const requester = await accounts.findAccount(requesterId);
  const names = await accounts.namesOf([requesterId]);
  const name = names.get(requesterId) ?? '';
  const values = {
    'requester.name': name,
    'requester.firstName': firstNameOf(name),
    'ticket.number': String(number ?? ''),
    'ticket.subject': subject ?? '',
    'agent.name': account.name,
    'agent.firstName': firstNameOf(account.name),
  };
  return { values, locale: requester?.locale ?? account.locale };
}
