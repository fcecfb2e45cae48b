import { designatedOn, initialDesignations } from '../../workflows/vocabulary';
import { isRefusal } from '../../workflows/kernel/refusals';
import { adult, child, notification, people, person, Play, text } from './driver';

describe('refer', () => {
  const now = '2011-07-01T22:30:00Z'; // 23:30 in London

  it.each([
    ['an adult not subject to immigration control', adult, 'ukhtc', ['met-police', 'ukhtc']],
    [
      'an adult subject to immigration control',
      { ...adult, subjectToImmigrationControl: true },
      'ukba',
      ['met-police', 'ukba'],
    ],
    ['a child', child, 'ukhtc', ['met-police', 'ukhtc', 'kent-council']],
  ])('allocates %s', (_case, input, authority, sharedWith) => {
    const play = Play.open(input);
    expect(play.state.competentAuthority).toBe(authority);
    expect(play.current.file.sharedWith).toEqual(sharedWith);
    expect(play.types().slice(0, 4)).toEqual(['case-opened', 'referred', 'allocated', 'case-shared']);
    expect(play.stage).toBe('reasonable-grounds');
    expect(play.taskKeys()).toEqual(['reasonable-grounds']);
    expect(play.effects).toEqual([]);
  });

  it('counts an adult who does not consent, without identity, and goes no further', () => {
    const play = Play.open(notification);
    expect(play.types()).toEqual(['case-opened', 'notified-without-consent']);
    expect(JSON.stringify(play.facts.map((f) => f.event))).not.toContain('text:');
    expect(play.stage).toBe('closed');
    expect(play.current.file.sharedWith).toEqual(['met-police']);
    expect(play.figures()).toMatchObject({
      outcome: 'notification',
      isReferral: false,
      exploitationType: 'labour',
      countryOfOrigin: 'LT',
    });
    expect(play.view(people.referrer)).toMatchObject({ consent: 'refused', stage: 'closed' });
  });

  const undesignated = { ...people.referrer, designations: [] };
  it.each([
    ['not-designated', adult, undesignated, undefined],
    ['wrong-role', adult, people.first, undefined],
    ['date-in-future', { ...adult, encounteredOn: '2011-07-02' }, people.referrer, ['/encounteredOn']],
    ['consent-missing', { ...adult, consent: undefined }, people.referrer, ['/consent']],
    ['consent-not-for-child', { ...child, consent: 'given' }, people.referrer, ['/consent']],
    ['childrens-services-missing', { ...child, childrensServices: undefined }, people.referrer, ['/childrensServices']],
    ['not-a-local-authority', { ...child, childrensServices: 'kent-counsil' }, people.referrer, ['/childrensServices']],
    ['not-a-local-authority', { ...child, childrensServices: 'met-police' }, people.referrer, ['/childrensServices']],
    [
      'childrens-services-for-adult',
      { ...adult, childrensServices: 'kent-council' },
      people.referrer,
      ['/childrensServices'],
    ],
    ['identity-missing', { ...adult, name: undefined }, people.referrer, ['/name']],
    ['identity-missing', { ...child, birthDate: undefined }, people.referrer, ['/birthDate']],
    ['identity-without-consent', { ...adult, consent: 'refused' }, people.referrer, ['/name', '/birthDate']],
    ['identity-without-consent', { ...notification, name: text(1) }, people.referrer, ['/name']],
    ['invalid-input', { ...adult, colour: 'blue' }, people.referrer, ['/colour']],
    ['invalid-input', { ...adult, indicators: ['tall'] }, people.referrer, ['/indicators/0']],
    ['invalid-input', { ...adult, encounteredOn: '2011-02-30' }, people.referrer, ['/encounteredOn']],
    ['text-not-sealed', { ...adult, name: 'Anna' }, people.referrer, undefined],
  ])('refuses: %s', (code, input, actor, pointers) => {
    const refusal = Play.tryOpen(input, actor, now);
    if (!isRefusal(refusal)) throw new Error('It was not refused.');
    expect(refusal.code).toBe(code);
    expect(refusal.fields?.map((f) => f.pointer)).toEqual(pointers);
    expect(refusal.source).not.toBe('');
  });

  it('takes the day in London, not in UTC, for today', () => {
    const halfPastMidnightInLondon = '2011-07-01T23:30:00Z';
    expect(
      Play.tryOpen({ ...adult, encounteredOn: '2011-07-02' }, people.referrer, halfPastMidnightInLondon),
    ).toBeInstanceOf(Play);
  });

  it('names the local authorities of the day to one who names another agency', () => {
    const refusal = Play.tryOpen({ ...child, childrensServices: 'barnardos' }, people.referrer, now);
    expect(refusal).toMatchObject({ message: expect.stringContaining('kent-council, hillingdon-council') });
  });

  it.each([
    ['a local authority before there was any', 'local-authority', '2009-03-31', []],
    ['on its first day', 'local-authority', '2009-04-01', ['kent-council', 'hillingdon-council']],
    ['the contractor on the day before the contract', 'central-contractor', '2011-06-30', []],
    ['the contractor', 'central-contractor', '2011-07-01', ['salvation-army']],
  ] as const)('looks designations up by day: %s', (_what, designation, day, agencies) => {
    expect(designatedOn(initialDesignations, day)[designation]).toEqual(agencies);
  });

  it("gives an adult's care to the contractor of the day, or to the policy's before there was one", () => {
    const before = Play.tryOpen({ ...adult, encounteredOn: '2011-06-01' }, people.referrer, '2011-06-02T09:00:00Z');
    if (!(before instanceof Play)) throw new Error(before.code);
    expect(before.state.care).toEqual({ role: 'case-manager', agency: 'salvation-army' });
    expect(Play.open(child).state.care).toEqual({ role: 'social-worker', agency: 'kent-council' });
  });

  it('lets an organisation refer whose person holds other roles too', () => {
    const both = person('b-both', 'ukba', 'first-responder', 'decision-maker');
    expect(Play.open({ ...adult, subjectToImmigrationControl: true }, both).state.referrer.person).toBe('b-both');
  });
});
