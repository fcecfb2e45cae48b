import { chartFor, nameAbove } from './chart';

export interface Bar {
  name: string;
  /** Undefined when it is left out, or when there is none yet. */
  value: number | undefined;
  /** The value as people read it. */
  said: string;
}

/** More than these would be no picture any more; all of them stand in the table. */
const mostBars = 12;

/**
 * Bars that lie below each other, each with its name and its value in words. One that is left out has no length, and
 * nothing of the picture depends on what it would be. Empty when there is no bar to draw.
 */
export async function barsChart(title: string, bars: readonly Bar[]): Promise<string> {
  if (!bars.some(({ value = 0 }) => value > 0)) return '';
  const shown = bars.length > mostBars ? largest(bars) : bars;
  // Room for what stands behind the longest bar.
  const domain = [0, Math.max(1, ...shown.map(({ value = 0 }) => value)) * roomForWords];
  const values = shown.map(({ name, value, said }) => ({ name, value: value ?? 0, said }));
  const y = { field: 'name', type: 'nominal', sort: null, title: null, axis: nameAbove } as const;
  const x = {
    field: 'value',
    type: 'quantitative',
    axis: null,
    scale: { domain },
  } as const;
  return chartFor((width) => ({
    description: `${title}${shown.length < bars.length ? `, the largest ${mostBars}` : ''}: ${shown.map(({ name, said }) => `${name} ${said}`).join('; ')}.`,
    width,
    height: { step: 52 },
    data: { values },
    layer: [
      { mark: { type: 'bar', height: 22, color: '#1d70b8' }, encoding: { x, y } },
      {
        mark: { type: 'text', align: 'left', dx: 6, fontSize: 14, color: '#0b0c0c' },
        encoding: { x, y, text: { field: 'said', type: 'nominal' } },
      },
    ],
  }));
}

const roomForWords = 1.5;

function largest(bars: readonly Bar[]): Bar[] {
  return bars.toSorted((a, b) => (b.value ?? -1) - (a.value ?? -1)).slice(0, mostBars);
}
