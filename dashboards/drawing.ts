/** What the drawing process is asked for. */
export interface Drawing {
  /** Vega-Lite, with its data. */
  spec: object;
  kind: 'svg' | 'png' | 'vega';
}

export interface Picture {
  body: string | Uint8Array;
  /** What Vega-Lite's compiler had to say; nothing, for a dashboard of ours. */
  warnings: string[];
}
