import type { Logger } from 'pino';
import type { WarehouseReader } from '../analytics/reader.ts';
import type { DashboardRenderer } from '../dashboards/render.ts';
import type { Database } from '../database/connection.ts';
import type { Listening } from '../database/listening.ts';
import type { Recorder } from '../database/recording/recorder.ts';
import type { CommandIntent, IntendedCommand } from '../database/ticket_commands.ts';
import type { MailTokens } from '../oauth/mail_tokens.ts';
import type { DeskKey } from '../settings/desk_key.ts';
import type { ApiConfig } from './config.ts';
import type { Provider } from './federation/oidc/provider.ts';
import type { ReadinessWatch } from './health/readiness.ts';
import type { Admission } from './http/admission/admission.ts';
import type { Lifecycle } from './http/lifecycle.ts';
import type { SharedCounts } from './http/limits/shared_counts.ts';
import type { Shares } from './http/limits/shares.ts';
import type { Telemetry } from './http/telemetry.ts';
import type { Judging } from './mail/flow/mail_activities.ts';
import type { AccountDirectory } from './people/directory.ts';
import type { Sightings } from './people/sign_in/sightings.ts';
import type { ProcessDrawings } from './processes/drawings.ts';
import type { AskedCommand, CommandStart } from './tickets/commands/find_command_start.ts';
import type { Presences } from './tickets/presence/presences.ts';
import type { TicketChanges } from './tickets/stream/ticket_changes.ts';
import type { TicketWorkflows } from './tickets/ticket_workflows.ts';

/** Everything the API talks to. `createApp` builds the whole API from it. */
export interface ApiDependencies {
  config: ApiConfig;
  log: Logger;
  database: Database;
  deskKey: DeskKey;
  /** Of mailboxes that sign in by OAuth 2.0. */
  tokens: MailTokens;
  accounts: AccountDirectory;
  /** Providers of sign-in, by id. */
  providers: ReadonlyMap<string, Provider>;
  sightings: Sightings;
  workflows: TicketWorkflows;
  changes: TicketChanges;
  /** Who is at which ticket now. */
  presences: Presences;
  recorder: Recorder;
  /** Says that a command is about to be sent; many say so in one statement. */
  intend(intent: CommandIntent): Promise<IntendedCommand>;
  findCommandStart(asked: AskedCommand): Promise<CommandStart>;
  warehouse: WarehouseReader;
  dashboards: DashboardRenderer;
  drawings: ProcessDrawings;
  /** What reads mail, and says what becomes of it. */
  mail: Judging;
  telemetry: Telemetry;
  admission: Admission;
  counts: SharedCounts;
  shares: Shares;
  readiness: ReadinessWatch;
  lifecycle: Lifecycle;
  /** Hears what is no longer so of accounts. */
  hearing: Listening;
}
