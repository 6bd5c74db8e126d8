import { findRuns, findSteps, listRuns } from '../../database/playbook_runs.ts';
import { findPlaybooks } from '../../database/playbooks.ts';
import { decodeCursor, encodeCursor, pageFrom } from '../http/cursor.ts';
import { withDatabase } from '../http/database.ts';
import { defineOperation } from '../http/operation.ts';
import { ticketPath } from '../tickets/ticket_path.ts';
import { getVisible } from '../tickets/tickets.ts';
import { playbookList, playbookRunList, playbookRunPage, runQuery } from './contract.ts';
import { playbookView, runFieldsOf, stepView } from './run_view.ts';

export const listPlaybooks = defineOperation({
  id: 'listPlaybooks',
  method: 'get',
  address: '/api/playbooks',
  summary: 'What can be started on tickets, and what each asks for',
  tag: 'Processes',
  answers: { 200: { description: 'All playbooks', schema: playbookList } },
  async handle(_call, { database }) {
    const rows = await withDatabase(() => findPlaybooks(database));
    return { status: 200, body: { items: rows.map(playbookView), next: null } };
  },
});

export const listTicketPlaybooks = defineOperation({
  id: 'listTicketPlaybooks',
  method: 'get',
  address: '/api/tickets/{id}/playbooks',
  summary: 'The playbooks that ran on a ticket or run, step by step, the latest first',
  tag: 'Tickets',
  path: ticketPath,
  answers: { 200: { description: 'Runs with their steps', schema: playbookRunList } },
  async handle({ account, path }, dependencies) {
    const { database } = dependencies;
    await getVisible(path.id, account, dependencies);
    const [runs, playbooks] = await withDatabase(() =>
      Promise.all([findRuns(database, path.id), findPlaybooks(database)]),
    );
    const runIds = runs.map(({ run_id }) => run_id);
    const steps = await withDatabase(() => findSteps(database, runIds));
    const titles = new Map(playbooks.map(({ name, title }) => [name, title]));
    const items = runs.map((run) => ({
      ...runFieldsOf(run, titles),
      steps: steps.filter(({ run_id }) => run_id === run.run_id).map(stepView),
    }));
    return { status: 200, body: { items, next: null } };
  },
});

const pageSizeDefault = 50;
const order = 'failed-first';

export const listPlaybookRuns = defineOperation({
  id: 'listPlaybookRuns',
  method: 'get',
  address: '/api/playbook-runs',
  summary:
    'All runs of playbooks: first those that are parked, then those that go on, then the rest',
  tag: 'Processes',
  query: runQuery,
  answers: { 200: { description: 'A page of runs', schema: playbookRunPage } },
  async handle({ query }, { database }) {
    const { cursor, limit = pageSizeDefault, ...filters } = query;
    const after = decodeCursor(cursor, order, ['integer', 'instant', 'text']);
    const rows = await withDatabase(() => listRuns(database, filters, limit + 1, after));
    const playbooks = await withDatabase(() => findPlaybooks(database));
    const titles = new Map(playbooks.map(({ name, title }) => [name, title]));
    const page = pageFrom(rows, limit, (run) =>
      encodeCursor(order, [run.rank, run.started_text, run.run_id]),
    );
    const items = page.items.map((run) => ({
      ...runFieldsOf(run, titles),
      ticket: {
        id: run.ticket_id,
        number: run.number === null ? null : Number(run.number),
        subject: run.subject,
      },
      runningSteps: run.running_steps ?? [],
    }));
    return { status: 200, body: { items, next: page.next } };
  },
});
