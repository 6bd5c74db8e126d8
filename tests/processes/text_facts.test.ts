import test from 'ava';
import { findFacts } from '../../workflows/processes/index.ts';

const definition = {
  textFacts: {
    vpn: ['vpn'],
    locked: ['compte verrouillé', 'locked out'],
    cannot_work: ["can't work", 'impossible de travailler'],
    cpp: ['c++'],
  },
};

const found = test.macro({
  title: (_given, text: string) => `facts in “${text}”`,
  exec(t, text: string, expected: string[]) {
    t.deepEqual(findFacts(definition, text, ''), expected);
    t.deepEqual(findFacts(definition, 'Subject', text), expected);
  },
});

test(found, 'The VPN drops', ['vpn']);
test(found, 'openvpn is fine', []);
test(found, 'vpn2 is fine', []);
test(found, 'COMPTE  VERROUILLE depuis hier', ['locked']);
test(found, 'Compte verrouille\u0301', ['locked']);
test(found, 'I can’t work', ['cannot_work']);
test(found, 'Le VPN ? Impossible\nde travailler.', ['vpn', 'cannot_work']);
test(found, "l'vpn", ['vpn']);
test(found, 'written in C++.', ['cpp']);
test(found, '', []);

test('a phrase does not begin in the subject and end in the description', (t) => {
  t.deepEqual(findFacts(definition, 'I am locked', 'out of milk'), []);
});

test('a process without text facts finds none', (t) => {
  t.deepEqual(findFacts({}, 'vpn', 'vpn'), []);
});
