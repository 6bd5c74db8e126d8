import fc from 'fast-check';
import type { CommandName, CommandPayload } from '../../workflows/domain/commands.ts';
import { keysOf } from '../../workflows/domain/keys.ts';
import type { Actor } from '../../workflows/domain/ticket.ts';
import { allocator, day, hour, lea, marc, process, requester } from './desk.ts';

export interface Step {
  afterMs: number;
  actor: Actor;
  name: CommandName;
  payload: CommandPayload[CommandName];
}

const note = fc.constantFrom(null, 'note');
/** More than a process has, whichever it is: a word that it does not have is refused. */
export const someLevels = ['high', 'medium', 'low', 'lower', 'lowest'];
export const somePriorities = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'p8'];
export const someReasons = ['requester', 'supplier', 'change', 'works', 'budget', 'other_desk'];
const level = fc.constantFrom(...someLevels);
const run = fc.constantFrom('playbook-tkt-00000000000000000000000001-1', 'playbook-none');
const group = fc.constantFrom('desk', 'network', 'core');
const agent = fc.constantFrom(lea.id, marc.id);
/** Where somebody works, as far as anybody knows. */
const memberships = fc
  .subarray(['desk', 'network', 'core'])
  .map((groups) => ({ [process.id]: groups }));
const other = 'tkt-00000000000000000000000002';
const third = 'tkt-00000000000000000000000003';
const words = fc.subarray(['vpn', 'wifi', 'vip-desk']);
const person = fc.constantFrom(requester.id, 'acc-paul', 'acc-ines');
const taskNumber = fc.integer({ min: 1, max: 4 });
const linkKind = fc.constantFrom('related', 'parent', 'child', 'blocks', 'blocked_by');
const mergedTicket = fc.record({
  ticketId: fc.constant(other),
  requesterId: fc.constantFrom('acc-camille', 'acc-paul'),
  links: fc.array(fc.record({ kind: linkKind, id: fc.constant(third) }), { maxLength: 1 }),
});

/** What somebody says of an approval, for themselves or for another, as far as anybody knows people. */
const answer = fc.record(
  {
    n: fc.integer({ min: 1, max: 5 }),
    noteId: note,
    onBehalfOf: fc.constantFrom('acc-paul', 'acc-ines', requester.id),
    of: fc.integer({ min: 0, max: 4 }),
  },
  { requiredKeys: ['noteId'] },
);

