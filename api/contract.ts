/** The contract of the HTTP API: one zod schema a resource, the types inferred from them. */

export * from './analytics/contract.ts';
export * from './analytics/saved_queries_contract.ts';
export * from './http/health_contract.ts';
export * from './http/parameters.ts';
export * from './http/problem_contract.ts';
export * from './http/text.ts';
export * from './http/words.ts';
export * from './knowledge/article_contract.ts';
export * from './knowledge/session_contract.ts';
export * from './people/contract.ts';
export * from './people/notification_contract.ts';
export * from './problems/contract.ts';
export * from './processes/contract.ts';
export * from './tickets/attachments/contract.ts';
export * from './tickets/commands/bodies.ts';
export * from './tickets/contract.ts';
export * from './tickets/major_incidents/contract.ts';
export * from './tickets/sla/contract.ts';
export * from './tickets/stream/contract.ts';
export * from './tickets/timeline/contract.ts';
