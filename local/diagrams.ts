import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { mermaidOf } from '../workflows/kernel/diagram';
import { allProcesses } from '../workflows/registry';

/** Where the state diagram of a process is kept. */
export const diagramFile = (name: string) => path.join(__dirname, '..', 'docs', 'processes', `${name}.md`);

if (require.main === module) {
  for (const process of allProcesses) writeFileSync(diagramFile(process.name), mermaidOf(process));
}
