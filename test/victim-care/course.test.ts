import type { Actor } from '../../workflows/kernel/contract';
import { diagramEdges, edgesOf, sealed } from '../helpers/driver';
import {
  absentCare,
  acceptedCare,
  ashley,
  ask,
  assessed,
  bea,
  CareDriver,
  emergency,
  inCare,
  leftCare,
  mia,
  missingCare,
  moveStarted,
  offered,
  offeredCare,
  placedCare,
  police,
  process,
  proposedCare,
  referral,
  releasedCare,
  system,
} from './world';

const begun = { at: '2011-08-03T17:00:00Z', to: 'place', place: 'ash' };

describe('opening', () => {
  it('by a referral waits a day for acceptance; the contract’s keeper hears when nobody accepts', () => {
    const driver = offeredCare();
    expect(driver.current.file.sharedWith).toEqual(['concert', 'salvation-army', 'ukhtc']);
    expect(driver.messages()).toEqual(['care-to-accept → case-manager of salvation-army']);
    expect(driver.deadline('acceptance')?.due).toBe('2011-08-04T11:00:00Z');
    driver.hours(24);
    expect(driver.messages()).toContain('care-not-accepted → contract-manager of home-office');
    expect(driver.taskKeys()).toEqual(['acceptance']);
    expect(driver.give('accept', mia).stage()).toBe('accepted');
  });

  it('by a First Responder in an emergency waits four hours, by a case manager not at all', () => {
    const byPolice = CareDriver.open(police, emergency).deliver();
    expect(byPolice.deadline('acceptance')?.due).toBe('2011-08-03T15:00:00Z');
    expect(byPolice.messages()).toEqual(['emergency-care-asked → case-manager of salvation-army']);
    expect(CareDriver.open(mia, emergency).stage()).toBe('accepted');
  });

  it.each([
    ['a child', { subject: 'child' }, 'child'],
    ['Scotland', { jurisdiction: 'scotland' }, 'devolved'],
    ['Northern Ireland', { jurisdiction: 'northern-ireland' }, 'devolved'],
  ])('for %s is recorded, handed over and closed', (_what, changes, because) => {
    const driver = CareDriver.open(system, { ...offered, ...changes }).deliver();
    expect(driver.status()).toMatchObject({ stage: 'handed-over', isClosed: true });
    expect(driver.messages()).toEqual([
      'care-handed-over → case-manager of salvation-army',
      'care-handed-over → team-leader of ukhtc',
    ]);
    expect(driver.effects[0]).toMatchObject({ facts: { because } });
  });

  it('in an emergency is linked to its decision afterwards; a negative one begins the exit', () => {
    const driver = CareDriver.open(mia, emergency).deliver();
    const decision = { referral, competentAuthority: 'ukhtc', outcome: 'positive' };
    expect(driver.deadline('decision')?.due).toBe('2011-08-17T23:00:00Z');
    expect(driver.send('record-decision', system, decision)).toEqual(['decision-recorded', 'case-shared']);
    expect(driver.deadline('decision')).toBeUndefined();
    expect(driver.send('record-decision', system, { ...decision, outcome: 'negative' })).toEqual([
      'decision-recorded',
      'exit-planning-started',
    ]);
    expect(driver.taskKeys()).toContain('exit-plan');
  });
});

it('a referral that comes after the emergency is linked, and its authority hears of the person from then on', () => {
  const driver = CareDriver.open(police, emergency).deliver().give('accept', mia);
  expect(driver.send('link-referral', police, { referral, competentAuthority: 'ukhtc' })).toEqual([
    'referral-linked',
    'case-shared',
  ]);
  driver.give('report-missing', mia, { at: driver.now, police: 'met-police', reason: sealed });
  expect(driver.messages()).toContain('person-missing → team-leader of ukhtc');
  driver.give('record-decision', system, { referral, competentAuthority: 'ukhtc', outcome: 'positive' });
  expect(driver.view(mia)).toMatchObject({ referral, decision: 'positive' });
});

