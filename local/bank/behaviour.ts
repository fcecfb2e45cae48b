import { z } from 'zod';

/** An account that the stub bank has closed, whatever its behaviour: its numbers fit, and each payment to it comes back. */
export const closedAccount = { sortCode: '118765', accountNumber: '64371389' };

/** What the stub bank does with payment files on request. */
const mode = z.discriminatedUnion('mode', [
  /** Pays, and reports at once. */
  z.object({ mode: z.literal('normal') }),
  /** Reports `ms` after the file was taken. */
  z.object({ mode: z.literal('slow'), ms: z.int().min(0).max(3_600_000) }),
  /** Every time it is asked, the same report under another message id of its own. */
  z.object({ mode: z.literal('twice') }),
  /** Pays, but does not report. */
  z.object({ mode: z.literal('never') }),
  z.object({ mode: z.literal('reject-all') }),
  /** Rejects payments by end-to-end id or account number. */
  z.object({ mode: z.literal('reject-some'), reject: z.array(z.string()).min(1) }),
  /** Pays every second payment and keeps the others pending, until it is told to behave otherwise. */
  z.object({ mode: z.literal('part') }),
]);

/** Moments at which a stub bank of its own process can be made to die, as by kill -9. */
export const deaths = ['before-keeping', 'while-keeping', 'after-keeping', 'before-reporting'] as const;

export const behaviourRequest = z.intersection(
  mode,
  z.object({
    /** For this file only, also before it was sent. */
    messageId: z.string().optional(),
    /** Takes the file and breaks the connection before it answers. */
    losesAnswers: z.boolean().optional(),
    /** Dies there, once. */
    diesAt: z.enum(deaths).optional(),
  }),
);

export type Behaviour = z.infer<typeof mode> & { losesAnswers?: boolean | undefined };
export type Death = (typeof deaths)[number];
export const normal: Behaviour = { mode: 'normal' };
