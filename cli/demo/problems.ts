import type { Database } from '../../database/connection.ts';
import { type Person, type Step, send } from './send.ts';

interface DemoProblem {
  key: string;
  as: Person;
  body: { title: string; description: string; category: string } & Record<string, unknown>;
  /** The subject of its incidents: the newest tickets that have it. */
  subject: string;
  steps: Step[];
}

const incidentsMax = 15;

const put = (as: Person, resource: string, body: object): Step => ({
  as,
  method: 'PUT',
  resource,
  body,
});

/** Problems on their way: a known error, one being looked into, one that is solved. */
const problems: DemoProblem[] = [
  {
    key: 'demo-problem-vpn',
    as: 'demo-agent',
    subject: 'VPN drops every ten minutes',
    body: {
      title: 'VPN client 5.2.1 drops its session every ten minutes',
      description:
        'Home workers on fibre, all with version 5.2.1. Office networks are not affected.',
      category: 'network',
      service: 'vpn',
      impact: 'high',
      urgency: 'medium',
      group: 'network',
    },
    steps: [
      put('demo-agent', 'assignment', { owner: 'acc-marc' }),
      put('demo-agent-2', 'diagnosis', {
        rootCause: 'Version 5.2.1 sends no keep-alive; routers at home forget the session.',
        workaround: 'Lower the MTU of the VPN adapter to 1,340, or install version 5.2.3.',
      }),
    ],
  },
  {
    key: 'demo-problem-erp',
    as: 'demo-agent-2',
    subject: 'ERP: purchase order cannot be approved',
    body: {
      title: 'ERP: error 5012 when a purchase order is approved',
      description: 'Always orders with more than one cost centre. The supplier has the log.',
      category: 'business_application',
      group: 'applications',
    },
    steps: [put('demo-agent-2', 'assignment', { owner: 'acc-yann' })],
  },
  {
    key: 'demo-problem-database',
    as: 'demo-agent-2',
    subject: 'Base clients très lente',
    body: {
      title: 'Base clients lente chaque lundi matin',
      description: 'Les rapports de la semaine partent tous à 8 h.',
      category: 'business_application',
      service: 'customer_database',
      group: 'infrastructure',
    },
    steps: [
      put('demo-agent-2', 'assignment', { owner: 'acc-priya' }),
      put('demo-agent-2', 'diagnosis', { rootCause: 'Un index manquait sur les commandes.' }),
      put('demo-agent-2', 'resolution', { note: 'Index ajouté, rapports déplacés à 5 h.' }),
    ],
  },
];

/** Logs the problems of the demo and links their incidents, unless that was done to the end. */
export async function logProblems(database: Database, apiUrl: string): Promise<void> {
  if (await areLogged(database)) return;
  for (const { key, as, body, subject, steps } of problems) {
    const logging: Step = { as, method: 'POST', resource: '', body };
    const { id } = await send(apiUrl, '/api/problems', key, logging);
    const path = `/api/problems/${id}`;
    for (const ticketId of await incidentsWith(database, subject)) {
      const link: Step = { as, method: 'PUT', resource: '' };
      await send(apiUrl, `${path}/incidents/${ticketId}`, `${key}-${ticketId}`, link);
    }
    for (const [index, step] of steps.entries()) {
      await send(apiUrl, `${path}/${step.resource}`, `${key}-${index}`, step);
    }
  }
}

/** To resolve one is the last step of the last problem. */
async function areLogged(database: Database): Promise<boolean> {
  const event = await database('problem_events').where('type', 'problem_resolved').first('seq');
  return event !== undefined;
}

function incidentsWith(database: Database, subject: string): Promise<string[]> {
  return database('tickets')
    .join('ticket_contents', 'ticket_contents.ticket_id', 'tickets.ticket_id')
    .where('ticket_contents.subject', subject)
    .where('tickets.type', 'incident')
    .whereNotIn('tickets.status', ['merged', 'cancelled'])
    .orderBy('tickets.opened_at', 'desc')
    .limit(incidentsMax)
    .pluck('tickets.ticket_id');
}
