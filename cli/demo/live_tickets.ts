import { articleIdOf } from './articles.ts';
import { type Person, type Step, send } from './send.ts';

interface LiveTicket {
  key: string;
  /** Who opens it; the demo's requester unless somebody else. */
  as?: Person;
  body: object;
  /** Tickets that report the same incident. */
  reports?: object[];
  /** The article its requester had opened before asking. */
  read?: string;
  steps: Step[];
}

const say = (as: Person, body: string, visibility = 'public'): Step => ({
  as,
  method: 'POST',
  resource: 'messages',
  body: { body, visibility },
});
const put = (as: Person, resource: string, body: object = {}): Step => ({
  as,
  method: 'PUT',
  resource,
  body,
});
const diagnose = (kind: string, step: string, outcome: string, ruledOut?: string): Step => ({
  as: 'demo-agent',
  method: 'POST',
  resource: 'diagnostic-steps',
  body: { kind, step, outcome, ...(ruledOut && { ruledOut }) },
});

/** Tickets in every state a visitor may want to see, made by the same API that visitors use. */
const liveTickets: LiveTicket[] = [
  {
    key: 'demo-new',
    body: {
      subject: 'Impossible d’imprimer depuis ce matin',
      description: 'L’imprimante du hall reste « hors ligne » pour toute l’équipe.',
      category: 'hardware',
      impact: 'medium',
      urgency: 'medium',
    },
    steps: [],
  },
  {
    key: 'demo-working',
    body: {
      subject: 'VPN drops every ten minutes',
      description: 'Working from home, the VPN disconnects and I lose my session each time.',
      category: 'network',
      urgency: 'high',
    },
    read: articleIdOf('vpn-drops'),
    steps: [
      put('demo-agent', 'acceptance'),
      say('demo-agent', 'Thank you. Which client version does “About” show?'),
      say('demo-requester', 'It says 5.2.1.'),
      say('demo-agent', '5.2.1 is the version with the known keep-alive fault.', 'internal'),
    ],
  },
  {
    key: 'demo-pending',
    body: {
      subject: 'Deuxième écran pour le télétravail',
      description: 'Un écran 24 pouces, à retirer au siège si possible jeudi.',
      type: 'service_request',
      category: 'hardware',
    },
    steps: [
      put('demo-agent', 'acceptance'),
      say('demo-agent', 'Bonjour Camille, quel jour passez-vous au siège ?'),
      put('demo-agent', 'pending', { reason: 'requester', note: 'Jour de retrait à confirmer' }),
    ],
  },
  {
    key: 'demo-escalated',
    body: {
      subject: 'Intranet unreachable from the second floor',
      description: 'Nobody on the second floor reaches the intranet; the first floor does.',
      category: 'network',
      impact: 'medium',
      urgency: 'high',
    },
    steps: [
      put('demo-agent', 'acceptance'),
      say('demo-agent', 'We are looking at the switch of your floor.'),
      diagnose('information', 'Asked who is affected', 'All desks of the second floor'),
      diagnose('test', 'Pinged the gateway from two desks', 'No answer', 'A single faulty cable'),
      diagnose('reproduction', 'Plugged in a known good laptop', 'Same failure', 'The laptops'),
      {
        as: 'demo-agent',
        method: 'POST',
        resource: 'escalations',
        body: {
          kind: 'functional',
          reason: 'needs_skill',
          note: 'The floor switch answers on its console and forwards nothing.',
          requestedOutcome: 'Find out why VLAN 20 is gone, and bring it back.',
        },
      },
    ],
  },
  {
    key: 'demo-resolved',
    body: {
      subject: 'Mot de passe expiré',
      description: 'Je ne peux plus me connecter depuis lundi.',
      category: 'access',
    },
    steps: [
      put('demo-agent', 'acceptance'),
      say(
        'demo-agent',
        'Bonjour Camille, je réinitialise le mot de passe avec vous par téléphone.',
      ),
      put('demo-agent', 'resolution', {
        code: 'fixed',
        note: 'Identité vérifiée, mot de passe réinitialisé, connexion vérifiée.',
      }),
    ],
  },
  {
    key: 'demo-reopened',
    body: {
      subject: 'Laptop does not wake from sleep',
      description: 'It stays black and I have to hold the power button.',
      category: 'hardware',
    },
    steps: [
      put('demo-agent', 'acceptance'),
      put('demo-agent', 'resolution', { code: 'workaround', note: 'Fast start switched off.' }),
      say('demo-requester', 'It happened again this morning, twice.'),
    ],
  },
  {
    key: 'demo-tier-2',
    body: {
      subject: 'ERP: purchase order cannot be approved',
      description: 'The approve button answers “internal error 5012”.',
      category: 'business_application',
      impact: 'medium',
      urgency: 'high',
    },
    steps: [
      diagnose('information', 'Asked which order and who approves it', 'Order 4512, the buyer'),
      diagnose('test', 'Approved another order as the same person', 'The same error'),
      put('demo-agent-2', 'assignment', { group: 'applications', assignee: 'acc-marc' }),
      put('demo-agent-2', 'acceptance'),
      say('demo-agent-2', 'I see the error in the log and am on it.'),
    ],
  },
  {
    key: 'demo-approval',
    body: {
      process: 'service_requests',
      subject: 'Un portable pour la nouvelle arrivante',
      description: 'Elle commence le mois prochain ; un portable de 14 pouces suffit.',
      type: 'service_request',
      category: 'equipment',
      service: 'laptop',
    },
    steps: [],
  },
  {
    key: 'demo-major',
    as: 'demo-agent',
    body: {
      requester: 'acc-omar',
      channel: 'phone',
      subject: 'No Wi-Fi in building B',
      description: 'Nobody in building B gets an address; cables work.',
      category: 'network',
      impact: 'high',
      urgency: 'high',
    },
    reports: [
      {
        requester: 'acc-paul',
        channel: 'phone',
        subject: 'Plus de Wi-Fi',
        description: 'Au bâtiment B, troisième étage.',
        category: 'network',
      },
      {
        requester: 'acc-eva',
        channel: 'email',
        subject: 'Wi-Fi keeps connecting',
        description: 'Building B, meeting room 2.',
        category: 'network',
      },
    ],
    steps: [
      put('demo-agent', 'major-incident', {
        statement: 'Wi-Fi is down in building B. Please use a cable; next news within the hour.',
      }),
      say('demo-agent', 'The address server of building B is full. We are making room.'),
    ],
  },
];

