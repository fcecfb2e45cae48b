import { z } from 'zod';
import { personalName, personalText } from '../kernel/command';
import { CountryCode } from '../vocabulary';
import { Amount, date, pence } from './amounts';
import { sections } from './law';

export const regions = [
  'north-east',
  'north-west',
  'yorkshire-and-the-humber',
  'east-midlands',
  'west-midlands',
  'eastern',
  'london',
  'south-east',
  'south-west',
  'wales',
] as const;
export type Region = (typeof regions)[number];

/** Offences for which the strategy's rule holds [91, 93]; all of them are lifestyle offences (2002 Act, Schedule 2). */
export const offences = ['sexual-exploitation', 'labour-exploitation', 'slavery-or-servitude', 'related'] as const;

export const decisions = ['proceed', 'alternative', 'not'] as const;
export type Decision = (typeof decisions)[number];

export const alternatives = ['civil-recovery', 'tax', 'cash-forfeiture', 'forfeiture'] as const;
export type AlternativeKind = (typeof alternatives)[number];

export const assetKinds = [
  'cash',
  'bank-account',
  'property',
  'vehicle',
  'business',
  'goods',
  'pension',
  'other',
] as const;

export const steps = ['statement', 'response', 'hearing', 'order'] as const;
export type Step = (typeof steps)[number];

const reasons = personalText('Reasons', 'Why. They are kept with the record.');
const agency = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, "Give the agency's code, for example met-police.");
const on = (title: string, description: string) => date.meta({ title, description });
const number = (letter: string, title: string, description: string) =>
  z
    .string()
    .regex(new RegExp(`^${letter}[1-9]\\d{0,3}$`), `Give its number as it stands in the case, for example ${letter}1.`)
    .meta({ title, description });
const assetNumber = number('a', 'Asset', 'Its number in the asset register.');

export const NoInput = z.object({});

/** Ours, not personal: it names a prosecution in a list of the prosecuting body. */
export const prosecutionReference = z
  .string()
  .regex(/^[A-Z0-9][A-Z0-9/-]{3,39}$/, 'Give the reference in capitals and digits, for example 01AB0123411.')
  .meta({
    title: 'Prosecution',
    description:
      "Its reference with the prosecuting body. With several defendants, one prosecution for each, by the defendant's number: 01AB0123411/2. No name.",
  });

export const Opening = z.object({
  prosecutionReference,
  investigatingBody: agency.meta({ title: 'Investigating body', description: 'The agency that investigates.' }),
  prosecutingBody: agency.meta({ title: 'Prosecuting body', description: 'The agency that prosecutes.' }),
  region: z.enum(regions).meta({ title: 'Region', description: 'The region of the prosecution.' }),
  offence: z.enum(offences).meta({ title: 'Offence', description: 'Which kind of trafficking-related offence.' }),
  defendant: personalName('Defendant', 'Who is prosecuted.').optional(),
  registeredOn: on('Registered on', 'The day the prosecution was registered; today when left out.').optional(),
  foundWithoutCase: z.literal(true).optional().meta({
    title: 'Found without a case',
    description: 'The prosecution was found to have no confiscation case. It is an alarm.',
  }),
});

export const Consideration = z.object({
  decision: z.enum(decisions).meta({
    title: 'Decision',
    description: 'Proceed (restraint, confiscation), an alternative, or neither.',
  }),
  alternative: z
    .enum(alternatives)
    .optional()
    .meta({ title: 'Alternative', description: 'Which one, when the decision is an alternative.' }),
  reasons,
});

export const Reasons = z.object({ reasons });

export const AskInvestigator = z.object({
  agency: agency.meta({ title: 'Agency', description: 'Whose financial investigator: ukhtc, or a police force.' }),
  reasons,
});
export const RequestNumber = z.object({ request: number('h', 'Request', 'Its number in the case.') });

export const NewAsset = z.object({
  kind: z.enum(assetKinds).meta({ title: 'Kind', description: 'What it is.' }),
  description: personalText('Description', 'Enough to know it by.', 500),
  country: CountryCode,
  place: personalText('Place', 'Where it is.', 500),
  owner: personalText('Owner', 'Who has it, in law or in fact.', 200),
  value: Amount.meta({ title: 'Value', description: 'What it is worth.' }),
  valuedOn: on('Valued on', 'The day of the valuation.'),
});

export const Valuation = z.object({
  asset: assetNumber,
  value: Amount.meta({ title: 'Value', description: 'What it is worth.' }),
  valuedOn: on('Valued on', 'The day of the valuation.'),
});

export const AskRestraint = z.object({
  assets: z.array(assetNumber).min(1, 'Name at least one asset.').max(50),
  isUrgent: z.boolean().meta({ title: 'Urgent', description: 'Assets may be gone within hours.' }),
  reasons,
});

const restraintNumber = number('r', 'Restraint', 'The number of the request.');

export const RestraintOrder = z.object({
  restraint: restraintNumber,
  orderedOn: on('Ordered on', 'The day of the court order.'),
  assets: z
    .array(
      z.strictObject({
        asset: assetNumber,
        amount: Amount.optional().meta({ title: 'Amount', description: 'All of its value when left out.' }),
      }),
    )
    .min(1, 'Name at least one asset.')
    .max(50),
});

