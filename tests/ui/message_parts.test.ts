import test from 'ava';
import { messageParts } from '../../api/ui/app/parts/pictures.ts';

const picture = (name: string) => ({ id: `att-${name}`, name, address: `/${name}` });
const [blue, red] = [picture('blue.png'), picture('red.png')];

test('a picture stands where the message names it first, and later names stay words', (t) => {
  t.deepEqual(messageParts('See [red.png] and [blue.png], not [red.png].', [blue, red]), [
    { words: 'See ' },
    { picture: red },
    { words: ' and ' },
    { picture: blue },
    { words: ', not [red.png].' },
  ]);
});

test('what is named and was not sent stays words, and so does a message without pictures', (t) => {
  t.deepEqual(messageParts('See [gone.png].', [blue]), [{ words: 'See [gone.png].' }]);
  t.deepEqual(messageParts('', [blue]), []);
});
