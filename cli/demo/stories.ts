import type { Level } from '../../workflows/domain/ticket.ts';

/** What people of the demo ask for: enough of it that lists and charts look like a desk's. */
export interface Story {
  category: string;
  service: string | null;
  type: 'incident' | 'service_request';
  impact: Level;
  urgency: Level;
  subject: string;
  description: string;
  /** How it ended. */
  solution: string;
  code: string;
  /** Chance that tier 1 cannot solve it, from 0 to 1. */
  climbs: number;
  /** How often it comes, beside the others. */
  weight: number;
}

const incident = { type: 'incident', impact: 'medium', urgency: 'medium', code: 'fixed' } as const;
const request = {
  type: 'service_request',
  impact: 'low',
  urgency: 'low',
  code: 'fulfilled',
} as const;

export const stories: readonly Story[] = [
  {
    ...incident,
    category: 'access',
    service: 'identity',
    subject: 'Account locked after holidays',
    description: 'I am back from two weeks off and my password is refused.',
    solution: 'Identity verified, password reset, signed in together.',
    climbs: 0.05,
    weight: 14,
  },
  {
    ...incident,
    category: 'access',
    service: 'identity',
    subject: 'Mot de passe expiré',
    description: 'Impossible de me connecter ce matin, le mot de passe est expiré.',
    solution: 'Identité vérifiée, mot de passe réinitialisé.',
    climbs: 0.04,
    weight: 12,
  },
  {
    ...incident,
    category: 'network',
    service: 'vpn',
    urgency: 'high',
    subject: 'VPN drops every ten minutes',
    description: 'Working from home, the VPN disconnects and I lose my session each time.',
    solution: 'Client updated, MTU lowered to 1,340.',
    climbs: 0.45,
    weight: 9,
  },
  {
    ...incident,
    category: 'network',
    service: 'office_network',
    impact: 'medium',
    urgency: 'high',
    subject: 'Plus de Wi-Fi au deuxième étage',
    description: 'Depuis 9 h personne ne capte le réseau côté cour.',
    solution: 'Borne remplacée, canal fixé.',
    climbs: 0.7,
    weight: 4,
  },
  {
    ...incident,
    category: 'hardware',
    service: 'workstation',
    subject: 'Laptop does not wake from sleep',
    description: 'Since the last update it stays black and I have to hold the power button.',
    solution: 'Firmware updated, fast start switched off.',
    climbs: 0.3,
    weight: 8,
  },
  {
    ...incident,
    category: 'hardware',
    service: 'printing',
    subject: 'Imprimante du hall : bourrage papier',
    description: 'Le bac 2 se bloque à chaque impression recto verso.',
    solution: 'Rouleau nettoyé, bac réglé.',
    climbs: 0.25,
    weight: 7,
  },
  {
    ...incident,
    category: 'email',
    service: 'messaging',
    subject: 'Mails from one customer never arrive',
    description: 'They say they sent three since Monday. Nothing in spam either.',
    solution: 'Sender released from quarantine, rule corrected.',
    climbs: 0.35,
    weight: 6,
  },
  {
    ...incident,
    category: 'business_application',
    service: 'erp',
    impact: 'medium',
    urgency: 'high',
    subject: 'ERP: purchase order cannot be approved',
    description: 'The approve button answers “internal error 5012” for orders above 10,000.',
    solution: 'Missing approval step added to the workflow of the ERP.',
    climbs: 0.75,
    weight: 5,
  },
  {
    ...incident,
    category: 'business_application',
    service: 'customer_database',
    subject: 'Base clients très lente',
    description: 'Chaque fiche met plus de trente secondes à s’ouvrir.',
    solution: 'Index reconstruit pendant la nuit.',
    climbs: 0.6,
    weight: 5,
  },
  {
    ...request,
    category: 'access',
    service: 'customer_database',
    subject: 'Read access to the customer database',
    description: 'I join the sales team on the 1st and need to see customers of the north region.',
    solution: 'Role “sales north, read” granted.',
    climbs: 0.1,
    weight: 8,
  },
  {
    ...request,
    category: 'hardware',
    service: 'workstation',
    subject: 'Second écran pour le télétravail',
    description: 'Un écran 24 pouces, à retirer au siège.',
    solution: 'Écran remis et inventorié.',
    climbs: 0.15,
    weight: 6,
  },
  {
    ...incident,
    category: 'network',
    service: 'vpn',
    code: 'guidance',
    subject: 'How do I reach the shared drive from home?',
    description: 'I see the drive in the office and not here.',
    solution: 'Explained the VPN profile and the drive mapping; article sent.',
    climbs: 0.02,
    weight: 7,
  },
];

export const replies = [
  'Thank you, I have what I need for now and am looking into it.',
  'Merci, je regarde et je reviens vers vous dans la journée.',
  'Could you tell me since when, and whether a colleague sees the same?',
  'Pouvez-vous redémarrer le poste une fois et me dire ce qui s’affiche ?',
];

export const answers = [
  'Since yesterday afternoon, and my neighbour has it too.',
  'Oui, c’est fait, et le message est le même.',
  'It worked for an hour and then came back.',
];

export const followUps = [
  'Thank you, that tells me where to look.',
  'Merci, cela m’aide : je continue avec ces éléments.',
  'I can see it from here now. I will write when it is done.',
];

export const reopenings = [
  'It came back this morning, exactly as before.',
  'Cela recommence depuis ce matin.',
];

export const comments = ['Quick and friendly.', 'Très bien, merci !', 'It took too long.', ''];
