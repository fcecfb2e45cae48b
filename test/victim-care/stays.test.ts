import type { Movement } from '../../workflows/victim-care/journey';
import {
  bedHoldOf,
  nightNow,
  endStays,
  moveTo,
  spanOfHold,
  staysOf,
  withinHeld,
} from '../../workflows/victim-care/stays';

const stay = (place: string, fromNight: string, untilNight: string | null = null) => ({ place, fromNight, untilNight });
const inA = { provider: 'ashgrove-house', place: 'a' };
const inB = { provider: 'beacon-refuge', place: 'b' };
const a3 = stay('a', '2011-08-03');

it.each([
  ['the first', [], 'a', '2011-08-03', [a3]],
  ['another place', [a3], 'b', '2011-08-05', [stay('a', '2011-08-03', '2011-08-05'), stay('b', '2011-08-05')]],
  ['on the first night', [a3], 'b', '2011-08-03', [stay('b', '2011-08-03')]],
  [
    'before a later plan',
    [a3, stay('c', '2011-08-09')],
    'b',
    '2011-08-05',
    [stay('a', '2011-08-03', '2011-08-05'), stay('b', '2011-08-05')],
  ],
  ['the same place', [a3], 'a', '2011-08-05', [a3]],
  [
    'the same place again',
    [stay('a', '2011-08-03', '2011-08-04')],
    'a',
    '2011-08-05',
    [stay('a', '2011-08-03', '2011-08-04'), stay('a', '2011-08-05')],
  ],
])('moving to %s', (_what, stays, place, fromNight, expected) => {
  expect(moveTo(stays, place, fromNight)).toEqual(expected);
});

it('ends stays on a night, and drops those that have not begun', () => {
  expect(endStays([a3, stay('b', '2011-08-05')], '2011-08-05')).toEqual([stay('a', '2011-08-03', '2011-08-05')]);
  expect(endStays([stay('a', '2011-08-03', '2011-08-04')], '2011-08-05')).toEqual([
    stay('a', '2011-08-03', '2011-08-04'),
  ]);
});

it('keeps of a wish what is held', () => {
  const held = [stay('a', '2011-08-03', '2011-08-06'), stay('b', '2011-08-06')];
  expect(withinHeld([a3], held)).toEqual([stay('a', '2011-08-03', '2011-08-06')]);
  expect(withinHeld([stay('b', '2011-08-01', '2011-08-09')], held)).toEqual([stay('b', '2011-08-06', '2011-08-09')]);
  expect(withinHeld([stay('c', '2011-08-03')], held)).toEqual([]);
});

describe('the hold on a bed', () => {
  it.each<[string, Movement[], object | undefined]>([
    ['nobody is absent', [{ at: '2011-08-03T17:00:00Z', to: inA }], undefined],
    [
      'from the night of the absence',
      [
        { at: '2011-08-03T17:00:00Z', to: inA },
        { at: '2011-08-05T11:00:00Z', to: 'absent' },
      ],
      { place: 'a', fromNight: '2011-08-05', untilNight: '2011-08-08' },
    ],
    [
      'from the night before, when they left on the stroke of midnight',
      [
        { at: '2011-08-03T17:00:00Z', to: inA },
        { at: '2011-08-04T23:00:00Z', to: 'absent' },
      ],
      { place: 'a', fromNight: '2011-08-04', untilNight: '2011-08-07' },
    ],
    [
      'goes on over a visit by day',
      [
        { at: '2011-08-03T17:00:00Z', to: inA },
        { at: '2011-08-05T11:00:00Z', to: 'absent' },
        { at: '2011-08-07T11:00:00Z', to: inA },
        { at: '2011-08-07T15:00:00Z', to: 'absent' },
      ],
      { place: 'a', fromNight: '2011-08-07', untilNight: '2011-08-08' },
    ],
    [
      'is over after a visit by day that came after it',
      [
        { at: '2011-08-03T17:00:00Z', to: inA },
        { at: '2011-08-05T11:00:00Z', to: 'absent' },
        { at: '2011-08-08T11:00:00Z', to: inA },
        { at: '2011-08-08T15:00:00Z', to: 'absent' },
      ],
      { place: 'a', fromNight: '2011-08-08', untilNight: '2011-08-08' },
    ],
  ])('%s', (_what, movements, expected) => {
    expect(bedHoldOf(movements, 3)).toEqual(expected);
  });

  it('is so many days from the night of the absence, none when nothing of it is left', () => {
    const hold = { place: 'a', fromNight: '2011-08-05', untilNight: '2011-08-08' };
    expect(spanOfHold(hold)).toEqual({ from: '2011-08-04T23:00:00Z', days: 2 });
    expect(spanOfHold({ ...hold, untilNight: '2011-08-05' })).toEqual({ from: '2011-08-03T23:00:00Z', days: 0 });
  });
});

it.each<[string, Movement[], object[]]>([
  ['nothing', [], []],
  ['one place', [{ at: '2011-08-03T17:00:00Z', to: inA }], [a3]],
  [
    'a move',
    [
      { at: '2011-08-03T17:00:00Z', to: inA },
      { at: '2011-08-05T11:00:00Z', to: inB },
    ],
    [stay('a', '2011-08-03', '2011-08-05'), stay('b', '2011-08-05')],
  ],
  [
    'a move today',
    [
      { at: '2011-08-03T17:00:00Z', to: inA },
      { at: '2011-08-10T09:00:00Z', to: inB },
    ],
    [stay('a', '2011-08-03', '2011-08-10'), stay('b', '2011-08-10')],
  ],
  [
    'a bed that is held still',
    [
      { at: '2011-08-03T17:00:00Z', to: inA },
      { at: '2011-08-09T11:00:00Z', to: 'absent' },
    ],
    [a3],
  ],
  [
    'a bed that was given up',
    [
      { at: '2011-08-03T17:00:00Z', to: inA },
      { at: '2011-08-05T11:00:00Z', to: 'absent' },
    ],
    [stay('a', '2011-08-03', '2011-08-08')],
  ],
  [
    'a return after that',
    [
      { at: '2011-08-03T17:00:00Z', to: inA },
      { at: '2011-08-05T11:00:00Z', to: 'absent' },
      { at: '2011-08-09T11:00:00Z', to: inA },
    ],
    [stay('a', '2011-08-03', '2011-08-08'), stay('a', '2011-08-09')],
  ],
  [
    'an exit',
    [
      { at: '2011-08-03T17:00:00Z', to: inA },
      { at: '2011-08-05T11:00:00Z', to: 'left' },
    ],
    [stay('a', '2011-08-03', '2011-08-05')],
  ],
])('the stays of a journey with %s', (_what, movements, expected) => {
  expect(staysOf(movements, 3, '2011-08-10T12:00:00Z')).toEqual(expected);
});

it.each([
  ['at noon', '2011-08-04T11:00:00Z', '2011-08-04'],
  ['a second before noon', '2011-08-04T10:59:59Z', '2011-08-03'],
  ['at midnight', '2011-08-03T23:00:00Z', '2011-08-03'],
  ['in the evening', '2011-08-03T20:00:00Z', '2011-08-03'],
])('the night for which a bed can be needed %s', (_when, now, night) => {
  expect(nightNow(now, 12)).toBe(night);
});
