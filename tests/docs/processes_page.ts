import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { titlesOf } from '../../cli/commands/process/diagram.ts';
import { loadProcess } from '../../cli/commands/process/load_process.ts';
import type { ProcessSnapshot } from '../../workflows/domain/process.ts';
import { notificationSides } from '../../workflows/domain/recipients.ts';
import type { Approvers } from '../../workflows/domain/ticket.ts';
import { processDiagram } from '../../workflows/processes/diagram/diagram.ts';
import { mermaidOf } from '../../workflows/processes/diagram/mermaid.ts';
import type { ProcessDefinition } from '../../workflows/processes/index.ts';
import { ownRule, reasonsOfSide, ruleFor } from '../../workflows/processes/notifications/rules.ts';
import { allRules, ruleWords } from '../../workflows/processes/notifications/words.ts';
import { tiersOf } from '../../workflows/processes/own_words.ts';
import {
  approverWords,
  conditionWords,
  keyWords,
  minutesWords,
} from '../../workflows/processes/process_words.ts';
import { actionWords } from '../../workflows/processes/rules/action_words.ts';
import { triggerWords } from '../../workflows/processes/rules/rules.ts';

const repositoryDir = path.resolve(import.meta.dirname, '../..');
export const processesPage = path.join(repositoryDir, 'docs/processes.md');

const shown = {
  it_support:
    'The internal IT desk of a company in Paris: office hours, and round the clock for what stops the business.',
  follow_the_sun:
    'A hosted platform that never closes: Singapore, Paris and New York hand the day on to each other, and people on call keep the weekend.',
  service_requests:
    'What employees ask for and somebody must grant first: equipment, software, access, arrivals and departures.',
};

/** Of `packages/examples`: no desk has one before it is shipped. */
const examples = {
  hospital:
    'An example, to begin with: `palier process init ../ours --from hospital`. The systems and devices of a hospital in Lausanne, and of a clinic in Geneva under a contract of its own: four tiers up to the vendor, five priorities, somebody who is paged at night. [Its rehearsals](../packages/examples/hospital/hospital.test.ts) read as its rules, [its playbook](../packages/examples/hospital/playbooks/work_on_paper.ts) keeps care going while the record is down, and [its offers](../packages/examples/hospital/index.ts) are its pages in the portal.',
};

/** The page of the shipped processes, from the processes themselves. */
export async function writtenPage(): Promise<string> {
  const files = [
    ...Object.entries(shown).map(([id, about]) => [`workflows/processes/${id}.ts`, id, about]),
    ...Object.entries(examples).map(([id, about]) => {
      const file = `packages/examples/${id}/${id}.ts`;
      return [file, path.resolve(repositoryDir, file), about];
    }),
  ] as const;
  const sections: string[][] = [];
  // One after the other: whoever reads a package has no time for it while another is drawn.
  for (const [file = '', reference = '', about = ''] of files) {
    sections.push(await section(file, reference, about));
  }
  return [
    '# The processes that come with the desk',
    '',
    'Written by `npm run docs:processes` from the code; a test fails where it says something else.',
    'To write your own, begin with [Write your first process](first_process.md).',
    '',
    'What is promised of a ticket is the first row of its kind that holds for it as it is, looked up after each step. A promise',
    'that comes to hold later, because the category was set or the ticket climbed, counts from when what it measures began:',
    "the opening, the requester's message, the hand-off; pauses since are left out. One that goes and comes back goes on as",
    'if it had never gone. Where no row holds, nothing is promised. Kept is only what was given; what the requester opened',
    'and resolved alone is neither kept nor broken. What is done by itself is done once per clock, as soon as the percentage',
    "has passed and the condition holds. An agent's public answer on a ticket that nobody has makes it theirs, unless the",
    'process says `answerTakesTicket: false`.',
    ...whoHearsWhat(),
    ...sections.flat(),
    '',
  ].join('\n');
}

async function section(file: string, reference: string, about: string): Promise<string[]> {
  const loaded = await loadProcess(reference);
  const { snapshot, definition } = loaded;
  if (!definition) throw new Error(`Process '${reference}' has no definition`);
  const drawing = mermaidOf(processDiagram(snapshot, titlesOf(loaded, 'en')));
  return [
    '',
    `## ${definition.title.en}`,
    '',
    `[${path.basename(file)}](../${file}), version ${snapshot.version}. ${about}`,
    '',
    '```mermaid',
    drawing.trimEnd(),
    '```',
    '',
    ...table(['group', 'tier', 'hours', 'shares out by'], groupRows(snapshot, definition)),
    '',
    ...table(['what', 'enters at', 'climbs to'], categoryRows(snapshot, definition)),
    '',
    ...table(['promise', 'for', 'within', 'in the hours'], targetRows(snapshot)),
    '',
    ...table(['by itself', 'when', 'for', 'what happens'], ruleRows(snapshot)),
    ...approvals(snapshot, definition),
    ...fields(snapshot, definition),
    ...ownNotifications(definition),
  ];
}

