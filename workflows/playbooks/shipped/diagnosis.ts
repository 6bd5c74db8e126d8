import { type CheckHeard, days, definePlaybook, hours, TicketRefusal } from '../playbook.ts';

/**
 * A service does not answer: the desk asks the network itself, says what it found, and where the server
 * is there but does not work, has it restarted once whoever reported it agrees to lose what is open.
 * What was found is on the ticket, whoever goes on with it.
 */
export const diagnoseService = definePlaybook({
  name: 'diagnose_service',
  version: 1,
  title: { en: 'Diagnose a service', fr: 'Diagnostiquer un service' },
  onMerge: 'follow',
  input: {
    page: {
      title: { en: 'Address of its page', fr: 'Adresse de sa page' },
      kind: 'text',
      maxLength: 500,
    },
  },
  async run(desk, _ticket, { page }) {
    const { checks } = desk;
    const { hostname, port, protocol } = addressOf(page);
    const asked = { retries: 2 };
    const [listens, answers] = await Promise.all([
      checks.tcp(hostname, port || (protocol === 'https' ? 443 : 80), {
        ...{ name: 'the server is there', ...asked },
      }),
      checks.http(page, { name: 'the page answers', ...asked }),
    ]);
    const verdict = verdictOf(listens, answers);
    await desk.ticket.addMessage({
      ...{ name: 'verdict', text: verdictWords[verdict], visibility: 'internal' },
    });
    if (verdict === 'works') return;
    if (verdict === 'away') {
      await desk.task({
        ...{ name: 'bring it back', title: `Bring ${hostname} back: nothing listens there` },
        within: hours(4),
      });
    } else {
      const consent = await desk.consent({
        name: 'the requester agrees',
        title: 'May we restart the service?',
        text: 'Whoever works with it now loses what is not saved.',
        within: days(1),
      });
      if (!consent.isGiven) return;
      const restart = await desk.task({
        name: 'restart',
        title: `Restart the service at ${hostname}`,
        within: hours(1),
      });
      if (restart.outcome === 'cancelled') return;
    }
    const works = await checks.http(page, { name: 'the page answers again', ...asked });
    if (!works.isMet) return;
    try {
      await desk.ticket.resolve({ code: 'fixed', note: 'The service answers again.' });
    } catch (error) {
      if (!(error instanceof TicketRefusal)) throw error;
      await desk.ticket.addMessage({ text: error.message, visibility: 'internal' });
    }
  },
});

type Verdict = 'works' | 'away' | 'broken';

function verdictOf(listens: CheckHeard, answers: CheckHeard): Verdict {
  if (answers.isMet) return 'works';
  return listens.isMet ? 'broken' : 'away';
}

const verdictWords: Record<Verdict, string> = {
  works: 'The service answers from here: look at the device of whoever reported it.',
  away: 'The server cannot be reached: nothing listens there.',
  broken: 'The server is there, and its service does not work: it has to be restarted.',
};

/** @throws Error where it is no address of a page, so that the run is parked and says so */
function addressOf(page: string): { hostname: string; port: number; protocol: string } {
  const found = /^(https?):\/\/([^/:?#@]+)(?::(\d+))?(?:[/?#]|$)/.exec(page);
  if (!found) throw new Error(`page '${page}': expected an address as https://desk.example.org/`);
  const [, protocol = '', hostname = '', port = '0'] = found;
  return { hostname, port: Number(port), protocol };
}
