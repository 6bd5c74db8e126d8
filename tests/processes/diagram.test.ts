import test from 'ava';
import { SaxesParser } from 'saxes';
import { svgOf } from '../../cli/commands/process/diagram.ts';
import type { ProcessSnapshot } from '../../workflows/domain/process.ts';
import { Inspector } from '../../workflows/processes/check/inspector.ts';
import { compileProcess } from '../../workflows/processes/compile.ts';
import type { ProcessDefinition } from '../../workflows/processes/define.ts';
import {
  type DiagramPart,
  type ProcessDiagram,
  plainTitles,
  processDiagram,
} from '../../workflows/processes/diagram/diagram.ts';
import { dotOf } from '../../workflows/processes/diagram/dot.ts';
import { escalationPart } from '../../workflows/processes/diagram/escalation.ts';
import { mermaidOf } from '../../workflows/processes/diagram/mermaid.ts';
import { explore, openAll } from '../../workflows/processes/explore/explore.ts';
import { viewsOf } from '../../workflows/processes/explore/views.ts';
import { itSupport } from '../../workflows/processes/it_support.ts';
import { at, rules, process as small } from '../domain/desk.ts';
import { runPalier } from '../support/palier.ts';

const support = compileProcess(itSupport as ProcessDefinition);

const drawings = new Map<ProcessSnapshot, ProcessDiagram>();

/** Everything is tried for a drawing, which takes seconds: once for each process. */
function drawingOf(process: ProcessSnapshot): ProcessDiagram {
  const drawing = drawings.get(process) ?? processDiagram(process);
  drawings.set(process, drawing);
  return drawing;
}

function partOf(process: ProcessSnapshot, id: string): DiagramPart {
  const part = drawingOf(process).parts.find((one) => one.id === id);
  if (!part) throw new Error(`No part ${id}`);
  return part;
}

/** Edges as `from > to (kind): labels`. */
function edgesOf(process: ProcessSnapshot, id: string): string[] {
  return partOf(process, id).edges.map(
    ({ from, to, kind, labels }) => `${from} > ${to} (${kind}): ${labels.join(' / ')}`,
  );
}

test('each timeout is drawn with its length and where it leads', (t) => {
  const edges = edgesOf(small, 'lifecycle').filter((edge) => edge.includes('(time)'));
  t.deepEqual(edges, [
    'merged > merged (time): final after 35 h of office',
    'new > new (time): nobody found after 1 h',
    'pending_change > pending_change (time): nobody found after 1 h',
    'pending_change > working (time): after 140 h of office',
    'pending_requester > pending_requester (time): nobody found after 1 h / reminder after 14 h and 28 h of office',
    'pending_requester > resolved (time): after 42 h of office, as no answer',
    'pending_supplier > pending_supplier (time): nobody found after 1 h',
    'pending_supplier > working (time): after 70 h of office',
    'resolved > closed (time): after 35 h of office',
  ]);
});

test('what time does is drawn as done by what did it, however often people were asked before', (t) => {
  const timeouts = (process: ProcessSnapshot) =>
    edgesOf(process, 'lifecycle').filter((edge) => /\((time|rule)\)/.test(edge));
  const asking = { ...small, attention: { ...small.attention, minutes: 60 } };
  t.deepEqual(timeouts(asking), timeouts(small));
});

test('what every open ticket can do is drawn once, from all of them', (t) => {
  const edges = edgesOf(small, 'lifecycle');
  for (const end of ['resolved', 'cancelled', 'merged']) {
    t.true(edges.includes(`open > ${end} (command): ${end}`), end);
  }
});

test('the drawing follows the process: no reopening by message where messages do not reopen', (t) => {
  const byMessage = 'resolved > new (command): requester writes';
  t.true(edgesOf(small, 'lifecycle').includes(byMessage));
  t.false(edgesOf({ ...small, messageReopens: false }, 'lifecycle').includes(byMessage));
});

test('a process with approvals begins where somebody is waited for', (t) => {
  const approving: ProcessSnapshot = {
    ...small,
    approvals: [
      {
        name: 'manager',
        when: { field: 'type', in: ['service_request'] },
        approverGroup: 'core',
        refusedCode: 'no_answer',
      },
    ],
    pending: { ...small.pending, approval: small.pending.supplier },
  };
  const edges = edgesOf(approving, 'lifecycle');
  t.true(edges.includes('null > pending_approval (command): '));
  t.true(edges.includes('open > pending_approval (command): classified'));
  t.true(edges.includes('pending_approval > working (command): approved / classified'));
  t.true(edges.includes('pending_approval > resolved (command): not approved'));
});

