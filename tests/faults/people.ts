import { setTimeout as sleep } from 'node:timers/promises';
import { type Random, seededRandom } from '../../cli/demo/random.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import { ask, type Heard } from './asking.ts';
import { isAcknowledged, type Ledger, type Operation } from './ledger.ts';
import { type Choice, commandOn, openingBy, type SeenTicket } from './operations.ts';
import { type StaffMember, staff } from './staff.ts';
import type { Weather } from './weather.ts';

/** Scripted people at their work, each with numbers of their own. */
export interface People {
  /** Everybody ends what they have begun, and waits. */
  rest(): Promise<void>;
  goOn(): void;
  /** @throws what ended one of them, which is a fault of these scripts */
  leave(): Promise<void>;
}

export interface PeopleOptions {
  seed: number;
  apiUrls: readonly string[];
  ledger: Ledger;
  weather: Weather;
  /** Between two things that one of them does, on average, in milliseconds. */
  paceMs: number;
}

const openingShare = 0.1;
const repetitionShare = 0.12;
const otherBodyShare = 0.1;
const twiceAtOnceShare = 0.05;
const matchedShare = 0.15;
/** How often somebody who gets no answer lets it be, so that nobody ever knows. */
const givingUpShare = 0.02;
const recentTickets = 12;
const recentShare = 0.75;
/** Once everything is well again, whoever asks is answered within this. */
const answerLimitMs = minuteMs;

/** What everybody can know. */
interface Board {
  tickets: { id: string; requesterId: string }[];
  /** The last event that anybody was told of in fair weather, by ticket. */
  toldSeq: Map<string, number>;
}

export function startPeople(options: PeopleOptions): People {
  const board: Board = { tickets: [], toldSeq: new Map() };
  let gate = Promise.withResolvers<void>();
  gate.resolve();
  let isLeaving = false;
  let restingSince: number | undefined;
  let resting = new Set<string>();
  let allRest = Promise.withResolvers<void>();

  const live = async (person: Person) => {
    while (!isLeaving) {
      if (restingSince !== undefined) {
        resting.add(person.who.id);
        if (resting.size === staff.length) allRest.resolve();
        await gate.promise;
        continue;
      }
      await person.act();
      await sleep(person.random.around(options.paceMs));
    }
  };
  const lives = staff.map((who, index) => {
    const random = seededRandom(options.seed * 31 + index);
    const isLate = () => restingSince !== undefined && Date.now() - restingSince > answerLimitMs;
    return live(personOf({ ...options, who, random, board, isLate }));
  });
  const all = Promise.all(lives);
  // It is told to whoever waits for them.
  all.catch(() => {});

  const people: People = {
    rest() {
      restingSince = Date.now();
      gate = Promise.withResolvers();
      resting = new Set();
      allRest = Promise.withResolvers();
      return Promise.race([allRest.promise, all.then(() => {})]);
    },
    goOn() {
      restingSince = undefined;
      gate.resolve();
    },
    async leave() {
      isLeaving = true;
      people.goOn();
      await all;
    },
  };
  return people;
}

interface Person {
  who: StaffMember;
  random: Random;
  act(): Promise<void>;
}

interface PersonOptions extends PeopleOptions {
  who: StaffMember;
  random: Random;
  board: Board;
  isLate(): boolean;
}

