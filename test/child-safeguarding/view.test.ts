import { policy } from '../../workflows/child-safeguarding/policy';
import { accountParts } from '../../workflows/child-safeguarding/schemas';
import { person, text, type Driver } from '../helpers/driver';
import * as w from './world';

/** Each part is a text of its own, so that none can be taken for another. */
const account = Object.fromEntries(accountParts.map((name, i) => [name, text(100 + i)]));
const asked = (given: object = account): Driver => {
  const driver = w.opened({ foundAt: 'port' }, w.officer);
  driver.send('take-account', w.social, given);
  return driver;
};
const agencies = { authority: w.authority, police: 'met-police', cps: 'cps', ukhtc: 'ukhtc', port: 'ukba' };
const readers = policy['strategy-2011'].accountReaders.value;

describe("the child's account is seen by need", () => {
  it.each(readers.map((reader) => [`${reader.role} of ${reader.party}`, reader] as const))(
    '%s: the parts of the policy, and no text of any other',
    (_who, { party, role, parts, need }) => {
      const view = asked().view(person('x', agencies[party], role));
      expect(view['accountReadFor']).toEqual([need]);
      expect(view['accounts']).toMatchObject([{ account: Object.fromEntries(parts.map((p) => [p, account[p]])) }]);
      for (const other of accountParts.filter((name) => !parts.includes(name)))
        expect(JSON.stringify(view)).not.toContain(account[other]);
    },
  );

  it.each([
    ['an analyst of the police', person('x', 'met-police', 'analyst')],
    ['an assistant director', person('x', w.authority, 'assistant-director')],
    ['a decision-maker of a port agency', person('x', 'ukba', 'decision-maker')],
    ['another authority', w.stranger],
  ])('not by %s, for whom the section is not there at all', (_who, viewer) => {
    const view = asked().view(viewer);
    expect(view).not.toHaveProperty('accounts');
    expect(view).not.toHaveProperty('accountReadFor');
    for (const part of accountParts) expect(JSON.stringify(view)).not.toContain(account[part]);
    expect(view).toMatchObject({ timesAsked: 1 });
  });

  it('not as an empty one, by who needs none of its parts', () => {
    const driver = asked({ safety: account['safety'] });
    expect(driver.view(w.prosecutor)['accounts']).toEqual([]);
    expect(driver.view(w.social)['accounts']).toHaveLength(1);
  });

  it('with all parts that two roles need together', () => {
    const both = person('x', 'ukba', 'immigration-officer', 'first-responder');
    expect(asked().view(both)['accountReadFor']).toEqual(['border']);
    const two = person('x', w.authority, 'carer', 'social-worker');
    expect(asked().view(two)['accountReadFor']).toEqual(['safeguarding', 'daily-care']);
  });

  it('by a carer with what daily care takes, and nothing of the charge', () => {
    const driver = w.allDone(w.opened());
    driver.send('take-account', w.social, account);
    const view = driver.view(person('cara', w.authority, 'carer'));
    expect(Object.keys(view)).not.toEqual(expect.arrayContaining(['points']));
    expect(Object.keys(view)).not.toEqual(expect.arrayContaining(['found']));
    expect(view['done']).toMatchObject({ 'safe-accommodation': {}, plan: {} });
    expect(view['done']).not.toHaveProperty('conference');
  });
});
