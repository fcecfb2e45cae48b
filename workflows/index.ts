import { runCase } from './kernel/loop';

/** Every process runs the same workflow; its type is the process's own name. */
export {
  runCase as accrualRun,
  runCase as careBudget,
  runCase as caseReview,
  runCase as childSafeguarding,
  runCase as confiscation,
  runCase as lscbSubgroup,
  runCase as missingChild,
  runCase as monitoringPack,
  runCase as nightlyRound,
  runCase as nrmReferral,
  runCase as operationalGroup,
  runCase as payeeChange,
  runCase as paymentBatch,
  runCase as providerChange,
  runCase as providerStatement,
  runCase as reflectionPeriod,
  runCase as registerChange,
  runCase as seniorBoard,
  runCase as victimCare,
};
