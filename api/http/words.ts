import { z } from 'zod';
import { type Role, roles } from '../../database/roles.ts';
import { type HumanCommandName, humanCommandNames } from '../../workflows/domain/commands.ts';
import {
  channels,
  clockKinds,
  diagnosticStepKinds,
  requesterTiers,
  statuses,
  ticketTypes,
  visibilities,
} from '../../workflows/domain/ticket.ts';
import { locales } from '../../workflows/processes/locales.ts';
import { processWord } from './text.ts';

/** The words of the desk (workflows/domain/ticket.ts) as the contract speaks them. */
export const ticketType = z.enum(ticketTypes);
export const status = z.enum(statuses);
export const level = processWord;
export const priority = processWord;
export const pendingReason = processWord;
export const visibility = z.enum(visibilities);
export const requesterTier = z.enum(requesterTiers);
export const diagnosticStepKind = z.enum(diagnosticStepKinds);
export const linkKind = processWord;
export const channel = z.enum(channels);
export const clockName = processWord;
export const clockKind = z.enum(clockKinds);
export const role = z.enum(roles);
export const locale = z.enum(locales);
export type Locale = z.infer<typeof locale>;
export const tier = z
  .int()
  .min(1)
  .meta({ description: 'Its rank: 1 has the least skill. The process says what it is called' });
export const commandName = z.enum(humanCommandNames);

export type { HumanCommandName, Role };
