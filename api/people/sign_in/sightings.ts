import type { Database } from '../../../database/connection.ts';
import { seeTokens } from '../../../database/sign_in/api_tokens.ts';
import { seeSessions } from '../../../database/sign_in/sessions.ts';
import { minuteMs, secondMs } from '../../../workflows/domain/durations.ts';
import type { Credential, Found } from '../directory.ts';

/** When sessions and tokens were used last, as a page shows it: to a minute or two. */
export interface Sightings {
  see(kind: Credential['kind'], found: Pick<Found, 'credentialId' | 'seenAt'>): void;
}

const tellAfterMs = secondMs;
/** What was told this short a time ago need not be told again. */
const sameMs = minuteMs;

/** Each API tells what it saw in one statement a second: to write each request down would cost more. */
export function openSightings(database: Database): Sightings {
  const seen = { token: new Set<string>(), session: new Set<string>() };
  let isTellingSoon = false;

  async function tell(): Promise<void> {
    isTellingSoon = false;
    const [tokens, sessions] = [[...seen.token], [...seen.session]];
    seen.token.clear();
    seen.session.clear();
    try {
      if (tokens.length > 0) await seeTokens(database, tokens);
      if (sessions.length > 0) await seeSessions(database, sessions);
    } catch {
      // Whoever is seen again is told again.
    }
  }

  return {
    see(kind, { credentialId, seenAt }) {
      if (Date.now() - seenAt < sameMs) return;
      seen[kind].add(credentialId);
      if (!isTellingSoon) setTimeout(() => void tell(), tellAfterMs).unref();
      isTellingSoon = true;
    },
  };
}
