import { londonDateOf } from '../kernel/calendar';
import type { Fact, KernelEvent } from '../kernel/contract';
import { settled } from './evolve-settled';
import { change } from './evolve-assets';
import type { Event } from './events';
import { isDischarge } from './law';
import { heldPence } from './progress';
import type { Order, State } from './state';

type AnyEvent = Event | KernelEvent;

/** The order from the day it was made: what was collected, and to whom it went. */
export function evolveOrder(state: State, event: AnyEvent, fact: Fact<AnyEvent>): State {
  const { at } = fact;
  switch (event.type) {
    case 'order-made': {
      const { type: _, ...facts } = event;
      const order: Order = {
        ...facts,
        interestPence: 0,
        extensions: [],
        reconsidered: [],
        collectedPence: 0,
        toVictimsPence: 0,
        toStatePence: 0,
        isOverdue: false,
      };
      const done = { ...state.done, order: event.orderedOn };
      return { ...settled(settled(state, 'order'), 'hearing'), done, order, review: { round: 1, from: at } };
    }
    case 'time-to-pay-extended': {
      const { type: _, ...extension } = event;
      const isOverdue = extension.payBy < londonDateOf(at);
      return of(state, (order) => ({
        ...order,
        payBy: extension.payBy,
        isOverdue,
        extensions: [...order.extensions, extension],
      }));
    }
    case 'order-reconsidered': {
      const { section, on, amountPence, benefitPence, reasons } = event;
      return of(state, (order) => ({
        ...order,
        amountPence,
        // A discharge ends what was to be paid, interest and all.
        interestPence: isDischarge(section) ? 0 : order.interestPence,
        benefitPence: benefitPence ?? order.benefitPence,
        // Victims are not promised more than is ordered, nor less than they had.
        compensationPence: Math.max(order.toVictimsPence, Math.min(order.compensationPence, amountPence)),
        reconsidered: [...order.reconsidered, { section, on, amountPence, reasons }],
      }));
    }
    case 'interest-added':
      return of(state, (order) => ({ ...order, interestPence: order.interestPence + event.pence }));
    case 'collected':
      return of(state, (order) => held({ ...order, collectedPence: order.collectedPence + event.pence }, at));
    case 'asset-realised': {
      const { amount, on } = event;
      const realised = change(state, event.asset, (asset) => ({
        ...asset,
        realised: [...asset.realised, { amount, on }],
        realisedPence: asset.realisedPence + amount.pence,
      }));
      return of(realised, (order) => held({ ...order, collectedPence: order.collectedPence + amount.pence }, at));
    }
    case 'paid-out': {
      const { to, pence } = event;
      return of(settled(state, 'pay-out'), (order) =>
        held(
          to === 'victim'
            ? { ...order, toVictimsPence: order.toVictimsPence + pence }
            : { ...order, toStatePence: order.toStatePence + pence },
          at,
        ),
      );
    }
    case 'payment-overdue':
      return { ...of(state, (order) => ({ ...order, isOverdue: true })), review: { round: 1, from: at } };
    case 'default-term-activated':
      return of(state, (order) => ({ ...order, defaultTermOn: event.on }));
    default:
      return state;
  }
}

function of(state: State, to: (order: Order) => Order): State {
  return state.order ? { ...state, order: to(state.order) } : state;
}

function held(order: Order, at: string): Order {
  return { ...order, heldSince: heldPence(order) > 0 ? (order.heldSince ?? at) : undefined };
}
