import { z } from 'zod';
import { personalText } from '../kernel/command';
import { caseRef } from '../provider-statement/schemas';

/** As many as fit into one message to the bank with room to spare; one payment for each. */
const mostStatements = 500;

export const OpenBatch = z.object({
  statements: z
    .array(caseRef)
    .min(1, 'Give at least one statement.')
    .max(mostStatements, `A batch holds at most ${mostStatements} statements. Open another for the rest.`)
    .meta({ title: 'Statements', description: 'References of agreed statements, one for each provider.' }),
});

/** What the releasing officer has seen. */
export const Release = z.object({
  digest: z.string().min(1).max(128).meta({ title: 'Digest', description: 'As the prepared batch shows it.' }),
  totalPence: z.int().min(1).meta({ title: 'Total', description: 'In pence, as the prepared batch shows it.' }),
});

export const WithReason = z.object({ reason: personalText('Reason', 'Why.', 2000) });