/** Opens the live tickets of the demo. The same keys again do nothing twice. */
export async function openLiveTickets(apiUrl: string): Promise<void> {
  await Promise.all(
    liveTickets.map(async ({ key, as = 'demo-requester', body, read, reports = [], steps }) => {
      const reading = read === undefined ? {} : await readBefore(apiUrl, key, read);
      const opening = { as, method: 'POST', resource: '' } as const;
      const { id } = await send(apiUrl, '/api/tickets', key, {
        ...opening,
        body: { ...body, ...reading },
      });
      for (const [index, report] of reports.entries()) {
        const reportKey = `${key}-report-${index}`;
        const step = { ...opening, body: report };
        const { id: reportId } = await send(apiUrl, '/api/tickets', reportKey, step);
        const link = `/api/tickets/${id}/links/child/${reportId}`;
        await send(apiUrl, link, `${reportKey}-link`, { as, method: 'PUT', resource: '' });
      }
      for (const [index, step] of steps.entries()) {
        await send(apiUrl, `/api/tickets/${id}/${step.resource}`, `${key}-${index}`, step);
      }
    }),
  );
}

async function readBefore(
  apiUrl: string,
  key: string,
  article: string,
): Promise<{ knowledgeSession: string }> {
  const step = (body: object): Step => ({
    as: 'demo-requester',
    method: 'POST',
    resource: '',
    body,
  });
  const address = '/api/knowledge-sessions';
  const { id } = await send(apiUrl, address, `${key}-session`, step({ place: 'form' }));
  await send(apiUrl, `${address}/${id}/events`, `${key}-read`, step({ type: 'opened', article }));
  return { knowledgeSession: id };
}
