import { readFileSync } from 'node:fs';
import path from 'node:path';
import { evolve, isKernelEvent } from '../../workflows/kernel/case';
import { mapPersonal, personalPaths } from '../../workflows/kernel/command';
import { commonCommands } from '../../workflows/kernel/common-commands';
import {
  policySetIds,
  type AnyProcess,
  type CaseState,
  type Fact,
  type KernelEvent,
} from '../../workflows/kernel/contract';
import { allProcesses, findProcess, processOfRef, workflowTypeOf } from '../../workflows/registry';
import * as workflows from '../../workflows';
import { makeCaseRef, roleNames } from '../../workflows/vocabulary';

const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const actors: readonly string[] = [...roleNames, 'system'];
const processes = allProcesses.map((process) => [process.name, process] as const);
const commands = allProcesses.flatMap((process) => [
  [`${process.name}: opening`, process.opening] as const,
  ...Object.entries(process.commands).map(([name, command]) => [`${process.name}: ${name}`, command] as const),
]);
const everyCommand = [
  ...commands,
  ...Object.entries(commonCommands).map(([name, command]) => [`every case: ${name}`, command] as const),
];

describe.each(processes)('%s', (name, process) => {
  it('has names in kebab-case', () => {
    expect(name).toMatch(kebab);
    for (const command of Object.keys(process.commands)) expect(command).toMatch(kebab);
    for (const { from, to } of process.diagram)
      expect([from, to]).toEqual([expect.stringMatching(kebab), expect.stringMatching(kebab)]);
  });

  it('takes no name of a command that every case has', () => {
    expect(Object.keys(process.commands).filter((command) => command in commonCommands)).toEqual([]);
  });

  it('says what it is and where it comes from', () => {
    expect(process.title).not.toBe('');
    expect(process.source).not.toBe('');
    expect(process.version).toBeGreaterThanOrEqual(1);
  });

  it('has every policy set, each value with its source and the day from which it holds', () => {
    expect(Object.keys(process.policy).toSorted()).toEqual([...policySetIds].toSorted());
    for (const set of Object.values(process.policy)) {
      for (const [key, value] of Object.entries(set)) {
        expect([key, value.source]).toEqual([key, expect.stringMatching(/\S/)]);
        expect([key, value.effectiveFrom]).toEqual([key, expect.stringMatching(/^\d{4}-\d\d-\d\d$/)]);
      }
    }
  });

  it('runs as a workflow of its own name, and is found by its references', () => {
    expect(Object.keys(workflows)).toContain(workflowTypeOf(name));
    expect(processOfRef(makeCaseRef(process.prefix, new Uint8Array(8)))).toBe(process);
    expect(findProcess(name, process.version)).toBe(process);
  });

  it('counts nothing personal before it begins', () => {
    expect(JSON.stringify(process.figures(process.initial))).not.toContain('text:');
  });
});

describe('all processes', () => {
  it('have names and prefixes of their own; a slip of one letter does not lead from one prefix to another', () => {
    expect(new Set(allProcesses.map((p) => p.name)).size).toBe(allProcesses.length);
    for (const [i, a] of allProcesses.entries()) {
      expect(a.prefix).toMatch(/^[A-Z]{3}$/);
      for (const b of allProcesses.slice(i + 1)) {
        const different = [0, 1, 2].filter((at) => a.prefix.charAt(at) !== b.prefix.charAt(at)).length;
        expect([a.prefix, b.prefix, different >= 2]).toEqual([a.prefix, b.prefix, true]);
      }
    }
  });

  it('that are not deployed are named in the error', () => {
    expect(() => findProcess('no-such-process')).toThrow('no-such-process');
    expect(() => findProcess('nrm-referral', 999)).toThrow('999');
  });
});