it('care goes with its referral to another authority; of two transfers the later one stands', () => {
  const driver = inCare();
  expect(driver.send('follow-transfer', system, { to: 'ukba', number: 9 })).toEqual([
    'competent-authority-changed',
    'case-shared',
    'sharing-stopped',
  ]);
  expect(driver.send('follow-transfer', system, { to: 'ukhtc', number: 5 })).toEqual([]);
  expect(driver.current.file.sharedWith).not.toContain('ukhtc');
  driver.give('report-missing', mia, { at: driver.now, police: 'met-police', reason: sealed });
  expect(driver.messages()).toContain('person-missing → team-leader of ukba');
});

describe('after acceptance', () => {
  it('needs, plan and reviews each have their time, again and again', () => {
    const driver = acceptedCare();
    expect(driver.taskKeys()).toEqual(['needs', 'placement']);
    expect(driver.deadline('needs')?.due).toBe('2011-08-05T11:00:00Z');
    driver.give('assess-needs', mia, assessed);
    expect(driver.deadline('support-plan')?.due).toBe('2011-08-10T23:00:00Z');
    driver.give('agree-support-plan', mia, { plan: sealed });
    expect(driver.deadline('plan-review')?.due).toBe('2011-08-17T23:00:00Z');
    driver.at('2011-08-18T09:00:00Z').give('review-plan', mia, { text: sealed, met: ['medical', 'medical'] });
    expect(driver.deadline('plan-review')).toMatchObject({ due: '2011-09-01T23:00:00Z', isPassed: false });
    driver.at('2011-09-02T09:00:00Z');
    expect(driver.facts.filter(({ event }) => event.type === 'deadline-passed').map((f) => f.at)).toContain(
      '2011-09-01T23:00:00Z',
    );
    expect(driver.figures()).toMatchObject({ needs: 4, needsMet: 1 });
  });

  it('somebody who needs no bed is not looked a bed for', () => {
    const needs = { ...assessed.needs, accommodation: 'none' };
    const driver = acceptedCare().give('assess-needs', mia, { ...assessed, needs });
    expect(driver.taskKeys()).toEqual(['support-plan']);
  });

  it('the person may turn care down; a bed that waited is given back', () => {
    const driver = placedCare().give('record-declined', mia, { reason: sealed }).deliver();
    expect(driver.status()).toMatchObject({ stage: 'declined', isClosed: true });
    expect(driver.beds).toEqual([]);
    expect(driver.messages()).toEqual(
      expect.arrayContaining([
        'care-declined → team-leader of ukhtc',
        'placement-cancelled → support-worker of ashgrove-house',
      ]),
    );
    expect(driver.current.file.sharedWith).not.toContain('ashgrove-house');
  });
});

