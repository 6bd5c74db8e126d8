import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../words/language.ts';
import type { Picked } from './vega_view.ts';

export type { Picked } from './vega_view.ts';

interface VegaChartProps {
  /** Compiled on the server; its data sets are named and empty. */
  vega: object;
  data: Record<string, object[]>;
  /** What the chart is, for those who do not see it. */
  label: string;
  /** Fixed, for small pictures; else as wide as there is room. */
  width?: number;
  onPick?(picked: Picked): void;
  /** It cannot be drawn in this browser; without this it says so itself. */
  onFailed?(): void;
}

/** A chart drawn in the page, without eval and without styles of its own. */
export function VegaChart({ vega, data, label, width, onPick, onFailed }: VegaChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const pick = useRef(onPick);
  pick.current = onPick;
  const [hasFailed, setHasFailed] = useState(false);
  useEffect(() => {
    let isGone = false;
    let close: () => void = () => {};
    void import('./vega_view.ts')
      .then(async ({ drawChart }) => {
        if (isGone || !host.current || !tip.current) return;
        const drawn = await drawChart({
          host: host.current,
          tip: tip.current,
          vega,
          data,
          label,
          width,
          onPick: pick.current ? (picked) => pick.current?.(picked) : undefined,
        });
        if (isGone) drawn.close();
        else close = drawn.close;
      })
      .catch(() => {
        if (isGone) return;
        setHasFailed(true);
        onFailed?.();
      });
    return () => {
      isGone = true;
      close();
    };
  }, [vega, data, label, width]);
  return (
    <div class="vega-chart">
      {hasFailed && <p role="alert">{t('chart.failed')}</p>}
      <div ref={host} class="vega-host" />
      <div ref={tip} class="vega-tip" role="tooltip" hidden />
    </div>
  );
}
