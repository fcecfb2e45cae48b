import { createHash } from 'node:crypto';

/** Longest identifier the schema takes (Max35Text). */
export const idLength = 35;
const idForm = /^[A-Za-z0-9][A-Za-z0-9-]*$/;

/** Letters that have no base letter of their own in Unicode. */
const spelled: Readonly<Record<string, string>> = {
  ß: 'ss', ẞ: 'SS', æ: 'ae', Æ: 'AE', œ: 'oe', Œ: 'OE', ø: 'o', Ø: 'O', đ: 'd', Đ: 'D', ð: 'd', Ð: 'D',
  þ: 'th', Þ: 'Th', ł: 'l', Ł: 'L', ħ: 'h', Ħ: 'H', ı: 'i', ŋ: 'n', '&': ' and ', '‘': "'", '’': "'", '–': '-', '—': '-',
}; // prettier-ignore

/** Whether a text can stand as an identifier in a payment file as it is. Identifiers are never altered on the way. */
export function isBankId(text: string): boolean {
  return text.length <= idLength && idForm.test(text);
}

/** An identifier for the bank made from any key, for example `PAY-7F3K-9Q2M-X:send:1`: the same key gives the same, other keys others. */
export function bankIdOf(key: string): string {
  return isBankId(key) ? key : fit(lettersOf(key).replaceAll(/[^A-Za-z0-9]+/g, '-'), key, idLength, 16);
}

/**
 * A text in the characters that UK payment schemes carry: A–Z a–z 0–9 / - ? : ( ) . , ' + and space. Accents are
 * dropped, everything else becomes a space.
 */
export function lettersOf(text: string): string {
  return Array.from(text.normalize('NFKD').replaceAll(/\p{M}/gu, ''))
    .map((letter) => spelled[letter] ?? (/[A-Za-z0-9/\-?:().,'+]/.test(letter) ? letter : ' '))
    .join('')
    .replaceAll(/ +/g, ' ')
    .trim();
}

/** A reference of at most `length` characters. One that had to be changed ends in a digest, so that two never become one. */
export function referenceOf(text: string, length: number): string {
  const letters = lettersOf(text);
  return letters === text && text.length <= length && text !== '' ? text : fit(letters, text, length, 8);
}

function fit(letters: string, whole: string, length: number, digestLength: number): string {
  const digest = BigInt(`0x${createHash('sha256').update(whole).digest('hex')}`)
    .toString(36)
    .slice(-digestLength);
  const start = letters
    .slice(0, length - digestLength - 1)
    .replace(/^[^A-Za-z0-9]+/, '')
    .replace(/[^A-Za-z0-9]+$/, '');
  return start === '' ? digest : `${start}-${digest}`;
}
