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
