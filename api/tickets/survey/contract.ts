import { z } from 'zod';
import { instant, mailLinkSecret, noteText } from '../../http/text.ts';
import { locale } from '../../http/words.ts';

/** How content somebody is, wherever they say it. */
export const satisfactionFields = {
  score: z.int().min(1).max(5),
  comment: noteText.optional(),
};

const secret = mailLinkSecret.meta({
  description: 'What the mail that asks has at the end of its links',
});

export const surveyLinkBody = z.strictObject({ secret }).meta({ id: 'SurveyLink' });

export const surveyAnswerBody = z
  .strictObject({ secret, ...satisfactionFields })
  .meta({ id: 'SurveyAnswer' });

export const askedSurvey = z
  .strictObject({
    number: z.int().nullable(),
    subject: z.string().nullable(),
    locale: locale.meta({ description: 'Of whoever is asked' }),
    state: z.enum(['open', 'answered', 'expired', 'cancelled']).meta({
      description: 'As it is for whoever is asked; `cancelled` where the ticket was reopened since',
    }),
    score: z.int().nullable().meta({ description: 'What was answered' }),
    expiresAt: instant,
  })
  .meta({ id: 'AskedSurvey' });

export type AskedSurvey = z.infer<typeof askedSurvey>;
