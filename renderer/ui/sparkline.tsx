/** A line as large as a word: how a number went, without axes. `label` says the same in words. */
import './ui.css';

const [width, height, margin] = [96, 24, 2];

export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const x = (index: number): number => margin + (index * (width - 2 * margin)) / Math.max(1, values.length - 1);
  // What does not change runs through the middle.
  const y = (value: number): number =>
    high === low ? height / 2 : height - margin - ((value - low) * (height - 2 * margin)) / (high - low);
  const points = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`);
  const last = values.at(-1) ?? 0;
  return (
    <svg className="k-sparkline" width={width} height={height} role="img" aria-label={label}>
      <title>{label}</title>
      <polyline points={points.join(' ')} fill="none" stroke="currentColor" strokeWidth={1.5} strokeLinejoin="round" />
      <circle cx={x(values.length - 1)} cy={y(last)} r={2} fill="currentColor" />
    </svg>
  );
}
