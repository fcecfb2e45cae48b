/** Where tests of other processes still look for it. */
export * from '../helpers/driver';
