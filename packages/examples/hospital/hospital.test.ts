import { test } from 'node:test';
import { hours, workingDays } from 'palier/processes';
import { rehearse } from 'palier/rehearse';
import { hospital } from './hospital.ts';

/** The rules of the hospital, as its owner reads them. */

const people = {
  helene: { groups: ['hotline'] },
  walid: { groups: ['ward_support'] },
  bruno: { groups: ['biomedical'] },
  iris: { groups: ['imaging'] },
  cleo: { groups: ['clinical_systems'] },
  vera: { groups: ['vendors'] },
  dora: { groups: ['data_protection'] },
} as const;
const ticket = () => rehearse(hospital, { people });

test('what endangers patients on a Saturday night is promised at once, and pages who is on call', () => {
  ticket()
    .at('Sat 03:00')
    .open({ category: 'patient_record', subject: 'Intensive care cannot read any record' })
    .expect({
      priority: 'p1',
      due: { first_response: 'Sat 03:15', resolution: 'Sat 07:00' },
      events: ['ticket_opened', 'page_requested'],
      told: ['duty_manager', 'requester'],
    });
});

test('nobody is paged by day, when the hotline is there', () => {
  ticket()
    .at('Mon 10:00')
    .open({ category: 'patient_record', impact: 'patients', urgency: 'at_once' })
    .expect({ priority: 'p1', assignee: 'helene', without: ['page_requested'] });
});

test('the clock stops over lunch', () => {
  ticket()
    .at('Mon 11:00')
    .open({ category: 'workplace', impact: 'ward' })
    .expect({ priority: 'p3', due: { first_response: 'Mon 16:00' } });
});

// The fast of Geneva is a holiday there, and a Thursday like others in Lausanne.
test('a holiday of Geneva is none in Lausanne', () => {
  ticket()
    .at('2026-09-09 15:00')
    .open({ category: 'workplace', impact: 'ward' })
    .expect({ priority: 'p3', due: { first_response: '2026-09-10 09:30' } });
  ticket()
    .at('2026-09-09 16:00')
    .open({
      category: 'workplace',
      impact: 'ward',
      requesterFacts: { contract: 'Lac 24/7' },
    })
    .expect({ priority: 'p3', due: { first_response: '2026-09-11 08:30' } });
});

test('a holiday of Lausanne is none in Geneva', () => {
  ticket()
    .at('2026-09-18 16:00')
    .open({ category: 'workplace', impact: 'ward' })
    .expect({ due: { first_response: '2026-09-22 10:30' } });
  ticket()
    .at('2026-09-18 16:00')
    .open({
      category: 'workplace',
      impact: 'ward',
      requesterFacts: { contract: 'Lac 24/7' },
    })
    .expect({ due: { first_response: '2026-09-21 08:30' } });
});

