import { connectDatabase, type Database } from '../../database/connection.ts';
import { upsertPeople } from '../../database/people.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import { amount } from '../../workflows/processes/counted.ts';
import { writeAbsence } from './absence.ts';
import { writeArticles } from './articles.ts';
import { openLiveTickets } from './live_tickets.ts';
import { writePast } from './past.ts';
import { demoPeople, demoReaders } from './people.ts';
import { logProblems } from './problems.ts';
import { writeReading } from './reading.ts';

export interface DemoOptions {
  databaseUrl: string;
  apiUrl: string;
  progress(line: string): void;
}

/**
 * Fills a desk with a small made-up company: people, some months of tickets that went through the
 * same rules as live ones, and a handful of live ones. Repeating it changes nothing; a load that
 * was cut off is completed.
 */
export async function loadDemo({ databaseUrl, apiUrl, progress }: DemoOptions): Promise<void> {
  // Half a year in a minute: a busy machine may need longer for a part of it than a person would wait.
  const statementTimeoutMs = 5 * minuteMs;
  const database = connectDatabase(databaseUrl, { name: 'demo', statementTimeoutMs });
  try {
    const people = [...demoPeople, ...demoReaders];
    await upsertPeople(
      database,
      people.map((person) => ({ ...person, isDemo: true })),
    );
    await writeAbsence(database, Date.now());
    await writeArticles(database, Date.now());
    if (!(await isLoaded(database))) {
      progress('Opening a handful of tickets');
      await openLiveTickets(apiUrl);
      progress('Living through six months of tickets');
      const { ticketCount } = await writePast(database, Date.now());
      progress(`${amount(ticketCount, 'ticket')} of the past six months`);
    }
    await logProblems(database, apiUrl);
    await writeReading(database, Date.now());
  } finally {
    await database.destroy();
  }
}

/** The past is written last and in one go, so where it is, all is. */
async function isLoaded(database: Database): Promise<boolean> {
  const ticket = await database('tickets').where('origin', 'demo').first('ticket_id');
  return ticket !== undefined;
}
