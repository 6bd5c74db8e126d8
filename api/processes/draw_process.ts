import { parentPort, workerData } from 'node:worker_threads';
import type { ProcessSnapshot } from '../../workflows/domain/process.ts';
import { processDiagram } from '../../workflows/processes/diagram/diagram.ts';

// A thread of its own: everything is tried, which takes a process of some size a minute.

parentPort?.postMessage(processDiagram(workerData as ProcessSnapshot));
