import type { Database } from '../../database/connection.ts';
import type { ProblemStatus } from '../../workflows/domain/problem.ts';
import type { Status } from '../../workflows/domain/ticket.ts';
import { withDatabase } from '../http/database.ts';
import { clustersOf, sharedWords, wordsOf } from './clusters.ts';
import { incidentsMax, type ProblemProposal } from './contract.ts';

/**
 * The bounds of the work: the newest incidents of each process and category are compared with each
 * other, at most this many of one category and in all. So no desk is large enough to make the
 * comparison slow: 2,000 incidents are some 200,000 pairs at most; the 375 incidents of three
 * ordinary months take a seventh of a second.
 */
const comparedInCategoryMax = 200;
const comparedMax = 2_000;
/** One word alone says too little: “Case 17” and “Case 18” are not alike. */
const wordsMin = 2;
const proposalsMax = 50;
const openProblemsMax = 500;

/** Share of trigrams that the words of two subjects have in common (pg_trgm's similarity). */
const alikeMin = 0.3;
/** A problem's title says it in other words than the subjects: less is asked. */
const titleAlikeMin = 0.3;

interface Incident {
  ticket_id: string;
  number: string;
  subject: string;
  process_id: string;
  category: string | null;
  service: string | null;
  status: Status;
  is_open: boolean;
  requester_id: string;
  opened_at: Date;
}

export interface Proposals {
  items: ProblemProposal[];
  limits: { incidentsRead: number; isCut: boolean };
}

/** Incidents that belong together and to no problem yet, opened at or after `since`. */
export function listProposals(
  database: Database,
  { since, min }: { since: Date; min: number },
): Promise<Proposals> {
  return withDatabase(async () => {
    const { incidents, isCut } = await recurring(database, since);
    const words = incidents.map(({ subject }) => wordsOf(subject));
    const texts = incidents.map((incident, i) => ({
      block: JSON.stringify([incident.process_id, incident.category]),
      words: enoughWords(words[i] ?? []),
    }));
    const pairs = await alikePairs(database, texts);
    const clusters = clustersOf(incidents.length, pairs, min).slice(0, proposalsMax);
    const proposals = clusters.map((members) => ({
      centre: texts[members[0] as number]?.words ?? '',
      proposal: proposalOf(
        members.map((i) => incidents[i] as Incident),
        members.map((i) => words[i] ?? []),
      ),
    }));
    return {
      items: await withSimilarProblems(database, proposals),
      limits: { incidentsRead: incidents.length, isCut },
    };
  });
}

function enoughWords(words: string[]): string {
  return words.length < wordsMin ? '' : words.join(' ');
}

async function recurring(
  database: Database,
  since: Date,
): Promise<{ incidents: Incident[]; isCut: boolean }> {
  const { rows } = await database.raw<{ rows: (Incident & { n: number })[] }>(
    `select *
     from (
       select
         tickets.ticket_id,
         ticket_contents.number,
         ticket_contents.subject,
         tickets.process_id,
         tickets.category,
         tickets.service,
         tickets.status,
         tickets.is_open,
         tickets.requester_id,
         tickets.opened_at,
         (row_number() over (
           partition by tickets.process_id, tickets.category
           order by tickets.opened_at desc, tickets.ticket_id
         ))::int as n
       from tickets
       join ticket_contents on ticket_contents.ticket_id = tickets.ticket_id
       where tickets.type = 'incident'
         and tickets.opened_at >= :since
         and tickets.status not in ('merged', 'cancelled')
         and not exists (
           select from problem_incidents where problem_incidents.ticket_id = tickets.ticket_id
         )
         and not exists (
           select from dismissed_incidents where dismissed_incidents.ticket_id = tickets.ticket_id
         )
     ) as newest
     where n <= :inCategory + 1
     order by opened_at desc, ticket_id
     limit :inAll + 1`,
    { since, inCategory: comparedInCategoryMax, inAll: comparedMax },
  );
  const within = rows.filter(({ n }) => n <= comparedInCategoryMax).slice(0, comparedMax);
  return { incidents: within, isCut: within.length < rows.length };
}

