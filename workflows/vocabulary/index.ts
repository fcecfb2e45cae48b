export * from './agencies';
export * from './references';
export * from './roles';
export * from './trafficking';
