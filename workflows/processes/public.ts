/** What a process of one's own is written with: `import { defineProcess } from 'palier/processes'`. */
export * from './approvals.ts';
export type { CalendarDefinition, OfficeHours } from './calendars/definition.ts';
export * from './conditions.ts';
export * from './define.ts';
export * from './durations.ts';
export { type Audience, defineOffers, type Offers } from './routing/offers.ts';