describe('placing', () => {
  it('proposes places ranked with reasons; the first needs none to be chosen', () => {
    const driver = proposedCare();
    expect(driver.seen().proposal?.places.map((one) => one.place)).toEqual([
      'ash',
      'bea',
      'cedar',
      'city',
      'shut',
      'full',
    ]);
    expect(driver.send('place', mia, { place: 'ash' })).toEqual(['placement-asked']);
    expect(driver.current.file.sharedWith).not.toContain('ashgrove-house');
    expect(driver.deliver().types().slice(-3)).toEqual(['case-shared', 'effect-done', 'effect-done']);
    expect(driver.beds).toEqual([{ place: 'ash', fromNight: '2011-08-03', untilNight: null }]);
    expect(driver.current.file.sharedWith).toContain('ashgrove-house');
    expect(driver.messages()).toContain('person-expected → support-worker of ashgrove-house');
    expect(driver.tasks().find(({ key }) => key === 'arrival')?.owner).toEqual({
      role: 'support-worker',
      agency: 'ashgrove-house',
    });
  });

  it.each(['bea', 'city'])('takes another place, %s, with a reason', (place) => {
    const driver = proposedCare().give('place', mia, { place, reason: sealed }).deliver();
    expect(driver.seen().placement).toEqual({ place, status: 'confirmed' });
  });

  it('tells the case manager when the bed was taken meanwhile, and asks again at once', () => {
    const driver = proposedCare();
    driver.taken.add('ash');
    driver.give('place', mia, { place: 'ash' }).deliver();
    expect(driver.types()).not.toContain('placement-confirmed');
    expect(driver.messages()).toContain('placement-refused → case-manager of salvation-army');
    expect(driver.current.file.sharedWith).not.toContain('ashgrove-house');
    expect(driver.count('places-proposed')).toBe(2);
    expect(driver.current.file.pending).toEqual({});
    expect(driver.taskKeys()).toEqual(['needs', 'placement']);
    driver.give('place', mia, { place: 'bea', reason: sealed }).deliver();
    expect(driver.seen().placement).toEqual({ place: 'bea', status: 'confirmed' });
  });

  it('gives a bed back that is cancelled before its answer has come', () => {
    const driver = proposedCare()
      .give('place', mia, { place: 'ash' })
      .give('cancel-placement', mia, { reason: sealed });
    driver.deliver();
    expect(driver.asked.map((stays) => stays.length)).toEqual([1, 0]);
    expect(driver.types()).not.toContain('placement-confirmed');
    expect(driver.beds).toEqual([]);
    expect(driver.taskKeys()).toContain('placement');
  });

  it('asks one question about beds at a time', () => {
    const driver = proposedCare()
      .give('place', mia, { place: 'ash' })
      .give('cancel-placement', mia, { reason: sealed });
    const holds = () => Object.values(driver.current.file.pending).filter(({ kind }) => kind === 'hold-beds');
    expect(holds()).toHaveLength(1);
    driver.deliver();
    expect(holds()).toHaveLength(0);
  });

  it('is not confirmed by the answer to an earlier question', () => {
    const driver = absentCare();
    driver.isWorldAway = true;
    driver.jumpTo('2011-08-08T12:00:00Z').give('ask-for-places', mia, { ...ask, fromNight: '2011-08-08' });
    driver.deliverOne('propose-places').give('place', mia, { place: 'bea', reason: sealed });
    const confirmed = driver.count('placement-confirmed');
    driver.deliverOne('hold-beds');
    expect(driver.beds).toEqual([{ place: 'ash', fromNight: '2011-08-03', untilNight: '2011-08-08' }]);
    expect(driver.count('placement-confirmed')).toBe(confirmed);
    driver.deliverOne('hold-beds');
    expect(driver.count('placement-confirmed')).toBe(confirmed + 1);
  });

  it('cannot be done by hand: the register is asked again', () => {
    const driver = proposedCare().give('place', mia, { place: 'ash' });
    driver.isWorldAway = true;
    driver.hours(3);
    const task = driver.tasks().find(({ key }) => key.endsWith('hold-beds'));
    const effect = task?.key.replace('by-hand.', '');
    driver.give('record-done-by-hand', mia, { effect, reason: sealed });
    expect(driver.seen().placement).toBeUndefined();
    driver.deliver();
    expect(driver.beds).toEqual([]);
    expect(driver.types()).not.toContain('placement-confirmed');
  });

  it('tells the provider of the transport and of a cancelled placement, which it sees no more', () => {
    const driver = placedCare();
    driver.give('arrange-transport', mia, { by: 'contractor', leavesAt: '2011-08-03T15:00:00Z' });
    expect(driver.view(ashley)).toMatchObject({ placement: { transport: { by: 'contractor' } } });
    driver.give('cancel-placement', mia, { reason: sealed }).deliver();
    expect(driver.messages()).toEqual(
      expect.arrayContaining([
        'transport-arranged → support-worker of ashgrove-house',
        'placement-cancelled → support-worker of ashgrove-house',
      ]),
    );
    expect(driver.current.file.sharedWith).not.toContain('ashgrove-house');
  });

  it('in the small hours can still be for the night that is running', () => {
    const night = { ...ask, fromNight: '2011-08-03' };
    const driver = acceptedCare().at('2011-08-04T01:00:00Z').give('ask-for-places', mia, night).deliver();
    driver.give('place', mia, { place: 'ash' }).deliver().arrive(ashley).deliver();
    expect(driver.beds).toEqual([{ place: 'ash', fromNight: '2011-08-03', untilNight: null }]);
  });

  it('notices who does not arrive', () => {
    const driver = placedCare();
    expect(driver.deadline('arrival')?.due).toBe('2011-08-04T23:00:00Z');
    driver.at('2011-08-05T09:00:00Z');
    expect(driver.messages()).toContain('deadline-passed → case-manager of salvation-army');
  });
});

