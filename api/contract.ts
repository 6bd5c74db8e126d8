import type { ClientOf, Contract, FileClientOf, InputOf } from './http/client.ts';
import type { DefinedOperations } from './operations.ts';

/**
 * The contract of the HTTP API: one zod schema a resource, the types inferred from them, and what
 * each operation takes and gives. Browsers import its types only (`import type`), and the addresses
 * from `routes.ts`, which is a plain table in their bundle.
 *
 * A client is a function for each operation, made once from `routes` with `fetch`:
 *
 *     const shown = await desk.getTicket({ path: { id } });          // Reply<Ticket>
 *     await desk.listTickets({ query: { open: true, limit: 50 } });  // Reply<TicketPage>
 *     await desk.resolve({ path: { id }, body }, { idempotencyKey });
 *     await files.querySql({ body: { sql, format: 'arrow' } });      // Reply<FileReply>
 *
 * Values of paths and queries are written out by the client: numbers and booleans as they are, a
 * list as a repeated parameter, nothing for undefined.
 */

/** What each operation takes and gives, by its id. */
export type Operations = { [Id in keyof DefinedOperations]: Contract<DefinedOperations[Id]> };

export type OperationName = keyof Operations;

/** What a call of one operation is given. */
export type Input<Id extends OperationName> = InputOf<Operations[Id]>;

/** What one operation answers when all is well. */
export type AnswerOf<Id extends OperationName> = Operations[Id]['answer'];

export type Client = ClientOf<Operations>;
export type FileClient = FileClientOf<Operations>;

export * from './analytics/contract.ts';
export * from './analytics/mining_contract.ts';
export * from './analytics/saved_queries_contract.ts';
export * from './audit/contract.ts';
export * from './configuration_items/contract.ts';
export * from './configuration_items/import/contract.ts';
export * from './desk/contract.ts';
export * from './federation/ldap/contract.ts';
export * from './federation/mapping_contract.ts';
export * from './federation/oidc/contract.ts';
export * from './health/contract.ts';
export type { CallOptions, FileReply, Reply } from './http/client.ts';
export * from './http/parameters.ts';
export * from './http/problem_contract.ts';
export * from './http/text.ts';
export * from './http/words.ts';
export * from './knowledge/article_contract.ts';
export * from './knowledge/session_contract.ts';
export * from './mail/contract.ts';
export * from './mail/outgoing/contract.ts';
export * from './on_call/contract.ts';
export * from './people/contract.ts';
export * from './people/customer_contract.ts';
export * from './people/import/contract.ts';
export * from './people/muting_contract.ts';
export * from './people/notification_contract.ts';
export * from './people/notifying/contract.ts';
export * from './people/sign_in/contract.ts';
export * from './playbooks/contract.ts';
export * from './privacy/contract.ts';
export * from './problems/contract.ts';
export * from './processes/contract.ts';
export * from './processes/live_contract.ts';
export * from './remote_help/contract.ts';
export * from './tickets/approvals/contract.ts';
export * from './tickets/attachments/contract.ts';
export * from './tickets/contract.ts';
export * from './tickets/macros/contract.ts';
export * from './tickets/major_incidents/contract.ts';
export * from './tickets/presence/contract.ts';
export * from './tickets/presets/audience.ts';
export * from './tickets/record/contract.ts';
export * from './tickets/rules/contract.ts';
export * from './tickets/sequence/contract.ts';
export * from './tickets/sla/contract.ts';
export * from './tickets/stream/contract.ts';
export * from './tickets/tags/contract.ts';
export * from './tickets/tasks/contract.ts';
export * from './tickets/ticket_query.ts';
export * from './tickets/timeline/contract.ts';
export * from './tickets/views/contract.ts';
export * from './webhooks/contract.ts';
