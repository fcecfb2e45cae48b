import { isRefusal, refuse, type Refusal } from '../kernel/refusals';
import { statementGiven } from './court';
import { lastDayOfMonthsStartingWith } from './dates';
import {
  defaultTermOn,
  isDischarge,
  isWithinTerm,
  nominalPence,
  permittedPeriod,
  reconsiderations,
  timeToPayOn,
} from './law';
import { hasUnpaidOrder, limitOf, outstandingPence } from './progress';
import {
  allOf,
  beforeConviction,
  command,
  firstOf,
  inTheFuture,
  inTimetable,
  ofABody,
  ofEnforcement,
  ofTheProsecution,
  ordered,
  orderOf,
  poca,
  refuseField,
  sharedWith,
  type Rule,
} from './rules';
import { Extension, Order as OrderInput, Reconsideration } from './schemas';
import type { Order, State } from './state';
import type { z } from 'zod';

const unpaid: Rule = (state) =>
  hasUnpaidOrder(state)
    ? undefined
    : refuse('nothing-outstanding', 'The order is paid. Nothing is left to change.', poca('11'));

const eitherSide: Rule = (state, context) => {
  const refusal = ofABody(state, context);
  return refusal && ofEnforcement(state, context) ? refusal : undefined;
};

/** The order and what changes it. */
export const orders = {
  'record-order': command({
    title: 'Record the confiscation order',
    hint: 'Under section 6: benefit, available amount, amount, compensation, time to pay and default term.',
    by: ['prosecutor'],
    input: OrderInput,
    when: allOf(ofTheProsecution, inTimetable, statementGiven),
    decide(state, input, context) {
      const { orderedOn, benefitPence, availablePence, amountPence, compensationPence, defaultTerm } = input;
      const { payBy = orderedOn } = input;
      const refusal = firstOf(
        inTheFuture(orderedOn, 'orderedOn', context),
        beforeConviction(state, orderedOn, 'orderedOn'),
        beforeStatement(state, orderedOn),
        outOfTime(state, orderedOn),
        wrongAmount(input),
      );
      if (refusal) return refusal;
      const law = timeToPayOn(orderedOn);
      if (!law) return refuseField('no-law', 'orderedOn', 'The Act was not in force on that day.', poca('6'));
      const late = wrongPayBy(orderedOn, payBy, law.months, 'time-to-pay-too-long', law.source);
      if (late) return late;
      const most = defaultTermOn(orderedOn, amountPence);
      if (most && !isWithinTerm(defaultTerm, most))
        return refuseField(
          'default-term-too-long',
          'defaultTerm',
          `For this amount the default term is at most ${most.count} ${most.unit}.`,
          most.source,
        );
      return [
        {
          type: 'order-made',
          orderedOn,
          benefitPence,
          availablePence,
          amountPence,
          compensationPence,
          payBy,
          defaultTerm,
          mostMonths: law.months,
          extendedMonths: law.extendedMonths,
          lawSource: law.source,
        },
        ...sharedWith(context, state.enforcingAgency, 'enforces-the-order'),
      ];
    },
  }),
  'extend-time-to-pay': command({
    title: 'Record more time to pay',
    hint: 'By order of the court, on an application; never beyond what the law of the day of the order allows.',
    by: ['prosecutor', 'enforcement-officer'],
    input: Extension,
    when: allOf(eitherSide, ordered, unpaid),
    decide(state, { payBy, appliedOn, orderedOn, reasons }, context) {
      const order = orderOf(state);
      if (isRefusal(order)) return order;
      const refusal = firstOf(
        inTheFuture(appliedOn, 'appliedOn', context),
        inTheFuture(orderedOn, 'orderedOn', context),
        applicationOutOfTime(order, appliedOn, orderedOn),
        payBy <= order.payBy
          ? refuseField('not-later', 'payBy', `It is to be paid by ${order.payBy}. Give a later day.`, order.lawSource)
          : undefined,
        wrongPayBy(order.orderedOn, payBy, order.extendedMonths, 'extension-too-long', order.lawSource),
      );
      return refusal ?? [{ type: 'time-to-pay-extended', payBy, appliedOn, orderedOn, reasons }];
    },
  }),
  'reconsider-order': command({
    title: 'Record a reconsideration',
    hint: 'Under section 21, 22 or 23 with the new amount; under 24 or 25 the rest is discharged.',
    by: ['prosecutor', 'enforcement-officer'],
    input: Reconsideration,
    when: allOf(eitherSide, ordered),
    decide(state, input, context) {
      const order = orderOf(state);
      if (isRefusal(order)) return order;
      const { section, on, reasons } = input;
      const amountPence = isDischarge(section) ? order.collectedPence : input.amountPence;
      if (amountPence === undefined)
        return refuseField('amount-missing', 'amountPence', 'Give the whole amount from now on.', poca('21 to 23'));
      const { benefitPence } = input;
      const refusal = firstOf(
        inTheFuture(on, 'on', context),
        on < order.orderedOn
          ? refuseField('before-order', 'on', `The order was made on ${order.orderedOn}. Give that day or a later one.`)
          : undefined,
        notReconsiderable(state, order, input, amountPence),
      );
      return (
        refusal ?? [
          {
            type: 'order-reconsidered',
            section,
            on,
            amountPence,
            reasons,
            ...(benefitPence === undefined ? {} : { benefitPence }),
          },
        ]
      );
    },
  }),
};

