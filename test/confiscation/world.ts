import { codeOf, mustOpen, person, sealed, text, type Driver } from '../helpers/driver';
import type { Actor } from '../../workflows/kernel/contract';
import { foldProcess } from '../../workflows/kernel/command';
import { isRefusal } from '../../workflows/kernel/refusals';
import { confiscation } from '../../workflows/confiscation/process';
import type { State } from '../../workflows/confiscation/state';

export const process = foldProcess(confiscation);

export const officer = person('inv-1', 'met-police', 'investigating-officer');
export const prosecutor = person('pros-1', 'cps', 'prosecutor');
export const policeLead = person('arl-met', 'met-police', 'asset-recovery-lead');
export const cpsLead = person('arl-cps', 'cps', 'asset-recovery-lead');
export const investigator = person('fi-1', 'ukhtc', 'financial-investigator');
export const recovery = person('aro-1', 'rart', 'asset-recovery-officer');
export const enforcer = person('eo-1', 'hmcts', 'enforcement-officer');
export const stranger = person('inv-9', 'kent-council', 'investigating-officer');
export const otherProsecutor = person('pros-9', 'ukba', 'prosecutor');
export const system: Actor = person('system:watch', 'concert', 'system');

export const openedAt = '2011-09-01T09:00:00Z';
/** 1 September 2011 and n days. */
export const day = (n: number) => new Date(Date.UTC(2011, 8, 1 + n)).toISOString().slice(0, 10);
export const noon = (n: number) => `${day(n)}T11:00:00Z`;

export const registration = {
  prosecutionReference: '01AB0123411',
  investigatingBody: 'met-police',
  prosecutingBody: 'cps',
  region: 'london',
  offence: 'sexual-exploitation',
  defendant: sealed,
} as const;

export const reasons = text(2);
export const order = text(3);
export const gbp = (minor: number) => ({ currency: 'GBP', minor });

export function opened(input: object = registration, actor = prosecutor, now = openedAt): Driver {
  return mustOpen(process, actor, input, now);
}

/** The command is taken; says why not. */
export function must(driver: Driver, name: string, actor: Actor, input: unknown = {}): Driver {
  const answer = driver.send(name, actor, input);
  if (isRefusal(answer)) throw new Error(`${name}: ${answer.code}: ${answer.message} ${JSON.stringify(answer.fields)}`);
  return driver;
}

export function refusal(driver: Driver, name: string, actor: Actor, input: unknown = {}): string | undefined {
  const before = JSON.stringify(driver.current);
  const code = codeOf(driver.send(name, actor, input));
  // A refused command leaves nothing behind.
  if (code !== undefined && JSON.stringify(driver.current) !== before) throw new Error(`${name} left a trace`);
  return code;
}

type Decision = 'proceed' | 'alternative' | 'not';
const decided = (decision: Decision) => ({
  decision,
  reasons,
  ...(decision === 'alternative' ? { alternative: 'tax' } : {}),
});

export function considered(by: Decision = 'proceed', prosecuting: Decision = by): Driver {
  const driver = opened();
  must(driver, 'record-consideration', officer, decided(by));
  return must(driver, 'record-consideration', prosecutor, decided(prosecuting));
}

export const house = {
  kind: 'property',
  description: text(4),
  country: 'GB',
  place: text(5),
  owner: text(6),
  value: gbp(10_000_00),
  valuedOn: day(0),
};

export function withAsset(driver = considered()): Driver {
  return must(driver, 'list-asset', officer, house);
}

export function restrained(driver = withAsset(), amount?: object): Driver {
  must(driver, 'ask-restraint', officer, { assets: ['a1'], isUrgent: true, reasons });
  const assets = [{ asset: 'a1', ...(amount ? { amount } : {}) }];
  return must(driver, 'record-restraint', prosecutor, { restraint: 'r1', orderedOn: driver.now.slice(0, 10), assets });
}

/** On day 30. */
export function convicted(driver = considered()): Driver {
  driver.advanceTo(noon(30));
  return must(driver, 'record-outcome', prosecutor, { outcome: 'convicted', on: day(30) });
}

/** The statement on day 40, the hearing on day 80; it is day 80. */
export function heard(driver = convicted()): Driver {
  driver.advanceTo(noon(80));
  must(driver, 'give-statement', prosecutor, { on: day(40) });
  must(driver, 'record-response', prosecutor, { on: day(50) });
  return must(driver, 'record-hearing', prosecutor, { on: day(80) });
}

export const theOrder = {
  orderedOn: day(80),
  benefitPence: 20_000_00,
  availablePence: 9_000_00,
  amountPence: 9_000_00,
  compensationPence: 2_000_00,
  payBy: day(200),
  defaultTerm: { count: 6, unit: 'months' },
};

export function ordered(driver = heard(), change: object = {}): Driver {
  return must(driver, 'record-order', prosecutor, { ...theOrder, ...change });
}

export function stateOf(driver: Driver): State {
  return driver.current.state as State;
}
