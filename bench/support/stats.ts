export function median(values: number[]): number {
  return percentile(values, 0.5);
}

/** Linear interpolation between the two nearest ranks; `fraction` is 0 to 1. */
export function percentile(values: number[], fraction: number): number {
  if (values.length === 0) throw new Error('percentile of no values');
  const sorted = values.toSorted((a, b) => a - b);
  const rank = fraction * (sorted.length - 1);
  const below = Math.floor(rank);
  const above = Math.ceil(rank);
  return sorted[below] + (sorted[above] - sorted[below]) * (rank - below);
}

export function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
