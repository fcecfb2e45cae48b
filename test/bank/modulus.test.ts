import { checkAccount } from '../../activities/bank/modulus';

/** The 34 test cases of the specification (chapter 3.1), by number; what each is for, in our words. */
const cases: [number, string, string, string, 'valid' | 'invalid'][] = [
  [1, 'modulus 10', '089999', '66374958', 'valid'],
  [2, 'modulus 11', '107999', '88837491', 'valid'],
  [3, 'modulus 11 and double alternate', '202959', '63748472', 'valid'],
  [4, 'exceptions 10 and 11, only the first passes', '871427', '46238510', 'valid'],
  [5, 'exceptions 10 and 11, only the second passes', '872427', '46238510', 'valid'],
  [6, 'exception 10, ab = 09, g = 9', '871427', '09123496', 'valid'],
  [7, 'exception 10, ab = 99, g = 9', '871427', '99123496', 'valid'],
  [8, 'exception 3, start of a range, c = 6', '820000', '73688637', 'valid'],
  [9, 'exception 3, end of a range, c = 9', '827999', '73988638', 'valid'],
  [10, 'exception 3, both checks needed', '827101', '28748352', 'valid'],
  [11, 'exception 4', '134020', '63849203', 'valid'],
  [12, 'exception 1', '118765', '64371389', 'valid'],
  [13, 'exception 6, foreign currency', '200915', '41011166', 'valid'],
  [14, 'exception 5', '938611', '07806039', 'valid'],
  [15, 'exception 5 with another sort code', '938600', '42368003', 'valid'],
  [16, 'exception 5, both remainders 0', '938063', '55065200', 'valid'],
  [17, 'exception 7', '772798', '99345694', 'valid'],
  [18, 'exception 8', '086090', '06774744', 'valid'],
  [19, 'exceptions 2 and 9, first passes', '309070', '02355688', 'valid'],
  [20, 'exceptions 2 and 9, second passes', '309070', '12345668', 'valid'],
  [21, 'exceptions 2 and 9, a not 0, g not 9', '309070', '12345677', 'valid'],
  [22, 'exceptions 2 and 9, a not 0, g = 9', '309070', '99345694', 'valid'],
  [23, 'exception 5, second check digit wrong', '938063', '15764273', 'invalid'],
  [24, 'exception 5, first check digit wrong', '938063', '15764264', 'invalid'],
  [25, 'exception 5, remainder 1', '938063', '15763217', 'invalid'],
  [26, 'exception 1 fails', '118765', '64371388', 'invalid'],
  [27, 'double alternate fails', '203099', '66831036', 'invalid'],
  [28, 'modulus 11 fails', '203099', '58716970', 'invalid'],
  [29, 'modulus 10 fails', '089999', '66374959', 'invalid'],
  [30, 'modulus 11 fails', '107999', '88837493', 'invalid'],
  [31, 'exceptions 12 and 13, modulus 11 passes', '074456', '12345112', 'valid'],
  [32, 'exceptions 12 and 13, both pass', '070116', '34012583', 'valid'],
  [33, 'exceptions 12 and 13, modulus 10 passes', '074456', '11104102', 'valid'],
  [34, 'exception 14, second try passes', '180002', '00000190', 'valid'],
];

describe('the modulus check', () => {
  it.each(cases)('case %i: %s', (_number, _what, sortCode, accountNumber, result) => {
    expect(checkAccount(sortCode, accountNumber)).toBe(result);
  });

  it('takes the check digits of exception 4 as one number', () => {
    const ofSum = (first: string, sum: number) => weighted(first) % 11 === sum;
    const first = Array.from({ length: 200 }, (_, at) => String(638_400 + at));
    const ten = first.find((some) => ofSum(some, 10)) ?? '';
    const three = first.find((some) => ofSum(some, 3)) ?? '';
    expect(checkAccount('134020', `${ten}10`)).toBe('valid');
    expect(checkAccount('134020', `${three}03`)).toBe('valid');
    expect(checkAccount('134020', `${three}30`)).toBe('invalid');
  });

  it.each([
    ['0912349', 'g is 9', true],
    ['0912340', 'g is not 9', false],
  ])('leaves out the sort code under exception 10 for %s_ only when g is 9 (%s)', (first, _why, isLeftOut) => {
    // Without the sort code and ab, the weights of the last six digits decide.
    const last = Array.from({ length: 10 }, (_, digit) => `${first}${digit}`).find(
      (account) => shortened(account) % 11 === 0,
    );
    if (last === undefined) throw new Error('another example is needed');
    expect(checkAccount('871427', last) === 'valid').toBe(isLeftOut);
  });

  it('cannot tell for a sort code without a rule, and says so', () => {
    expect(checkAccount('000000', '12345678')).toBe('unknown-sort-code');
  });

  it.each([
    ['08-99-99', '66374958', 'valid'],
    ['08 99 99', '66374958', 'valid'],
    ['08999', '66374958', 'invalid'],
    ['0899991', '66374958', 'invalid'],
    ['089999', '6637495', 'invalid'],
    ['089999', '663749580', 'invalid'],
    ['089999', '6637495a', 'invalid'],
    ['08999x', '66374958', 'invalid'],
    ['', '', 'invalid'],
  ])('%j with %j is %s', (sortCode, accountNumber, result) => {
    expect(checkAccount(sortCode, accountNumber)).toBe(result);
  });

  it('finds every single wrong digit of a modulus 11 account', () => {
    const right = '88837491';
    for (let at = 0; at < 8; at++)
      for (let digit = 0; digit < 10; digit++) {
        const other = right.slice(0, at) + String(digit) + right.slice(at + 1);
        expect(checkAccount('107999', other)).toBe(other === right ? 'valid' : 'invalid');
      }
  });
});

/** By the row of 134020, exception 4: gh has no weight. */
function weighted(first: string): number {
  const weights = weightsFor134020;
  return [...`134020${first}`].reduce((sum, digit, at) => sum + Number(digit) * (weights[at] ?? 0), 0);
}
const weightsFor134020 = [0, 0, 0, 7, 5, 9, 8, 4, 6, 3, 5, 2];

/** Exception 10's row for 871427, sort code and ab left out. */
function shortened(account: string): number {
  const weights = [0, 0, 8, 7, 10, 9, 3, 1];
  return [...account].reduce((sum, digit, at) => sum + Number(digit) * (weights[at] ?? 0), 0);
}
