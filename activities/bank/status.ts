export type PaymentStatus = 'accepted' | 'rejected' | 'pending';
export type GroupStatus = PaymentStatus | 'part';

/**
 * ISO 20022 external status codes. Accepted means that the money has moved (settlement completed): an acceptance of the
 * technical or customer check only (ACTC, ACCP) or into process (ACSP) may still be followed by a rejection, so it is
 * pending. Rejected means that it has not moved and will not.
 */
const statuses: Readonly<Record<string, GroupStatus>> = {
  ACSC: 'accepted',
  ACCC: 'accepted',
  RJCT: 'rejected',
  CANC: 'rejected',
  PART: 'part',
  PATC: 'part',
  PDNG: 'pending',
  RCVD: 'pending',
  PRES: 'pending',
  ACTC: 'pending',
  ACCP: 'pending',
  ACSP: 'pending',
  ACFC: 'pending',
  ACWC: 'pending',
  ACWP: 'pending',
  ACIS: 'pending',
  ACPD: 'pending',
  BLCK: 'pending',
};

/** What a code means; undefined for one that is not in the table. */
export function statusOf(code: string): GroupStatus | undefined {
  return Object.hasOwn(statuses, code) ? statuses[code] : undefined;
}

/** The status of a file from those of its payments. */
export function groupOf(payments: readonly PaymentStatus[]): GroupStatus {
  const [first] = payments;
  return first !== undefined && payments.every((status) => status === first) ? first : 'part';
}
