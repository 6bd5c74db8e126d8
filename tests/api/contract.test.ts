import test from 'ava';
import { z } from 'zod';
import type {
  AnswerOf,
  Client,
  FileClient,
  Input,
  Operations,
  Ticket,
  TicketPage,
} from '../../api/contract.ts';
import type { AnswerDescription } from '../../api/http/operation.ts';
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

/** Every text within a schema, by its path. */
function textsOf(schema: z.core.$ZodType, path: string): [string, z.ZodString][] {
  const { def } = schema._zod;
  if (schema instanceof z.ZodString) return [[path, schema]];
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([key, part]) =>
      textsOf(part as z.core.$ZodType, `${path}.${key}`),
    );
  }
  if (schema instanceof z.ZodUnion) {
    return schema.options.flatMap((part) => textsOf(part as z.core.$ZodType, path));
  }
  if (schema instanceof z.ZodPipe) return textsOf(schema.out as z.core.$ZodType, path);
  if (schema instanceof z.ZodArray) return textsOf(schema.element as z.core.$ZodType, `${path}[]`);
  if (schema instanceof z.ZodRecord) {
    const parts = [schema.keyType, schema.valueType] as z.core.$ZodType[];
    return parts.flatMap((part) => textsOf(part, `${path}{}`));
  }
  if ('innerType' in def) return textsOf(def.innerType as z.core.$ZodType, path);
  return [];
}

test('no text is taken with a character that cannot be stored, or without a limit', (t) => {
  const texts = operationList.flatMap(({ id, body }) => (body ? textsOf(body, id) : []));
  t.true(texts.length > 60, `${texts.length} texts are found`);
  const taken = (value: string) =>
    texts.filter(([, schema]) => schema.safeParse(value).success).map(([path]) => path);
  t.deepEqual(taken('a\u0000b'), []);
  t.deepEqual(taken('a\ud800b'), []);
  t.deepEqual(taken('x'.repeat(50_001)), []);
});

/** Files whose form others have written down. */
const describedElsewhere: Record<string, string> = {
  getEventLog: 'OCEL 2.0 has a schema of its own',
};

test('what an operation answers as JSON is described by more than that it is text', (t) => {
  for (const { id, answers } of operationList) {
    for (const { mediaTypes = [], event } of Object.values<AnswerDescription>(answers)) {
      const isDescribed = !mediaTypes.includes('application/json') || describedElsewhere[id];
      t.truthy(isDescribed, `${id}: JSON has a schema`);
      t.is(event !== undefined, mediaTypes.includes('text/event-stream'), `${id}: so has an event`);
    }
  }
});
