/**
 * Loaded before a worker whose memory is measured, in its main thread and in each thread that runs
 * workflows. At SIGCONT every thread collects its garbage, and the main one writes how much all of
 * them still use, in bytes, to the file that `PALIER_BENCH_HEAP` names.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

const answersMs = 3_000;
const asks = new BroadcastChannel('palier-bench-collect');
const answers = new BroadcastChannel('palier-bench-collected');
asks.unref();
answers.unref();

function collect(): number {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  gc();
  gc();
  return getHeapStatistics().used_heap_size;
}

if (isMainThread) {
  const file = String(process.env.PALIER_BENCH_HEAP);
  process.on('SIGCONT', () => {
    let bytes = collect();
    answers.onmessage = ({ data }) => {
      bytes += Number(data);
    };
    asks.postMessage(null);
    setTimeout(() => {
      writeFileSync(`${file}.unfinished`, String(bytes));
      renameSync(`${file}.unfinished`, file);
    }, answersMs);
  });
} else {
  asks.onmessage = () => answers.postMessage(collect());
}
