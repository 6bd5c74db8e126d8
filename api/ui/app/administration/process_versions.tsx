import { useSignal } from '@preact/signals';
import type { Problem, ProcessVersion, Shipping } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';

interface ProcessVersionsProps {
  process: Shipping['processes'][number];
  onShipped(): void;
}

/** What was shipped of a process, and the way back; read once it is asked for. */
export function ProcessVersions({ process, onShipped }: ProcessVersionsProps) {
  const versions = useSignal<ProcessVersion[] | null>(null);
  const next = useSignal<string | null>(null);
  const problem = useSignal<Problem | null>(null);
  const { id } = process;
  const read = async (cursor: string | null) => {
    const answer = await desk.listProcessVersions({
      path: { id },
      query: cursor === null ? {} : { cursor },
    });
    problem.value = answer.isOk ? null : answer.problem;
    if (!answer.isOk) return;
    versions.value = [...((cursor && versions.value) || []), ...answer.data.items];
    next.value = answer.data.next;
  };
  const ship = async (of: number) => {
    const newest = Math.max(...(versions.value ?? []).map(({ version }) => version));
    const answer = await desk.shipVersionAgain({
      path: { id, version: newest + 1 },
      body: { of },
    });
    problem.value = answer.isOk ? null : answer.problem;
    if (!answer.isOk) return;
    announce(t('processes.shipped', { version: newest + 1 }));
    await read(null);
    onShipped();
  };
  return (
    <details
      onToggle={(event) => {
        if (event.currentTarget.open && versions.value === null) void read(null);
      }}
    >
      <summary>{t('processes.versions')}</summary>
      <ProblemNote problem={problem.value} onRetry={() => void read(null)} />
      <ol class="process-versions">
        {versions.value?.map((one) => (
          <li key={one.version}>
            <Version shown={one} {...(!process.isOurs && !one.isPresent && { onShip: ship })} />
          </li>
        ))}
      </ol>
      {next.value !== null && <MoreButton isLoading={false} onMore={() => void read(next.value)} />}
    </details>
  );
}

function Version({
  shown: { version, isPresent, shippedAt, from, by, commit, changes },
  onShip,
}: {
  shown: ProcessVersion;
  onShip?: (version: number) => Promise<void>;
}) {
  return (
    <>
      <p>
        <strong>{t('processes.version', { version })}</strong>
        {isPresent && <> · {t('processes.present')}</>} · <When at={shippedAt} as="date" /> ·{' '}
        {t(`processes.from_${from}`, { name: by?.name ?? '' })}
        {commit !== null && (
          <>
            {' '}
            · <code>{commit.slice(0, 12)}</code>
          </>
        )}
      </p>
      {changes !== null && changes.length > 0 && (
        <ul lang="en">
          {changes.map((change) => (
            <li key={change}>{change}</li>
          ))}
        </ul>
      )}
      {onShip && (
        <Button isSmall onClick={() => void onShip(version)}>
          {t('processes.ship_again', { version })}
        </Button>
      )}
    </>
  );
}