test('a rule by the work at a tier is drawn from that tier alone', (t) => {
  const process: ProcessSnapshot = {
    ...small,
    clocks: [{ name: 'desk_work', measures: 'tier_work', tier: 'first_line' }],
    escalationRules: [
      {
        name: 'desk_is_late',
        clock: 'desk_work',
        atPercent: 100,
        when: { all: [] },
        then: { functional: true },
        notify: [],
      },
    ],
  };
  const { edges } = escalationPart(process, plainTitles(process));
  const byRule = edges.filter(({ labels }) => labels.join().includes('desk is late'));
  t.deepEqual(
    byRule.map(({ from, to }) => [from, to]),
    [['group_desk', 'group_network']],
  );
});

test('groups are drawn by tier, with what climbs where and how it comes back', (t) => {
  t.deepEqual(edgesOf(small, 'escalation'), [
    'null > group_desk (command): vpn, printer, no category',
    'null > group_network (command): routing',
    'group_core > group_network (time): refused, or not accepted in time',
    'group_desk > group_network (command): escalated',
    'group_desk > group_network (rule): first line time (75 % of resolution)',
    'group_network > group_core (command): escalated',
    'group_network > group_desk (time): refused, or not accepted in time',
    'management_1 > management_2 (command): escalated again',
    'support > management_1 (command): escalated to management',
    'support > management_1 (rule): handed back 2 times / resolution breach (breach of resolution)',
  ]);
});

test('every hand-off the core makes when everything is tried is drawn', (t) => {
  const calendars = Object.fromEntries(
    support.calendars.map((id) => [id, { ...(rules.calendars.always as object), id }]),
  ) as never;
  for (const process of [small, support]) {
    const explored = { process, calendars: process === small ? rules.calendars : calendars };
    const inspector = new Inspector(explored, process.bounceLimit);
    explore(explored, openAll(explored, [at(0, '09:00')]), viewsOf(explored).escalation, inspector);
    const drawn = partOf(process, 'escalation').edges.map(({ from, to }) => `${from} ${to}`);
    t.true(inspector.climbs.size > 1);
    for (const { from, to } of inspector.climbs.values()) {
      t.true(drawn.includes(`group_${from} group_${to}`), `${from} to ${to}`);
    }
  }
});

test('Mermaid gets nothing it would read as something else', (t) => {
  const text = mermaidOf(
    processDiagram(support, {
      title: 'Two: "words"; #1',
      group: (id) => `${id}: "quoted"; #`,
      category: (id) => `${id}: x`,
      tier: (id) => `${id}: y`,
    }),
  );
  const [, , , head, ...lines] = text.trimEnd().split('\n');
  t.is(head, 'stateDiagram-v2');
  const id = /(?:\w+|\[\*\])/.source;
  const allowed = [
    /^ {2}state "[^":;#]+" as \w+ \{$/,
    /^ {4}direction LR$/,
    /^ {4}state "[^":;#]+" as \w+$/,
    new RegExp(`^ {4}${id} --> ${id}(?: : [^":;#]+)?$`),
    /^ {2}\}$/,
  ];
  for (const line of lines)
    t.true(
      allowed.some((one) => one.test(line)),
      line,
    );
});

test('the SVG is whole, and is made without a browser', async (t) => {
  const svg = await svgOf(dotOf(drawingOf(support)));
  const texts: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => t.fail(error.message));
  parser.on('text', (text) => texts.push(text));
  parser.write(svg).close();
  for (const { title } of drawingOf(support).parts.flatMap((part) => part.nodes)) {
    t.true(texts.includes(title), title);
  }
});

test('equal processes give equal drawings', (t) => {
  t.is(mermaidOf(drawingOf(small)), mermaidOf(processDiagram(structuredClone(small))));
});

test('the command draws in the language and format asked for', async (t) => {
  t.timeout(60_000);
  const french = await runPalier(['process', 'diagram', '--locale', 'fr']);
  t.is(french.code, 0, french.stderr);
  t.regex(french.stdout, /stateDiagram-v2[\s\S]*Centre de services \(Premier niveau\)/);
  const svg = await runPalier(['process', 'diagram', 'it_support', '--format', 'svg']);
  t.regex(svg.stdout, /<svg [\s\S]*Service desk[\s\S]*<\/svg>/);
  const wrong = await runPalier(['process', 'diagram', '--format', 'png']);
  t.is(wrong.code, 2);
  t.regex(wrong.stderr, /--format is "png": expected mermaid or svg/);
});
