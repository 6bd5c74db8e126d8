import type { Random } from '../../cli/demo/random.ts';
import { minuteMs, secondMs } from '../../workflows/domain/durations.ts';
import type { AskedRequest, OperationName, OperationText } from './ledger.ts';
import type { StaffMember } from './staff.ts';

/** The ticket as an API shows it, as far as people here look at it. */
export interface SeenTicket {
  id: string;
  seq: number;
  status: string;
  category: string | null;
  requester: { id: string };
  escalations: { n: number; outcome: string }[];
  links: { kind: string; id: string }[];
  survey: { state: string } | null;
  mergedInto: string | null;
  allowed: string[];
}

/** What somebody does next. */
export interface Choice {
  name: OperationName;
  ticketId?: string;
  request: AskedRequest;
  texts: OperationText[];
}

export interface Chooser {
  who: StaffMember;
  random: Random;
  /** Other tickets they know of. */
  otherTickets: readonly string[];
  /** Makes a text that nobody else has written. */
  write(words: string): string;
}

const categories = ['access', 'hardware', 'software', 'network', 'email', 'security', 'other'];
const subjects = ['VPN drops', 'Printer jams', 'Nobody can print', 'Password forgotten', 'Slow'];

export function openingBy({ who, random, write }: Chooser): Choice {
  const subject = write(random.pick(subjects));
  const description = write('Since this morning.');
  const body = {
    subject,
    description,
    ...(random.chance(0.7) && { category: random.pick(categories) }),
    ...(random.chance(0.3) && { impact: 'high', urgency: random.pick(['high', 'medium']) }),
    ...(who.role !== 'requester' && random.chance(0.6) && { requester: 'acc-rosa' }),
  };
  return {
    name: 'openTicket',
    request: { method: 'POST', path: '/api/tickets', body },
    texts: [
      { kind: 'subject', text: subject },
      { kind: 'description', text: description },
    ],
  };
}

type CommandChoice = Pick<AskedRequest, 'method' | 'body'> & {
  resource: string;
  texts?: OperationText[];
};
type Maker = (chooser: Chooser, ticket: SeenTicket) => CommandChoice | undefined;

