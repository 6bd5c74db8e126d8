import { z } from 'zod';
import { consentAnswers } from '../../../workflows/domain/ticket.ts';
import { instant, mailLinkSecret, noteText } from '../../http/text.ts';
import { locale } from '../../http/words.ts';

/** Yes or no, wherever it is said. */
export const consentAnswerFields = {
  answer: z.enum(consentAnswers),
  reason: noteText.optional(),
};

const secret = mailLinkSecret.meta({
  description: 'What the mail that asks has at the end of its links',
});

export const consentLinkBody = z.strictObject({ secret }).meta({ id: 'ConsentLink' });

export const consentLinkAnswerBody = z
  .strictObject({ secret, ...consentAnswerFields })
  .meta({ id: 'ConsentLinkAnswer' });

export const askedConsent = z
  .strictObject({
    number: z.int().nullable(),
    subject: z.string().nullable(),
    locale: locale.meta({ description: 'Of whoever is asked' }),
    title: z.string().nullable(),
    text: z.string().nullable(),
    state: z.enum(['open', 'yes', 'no', 'lapsed', 'withdrawn']).meta({
      description: '`withdrawn` where nobody wants to know any more',
    }),
    expiresAt: instant,
  })
  .meta({ id: 'AskedConsent' });

export type AskedConsent = z.infer<typeof askedConsent>;
