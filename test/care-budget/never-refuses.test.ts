import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { foldProcess } from '../../workflows/kernel/command';
import { victimCare } from '../../workflows/victim-care/process';
import { mustOpen, person, sealed, text } from '../helpers/driver';
import { budget, readAt } from './world';

const root = path.join(__dirname, '..', '..');
const careFiles = [
  ...readdirSync(path.join(root, 'workflows/victim-care')).map((name) => `workflows/victim-care/${name}`),
  'db/places.ts',
  'activities/care.ts',
  'db/migrations/0002_places.sql',
];

describe('a budget that is spent', () => {
  it.each(careFiles)('is not known to %s', (file) => {
    const source = readFileSync(path.join(root, file), 'utf8');
    expect(/care-budget|care_budget|budgetPence|committedPence|ledger_/.test(source)).toBe(false);
  });

  it('asks nothing of any case of care, and tells everybody who watches it', () => {
    const driver = readAt(budget * 3, { forecastPence: budget * 4 }).advanceTo('2012-07-02T12:00:00Z');
    expect(driver.count('budget-warned')).toBe(3);
    const asked = new Set(
      driver.effects.map((effect) => (effect.kind === 'start-case' ? effect.process : effect.kind)),
    );
    expect(asked).toEqual(new Set(['read-budget', 'tell', 'care-budget']));
  });

  it('refuses nobody: care opens and is accepted as on any other day', () => {
    expect(readAt(budget * 3).count('budget-warned')).toBe(3);
    const process = foldProcess(victimCare);
    const manager = person('cas', 'salvation-army', 'case-manager');
    const input = { subject: 'adult', jurisdiction: 'england-and-wales', emergencyReason: sealed };
    const care = mustOpen(process, manager, input, '2011-08-01T12:00:00Z');
    // The contractor's case manager who opens in an emergency has accepted with it.
    expect(care.count('care-accepted')).toBe(1);
    const needs = { gender: 'woman', children: 0, stepFree: false, languages: [], areasToAvoid: [] };
    expect(care.send('ask-for-places', manager, { fromNight: '2011-08-01', needs })).toEqual(['places-asked']);
    expect(care.send('note', manager, { text: text(2) })).toEqual(['noted']);
  });
});
