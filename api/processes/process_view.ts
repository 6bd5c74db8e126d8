import { fieldTextUsual } from '../../workflows/domain/ticket.ts';
import { tierRank } from '../../workflows/domain/tiers.ts';
import type { FieldDefinition } from '../../workflows/processes/define.ts';
import {
  type Locale,
  type LocalizedText,
  type ProcessDefinition,
  snapshotOf,
  titleOf,
} from '../../workflows/processes/index.ts';
import {
  clocksOf,
  impactsOf,
  linkKindsOf,
  pendingReasonsOf,
  prioritiesOf,
  type ScaleWord,
  tiersOf,
  urgenciesOf,
} from '../../workflows/processes/own_words.ts';
import type { OfferedPage } from '../../workflows/processes/routing/offers.ts';
import { titlesOfRules } from '../../workflows/processes/rule_titles.ts';
import { fieldOf as asField } from '../../workflows/processes/tasks.ts';
import type { ProcessDescription, ProcessField } from './contract.ts';
import type { KnownPart } from './known_to.ts';

interface Reader {
  locale: Locale;
  /** Whether they see what the desk says among itself. */
  isInternal: boolean;
  /** Of a process what whoever only asks knows; null for everybody else. */
  known: KnownPart | null;
  /** Of the portal, those where the process is asked for. */
  pages: readonly (readonly [slug: string, page: OfferedPage])[];
}

/** What the forms of a process offer. The desk's own affairs are for those who serve. */
export function processView(definition: ProcessDefinition, reader: Reader): ProcessDescription {
  const { locale, isInternal, known, pages } = reader;
  const titled = (texts: Record<string, { title: LocalizedText }>) =>
    Object.entries(texts).map(([id, { title }]) => ({ id, title: title[locale] }));
  const words = wordsOf(definition, locale);
  return {
    id: definition.id,
    version: definition.version,
    title: definition.title[locale],
    locale,
    pages: pages.map(([id, page]) => ({
      id,
      title: page.title[locale],
      categories: page.categories ? [...page.categories] : null,
      services: page.services ? [...page.services] : null,
    })),
    groups: isInternal ? groupsOf(definition, locale) : [],
    calendars: known ? [] : calendarsOf(definition, locale),
    categories: categoriesOf(definition, locale, isInternal).filter(
      ({ id }) => known?.categories?.has(id) ?? true,
    ),
    services: titled(definition.services).filter(({ id }) => known?.services?.has(id) ?? true),
    resolutionCodes: Object.entries(definition.resolutionCodes).map(([id, code]) => ({
      id,
      title: code.title[locale],
      requires: known ? [] : [...(code.requires ?? [])],
    })),
    escalationReasons: isInternal ? titled(definition.escalationReasons) : [],
    escalationRules: isInternal ? titled(titlesOfRules(definition)) : [],
    approvals: (definition.approvals ?? []).map(({ name, title }) => ({
      id: name,
      title: title[locale],
    })),
    gates: isInternal ? gatesOf(definition) : [],
    requiredFields: isInternal ? requiredFieldsOf(definition) : [],
    fields: Object.entries(definition.fields ?? {}).map(([id, field]) =>
      fieldOf(id, field, locale, isInternal),
    ),
    ...words,
    // How the desk measures itself, and who works where.
    ...(known && { tiers: [], clocks: [], linkKinds: [] }),
    tasks: isInternal ? tasksOf(definition, locale) : [],
    defaults: definition.defaults,
  };
}

function calendarsOf({ id, calendars }: ProcessDefinition, locale: Locale) {
  return Object.keys(calendars).map((name) => ({
    id: name,
    title: titleOf(id, 'calendar', name, locale),
  }));
}

/** How tickets of the process are ranked, and what it calls whatever they wait for, measure and have to do with. */
function wordsOf(
  definition: ProcessDefinition,
  locale: Locale,
): Pick<
  ProcessDescription,
  'tiers' | 'priorities' | 'impacts' | 'urgencies' | 'pendingReasons' | 'clocks' | 'linkKinds'
