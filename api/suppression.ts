/** Counts below this are not published, so that nobody can be recognised; the usual threshold of official statistics. */
export const smallCountThreshold = 5;

/** A count as it is published. */
export type PublishedCount = number | 'suppressed';

/**
 * Which counts are left out when their total may be read: the small ones, and as many of the others, the smallest
 * first, as it takes that none can be worked out from the total less those that are shown. Nothing that is zero is left out.
 * @returns their places in the list
 */
export function leftOut(counts: readonly number[]): ReadonlySet<number> {
  const bySize = counts.flatMap((count, i) => (count > 0 ? [i] : [])).toSorted((a, b) => sizeOf(a) - sizeOf(b));
  function sizeOf(i: number): number {
    return counts[i] ?? 0;
  }
  const small = bySize.filter((i) => sizeOf(i) < smallCountThreshold);
  if (small.length === 0) return new Set();
  for (let size = small.length; size < bySize.length; size += 1) {
    const hidden = bySize.slice(0, size);
    if (
      isHiding(
        size,
        hidden.reduce((sum, i) => sum + sizeOf(i), 0),
      )
    )
      return new Set(hidden);
  }
  return new Set(bySize);
}

/** Whether so many counts, each at least 1, cannot be told from their sum, and are no small group together either. */
function isHiding(size: number, sum: number): boolean {
  return size > 1 && sum > size && sum >= smallCountThreshold && sum !== size * (smallCountThreshold - 1);
}

/** A list of counts as it is published beside its total. */
export function published(counts: readonly number[]): PublishedCount[] {
  const hidden = leftOut(counts);
  return counts.map((count, i) => (hidden.has(i) ? 'suppressed' : count));
}
