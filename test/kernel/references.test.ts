import fc from 'fast-check';
import { makeCaseRef, parseCaseRef, prefixOf } from '../../workflows/vocabulary';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const prefixLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const letter = fc.constantFrom(...prefixLetters);
const prefix = fc.tuple(letter, letter, letter).map((letters) => letters.join(''));
const bytes = fc.uint8Array({ minLength: 8, maxLength: 32 });
const reference = fc.tuple(prefix, bytes).map(([name, from]) => makeCaseRef(name, from));

/** Where the body and the check character stand; the prefix names the process and has no check of its own. */
const checkedPositions = [4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16, 17, 19];

function replaceAt(text: string, position: number, by: string): string {
  return text.slice(0, position) + by + text.slice(position + 1);
}

describe('a case reference', () => {
  it('has the shape that is printed on letters', () => {
    fc.assert(
      fc.property(prefix, bytes, (name, from) => {
        const ref = makeCaseRef(name, from);
        expect(ref).toMatch(/^[A-Z]{3}(-[0-9A-HJKMNP-TV-Z]{4}){3}-[0-9A-HJKMNP-TV-Z]$/);
        expect(prefixOf(ref)).toBe(name);
      }),
    );
  });

  it('reads as itself', () => {
    fc.assert(fc.property(reference, (ref) => expect(parseCaseRef(ref)).toBe(ref)));
  });

  it('is the same for the same bytes, and another when any of its 60 bits differs', () => {
    fc.assert(
      fc.property(bytes, fc.integer({ min: 4, max: 63 }), (from, bit) => {
        const other = Uint8Array.from(from);
        const index = Math.floor(bit / 8);
        other[index] = (other[index] ?? 0) ^ (0x80 >> (bit % 8));
        expect(makeCaseRef('NRM', Uint8Array.from(from))).toBe(makeCaseRef('NRM', from));
        expect(makeCaseRef('NRM', other)).not.toBe(makeCaseRef('NRM', from));
      }),
    );
  });

  it('is read in lower case, with spaces or without anything between, with O for 0 and I or L for 1', () => {
    const typed = fc.record({
      dash: fc.constantFrom('-', ' ', '', ' - ', '  '),
      one: fc.constantFrom('1', 'I', 'L', 'l', 'i'),
      nought: fc.constantFrom('0', 'O', 'o'),
      isLower: fc.boolean(),
    });
    fc.assert(
      fc.property(reference, typed, (ref, { dash, one, nought, isLower }) => {
        const [name = '', ...groups] = ref.split('-');
        const spelt = groups.map((group) => group.replaceAll('1', one).replaceAll('0', nought));
        const text = ` ${[name, ...spelt].join(dash)} `;
        expect(parseCaseRef(isLower ? text.toLowerCase() : text)).toBe(ref);
      }),
      { numRuns: 1000 },
    );
  });

  it('detects every slip of a single character', () => {
    fc.assert(
      fc.property(reference, (ref) => {
        for (const position of checkedPositions) {
          for (const wrong of alphabet.replace(ref.charAt(position), '')) {
            expect([wrong, parseCaseRef(replaceAt(ref, position, wrong))]).toEqual([wrong, undefined]);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('detects a character too many or too few', () => {
    fc.assert(
      fc.property(reference, fc.constantFrom(...checkedPositions), (ref, position) => {
        expect(parseCaseRef(ref.slice(0, position) + ref.slice(position + 1))).toBeUndefined();
        expect(parseCaseRef(replaceAt(ref, position, `${ref.charAt(position)}7`))).toBeUndefined();
      }),
    );
  });

  it.each([
    '',
    ' ',
    'NRM',
    'NRM-',
    '----',
    'NRM-UUUU-UUUU-UUUU-U',
    'NRM-7F3K-9Q2M-4TB!-X',
    '123-7F3K-9Q2M-4TBW-X',
    '\u0000',
    'É',
  ])('%j is none', (text) => {
    expect(parseCaseRef(text)).toBeUndefined();
  });

  it('takes any text without breaking', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) =>
        expect(['string', 'undefined']).toContain(typeof parseCaseRef(text)),
      ),
    );
  });
});
