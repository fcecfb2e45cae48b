import { isRefusal, refuse, type Refusal } from '../kernel/refusals';
import { inPounds, moneyOf } from './amounts';
import { heldPence, openClaims, outstandingPence, owedToVictimsPence } from './progress';
import { realisablePence } from './restraint';
import {
  allOf,
  assetOf,
  command,
  inTheFuture,
  ofEnforcement,
  ordered,
  orderOf,
  poca,
  refuseField,
  type ConfiscationContext,
} from './rules';
import { Interest, OnADay, Payment, PayOut, Realisation } from './schemas';
import type { Order, State } from './state';

const by = ['enforcement-officer', 'asset-recovery-lead'] as const;
const when = allOf(ofEnforcement, ordered);
const victimsFirst = 'Strategy paragraph 91 and Proceeds of Crime Act 2002, section 13(6): victims come first';

/** Not in the future, and not before the order. */
function wrongDay(order: Order, day: string, field: string, context: ConfiscationContext): Refusal | undefined {
  const isEarly = day < order.orderedOn;
  return (
    inTheFuture(day, field, context) ??
    (isEarly
      ? refuseField('before-order', field, `The order was made on ${order.orderedOn}. Give that day or a later one.`)
      : undefined)
  );
}

function aboveOutstanding(order: Order, pence: number, field: string): Refusal | undefined {
  const message = `Only ${inPounds(outstandingPence(order))} is still to be paid. What is above that is not collected.`;
  return pence > outstandingPence(order) ? refuseField('above-outstanding', field, message, poca('54')) : undefined;
}

/** From the order to the money: what was collected, and to whom it went. */
export const collecting = {
  'record-payment': command({
    title: 'Record a payment',
    hint: 'What the defendant paid towards the order.',
    by,
    input: Payment,
    when,
    decide(state, { amountPence, receivedOn }, context) {
      const order = orderOf(state);
      if (isRefusal(order)) return order;
      return (
        wrongDay(order, receivedOn, 'receivedOn', context) ??
        aboveOutstanding(order, amountPence, 'amountPence') ?? [
          { type: 'collected', pence: amountPence, on: receivedOn },
        ]
      );
    },
  }),
  'record-realisation': command({
    title: 'Record what an asset brought in',
    hint: 'Only of an asset under restraint, and not while a claim on it is open.',
    by,
    input: Realisation,
    when,
    decide(state, { asset: id, amount, realisedOn }, context) {
      const order = orderOf(state);
      if (isRefusal(order)) return order;
      const money = moneyOf(amount, context.now, 'amount');
      if (isRefusal(money)) return money;
      return (
        wrongDay(order, realisedOn, 'realisedOn', context) ??
        notRealisable(state, id, money.pence) ??
        aboveOutstanding(order, money.pence, 'amount') ?? [
          { type: 'asset-realised', asset: id, amount: money, on: realisedOn },
        ]
      );
    },
  }),
  'add-interest': command({
    title: 'Add interest',
    hint: 'On what was not paid in time.',
    by,
    input: Interest,
    when: allOf(when, ({ order }) =>
      order?.isOverdue && outstandingPence(order) > 0
        ? undefined
        : refuse('not-overdue', 'Interest runs only on what was not paid in time.', poca('12')),
    ),
    decide: (_state, { amountPence }) => [{ type: 'interest-added', pence: amountPence }],
  }),
  'activate-default-term': command({
    title: 'Record that the default term was activated',
    hint: 'The order was not paid in time, and the court activated the term. The debt stays.',
    by,
    input: OnADay,
    when: allOf(when, ({ order }) => {
      if (order?.defaultTermOn !== undefined)
        return refuse('already-activated', 'The default term was activated before.', poca('35'));
      return order?.isOverdue && outstandingPence(order) > 0
        ? undefined
        : refuse('not-overdue', 'The time to pay runs, or everything is paid.', poca('35'));
    }),
    decide(state, { on }, context) {
      const order = orderOf(state);
      if (isRefusal(order)) return order;
      const isEarly = on <= order.payBy;
      return (
        wrongDay(order, on, 'on', context) ??
        (isEarly
          ? refuseField(
              'within-time-to-pay',
              'on',
              `It was to be paid by ${order.payBy}. Give a later day.`,
              poca('35'),
            )
          : [{ type: 'default-term-activated', on }])
      );
    },
  }),
  'pay-out': command({
    title: 'Pay out what was collected',
    hint: 'To victims until their compensation is paid; then to the state.',
    by,
    input: PayOut,
    when,
    decide(state, { to, amountPence, on, victim }, context) {
      const order = orderOf(state);
      if (isRefusal(order)) return order;
      const refusal = wrongDay(order, on, 'on', context) ?? notPayable(order, to, amountPence);
      if (refusal) return refusal;
      return [{ type: 'paid-out', to, pence: amountPence, on, ...(victim === undefined ? {} : { victim }) }];
    },
  }),
};

function notRealisable(state: State, id: string, pence: number): Refusal | undefined {
  const asset = assetOf(state, id);
  if (isRefusal(asset)) return asset;
  if (!asset.isRestrained)
    return refuseField(
      'not-restrained',
      'asset',
      `Asset ${id} is not under restraint. Record a payment instead.`,
      poca('50'),
    );
  if (openClaims(state).some((claim) => claim.asset === id))
    return refuseField(
      'claim-open',
      'asset',
      `A third party claims asset ${id}. Have that decided first.`,
      poca('51(8)'),
    );
  const most = realisablePence(state, id);
  return pence > most
    ? refuseField(
        'above-restrained',
        'amount',
        `Of asset ${id} only ${inPounds(most)} may be had. Value it anew first.`,
        poca('50'),
      )
    : undefined;
}

function notPayable(order: Order, to: 'victim' | 'state', pence: number): Refusal | undefined {
  const held = heldPence(order);
  const owed = owedToVictimsPence(order);
  if (pence > held)
    return refuseField(
      'above-collected',
      'amountPence',
      `Only ${inPounds(held)} was collected and not paid out.`,
      poca('55'),
    );
  if (to === 'state' && owed > 0)
    return refuseField(
      'victims-first',
      'to',
      `Victims have not had ${inPounds(owed)} of their compensation.`,
      victimsFirst,
    );
  return to === 'victim' && pence > owed
    ? refuseField(
        'above-compensation',
        'amountPence',
        `Victims have only ${inPounds(owed)} more to come.`,
        victimsFirst,
      )
    : undefined;
}