test('whoever asks by contract has its promises, at night too', () => {
  ticket()
    .at('Sat 03:00')
    .open({
      category: 'imaging',
      impact: 'patients',
      requesterFacts: { contract: 'Lac 24/7' },
    })
    .expect({ priority: 'p2', due: { first_response: 'Sat 03:30', lac_repair: 'Sat 07:00' } });
  ticket()
    .at('Sat 03:00')
    .open({ category: 'imaging', impact: 'patients' })
    .expect({
      priority: 'p2',
      due: { first_response: 'Sat 04:00', resolution: 'Sat 11:00' },
      clocks: { lac_repair: 'none' },
    });
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

test('nobody reads patient records before the head of department agrees', () => {
  accessAsked({ managerId: 'dr_favre' })
    .refuses('helene', 'accept', {})
    .does('dr_favre', 'approve')
    .expect({ pending: null, approvals: { head_of_department: 'granted' } });
});

test('what the head of department refuses is over', () => {
  accessAsked({ managerId: 'dr_favre' })
    .does('dr_favre', 'refuseApproval', { note: 'She works on another ward' })
    .expect({ status: 'resolved', code: 'not_approved' });
});

test('where the head of department is away, data protection decides', () => {
  accessAsked({ managerId: null })
    .does('dora', 'approve')
    .expect({ approvals: { head_of_department: 'granted' } });
});

test('what nobody decides within five days is not approved', () => {
  accessAsked({ managerId: 'dr_favre' })
    .after(workingDays(5), 'lausanne')
    .expect({ status: 'resolved', code: 'not_approved' });
});

test('the hotline sends nobody to radiology before both steps of its runbook are done', () => {
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
});

test('a ticket that waits for the ward goes on as soon as the ward writes', () => {
  ticket()
    .at('Mon 09:00')
    .open({ category: 'workplace' })
    .does('helene', 'setPending', { reason: 'ward' })
    .expect({ pending: 'ward', clocks: { resolution: 'paused' } })
    .at('Mon 14:00')
    .does('requester', 'addMessage')
    .expect({ pending: null, clocks: { resolution: 'running' } });
});

test('a ticket that waits for the vendor does not, and its clock goes on', () => {
  ticket()
    .at('Mon 09:00')
    .open({ category: 'workplace' })
    .does('helene', 'setPending', { reason: 'vendor' })
    .at('Mon 14:00')
    .does('requester', 'addMessage')
    .expect({ pending: 'vendor', clocks: { resolution: 'running' } });
});

test('a wish is promised nothing', () => {
  ticket()
    .at('Mon 09:00')
    .open({ category: 'workplace', urgency: 'someday' })
    .expect({ priority: 'wish', clocks: { first_response: 'none', resolution: 'none' } });
});

test('a device that fell waits for its inspection, and comes back once it is done', () => {
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
});

test('what nobody solves climbs to the specialists, and is heard of when it is late', () => {
  ticket()
    .at('Mon 08:00')
    .open({ category: 'imaging', impact: 'patients' })
    .expect({ priority: 'p2', tier: 'hotline', due: { resolution: 'Mon 16:00' } })
    .after(hours(2))
    .expect({ tier: 'on_site', group: 'biomedical', clocks: { hotline_work: 'breached' } })
    .after(hours(2))
    .expect({ tier: 'specialists', group: 'imaging' })
    .after(hours(4))
    .expect({
      tier: 'specialists',
      clocks: { resolution: 'breached' },
      events: ['sla_breach', 'escalation_rule_applied'],
    });
});

test('the hotline keeps its time by passing on what it cannot solve', () => {
  ticket()
    .at('Mon 09:00')
    .open({ category: 'workplace', impact: 'ward' })
    .expect({ clocks: { hotline_work: 'running' }, due: { hotline_work: 'Mon 14:00' } })
    .after(hours(1))
    .does('helene', 'escalate', { kind: 'functional', reason: 'needs_hands', note: 'Card reader' })
    .expect({ tier: 'on_site', clocks: { hotline_work: 'met', resolution: 'running' } });
});

test('the manager on duty hears of a contract that is not kept', () => {
  ticket()
    .at('Mon 08:00')
    .open({ category: 'imaging', impact: 'ward', requesterFacts: { contract: 'Lac 24/7' } })
    .at('Mon 16:59')
    .expect({ clocks: { lac_repair: 'running' } })
    .at('Mon 17:00')
    .expect({
      clocks: { lac_repair: 'breached', resolution: 'running' },
      told: ['duty_manager'],
    });
});

test('specialists call the vendor, and not before they have tested', () => {
  const call = {
    kind: 'functional',
    reason: 'needs_vendor',
    note: 'Its power supply hums',
  } as const;
  ticket()
    .at('Mon 09:00')
    .open({ category: 'imaging', impact: 'patients' })
    .after(hours(4))
    .expect({ tier: 'specialists', group: 'imaging' })
    .does('iris', 'accept')
    .refuses('iris', 'escalate', call, 'gate_not_met')
    .does('iris', 'addDiagnosticStep', { kind: 'test' })
    .does('iris', 'escalate', call)
    .expect({ tier: 'vendor', group: 'vendors', assignee: 'vera' });
});

test('whoever is on call answers a page by taking the ticket', () => {
  ticket()
    .at('Sat 03:00')
    .open({ category: 'imaging', impact: 'patients', urgency: 'at_once' })
    .expect({ priority: 'p1', events: ['page_requested'] })
    .does('cleo', 'accept')
    .expect({ assignee: 'cleo', events: ['page_acknowledged'] });
});

test('nobody is paged for what can wait until Monday', () => {
  ticket()
    .at('Sat 03:00')
    .open({ category: 'workplace' })
    .expect({ priority: 'p4', without: ['page_requested'] });
});

test('the deputy decides for a head of department who is away', () => {
  accessAsked({ managerId: 'dr_favre', deputyId: 'dr_blanc' })
    .does('dr_blanc', 'approve')
    .expect({ approvals: { head_of_department: 'granted' } });
});

test('the wards write on paper while the patient record is down', () => {
  ticket()
    .at('Mon 10:00')
    .open({ category: 'patient_record', impact: 'patients', urgency: 'at_once' })
    .expect({ priority: 'p1', events: ['playbook_started'] });
  ticket()
    .at('Mon 10:00')
    .open({ category: 'patient_record', impact: 'ward' })
    .expect({ priority: 'p3', without: ['playbook_started'] });
});