> {
  const said = <Word extends { title: LocalizedText }>({ title, ...word }: Word) => ({
    ...word,
    title: title[locale],
  });
  const scale = ({ id, title, plainTitle }: ScaleWord) => ({
    id,
    title: title[locale],
    plainTitle: plainTitle[locale],
  });
  return {
    tiers: tiersOf(definition).map(said),
    priorities: prioritiesOf(definition).map(({ short, ...word }) => ({
      ...said(word),
      short: short[locale],
    })),
    impacts: impactsOf(definition).map(scale),
    urgencies: urgenciesOf(definition).map(scale),
    pendingReasons: pendingReasonsOf(definition).map(said),
    clocks: clocksOf(definition).map(said),
    linkKinds: linkKindsOf(definition).map(said),
  };
}

function groupsOf(definition: ProcessDefinition, locale: Locale): ProcessDescription['groups'] {
  const { groups } = snapshotOf(definition);
  return Object.entries(definition.groups).map(([id, { title }]) => ({
    id,
    title: title[locale],
    tier: groups[id]?.tier ?? 1,
  }));
}

function categoriesOf(
  definition: ProcessDefinition,
  locale: Locale,
  isInternal: boolean,
): ProcessDescription['categories'] {
  return Object.entries(definition.categories).map(([id, category]) => ({
    id,
    title: category.title[locale],
    group: isInternal ? category.group : null,
    runbook: isInternal
      ? Object.entries(category.runbook ?? {}).map(([step, { kind, text }]) => ({
          id: step,
          kind,
          title: text[locale],
        }))
      : [],
  }));
}

function gatesOf(definition: ProcessDefinition): ProcessDescription['gates'] {
  const { gates, ...process } = snapshotOf(definition);
  return gates.map(({ fromTier, when, requires, runbook = [] }) => ({
    fromTier: tierRank(process, fromTier),
    isConditional: when !== undefined,
    requires,
    runbook,
  }));
}

function requiredFieldsOf(definition: ProcessDefinition): ProcessDescription['requiredFields'] {
  return (definition.requiredFields ?? []).map(({ before, fields, when }) => ({
    before: [...before],
    fields: [...fields],
    isConditional: when !== undefined,
  }));
}

function tasksOf(definition: ProcessDefinition, locale: Locale): ProcessDescription['tasks'] {
  const compiled = snapshotOf(definition).tasks ?? {};
  return Object.entries(definition.tasks ?? {}).map(([id, task]) => ({
    id,
    title: task.title[locale],
    description: task.description?.[locale] ?? null,
    group: task.group,
    withinMinutes: compiled[id]?.withinMinutes ?? null,
    checklist: (task.checklist ?? []).map((item) => item[locale]),
    form: Object.entries(task.form ?? {}).map(([name, field]) => ({
      ...fieldOf(name, asField(field), locale, true),
      // Whoever completes it fills it in, as a form at an opening.
      ...(field.required && { required: { at: 'opening' as const } }),
    })),
    isRequired: task.isRequired ?? false,
    isShown: task.isShown ?? false,
  }));
}

/** What an agent is asked before a step is the desk's own affair. */
function fieldOf(
  id: string,
  field: FieldDefinition,
  locale: Locale,
  isInternal: boolean,
): ProcessField {
  const { title, hint, shownWhen, required } = field;
  const { at, before, when } = required ?? {};
  const isAsked = at !== undefined || (isInternal && before !== undefined);
  const words = {
    id,
    title: title[locale],
    hint: hint?.[locale] ?? null,
    ...(shownWhen && { shownWhen }),
    ...(isAsked && {
      required: {
        ...(at && { at }),
        ...(before && isInternal && { before: [...before] }),
        ...(when && { when }),
      },
    }),
  };
  switch (field.kind) {
    case 'text': {
      const { kind, maxLength = fieldTextUsual, lines = 'one' } = field;
      return { ...words, kind, maxLength, lines };
    }
    case 'choice': {
      const options = Object.entries(field.options);
      const titled = options.map(([option, one]) => ({ id: option, title: one.title[locale] }));
      return { ...words, kind: field.kind, options: titled };
    }
    case 'number': {
      const { kind, min = null, max = null, decimals = 0, unit } = field;
      return { ...words, kind, min, max, decimals, unit: unit?.[locale] ?? null };
    }
    case 'date': {
      const { kind, min = null, max = null } = field;
      return { ...words, kind, min, max };
    }
    default:
      return { ...words, kind: field.kind };
  }
}
