import path from 'node:path';
import test from 'ava';
import { hospital } from '../../packages/examples/hospital/hospital.ts';
import {
  compileCalendars,
  type ProcessDefinition,
  snapshotOf,
} from '../../workflows/processes/index.ts';
import { day, lea } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import { openTicket, runWith, startPlaybookDesk, stepsOf } from './playbook_desk.ts';

const folder = path.resolve(import.meta.dirname, '../../packages/examples/hospital');

test('a patient record that is down has the wards write on paper, and what they wrote is copied', async (t) => {
  const definition = hospital as ProcessDefinition;
  const calendars = compileCalendars(definition, Date.now() - 7 * day, Date.now() + 180 * day);
  const desk = await startPlaybookDesk(folder, {
    rules: { process: snapshotOf(definition), calendars },
  });
  const ticket = await openTicket(desk, {
    ...{ category: 'patient_record', service: 'patient_record' },
    ...{ impact: 'patients', urgency: 'at_once' },
  });
  for (const [n, name] of ['go_to_paper', 'say_it_is_back', 'copy_from_paper'].entries()) {
    await eventually(async () => (await ticket.state()).tasks?.length === n + 1);
    t.is((await ticket.state()).tasks?.[n]?.name, name);
    const answers = name === 'copy_from_paper' ? { sheets: 12 } : undefined;
    await ticket.does(lea, 'completeTask', { n: n + 1, ...(answers && { answers }) });
  }
  const [run] = (await ticket.state()).playbooks ?? [];
  const runId = run?.runId ?? (await desk.database('playbook_runs').first('run_id'))?.run_id ?? '';
  await runWith(desk, runId, 'done');
  t.deepEqual(await stepsOf(desk, runId), [
    'paper: done',
    'restored: done',
    'copied: done',
    'told: done',
  ]);
});