describe('a move', () => {
  it('keeps the old bed until the person arrives in the new one, and follows them', () => {
    const driver = moveStarted(inCare().at('2011-08-10T09:00:00Z'), 'bea', '2011-08-10');
    expect(driver.stage()).toBe('in-care');
    expect(driver.beds).toEqual([
      { place: 'ash', fromNight: '2011-08-03', untilNight: '2011-08-10' },
      { place: 'bea', fromNight: '2011-08-10', untilNight: null },
    ]);
    expect(driver.current.file.sharedWith).toEqual(expect.arrayContaining(['ashgrove-house', 'beacon-refuge']));
    driver.hours(3).arrive(bea).deliver();
    expect(driver.current.file.sharedWith).toContain('beacon-refuge');
    expect(driver.current.file.sharedWith).not.toContain('ashgrove-house');
    expect(driver.messages()).toContain('moved-on → provider-manager of ashgrove-house');
    expect(driver.figures()).toMatchObject({ moves: 1, provider: 'beacon-refuge' });
  });

  it('that is cancelled asks for the old bed again; when that is gone it says so', () => {
    const driver = moveStarted(inCare().at('2011-08-10T09:00:00Z'), 'bea', '2011-08-10');
    driver.taken.add('ash');
    driver.give('cancel-placement', mia, { reason: sealed }).deliver();
    expect(driver.beds).toEqual([{ place: 'ash', fromNight: '2011-08-03', untilNight: '2011-08-10' }]);
    expect(driver.messages()).toContain('beds-do-not-agree → case-manager of salvation-army');
    expect(driver.taskKeys()).toContain('beds');
    driver.taken.delete('ash');
    moveStarted(driver, 'ash', '2011-08-10').arrive().deliver();
    expect(driver.taskKeys()).not.toContain('beds');
    expect(driver.beds).toEqual([{ place: 'ash', fromNight: '2011-08-03', untilNight: null }]);
  });

  it('that was under way when care ended is told to the provider that waits', () => {
    const driver = moveStarted(inCare().at('2011-08-10T09:00:00Z'), 'bea', '2011-08-10');
    const exit = { at: driver.now, because: 'own-wish', destination: 'unknown', reason: sealed };
    driver.give('record-exit', mia, exit).deliver();
    expect(driver.messages()).toEqual(
      expect.arrayContaining([
        'placement-cancelled → support-worker of beacon-refuge',
        'left-care → provider-manager of ashgrove-house',
      ]),
    );
    expect(driver.current.file.sharedWith).toEqual(['concert', 'salvation-army', 'ukhtc']);
    expect(driver.beds).toEqual([{ place: 'ash', fromNight: '2011-08-03', untilNight: '2011-08-10' }]);
  });

  it('may be given up before a place was chosen', () => {
    const driver = inCare()
      .give('move', mia, { fromNight: '2011-08-03', because: 'own-wish', reason: sealed })
      .deliver();
    expect(driver.taskKeys()).toContain('move');
    expect(driver.send('cancel-placement', mia, { reason: sealed })).toEqual(['move-cancelled']);
    expect(driver.taskKeys()).not.toContain('move');
  });
});

