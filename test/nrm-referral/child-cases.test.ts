import { makeCaseRef } from '../../workflows/vocabulary';
import { adult, child, people as p, Play, ref } from './driver';

const search = makeCaseRef('MIS', new Uint8Array(8).fill(3));
const told = (play: Play) =>
  play.effects.flatMap((e) => (e.kind === 'command-case' && e.ref === search ? [[e.command, e.input]] : []));
const link = { childCase: search };

describe('a case about the child who was referred', () => {
  it('is told of each decision when that has its effect, and not before', () => {
    const play = Play.open(child).give('link-child-case', p.system, link).decide('reasonable', 'positive');
    expect(told(play)).toEqual([]);
    play.agree();
    const reasonable = { referral: ref, decision: 'reasonable-grounds', outcome: 'positive' };
    expect(told(play)).toEqual([['note-nrm-decision', reasonable]]);
    play.days(46).give('record-reflection-minimum-passed', p.system).decide('conclusive', 'negative').agree();
    expect(told(play)).toHaveLength(2);
    expect(told(play).at(-1)).toMatchObject([
      'note-nrm-decision',
      { decision: 'conclusive-grounds', outcome: 'negative' },
    ]);
  });

  it('that is linked later is told what was decided before, once', () => {
    const play = Play.open(child).decide('reasonable', 'negative').agree();
    play.give('link-child-case', p.system, link).give('link-child-case', p.system, link);
    expect(told(play)).toHaveLength(1);
    expect(told(play)[0]).toMatchObject(['note-nrm-decision', { outcome: 'negative' }]);
  });

  it('that is over leaves nobody work', () => {
    const play = Play.open(child).give('link-child-case', p.system, link);
    play.isWorldAway = true;
    play.decide('reasonable', 'positive').agree();
    const refused = Object.values(play.current.file.pending).find((e) => e.kind === 'command-case' && e.ref === search);
    play.acceptOwn({ type: 'effect-refused', effect: refused?.key ?? '', kind: 'command-case', code: 'case-closed' });
    expect(play.taskKeys().filter((key) => key.startsWith('by-hand.'))).toEqual([]);
    expect(play.current.file.pending).not.toHaveProperty(refused?.key ?? '');
  });

  it('is not linked to the referral of an adult, and not by a person', () => {
    expect(Play.open(adult).refusalOf('link-child-case', p.system, link)).toBe('not-a-child');
    expect(Play.open(child).refusalOf('link-child-case', p.leader, link)).toBe('wrong-role');
  });
});