/** Null where one process alone does not make sense of it. */
const payloads: { [N in CommandName]: fc.Arbitrary<CommandPayload[N]> | null } = {
  addMessage: fc.record({
    messageId: fc.constant('message'),
    visibility: fc.constantFrom('public', 'internal'),
    isAutomatic: fc.boolean(),
    mentionedAgents: fc.subarray([lea.id, marc.id]),
  }),
  assign: fc.record(
    { group, assignee: agent, assigneeMemberships: memberships, noteId: note },
    { requiredKeys: [] },
  ),
  accept: fc.constant({}),
  classify: fc.record(
    {
      type: fc.constantFrom('incident', 'service_request'),
      category: fc.constantFrom('vpn', 'printer', null),
      impact: level,
      urgency: level,
      priority: fc.constantFrom(...somePriorities, null, null, null, null),
      noteId: note,
    },
    { requiredKeys: [] },
  ),
  addDiagnosticStep: fc.record({
    stepId: fc.constant('step'),
    kind: fc.constantFrom('information', 'test'),
    runbookStep: fc.constantFrom(null, 'restart', 'update'),
    hasRuledOut: fc.boolean(),
  }),
  escalate: fc.record(
    {
      kind: fc.constantFrom('functional', 'hierarchical', 'downward'),
      reason: fc.constant('more_skill'),
      toGroup: group,
      noteId: note,
    },
    { requiredKeys: ['kind', 'reason'] },
  ),
  acceptEscalation: fc.record({ n: fc.integer({ min: 1, max: 3 }) }),
  refuseEscalation: fc.record({ n: fc.integer({ min: 1, max: 3 }), noteId: note }),
  approve: answer,
  refuseApproval: answer,
  link: fc.record({ kind: linkKind, id: fc.constantFrom(other, third) }),
  unlink: fc.record({ kind: linkKind, id: fc.constantFrom(other, third) }),
  setFields: fc.record({
    fields: fc.record(
      {
        size: fc.constantFrom('small', 'large', null),
        quantity: fc.constantFrom(1, 5, 500, null),
        colour: fc.constant('red'),
      },
      { requiredKeys: [] },
    ),
  }),
  addTask: fc.record(
    {
      titleId: fc.constant('title'),
      checklist: fc.constantFrom({ textId: 'list', itemCount: 2 }, null),
      group,
      assignee: agent,
      withinMinutes: fc.integer({ min: 1, max: 3_000 }),
      after: fc.subarray([1, 2, 3]),
      isRequired: fc.boolean(),
      run: fc.constant({ id: 'run', step: 'step' }),
    },
    { requiredKeys: ['titleId'] },
  ),
  assignTask: fc.record({ n: taskNumber, group, assignee: agent }, { requiredKeys: ['n'] }),
  checkTaskItem: fc.record({
    n: taskNumber,
    item: fc.integer({ min: 1, max: 2 }),
    isDone: fc.boolean(),
  }),
  completeTask: fc.record({ n: taskNumber, noteId: note }),
  cancelTask: fc.record({ n: taskNumber, noteId: note }),
  reopenTask: fc.record({ n: taskNumber, noteId: note }),
  changeTask: fc.record(
    {
      n: taskNumber,
      group,
      checklistId: note,
      checklistItems: fc.array(fc.constantFrom(1, 2, null), { maxLength: 3 }),
      withinMinutes: fc.constantFrom(60, null),
      after: fc.subarray([1, 2, 3]),
    },
    { requiredKeys: ['n'] },
  ),
  tag: fc.record({ add: words, remove: words }, { requiredKeys: [] }),
  markAffected: fc.record(
    {
      add: words,
      remove: words,
      facts: fc.dictionary(fc.constantFrom('a', 'b'), fc.constant({ kind: 'device' })),
    },
    { requiredKeys: [] },
  ),
  renewRequester: fc.record({
    facts: fc.record(
      { site: fc.constantFrom('Lyon', 'Geneva'), customer: fc.constantFrom('North', 'South') },
      { requiredKeys: [] },
    ),
    requesterTier: fc.constantFrom('standard', 'vip'),
  }),
  follow: fc.constant({}),
  unfollow: fc.constant({}),
  addCopy: fc.record({ accountId: person }),
  removeCopy: fc.record({ accountId: person }),
  declareMajor: fc.constant({}),
  withdrawMajor: fc.constant({}),
  setPending: fc.record({ reason: fc.constantFrom(...someReasons, 'approval') }),
  endPending: fc.constant({}),
  resolve: fc.record({ code: fc.constant('solved'), noteId: fc.constant('note') }),
  reopen: fc.record({ noteId: note }),
  close: fc.constant({}),
  cancel: fc.constant({}),
  recordSatisfaction: fc.record(
    { score: fc.integer({ min: 1, max: 5 }), channel: fc.constantFrom('portal', 'email') },
    { requiredKeys: ['score'] },
  ),
  merge: fc.record({ into: fc.constant(other) }),
  unmerge: fc.constant({}),
  receiveMerge: fc.record({
    ticketId: fc.constant(other),
    tickets: fc.tuple(mergedTicket),
    isMajor: fc.boolean(),
  }),
  undoMerge: fc.record({ ticketId: fc.constant(other), tickets: fc.constant([other]) }),
  regainMessages: null,
  redirectMerge: fc.record({ into: fc.constant(third) }),
  takeBack: fc.record({
    command: fc.constantFrom('receiveMerge', 'link', 'resolve'),
    ticketId: fc.constant(other),
    refusal: fc.constant(null),
    by: fc.constantFrom(lea, null),
    link: fc.constantFrom({ kind: 'related', id: other } as const, null),
  }),
  requestApproval: fc.record({ rule: fc.constantFrom('manager', 'none') }),
  requestConsent: fc.record({
    titleId: fc.constant('title'),
    noteId: fc.constant('text'),
    withinMs: fc.constantFrom(3_600_000, 259_200_000),
    run: fc.constant({ id: 'run', step: 'step' }),
  }),
  answerConsent: fc.record({
    n: fc.integer({ min: 1, max: 3 }),
    answer: fc.constantFrom('yes', 'no'),
  }),
  withdrawConsent: fc.record({ n: fc.integer({ min: 1, max: 3 }) }),
  requestCheck: fc.record({
    subject: fc.constant({ kind: 'tcp', host: 'desk.example.org', port: 443 } as const),
    runbookStep: fc.constantFrom(null, 'restart'),
  }),
  recordCheck: fc.record({
    stepId: fc.constant('step'),
    check: fc.record({
      kind: fc.constant('tcp' as const),
      outcome: fc.constantFrom('met', 'not_met', 'no_answer', 'refused'),
      elapsedMs: fc.constant(12),
      n: fc.integer({ min: 1, max: 3 }),
    }),
  }),
  startPlaybook: fc.record({ playbook: fc.constantFrom('arrival', 'diagnosis') }),
  cancelPlaybook: fc.record({ runId: run }),
  retryPlaybook: fc.record({ runId: run }),
  parkPlaybook: fc.record({ runId: run, step: note, place: note }),
  endPlaybook: fc.record({ runId: run, outcome: fc.constantFrom('done', 'cancelled') }),
  receivePlaybook: fc.record({ runId: run, playbook: fc.constant('arrival'), inputId: note }),
  acknowledgePage: fc.record({ n: fc.integer({ min: 1, max: 3 }) }),
  placePage: fc.record({
    n: fc.integer({ min: 1, max: 3 }),
    level: fc.integer({ min: 1, max: 2 }),
    round: fc.constant(1),
    found: fc.oneof(
      fc.record({
        kind: fc.constant('person' as const),
        person: agent,
        layer: fc.constant('nights'),
        cause: fc.constant('turn' as const),
        waitMinutes: fc.integer({ min: 1, max: 30 }),
      }),
      fc.constant({ kind: 'nobody' as const, reason: 'all_absent' as const }),
    ),
    next: fc.constantFrom(null, { level: 2, round: 1 }),
  }),
  receiveMessage: fc.record({
    messageId: fc.constant('news'),
    fromTicketId: fc.constant(third),
  }),
  takeAssignment: fc.record({
    decisionId: fc.constant('decision'),
    assignee: agent,
    group,
    strategy: fc.constant('least_loaded'),
    candidates: fc.constant([]),
  }),
  release: fc.record({ assignee: agent, preferredAgent: fc.constantFrom(null, lea.id) }),
  migrateProcess: null,
};

