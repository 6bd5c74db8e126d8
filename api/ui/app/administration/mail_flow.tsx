import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { secondMs } from '../../../../workflows/domain/durations.ts';
import type { MailFlow as Flow, Mailbox, Problem } from '../../../contract.ts';
import { VegaChart } from '../analytics/vega_chart.tsx';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SmallField, SmallSelect } from '../design/small_field.tsx';
import { instantsOf, useFiltersOf } from '../parts/filtered_place.tsx';
import { isDark } from '../theme.ts';
import { language, t } from '../words/language.ts';
import { day as dayInWords, number } from '../words/time.ts';
import { countOf, mailsAddress, type Standing, standings } from './mail_fates.ts';
import { HourTable, hoursInWords } from './mail_flow_table.tsx';

const lookMs = 30 * secondMs;

/** The mail of one day by the hour it came and what became of it: as a chart, and as a table. */
export function MailFlow({ mailboxes }: { mailboxes: Mailbox[] }) {
  const { query, change } = useFiltersOf('/administration/mailboxes');
  const shownDay = /^\d{4}-\d\d-\d\d$/.test(query.day ?? '') ? (query.day ?? '') : today();
  const { from = '', to = '' } = instantsOf({ from: shownDay, to: shownDay });
  const mailbox = query.mailbox ?? '';
  const flow = useSignal<Flow | null>(null);
  const problem = useSignal<Problem | null>(null);
  useEffect(() => {
    const asking = new AbortController();
    const read = async () => {
      const theme = isDark.value ? ('dark' as const) : ('light' as const);
      const answer = await desk.getMailFlow(
        { query: { from, to, mailbox: mailbox || undefined, theme } },
        { signal: asking.signal },
      );
      if (asking.signal.aborted) return;
      problem.value = answer.isOk ? null : answer.problem;
      // What has not changed is not drawn anew.
      if (answer.isOk && JSON.stringify(answer.data) !== JSON.stringify(flow.value)) {
        flow.value = answer.data;
      }
    };
    void read();
    const timer = setInterval(() => void read(), lookMs);
    return () => {
      asking.abort();
      clearInterval(timer);
    };
  }, [from, to, mailbox, isDark.value, language.value]);
  return (
    <section class="card mail-flow" aria-labelledby="mail-flow-title">
      <h2 id="mail-flow-title">{t('mail_flow.title', { day: dayInWords(shownDay) })}</h2>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <SmallField label={t('mail_flow.day')}>
          <input
            type="date"
            value={shownDay}
            max={today()}
            onChange={(event) => change('day', event.currentTarget.value)}
          />
        </SmallField>
        <SmallSelect
          label={t('mails.mailbox')}
          value={mailbox}
          options={[
            { id: '', title: t('mails.every_mailbox') },
            ...mailboxes.map(({ id, name }) => ({ id, title: name })),
          ]}
          onChange={(next) => change('mailbox', next)}
        />
        <Button isSmall onClick={() => change('day', dayBefore(shownDay))}>
          {t('mail_flow.day_before')}
        </Button>
      </form>
      <ProblemNote problem={problem.value} />
      {flow.value && <Drawn flow={flow.value} day={shownDay} mailbox={mailbox} />}
    </section>
  );
}

interface DrawnProps {
  flow: Flow;
  day: string;
  /** Empty for all. */
  mailbox: string;
}

function Drawn({ flow, day, mailbox }: DrawnProps) {
  const { route } = useLocation();
  const { hours, totalCount, chart } = flow;
  const shown = standings.filter((one) => hours.some((hour) => countOf(hour, one) > 0));
  const words = hoursInWords(hours, { hour: 'numeric' });
  const data = useMemo(() => ({ flow: rowsOf(flow, shown, words) }), [flow]);
  if (totalCount === 0) return <p>{t('mail_flow.empty', { day: dayInWords(day) })}</p>;
  const title = t('mail_flow.title', { day: dayInWords(day) });
  return (
    <>
      <p>{t('mail_flow.total', { count: totalCount })}</p>
      <ul class="fate-legend" aria-label={t('mailboxes.counts')}>
        {shown.map((fate) => (
          <li key={fate}>
            <a href={mailsAddress({ mailbox, fate, from: day, to: day })}>
              <span class={`fate-swatch fate-${fate}`} aria-hidden="true" />{' '}
              {t(`mail_fate.${fate}`)} {number(sumOf(hours, fate))}
            </a>
          </li>
        ))}
      </ul>
      <div class="mail-flow-both">
        {chart && (
          <VegaChart
            vega={chart}
            data={data}
            label={title}
            onPick={({ datum }) =>
              route(
                mailsAddress({ mailbox, fate: textOf(datum.segment_id), hour: textOf(datum.at) }),
              )
            }
          />
        )}
        <HourTable hours={hours} fates={shown} mailbox={mailbox} />
      </div>
    </>
  );
}

/** Every hour once for each of the fates, as the chart is given them. */
function rowsOf({ hours }: Flow, fates: readonly Standing[], words: string[]) {
  return hours.flatMap((hour, n) =>
    fates.map((fate) => ({
      hour: words[n] ?? '',
      at: hour.at,
      segment: t(`mail_fate.${fate}`),
      segment_id: fate,
      count: countOf(hour, fate),
    })),
  );
}

function sumOf(hours: Flow['hours'], fate: Standing): number {
  return hours.reduce((sum, hour) => sum + countOf(hour, fate), 0);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The day it is here, as an address says it. */
function today(): string {
  return written(new Date());
}

function dayBefore(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return written(new Date(year, month - 1, date - 1));
}

function written(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
