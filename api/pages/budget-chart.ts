import type { BudgetReading } from '../../workflows/care-budget/reading';
import { chartFor } from './chart';
import { sayDay } from './london';
import { sayPence } from './said';

interface Year {
  /** The first and the last day, YYYY-MM-DD. */
  fromDate: string;
  untilDate: string;
  budgetPence: number;
  /** The shares of the budget at which it warns. */
  warnAtPercent: readonly number[];
  /** At least one, in the order of their days. */
  readings: readonly Pick<BudgetReading, 'on' | 'committedPence' | 'paidPence' | 'forecastPence'>[];
}

const kinds = [
  ['Committed', 'committedPence'],
  ['Paid', 'paidPence'],
  ['Forecast for the year', 'forecastPence'],
] as const;

/** A year's budget as it was read from week to week, with the marks at which it warns. */
export function budgetChart({ fromDate, untilDate, budgetPence, warnAtPercent, readings }: Year): Promise<string> {
  const last = readings.at(-1);
  const marks = warnAtPercent.map((percent) => ({
    pounds: (budgetPence * percent) / 10_000,
    label: percent === 100 ? `Budget ${sayPence(budgetPence).replace(/\.00$/, '')}` : `${percent} %`,
    isWhole: percent === 100,
  }));
  const read = readings.flatMap((reading) =>
    kinds.map(([kind, field]) => ({ on: reading.on, kind, pounds: reading[field] / 100 })),
  );
  const domain: string[] = [fromDate, untilDate];
  const y = { field: 'pounds', type: 'quantitative', title: 'Pounds', axis: { format: '~s' } } as const;
  const labels = (values: object[], align: 'left' | 'right', x: number) => ({
    data: { values },
    mark: { type: 'text', align, dy: -7, fontSize: 13, color: '#0b0c0c' } as const,
    encoding: { y, x: { value: x }, text: { field: 'label', type: 'nominal' } as const },
  });
  return chartFor((width, isNarrow) => {
    const x = {
      field: 'on',
      type: 'temporal',
      scale: { domain },
      axis: { format: isNarrow ? '%b' : '%b %Y', title: null, tickCount: isNarrow ? 4 : 6, grid: false },
    } as const;
    return {
      description: last
        ? `By ${sayDay(last.on)} ${sayPence(last.committedPence)} of ${sayPence(budgetPence)} were committed and ${sayPence(last.paidPence)} paid; ${sayPence(last.forecastPence)} are foreseen for the year.`
        : 'Nothing has been read yet.',
      width,
      height: isNarrow ? 240 : 320,
      layer: [
        {
          data: { values: read },
          mark: { type: 'line', point: { size: 50 }, strokeWidth: 3 },
          encoding: {
            x,
            y,
            color: {
              field: 'kind',
              type: 'nominal',
              title: null,
              sort: kinds.map(([kind]) => kind),
              legend: { columns: isNarrow ? 1 : 3 },
            },
          },
        },
        {
          data: { values: marks },
          mark: { type: 'rule', strokeDash: [6, 4], color: '#505a5f' },
          encoding: { y },
        },
        // The budget stands at the right and the warnings at the left, so that none covers another.
        labels(
          marks.filter(({ isWhole }) => isWhole),
          'right',
          width,
        ),
        labels(
          marks.filter(({ isWhole }) => !isWhole),
          'left',
          4,
        ),
      ],
    };
  });
}
