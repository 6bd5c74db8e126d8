import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { startTemporalServer } from '../../cli/servers/temporal_server.ts';
import { onTeardown } from '../support/teardown.ts';

/** The ports that the arguments of a process name. */
function portsOf(pid: number): number[] {
  const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  return args.flatMap((arg, index) => (arg === '--http-port' ? [Number(args[index + 1])] : []));
}

const linux = readdirSync('/').includes('proc') ? test : test.skip;

linux('no page of any site can end a workflow: Temporal answers to no host by HTTP', async (t) => {
  const server = await startTemporalServer();
  onTeardown(() => server.stop());
  const [port] = portsOf(server.process.pid);
  for (const host of ['127.0.0.1', 'localhost']) {
    const address = `http://${host}:${port}/api/v1/namespaces/default/workflows/tkt-a/terminate`;
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: '{}',
    });
    t.is(answer.status, 403, host);
  }
});
