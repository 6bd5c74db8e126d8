import test from 'ava';
import { decide } from '../../workflows/domain/decide.ts';
import type { CompiledField, ProcessSnapshot, Rules } from '../../workflows/domain/process.ts';
import type { FieldValues } from '../../workflows/domain/ticket.ts';
import { at, command, lea, marc, openAction, process, requester, rules, Ticket } from './desk.ts';

const ofPrinters = { field: 'category', in: ['printer'] } as const;
const isOfPrinters = { ...ofPrinters, in: ['printer'] };
const fields: Record<string, CompiledField> = {
  size: { position: 0, kind: 'choice', options: ['small', 'large'] },
  reason: {
    position: 1,
    kind: 'text',
    maxLength: 200,
    lines: 'many',
    shownWhen: { formField: 'size', in: ['large'] },
    required: { at: 'opening' },
  },
  quantity: { position: 2, kind: 'number', min: 1, max: 10, decimals: 1 },
  wanted: { position: 3, kind: 'date', min: '2026-01-01' },
  machine: {
    position: 4,
    kind: 'device',
    shownWhen: isOfPrinters,
    required: { before: ['resolve'] },
  },
  owner: { position: 5, kind: 'person' },
};

function desk(changes: Partial<ProcessSnapshot> = {}): Rules {
  return { ...rules, process: { ...process, gates: [], fields, ...changes } };
}

function opened(values: FieldValues = {}, deskRules = desk(), category = 'vpn'): Ticket {
  return new Ticket(at(0, '09:00'), { fields: values, category }, deskRules);
}

const sets = (values: FieldValues | Record<string, string | number | null>) =>
  command('setFields', lea, { fields: values });

function refusedOpening(values: FieldValues, changes: object = {}) {
  const action = openAction({ fields: values, ...changes });
  const decision = decide(null, action, at(0, '09:00'), desk());
  return decision.kind === 'refusal' ? decision.refusal : undefined;
}

test('what a form says of the fields of a process is known of the ticket, and told with its kind', (t) => {
  const ticket = opened({ size: 'small', quantity: 2.5 });
  t.deepEqual(ticket.state.fields, { size: 'small', quantity: 2.5 });
  t.like(ticket.events[0]?.data, { fieldKinds: { size: 'choice', quantity: 'number' } });
  t.false('fields' in opened().state, 'nothing where nothing is known');
});

test('a field that the process does not have is refused, and those it has are named', (t) => {
  t.deepEqual(refusedOpening({ colour: 'red' }), {
    code: 'field_unknown',
    parameters: { word: 'colour', allowed: Object.keys(fields) },
  });
  t.is(opened().refusalOf(at(0, '09:10'), sets({ toString: 'red' }))?.code, 'field_unknown');
});

const wrong = test.macro({
  title: (_given, name: string, value: string | number) => `no value of ${name}: ${value}`,
  exec(t, name: string, value: string | number) {
    const refusal = opened().refusalOf(at(0, '09:10'), sets({ [name]: value }));
    t.like(refusal, { code: 'field_value_wrong', parameters: { field: name } });
    t.is(refusedOpening({ [name]: value })?.code, 'field_value_wrong');
  },
});
test(wrong, 'size', 'medium');
test(wrong, 'size', 1);
test(wrong, 'quantity', '3');
test(wrong, 'quantity', 0);
test(wrong, 'quantity', 10.1);
test(wrong, 'quantity', 1.25);
test(wrong, 'quantity', Number.NaN);
test(wrong, 'wanted', '2026-02-30');
test(wrong, 'wanted', '2025-12-31');
test(wrong, 'wanted', '1 May 2026');
test(wrong, 'owner', '');

test('bounds are values, and a day of a leap year is one', (t) => {
  const ticket = opened({ quantity: 1, wanted: '2028-02-29' });
  t.is(ticket.refusalOf(at(0, '09:10'), sets({ quantity: 10, wanted: '2026-01-01' })), undefined);
});

test('a field that is shown and asked for keeps a form from opening without it', (t) => {
  t.deepEqual(refusedOpening({ size: 'large' }), {
    code: 'field_required',
    parameters: { step: 'open', missing: ['reason'] },
  });
  t.is(refusedOpening({ size: 'large', reason: 'note' }), undefined);
  t.is(refusedOpening({ size: 'small' }), undefined, 'not shown, not asked for');
});