export const NoRestraint = z.object({
  restraint: restraintNumber,
  because: z
    .enum(['court-refused', 'not-applied-for'])
    .meta({ title: 'Because', description: 'Who decided against it.' }),
  reasons,
});

export const Discharge = z.object({
  assets: z.array(assetNumber).min(1, 'Name at least one asset.').max(50),
  dischargedOn: on('Discharged on', 'The day of the court order.'),
  reasons,
});

export const NewClaim = z.object({
  asset: assetNumber,
  claimant: personalText('Claimant', 'Who says that the asset, or a part, is theirs.', 200),
  amount: Amount.meta({ title: 'Amount', description: 'What is claimed of it.' }),
  reasons,
});

export const ClaimDecision = z.object({
  claim: number('c', 'Claim', 'Its number in the case.'),
  allowedPence: pence.meta({ title: 'Allowed', description: 'In pence; 0 when the claim was not allowed.' }),
  reasons,
});

export const ProsecutionOutcome = z.object({
  outcome: z
    .enum(['convicted', 'acquitted', 'discontinued'])
    .meta({ title: 'Outcome', description: 'Of the prosecution.' }),
  on: on('On', 'The day of it.'),
});

export const OnADay = z.object({ on: on('On', 'The day of it.') });

export const appealResults = ['dismissed', 'allowed'] as const;
export type AppealResult = (typeof appealResults)[number];

export const AppealOutcome = z.object({
  on: on('On', 'The day on which the appeal was decided or given up.'),
  result: z.enum(appealResults).meta({
    title: 'Result',
    description: 'Dismissed, also when it was given up; allowed when the conviction was quashed.',
  }),
});

const order = personalText('Order of the court', 'The order, in words that let it be found again.', 1000);
const exceptionalCircumstances = personalText(
  'Exceptional circumstances',
  'Needed for a date beyond two years from the conviction.',
).optional();

export const Direction = z.object({
  step: z.enum(steps).meta({ title: 'Step', description: 'Which date the court set.' }),
  date: on('Date', 'The date that the court set.'),
  order,
  exceptionalCircumstances,
});

export const Postponement = z.object({
  until: on('Until', 'The day to which the court postponed.'),
  order,
  exceptionalCircumstances,
});

export const Order = z.object({
  orderedOn: on('Ordered on', 'The day of the order.'),
  benefitPence: pence.meta({ title: 'Benefit', description: 'In pence.' }),
  availablePence: pence.meta({ title: 'Available amount', description: 'In pence.' }),
  amountPence: pence.min(1, 'An order is for something; a nominal amount when nothing is available.').meta({
    title: 'Amount ordered',
    description: 'In pence.',
  }),
  compensationPence: pence.meta({
    title: 'Compensation',
    description: 'In pence: what of it goes to victims first.',
  }),
  payBy: date
    .optional()
    .meta({ title: 'Pay by', description: 'The last day of the time to pay; the day of the order when left out.' }),
  defaultTerm: z.strictObject({
    count: z.int().min(0).max(5000),
    unit: z.enum(['days', 'months']),
  }),
});

export const Extension = z.object({
  payBy: on('Pay by', 'The new last day.'),
  appliedOn: on('Applied on', 'The day on which the defendant asked for it.'),
  orderedOn: on('Ordered on', 'The day of the extension.'),
  reasons,
});

export const Reconsideration = z.object({
  section: z.enum(sections).meta({ title: 'Section', description: 'Of the Proceeds of Crime Act 2002.' }),
  on: on('On', 'The day of the order.'),
  amountPence: pence.optional().meta({
    title: 'Amount',
    description: 'In pence: the whole amount from now on. Left out for a discharge.',
  }),
  benefitPence: pence.optional().meta({ title: 'Benefit', description: 'In pence, when it was found anew (s.21).' }),
  reasons,
});

export const Payment = z.object({
  amountPence: pence.min(1, 'A payment is of something.').meta({ title: 'Amount', description: 'In pence.' }),
  receivedOn: on('Received on', 'The day it was received.'),
});

export const Realisation = z.object({
  asset: assetNumber,
  amount: Amount.meta({ title: 'Amount', description: 'What it brought in.' }),
  realisedOn: on('Realised on', 'The day of it.'),
});

export const Interest = z.object({
  amountPence: pence.min(1, 'Interest is of something.').meta({ title: 'Interest', description: 'In pence.' }),
});

export const PayOut = z.object({
  to: z.enum(['victim', 'state']).meta({ title: 'To', description: 'Victims come first.' }),
  amountPence: pence.min(1, 'A payment is of something.').meta({ title: 'Amount', description: 'In pence.' }),
  on: on('On', 'The day of it.'),
  victim: personalText('Victim', 'Who is compensated.', 200).optional(),
});

export const Alternative = z.object({
  alternative: z.enum(alternatives).meta({ title: 'Alternative', description: 'Which one.' }),
  agency: agency.meta({ title: 'Agency', description: 'Who pursues it.' }),
  reasons,
});

export const AlternativeOutcome = z.object({
  alternative: number('v', 'Alternative', 'Its number in the case.'),
  recoveredPence: pence.meta({ title: 'Recovered', description: 'In pence; 0 when nothing was.' }),
  on: on('On', 'The day of it.'),
  reasons,
});
