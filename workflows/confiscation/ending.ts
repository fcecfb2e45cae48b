import { refuse, type Refusal } from '../kernel/refusals';
import { hasRestraintLostPurpose, missingConsiderations } from './progress';
import { allOf, command, inTheFuture, ofABody, ofTheProsecution, poca, refuseField } from './rules';
import { Alternative, AlternativeOutcome, NoInput } from './schemas';
import { agencyOf, type State } from './state';

const bothSource = 'Strategy paragraph 91: considered in every prosecution, by both bodies';
const otherWays = 'Strategy paragraph 92: civil recovery, tax, forfeiture';

/** Other ways to the assets, and the end of the prosecution. */
export const ending = {
  'refer-to-alternative': command({
    title: 'Hand assets to an alternative',
    hint: 'Civil recovery, tax, cash forfeiture or forfeiture.',
    by: ['prosecutor', 'investigating-officer'],
    input: Alternative,
    when: ofABody,
    decide: (state, { alternative: kind, agency, reasons }) => [
      { type: 'alternative-referred', id: `v${state.alternatives.length + 1}`, kind, agency, reasons },
    ],
  }),
  'record-alternative-outcome': command({
    title: 'Record what an alternative brought',
    hint: 'The sum, and nothing when it brought nothing.',
    by: ['prosecutor', 'investigating-officer', 'asset-recovery-lead'],
    input: AlternativeOutcome,
    when: ofABody,
    decide(state, { alternative: id, recoveredPence, on, reasons }, context) {
      const one = state.alternatives.find((candidate) => candidate.id === id);
      if (!one)
        return refuseField('no-such-alternative', 'alternative', `There is no alternative ${id} here.`, otherWays);
      if (one.recoveredPence !== undefined)
        return refuseField('already-recorded', 'alternative', 'Its outcome has been recorded.', otherWays);
      return inTheFuture(on, 'on', context) ?? [{ type: 'alternative-ended', id, recoveredPence, on, reasons }];
    },
  }),
  'conclude-prosecution': command({
    title: 'Record that the prosecution is concluded',
    hint: 'Not before both bodies have considered confiscation. An order goes on being enforced after it.',
    by: ['prosecutor', 'asset-recovery-lead'],
    input: NoInput,
    when: allOf(ofTheProsecution, notConcludable),
    decide: () => [{ type: 'prosecution-concluded' }],
  }),
};

function notConcludable(state: State): Refusal | undefined {
  if (state.concludedAt) return refuse('already-concluded', 'The prosecution is concluded.', bothSource);
  if (!state.outcome) return refuse('no-outcome', 'The prosecution has no outcome yet. Record it first.', bothSource);
  const missing = missingConsiderations(state).map((body) => agencyOf(state, body));
  if (missing.length > 0) {
    const message = `${missing.join(' and ')} must consider confiscation first, with reasons.`;
    return refuse('considerations-missing', message, bothSource);
  }
  return hasRestraintLostPurpose(state)
    ? refuse('restraint-not-discharged', 'Assets are still under restraint. Have it discharged first.', poca('42(6)'))
    : undefined;
}
