/** The words of a process that has none of its own, in their order. */

export const standardTiers = {
  first_line: { title: { en: 'First line', fr: 'Premier niveau' } },
  second_line: { title: { en: 'Second line', fr: 'Deuxième niveau' } },
  third_line: { title: { en: 'Third line', fr: 'Troisième niveau' } },
} as const;
export type StandardTier = keyof typeof standardTiers;

export const standardPriorities = {
  p1: { title: { en: 'P1, critical', fr: 'P1, critique' } },
  p2: { title: { en: 'P2, high', fr: 'P2, haute' } },
  p3: { title: { en: 'P3, normal', fr: 'P3, normale' } },
  p4: { title: { en: 'P4, low', fr: 'P4, basse' } },
} as const;
export type StandardPriority = keyof typeof standardPriorities;

export const standardImpacts = {
  high: {
    title: { en: 'High', fr: 'Fort' },
    plainTitle: { en: 'A whole site or service', fr: 'Tout un site ou un service' },
  },
  medium: {
    title: { en: 'Medium', fr: 'Moyen' },
    plainTitle: { en: 'Several of us', fr: 'Plusieurs d’entre nous' },
  },
  low: {
    title: { en: 'Low', fr: 'Faible' },
    plainTitle: { en: 'Only me', fr: 'Moi seulement' },
  },
} as const;
export type StandardLevel = keyof typeof standardImpacts;

export const standardUrgencies = {
  high: {
    title: { en: 'High', fr: 'Forte' },
    plainTitle: { en: 'I cannot work at all', fr: 'Je ne peux plus travailler' },
  },
  medium: {
    title: { en: 'Medium', fr: 'Moyenne' },
    plainTitle: { en: 'I can work, with difficulty', fr: 'Je travaille difficilement' },
  },
  low: {
    title: { en: 'Low', fr: 'Faible' },
    plainTitle: { en: 'It can wait', fr: 'Cela peut attendre' },
  },
} as const;