test('where there was no form nobody could be asked: mail, imports and monitoring open without', (t) => {
  for (const channel of ['email', 'import', 'monitoring'] as const) {
    t.is(refusedOpening({ size: 'large' }, { channel }), undefined, channel);
  }
  for (const channel of ['portal', 'phone', 'api', 'walk_in', 'chat'] as const) {
    t.is(refusedOpening({ size: 'large' }, { channel })?.code, 'field_required', channel);
  }
});

test('a field that such a ticket is not asked is refused', (t) => {
  t.deepEqual(refusedOpening({ reason: 'note', size: 'small' }), {
    code: 'field_not_shown',
    parameters: { field: 'reason' },
  });
  const ticket = opened();
  t.is(ticket.refusalOf(at(0, '09:10'), sets({ machine: 'ci-1' }))?.code, 'field_not_shown');
  t.is(
    ticket.refusalOf(at(0, '09:10'), sets({ size: 'large', reason: 'n' })),
    undefined,
    'at once',
  );
});

test('what is known stays when the ticket becomes something else, and can be put right', (t) => {
  const ticket = opened({ machine: 'ci-1' }, desk(), 'printer');
  ticket.does(at(0, '09:10'), lea, 'classify', { category: 'vpn' });
  t.is(ticket.state.fields?.machine, 'ci-1');
  ticket.act(at(0, '09:20'), sets({ machine: 'ci-2' }));
  ticket.act(at(0, '09:30'), sets({ machine: null }));
  t.deepEqual(ticket.state.fields, {});
  t.is(ticket.refusalOf(at(0, '09:40'), sets({ machine: 'ci-3' }))?.code, 'field_not_shown');
});

test('only what becomes another is told, and what is so already is no event', (t) => {
  const ticket = opened({ size: 'small', quantity: 2 });
  ticket.act(at(0, '09:10'), sets({ size: 'small', quantity: 3, wanted: null }));
  t.deepEqual(ticket.events.at(-1)?.data, {
    fields: { quantity: 3 },
    kinds: { quantity: 'number' },
  });
  const before = ticket.events.length;
  ticket.act(at(0, '09:20'), sets({ size: 'small' }));
  t.is(ticket.events.length, before);
});

test('what an opening had to say is not cleared while it is asked for', (t) => {
  const ticket = opened({ size: 'large', reason: 'note' });
  t.deepEqual(ticket.refusalOf(at(0, '09:10'), sets({ reason: null })), {
    code: 'field_required',
    parameters: { step: 'open', missing: ['reason'] },
  });
  t.is(ticket.refusalOf(at(0, '09:20'), sets({ reason: null, size: 'small' })), undefined);
});

test('agents set fields while the ticket is open; its requester does not', (t) => {
  const ticket = opened();
  const asked = command('setFields', requester, { fields: { size: 'small' } });
  t.is(ticket.refusalOf(at(0, '09:05'), asked)?.code, 'only_agents');
  ticket.does(at(0, '09:10'), lea, 'resolve', { code: 'solved', noteId: 'n' });
  t.is(ticket.refusalOf(at(0, '09:20'), sets({ size: 'small' }))?.code, 'ticket_resolved');
});

test('a step waits for the fields that it is asked for before, as for a category', (t) => {
  const requiredFields = [
    { before: ['resolve' as const], fields: ['service' as const], when: { all: [] } },
  ];
  const ticket = opened({}, desk({ requiredFields }), 'printer');
  const resolves = command('resolve', lea, { code: 'solved', noteId: 'n' });
  t.deepEqual(ticket.refusalOf(at(0, '09:10'), resolves), {
    code: 'field_required',
    parameters: { step: 'resolve', missing: ['service', 'machine'] },
  });
  ticket.act(at(0, '09:15'), sets({ machine: 'ci-1' }));
  ticket.does(at(0, '09:16'), lea, 'classify', { service: 'intranet' });
  t.is(ticket.refusalOf(at(0, '09:20'), resolves), undefined);
  const other = opened({}, desk(), 'vpn');
  t.is(other.refusalOf(at(0, '09:20'), resolves), undefined, 'it is not asked of such a ticket');
});

