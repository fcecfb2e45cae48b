import { runCase } from './kernel/loop';

/** Every process runs the same workflow; its type is the process's own name. */
export { runCase as caseReview, runCase as nrmReferral, runCase as reflectionPeriod, runCase as registerChange };
