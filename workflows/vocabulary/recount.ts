/**
 * How often a child was asked for its account is counted over all cases about the child [107]: each tells the others how
 * often it has asked itself. By case reference.
 */
export type AskedElsewhere = Readonly<Record<string, number>>;

/** Asked here, and in the other cases about the same child. */
export function timesAsked(here: number, elsewhere: AskedElsewhere): number {
  return Object.values(elsewhere).reduce((sum, times) => sum + times, here);
}
