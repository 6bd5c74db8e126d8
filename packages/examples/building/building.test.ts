import { test } from 'node:test';
import { rehearse } from 'palier/rehearse';
import { building } from './building.ts';

// Each plays a ticket on the rules the desk runs, in no time; what fails prints what happened and why.

test('what leaks on a Saturday night is the technicians’, who have four hours', () => {
  rehearse(building)
    .at('Sat 03:00')
    .open({ subject: 'The ceiling is leaking' })
    .expect({ group: 'technicians', priority: 'p1', due: { resolution: 'Sat 07:00' } });
});

test('a door waits for office hours', () => {
  rehearse(building)
    .at('Sat 03:00')
    .open({ category: 'doors' })
    .expect({ group: 'janitors', due: { first_response: 'Mon 12:00' } });
});
