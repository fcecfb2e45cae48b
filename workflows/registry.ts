import { accrualRun } from './accrual-run/process';
import { careBudget } from './care-budget/process';
import { caseReview } from './case-review/process';
import { confiscation } from './confiscation/process';
import { childSafeguarding, childSafeguardingV1 } from './child-safeguarding/process';
import { prefixOf } from './vocabulary';
import type { AnyProcess } from './kernel/contract';
import { foldProcess } from './kernel/command';
import { missingChild } from './missing-child/process';
import { monitoringPack } from './monitoring-pack/process';
import { nightlyRound } from './nightly-round/process';
import { nrmReferral } from './nrm-referral/process';
import { lscbSubgroup, operationalGroup, seniorBoard } from './operational-group/process';
import { payeeChange } from './payee-change/process';
import { paymentBatch } from './payment-batch/process';
import { providerChange } from './provider-change/process';
import { providerStatement } from './provider-statement/process';
import { reflectionPeriod } from './reflection-period/process';
import { registerChange } from './register-change/process';
import { victimCare } from './victim-care/process';

/** One line per process. A changed version stays beside the old one until its last case has closed. */
const processes: readonly AnyProcess[] = [
  foldProcess(accrualRun),
  foldProcess(careBudget),
  foldProcess(caseReview),
  foldProcess(childSafeguardingV1),
  foldProcess(childSafeguarding),
  foldProcess(confiscation),
  foldProcess(lscbSubgroup),
  foldProcess(missingChild),
  foldProcess(monitoringPack),
  foldProcess(nightlyRound),
  foldProcess(nrmReferral),
  foldProcess(operationalGroup),
  foldProcess(payeeChange),
  foldProcess(paymentBatch),
  foldProcess(providerChange),
  foldProcess(providerStatement),
  foldProcess(reflectionPeriod),
  foldProcess(registerChange),
  foldProcess(seniorBoard),
  foldProcess(victimCare),
];

const newest = new Map(processes.map((p) => [p.name, p]));

/** @throws Error when no such process or version is deployed: the case waits until it is. */
export function findProcess(name: string, version?: number): AnyProcess {
  const process =
    version === undefined ? newest.get(name) : processes.find((p) => p.name === name && p.version === version);
  if (!process)
    throw new Error(`Process ${name} version ${version ?? 'any'} is not deployed here. Deploy it; the case waits.`);
  return process;
}

/** The newest version of every process. */
export const allProcesses: readonly AnyProcess[] = [...newest.values()];

/** `nrm-referral` runs as the workflow type `nrmReferral`. */
export function workflowTypeOf(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

export function workflowIdOf(process: string, ref: string): string {
  return `${process}/${ref}`;
}

export function processOfRef(ref: string): AnyProcess | undefined {
  return allProcesses.find((p) => p.prefix === prefixOf(ref));
}
