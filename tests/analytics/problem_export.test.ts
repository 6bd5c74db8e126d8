import test from 'ava';
import { problemRow } from '../../database/problem_log.ts';
import type { ProblemCommand, ProblemState } from '../../workflows/domain/problem.ts';
import { decideProblem } from '../../workflows/domain/problem_rules.ts';
import { at, lea, process, requester, Ticket } from '../domain/desk.ts';
import { writesContent } from '../support/ticket_content.ts';
import { DeskDatabase } from './desk_database.ts';
import { nextTicketId } from './given.ts';

const problemId = 'prb-1';

/** Writes what a command does to a problem, as the API does: the row and its place in the outbox. */
async function does({ database }: DeskDatabase, command: ProblemCommand): Promise<void> {
  const row = await database('problems').where('problem_id', problemId).first('state');
  const before: ProblemState | null = row?.state ?? null;
  const decision = decideProblem(before, command, at(1, '09:00'), process);
  if (decision.kind === 'refusal') throw new Error(decision.refusal.code);
  const { state } = decision;
  const written = { problem_id: problemId, ...problemRow(state) };
  await database('problems').insert(written).onConflict('problem_id').merge();
  await database('export_outbox').insert({ problem_id: problemId });
}

const log = { name: 'log', actor: lea, problemId, titleId: 'txt-1', category: 'vpn' } as const;
const diagnose = { name: 'diagnose', actor: lea, workaroundId: 'txt-2' } as const;

async function deskWithProblem(): Promise<DeskDatabase> {
  const desk = await DeskDatabase.create();
  await desk
    .database('accounts')
    .insert({ account_id: requester.id, roles: ['requester'], display_name: 'Camille' });
  await does(desk, log);
  return desk;
}

test('a problem comes to the warehouse, and again when it changes', async (t) => {
  const desk = await deskWithProblem();
  await desk.export();
  const columns = 'status, category, opened_date, has_workaround, known_error_date, last_seq';
  const problems = () => desk.rows(`select ${columns} from problems`);
  t.like((await problems())[0], {
    status: 'logged',
    category: 'vpn',
    opened_date: '2026-01-06',
    has_workaround: false,
    known_error_date: null,
  });
  await does(desk, diagnose);
  await desk.export();
  await desk.export();
  t.deepEqual(
    (await problems()).map(({ status, has_workaround }) => [status, has_workaround]),
    [['known_error', true]],
  );
});

test('which problem a ticket belongs to is its own word, or after its end the problem’s', async (t) => {
  const desk = await deskWithProblem();
  const ticketId = nextTicketId();
  await writesContent(desk.database, ticketId, requester.id, 'No network');
  const ticket = new Ticket(at(0, '09:00'), { ticketId });
  await desk.record([ticket.does(at(0, '10:00'), lea, 'link', { kind: 'problem', id: problemId })]);
  await desk.export();
  const ofTicket = () => desk.rows('select problem_id from tickets');
  t.deepEqual(await ofTicket(), [{ problem_id: problemId }]);

  await desk.database('past_incidents').insert({ ticket_id: ticketId, problem_id: null });
  const last_seq = ticket.state.seq;
  await desk
    .database('export_outbox')
    .insert({ ticket_id: ticketId, first_seq: last_seq, last_seq });
  await desk.export();
  t.deepEqual(await ofTicket(), [{ problem_id: null }]);
});

test('a warehouse made again from nothing has the same problems', async (t) => {
  const desk = await deskWithProblem();
  await desk.export();
  await does(desk, diagnose);
  const { differences } = await desk.export({ rebuild: true });
  t.deepEqual(differences, []);
  t.is((await desk.rows('from problems')).length, 1);
});
