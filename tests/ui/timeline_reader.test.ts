import test from 'ava';
import type { Reply } from '../../api/contract.ts';
import type { Stretch } from '../../api/ui/app/ticket/stretch.ts';
import { createTimelineReader } from '../../api/ui/app/ticket/timeline_reader.ts';

interface Item {
  seq: number;
}
interface Query {
  limit?: number | undefined;
  before?: number | undefined;
  after?: number | undefined;
}

/** A ticket of so many events, read as the API would; what was asked for is kept. */
function story(length: number) {
  const told = { length, asked: [] as Query[], isAway: false };
  const read = async ({ limit = 100, before, after }: Query): Promise<Reply<Stretch<Item>>> => {
    told.asked.push({ limit, before, after });
    if (told.isAway) {
      const problem = { type: 'about:blank', title: '', status: 0, detail: 'away', code: 'away' };
      return { isOk: false, problem };
    }
    const first =
      after === undefined ? Math.max(1, (before ?? told.length + 1) - limit) : after + 1;
    const last = after === undefined ? (before ?? told.length + 1) - 1 : after + limit;
    const end = Math.min(last, told.length);
    const items = Array.from({ length: Math.max(0, end - first + 1) }, (_, n) => ({
      seq: first + n,
    }));
    const data = {
      items,
      earlier: first > 1 ? first : null,
      later: end < told.length ? end : null,
    };
    return { isOk: true, data };
  };
  return { told, reader: createTimelineReader<Item>(read) };
}

const shown = ({ items }: { items: { value: Item[] } }) => [
  items.value[0]?.seq,
  items.value.at(-1)?.seq,
  items.value.length,
];

test('a long story opens with its latest part, in one reading', async (t) => {
  const { told, reader } = story(3_200);
  await reader.showLatest();
  t.deepEqual(shown(reader), [3_151, 3_200, 50]);
  t.is(told.asked.length, 1);
});

test('what is new is read from the last that is shown on', async (t) => {
  const { told, reader } = story(3_200);
  await reader.readNew();
  told.length += 2;
  await reader.readNew();
  t.deepEqual(told.asked.at(-1), { limit: 200, before: undefined, after: 3_200 });
  t.deepEqual(shown(reader), [3_151, 3_202, 52]);
});

test('changes that come while one is read are read together, once more', async (t) => {
  const { told, reader } = story(10);
  await reader.showLatest();
  const first = reader.readNew();
  await Promise.resolve();
  told.length += 3;
  await Promise.all([first, reader.readNew(), reader.readNew(), reader.readNew()]);
  t.is(told.asked.length, 3);
  t.deepEqual(shown(reader), [1, 13, 13]);
});

test('asked for twice, one earlier part is read; asked for again, the one before it', async (t) => {
  const { told, reader } = story(3_200);
  await reader.showLatest();
  await Promise.all([reader.showEarlier(), reader.showEarlier()]);
  t.deepEqual(shown(reader), [3_101, 3_200, 100]);
  await reader.showEarlier();
  t.deepEqual(shown(reader), [3_051, 3_200, 150]);
  t.is(told.asked.length, 3);
});

test('the first part ends the asking', async (t) => {
  const { told, reader } = story(60);
  await reader.showLatest();
  await reader.showEarlier();
  await reader.showEarlier();
  t.deepEqual(shown(reader), [1, 60, 60]);
  t.is(told.asked.length, 2);
});

test('around an old event what is new is not read until the latest is asked for', async (t) => {
  const { told, reader } = story(3_200);
  await reader.showAround(1_000);
  t.deepEqual(shown(reader), [976, 1_025, 50]);
  told.length += 1;
  await reader.readNew();
  t.is(told.asked.length, 1);
  await reader.showLater();
  t.deepEqual(shown(reader), [976, 1_075, 100]);
  await reader.showLatest();
  t.deepEqual(shown(reader), [3_152, 3_201, 50]);
});

test('an event that is not there shows the latest', async (t) => {
  const { reader } = story(3_200);
  await reader.showAround(9_999);
  t.deepEqual(shown(reader), [3_151, 3_200, 50]);
});

test('after a long absence the first two hundred come, and the rest on demand', async (t) => {
  const { told, reader } = story(100);
  await reader.showLatest();
  told.length = 1_000;
  await reader.readNew();
  t.deepEqual(shown(reader), [51, 300, 250]);
  t.is(reader.stretch.value?.later, 300);
});

test('what cannot be read leaves what is shown, says so where somebody asked, and is read once more', async (t) => {
  const { told, reader } = story(3_200);
  await reader.showLatest();
  told.isAway = true;
  await reader.readNew();
  t.is(reader.problem.value, null);
  await reader.showEarlier();
  t.is(reader.problem.value?.code, 'away');
  t.deepEqual(shown(reader), [3_151, 3_200, 50]);
  await reader.retry();
  t.is(reader.problem.value?.code, 'away');
  told.isAway = false;
  await reader.retry();
  t.is(reader.problem.value, null);
  t.deepEqual(shown(reader), [3_101, 3_200, 100]);
});

test('a page that is open for weeks keeps what is near its latest entry', async (t) => {
  const { told, reader } = story(300);
  await reader.showLatest();
  for (let week = 0; week < 5; week++) {
    told.length += 100;
    await reader.readNew();
  }
  t.deepEqual(shown(reader), [251, 800, 550]);
  await reader.leaveEarlier();
  t.deepEqual(shown(reader), [601, 800, 200]);
  await reader.showEarlier();
  t.deepEqual(shown(reader), [551, 800, 250]);
});

test('what is short is kept whole', async (t) => {
  const { reader } = story(60);
  await reader.showLatest();
  await reader.leaveEarlier();
  t.deepEqual(shown(reader), [11, 60, 50]);
  t.is(reader.stretch.value?.earlier, 11);
});