/** By which channels people are told where a process does not say otherwise, and how it does. */
function whoHearsWhat(): string[] {
  const rows = Object.entries(allRules({})).flatMap(([side, byReason]) =>
    Object.entries(byReason).map(([reason, rule]) => [side, keyWords(reason), ruleWords(rule)]),
  );
  return [
    '',
    '## Who hears what',
    '',
    'The core says who is concerned ([recipients.ts](../workflows/domain/recipients.ts)); the process, by which channels they are',
    'told: as below, where it says nothing else. A process writes down only what is otherwise, by side and reason:',
    '',
    '```ts',
    'notifications: {',
    "  requesters: { put_on_hold: { mail: 'never' } },",
    '  agents: {',
    "    followed: { mail: daily('08:00') },",
    "    handed_off: { mail: 'at_once', hours: 'group', webhook: true },",
    '    escalated: { isFixed: true },',
    '  },',
    '},',
    '```',
    '',
    'Mail comes `at_once`, `hourly`, `daily(time)`, `weekly(day, time)` or `never`; at once means with what else is told of the',
    'ticket within half a minute, as one mail. `hours` are those in which mail and the desktop tell: the `recipient`’s own, which',
    'they may set, those of the ticket’s `group`, or `always`. People choose otherwise for themselves, unless it `isFixed`. The',
    'compiler knows all these words; `palier process check` refuses a digest of an alarm, and what must be told and is told by nothing.',
    'Tickets do not carry it: as the desk’s process says it now, it holds for all of them, and its version need not rise.',
    '',
    ...table(['told', 'reason', 'by'], rows),
  ];
}

function ownNotifications({ notifications }: ProcessDefinition): string[] {
  const rows = notificationSides.flatMap((side) =>
    reasonsOfSide(side)
      .filter((reason) => ownRule(notifications, side, reason))
      .map((reason) => [side, keyWords(reason), ruleWords(ruleFor(notifications, side, reason))]),
  );
  return rows.length === 0
    ? []
    : ['', ...table(['told', 'reason', 'otherwise than by default'], rows)];
}

function table(head: string[], rows: string[][]): string[] {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)];
}

type Titles = Readonly<Record<string, { title: { en: string } }>>;

function titled(titles: Titles, key: string | null | undefined): string {
  return key ? (titles[key]?.title.en ?? keyWords(key)) : '–';
}

function groupRows({ groups }: ProcessSnapshot, definition: ProcessDefinition): string[][] {
  const tiers = tiersOf(definition);
  return Object.entries(groups).map(([id, { tier, calendar, strategy }]) => [
    titled(definition.groups, id),
    tiers[tier - 1]?.title.en ?? String(tier),
    keyWords(calendar),
    keyWords(strategy),
  ]);
}

function categoryRows(
  { categories, groups }: ProcessSnapshot,
  definition: ProcessDefinition,
): string[][] {
  return Object.entries(categories).map(([id, { group, escalation }]) => {
    const above = Object.values(escalation);
    const climbs = above.length > 0 ? above : [groups[group]?.escalatesTo];
    return [
      titled(definition.categories, id),
      titled(definition.groups, group),
      climbs.map((one) => titled(definition.groups, one)).join(', then '),
    ];
  });
}

function targetRows({ targets }: ProcessSnapshot): string[][] {
  return targets.map(({ clock, when, targetMinutes, calendar }) => [
    keyWords(clock),
    keyWords(conditionWords(when)),
    minutesWords(targetMinutes),
    keyWords(calendar),
  ]);
}

function ruleRows({ escalationRules, rules = [] }: ProcessSnapshot): string[][] {
  return [
    ...escalationRules.map(({ name, clock, atPercent, when, then }) => [
      keyWords(name),
      `${atPercent} % of ${keyWords(clock)}`,
      keyWords(conditionWords(when)),
      'functional' in then ? 'to more skill' : `management, level ${then.hierarchical}, is told`,
    ]),
    ...rules.map(({ name, on, when, do: actions }) => [
      keyWords(name),
      keyWords(triggerWords(on)),
      keyWords(conditionWords(when)),
      actions.map(actionWords).join(', then '),
    ]),
  ];
}

function approvals({ approvals: rules = [] }: ProcessSnapshot, definition: ProcessDefinition) {
  if (rules.length === 0) return [];
  const groups = Object.keys(definition.groups);
  const by = (asked: Approvers) =>
    groups.reduce(
      (words, group) => words.replaceAll(group, titled(definition.groups, group)),
      approverWords(asked).replaceAll("'", '’'),
    );
  const rows = rules.map((rule) => {
    const { name, when, after, wait, next = [] } = rule;
    const last = `refused as ${keyWords(rule.refusedCode)}`;
    return [
      keyWords(name),
      keyWords(conditionWords(when)),
      by(rule),
      after ? after.map(keyWords).join(' and ') || 'nothing' : 'those above',
      wait ? `${minutesWords(wait.limitMinutes)} of ${keyWords(wait.calendar)}` : 'as it waits',
      [...next.map(by), last].join(', then '),
    ];
  });
  return ['', ...table(['approval', 'for', 'by', 'after', 'within', 'otherwise'], rows)];
}

function fields({ fields: asked = {} }: ProcessSnapshot, definition: ProcessDefinition) {
  if (Object.keys(asked).length === 0) return [];
  const byPlace = Object.entries(asked).sort(([, a], [, b]) => a.position - b.position);
  const rows = byPlace.map(([name, { kind, shownWhen, required }]) => [
    titled(definition.fields ?? {}, name),
    kind,
    shownWhen ? keyWords(conditionWords(shownWhen)) : 'every ticket',
    [...(required?.at ? ['the opening'] : []), ...(required?.before ?? []).map(stepWords)].join(
      ', ',
    ) || '–',
  ]);
  return ['', ...table(['field', 'kind', 'for', 'must be known before'], rows)];
}

function stepWords(step: string): string {
  return step === 'setPending' ? 'setting it to pending' : step;
}

if (import.meta.main) writeFileSync(processesPage, await writtenPage());
