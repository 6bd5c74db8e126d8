import { existsSync } from 'node:fs';
import path from 'node:path';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Logger } from 'pino';
import { secondMs } from '../../../workflows/domain/durations.ts';
import type { PlaybookActivities } from '../../../workflows/playbooks/port.ts';
import type { ActivityProgramHeard, ActivityProgramSaid } from './activity_program.ts';
import { type SupervisedProgram, superviseProgram } from './supervised_program.ts';

/** The functions that owners wrote, in a process of their own. */
export interface OwnActivities extends Pick<PlaybookActivities, 'callActivity'> {
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

interface Call {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

const heapMaxMb = 512;
/** So long a call waits for a process that is being started. */
const startWithinMs = 45 * secondMs;

/**
 * @param folder of the owner; null where there is none
 * @param environment what they see of it
 */
export function openOwnActivities(
  folder: string | null,
  environment: NodeJS.ProcessEnv,
  log: Pick<Logger, 'info' | 'warn' | 'error'>,
): OwnActivities {
  const dir = folder === null ? null : path.join(folder, 'activities');
  const calls = new Map<number, Call>();
  let callCount = 0;
  let names: readonly string[] = [];
  let ready = Promise.withResolvers<void>();
  let program: SupervisedProgram | undefined;

  const hear = (said: ActivityProgramSaid) => {
    if (said.kind === 'ready') {
      names = said.names;
      ready.resolve();
    } else if (said.kind === 'wrong') {
      log.error(`${folder}: ${said.file} cannot be loaded: ${said.message}`);
    } else {
      const call = calls.get(said.id);
      calls.delete(said.id);
      if (said.kind === 'gave')
        call?.resolve(said.json === undefined ? null : JSON.parse(said.json));
      else call?.reject(Object.assign(new Error(said.message), { stack: said.stack }));
    }
  };
  const onEnded = (why: string) => {
    ready = Promise.withResolvers<void>();
    const lost = [...calls.values()];
    calls.clear();
    for (const { reject } of lost) reject(new Error(`The process of activities ended: ${why}`));
  };
  if (dir !== null && existsSync(dir)) {
    program = superviseProgram<ActivityProgramSaid>({
      name: 'The process of activities',
      file: 'activity_program.ts',
      environment,
      heapMaxMb,
      log,
      begin: () => ({ kind: 'begin', folder: dir }) satisfies ActivityProgramHeard,
      hear,
      onEnded,
    });
  }

  return {
    async callActivity({ activity, argument }) {
      const { cancelled } = Context.current();
      if (program) await Promise.race([ready.promise, cancelled, tooLate(program)]);
      if (!names.includes(activity)) {
        throw ApplicationFailure.nonRetryable(
          `Activity '${activity}': expected one of those in activities/: ${names.join(', ') || 'none'}`,
          'UnknownActivity',
        );
      }
      const id = ++callCount;
      const { promise, ...call } = Promise.withResolvers<unknown>();
      calls.set(id, call);
      const asked: ActivityProgramHeard = { kind: 'call', id, activity, argument };
      if (!program?.send(asked))
        call.reject(new Error('The process of activities is being started'));
      // One whose time is over holds no place of others.
      return Promise.race([promise, cancelled]).finally(() => calls.delete(id));
    },
    get pid() {
      return program?.pid;
    },
    stop: async () => program?.stop(),
  };
}

function tooLate(program: SupervisedProgram): Promise<never> {
  return new Promise((_, reject) => {
    const why = program.whyEnded() ?? 'it takes long to start';
    setTimeout(
      () => reject(new Error(`The process of activities is not there: ${why}`)),
      startWithinMs,
    ).unref();
  });
}
