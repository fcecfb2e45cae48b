export * from './agencies';
export * from './care';
export * from './effects';
export * from './nrm-decision';
export * from './recount';
export * from './references';
export * from './roles';
export * from './trafficking';
