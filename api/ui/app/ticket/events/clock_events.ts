import clock from 'icon:clock';
import flame from 'icon:flame';
import timer from 'icon:timer';
import { t } from '../../words/language.ts';
import { titleOf } from '../../words/process.ts';
import { workingTime } from '../../words/time.ts';
import type { EventRows } from './event_row.ts';

/** The service levels: what their clocks did, warned of and missed. */
export const clockEvents = {
  sla_warning({ data: { name, percent, beforeMinutes } }, _, processId) {
    const of = titleOf('clocks', name, processId);
    return {
      icon: timer,
      words:
        beforeMinutes === undefined
          ? t('event.sla_warning', { clock: of, percent })
          : t('event.sla_warning_before', { clock: of, time: workingTime(beforeMinutes) }),
      tone: 'soon',
    };
  },
  sla_breach: ({ data }, _, processId) => ({
    icon: flame,
    words: t('event.sla_breach', {
      clock: titleOf('clocks', data.name, processId),
      time: workingTime(data.targetMinutes),
    }),
    tone: 'late',
  }),
  clock_started: ({ data }, _, processId) => ({
    icon: clock,
    words: t('event.clock_started', {
      clock: titleOf('clocks', data.clock.name, processId),
      time: workingTime(data.clock.targetMinutes),
    }),
    isMinor: true,
  }),
  clock_paused: ({ data }, _, processId) => ({
    icon: clock,
    words: t('event.clock_paused', {
      clock: titleOf('clocks', data.name, processId),
      time: workingTime(data.elapsedMinutes),
    }),
    isMinor: true,
  }),
  clock_resumed: ({ data }, _, processId) => ({
    icon: clock,
    words: t('event.clock_resumed', { clock: titleOf('clocks', data.name, processId) }),
    isMinor: true,
  }),
  clock_stopped: ({ data }, _, processId) => ({
    icon: clock,
    words: t('event.clock_stopped', {
      clock: titleOf('clocks', data.name, processId),
      time: workingTime(data.elapsedMinutes),
    }),
    isMinor: true,
  }),
  clock_restored: ({ data }, _, processId) => ({
    icon: clock,
    words: t('event.clock_restored', {
      clock: titleOf('clocks', data.name, processId),
      time: workingTime(data.elapsedMinutes),
    }),
    isMinor: true,
  }),
  clock_retargeted: ({ data }, _, processId) => ({
    icon: clock,
    words: t('event.clock_retargeted', { clock: titleOf('clocks', data.name, processId) }),
    isMinor: true,
  }),
  clock_recalculated: ({ data }, _, processId) => ({
    icon: clock,
    words: t('event.clock_recalculated', { clock: titleOf('clocks', data.name, processId) }),
    isMinor: true,
  }),
  escalation_rule_applied: ({ data }, _, processId) => ({
    icon: timer,
    words: t('event.escalation_rule_applied', {
      clock: titleOf('clocks', data.name, processId),
      percent: data.percent,
    }),
    isMinor: true,
  }),
} satisfies Partial<EventRows>;
