import clock from 'icon:clock';
import flame from 'icon:flame';
import timer from 'icon:timer';
import { t } from '../../words/language.ts';
import { workingTime } from '../../words/time.ts';
import type { EventRows } from './event_row.ts';

/** The service levels: what their clocks did, warned of and missed. */
export const clockEvents = {
  sla_warning({ data: { name, percent, beforeMinutes } }) {
    const of = t(`clock.${name}`);
    return {
      icon: timer,
      words:
        beforeMinutes === undefined
          ? t('event.sla_warning', { clock: of, percent })
          : t('event.sla_warning_before', { clock: of, time: workingTime(beforeMinutes) }),
      tone: 'soon',
    };
  },
  sla_breach: ({ data }) => ({
    icon: flame,
    words: t('event.sla_breach', {
      clock: t(`clock.${data.name}`),
      time: workingTime(data.targetMinutes),
    }),
    tone: 'late',
  }),
  clock_started: ({ data }) => ({
    icon: clock,
    words: t('event.clock_started', {
      clock: t(`clock.${data.clock.name}`),
      time: workingTime(data.clock.targetMinutes),
    }),
    isMinor: true,
  }),
  clock_paused: ({ data }) => ({
    icon: clock,
    words: t('event.clock_paused', {
      clock: t(`clock.${data.name}`),
      time: workingTime(data.elapsedMinutes),
    }),
    isMinor: true,
  }),
  clock_resumed: ({ data }) => ({
    icon: clock,
    words: t('event.clock_resumed', { clock: t(`clock.${data.name}`) }),
    isMinor: true,
  }),
  clock_stopped: ({ data }) => ({
    icon: clock,
    words: t('event.clock_stopped', {
      clock: t(`clock.${data.name}`),
      time: workingTime(data.elapsedMinutes),
    }),
    isMinor: true,
  }),
  clock_restored: ({ data }) => ({
    icon: clock,
    words: t('event.clock_restored', {
      clock: t(`clock.${data.name}`),
      time: workingTime(data.elapsedMinutes),
    }),
    isMinor: true,
  }),
  clock_retargeted: ({ data }) => ({
    icon: clock,
    words: t('event.clock_retargeted', { clock: t(`clock.${data.name}`) }),
    isMinor: true,
  }),
  clock_recalculated: ({ data }) => ({
    icon: clock,
    words: t('event.clock_recalculated', { clock: t(`clock.${data.name}`) }),
    isMinor: true,
  }),
  escalation_rule_applied: ({ data }) => ({
    icon: timer,
    words: t('event.escalation_rule_applied', {
      clock: t(`clock.${data.name}`),
      percent: data.percent,
    }),
    isMinor: true,
  }),
} satisfies Partial<EventRows>;
