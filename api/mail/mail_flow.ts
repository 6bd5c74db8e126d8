import { hourMs } from '../../workflows/domain/durations.ts';
import { givenValue, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';
import { defineOperation } from '../http/operation.ts';
import { type MailFlow, mailFlow, mailFlowQuery } from './contract.ts';
import { findMailFlow } from './find_mail_flow.ts';

/** A day is 25 hours long when clocks are put back. */
const hoursMax = 25;

export const getMailFlow = defineOperation({
  id: 'getMailFlow',
  method: 'get',
  address: '/api/mail-flow',
  summary: 'The mail of a day by the hour it came and what became of it, with its chart',
  tag: 'Mail',
  query: mailFlowQuery,
  answers: { 200: { description: 'Hour by hour', schema: mailFlow } },
  async handle({ query, account }, { database, dashboards }) {
    const { from, to, theme } = query;
    const hours = (Date.parse(to) - Date.parse(from)) / hourMs;
    if (hours <= 0 || hours > hoursMax) {
      throw wrongField('query.to', expected('hours_after', { max: hoursMax }), givenValue(to));
    }
    const flow = await findMailFlow(database, query);
    const { locale } = account;
    const fates = fatesIn(flow);
    const chart =
      theme === undefined || fates.length === 0
        ? null
        : await dashboards.mailFlow(fates, { locale, theme });
    return { status: 200, body: { from, to, ...flow, chart } };
  },
});

/** Those that any message of the day has. */
function fatesIn({ hours }: Pick<MailFlow, 'hours'>): string[] {
  const fates = new Set<string>();
  for (const { counts, waitingCount } of hours) {
    for (const [fate, count] of Object.entries(counts)) if (count > 0) fates.add(fate);
    if (waitingCount > 0) fates.add('waiting');
  }
  return [...fates];
}
