import { adult, child, notification, people, person, Play, text } from './driver';

const p = people;
const firstReasons = text(100);
const firstView = { outcome: 'negative', reasons: firstReasons };
const decided = () => Play.open().give('decide-reasonable-grounds', p.first, firstView);
const taken = () => decided().give('take-review', p.second, { isIndependent: true });
const seen = (play: Play, viewer: ReturnType<typeof person>) => JSON.stringify(play.view(viewer));

describe('the first decision', () => {
  const ownView = { outcome: 'positive', reasons: text(101) };
  const viewed = () => taken().give('record-own-view', p.second, ownView);
  const disagreed = () => viewed().give('complete-review', p.second, { agrees: false, reasons: text(102) });
  const third = () => disagreed().give('decide-as-third', p.senior2, { outcome: 'negative', reasons: text(103) });
  const both = person('h-both', 'ukhtc', 'team-leader', 'decision-maker');

  it.each([
    ['its own maker, before the review', decided, p.first, true],
    ['a colleague who may review it', decided, p.third, false],
    ['a team leader', decided, p.leader, true],
    ['a team leader who may review it', decided, both, false],
    ['a senior decision-maker before the disagreement', decided, p.senior2, false],
    ['an allocation officer', third, p.allocator, false],
    ['the reviewer before the own view', taken, p.second, false],
    ['the reviewer after the own view', viewed, p.second, true],
    ['a colleague after the own view', viewed, p.third, false],
    ['the third after the disagreement', disagreed, p.senior2, true],
    ['a colleague after its effect', third, p.third, true],
    ['the referrer, even after its effect', third, p.referrer, false],
    ['the immigration officer', third, p.immigration, false],
    ['the case manager', third, p.caseManager, false],
  ])('is shown to %s: %#', (_who, start, viewer, isShown) => {
    const shown = seen(start(), viewer);
    expect(shown.includes(firstReasons)).toBe(isShown);
    const isToldAnOutcome = shown.includes('"outcome"');
    expect(isToldAnOutcome).toBe(isShown || start === third);
  });

  it('is shown with nothing of the review to its maker while the review lasts', () => {
    expect(seen(viewed(), p.first)).not.toContain(text(101));
    expect(seen(disagreed(), p.first)).toContain(text(101));
  });
});

describe('each agency sees its part', () => {
  const sealed = { name: text(1), birthDate: text(2), where: text(3), safety: text(4) };
  it.each([
    ['the competent authority', adult, p.first, ['name', 'birthDate', 'where', 'safety']],
    ['the referrer', adult, p.referrer, ['name', 'birthDate', 'where', 'safety']],
    ['another responder', adult, p.otherResponder, []],
    ['the immigration officer', adult, p.immigration, ['name', 'birthDate']],
    ['the case manager', adult, p.caseManager, ['name', 'safety']],
    ['the case manager, of a child', child, p.caseManager, []],
    ['the social worker', child, p.socialWorker, ['name', 'birthDate', 'where', 'safety']],
    ['nobody, of a notification', notification, p.first, []],
  ])('%s', (_who, input, viewer, expected) => {
    const shown = seen(Play.open(input), viewer);
    const found = Object.entries(sealed).flatMap(([name, ref]) => (shown.includes(ref) ? [name] : []));
    expect(found).toEqual(expected);
  });

  describe('an auditor of an agency with oversight', () => {
    const auditor = { ...person('ho-ca', 'home-office', 'case-auditor'), designations: ['oversight' as const] };
    const open = () => decided().agree();
    const withdrawn = () => open().give('withdraw', p.referrer, { reason: text(1) });

    it('sees of a closed case all on which it was decided, and not who the person is', () => {
      const shown = seen(withdrawn(), auditor);
      for (const part of [firstReasons, sealed.where, 'debt-bondage', 'h-two']) expect(shown).toContain(part);
      for (const part of [sealed.name, sealed.birthDate]) expect(shown).not.toContain(part);
    });

    it.each([
      ['an open case', open, auditor],
      ['a case whose agency has no oversight', withdrawn, { ...auditor, designations: [] }],
      ['a case as an analyst', withdrawn, { ...auditor, roles: ['analyst' as const] }],
    ])('sees nothing of %s', (_what, start, viewer) => {
      expect(seen(start(), viewer)).not.toContain('text:');
    });
  });

  it('keeps indicators from the immigration officer, and gives the language to the case manager', () => {
    expect(seen(Play.open(), p.immigration)).not.toContain('debt-bondage');
    expect(Play.open().view(p.caseManager)).toMatchObject({ referral: { interpreterLanguage: 'lt' } });
  });

  it('gives the referrer the outcome once it has its effect, and the feedback', () => {
    const play = taken();
    expect(play.view(p.referrer)).toMatchObject({ outcomes: [] });
    play.give('record-own-view', p.second, { outcome: 'negative', reasons: text(1) });
    play.give('complete-review', p.second, { agrees: true, reasons: text(1) }).feedback();
    expect(play.view(p.referrer)).toMatchObject({
      outcomes: [{ decision: 'reasonable-grounds', outcome: 'negative' }],
      feedback: [{ strengths: ['promptness'] }],
    });
  });

  it('is the same before and after it was JSON, without nulls', () => {
    const play = Play.open().toConclusive().decide('conclusive', 'positive').agree();
    for (const viewer of Object.values(people)) {
      const shown = play.view(viewer);
      expect(JSON.parse(JSON.stringify(shown))).toStrictEqual(shown);
      expect(JSON.stringify(shown)).not.toContain('null');
    }
  });
});
