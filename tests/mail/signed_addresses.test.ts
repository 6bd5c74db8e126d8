import test from 'ava';
import fc from 'fast-check';
import { identityOf } from '../../api/mail/reading/headers.ts';
import {
  messageIdOf,
  ownMessageOf,
  replyAddressOf,
  ticketOfReplyAddress,
} from '../../database/signed_addresses.ts';
import { ticketIdFrom } from '../../workflows/ids.ts';

const key = Buffer.from('a key of this desk');
const otherKey = Buffer.from('a key of another');
const ticketId = ticketIdFrom('0123456789abcdefghjkmnpqrs');
const otherTicket = ticketIdFrom('zzzzzzzzzzzzzzzzzzzzzzzzzz');

test('a reply address finds its ticket again, in any case', (t) => {
  const address = replyAddressOf('desk@example.com', ticketId, key);
  t.regex(address, /^desk\+0123456789abcdefghjkmnpqrs\.[0-9a-z]{16}@example\.com$/);
  t.is(ticketOfReplyAddress(address, key), ticketId);
  t.is(ticketOfReplyAddress(address.toUpperCase(), key), ticketId);
});

test('a reply address of another key, of another ticket, or cut short finds none', (t) => {
  const address = replyAddressOf('desk@example.com', ticketId, key);
  t.is(ticketOfReplyAddress(address, otherKey), null);
  const moved = address.replace(ticketId.slice(4), otherTicket.slice(4));
  t.is(ticketOfReplyAddress(moved, key), null);
  t.is(ticketOfReplyAddress(address.replace(/.@/, '@'), key), null);
  t.is(ticketOfReplyAddress('desk@example.com', key), null);
  t.is(ticketOfReplyAddress('', key), null);
});

test('no letter of a reply address can be changed', (t) => {
  const address = replyAddressOf('desk@example.com', ticketId, key);
  const [start, end] = [address.indexOf('+') + 1, address.indexOf('@')];
  for (let at = start; at < end; at++) {
    const letter = address.charAt(at) === '0' ? '1' : '0';
    t.is(ticketOfReplyAddress(address.slice(0, at) + letter + address.slice(at + 1), key), null);
  }
});

test('a mailbox whose name leaves no room for a signature is refused in words', (t) => {
  t.is(replyAddressOf('a-desk-of-20-letters@example.com', ticketId, key).indexOf('@'), 64);
  t.throws(() => replyAddressOf('a-desk-of-21-letters-@example.com', ticketId, key), {
    instanceOf: RangeError,
    message: /expected an address whose name has 1 to 20 characters/,
  });
});

test('a mail of ours always has the same Message-ID, and is known by it', (t) => {
  const mail = { ticketId, name: 'ack-1' };
  const id = messageIdOf(mail, 'Example.com', key);
  t.is(id, messageIdOf(mail, 'example.com', key));
  t.not(id, messageIdOf({ ticketId, name: 'ack-2' }, 'example.com', key));
  const identity = identityOf(`<${id}>`);
  t.truthy(identity);
  if (identity === undefined) return;
  t.deepEqual(ownMessageOf(identity, key), mail);
  t.is(ownMessageOf(identity, otherKey), null);
  t.is(ownMessageOf('rfc822:anything@example.com', key), null);
  t.throws(() => messageIdOf({ ticketId, name: 'With Blanks' }, 'example.com', key));
});

test('a mail of ours that belongs to no ticket is known, too', (t) => {
  const id = messageIdOf({ ticketId: null, name: 'digest-2026-11-30' }, 'example.com', key);
  t.deepEqual(ownMessageOf(`rfc822:${id}`, key), { ticketId: null, name: 'digest-2026-11-30' });
});

test('a signature for one purpose is none for another', (t) => {
  const address = replyAddressOf('desk@example.com', ticketId, key);
  const signature = address.slice(address.indexOf('.') + 1, address.indexOf('@'));
  t.is(ownMessageOf(`rfc822:${ticketId.slice(4)}.ack.${signature}@example.com`, key), null);
});

test('whatever is asked, an address or an id is ours or is not', (t) => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      t.is(ticketOfReplyAddress(text, key), null);
      t.is(ownMessageOf(`rfc822:${text}`, key), null);
    }),
  );
});
