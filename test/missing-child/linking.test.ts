import { codeOf, opened, sealed } from '../helpers/driver';
import { childSafeguarding } from '../../workflows/child-safeguarding/process';
import { foldProcess } from '../../workflows/kernel/command';
import { isRefusal } from '../../workflows/kernel/refusals';
import { offersIn } from '../../workflows/missing-child/offers';
import * as w from './world';

const { found, offer, reported } = w;
const ask = { otherRef: w.otherRef, relation: 'same-report' };

describe('a child who is reported twice', () => {
  const offered = () => found(reported(), [offer({ stage: 'missing', authority: 'kent-council' })]);

  it('is offered as one child, to be looked at in hours, with sight of the other report', () => {
    const driver = offered();
    const task = driver.tasks().find(({ key }) => key === `offer.${w.otherRef}`);
    expect(task).toMatchObject({ owner: { role: 'duty-manager' }, about: w.otherRef });
    expect(driver.deadline(`offer.${w.otherRef}`)?.due).toBe('2011-07-02T00:00:00Z');
  });

  it('is one case as soon as the other report has taken this one, and not before', () => {
    const driver = offered();
    expect(driver.send('link-episode', w.duty, ask)).toEqual(['link-asked']);
    expect(driver.status().stage).toBe('missing');
    expect(codeOf(driver.send('link-episode', w.duty, ask))).toBe('link-waits');
    w.answer(driver, 'command-case', { ref: w.otherRef });
    expect(driver.status()).toMatchObject({ stage: 'linked', isClosed: true });
    expect(driver.tasks()).toEqual([]);
    expect(driver.figures()).toMatchObject({ isMissing: false, outcome: 'linked' });
  });

  it('stays missing here when the other report does not take it', () => {
    const driver = offered();
    driver.send('link-episode', w.duty, ask);
    const effect = Object.values(driver.current.file.pending).find(({ kind }) => kind === 'command-case');
    driver.acceptOwn({ type: 'effect-refused', effect: effect?.key ?? '', kind: 'command-case', code: 'case-closed' });
    expect(driver.types().at(-1)).toBe('link-not-taken');
    expect(driver.status().stage).toBe('missing');
    expect(driver.send('link-episode', w.duty, ask)).toEqual(['link-asked']);
  });

  it('is not lost between two reports that would each be taken by the other', () => {
    const driver = offered();
    driver.send('link-episode', w.duty, ask);
    expect(codeOf(driver.send('take-linked-report', w.system, { otherRef: w.otherRef }))).toBe('not-searching');
    expect(reported().send('take-linked-report', w.system, { otherRef: w.otherRef })).toEqual(['linked-report-taken']);
  });

  it('may be another child after all', () => {
    const driver = offered();
    expect(driver.send('dismiss-offer', w.duty, { otherRef: w.otherRef, reason: sealed })).toEqual(['offer-dismissed']);
    expect(driver.taskKeys()).not.toContain(`offer.${w.otherRef}`);
  });
});

describe('episodes of one child', () => {
  const earlier = (n: number, reportedAt: string) => offer({ ref: w.another(n), reportedAt, stage: 'located' });

  it('are linked and counted by themselves; the third in ninety days goes to the subgroup', () => {
    const driver = found(reported(), [earlier(1, '2011-06-20T00:00:00Z')]);
    expect(driver.figures()['episodes']).toBe(2);
    expect(driver.count('repeat-referred')).toBe(0);
    driver.send('link-episode', w.duty, {
      otherRef: w.another(2),
      relation: 'earlier-episode',
      reportedOn: '2011-05-01',
    });
    expect(driver.figures()['episodes']).toBe(3);
    expect(driver.messages()).toContain('missing-again → group-chair of hillingdon-council');
    expect(driver.taskKeys()).toContain('subgroup');
    driver.send('link-episode', w.duty, {
      otherRef: w.another(4),
      relation: 'earlier-episode',
      reportedOn: '2011-05-02',
    });
    expect(driver.count('repeat-referred')).toBe(1);
    expect(driver.send('record-subgroup-findings', w.group, { findings: sealed })).toEqual(['repeat-considered']);
  });

  it.each([
    ['the ninetieth day before', '2011-04-02', 3],
    ['the ninety-first day before', '2011-04-01', 2],
  ])('reported on %s', (_what, reportedOn, episodes) => {
    const driver = found(reported(), [earlier(1, '2011-06-20T00:00:00Z')]);
    driver.send('link-episode', w.duty, { otherRef: w.another(2), relation: 'earlier-episode', reportedOn });
    expect(driver.figures()['episodes']).toBe(episodes);
    expect(driver.count('repeat-referred')).toBe(episodes === 3 ? 1 : 0);
  });

  it('hold a located case open until the subgroup has considered them', () => {
    const driver = found(reported(), [earlier(1, '2011-06-20T00:00:00Z'), earlier(2, '2011-06-01T00:00:00Z')]);
    driver.send('record-located', w.carer, w.located);
    for (const [name, actor, input] of w.afterwards) driver.send(name, actor, input);
    expect(driver.status().stage).toBe('located');
    expect(driver.send('record-subgroup-findings', w.group, { findings: sealed })).toEqual([
      'repeat-considered',
      'closed',
    ]);
  });

  it('that were linked to another report are not counted again', () => {
    expect(found(reported(), [offer({ stage: 'linked' })]).figures()['episodes']).toBe(1);
  });
});