interface Text {
  /** Only texts of one block are compared. */
  block: string;
  words: string;
}

/** Positions of texts that are alike. */
async function alikePairs(database: Database, texts: Text[]): Promise<[number, number][]> {
  const { rows } = await database.raw<{ rows: { one: number; other: number }[] }>(
    `with texts as materialized (
       select *
       from unnest(?::text[], ?::text[]) with ordinality as text (block, words, position)
       where words <> ''
     )
     select (one.position - 1)::int as one, (other.position - 1)::int as other
     from texts as one
     join texts as other
       on other.block = one.block
       and other.position > one.position
       and similarity(one.words, other.words) >= ?`,
    [texts.map(({ block }) => block), texts.map(({ words }) => words), alikeMin],
  );
  return rows.map(({ one, other }) => [one, other]);
}

function proposalOf(members: Incident[], words: string[][]): ProblemProposal {
  const byAge = members.toSorted((one, other) => +one.opened_at - +other.opened_at);
  const [oldest] = byAge as [Incident, ...Incident[]];
  const newest = byAge.at(-1) as Incident;
  const services = new Set(members.map(({ service }) => service));
  return {
    id: oldest.ticket_id,
    process: { id: oldest.process_id },
    category: oldest.category,
    service: services.size === 1 ? oldest.service : null,
    words: sharedWords(words),
    tickets: byAge
      .toReversed()
      .slice(0, incidentsMax)
      .map((incident) => ({
        id: incident.ticket_id,
        number: Number(incident.number),
        subject: incident.subject,
        status: incident.status,
        openedAt: incident.opened_at.toISOString(),
      })),
    ticketCount: members.length,
    openCount: members.filter((incident) => incident.is_open).length,
    requesterCount: new Set(members.map((incident) => incident.requester_id)).size,
    firstSeenAt: oldest.opened_at.toISOString(),
    lastSeenAt: newest.opened_at.toISOString(),
    similarProblem: null,
  };
}

interface OpenProblem {
  problem_id: string;
  number: string;
  process_id: string;
  status: ProblemStatus;
  body: string;
}

/** Where an open problem of the same process reads alike, its incidents may simply join it. */
async function withSimilarProblems(
  database: Database,
  proposals: { centre: string; proposal: ProblemProposal }[],
): Promise<ProblemProposal[]> {
  const problems = await database('problems')
    .join('problem_texts', 'problem_texts.text_id', 'problems.title_id')
    .where('problems.is_open', true)
    .orderBy('problems.updated_at', 'desc')
    .limit(openProblemsMax)
    .select<OpenProblem[]>('problems.*', 'problem_texts.body');
  const { rows } = await database.raw<{ rows: { proposal: number; problem: number }[] }>(
    `select distinct on (proposal.position)
       (proposal.position - 1)::int as proposal,
       (problem.position - 1)::int as problem
     from unnest(?::text[], ?::text[]) with ordinality as proposal (process, words, position)
     join unnest(?::text[], ?::text[]) with ordinality as problem (process, words, position)
       on problem.process = proposal.process
       and word_similarity(problem.words, proposal.words) >= ?
     order by proposal.position, word_similarity(problem.words, proposal.words) desc`,
    [
      proposals.map(({ proposal }) => proposal.process.id),
      proposals.map(({ centre }) => centre),
      problems.map(({ process_id }) => process_id),
      problems.map(({ body }) => wordsOf(body).join(' ')),
      titleAlikeMin,
    ],
  );
  const similar = new Map(rows.map((row) => [row.proposal, problems[row.problem]]));
  return proposals.map(({ proposal }, i) => ({
    ...proposal,
    similarProblem: similarProblemOf(similar.get(i)),
  }));
}

function similarProblemOf(problem: OpenProblem | undefined): ProblemProposal['similarProblem'] {
  if (!problem) return null;
  const { problem_id: id, number, body: title, status } = problem;
  return { id, number: Number(number), title, status };
}
