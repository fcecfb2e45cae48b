import { spansBetween } from '../kernel/calendar';
import { lastPlace, stageOf, type State } from './state';

type Figures = Record<string, string | number | boolean>;

/** What is counted of a case for the monitoring pack [37]. */
export function figures(state: State): Figures {
  const { subject, jurisdiction, isEmergency, acceptedAt, offeredAt, movements, exit } = state;
  const places = movements.flatMap(({ to }) => (typeof to === 'string' ? [] : [to.place]));
  const [first] = movements;
  const met = state.reviews.at(-1)?.met.length ?? 0;
  return {
    stage: stageOf(state),
    subject,
    jurisdiction,
    isEmergency,
    moves: places.filter((place, i) => i > 0 && place !== places[i - 1]).length,
    corrections: state.corrections.length,
    timesMissing: state.timesMissing,
    needs: Object.values(state.needs ?? {}).filter((level) => level !== 'none').length,
    needsMet: Math.max(met, new Set(state.outcomes.filter((o) => o.isMet).map((o) => o.need)).size),
    complaints: state.complaints.length,
    complaintsUpheld: state.complaints.filter(({ answer }) => answer?.isUpheld === true).length,
    incidents: state.incidents.length,
    provider: lastPlace(state)?.provider ?? 'none',
    ...(acceptedAt ? { hoursToAcceptance: spansBetween(offeredAt, acceptedAt, 'hours') } : {}),
    // Somebody placed before the case was written down waited no time at all.
    ...(first ? { hoursToPlacement: hoursBetween(offeredAt, first.at) } : {}),
    ...(first && exit ? { daysInCare: spansBetween(first.at, exit.at, 'calendar-days'), exit: exit.because } : {}),
  };
}

function hoursBetween(from: string, to: string): number {
  return Date.parse(to) > Date.parse(from) ? spansBetween(from, to, 'hours') : 0;
}
