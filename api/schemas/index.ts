/** The contract of the HTTP API: one zod schema a resource, the types inferred from them. */
export * from './account.ts';
export * from './analytics.ts';
export * from './article.ts';
export * from './commands.ts';
export * from './health.ts';
export * from './knowledge.ts';
export * from './parameters.ts';
export * from './problem.ts';
export * from './problem_record.ts';
export * from './process.ts';
export * from './queries.ts';
export * from './sla.ts';
export * from './stream.ts';
export * from './text.ts';
export * from './ticket.ts';
export * from './timeline.ts';
export * from './words.ts';
