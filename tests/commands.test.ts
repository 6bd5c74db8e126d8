import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { operations } from '../api/operations.ts';
import { mayUse } from '../api/people/policy.ts';
import { commandNames, commands, humanCommandNames } from '../workflows/domain/commands.ts';
import { eventTypes } from '../workflows/domain/evolve.ts';
import { isAmong, statuses } from '../workflows/domain/ticket.ts';

/**
 * What the compiler cannot see of a command and of an event: that people have an address for it, and
 * the timeline words. The rest of a command (rule, move of the explorer, label of the diagrams, how
 * it is read back, the button with its icon, words and form) is missing in no table without a type
 * error.
 */

const ui = path.resolve(import.meta.dirname, '../api/ui');
const read = (file: string) => readFileSync(path.join(ui, file), 'utf8');
const messages: Record<string, Record<string, string>> = {
  English: JSON.parse(read('messages/en.json')),
  French: JSON.parse(read('messages/fr.json')),
};

test('each command that people can give has an address of the API', (t) => {
  for (const name of humanCommandNames) {
    t.true(name in operations, `The command ${name} has no operation in api/operations.ts.`);
  }
});

test('no address gives a command that is the desk’s own', (t) => {
  for (const name of commandNames.filter((one) => !isAmong(humanCommandNames, one))) {
    t.false(name in operations, `${name} is internal, and api/operations.ts has it.`);
  }
});

test('whoever may give a command in the core may use its address', (t) => {
  for (const name of humanCommandNames) {
    const by: readonly string[] = commands[name].by;
    const isServed = by.includes('requester');
    t.is(mayUse(name, ['requester']), isServed, `The policy of ${name} for requesters is wrong.`);
    t.true(mayUse(name, ['agent']), `The policy keeps agents from ${name}.`);
    t.false(mayUse(name, ['analyst']), `The policy gives ${name} to analysts.`);
  }
});

test('each event has words on the timeline', (t) => {
  for (const type of eventTypes) {
    for (const [language, words] of Object.entries(messages)) {
      const isSaid = Object.keys(words).some(
        (key) => key === `event.${type}` || key.startsWith(`event.${type}_`),
      );
      t.true(isSaid, `The event ${type} has no message 'event.${type}' in ${language}.`);
    }
  }
});

test('in each status that is not the last of a ticket something can be done', (t) => {
  for (const status of statuses) {
    const means = humanCommandNames.filter((name) => isAmong<string>(commands[name].from, status));
    // A closed ticket can still be rated, and a merge undone.
    const isLast = status === 'cancelled';
    t.is(means.length > 0, !isLast, `In the status ${status} no command means anything.`);
  }
});
