import { z } from 'zod';
import { instant } from '../../http/text.ts';

export const majorIncident = z
  .strictObject({
    id: z.string().meta({ description: 'The ticket it is followed on' }),
    statement: z.string().meta({ description: 'What everybody is told' }),
    category: z.string().nullable(),
    service: z.string().nullable(),
    since: instant,
    reportCount: z.int().meta({ description: 'Tickets that report it' }),
    ownTicketId: z
      .string()
      .nullable()
      .meta({ description: "The caller's ticket that reports it, if there is one" }),
  })
  .meta({ id: 'MajorIncident' });

export const majorIncidentList = z
  .strictObject({ items: z.array(majorIncident) })
  .meta({ id: 'MajorIncidentList' });

export type MajorIncident = z.infer<typeof majorIncident>;
export type MajorIncidentList = z.infer<typeof majorIncidentList>;
