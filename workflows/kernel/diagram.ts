import type { AnyProcess } from './contract';

/** Mermaid takes no hyphens in identifiers. */
const id = (stage: string) => stage.replaceAll('-', '_');

/** A process's stages and the events that lead from one to another, as a Mermaid state diagram. */
export function mermaidOf(process: AnyProcess): string {
  const stages = [...new Set(process.diagram.flatMap(({ from, to }) => [from, to]))];
  return [
    `# ${process.title}`,
    '',
    `Made from \`workflows/${process.name}/\` by \`npm run diagrams\`. Source: ${process.source}.`,
    '',
    '```mermaid',
    'stateDiagram-v2',
    ...stages.map((stage) => `  ${id(stage)}: ${stage}`),
    ...process.diagram.map(({ from, event, to }) => `  ${id(from)} --> ${id(to)}: ${event}`),
    '```',
    '',
  ].join('\n');
}
