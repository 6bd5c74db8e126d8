import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { startTemporalServer } from '../../cli/servers/temporal_server.ts';
import { onTeardown } from './teardown.ts';
import { fastForward, virtualTimeConfig } from './virtual_time.ts';

/** A real Temporal server in memory, stopped after the last test of the file. */
export interface TestTemporal {
  readonly address: string;
  readonly namespace: string;
  readonly client: Client;
  /** For `Worker.create`. */
  readonly nativeConnection: NativeConnection;
  /** Moves one workflow's clock ahead and resolves with its time then; see `virtual_time.ts`. */
  fastForward(workflowId: string, durationMs: number): Promise<Date>;
  /** Stops the server before the end of the file, for tests of what happens without it. */
  stop(): Promise<void>;
}

export interface TestTemporalOptions {
  /** Suggest continue-as-new from this history length on; the server's default is 4,096. */
  continueAsNewAfterEvents?: number;
  /** Suggest continue-as-new from this many updates in one run on; the server's default is 1,800. */
  continueAsNewAfterUpdates?: number;
  /** SQLite file, for a server that must find its workflows again; in memory when absent. */
  databaseFile?: string;
  /** Fixed port, for a server that must come back under the same address. */
  port?: number;
}

/** Starts a Temporal server (about 0.2 s) whose workflows can be moved ahead in time. */
export async function startTestTemporal(options: TestTemporalOptions = {}): Promise<TestTemporal> {
  const server = await startTemporalServer({
    dynamicConfig: { ...virtualTimeConfig, ...continueAsNewConfig(options) },
    ...(options.databaseFile === undefined ? {} : { databaseFile: options.databaseFile }),
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  onTeardown(() => server.stop());
  const { address, namespace } = server;
  const connection = await Connection.connect({ address });
  onTeardown(() => connection.close());
  const nativeConnection = await NativeConnection.connect({ address });
  onTeardown(() => nativeConnection.close());
  const client = new Client({ connection, namespace });
  return {
    address,
    namespace,
    client,
    nativeConnection,
    fastForward: (workflowId, durationMs) => fastForward(client, workflowId, durationMs),
    stop: () => server.stop(),
  };
}

function continueAsNewConfig(options: TestTemporalOptions): Record<string, number> {
  const config: Record<string, number> = {};
  if (options.continueAsNewAfterEvents !== undefined) {
    config['limit.historyCount.suggestContinueAsNew'] = options.continueAsNewAfterEvents;
  }
  if (options.continueAsNewAfterUpdates !== undefined) {
    // The server suggests at a share of the total it allows; the share is 0.9 by default.
    config['history.maxTotalUpdates'] = Math.ceil(options.continueAsNewAfterUpdates / 0.9);
  }
  return config;
}