/** How often each is chosen where the ticket allows it, and what is asked then. */
const commands: Partial<Record<OperationName, { weight: number; make: Maker }>> = {
  addMessage: {
    weight: 8,
    make({ who, random, write }) {
      const body = write('What was said.');
      const isInternal = who.role !== 'requester' && random.chance(0.2);
      return {
        method: 'POST',
        resource: 'messages',
        body: { body, visibility: isInternal ? 'internal' : 'public' },
        texts: [{ kind: 'message', text: body }],
      };
    },
  },
  addDiagnosticStep: {
    weight: 4,
    make({ random, write }) {
      const step = write('Tried something.');
      const kind = random.pick(['information', 'test', 'reproduction']);
      const body = { kind, step, outcome: 'Nothing changed.' };
      const texts: OperationText[] = [{ kind: 'note', text: step }];
      return { method: 'POST', resource: 'diagnostic-steps', body, texts };
    },
  },
  accept: { weight: 3, make: () => ({ method: 'PUT', resource: 'acceptance', body: {} }) },
  assign: {
    weight: 1,
    make({ random }) {
      const body = random.chance(0.5) ? {} : { group: random.pick(['service_desk', 'workplace']) };
      return { method: 'PUT', resource: 'assignment', body };
    },
  },
  classify: {
    weight: 3,
    make({ random, write }) {
      const reason = write('It is something else.');
      const changes = [
        { category: random.pick(categories) },
        { impact: random.pick(['high', 'medium', 'low']) },
        { priority: random.pick(['p1', 'p2', 'p3', 'p4']) },
      ];
      return {
        method: 'PUT',
        resource: 'classification',
        body: { ...random.pick(changes), reason },
        texts: [{ kind: 'note', text: reason }],
      };
    },
  },
  setPending: {
    weight: 3,
    make({ random, write }) {
      const note = write('We wait.');
      const inMs = random.next() < 0.7 ? 2 * secondMs + random.next() * minuteMs : 60 * minuteMs;
      const until = new Date(Date.now() + inMs).toISOString();
      const body = {
        reason: random.pick(['requester', 'supplier', 'change']),
        note,
        ...(random.chance(0.7) && { until }),
      };
      const texts: OperationText[] = [{ kind: 'note', text: note }];
      return { method: 'PUT', resource: 'pending', body, texts };
    },
  },
  endPending: {
    weight: 2,
    make: () => ({ method: 'DELETE', resource: 'pending', body: undefined }),
  },
  escalate: {
    weight: 3,
    make({ random, write }) {
      const note = write('More skill is needed.');
      const kind = random.pick(['functional', 'functional', 'hierarchical', 'downward']);
      const body = { kind, note, ...(kind !== 'downward' && { reason: 'needs_skill' }) };
      const texts: OperationText[] = [{ kind: 'note', text: note }];
      return { method: 'POST', resource: 'escalations', body, texts };
    },
  },
  acceptEscalation: {
    weight: 3,
    make: (_chooser, ticket) => settled(ticket, 'acceptance', {}),
  },
  refuseEscalation: {
    weight: 2,
    make({ write }, ticket) {
      const reason = write('Not ours.');
      return settled(ticket, 'refusal', { reason }, [{ kind: 'note', text: reason }]);
    },
  },
  link: {
    weight: 2,
    make({ random, otherTickets }, { id }) {
      const other = random.pick(otherTickets);
      if (other === undefined || other === id) return undefined;
      const kind = random.pick(['related', 'related', 'parent', 'child']);
      return { method: 'PUT', resource: `links/${kind}/${other}`, body: undefined };
    },
  },
  unlink: {
    weight: 1,
    make({ random }, { links }) {
      const link = random.pick(links.filter(({ kind }) => kind !== 'problem'));
      return (
        link && { method: 'DELETE', resource: `links/${link.kind}/${link.id}`, body: undefined }
      );
    },
  },
  merge: {
    weight: 2,
    make({ random, otherTickets, write }, { id }) {
      const into = random.pick(otherTickets);
      if (into === undefined || into === id) return undefined;
      const reason = write('The same matter.');
      const texts: OperationText[] = [{ kind: 'note', text: reason }];
      return { method: 'PUT', resource: 'merge', body: { into, reason }, texts };
    },
  },
  unmerge: { weight: 3, make: () => ({ method: 'DELETE', resource: 'merge', body: undefined }) },
  declareMajor: {
    weight: 0.3,
    make({ write }) {
      const statement = write('We know.');
      const texts: OperationText[] = [{ kind: 'note', text: statement }];
      return { method: 'PUT', resource: 'major-incident', body: { statement }, texts };
    },
  },
  withdrawMajor: {
    weight: 1,
    make: () => ({ method: 'DELETE', resource: 'major-incident', body: undefined }),
  },
  resolve: {
    weight: 3,
    make({ random, write }) {
      const note = write('Restarted.');
      const body = { code: random.pick(['fixed', 'workaround', 'guidance']), note };
      return { method: 'PUT', resource: 'resolution', body, texts: [{ kind: 'note', text: note }] };
    },
  },
  reopen: {
    weight: 2,
    make({ write }) {
      const reason = write('It is back.');
      const texts: OperationText[] = [{ kind: 'note', text: reason }];
      return { method: 'DELETE', resource: 'resolution', body: { reason }, texts };
    },
  },
  close: { weight: 1, make: () => ({ method: 'PUT', resource: 'closure', body: undefined }) },
  cancel: {
    weight: 0.7,
    make: () => ({ method: 'PUT', resource: 'cancellation', body: undefined }),
  },
  recordSatisfaction: {
    weight: 4,
    make({ random, write }) {
      const comment = write('Thank you.');
      const body = { score: random.pick([1, 2, 3, 4, 5]), comment };
      const texts: OperationText[] = [{ kind: 'note', text: comment }];
      return { method: 'PUT', resource: 'satisfaction', body, texts };
    },
  },
};

function settled(
  { escalations }: SeenTicket,
  outcome: string,
  body: object,
  texts: OperationText[] = [],
): CommandChoice | undefined {
  const open = escalations.find((escalation) => escalation.outcome === 'open');
  return open && { method: 'PUT', resource: `escalations/${open.n}/${outcome}`, body, texts };
}

/** One of the things that the ticket allows; undefined where nothing comes to mind. */
export function commandOn(ticket: SeenTicket, chooser: Chooser): Choice | undefined {
  const possible = Object.entries(commands)
    .map(([name, command]) => ({ ...command, name: name as OperationName }))
    .filter(({ name }) => ticket.allowed.includes(name) || isSaidToSurvivor(name, ticket));
  if (possible.length === 0) return undefined;
  const { name, make } = chooser.random.weigh(possible);
  const command = make(chooser, ticket);
  if (!command) return undefined;
  const { method, resource, body, texts = [] } = command;
  const request = { method, path: `/api/tickets/${ticket.id}/${resource}`, body };
  return { name, ticketId: ticket.id, request, texts };
}

/** Whoever writes on a merged ticket is heard on the one it is followed on. */
function isSaidToSurvivor(name: OperationName, { mergedInto }: SeenTicket): boolean {
  return name === 'addMessage' && mergedInto !== null;
}
