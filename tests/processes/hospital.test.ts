import test from 'ava';
import { hours, workingDays } from '../../workflows/processes/durations.ts';
import { hospital } from '../../workflows/processes/hospital.ts';
import {
  adoptProcesses,
  exampleDefinitions,
  findProcess,
  presentOffers,
} from '../../workflows/processes/index.ts';
import { rehearse } from '../../workflows/processes/rehearse/rehearse.ts';

/** The rules of the hospital, as its owner reads them. */

const people = {
  helene: { groups: ['hotline'] },
  walid: { groups: ['ward_support'] },
  bruno: { groups: ['biomedical'] },
  iris: { groups: ['imaging'] },
  vera: { groups: ['vendors'] },
  dora: { groups: ['data_protection'] },
} as const;
const ticket = () => rehearse(hospital, { people });

test('what endangers patients on a Saturday night is promised at once, and pages who is on call', (t) => {
  ticket()
    .at('Sat 03:00')
    .open({ category: 'patient_record', subject: 'Intensive care cannot read any record' })
    .expect({
      priority: 'p1',
      due: { first_response: 'Sat 03:15', resolution: 'Sat 07:00' },
      events: ['ticket_opened', 'page_requested'],
      told: ['duty_manager', 'requester'],
    });
  t.pass();
});

test('nobody is paged by day, when the hotline is there', (t) => {
  ticket()
    .at('Mon 10:00')
    .open({ category: 'patient_record', impact: 'patients', urgency: 'at_once' })
    .expect({ priority: 'p1', assignee: 'helene', without: ['page_requested'] });
  t.pass();
});

test('the clock stops over lunch', (t) => {
  ticket()
    .at('Mon 11:00')
    .open({ category: 'workplace', impact: 'ward' })
    .expect({ priority: 'p3', due: { first_response: 'Mon 16:00' } });
  t.pass();
});

// The fast of Geneva is a holiday there, and a Thursday like others in Lausanne.
test('a holiday of Geneva is none in Lausanne', (t) => {
  ticket()
    .at('2026-09-09 15:00')
    .open({ category: 'workplace', impact: 'ward' })
    .expect({ priority: 'p3', due: { first_response: '2026-09-10 09:30' } });
  ticket()
    .at('2026-09-09 16:00')
    .open({
      category: 'workplace',
      impact: 'ward',
      requesterFacts: { contract: 'Clinique du Lac' },
    })
    .expect({ priority: 'p3', due: { first_response: '2026-09-11 08:30' } });
  t.pass();
});

test('a holiday of Lausanne is none in Geneva', (t) => {
  ticket()
    .at('2026-09-18 16:00')
    .open({ category: 'workplace', impact: 'ward' })
    .expect({ due: { first_response: '2026-09-22 10:30' } });
  ticket()
    .at('2026-09-18 16:00')
    .open({
      category: 'workplace',
      impact: 'ward',
      requesterFacts: { contract: 'Clinique du Lac' },
    })
    .expect({ due: { first_response: '2026-09-21 08:30' } });
  t.pass();
});

test('whoever asks by contract has its promises, at night too', (t) => {
  ticket()
    .at('Sat 03:00')
    .open({
      category: 'imaging',
      impact: 'patients',
      requesterFacts: { contract: 'Clinique du Lac' },
    })
    .expect({ priority: 'p2', due: { first_response: 'Sat 03:30', resolution: 'Sat 07:00' } });
  ticket()
    .at('Sat 03:00')
    .open({ category: 'imaging', impact: 'patients' })
    .expect({ priority: 'p2', due: { first_response: 'Sat 04:00', resolution: 'Sat 11:00' } });
  t.pass();
});

const accessAsked = (requesterManager: { managerId: string | null; deputyId?: string }) =>
  ticket()
    .at('Mon 09:00')
    .open({ category: 'record_access', requesterManager })
    .expect({
      status: 'pending',
      pending: 'approval',
      clocks: { resolution: 'paused' },
      approvals: { head_of_department: 'open' },
    });

test('nobody reads patient records before the head of department agrees', (t) => {
  accessAsked({ managerId: 'dr_favre' })
    .refuses('helene', 'accept', {})
    .does('dr_favre', 'approve')
    .expect({ pending: null, approvals: { head_of_department: 'granted' } });
  t.pass();
});

test('what the head of department refuses is over', (t) => {
  accessAsked({ managerId: 'dr_favre' })
    .does('dr_favre', 'refuseApproval', { note: 'She works on another ward' })
    .expect({ status: 'resolved', code: 'not_approved' });
  t.pass();
});

