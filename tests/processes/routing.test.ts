import test from 'ava';
import type { ProcessDefinition } from '../../workflows/processes/define.ts';
import { checkOffers } from '../../workflows/processes/routing/check_offers.ts';
import { type Offers, offersProblems } from '../../workflows/processes/routing/offers.ts';
import { type Asked, pagesFor, routeTicket } from '../../workflows/processes/routing/route.ts';
import { smallProcess } from './small_process.ts';

const title = { en: 'Page', fr: 'Page' };
const small = smallProcess as object as ProcessDefinition;
const desk: ProcessDefinition = { ...small, id: 'desk' };
const lab: ProcessDefinition = {
  ...small,
  id: 'lab',
  categories: { ...small.categories, sample: { title, group: 'desk' } },
};
const definitions = [desk, lab];

const offers: Offers = {
  default: 'desk',
  pages: {
    help: { title, process: 'desk' },
    lab: { title, process: 'lab', for: { sites: ['Lyon'] } },
  },
  routes: [
    { name: 'of_lyon', when: { sites: ['Lyon'], channels: ['phone', 'email'] }, process: 'lab' },
    { name: 'calls_of_lyon', when: { sites: ['Lyon'], channels: ['phone'] }, process: 'desk' },
  ],
};

const somebody = {
  ...{ roles: ['requester'], site: null, department: null },
  ...{ customer: null, contract: null },
};
const route = (asked: Partial<Asked>) =>
  routeTicket(offers, definitions, { channel: 'portal', asker: somebody, ...asked });

test('what was named leads before a page, a mailbox, routes, words and the default', (t) => {
  const lyon = { ...somebody, site: 'Lyon' };
  t.deepEqual(route({ process: 'lab' }), { process: 'lab', by: 'named', name: null });
  t.deepEqual(route({ page: 'lab' }), { process: 'lab', by: 'page', name: 'lab' });
  t.deepEqual(route({ mailbox: 'lab' }), { process: 'lab', by: 'mailbox', name: null });
  t.deepEqual(route({ channel: 'phone', asker: lyon }), {
    process: 'lab',
    by: 'route',
    name: 'of_lyon',
  });
  t.deepEqual(route({ category: 'sample' }), { process: 'lab', by: 'category', name: 'sample' });
  t.deepEqual(route({ category: 'printer' }), { process: 'desk', by: 'default', name: null });
  t.deepEqual(route({ channel: 'phone' }), { process: 'desk', by: 'default', name: null });
});

test('a route and a page are for the customers and the contracts they name', (t) => {
  const served: Offers = {
    ...offers,
    pages: { lab: { title, process: 'lab', for: { customers: ['North'], contracts: ['gold'] } } },
    routes: [{ name: 'gold', when: { contracts: ['gold', 'silver'] }, process: 'lab' }],
  };
  const north = { ...somebody, customer: 'North', contract: 'gold' };
  const south = { ...somebody, customer: 'South', contract: 'silver' };
  const by = (asker: typeof north) =>
    routeTicket(served, definitions, { channel: 'phone', asker }).name;
  t.deepEqual([by(north), by(south)], ['gold', 'gold']);
  t.is(routeTicket(served, definitions, { channel: 'phone', asker: somebody }).by, 'default');
  const pages = (asker: typeof north) => pagesFor(served, asker).map(([slug]) => slug);
  t.deepEqual([pages(north), pages(south)], [['lab'], []]);
  t.deepEqual(offersProblems(served, definitions), []);
});

test('the check of offers says what leads nowhere, to two, and which route is never taken', (t) => {
  const { lab: _, ...pages } = offers.pages;
  const alone = { ...offers, pages, routes: [] };
  t.true(
    messages(alone, ['lab']).includes(
      'Nothing leads to lab: no page, no route, and it is not the default',
    ),
  );
  const told = messages(offers, []);
  t.true(
    told.includes('Route calls_of_lyon is never taken: of_lyon before it fits whatever it fits'),
  );
  t.true(told.some((line) => line.startsWith('Category printer is in desk and lab:')));
});

function messages(given: Offers, own: string[]): string[] {
  return checkOffers(given, definitions, own).map(({ message }) => message);
}

test('offers that name what is not there are refused, each with its place', (t) => {
  const wrong = {
    default: 'nobody',
    pages: {
      'Big Page': { title, process: 'lab', categories: ['rock'], for: { countries: ['FR'] } },
    },
    routes: [
      { name: 'x', when: {}, process: 'lab' },
      { name: 'y', when: { channels: ['fax'] }, process: 'desk' },
    ],
    more: 1,
  };
  t.deepEqual(
    offersProblems(wrong, definitions).map(({ path }) => path),
    [
      'offers.more',
      'offers.default',
      'offers.pages.Big Page',
      'offers.pages.Big Page.for.countries',
      'offers.pages.Big Page.categories.0',
      'offers.routes.0.when',
      'offers.routes.1.when.channels.0',
    ],
  );
  t.deepEqual(offersProblems(offers, definitions), []);
});