describe('a pattern', () => {
  it('is offered to the police, and linked or put away', () => {
    const driver = found(reported({ ...w.full, phoneCode: w.phoneCode }), [
      offer({ kinds: ['phone', 'recruiter'], stage: 'missing' }),
    ]);
    expect(driver.tasks().find(({ key }) => key.startsWith('offer.'))?.owner.role).toBe('duty-inspector');
    expect(driver.send('link-episode', w.inspector, { otherRef: w.otherRef, relation: 'pattern' })).toEqual([
      'pattern-linked',
    ]);
    expect(driver.view(w.inspector)['patterns']).toEqual([{ ref: w.otherRef, kinds: ['phone', 'recruiter'] }]);
    expect(driver.view(w.carer)).not.toHaveProperty('patterns');
    expect(driver.taskKeys().some((key) => key.startsWith('offer.'))).toBe(false);
  });

  it('is looked for again under a code that comes later', () => {
    const driver = reported();
    driver.send('complete-report', w.inspector, { phoneCode: w.phoneCode });
    const asked = driver.effects.filter(({ kind }) => kind === 'match-episodes');
    expect(asked).toMatchObject([{ codes: { child: w.childCode } }, { codes: { phone: w.phoneCode } }]);
  });
});

describe('a child found in crime', () => {
  it('is safeguarded by a case of its own, which takes what the report knows', () => {
    const driver = reported();
    driver.send('record-located', w.inspector, { outcome: 'found', foundInCrime: true });
    const effect = driver.effects.find(({ kind }) => kind === 'start-case');
    expect(effect).toMatchObject({ process: 'child-safeguarding', link: 'child-safeguarding' });
    const input = effect?.kind === 'start-case' ? effect.opening : {};
    const safeguarding = foldProcess(childSafeguarding);
    const opening = opened({ process: safeguarding, ref: 'SAF', actor: w.system, input, now: w.now });
    expect(isRefusal(opening) ? opening : safeguarding.status(opening.state.state).stage).toBe('interrupted');
  });
});

describe('the answer of the record', () => {
  it.each(['[]', '{}', '[{"ref":"x"}]', '[{"ref":"x","kinds":["hat"],"authority":"a","reportedAt":"t","stage":"s"}]'])(
    '%s has no offers',
    (matches) => {
      expect(offersIn({ matches })).toEqual([]);
    },
  );
});

describe('what is seen', () => {
  it('is for each agency its own part', () => {
    const driver = reported(w.trafficked);
    driver.send('record-circulation', w.inspector, { text: sealed });
    driver.send('record-located', w.carer, w.located);
    driver.send('record-safe-and-well-check', w.inspector, { isSafe: true, text: sealed });
    expect(driver.view(w.social)['done']).toHaveProperty('safe-and-well-check');
    expect(driver.view(w.ceop)['done']).toEqual({ circulation: expect.anything() });
    expect(driver.view(w.port)).toMatchObject({ particulars: { childName: sealed, description: sealed } });
    expect(driver.view(w.port)['particulars']).not.toHaveProperty('circumstances');
    expect(driver.view(w.stranger)).not.toHaveProperty('particulars');
    expect(JSON.stringify([driver.figures(), driver.effects])).not.toContain('text:');
  });
});
