import type { Logger } from 'pino';
import type { WarehouseReader } from '../analytics/reader.ts';
import type { DashboardRenderer } from '../dashboards/render.ts';
import type { Database } from '../database/connection.ts';
import type { ApiConfig } from './config.ts';
import type { Lifecycle } from './http/lifecycle.ts';
import type { Telemetry } from './http/telemetry.ts';
import type { AccountDirectory } from './people/directory.ts';
import type { RecentCommands } from './tickets/recent_commands.ts';
import type { TicketChanges } from './tickets/stream/ticket_changes.ts';
import type { TicketWorkflows } from './tickets/ticket_workflows.ts';

/** Everything the API talks to. `createApp` builds the whole API from it. */
export interface ApiDependencies {
  config: ApiConfig;
  log: Logger;
  database: Database;
  accounts: AccountDirectory;
  workflows: TicketWorkflows;
  changes: TicketChanges;
  recentCommands: RecentCommands;
  warehouse: WarehouseReader;
  dashboards: DashboardRenderer;
  telemetry: Telemetry;
  lifecycle: Lifecycle;
}
