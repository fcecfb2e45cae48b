import { Command } from 'commander';
import { connectEngine } from '../activities/engine';
import { keysFrom } from '../db/keys';
import { isAboutChildren, runCaseload } from './caseload';
import { runChildren } from './caseload-children';
import { ApiClient, findRunning } from './client';
import { dataDirOf } from './data-dir';
import { demoSystems, findSystem } from './identity-systems';
import { demoPeople } from './people';
import { rehearsals } from './rehearsals';
import { play } from './rehearsals/play';
import { registerProsecutions } from './prosecutions';
import { requestPersonToken, requestSystemToken } from './tokens';
import { rebuild, verify } from './verify';

const program = new Command('concert').description('Works on the stack that npm start runs.');
const running = () => findRunning(dataDirOf(process.env));

program
  .command('rehearse [name]')
  .description('plays a rehearsal on the real engine; without a name, lists them')
  .option('--all', 'play every one')
  .action(async (name: string | undefined, options: { all?: true }) => {
    const chosen = options.all ? rehearsals : rehearsals.filter((r) => r.name === name);
    if (chosen.length === 0) {
      for (const r of rehearsals) console.log(`${r.name.padEnd(28)} ${r.title}`);
      if (name !== undefined) throw new Error(`There is no rehearsal called ${name}.`);
      return;
    }
    const { url, config } = running();
    const client = await connectEngine(config.temporalAddress, keysFrom(config.secret), config.namespace);
    try {
      for (const rehearsal of chosen) await play(rehearsal, new ApiClient(url, config.issuer), client, console.log);
    } finally {
      await client.connection.close();
    }
    console.log(`\n${chosen.length} went as the script says.`);
  });

program
  .command('token [person]')
  .description('prints an access token of a demo person or system, for example dm-ukhtc-1 or sys-met-police')
  .option('--list', 'names them all')
  .action(async (person: string | undefined, options: { list?: true }) => {
    if (options.list || person === undefined) {
      for (const p of [...demoPeople, ...demoSystems])
        console.log(`${p.id.padEnd(28)} ${p.agency.padEnd(20)} ${p.roles.join(', ')}`);
      return;
    }
    const { config } = running();
    const isSystem = findSystem(person) !== undefined;
    console.log(
      isSystem
        ? await requestSystemToken(config.issuer, dataDirOf(process.env), person)
        : await requestPersonToken(config.issuer, person),
    );
  });

program
  .command('caseload <file>')
  .description('plays a published caseload on the real engine, and compares the record with it')
  .action(async (file: string) => {
    const { url, config } = running();
    const stopping = new AbortController();
    // A second Ctrl-C ends it at once.
    for (const name of ['SIGINT', 'SIGTERM'] as const)
      process.once(name, () => {
        console.log('\nStopping after the cases in hand …');
        stopping.abort();
      });
    const connect = () => new ApiClient(url, config.issuer);
    const engine = await connectEngine(config.temporalAddress, keysFrom(config.secret), config.namespace);
    const { signal } = stopping;
    try {
      const common = { file, engine, stateDir: dataDirOf(process.env), print: console.log, signal };
      const result = isAboutChildren(file)
        ? await runChildren({ ...common, config, url })
        : await runCaseload({ ...common, connect });
      process.exitCode = { equal: 0, different: 1, stopped: 130 }[result];
    } finally {
      await engine.connection.close();
    }
  });

program
  .command('prosecutions <file>')
  .description('registers the prosecutions of a CSV file, each of which opens its confiscation case; says each line')
  .option('--as <person>', 'a demo person of the prosecuting or the investigating body', 'pros-cps-1')
  .action(async (file: string, { as: person }: { as: string }) => {
    const { url, config } = running();
    const api = new ApiClient(url, config.issuer);
    const { bad } = await registerProsecutions({ file, api, person, print: console.log });
    if (bad.length > 0) process.exitCode = 1;
  });

program
  .command('verify')
  .description('checks every chain and every projection against its events')
  .action(async () => {
    const found = await verify(running().config.databaseUrl, console.log);
    if (found > 0)
      throw new Error(`${found} cases differ; the first difference of each is above. Nothing was changed.`);
  });

program
  .command('rebuild')
  .description('makes every projection again from the events, and the index of names')
  .action(() => {
    const { config } = running();
    return rebuild(config.databaseUrl, keysFrom(config.secret), console.log);
  });

program.parseAsync().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