describe.each(everyCommand)('%s', (_name, command) => {
  it('has a title, a hint and somebody who may give it', () => {
    expect(command.title).toMatch(/^[A-Z]/);
    expect(command.hint).toMatch(/\.$/);
    expect(command.by.length).toBeGreaterThan(0);
    for (const role of command.by) expect(actors).toContain(role);
  });

  it('refuses a field it does not know', () => {
    const answer = command.input.safeParse({ 'no-such-field': 1 });
    expect(answer.error?.issues.map((issue) => issue.code)).toContain('unrecognized_keys');
  });

  it('marks every free text as personal', () => {
    const open = Object.entries(command.input.shape).filter(([field]) =>
      /^(reasons?|text|question|answer|evidence|plan|circumstances|name|birthDate|encounteredWhere|safetyNeeds)$/.test(
        field,
      ),
    );
    const paths = personalPaths(command.input).map((p) => p.join('.'));
    for (const [field] of open) expect(paths).toContain(field);
  });
});

describe('personal texts', () => {
  it('are found in the referral, where the duty is greatest', () => {
    expect(personalPaths(findProcess('nrm-referral').opening.input).map((p) => p.join('.'))).toEqual(
      expect.arrayContaining(['name', 'birthDate', 'encounteredWhere', 'safetyNeeds']),
    );
  });

  it('are changed where they stand, and nothing else is', () => {
    const { opening } = findProcess('nrm-referral');
    const given = { name: 'A', subject: 'adult', encounteredWhere: 'B' };
    expect(mapPersonal(opening, given, (text, at) => `${at}=${text}`)).toEqual({
      name: 'name=A',
      subject: 'adult',
      encounteredWhere: 'encounteredWhere=B',
    });
    expect(given.name).toBe('A');
  });

  it('in a list have a place each, and one field', () => {
    const given = { people: [{ name: 'A' }, { name: 'B' }] };
    const seen: string[][] = [];
    mapPersonal({ personal: [['people', '*', 'name']] }, given, (...each) => {
      seen.push(each);
      return '';
    });
    expect(seen).toEqual([
      ['A', 'people.*.name[0]', 'people.*.name'],
      ['B', 'people.*.name[1]', 'people.*.name'],
    ]);
  });
});

/** One of each; `satisfies` makes the compiler ask for one when a type is added. */
const samples = {
  'case-opened': { type: 'case-opened', process: 'p', processVersion: 1, policySet: 'strategy-2011' },
  'task-claimed': { type: 'task-claimed', task: 't', person: 'p' },
  'task-handed-on': { type: 'task-handed-on', task: 't', person: 'q' },
  'task-released': { type: 'task-released', task: 't' },
  'case-shared': { type: 'case-shared', agency: 'gla', reason: 'r' },
  'sharing-stopped': { type: 'sharing-stopped', agency: 'gla', reason: 'r' },
  noted: { type: 'noted', text: 'n' },
  'deadline-extended': { type: 'deadline-extended', deadline: 'd', count: 1, reason: 'r' },
  'deadline-paused': { type: 'deadline-paused', deadline: 'd', reason: 'r' },
  'deadline-resumed': { type: 'deadline-resumed', deadline: 'd', count: 1, reason: 'r' },
  'deadline-warned': { type: 'deadline-warned', deadline: 'd', warning: 'w', due: '2011-07-01T12:00:00Z' },
  'deadline-passed': { type: 'deadline-passed', deadline: 'd', due: '2011-07-01T12:00:00Z', latenessSeconds: 0 },
  'effect-done': { type: 'effect-done', effect: 'e', kind: 'start-case', link: 'l', result: { ref: 'r' } },
  'effect-refused': { type: 'effect-refused', effect: 'e', kind: 'tell', code: 'c' },
  'effect-undelivered': { type: 'effect-undelivered', effect: 'e', kind: 'tell' },
  'effect-done-by-hand': { type: 'effect-done-by-hand', effect: 'e', reason: 'r' },
} as const satisfies { [T in KernelEvent['type']]: Extract<KernelEvent, { type: T }> };