test('triage, targets and rules read fields: a promise follows one that is set later', (t) => {
  const large = { formField: 'size', in: ['large'] };
  const many = { formField: 'quantity', min: 5 };
  const changes = {
    triage: [{ name: 'many', when: many, set: { priority: 'p1' as const } }],
    targets: [
      { clock: 'resolution' as const, when: large, targetMinutes: 60, calendar: 'office' },
      ...process.targets,
    ],
  };
  t.is(opened({ quantity: 5 }, desk(changes)).state.priority, 'p1');
  const ticket = opened({ quantity: 4.9 }, desk(changes));
  t.not(ticket.state.priority, 'p1');
  t.is(ticket.clock('resolution').targetMs, 840 * 60_000);
  ticket.act(at(0, '09:10'), sets({ size: 'large', reason: 'n' }));
  t.is(ticket.clock('resolution').targetMs, 60 * 60_000);
});

const waiting = {
  pauses: [],
  reminderMinutes: [],
  limitMinutes: 2100,
  calendar: 'office',
};

test('an approval given for a field is asked again where that becomes another', (t) => {
  const changes: Partial<ProcessSnapshot> = {
    approvals: [
      {
        name: 'budget',
        when: { formField: 'quantity', min: 2 },
        givenFor: ['size'],
        approverGroup: 'core',
        refusedCode: 'no_answer',
      },
    ],
    pending: { ...process.pending, approval: waiting },
  };
  const ticket = opened({ quantity: 2, size: 'small' }, desk(changes));
  t.deepEqual(ticket.state.approvals[0]?.givenFor, { size: 'small' });
  ticket.does(at(0, '10:00'), marc, 'approve');
  ticket.act(at(0, '10:10'), sets({ quantity: 3 }));
  t.is(ticket.state.approvals[0]?.outcome, 'granted', 'it was not given for how many');
  ticket.act(at(0, '10:20'), sets({ size: 'large', reason: 'n' }));
  t.is(ticket.state.approvals[0]?.outcome, 'open');
  t.deepEqual(ticket.events.find(({ type }) => type === 'approval_withdrawn')?.data, {
    n: 1,
    changes: [{ field: 'size', was: 'small', is: 'large' }],
  });
  ticket.act(at(0, '10:30'), sets({ quantity: 1 }));
  t.is(ticket.state.approvals[0]?.outcome, 'withdrawn', 'nothing is asked for of so few');
});

test('an approval whose condition reads a field is given for its value', (t) => {
  const many = { formField: 'quantity', isKnown: true } as const;
  const changes: Partial<ProcessSnapshot> = {
    approvals: [{ name: 'b', when: many, approverGroup: 'core', refusedCode: 'no_answer' }],
    pending: { ...process.pending, approval: waiting },
  };
  const ticket = opened({ quantity: 2 }, desk(changes)).does(at(0, '10:00'), marc, 'approve');
  t.like(ticket.state.approvals[0]?.givenFor, { quantity: '2', category: 'vpn' });
  ticket.act(at(0, '10:10'), sets({ quantity: 3 }));
  t.is(ticket.state.approvals[0]?.outcome, 'open');
});

test('a version that lacks a field, its option or its kind lists what it drops, and keeps the rest', (t) => {
  const { size: _size, quantity, ...others } = fields;
  const later: ProcessSnapshot = {
    ...desk().process,
    version: 2,
    fields: {
      ...others,
      size: { position: 0, kind: 'choice', options: ['small'] },
      wanted: { position: 1, kind: 'text', maxLength: 10, lines: 'one' },
    },
  };
  t.truthy(quantity);
  const ticket = opened({ size: 'small', quantity: 2, wanted: '2026-03-01', owner: 'acc-lea' });
  const { calendars } = rules;
  ticket.does(at(0, '10:00'), lea, 'migrateProcess', { process: later, calendars });
  t.like(ticket.events.find(({ type }) => type === 'process_migrated')?.data, {
    droppedFields: ['quantity', 'wanted'],
  });
  t.deepEqual(ticket.state.fields, { size: 'small', owner: 'acc-lea' });
  const large = opened({ size: 'large', reason: 'n' });
  large.does(at(0, '10:00'), lea, 'migrateProcess', { process: later, calendars });
  t.deepEqual(large.state.fields, { reason: 'n' });
});

test('whoever takes over a merged ticket keeps the fields of its own', (t) => {
  const ticket = opened({ size: 'small' });
  const other = 'tkt-00000000000000000000000002';
  const tickets = [{ ticketId: other, requesterId: 'acc-paul', links: [] }];
  const system = { kind: 'system', id: 'desk' } as const;
  ticket.does(at(0, '10:00'), system, 'receiveMerge', { ticketId: other, tickets, isMajor: false });
  t.deepEqual(ticket.state.fields, { size: 'small' });
});
