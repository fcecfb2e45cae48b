import type { AgencyCode, Role } from '../workflows/vocabulary';

/** An agency's own computer system of the local stack. It signs in with a secret, and acts as itself, for nobody. */
export interface DemoSystem {
  id: string;
  name: string;
  agency: AgencyCode;
  roles: readonly Role[];
}

/** Made up, like the people. */
export const demoSystems: readonly DemoSystem[] = [
  {
    id: 'sys-met-police',
    name: 'Demo command and control of met-police',
    agency: 'met-police',
    roles: ['first-responder'],
  },
  {
    id: 'sys-ukba',
    name: 'Demo immigration casework of ukba',
    agency: 'ukba',
    roles: ['immigration-officer'],
  },
];

export function findSystem(id: string | undefined): DemoSystem | undefined {
  return demoSystems.find((system) => system.id === id);
}

/** Under which name a system's secret is kept in the data folder; see `keptSecret`. */
export function secretNameOf(system: string): string {
  return `identity-${system}`;
}
