import { defineOffers } from 'palier/processes';
import { hospital } from './hospital.ts';

/** Each is shipped by `palier process ship`, and tickets follow the version they began with. */
export const processes = [hospital];

/** What is asked for where, and by whom. What names no process goes where a route leads, or to the default. */
export const offers = defineOffers({
  default: 'hospital',
  pages: {
    care: {
      title: { en: 'Systems and devices', fr: 'Systèmes et dispositifs' },
      description: {
        en: 'Patient record, radiology, devices, workplaces',
        fr: 'Dossier patient, radiologie, dispositifs, postes',
      },
      process: 'hospital',
      categories: ['patient_record', 'imaging', 'medical_device', 'workplace'],
    },
    record_access: {
      title: { en: 'Access to patient records', fr: 'Accès aux dossiers patients' },
      description: {
        en: 'The head of your department is asked',
        fr: 'Votre chef de service est consulté',
      },
      process: 'hospital',
      categories: ['record_access'],
    },
    clinic: {
      title: { en: 'Clinique du Lac', fr: 'Clinique du Lac' },
      description: {
        en: 'Under your contract, day and night',
        fr: 'Selon votre contrat, jour et nuit',
      },
      process: 'hospital',
      for: { contracts: ['Lac 24/7'] },
    },
  },
});
