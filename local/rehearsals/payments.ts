import { londonDateOf } from '../../workflows/kernel/calendar';
import { daysOf, quarterOf } from '../../workflows/case-review/quarter';
import { closedAccount } from '../bank/behaviour';
import { demoProviders } from '../demo';
import { dated, type Clock, type Input, type Rehearsal, type Step } from './script';

const manager = 'cm-salvation-army-1';
/** The first prepares, the third releases; the first two change accounts. */
const [po1, po2, po3] = ['po-salvation-army-1', 'po-salvation-army-2', 'po-salvation-army-3'] as const;
const because = (text: string) => `Made-up reasons: ${text}`;
const nights = 6;

const does = (who: string, command: string, on: string, input: Input = {}, refused?: string): Step => ({
  who,
  does: command,
  on,
  input,
  ...(refused === undefined ? {} : { refused }),
});
const sees = (event: string, on: string): Step => ({ sees: event, on });
const endsIn = (stage: string, on: string): Step => ({ endsIn: stage, on });

/** Nights that are over with one provider, known late; the person has left, so that the bed is free again. */
const sleptThere = (at: Clock, place: string): Step[] => [
  {
    who: manager,
    opens: 'victim-care',
    as: 'care',
    input: {
      subject: 'adult',
      jurisdiction: 'england-and-wales',
      emergencyReason: because('taken in at night, written down afterwards'),
    },
  },
  does(manager, 'ask-for-places', 'care', {
    fromNight: londonDateOf(at(0)),
    needs: { gender: 'woman', children: 0, stepFree: false, languages: ['en'], areasToAvoid: [] },
  }),
  sees('places-proposed', 'care'),
  does(manager, 'place', 'care', { place, reason: because('they are there already') }),
  sees('placement-confirmed', 'care'),
  does(manager, 'record-arrival', 'care', { at: at(0) }),
  does(manager, 'correct-journey', 'care', {
    movements: [{ at: at(-nights), to: 'place', place }],
    reason: because('they came days ago'),
  }),
  does(manager, 'record-exit', 'care', {
    at: at(0),
    because: 'own-wish',
    destination: 'family-or-friends',
    reason: because('family has been found'),
  }),
  endsIn('moved-on', 'care'),
];

/** Every night that is over is booked, and what the provider is owed is put before it. */
const statementDrawn = (at: Clock, provider: string): Step[] => [
  { who: po1, opens: 'accrual-run', as: 'accrual', input: { untilDate: londonDateOf(at(-1)) } },
  endsIn('accrued', 'accrual'),
  {
    who: po1,
    opens: 'provider-statement',
    as: 'statement',
    input: { provider, fromDate: londonDateOf(at(-7)), untilDate: londonDateOf(at(-1)) },
  },
  sees('statement-drawn', 'statement'),
];

const prepared = (as = 'batch'): Step[] => [
  { who: po1, opens: 'payment-batch', as, input: ({ refs }) => ({ statements: [refs['statement']] }) },
  endsIn('prepared', as),
];

/** The pack that whoever signs has read. */
const read: Input = ({ view: { digest } }) => ({ digest });

/** What the releasing officer has seen of the batch. */
const looked: Input = ({ view: { digest, totalPence } }) => ({ digest, totalPence });

const proposes = (as: string, provider: string, account: { sortCode: string; accountNumber: string }): Step => {
  const { sortCode, accountNumber } = account;
  return { who: po1, opens: 'payee-change', as, input: { provider, sortCode, accountNumber } };
};

/** By two officers, after the cooling period. */
const accountChanged = (as: string, provider: string, account: { sortCode: string; accountNumber: string }): Step[] => [
  proposes(as, provider, account),
  endsIn('proposed', as),
  does(po2, 'approve', as, { confirmedWithProvider: true }),
  { waitDays: 14 },
  endsIn('changed', as),
];

const accountOf = (provider: string) => demoProviders[provider] ?? closedAccount;

/**
 * What the local stack can play of the payments. Prices and accounts of the made-up providers must be there, and the
 * stub bank. Whatever else is owed to a provider on that day stands in its statement too.
 */
