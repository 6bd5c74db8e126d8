import { setTimeout as sleep } from 'node:timers/promises';
import { secondMs } from '../../workflows/domain/durations.ts';
import { CliError } from '../cli_error.ts';

export type Person = 'demo-requester' | 'demo-agent' | 'demo-agent-2';

/** One request of somebody to the API. `resource` is where, below what it is about. */
export interface Step {
  as: Person;
  method: 'POST' | 'PUT' | 'DELETE';
  resource: string;
  body?: object;
}

const attemptsMax = 5;

/**
 * Asks the API for one thing, in somebody's name. The same key again does nothing twice.
 * @throws CliError with the API's own words
 */
export async function send(
  apiUrl: string,
  address: string,
  key: string,
  step: Step,
): Promise<{ id: string }> {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(`${apiUrl}${address}`, {
      method: step.method,
      headers: {
        authorization: `Bearer ${step.as}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      ...(step.body && { body: JSON.stringify(step.body) }),
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as { id: string };
    if (response.status !== 503 || attempt === attemptsMax) {
      throw new CliError(
        `What the demo calls ${key} could not be made: ${response.status} ${text}`,
      );
    }
    await sleep(secondMs);
  }
}
