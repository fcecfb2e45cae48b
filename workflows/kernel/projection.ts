import { deadlinesOf, tasksOf } from './case';
import type { AnyProcess, CaseState } from './contract';
import { whyThisDate } from './deadlines';

/** What is kept beside the events so that lists are quick. A pure function of the case, so it can be made again. */
export interface Projection {
  caseFile: {
    process: string;
    processVersion: number;
    policySet: string;
    openedAt: string;
    openedBy: string;
    stage: string;
    title: string;
    isClosed: boolean;
    seq: number;
    figures: Record<string, string | number | boolean>;
    links: Record<string, string>;
  };
  tasks: {
    key: string;
    title: string;
    role: string;
    agency: string;
    commands: readonly string[];
    claimedBy: string | null;
    due: string | null;
    why: string;
    about: string | null;
  }[];
  deadlines: {
    key: string;
    title: string;
    role: string;
    agency: string;
    base: string;
    added: number;
    paused: number;
    unit: string;
    isPaused: boolean;
    isPassed: boolean;
    due: string;
    why: string;
  }[];
  /** Agencies that see the case. */
  agencies: readonly string[];
}

export function project(process: AnyProcess, current: CaseState): Projection {
  const { file } = current;
  const status = process.status(current.state);
  const deadlines = deadlinesOf(process, current);
  return {
    caseFile: {
      process: file.process,
      processVersion: file.processVersion,
      policySet: file.policySet,
      openedAt: file.openedAt,
      openedBy: file.openedBy,
      stage: status.stage,
      title: status.title,
      isClosed: status.isClosed,
      seq: file.seq,
      figures: process.figures(current.state),
      links: file.links,
    },
    tasks: tasksOf(process, current).map((task) => {
      const deadline = deadlines.find((d) => d.key === task.deadline);
      return {
        key: task.key,
        title: task.title,
        role: task.owner.role,
        agency: task.owner.agency,
        commands: task.commands,
        claimedBy: file.claims[task.key] ?? null,
        due: deadline && !deadline.isPaused ? deadline.due : null,
        why: deadline ? whyThisDate(deadline) : 'No date is set.',
        about: task.about ?? null,
      };
    }),
    deadlines: deadlines.map((d) => ({
      key: d.key,
      title: d.title,
      role: d.owner.role,
      agency: d.owner.agency,
      base: d.base,
      added: d.added,
      paused: d.paused,
      unit: d.span.unit,
      isPaused: d.isPaused,
      isPassed: d.isPassed,
      due: d.due,
      why: whyThisDate(d),
    })),
    agencies: file.sharedWith,
  };
}
