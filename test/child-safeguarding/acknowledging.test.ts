import { childSafeguardingV1 } from '../../workflows/child-safeguarding/process';
import { foldProcess } from '../../workflows/kernel/command';
import { findProcess } from '../../workflows/registry';
import { codeOf, mustOpen } from '../helpers/driver';
import * as w from './world';

const keys = (driver: ReturnType<typeof w.opened>) => driver.taskKeys().filter((key) => key.startsWith('acknowledge.'));
const atPort = () => w.opened({ foundAt: 'port', offence: undefined }, w.officer);

describe('the report of a child', () => {
  it('is sent to police and UKHTC, who each have a task and a date to acknowledge it', () => {
    const driver = atPort();
    expect(driver.messages()).toContain('child-to-safeguard → duty-inspector of met-police');
    expect(driver.messages()).toContain('child-to-safeguard → team-leader of ukhtc');
    expect(keys(driver)).toEqual(['acknowledge.police', 'acknowledge.ukhtc']);
    expect(driver.deadline('acknowledge.police')?.due).toBe('2011-07-05T10:00:00Z');
    expect(driver.deadline('acknowledge.ukhtc')?.due).toBe('2011-07-05T13:00:00Z');
  });

  it('is acknowledged by each for itself, once', () => {
    const driver = atPort();
    expect(driver.send('acknowledge', w.inspector)).toEqual(['report-acknowledged']);
    expect(codeOf(driver.send('acknowledge', w.inspector))).toBe('nothing-to-acknowledge');
    expect(keys(driver)).toEqual(['acknowledge.ukhtc']);
    expect(driver.send('acknowledge', w.ukhtc)).toEqual(['report-acknowledged']);
    driver.advanceTo('2011-07-05T14:00:00Z');
    expect(driver.messages().join()).not.toContain('report-not-acknowledged');
  });

  it('that nobody acknowledges is told to a superior, once, and still waits for a word', () => {
    const driver = atPort();
    driver.advanceTo('2011-07-07T09:00:00Z');
    expect(driver.messages().filter((message) => message.startsWith('report-not-acknowledged'))).toEqual([
      'report-not-acknowledged → force-lead of met-police',
      'report-not-acknowledged → head-of-unit of ukhtc',
    ]);
    expect(keys(driver)).toHaveLength(2);
    expect(driver.send('acknowledge', w.ukhtc)).toEqual(['report-acknowledged']);
  });

  it('is not asked of the police who found the child', () => {
    expect(keys(w.opened())).toEqual(['acknowledge.ukhtc']);
  });
});

it('a case of the first version goes on as it was, and asks nobody', () => {
  const first = foldProcess(childSafeguardingV1);
  const driver = mustOpen(first, w.officer, { ...w.arrested, foundAt: 'port' }, w.now);
  expect(keys(driver)).toEqual([]);
  expect(
    driver
      .deadlines()
      .map(({ key }) => key)
      .join(),
  ).not.toContain('acknowledge');
  expect(codeOf(driver.send('acknowledge', w.inspector))).toBe('nothing-to-acknowledge');
  expect([findProcess('child-safeguarding', 1).version, findProcess('child-safeguarding').version]).toEqual([1, 2]);
});