describe('an absence', () => {
  it('keeps the bed three nights, then gives it up and tells those who must know', () => {
    const driver = absentCare();
    expect(driver.deadline('bed-hold')?.due).toBe('2011-08-07T23:00:00Z');
    driver.at('2011-08-07T22:59:59Z');
    expect(driver.types()).not.toContain('bed-released');
    driver.at('2011-08-07T23:00:00Z');
    expect(driver.facts.find(({ event }) => event.type === 'bed-released')?.at).toBe('2011-08-07T23:00:00Z');
    expect(driver.beds).toEqual([{ place: 'ash', fromNight: '2011-08-03', untilNight: '2011-08-08' }]);
    expect(driver.messages()).toEqual(
      expect.arrayContaining([
        'bed-released → case-manager of salvation-army',
        'bed-released → provider-manager of ashgrove-house',
        'absent-beyond-bed-hold → team-leader of ukhtc',
      ]),
    );
    expect(driver.taskKeys()).toContain('absence');
    expect(driver.deadline('absence')?.due).toBe('2011-08-10T23:00:00Z');
  });

  it('is noticed late when everything was down, with the nights as they are', () => {
    const driver = absentCare().jumpTo('2011-08-20T12:00:00Z').deliver();
    expect(driver.beds).toEqual([{ place: 'ash', fromNight: '2011-08-03', untilNight: '2011-08-08' }]);
  });

  it('that is reported late gives the bed up from the day on which the hold ended', () => {
    const driver = inCare().at('2011-08-20T12:00:00Z').give('record-absence', ashley, { at: '2011-08-10T11:00:00Z' });
    driver.jumpTo('2011-08-20T12:00:00Z').deliver();
    expect(driver.beds).toEqual([{ place: 'ash', fromNight: '2011-08-03', untilNight: '2011-08-13' }]);
  });

  it('ends with the return, and the bed stays', () => {
    const driver = absentCare().hours(24).give('record-return', ashley, { at: '2011-08-06T11:00:00Z' }).deliver();
    expect(driver.stage()).toBe('in-care');
    expect(driver.deadline('bed-hold')).toBeUndefined();
    driver.at('2011-08-20T12:00:00Z');
    expect(driver.types()).not.toContain('bed-released');
  });

  it('ends with another place when the bed is gone', () => {
    const driver = releasedCare();
    driver.give('ask-for-places', mia, { ...ask, fromNight: '2011-08-08' }).deliver();
    driver.give('place', mia, { place: 'ash' }).deliver().arrive().deliver();
    expect(driver.stage()).toBe('in-care');
    // Not a night between: the same bed, if nobody else has it.
    expect(driver.beds).toEqual([{ place: 'ash', fromNight: '2011-08-03', untilNight: null }]);
  });
});

describe('going missing', () => {
  const told = (message: string) => [
    `${message} → case-manager of salvation-army`,
    `${message} → team-leader of ukhtc`,
    `${message} → first-responder of met-police`,
    `${message} → immigration-officer of ukba`,
    `${message} → provider-manager of ashgrove-house`,
  ];

  it('is told to those who must know, is reviewed every day, and so is being found', () => {
    const driver = missingCare();
    expect(driver.stage()).toBe('missing');
    expect(driver.messages()).toEqual(expect.arrayContaining(told('person-missing')));
    expect(driver.deadline('missing-review')?.due).toBe('2011-08-06T12:00:00Z');
    driver.hours(20).give('review-missing', mia, { text: sealed });
    expect(driver.deadline('missing-review')?.due).toBe('2011-08-07T08:00:00Z');
    driver.give('record-return', ashley, { at: driver.now }).deliver();
    expect(driver.stage()).toBe('in-care');
    expect(driver.messages()).toEqual(expect.arrayContaining(told('person-found')));
    expect(driver.figures()).toMatchObject({ timesMissing: 1 });
  });

  it('goes on after the bed was given up; whoever is found then waits for a place', () => {
    const driver = missingCare().at('2011-08-09T12:00:00Z');
    expect([driver.stage(), driver.count('bed-released')]).toEqual(['missing', 1]);
    expect(driver.send('record-return', mia, { at: driver.now })).toEqual(['found']);
    expect(driver.stage()).toBe('absent');
    expect(driver.taskKeys()).toContain('absence');
  });

  it('that ends with the exit is told to the police too', () => {
    const driver = missingCare().at('2011-08-20T12:00:00Z');
    const exit = { at: driver.now, because: 'did-not-return', destination: 'unknown', reason: sealed };
    driver.give('record-exit', mia, exit).deliver();
    expect(driver.messages()).toEqual(expect.arrayContaining(told('left-care')));
  });

  it('can happen before a place was found', () => {
    const driver = acceptedCare().give('report-missing', mia, {
      at: '2011-08-03T11:00:00Z',
      police: 'met-police',
      reason: sealed,
    });
    expect(driver.taskKeys()).toEqual(['needs', 'missing-review']);
    driver.hours(5).give('record-return', mia, { at: driver.now });
    expect([driver.stage(), driver.deadline('placement')?.due]).toEqual(['accepted', '2011-08-04T16:00:00Z']);
  });
});

