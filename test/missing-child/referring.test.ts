import { childSafeguarding } from '../../workflows/child-safeguarding/process';
import { foldProcess } from '../../workflows/kernel/command';
import type { Actor } from '../../workflows/kernel/contract';
import { isRefusal } from '../../workflows/kernel/refusals';
import { nrmReferral } from '../../workflows/nrm-referral/process';
import { codeOf, mustOpen, opened, person, sealed, type Driver } from '../helpers/driver';
import * as saf from '../child-safeguarding/world';
import * as mis from './world';

const nrm = foldProcess(nrmReferral);
const referral = saf.nrm;
const responder = (actor: Actor): Actor => ({ ...actor, designations: [...actor.designations, 'first-responder'] });
const encountered = {
  exploitationType: 'labour',
  encounteredWhere: sealed,
  encounteredOn: '2011-07-01',
  subjectToImmigrationControl: false,
};
const identity = { childName: sealed, birthDate: sealed };

const startOf = (driver: Driver) =>
  driver.effects.filter((effect) => effect.kind === 'start-case' && effect.process === 'nrm-referral');
/** The engine has started it. */
function started(driver: Driver): void {
  const effect = startOf(driver).at(-1)?.key ?? '';
  const result = { ref: referral };
  driver.acceptOwn({ type: 'effect-done', effect, kind: 'start-case', link: 'nrm-referral', result });
}

describe.each([
  ['a search', () => mis.reported({ ...mis.trafficked, indicators: ['isolated'] }), mis.social, 'MIS'],
  ['a case that safeguards the child', () => saf.opened(identity), saf.social, 'SAF'],
])('the referral from %s', (_what, open, social, prefix) => {
  const worker = responder(social);

  it('is started once, without consent, and is linked both ways', () => {
    const driver = open();
    expect(driver.tasks().find(({ key }) => key === 'nrm-referral')?.commands).toContain('refer-to-nrm');
    expect(driver.send('refer-to-nrm', worker, encountered)).toEqual(['nrm-referral-asked']);
    expect(codeOf(driver.send('refer-to-nrm', worker, encountered))).toBe('referral-starting');
    expect(codeOf(driver.send('record-nrm-referral', worker, { nrmReferral: saf.nrm }))).toBe('referral-starting');
    started(driver);
    expect(driver.current.file.links['nrm-referral']).toBe(referral);
    expect(driver.taskKeys()).not.toContain('nrm-referral');
    expect(codeOf(driver.send('refer-to-nrm', worker, encountered))).toBe('already-referred');
    expect(startOf(driver)).toHaveLength(1);
    const { ref } = driver.current.file;
    expect(ref.slice(0, 3)).toBe(prefix);
    expect(driver.messages()).toContain(`link-child-case → ${referral} {"childCase":"${ref}"}`);
  });

  it('opens as the First Responder who asked for it, who is told and asked as such', () => {
    const driver = open();
    driver.send('refer-to-nrm', worker, encountered);
    const [effect] = startOf(driver);
    const input = effect?.kind === 'start-case' ? effect.opening : {};
    expect(input).not.toHaveProperty('consent');
    const opening = mustOpen(nrm, person('system:missing-child', 'concert', 'system'), input, driver.now);
    expect(opening.current.file.sharedWith).toContain(mis.authority);
    const own = opening.view(responder(person('fred', mis.authority, 'first-responder')));
    expect(own['referral']).toMatchObject({ subject: 'child', referredBy: mis.authority, name: sealed });
    opening.send('link-child-case', mis.system, { childCase: driver.current.file.ref });
    expect(opening.view(responder(person('fred', mis.authority, 'first-responder')))['referral']).toMatchObject({
      childCases: [driver.current.file.ref],
    });
  });

  it.each([
    ['a day to come', { encounteredOn: '2011-12-01' }, 'date-in-future'],
    ['no place', { encounteredWhere: undefined }, 'invalid-input'],
  ])('with %s is refused, and nothing is started', (_w, change, code) => {
    const driver = open();
    expect(codeOf(driver.send('refer-to-nrm', worker, { ...encountered, ...change }))).toBe(code);
    expect(startOf(driver)).toEqual([]);
  });

  it('is for a First Responder of the case alone', () => {
    expect(codeOf(open().send('refer-to-nrm', social, encountered))).toBe('not-designated');
    const stranger = responder(person('kim', 'kent-council', 'social-worker'));
    expect(codeOf(open().send('refer-to-nrm', stranger, encountered))).toBe('not-your-case');
  });
});

describe('a child of whom little is known', () => {
  const worker = responder(mis.social);
  it('is referred when who it is and what was seen is said with the referral', () => {
    const driver = mis.reported({ trafficking: 'suspected' });
    expect(codeOf(driver.send('refer-to-nrm', worker, encountered))).toBe('identity-missing');
    expect(codeOf(driver.send('refer-to-nrm', worker, { ...encountered, childName: sealed }))).toBe('identity-missing');
    expect(codeOf(driver.send('refer-to-nrm', worker, { ...encountered, ...identity }))).toBe('indicators-missing');
    const whole = { ...encountered, ...identity, indicators: ['isolated'] };
    expect(driver.send('refer-to-nrm', worker, whole)).toEqual(['nrm-referral-asked']);
    expect(startOf(driver)).toMatchObject([{ opening: { countryOfOrigin: 'XX', indicators: ['isolated'] } }]);
  });

  it('whose referral the engine was refused can be referred again, when somebody has seen to it', () => {
    const driver = mis.reported({ ...mis.trafficked, indicators: ['isolated'] });
    driver.send('refer-to-nrm', worker, encountered);
    driver.deliver('not-designated');
    const left = driver.taskKeys().find((key) => key.startsWith('by-hand.') && key.endsWith('start-referral'));
    expect(left).toBeDefined();
    expect(codeOf(driver.send('refer-to-nrm', worker, encountered))).toBe('referral-starting');
    driver.send('record-done-by-hand', mis.duty, { effect: left?.slice('by-hand.'.length), reason: sealed });
    expect(driver.send('refer-to-nrm', worker, encountered)).toEqual(['nrm-referral-asked']);
  });
});

