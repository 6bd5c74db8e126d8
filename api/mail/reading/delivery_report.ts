import { decodeText } from './charsets.ts';
import { decodeHeaderText, firstOf, identitiesOf, identityOf, valuesOf } from './headers.ts';
import type { DeliveryOutcome, DeliveryReport, MessageIdentity } from './mail.ts';
import type { Part } from './parts.ts';
import { partsOf } from './parts.ts';

const actions = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;

type Fields = Map<string, string>;

/** The groups of fields of a report, each its own block of headers (RFC 3464 §2.1). */
function groupsOf(text: string): Fields[] {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]+(?=\S)/g, ' ')
    .split(/\n\s*\n/)
    .map((group) => {
      const fields: Fields = new Map();
      for (const line of group.split('\n')) {
        const [, name, value] = /^([\w-]+)\s*:\s*(.*)$/.exec(line) ?? [];
        if (name !== undefined && value !== undefined) fields.set(name.toLowerCase(), value.trim());
      }
      return fields;
    })
    .filter((fields) => fields.size > 0);
}

/** `rfc822; joe@example.org` without its type. */
const untyped = (value: string | undefined) => (value ?? '').replace(/^[\w-]+\s*;\s*/, '').trim();

function outcomeOf(fields: Fields): DeliveryOutcome | undefined {
  const address = untyped(fields.get('original-recipient') || fields.get('final-recipient'))
    .replace(/^<|>$/g, '')
    .toLowerCase();
  const said = (fields.get('action') ?? '').toLowerCase().split(/[\s(;]/)[0];
  const status = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(fields.get('status') ?? '')?.[1] ?? null;
  const action =
    actions.find((one) => one === said) ??
    (status?.startsWith('5') ? 'failed' : status?.startsWith('4') ? 'delayed' : undefined);
  if (action === undefined) return undefined;
  const diagnostic = decodeHeaderText(untyped(fields.get('diagnostic-code'))).slice(0, 1000);
  return { address, action, status, diagnostic };
}

const messageIdLine = /^[ \t]*(?:>[ \t]*)?message-id[ \t]*:[ \t]*(<[^<>\s]+>)/im;

/** The Message-ID in what a report returns: the message itself, or its headers. */
function returnedId(root: Part): MessageIdentity | null {
  for (const part of partsOf(root)) {
    if (
      !/^(message\/rfc822|text\/rfc822-headers|message\/rfc822-headers|message\/global)/.test(
        part.contentType,
      )
    ) {
      continue;
    }
    const head = part.content
      .toString('latin1')
      .slice(0, 100_000)
      .replace(/\r?\n[ \t]+/g, ' ');
    const id = messageIdLine.exec(head)?.[1];
    if (id !== undefined) return identityOf(id) ?? null;
  }
  return null;
}

/** Exchange and Gmail return too little of a message, and answer it. */
function answeredId({ headers }: Part): MessageIdentity | null {
  const answered = identitiesOf(valuesOf(headers, 'in-reply-to'));
  return answered[0] ?? identitiesOf(valuesOf(headers, 'references')).at(-1) ?? null;
}

/** Some hundred recipients. */
const reportBytesMax = 200_000;

/** A report in the form of the standard (RFC 3464); null where the message is none. */
export function readDeliveryReport(root: Part): DeliveryReport | null {
  const report = [...partsOf(root)].find(({ contentType }) =>
    /^message\/(global-)?delivery-status$/.test(contentType),
  );
  if (report === undefined) return null;
  const { text } = decodeText(report.content.subarray(0, reportBytesMax), report.charset);
  const recipients = groupsOf(text)
    .map(outcomeOf)
    .filter((one) => one !== undefined);
  return { originalMessageId: returnedId(root) ?? answeredId(root), recipients };
}

const bounceSubject =
  /^(undeliver(ed|able)\b|mail delivery (failed|failure|error|subsystem)|delivery (status notification|failure|has failed)|(mail )?failure notice|returned mail|message (could not be|undeliverable)|mail system error|message status - undeliverable|non remis|échec de (la )?remise|message non distribué|remise impossible|unzustellbar|nicht zustellbar|no se puede entregar|impossibile recapitare|onbestelbaar)/i;
const bouncerAddress = /^(mailer-daemon|postmaster|mail-daemon|mdaemon)@/i;
const recipientLines =
  /^[ \t]*(?:(?:to|recipient|for|final recipient)[ \t]*:[ \t]*)?<?([\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+\.\w+)>?[ \t]*(?::|$)/gim;

/**
 * A report that a server wrote in words alone, as many did before the standard, and some do.
 * @returns null where nothing says that it is one
 */
export function guessDeliveryReport(
  root: Part,
  from: string | null,
  subject: string,
  text: string,
): DeliveryReport | null {
  const isFromServer = from !== null && bouncerAddress.test(from);
  const named = firstOf(root.headers, 'x-failed-recipients');
  if (named === null && !(isFromServer && bounceSubject.test(subject))) return null;
  const head = text.slice(0, 50_000);
  const id = messageIdLine.exec(head)?.[1];
  const status = /\b(5\.\d{1,3}\.\d{1,3})\b/.exec(head)?.[1] ?? null;
  const isDelay = /\b(delayed|still being retried|will (be )?retr)/i.test(
    `${subject} ${head.slice(0, 2000)}`,
  );
  const lines = `${(named ?? '').replaceAll(',', '\n')}\n${head.slice(0, 5000)}`;
  const found = [...lines.matchAll(recipientLines)].map(([, address = '']) =>
    address.toLowerCase(),
  );
  const diagnostic = /^.*\b[45]\d\d[ -].*$/m.exec(head)?.[0].trim().slice(0, 1000) ?? '';
  const recipients = [...new Set(found)].slice(0, 20).map(
    (address): DeliveryOutcome => ({
      address,
      action: isDelay ? 'delayed' : 'failed',
      status,
      diagnostic,
    }),
  );
  return {
    originalMessageId:
      returnedId(root) ?? (id === undefined ? undefined : identityOf(id)) ?? answeredId(root),
    recipients,
  };
}
