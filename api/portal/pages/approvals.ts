import { type ComponentChild, h } from 'preact';
import { listApprovals } from '../../tickets/approvals/approvals.ts';
import type { ApprovalRequest } from '../../tickets/approvals/contract.ts';
import { approve, refuseApproval } from '../../tickets/commands/approvals.ts';
import { approvalsAddress } from '../addresses.ts';
import { type Attempt, filledOf, keyOf } from '../attempt.ts';
import { form, formEnd, textField } from '../fields.ts';
import type { GivenForm } from '../form_body.ts';
import type { PortalPage } from '../page_result.ts';
import { answerList, noteOf } from '../parts.ts';
import { text } from '../text.ts';
import { ask, type Visit } from '../visit.ts';
import type { Words } from '../words.ts';

const shownMax = 50;
const noteMax = 10_000;

/** What waits for my decision: as a manager, in the place of one, or in a group. */
export const approvalsPage: PortalPage = {
  address: '/approvals',
  async show(visit, attempt) {
    const { t } = visit.words;
    const { items } = await findRequests(visit);
    return {
      title: t('approvals.title'),
      scripted: '/approvals',
      body: [
        h('h1', null, t('approvals.title')),
        attempt && noteOf(attempt, attempt.form, visit.words),
        items.length === 0 && h('p', null, t('approvals.none')),
        ...items.map((one) => request(one, visit.words, attempt)),
      ],
    };
  },
  forms: {
    async decision(visit, given) {
      const operation = given.text('answer') === 'approve' ? approve : refuseApproval;
      await ask(operation, visit, decisionOf(given));
      return approvalsAddress;
    },
  },
};

/** How many wait, and the way there. */
export async function approvalsNote(visit: Visit): Promise<ComponentChild | null> {
  const { items } = await findRequests(visit);
  if (items.length === 0) return null;
  const words = visit.words.t('approvals.waiting', { count: items.length });
  return h('p', { class: 'hint' }, h('a', { href: approvalsAddress }, words));
}

async function findRequests(visit: Visit) {
  return (await ask(listApprovals, visit, { query: { limit: String(shownMax) } })).body;
}

function decisionOf(given: GivenForm) {
  const reason = given.filled('reason');
  return {
    path: { id: given.text('ticket'), n: given.text('n') },
    body: reason === undefined ? {} : { reason },
    idempotencyKey: given.text('key'),
  };
}

function request(one: ApprovalRequest, words: Words, attempt: Attempt | undefined): ComponentChild {
  const { ticket, title, onBehalfOf, endsAt, needed, grantedCount } = one;
  const { t, dateTime } = words;
  const id = `approval-${ticket.id}-${one.n}`;
  return h(
    'section',
    { class: 'card', 'aria-labelledby': id },
    h('h2', { id, dir: 'auto' }, ticket.subject),
    h('p', { class: 'soft' }, `#${ticket.number} · ${ticket.requester.name ?? ''} · ${title}`),
    onBehalfOf && h('p', null, t('approvals.on_behalf', { name: onBehalfOf.name ?? '' })),
    needed !== null &&
      needed > 1 &&
      h('p', null, t('approval.count', { count: grantedCount, needed })),
    text(ticket.description),
    answerList(ticket.fields),
    endsAt && h('p', { class: 'soft' }, `${t('approvals.until')} ${dateTime(endsAt)}`),
    decisionForm(one, words, attempt),
  );
}

/** One reason for both answers: which button is pressed says which it is. */
function decisionForm(
  { ticket, n, mayApprove }: ApprovalRequest,
  words: Words,
  attempt: Attempt | undefined,
): ComponentChild {
  // Each form of the page has a key of its own; one that was refused keeps what was typed.
  const isThis =
    attempt?.given.text('ticket') === ticket.id && attempt.given.text('n') === String(n);
  const answer = (value: string, label: string, kind: string) =>
    h('button', { type: 'submit', name: 'answer', value, class: `button ${kind}` }, label);
  return form(
    {
      action: `${approvalsAddress}/decision`,
      key: keyOf(isThis ? attempt : undefined, 'decision'),
    },
    h('input', { type: 'hidden', name: 'ticket', value: ticket.id }),
    h('input', { type: 'hidden', name: 'n', value: String(n) }),
    textField(filledOf(words, isThis ? attempt : undefined, 'decision'), {
      name: 'reason',
      id: `reason-${ticket.id}-${n}`,
      label: words.t('form.reason'),
      maxLength: noteMax,
      rows: 2,
    }),
    formEnd(
      answer('refuse', words.t('action.refuseApproval'), 'plain'),
      mayApprove && answer('approve', words.t('action.approve'), 'primary'),
    ),
  );
}
