import { z } from 'zod';
import { instant, line, recordId } from '../../http/text.ts';
import { audience } from './audience.ts';

export const presetTitle = line(80);

export const presetPath = z.strictObject({ id: recordId });

/** What every kind of preset is shown with. */
export const presetFields = {
  id: z.string(),
  title: z.string(),
  audience,
  ownerName: z.string(),
  isOwn: z.boolean(),
  mayChange: z.boolean().meta({ description: 'Whether the caller may change or delete it' }),
  version: z.int(),
  updatedAt: instant,
};
