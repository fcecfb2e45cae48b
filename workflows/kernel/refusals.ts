/** A refusal is a value: a stable code, a sentence a person can act on, and the rule's source. */
export interface Refusal {
  refused: true;
  code: string;
  message: string;
  source: string;
  /** For an invalid field: where and what. */
  fields?: readonly { pointer: string; message: string }[];
}

export function refuse(code: string, message: string, source: string): Refusal {
  return { refused: true, code, message, source };
}

export function isRefusal(value: object): value is Refusal {
  return 'refused' in value;
}

/** The same key with another request: the first answer would be wrong, and so would a second command. */
export const keyReused: Refusal = {
  refused: true,
  code: 'idempotency-key-reused',
  message: 'This Idempotency-Key was used for another request. Use a new key for a new request. Nothing was recorded.',
  source: 'Concert: one key, one request',
};

/** A closed case takes no more commands. */
export const caseClosed = refuse(
  'case-closed',
  'This case is closed. Nothing was recorded.',
  'Concert: rules of every case',
);