describe('a move that was reported late', () => {
  const moved = [begun, { at: '2011-08-06T10:00:00Z', to: 'place', place: 'bea' }];
  it('tells the journey anew, and beds and sight follow', () => {
    const driver = inCare().at('2011-08-20T12:00:00Z');
    driver.give('correct-journey', mia, { movements: moved, reason: sealed }).deliver();
    expect(driver.seen().movements.map(({ to }) => to)).toEqual([
      { provider: 'ashgrove-house', place: 'ash' },
      { provider: 'beacon-refuge', place: 'bea' },
    ]);
    expect(driver.beds).toEqual([
      { place: 'ash', fromNight: '2011-08-03', untilNight: '2011-08-06' },
      { place: 'bea', fromNight: '2011-08-06', untilNight: null },
    ]);
    expect(driver.current.file.sharedWith).toContain('beacon-refuge');
    expect(driver.current.file.sharedWith).not.toContain('ashgrove-house');
    expect(driver.figures()).toMatchObject({ corrections: 1, moves: 1 });
  });

  it('is recorded though the bed was somebody else’s; that is a task of its own', () => {
    const driver = inCare().at('2011-08-20T12:00:00Z');
    driver.taken.add('bea');
    driver.give('correct-journey', mia, { movements: moved, reason: sealed }).deliver();
    expect(driver.seen().movements).toHaveLength(2);
    expect(driver.beds).toEqual([{ place: 'ash', fromNight: '2011-08-03', untilNight: '2011-08-06' }]);
    expect(driver.taskKeys()).toContain('beds');
    expect(driver.deadline('beds')?.due).toBe('2011-08-21T12:00:00Z');
  });

  it('can be known after the exit', () => {
    const driver = leftCare();
    const movements = [...moved, { at: '2011-08-20T09:00:00Z', to: 'left' }];
    driver.give('correct-journey', mia, { movements, reason: sealed }).deliver();
    expect(driver.beds).toEqual([
      { place: 'ash', fromNight: '2011-08-03', untilNight: '2011-08-06' },
      { place: 'bea', fromNight: '2011-08-06', untilNight: '2011-08-20' },
    ]);
    expect(driver.current.file.sharedWith).not.toContain('beacon-refuge');
  });

  it('finds somebody who was thought to be missing', () => {
    const driver = missingCare();
    expect(driver.send('correct-journey', mia, { movements: [begun], reason: sealed })).toEqual([
      'found',
      'journey-corrected',
    ]);
    expect(driver.stage()).toBe('in-care');
  });
});

describe('leaving', () => {
  it('is planned when the conclusive decision is made, and told to those who must know', () => {
    const driver = inCare().give('start-exit-planning', system, { outcome: 'positive' });
    expect(driver.deadline('exit-plan')?.due).toBe('2011-08-17T23:00:00Z');
    driver.give('plan-exit', mia, { plan: sealed, exitOn: '2011-08-30' });
    expect(driver.deadline('exit')?.due).toBe('2011-08-30T23:00:00Z');
    driver.at('2011-08-30T12:00:00Z');
    const exit = { at: '2011-08-30T09:00:00Z', because: 'planned', destination: 'own-home' };
    driver.give('record-exit', mia, exit).deliver();
    expect(driver.beds).toEqual([{ place: 'ash', fromNight: '2011-08-03', untilNight: '2011-08-30' }]);
    expect(driver.messages()).toEqual(
      expect.arrayContaining([
        'left-care → case-manager of salvation-army',
        'left-care → team-leader of ukhtc',
        'left-care → immigration-officer of ukba',
        'left-care → provider-manager of ashgrove-house',
      ]),
    );
    expect(driver.current.file.sharedWith).not.toContain('ashgrove-house');
    expect(driver.deadline('move-on')?.due).toBe('2011-09-27T23:00:00Z');
    driver.give('record-move-on', mia, { text: sealed }).give('close-care', mia);
    expect(driver.status()).toMatchObject({ stage: 'closed', isClosed: true });
    expect(driver.figures()).toMatchObject({
      daysInCare: 27,
      exit: 'planned',
      hoursToAcceptance: 0,
      hoursToPlacement: 6,
    });
  });

  it.each<[string, () => CareDriver]>([
    ['in care', inCare],
    ['before any place', acceptedCare],
  ])('by death closes the case at once, %s', (_when, given) => {
    const driver = given();
    const exit = { at: driver.now, because: 'died', destination: 'unknown', reason: sealed };
    driver.give('record-exit', mia, exit).deliver();
    expect(driver.status()).toMatchObject({ stage: 'closed', isClosed: true });
    expect(driver.beds).toEqual([]);
  });
});

