import type { Actor } from '../kernel/contract';
import type { Role } from '../vocabulary';
import { competentAuthorityRoles } from './rules';
import { stageOf, type DecisionRecord, type State } from './state';

type Shown = Record<string, unknown>;

/** What each agency sees: its own part. Within the competent authority, a pending decision is kept from its reviewers. */
export function view(state: State, viewer: Actor): Shown {
  const holds = (role: Role) => viewer.roles.includes(role);
  if (state.notification) return notificationView(state);
  if (viewer.agency === state.competentAuthority && competentAuthorityRoles.some(holds)) {
    return competentAuthorityView(state, viewer);
  }
  if (state.closedBy && holds('case-auditor') && viewer.designations.includes('oversight')) {
    return auditorView(state, viewer);
  }
  if (viewer.agency === state.referrer.agency && holds('first-responder')) return referrerView(state);
  if (viewer.agency === state.immigrationAuthority && holds('immigration-officer')) return immigrationView(state);
  if (viewer.agency === state.care.agency && holds('case-manager')) return caseManagerView(state);
  if (viewer.agency === state.care.agency && (holds('social-worker') || holds('duty-manager'))) {
    return childrensServicesView(state);
  }
  return common(state);
}

/** Without consent nothing but what is counted was kept, so there is nothing to hide. */
function notificationView(state: State): Shown {
  return { stage: stageOf(state), consent: 'refused', ...state.notification };
}

/** What everybody sees who sees the case. Outcomes only once they have their effect [32]. */
function common(state: State): Shown {
  const outcomes = state.decisions.flatMap((d) =>
    d.effective ? [{ decision: d.grounds, outcome: d.effective.outcome, effectiveAt: d.effective.at }] : [],
  );
  return {
    stage: stageOf(state),
    ...plain({ referredAt: state.referredAt, closedBy: state.closedBy, duplicateOf: state.duplicateOf }),
    competentAuthority: state.competentAuthority,
    subject: state.referral.subject,
    outcomes,
  };
}

function questionsShown(state: State): Shown[] {
  return state.questions.map((q) => plain({ question: q.text, askedAt: q.askedAt, answer: q.answer }));
}

function referralShown(state: State): Shown {
  const { childCases } = state;
  const own = childCases.length > 0 ? { childCases } : {};
  return { ...plain({ ...state.referral }), referredBy: state.referrer.agency, ...own };
}

function competentAuthorityView(state: State, viewer: Actor): Shown {
  const isAllocating = !viewer.roles.some((role) => role !== 'allocation-officer' && isOfTheAuthority(role));
  return {
    ...common(state),
    referral: referralShown(state),
    involvement: state.involvement,
    transfers: state.transfers,
    questions: questionsShown(state),
    ...plain({ reflection: state.reflection, permit: state.permit }),
    ...(isAllocating ? {} : { decisions: state.decisions.map((d) => decisionShown(d, viewer)) }),
    reconsiderations: state.reconsiderations,
    exitPlans: state.exitPlans,
    feedback: state.feedback,
  };
}

/**
 * An auditor of an agency with oversight reviews closed decisions [27]: everything on which they rest, but not who the
 * person is. Which cases such an agency sees at all is not decided here.
 */
function auditorView(state: State, viewer: Actor): Shown {
  const { referral: _referral, ...shown } = competentAuthorityView(state, viewer);
  const { name: _name, birthDate: _birthDate, ...account } = referralShown(state);
  return { ...shown, referral: account };
}

function isOfTheAuthority(role: Actor['roles'][number]): boolean {
  return competentAuthorityRoles.some((r) => r === role);
}

/** A decision as this person may see it now: in full after its effect; before, not to one who may have to review it. */
function decisionShown(d: DecisionRecord, viewer: Actor): Shown {
  const { number, grounds, isReconsideration } = d;
  const known = { number, grounds, isReconsideration, decidedAt: d.first.at };
  const reviewing = plain({ reviewer: d.reviewer });
  if (!maySeeFirst(d, viewer)) {
    return { ...known, ...reviewing, ...(d.ownView?.by === viewer.person ? { ownView: d.ownView } : {}) };
  }
  const maySeeReview = d.effective || d.review || d.reviewer === viewer.person;
  const review = maySeeReview ? plain({ ownView: d.ownView, review: d.review, third: d.third }) : {};
  return { ...known, ...reviewing, first: d.first, ...review, ...plain({ effective: d.effective }) };
}

function maySeeFirst(d: DecisionRecord, viewer: Actor): boolean {
  const holds = (role: Role) => viewer.roles.includes(role);
  if (d.effective || d.first.by === viewer.person) return true;
  if (d.reviewer === viewer.person) return d.ownView !== undefined;
  const mayReview = holds('decision-maker');
  const mayEndADisagreement = holds('senior-decision-maker');
  if (d.review) return mayReview || mayEndADisagreement || leads(viewer);
  return !mayReview && !mayEndADisagreement && leads(viewer);
}

function leads(viewer: Actor): boolean {
  return viewer.roles.some((role) => role === 'team-leader' || role === 'head-of-unit');
}

/** Its own referral, the outcomes and the feedback; no reasons [27]. */
function referrerView(state: State): Shown {
  return {
    ...common(state),
    referral: referralShown(state),
    questions: questionsShown(state),
    feedback: state.feedback,
  };
}

/** Who it is and what was decided; neither the account nor the reasons. */
function immigrationView(state: State): Shown {
  const { name, birthDate, countryOfOrigin, subjectToImmigrationControl } = state.referral;
  const permit = state.permit && plain({ granted: state.permit.granted, months: state.permit.months });
  return {
    ...common(state),
    referral: { name, birthDate, countryOfOrigin, subjectToImmigrationControl },
    ...plain({ permit }),
  };
}

/** What is needed to keep an adult safe and to speak with them [36]. */
function caseManagerView(state: State): Shown {
  const { name, safetyNeeds, interpreterLanguage } = state.referral;
  return {
    ...common(state),
    referral: plain({ name, safetyNeeds, interpreterLanguage }),
    exitPlans: state.exitPlans,
  };
}

function childrensServicesView(state: State): Shown {
  return { ...common(state), referral: referralShown(state), exitPlans: state.exitPlans };
}

/** Without what is not there, so that it is the same before and after it was JSON. */
function plain(fields: Record<string, unknown>): Shown {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
