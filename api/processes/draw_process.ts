import { reasonOf } from '../../analytics/errors.ts';
import { serve } from '../../analytics/workers/serve.ts';
import type { ProcessSnapshot } from '../../workflows/domain/process.ts';
import { processDiagram } from '../../workflows/processes/diagram/diagram.ts';

// A program of its own: everything is tried, which takes a process of some size a minute.

serve(
  async (snapshot: ProcessSnapshot) => processDiagram(snapshot),
  (error) => ({ code: 'chart_not_drawn', parameters: { reason: reasonOf(error) } }),
);
