import { definePlaybook } from 'palier/playbook';

/**
 * The patient record is down, and care goes on: the wards write on paper, and once the record is back what they
 * wrote is copied, by people who are asked for it. What each task says stands with the process.
 */
export const workOnPaper = definePlaybook({
  name: 'work_on_paper',
  version: 1,
  title: { en: 'Work on paper', fr: 'Travailler sur papier' },
  onMerge: 'follow',
  input: {},
  async run(desk) {
    await desk.task({ name: 'paper', task: 'go_to_paper' });
    const restored = await desk.task({ name: 'restored', task: 'say_it_is_back' });
    if (restored.outcome === 'cancelled') return;
    await desk.task({ name: 'copied', task: 'copy_from_paper' });
    await desk.ticket.addMessage({
      name: 'told',
      text: 'What was written on paper is in the record.',
      visibility: 'internal',
    });
  },
});