function personOf(options: PersonOptions): Person {
  const { who, random, board, ledger, apiUrls, seed } = options;
  const mine: Operation[] = [];
  let written = 0;

  const write = (words: string) => `${words} (${seed}/${who.id}/${++written})`;
  const asker = () => ({ url: random.pick(apiUrls), token: who.token });
  const seesAll = who.role !== 'requester';
  const visible = () =>
    board.tickets.filter(({ requesterId }) => seesAll || requesterId === who.id);

  const chooseTicket = () => {
    const tickets = visible();
    const isRecent = random.chance(recentShare);
    return random.pick(isRecent ? tickets.slice(-recentTickets) : tickets);
  };

  /** One request, answered or not; what no API may answer is written down. */
  const askOnce = async (operation: Operation, request = operation.request): Promise<Heard> => {
    ledger.requestCount++;
    const heard = await ask({ ...asker(), key: operation.key }, request);
    if (heard.kind === 'broken') {
      const { method, path } = request;
      const text = `${method} ${path}: ${heard.status} ${heard.text.slice(0, 300)}`;
      ledger.oddities.push({ code: 'server_error', text });
    }
    return heard;
  };

  /** Asks until somebody says what became of it. */
  const insist = async (operation: Operation): Promise<void> => {
    const askedAt = Date.now();
    for (;;) {
      const heard = await askOnce(operation);
      if (heard.kind === 'answer') {
        operation.answers.push(heard.answer);
        note(operation, options.weather.wasFairSince(askedAt) ? heard.answer.seq : undefined);
        return;
      }
      if (heard.kind === 'busy') operation.busyCount++;
      else operation.unansweredCount++;
      if (options.isLate()) {
        const text = `${operation.name} of ${who.id} on ${operation.ticketId}: no answer a minute after all was well`;
        ledger.oddities.push({ code: 'no_answer', text });
        return;
      }
      if (random.chance(givingUpShare)) return;
      await sleep(100 + random.around(400));
    }
  };

  const note = ({ ticketId, name, answers }: Operation, recordedSeq: number | undefined) => {
    const [first] = answers;
    if (
      first?.code === 'ticket_is_history' ||
      (first?.status === 404 && name !== 'recordSatisfaction')
    ) {
      const text = `${name} of ${who.id} on ${ticketId}, which somebody was told of: ${first.status} ${first.code}`;
      ledger.oddities.push({ code: 'unknown_ticket', text });
    }
    if (recordedSeq === undefined || first?.ticketId !== ticketId) return;
    board.toldSeq.set(ticketId, Math.max(recordedSeq, board.toldSeq.get(ticketId) ?? 0));
  };

  const carryOut = async ({ request, ...choice }: Choice, seq?: number): Promise<void> => {
    const isMatched = seq !== undefined && random.chance(matchedShare);
    const asked = { ...choice, request: { ...request, ...(isMatched && { ifMatch: seq }) } };
    const operation = ledger.begin(who.id, `${seed}-${who.id}-${mine.length + 1}`, asked);
    mine.push(operation);
    const times = random.chance(twiceAtOnceShare) ? 2 : 1;
    await Promise.all(Array.from({ length: times }, () => insist(operation)));
    if (operation.name !== 'openTicket' || !isAcknowledged(operation)) return;
    const { body } = operation.request;
    const { requester: requesterId = who.id } = (body ?? {}) as { requester?: string };
    board.tickets.push({ id: operation.ticketId, requesterId });
  };

  /** The same key once more, however long ago it was; sometimes for something else. */
  const repeat = async (operation: Operation): Promise<void> => {
    const { request } = operation;
    const other = otherBody(operation);
    if (other && random.chance(otherBodyShare)) {
      const heard = await askOnce(operation, { ...request, body: other });
      if (heard.kind === 'answer' && heard.answer.status < 400) {
        const text = `${operation.name} with key ${operation.key} and another body: ${heard.answer.status}`;
        ledger.oddities.push({ code: 'key_taken_twice', text });
      }
      return;
    }
    const heard = await askOnce(operation);
    if (heard.kind === 'answer') operation.answers.push(heard.answer);
  };

  const work = async (): Promise<void> => {
    const ticket = chooseTicket();
    const told = board.toldSeq.get(ticket.id) ?? 0;
    const path = `/api/tickets/${ticket.id}`;
    const heard = await ask(asker(), { method: 'GET', path, body: undefined });
    if (heard.kind !== 'answer') return;
    const seen = heard.body as SeenTicket;
    if (heard.answer.status === 404) {
      ledger.oddities.push({
        code: 'unknown_ticket',
        text: `GET ${path}: 404, though it was opened`,
      });
      return;
    }
    if (seen.seq < told) {
      const text = `GET ${path} shows ${seen.seq} after somebody was told ${told}`;
      ledger.oddities.push({ code: 'stale_read', text });
    }
    const otherTickets = visible().map(({ id }) => id);
    const choice = commandOn(seen, { who, random, write, otherTickets });
    if (choice) await carryOut(choice, seen.seq);
  };

  return {
    who,
    random,
    async act() {
      const old = random.pick(mine.filter(isAcknowledged));
      if (old && random.chance(repetitionShare)) return repeat(old);
      if (visible().length < 3 || random.chance(openingShare)) {
        return carryOut(openingBy({ who, random, write, otherTickets: [] }));
      }
      return work();
    },
  };
}

const textFields = ['body', 'note', 'reason', 'description', 'step', 'statement', 'comment'];

/** Another body that the same address would take; undefined where there is no text to change. */
function otherBody({ request: { body }, name }: Operation): object | undefined {
  const field = Object.keys(body ?? {}).find((one) => textFields.includes(one));
  return field === undefined ? undefined : { ...body, [field]: `Something else than ${name}.` };
}
