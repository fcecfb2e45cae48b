import { adult, careRef, child, people as p, person, Play, ref, text } from './driver';

const toCare = (play: Play) =>
  play.effects.filter((e) =>
    e.kind === 'command-case' ? e.ref === careRef : e.kind === 'start-case' && e.link === 'victim-care',
  );

describe('the care of an adult', () => {
  it('is started by a positive reasonable-grounds decision that has its effect, and not before', () => {
    const play = Play.open().decide('reasonable', 'positive');
    expect(toCare(play)).toEqual([]);
    play.agree();
    expect(toCare(play)).toMatchObject([
      { kind: 'start-case', process: 'victim-care', opening: { referral: ref, jurisdiction: 'england-and-wales' } },
    ]);
    expect(play.current.file.links).toMatchObject({ 'victim-care': careRef });
  });

  it('says where care is needed, and who must hear of somebody subject to immigration control', () => {
    const input = { ...adult, jurisdiction: 'scotland', subjectToImmigrationControl: true };
    const play = Play.open(input);
    const [one, two] = ['dm-ukba-1', 'dm-ukba-2'].map((id) => person(id, 'ukba', 'decision-maker'));
    if (!one || !two) throw new Error('two people');
    play.decide('reasonable', 'positive', one);
    play.give('take-review', two, { isIndependent: true });
    play.give('record-own-view', two, { outcome: 'positive', reasons: text(1) });
    play.give('complete-review', two, { agrees: true, reasons: text(2) });
    expect(toCare(play)).toMatchObject([
      { opening: { jurisdiction: 'scotland', immigrationAuthority: 'ukba', competentAuthority: 'ukba' } },
    ]);
  });

  it('is not started by a negative decision', () => {
    expect(toCare(Play.open().decide('reasonable', 'negative').agree())).toEqual([]);
  });

  it.each(['positive', 'negative'] as const)('that began in an emergency hears of a %s decision', (outcome) => {
    const play = Play.open({ ...adult, emergencyCare: careRef })
      .decide('reasonable', outcome)
      .agree();
    expect(toCare(play)).toMatchObject([
      { command: 'record-decision', input: { referral: ref, competentAuthority: 'ukhtc', outcome } },
    ]);
  });

  it.each(['positive', 'negative'] as const)('is planned to its end from a %s conclusive decision', (outcome) => {
    const play = Play.open().toConclusive().decide('conclusive', outcome).agree();
    expect(toCare(play).at(-1)).toMatchObject({ command: 'start-exit-planning', input: { outcome } });
  });

  it('goes with a referral that is transferred', () => {
    const play = Play.open().decide('reasonable', 'positive').agree();
    play.give('transfer', p.allocator, { to: 'ukba', reason: text(1) });
    expect(toCare(play).at(-1)).toMatchObject({ command: 'follow-transfer', input: { to: 'ukba' } });
  });

  it('that is over leaves nobody work when the conclusive decision comes', () => {
    const play = Play.open().toConclusive();
    play.isWorldAway = true;
    play.decide('conclusive', 'positive').agree();
    const exit = Object.values(play.current.file.pending).find((e) => e.key.endsWith('-start-exit-planning'));
    play.acceptOwn({ type: 'effect-refused', effect: exit?.key ?? '', kind: 'command-case', code: 'case-closed' });
    expect(play.types()).toContain('effect-done-by-hand');
    expect(play.taskKeys().filter((key) => key.includes('start-exit-planning'))).toEqual([]);
  });
});

it("a child's care is with its local authority, which is told", () => {
  const play = Play.open(child).decide('reasonable', 'positive').agree();
  expect(toCare(play)).toEqual([]);
  expect(play.effects.filter((e) => e.kind === 'tell' && e.message === 'care-offered')).toMatchObject([
    { to: { role: 'social-worker', agency: 'kent-council' } },
  ]);
});

it.each(['NRM-1234', ref])('refuses %s as the reference of care', (emergencyCare) => {
  const play = Play.tryOpen({ ...adult, emergencyCare }, p.referrer, '2011-07-01T09:00:00Z');
  expect(play).toMatchObject({ code: 'invalid-input', fields: [{ pointer: '/emergencyCare' }] });
});
