import test from 'ava';
import { z } from 'zod';
import { ApiError, problemOf } from '../../api/http/errors.ts';
import { parseInput } from '../../api/http/input.ts';
import { operationList } from '../../api/operations.ts';
import { ticketQuery } from '../../api/tickets/ticket_query.ts';

/** What the API says of a query that is not taken. */
function toldOf(schema: z.ZodType, query: object) {
  try {
    parseInput(schema, 'query', query);
  } catch (error) {
    if (error instanceof ApiError) return problemOf(error, 'urn:x', 'en').errors?.[0];
    throw error;
  }
  return undefined;
}

test('no operation takes a field of a query that it does not know', (t) => {
  for (const { id, address, query = z.strictObject({}) } of operationList) {
    // What others ask by their standards may say more than is known here (RFC 6749, 4.1.2; RFC 7644, 3.4).
    const isCallback = id === 'finishProviderSignIn' || id === 'finishMailboxConsent';
    if (isCallback || address.startsWith('/scim/')) continue;
    const result = query.safeParse({ zz: '1' });
    const issues = result.error?.issues ?? [];
    const unknown = issues.find(({ code }) => code === 'unrecognized_keys');
    t.deepEqual(unknown?.code === 'unrecognized_keys' && unknown.keys, ['zz'], id);
  }
});

test('a field of a query that is unknown is named, with those there are', (t) => {
  const unknown = toldOf(ticketQuery, { colour: 'red' });
  t.like(unknown, { path: 'query.colour', received: '"red"' });
  t.regex(unknown?.expected ?? '', /^no such field; there are: q, .*status, .*cursor$/);
  t.is(toldOf(z.strictObject({}), { zz: '1' })?.expected, 'no such field; there is none');
});

test('of several words in one field the one that is wrong is told', (t) => {
  t.like(toldOf(ticketQuery, { status: 'zz' }), { path: 'query.status.0', received: '"zz"' });
  t.like(toldOf(ticketQuery, { status: 'new,odd' }), { path: 'query.status.1', received: '"odd"' });
  t.like(toldOf(ticketQuery, { status: ['new', 'odd'] }), { received: '"odd"' });
  t.like(toldOf(ticketQuery, { tier: '0' }), { path: 'query.tier.0', received: '"0"' });
  t.like(toldOf(ticketQuery, { limit: '999' }), { path: 'query.limit', received: '"999"' });
  t.like(toldOf(ticketQuery, { limit: ['5', '6'] }), {
    path: 'query.limit',
    expected: 'one value',
    received: '2 values',
  });
  t.like(toldOf(ticketQuery, { open: ['true', 'true'] }), { expected: 'one value' });
  t.like(toldOf(ticketQuery, { status: Array(21).fill('new') }), {
    expected: 'at most 20 values',
    received: '21 values',
  });
  t.like(toldOf(ticketQuery, { open: 'yes' }), { path: 'query.open', received: '"yes"' });
});

test('what is known by none of its names is told the names there are', (t) => {
  const body = operationList.find(({ id }) => id === 'giveCommands')?.body ?? z.never();
  const told = (command: unknown) => toldOf(body, { commands: [command] });
  for (const [command, received] of [
    [{}, 'nothing'],
    [{ body: {} }, 'nothing'],
    [{ name: 'explode' }, '"explode"'],
  ] as const) {
    t.like(told(command), { received });
    t.is(told(command)?.path, 'query.commands.0.name');
    t.regex(told(command)?.expected ?? '', /addMessage.*resolve.*cancel/);
  }
  t.regex(told('resolve')?.expected ?? '', /object/);
});
