import { defineOffers } from 'palier/processes';
import { building } from './building.ts';

/** Each is shipped by `palier process ship`, and tickets follow the version they began with. */
export const processes = [building];

/** What is asked for where, and by whom. What names no process goes where a route leads, or to the default. */
export const offers = defineOffers({
  default: 'building',
  pages: {
    building: {
      title: { en: 'The building', fr: 'Le bâtiment' },
      description: {
        en: 'Doors, heating, water, light',
        fr: 'Portes, chauffage, eau, lumière',
      },
      process: 'building',
    },
  },
});