test('where the head of department is away, data protection decides', (t) => {
  accessAsked({ managerId: null })
    .does('dora', 'approve')
    .expect({ approvals: { head_of_department: 'granted' } });
  t.pass();
});

test('what nobody decides within five days is not approved', (t) => {
  accessAsked({ managerId: 'dr_favre' })
    .after(workingDays(5), 'lausanne')
    .expect({ status: 'resolved', code: 'not_approved' });
  t.pass();
});

test('the hotline sends nobody to radiology before both steps of its runbook are done', (t) => {
  const climb = { kind: 'functional', reason: 'needs_hands', note: 'Scanner 2 is silent' } as const;
  ticket()
    .at('Mon 09:00')
    .open({ subject: 'The scanner sends nothing to the PACS' })
    .expect({ category: 'imaging', service: 'pacs', assignee: 'helene' })
    .refuses('helene', 'escalate', climb, 'gate_not_met')
    .does('helene', 'addDiagnosticStep', { kind: 'information', runbookStep: 'note_modality' })
    .refuses('helene', 'escalate', climb, 'gate_not_met')
    .does('helene', 'addDiagnosticStep', { runbookStep: 'send_test_image' })
    .does('helene', 'escalate', climb)
    .expect({ group: 'biomedical', tier: 'on_site', assignee: 'bruno' });
  t.pass();
});

test('a ticket that waits for the ward goes on as soon as the ward writes', (t) => {
  ticket()
    .at('Mon 09:00')
    .open({ category: 'workplace' })
    .does('helene', 'setPending', { reason: 'ward' })
    .expect({ pending: 'ward', clocks: { resolution: 'paused' } })
    .at('Mon 14:00')
    .does('requester', 'addMessage')
    .expect({ pending: null, clocks: { resolution: 'running' } });
  t.pass();
});

test('a ticket that waits for the vendor does not, and its clock goes on', (t) => {
  ticket()
    .at('Mon 09:00')
    .open({ category: 'workplace' })
    .does('helene', 'setPending', { reason: 'vendor' })
    .at('Mon 14:00')
    .does('requester', 'addMessage')
    .expect({ pending: 'vendor', clocks: { resolution: 'running' } });
  t.pass();
});

test('a wish is promised nothing', (t) => {
  ticket()
    .at('Mon 09:00')
    .open({ category: 'workplace', urgency: 'someday' })
    .expect({ priority: 'wish', clocks: { first_response: 'none', resolution: 'none' } });
  t.pass();
});

test('a device that fell waits for its inspection, and comes back once it is done', (t) => {
  ticket()
    .at('Mon 09:00')
    .open({ category: 'medical_device', subject: 'The infusion pump fell from its stand' })
    .expect({
      pending: 'inspection',
      clocks: { resolution: 'paused' },
      events: ['task_added', 'pending_started', 'rule_note_added'],
    })
    .at('Tue 09:00')
    .does('requester', 'addMessage')
    .expect({ pending: 'inspection' })
    .refuses('bruno', 'completeTask', { n: 1 }, 'task_items_open')
    .does('bruno', 'checkTaskItem', { n: 1, item: 1, isDone: true })
    .does('bruno', 'checkTaskItem', { n: 1, item: 2, isDone: true })
    .does('bruno', 'completeTask', { n: 1 })
    .expect({ pending: null, clocks: { resolution: 'running' } });
  t.pass();
});

test('what nobody solves climbs through four tiers, and is heard of when it is late', (t) => {
  ticket()
    .at('Mon 08:00')
    .open({ category: 'imaging', impact: 'patients' })
    .expect({ priority: 'p2', tier: 'hotline', due: { resolution: 'Mon 16:00' } })
    .after(hours(2))
    .expect({ tier: 'on_site', group: 'biomedical' })
    .after(hours(2))
    .expect({ tier: 'specialists', group: 'imaging' })
    .after(hours(2))
    .expect({ tier: 'vendor', group: 'vendors' })
    .after(hours(2))
    .expect({
      clocks: { resolution: 'breached' },
      events: ['sla_breach', 'escalation_rule_applied'],
    });
  t.pass();
});

test('a desk that was not given the hospital does not offer it', (t) => {
  t.is(findProcess('hospital'), undefined);
  t.false(Object.keys(presentOffers().pages).includes('hospital'));
  t.teardown(() => adoptProcesses({ versions: [], offers: undefined }));
  t.deepEqual(adoptProcesses({ versions: exampleDefinitions(), offers: undefined }), []);
  t.true(Object.keys(presentOffers().pages).includes('hospital'));
});