const tried = keysOf(payloads).filter((name) => payloads[name] !== null);

/** What people say of a merged ticket, too. */
const meantFor: { [N in CommandName]?: fc.Arbitrary<{ standingFor?: string }> } = {
  addMessage: fc.constantFrom({}, {}, { standingFor: other }),
};

function stepOf(
  names: CommandName[],
  afterMs: fc.Arbitrary<number>,
  areKnown: fc.Arbitrary<boolean>,
): fc.Arbitrary<Step> {
  return fc.constantFrom(...names).chain((name) =>
    fc.record({
      name: fc.constant(name),
      afterMs,
      actor: fc.constantFrom(requester, lea, marc, allocator),
      payload: fc
        .tuple(
          payloads[name] as fc.Arbitrary<CommandPayload[CommandName]>,
          fc.tuple(areKnown, memberships),
          meantFor[name] ?? fc.constant({}),
        )
        .map(([payload, [isKnown, of], standingFor]) => ({
          ...payload,
          ...(isKnown && { memberships: of }),
          ...standingFor,
        })),
    }),
  );
}

const sooner = fc.oneof(
  fc.integer({ min: 0, max: 3 * hour }),
  fc.integer({ min: 0, max: 4 * day }),
);
const nobodyKnows = fc.constant(false);

/** One command after some time, by anybody; most that make no sense then are refused. */
export const step = stepOf(tried, sooner, nobodyKnows);

/** The same, where it may be known in which groups they work who act. */
export const stepOfMembers = stepOf(tried, sooner, fc.boolean());

const lastWords: CommandName[] = ['close', 'cancel', 'merge', 'withdrawMajor'];

/** One that leaves a ticket alive, soon after the last: it can have many thousands of them. */
export const livelyStep = stepOf(
  tried.filter((name) => !lastWords.includes(name)),
  fc.integer({ min: 0, max: hour }),
  nobodyKnows,
);