describe('a child who was referred in an earlier episode', () => {
  const worker = responder(mis.social);
  it.each([
    ['that was linked at once', 'located', '2011-06-20T00:00:00Z'],
    ['that is offered as the same child', 'missing', '2011-06-30T00:00:00Z'],
  ])('%s is referred again only with what is new', (_what, stage, reportedAt) => {
    const search = mis.reported({ ...mis.trafficked, indicators: ['isolated'] });
    const before = mis.offer({ ref: mis.another(1), stage, reportedAt, nrmReferral: referral });
    const driver = mis.found(search, [before]);
    expect(driver.send('refer-to-nrm', worker, encountered)).toMatchObject({
      code: 'referred-before',
      message: expect.stringContaining(referral),
      fields: [{ pointer: '/whyAgain' }],
    });
    expect(startOf(driver)).toEqual([]);
    const other = mis.found(mis.reported({ ...mis.trafficked, indicators: ['isolated'] }), [before]);
    expect(other.send('refer-to-nrm', worker, { ...encountered, whyAgain: sealed })).toEqual(['nrm-referral-asked']);
    expect(driver.send('record-nrm-referral', worker, { nrmReferral: referral })).toEqual(['nrm-referral-recorded']);
    expect(driver.taskKeys()).not.toContain('nrm-referral');
  });

  it('that only has something in common with this one is another child', () => {
    const search = mis.reported({ ...mis.trafficked, indicators: ['isolated'], phoneCode: mis.phoneCode });
    const driver = mis.found(search, [mis.offer({ kinds: ['phone'], stage: 'missing', nrmReferral: referral })]);
    expect(driver.send('refer-to-nrm', worker, encountered)).toEqual(['nrm-referral-asked']);
  });
});

describe('a case about a child who is referred already', () => {
  const search = (known: string) => ({ ...mis.trafficked, indicators: ['isolated'], nrmReferral: known });
  it.each([
    ['a search', () => mis.reported(search(referral)), () => mis.reported(search('MIS-1'))],
    [
      'a case that safeguards the child',
      () => saf.opened({ nrmReferral: referral }),
      () => saf.opened({ nrmReferral: 'MIS-1' }),
    ],
  ])('is linked to that referral from the start: %s', (_what, open, wrong) => {
    const driver = open();
    const { ref } = driver.current.file;
    expect(driver.taskKeys()).not.toContain('nrm-referral');
    expect(driver.messages()).toContain(`link-child-case → ${referral} {"childCase":"${ref}"}`);
    expect(wrong).toThrow('not-a-reference');
  });

  it('tells of it where it starts the other one', () => {
    const startedBy = (driver: Driver, process: string) =>
      driver.effects.find((effect) => effect.kind === 'start-case' && effect.process === process);
    const missing = mis.reported(search(referral));
    missing.send('record-located', mis.carer, { ...mis.located, foundInCrime: true });
    expect(startedBy(missing, 'child-safeguarding')).toMatchObject({ opening: { nrmReferral: referral } });
    const safeguarded = saf.opened({ nrmReferral: referral });
    safeguarded.send('report-missing', saf.social);
    expect(startedBy(safeguarded, 'missing-child')).toMatchObject({ opening: { nrmReferral: referral } });
  });
});

describe('the opening of a referral', () => {
  const child = { ...encountered, subject: 'child', name: sealed, birthDate: sealed, childrensServices: mis.authority };
  const whole = { ...child, indicators: ['isolated'], countryOfOrigin: 'XX' };
  const onBehalfOf = { person: 'sue', agency: mis.authority };
  it.each([
    [
      'by a person for another',
      responder(person('fred', 'met-police', 'first-responder')),
      { onBehalfOf },
      'not-for-another',
    ],
    ['by Concert for nobody', mis.system, {}, 'referrer-missing'],
    [
      'by Concert for who is no First Responder',
      mis.system,
      { onBehalfOf: { person: 'x', agency: 'cps' } },
      'not-designated',
    ],
  ])('%s is refused', (_what, actor, change, code) => {
    const answer = opened({ process: nrm, ref: 'NRM', actor, input: { ...whole, ...change }, now: mis.now });
    expect(isRefusal(answer) && answer.code).toBe(code);
  });
});

it('is the same command in both processes, and so is what they hear of each other', () => {
  const search = mis.process.commands;
  const safeguarding = foldProcess(childSafeguarding).commands;
  for (const name of ['note-account', 'note-nrm-decision']) expect(safeguarding[name]).toBe(search[name]);
  const blank = mis.reported().send('note-account', mis.system, { otherRef: '  ', timesAsked: 1 });
  expect(codeOf(blank)).toBe('invalid-input');
});
