import { type Desk, days, definePlaybook } from 'palier/playbook';

/** One playbook for each kind of step, of which the runs are recorded. */

const title = { en: 'Recorded', fr: 'Enregistré' };

function ofKind(kind: string, run: (desk: Desk) => Promise<unknown>) {
  return definePlaybook({
    name: `kind_${kind}`,
    version: 1,
    title,
    input: {},
    async run(desk) {
      await run(desk);
    },
  });
}

export const command = ofKind('command', (desk) =>
  desk.ticket.addMessage({ text: 'Looked at', visibility: 'internal' }),
);
export const task = ofKind('task', (desk) =>
  Promise.all([
    desk.task({ name: 'one', title: 'One', group: 'request_desk' }),
    desk.task({ name: 'other', title: 'Other', group: 'request_desk' }),
  ]),
);
export const approval = ofKind('approval', (desk) => desk.approval({ rule: 'line_manager' }));
export const webhook = ofKind('webhook', (desk) => desk.webhook('crm', { said: 'arrived' }));
export const activity = ofKind('activity', (desk) => desk.activity('double', 2));
export const wait = ofKind('wait', (desk) => desk.sleep(days(3)));
export const check = ofKind('check', (desk) => desk.checks.tcp('127.0.0.1', 1));
export const consent = ofKind('consent', (desk) =>
  desk.consent({ name: 'agrees', title: 'May we?', text: 'It is gone then.', within: days(2) }),
);
export const ticket = ofKind('ticket', (desk) =>
  desk.openTicket({ name: 'follow-up', subject: 'Look again', description: 'In a month' }),
);
