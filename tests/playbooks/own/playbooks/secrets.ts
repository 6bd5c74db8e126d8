import { definePlaybook } from 'palier/playbook';

/** Signs in elsewhere. */
export const signing = definePlaybook({
  name: 'signing',
  version: 1,
  title: { en: 'Signing in', fr: 'Connexion' },
  input: {
    mode: {
      title: { en: 'Mode', fr: 'Mode' },
      kind: 'choice',
      options: {
        well: { en: 'Well', fr: 'Bien' },
        fails: { en: 'Fails', fr: 'Échoue' },
        tells: { en: 'Tells', fr: 'Répète' },
        unknown: { en: 'Unknown', fr: 'Inconnu' },
      },
    },
  },
  async run(desk, _ticket, { mode }) {
    const token = desk.secret(mode === 'unknown' ? 'nobodys' : 'directory_token');
    const given = { token, fails: mode === 'fails', tells: mode === 'tells' };
    const { length } = await desk.activity<{ length: number }>('signIn', given, { retries: 0 });
    await desk.ticket.tag({ add: [`length-${length}`] });
  },
});
