import test from 'ava';
import type {
  AnswerOf,
  Client,
  FileClient,
  Input,
  Operations,
  Ticket,
  TicketPage,
} from '../../api/contract.ts';
import { operationList } from '../../api/operations.ts';
import { policy } from '../../api/people/policy.ts';
import { routes } from '../../api/routes.ts';

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Does not compile where two types differ. */
const same = <_ extends true>() => {};

test('the screens’ client has the types of the schemas', (t) => {
  same<Same<AnswerOf<'getTicket'>, Ticket>>();
  same<Same<AnswerOf<'addMessage'>, Ticket>>();
  same<Same<AnswerOf<'listTickets'>, TicketPage>>();
  same<Same<AnswerOf<'deleteQuery'>, undefined>>();
  same<Same<AnswerOf<'getAttachment'>, Blob>>();
  same<Same<Operations['listTickets']['query']['open'], boolean | undefined>>();
  same<Same<Operations['acceptEscalation']['path'], { id: string; n: number }>>();
  same<Same<Operations['closeProblem']['address'], '/api/problems/{id}/closure'>>();
  same<Same<Input<'uploadAttachment'>['body'], Blob>>();
  same<Same<'getTicket' extends keyof FileClient ? true : false, false>>();
  const used = (desk: Client, files: FileClient) => [
    desk.getMe(),
    desk.getTicket({ path: { id: 'tkt-1' } }),
    desk.listTickets({ query: { open: true, status: ['new', 'assigned'], limit: 50 } }),
    files.querySql({ body: { sql: 'from tickets', format: 'arrow' } }),
    // @ts-expect-error: it has no such path
    desk.getTicket({ path: { ids: 'tkt-1' } }),
    // @ts-expect-error: it needs a path
    desk.getTicket(),
    // @ts-expect-error: no such field
    desk.close({ path: { id: 'tkt-1' }, body: { because: 'it is over' } }),
  ];
  t.is(typeof used, 'function');
});

test('every operation of the policy has one route, and the table of routes has no other', (t) => {
  t.deepEqual(Object.keys(routes).sort(), Object.keys(policy).sort());
  for (const { id, method, address } of operationList) t.deepEqual(routes[id], [method, address]);
});
