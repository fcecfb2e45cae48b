import { readFileSync } from 'node:fs';
import { diagramFile } from '../../local/diagrams';
import { mermaidOf } from '../../workflows/kernel/diagram';
import { allProcesses } from '../../workflows/registry';

describe('state diagrams in docs/', () => {
  it.each(allProcesses.map((process) => [process.name, process] as const))(
    '%s is as the process has it; else run npm run diagrams',
    (name, process) => {
      expect(readFileSync(diagramFile(name), 'utf8')).toBe(mermaidOf(process));
    },
  );
});