const expectations: Record<KernelEvent['type'], Record<string, unknown>> = {
  'case-opened': {
    openedAt: '2011-07-01T12:00:00Z',
    openedBy: 'met-police',
    sharedWith: ['met-police'],
    processVersion: 1,
  },
  'task-claimed': { claims: { t: 'p' } },
  'task-handed-on': { claims: { t: 'q' } },
  'task-released': { claims: {} },
  'case-shared': { sharedWith: ['ukba', 'gla'] },
  'sharing-stopped': { sharedWith: ['ukba'] },
  noted: {},
  'deadline-extended': {
    ledger: { d: [{ kind: 'extended', at: '2011-07-01T12:00:00Z', by: 'someone', reason: 'r', count: 1 }] },
  },
  'deadline-paused': {
    ledger: { d: [{ kind: 'paused', at: '2011-07-01T12:00:00Z', by: 'someone', reason: 'r', count: 0 }] },
  },
  'deadline-resumed': {
    ledger: { d: [{ kind: 'resumed', at: '2011-07-01T12:00:00Z', by: 'someone', reason: 'r', count: 1 }] },
  },
  'deadline-warned': { warned: { 'd.w': '2011-07-01T12:00:00Z' } },
  'deadline-passed': { passed: { d: '2011-07-01T12:00:00Z' } },
  'effect-done': { pending: {}, links: { l: 'r' } },
  'effect-refused': { pending: { e: expect.objectContaining({ isUndelivered: true, refusedWith: 'c' }) } },
  'effect-undelivered': { pending: { e: expect.objectContaining({ isUndelivered: true }) } },
  'effect-done-by-hand': { pending: {} },
};

function before(process: AnyProcess, type: string): CaseState {
  const effect = {
    kind: 'tell',
    to: { role: 'team-leader', agency: 'ukhtc' },
    message: 'm',
    key: 'e',
    deliverWithinHours: 1,
    since: '2011-07-01T11:00:00Z',
    isUndelivered: false,
  } as const;
  const file: CaseState['file'] = {
    ref: 'NRM-0000-0000-0000-0',
    process: process.name,
    processVersion: 7,
    policySet: 'strategy-2011',
    openedAt: '',
    openedBy: '',
    seq: 4,
    claims: { t: 'x' },
    sharedWith: type === 'sharing-stopped' ? ['ukba', 'gla'] : ['ukba'],
    ledger: {},
    passed: {},
    warned: {},
    pending: { e: effect },
    links: {},
  };
  return { file, state: process.initial };
}

describe.each(Object.entries(samples))('the kernel event %s', (type, event) => {
  const fact: Fact = {
    seq: 5,
    at: '2011-07-01T12:00:00Z',
    actor: { person: 'someone', agency: 'met-police', roles: [], designations: [] },
    key: 'k',
    part: 0,
    requestHash: '',
    event,
  };

  it('is known as one, and does what it says to the case file', () => {
    expect(isKernelEvent(event)).toBe(true);
    const process = findProcess('register-change');
    const { file } = evolve(process, before(process, type), fact);
    const expected = Object.entries(expectations).find(([name]) => name === type)?.[1];
    expect(file).toMatchObject({ seq: 5, ...expected });
    expect(Object.keys(file.pending)).toEqual(
      expected?.['pending'] && Object.keys(expected['pending']).length === 0 ? [] : ['e'],
    );
  });

  it.each(processes)('can be folded by %s', (_name, process) => {
    expect(() => evolve(process, before(process, type), fact)).not.toThrow();
  });
});

it('no kernel event is left out here', () => {
  const source = readFileSync(path.join(__dirname, '../../workflows/kernel/contract.ts'), 'utf8');
  const union = source.slice(source.indexOf('export type KernelEvent ='));
  const named = [...union.matchAll(/\| \{ type: '([a-z-]+)'/g)].map((match) => match[1]);
  expect(Object.keys(samples).toSorted()).toEqual(named.toSorted());
});
