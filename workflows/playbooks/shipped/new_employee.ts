import { days, definePlaybook, hours } from '../playbook.ts';

/**
 * Somebody arrives: once their manager has agreed, three groups prepare six things, the last of them
 * around the first day.
 */
export const newEmployee = definePlaybook({
  name: 'new_employee',
  version: 1,
  title: { en: 'New employee', fr: 'Nouvel arrivant' },
  onMerge: 'follow',
  input: {
    first_day: { title: { en: 'First day', fr: 'Premier jour' }, kind: 'date' },
    needs_phone: { title: { en: 'Needs a phone', fr: 'A besoin d’un téléphone' }, kind: 'boolean' },
  },
  async run(desk, _ticket, { first_day, needs_phone }) {
    const manager = await desk.approval({ name: 'manager agrees', rule: 'line_manager' });
    if (manager.outcome !== 'granted') return;
    const firstDay = Date.parse(first_day);
    const before = (length: number) => Math.max(firstDay - length, Date.now() + hours(4));
    const account = desk.task({
      name: 'account',
      title: 'Make an account and a mailbox',
      group: 'access_administration',
      dueAt: before(days(3)),
      isRequired: true,
    });
    const laptop = desk.task({
      name: 'laptop',
      title: 'Prepare a laptop',
      group: 'equipment_fulfilment',
      dueAt: before(days(2)),
      isRequired: true,
    });
    const phone = needs_phone
      ? desk.task({
          name: 'phone',
          title: 'Prepare a mobile phone',
          group: 'equipment_fulfilment',
          dueAt: before(days(2)),
        })
      : null;
    await Promise.all([account, laptop, phone]);
    await desk.task({
      name: 'access',
      title: 'Give access to the programs of the job',
      group: 'access_administration',
      isRequired: true,
    });
    await desk.until(firstDay - days(1), { name: 'the day before' });
    await desk.task({ name: 'desk', title: 'Set the desk up', group: 'equipment_fulfilment' });
    await desk.until(firstDay, { name: 'first day' });
    await desk.task({
      name: 'welcome',
      title: 'Hand everything over and sign in together',
      group: 'request_desk',
      isShown: true,
    });
    await desk.ticket.addMessage({ text: 'Everything is handed over.', visibility: 'internal' });
  },
});
