import { definePlaybook, TicketRefusal } from 'palier/playbook';

const title = { en: 'Opening', fr: 'Ouverture' };
const input = { category: { title: { en: 'Category', fr: 'Catégorie' }, kind: 'text' } } as const;

/** Opens another ticket, says so, and says how it was resolved. */
export const opening = definePlaybook({
  name: 'opening',
  version: 1,
  title,
  input,
  async run(desk, _ticket, { category }) {
    const other = await desk.openTicket({
      ...{ name: 'new cable', subject: 'Order a cable', description: 'Two metres', category },
    });
    await desk.ticket.addMessage({ text: `Opened #${other.number}`, visibility: 'internal' });
    const { outcome, code } = await desk.resolution(other.ticketId, { name: 'it has come' });
    await desk.ticket.addMessage({ text: `${outcome} ${code ?? '-'}`, visibility: 'internal' });
  },
});

/** Goes on though the desk does not take its ticket. */
export const openingOrNot = definePlaybook({
  name: 'opening_or_not',
  version: 1,
  title,
  input,
  async run(desk, _ticket, { category }) {
    try {
      await desk.openTicket({ name: 'other', subject: 'A', description: 'B', category });
    } catch (error) {
      if (!(error instanceof TicketRefusal)) throw error;
      await desk.ticket.addMessage({ text: error.code, visibility: 'internal' });
    }
  },
});

/** Has opened one when it comes to another system, which may be away. */
export const openingTwice = definePlaybook({
  name: 'opening_twice',
  version: 1,
  title,
  input,
  async run(desk, _ticket, { category }) {
    const { number } = await desk.openTicket({
      ...{ name: 'first', subject: 'First', description: 'Once', category },
    });
    await desk.activity('breaks once', number);
  },
});