function beforeStatement({ done }: State, orderedOn: string): Refusal | undefined {
  const first = done.statement;
  return first !== undefined && orderedOn < first
    ? refuseField('before-statement', 'orderedOn', `The statement was given on ${first}. Give that day or a later one.`)
    : undefined;
}

/** An order that was made in time may be recorded late; one that was not needs exceptional circumstances first. */
function outOfTime(state: State, orderedOn: string): Refusal | undefined {
  const limit = limitOf(state);
  if (limit === undefined || orderedOn <= limit) return undefined;
  const message = `The permitted period ended on ${limit}. Record a postponement with the exceptional circumstances first.`;
  return refuseField('beyond-permitted-period', 'orderedOn', message, permittedPeriod.source);
}

function wrongAmount({ benefitPence, availablePence, amountPence, compensationPence }: z.infer<typeof OrderInput>) {
  if (amountPence > benefitPence)
    return refuseField('above-benefit', 'amountPence', 'No more is ordered than the benefit.', poca('7'));
  if (amountPence > Math.max(availablePence, nominalPence))
    return refuseField('above-available', 'amountPence', 'No more is ordered than is available.', poca('7(2)'));
  return compensationPence > amountPence
    ? refuseField('above-order', 'compensationPence', 'Compensation here is a part of what is ordered.', poca('13(6)'))
    : undefined;
}

function wrongPayBy(orderedOn: string, payBy: string, months: number, code: string, because: string) {
  if (payBy < orderedOn)
    return refuseField(
      'before-order',
      'payBy',
      `The order was made on ${orderedOn}. Give that day or a later one.`,
      because,
    );
  const last = lastDayOfMonthsStartingWith(orderedOn, months);
  const message = `For an order of ${orderedOn} the last day is ${last}: ${months} months starting with it.`;
  return payBy > last ? refuseField(code, 'payBy', message, because) : undefined;
}

/** Applied for within the time to pay, and ordered within the longest time. */
function applicationOutOfTime(order: Order, appliedOn: string, orderedOn: string): Refusal | undefined {
  const { payBy, lawSource } = order;
  if (appliedOn > payBy)
    return refuseField(
      'applied-too-late',
      'appliedOn',
      `The time to pay ended on ${payBy}. It can be extended no more.`,
      lawSource,
    );
  if (appliedOn < order.orderedOn || orderedOn < appliedOn)
    return refuseField(
      'before-application',
      'orderedOn',
      'First the order, then the application, then the extension.',
      lawSource,
    );
  const last = lastDayOfMonthsStartingWith(order.orderedOn, order.extendedMonths);
  return orderedOn > last
    ? refuseField('extension-too-late', 'orderedOn', `No extension is made after ${last}.`, lawSource)
    : undefined;
}

function notReconsiderable(
  state: State,
  order: Order,
  { section, on, benefitPence }: z.infer<typeof Reconsideration>,
  amountPence: number,
): Refusal | undefined {
  const rules = reconsiderations[section];
  const fail = (code: string, field: string, message: string) => refuseField(code, field, message, rules.source);
  if (benefitPence !== undefined && section !== 's21-benefit')
    return fail('benefit-not-reconsidered', 'benefitPence', 'Only section 21 finds the benefit anew.');
  if ('withinMonths' in rules && state.outcome) {
    const last = lastDayOfMonthsStartingWith(state.outcome.on, rules.withinMonths);
    if (on > last) return fail('reconsidered-too-late', 'on', `Applications under this section ended on ${last}.`);
  }
  if ('outstandingPence' in rules)
    return outstandingPence(order) > rules.outstandingPence
      ? fail('too-much-outstanding', 'section', 'Too much is still to be paid for a discharge under this section.')
      : undefined;
  if (amountPence < order.collectedPence - order.interestPence)
    return fail('below-collected', 'amountPence', 'More than this has been collected.');
  if (amountPence > (benefitPence ?? order.benefitPence))
    return fail('above-benefit', 'amountPence', 'No more is ordered than the benefit.');
  const isLess = section === 's23-inadequate';
  return isLess === amountPence < order.amountPence
    ? undefined
    : fail('wrong-direction', 'amountPence', `Under this section the amount becomes ${isLess ? 'less' : 'more'}.`);
}