describe('quality and support', () => {
  it('are recorded with the provider, and counted', () => {
    const driver = inCare().give('assess-needs', mia, assessed);
    const provider = 'ashgrove-house';
    driver
      .give('record-support', ashley, { support: 'counselling', provider, on: '2011-08-03', quantity: 2 })
      .give('record-support', mia, { support: 'material-help', provider, on: '2011-08-03', quantity: 1 })
      .give('correct-support', ashley, { id: 's1', on: '2011-08-02', quantity: 0, reason: sealed })
      .give('make-complaint', mia, { provider, text: sealed })
      .give('record-incident', ashley, { provider, kind: 'threat', isSerious: true, text: sealed })
      .give('record-quality-visit', mia, { provider, on: '2011-08-03', result: 'good', text: sealed })
      .give('record-outcome', mia, { provider, need: 'medical', isMet: true, text: sealed });
    expect(driver.seen().supports).toEqual([
      { id: 's1', on: '2011-08-02', quantity: 0 },
      { id: 's2', on: '2011-08-03', quantity: 1 },
    ]);
    expect(driver.messages()).toContain('serious-incident → contract-manager of home-office');
    expect(driver.taskKeys()).toContain('complaint.c1');
    expect(driver.deadline('complaint.c1')?.due).toBe('2011-08-17T23:00:00Z');
    driver.give('answer-complaint', mia, { id: 'c1', isUpheld: true, answer: sealed });
    expect(driver.taskKeys()).not.toContain('complaint.c1');
    expect(driver.figures()).toMatchObject({ complaints: 1, complaintsUpheld: 1, incidents: 1, needsMet: 1 });
  });
});

it('the courses above lead along the edges of the diagram, and along all of them', () => {
  const missing = { at: '2011-08-03T11:00:00Z', police: 'met-police', reason: sealed };
  const exit = (driver: CareDriver, actor: Actor = mia) =>
    driver.give('record-exit', actor, { at: driver.now, because: 'own-wish', destination: 'unknown', reason: sealed });
  const corrected = (driver: CareDriver, ...movements: object[]) =>
    driver.give('correct-journey', mia, { movements, reason: sealed });
  const replaced = releasedCare()
    .give('ask-for-places', mia, { ...ask, fromNight: '2011-08-08' })
    .deliver();
  const died = { at: '2011-08-03T11:00:00Z', because: 'died', destination: 'unknown', reason: sealed };
  const drivers = [
    CareDriver.open(system, { ...offered, subject: 'child' }),
    offeredCare().give('record-declined', mia, { reason: sealed }),
    acceptedCare().give('record-declined', mia, { reason: sealed }),
    acceptedCare().give('record-exit', mia, died),
    acceptedCare().give('report-missing', mia, missing).give('record-return', mia, { at: missing.at }),
    acceptedCare().give('report-missing', mia, missing).give('record-declined', mia, { reason: sealed }),
    absentCare().give('record-return', mia, { at: '2011-08-05T12:00:00Z' }),
    replaced.give('place', mia, { place: 'ash' }).deliver().arrive(),
    absentCare().give('report-missing', mia, { ...missing, at: '2011-08-05T12:00:00Z' }),
    exit(absentCare()),
    exit(missingCare()),
    missingCare().give('record-return', mia, { at: '2011-08-05T12:00:00Z' }),
    corrected(inCare().hours(24), begun, { at: '2011-08-03T18:00:00Z', to: 'absent' }),
    corrected(absentCare(), begun),
    leftCare().give('close-care', mia),
  ];
  expect(new Set(drivers.flatMap((driver) => edgesOf(process, driver)))).toEqual(new Set(diagramEdges(process)));
});
