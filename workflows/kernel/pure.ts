/** The pure part of the kernel and every process: all that the loop needs and that no single case owns. */
export { findProcess } from '../registry';
export { applyAll, clockEvents, deadlinesOf, decideCommand, openCase, withResponse } from './case';
export { firstDue, nextInstant } from './deadlines';
export { project } from './projection';
export { ownStamp, tellAll } from './recording';
export { isRefusal, keyReused } from './refusals';
