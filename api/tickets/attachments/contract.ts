import { z } from 'zod';
import { asked } from '../../http/expectations.ts';
import { line } from '../../http/text.ts';

export const attachmentBytesMax = 10 * 1024 * 1024;
export const attachmentsMax = 10;

export const attachment = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    mediaType: z.string().meta({ description: 'What its bytes say it is' }),
    sizeBytes: z.int(),
  })
  .meta({ id: 'Attachment' });

export const attachmentIds = z
  .array(z.string().regex(/^att-[0-9a-hjkmnp-tv-z]{26}$/, { error: asked('attachment_id') }))
  .max(attachmentsMax)
  .refine((ids) => new Set(ids).size === ids.length, { error: asked('each_attachment_once') })
  .meta({ description: 'Files uploaded before, by their ids' });

export const attachmentQuery = z.strictObject({
  name: line(200).meta({ description: 'The name of the file' }),
});

export type Attachment = z.infer<typeof attachment>;
