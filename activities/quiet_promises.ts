/**
 * Loaded before the worker (`node --import`), and so in each of its threads. For each promise of a
 * workflow Temporal's SDK takes a stack trace, which only the query `__stack_trace` shows: 50 KB of
 * a cached ticket, and half of the processor time of a command in the worker. It has no option, but
 * gets along where Node cannot tell of promises.
 */
import { promiseHooks } from 'node:v8';
import { isMainThread } from 'node:worker_threads';

if (!isMainThread) promiseHooks.createHook = () => () => {};
