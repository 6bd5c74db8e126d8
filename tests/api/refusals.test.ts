import test from 'ava';
import { newTicketId, projected } from '../support/live_desk.ts';
import { type ApiDesk, type Caller, type Reply, startApiDesk } from './api_desk.ts';

let desk: ApiDesk;
let lea: Caller;
let camille: Caller;

test.before(async () => {
  desk = await startApiDesk();
  lea = desk.as('demo-agent');
  camille = desk.as('demo-requester');
});

const french = { 'accept-language': 'fr' };
const laptop = { process: 'service_requests', type: 'service_request', service: 'laptop' };

interface RefusedCase {
  code: string;
  status: number;
  title: string;
  detail: RegExp;
  /** The names of what the refusal speaks of. */
  parameters: string[];
  asks(): Promise<Reply>;
}

const refused = 'Le centre de services refuse cela';
const cases: RefusedCase[] = [
  {
    code: 'not_the_open_approval',
    status: 409,
    title: refused,
    detail: /^L’approbation 2 n’est pas celle/,
    parameters: ['n', 'openN'],
    async asks() {
      const { id } = await camille.opens(laptop);
      const owner = desk.as('demo-owner');
      return owner.put(`/api/tickets/${id}/approvals/2/acceptance`, undefined, french);
    },
  },
  {
    code: 'not_an_approver',
    status: 403,
    title: 'Vous ne pouvez pas faire cela',
    detail: /^Le ticket attend une décision du groupe «\sResponsables hiérarchiques\s»/,
    parameters: ['group'],
    async asks() {
      const { id } = await camille.opens(laptop);
      return lea.put(`/api/tickets/${id}/approvals/1/acceptance`, undefined, french);
    },
  },
  {
    code: 'role_not_allowed',
    status: 403,
    title: 'Vous ne pouvez pas faire cela',
    detail: /^Vos rôles \(«\sdemandeur\s»\) ne conviennent pas/,
    parameters: ['allowed', 'roles'],
    asks: () => camille.get('/api/problems', french),
  },
  {
    code: 'not_found',
    status: 404,
    title: 'Introuvable',
    detail: /^Il n’y a pas de ticket «\stkt-/,
    parameters: ['received', 'what'],
    asks: () => lea.get(`/api/tickets/${newTicketId()}`, french),
  },
  {
    code: 'not_found',
    status: 404,
    title: 'Introuvable',
    detail: /^Il n’y a pas d’adresse «\s\/api\/nothing\s»/,
    parameters: ['received', 'what'],
    asks: () => lea.get('/api/nothing', french),
  },
  {
    code: 'ticket_is_history',
    status: 409,
    title: refused,
    detail: /^Le ticket «\s#\d+\s» appartient à l’historique/,
    parameters: ['ticketId'],
    async asks() {
      const { id, seq } = await camille.opens();
      await projected(desk, id, seq);
      await desk.database('tickets').where('ticket_id', id).update({ origin: 'demo' });
      return camille.post(`/api/tickets/${id}/messages`, { body: 'Hello?' }, french);
    },
  },
  {
    code: 'not_an_incident',
    status: 409,
    title: refused,
    detail: /^Le ticket #\d+ est une demande de service/,
    parameters: ['number', 'ticketId'],
    async asks() {
      const { id } = await lea.opens({ type: 'service_request' });
      return lea.post('/api/problems', { title: 'Again', incidents: [id] }, french);
    },
  },
  {
    code: 'other_problem',
    status: 409,
    title: refused,
    detail: /^Le ticket #\d+ appartient à un autre problème/,
    parameters: ['number', 'ticketId'],
    async asks() {
      const { id } = await lea.opens();
      await lea.post('/api/problems', { title: 'First', incidents: [id] });
      return lea.post('/api/problems', { title: 'Second', incidents: [id] }, french);
    },
  },
  {
    code: 'stale',
    status: 412,
    title: 'Modifié depuis votre lecture',
    detail: /^Cela a changé/,
    parameters: ['expectedSeq', 'seq'],
    async asks() {
      const { id } = await lea.opens();
      const stale = { ...french, 'if-match': '"0"' };
      return lea.put(`/api/tickets/${id}/major-incident`, { statement: 'All is down.' }, stale);
    },
  },
];

for (const [at, { code, status, title, detail, parameters, asks }] of cases.entries()) {
  test(`in French, refusal ${at + 1} of the table has French words: ${code}`, async (t) => {
    const { body } = await asks();
    t.like(body, { code, status, title }, JSON.stringify(body));
    t.regex(body.detail, detail);
    t.deepEqual(Object.keys(body.parameters).sort(), parameters);
  });
}

test('whoever asks for no language is refused in the one of their account', async (t) => {
  const paul = desk.as('paul-requester');
  await desk.database('accounts').where('account_id', 'acc-paul').update({ locale: 'fr' });
  t.regex((await paul.get('/api/problems')).body.detail, /^Vos rôles \(«\sdemandeur\s»\)/);
  t.regex((await camille.get('/api/problems')).body.detail, /^Your roles \(requester\): expected/);
});