export const paymentRehearsals: readonly Rehearsal[] = [
  dated(
    'disputed-line',
    'A provider disputes two lines; one is taken out, another officer says that one stays',
    (at) => {
      const provider = 'pm-ashgrove-house-1';
      const disputes = (line: number, reasonCode: string) =>
        does(provider, 'dispute-line', 'statement', { line, reasonCode, text: 'Made-up words about this line' });
      const settles = (who: string, line: number, outcome: string, refused?: string) =>
        does(who, 'settle-dispute', 'statement', { line, outcome, reason: because('looked at again') }, refused);
      return [
        ...sleptThere(at, 'ashgrove-flats'),
        ...statementDrawn(at, 'ashgrove-house'),
        does('pm-beacon-refuge-1', 'agree', 'statement', {}, 'not-found'),
        disputes(1, 'wrong-price'),
        disputes(2, 'not-here'),
        does(provider, 'agree', 'statement'),
        endsIn('disputed', 'statement'),
        {
          who: po1,
          opens: 'payment-batch',
          as: 'too-early',
          input: ({ refs }) => ({ statements: [refs['statement']] }),
        },
        endsIn('not-prepared', 'too-early'),
        settles(po1, 2, 'not-upheld', 'same-person'),
        settles(po2, 2, 'not-upheld'),
        settles(po1, 1, 'upheld'),
        sees('lines-taken-out', 'statement'),
        endsIn('agreed', 'statement'),
        does(
          provider,
          'dispute-line',
          'statement',
          { line: 3, reasonCode: 'other', text: 'Made-up' },
          'already-agreed',
        ),
        ...prepared(),
        does(po3, 'release', 'batch', looked),
        endsIn('settled', 'batch'),
        endsIn('paid', 'statement'),
      ];
    },
  ),
  dated('rejected-by-bank', 'The bank rejects a payment to a closed account; it is put right and paid once', (at) => [
    ...accountChanged('closed', 'beacon-refuge', closedAccount),
    ...sleptThere(at, 'beacon-women'),
    ...statementDrawn(at, 'beacon-refuge'),
    does('pm-beacon-refuge-1', 'agree', 'statement'),
    endsIn('agreed', 'statement'),
    ...prepared('rejected'),
    does(po3, 'release', 'rejected', looked),
    sees('bank-answered', 'rejected'),
    endsIn('rejected', 'rejected'),
    endsIn('payment-rejected', 'statement'),
    ...accountChanged('right', 'beacon-refuge', accountOf('beacon-refuge')),
    ...prepared(),
    does(po3, 'release', 'batch', looked),
    endsIn('settled', 'batch'),
    endsIn('paid', 'statement'),
  ]),
  dated('payee-changed', 'A forged change of an account is stopped; who changed one releases nothing to it', (at) => [
    proposes('mistyped', 'cedar-trust', { sortCode: '202959', accountNumber: '63748473' }),
    endsIn('invalid', 'mistyped'),
    proposes('forged', 'cedar-trust', accountOf('beacon-refuge')),
    endsIn('proposed', 'forged'),
    does(po1, 'approve', 'forged', { confirmedWithProvider: true }, 'same-person'),
    does(po2, 'approve', 'forged', { confirmedWithProvider: true }),
    does('pm-ashgrove-house-1', 'stop-change', 'forged', { reason: because('not ours') }, 'not-found'),
    does('pm-cedar-trust-1', 'stop-change', 'forged', { reason: because('we asked for nothing') }),
    endsIn('stopped', 'forged'),
    ...accountChanged('right', 'cedar-trust', accountOf('cedar-trust')),
    ...sleptThere(at, 'cedar-anyone'),
    ...statementDrawn(at, 'cedar-trust'),
    does('pm-cedar-trust-1', 'agree', 'statement'),
    endsIn('agreed', 'statement'),
    ...prepared(),
    does(po1, 'release', 'batch', looked, 'releaser-is-preparer'),
    does(po2, 'release', 'batch', looked, 'releaser-edited-payee'),
    does(po3, 'release', 'batch', ({ view: { digest } }) => ({ digest, totalPence: 1 }), 'total-different'),
    does(po3, 'release', 'batch', looked),
    endsIn('settled', 'batch'),
    endsIn('paid', 'statement'),
  ]),
  dated(
    'quarter-closes',
    'A quarter closes; its pack is questioned, escalated and signed off by each ministry',
    (at) => {
      const [office, justice] = ['con-home-office-1', 'con-moj-1'] as const;
      const today = londonDateOf(at(0));
      const quarter = quarterOf(today);
      const daysLeft = (Date.parse(daysOf(quarter).untilDate) - Date.parse(today)) / 86_400_000;
      return [
        { who: office, opens: 'monitoring-pack', as: 'pack', input: { quarter } },
        does(justice, 'sign-off', 'pack', { digest: '0'.repeat(64) }, 'not-compiled-yet'),
        { waitDays: daysLeft + 3 },
        sees('pack-compiled', 'pack'),
        does(justice, 'sign-off', 'pack', { digest: '0'.repeat(64) }, 'other-pack'),
        does(justice, 'sign-off', 'pack', read),
        does(office, 'ask-question', 'pack', { text: 'A made-up question' }),
        does(office, 'sign-off', 'pack', read, 'question-open'),
        does(manager, 'answer-question', 'pack', { id: 'q1', answer: 'A made-up answer' }),
        { waitDays: 40 },
        sees('sign-off-escalated', 'pack'),
        does(office, 'sign-off', 'pack', read),
        endsIn('agreed', 'pack'),
      ];
    },
  ),
];
