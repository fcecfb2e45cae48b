import { z } from 'zod';
import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi';
import { commonCommands } from '../workflows/kernel/common-commands';
import { allProcesses, findProcess } from '../workflows/registry';
import { NameSearch, nameSearchers } from './name-search';
import { RegisterQuery, Registration } from './registering';

const confiscation = findProcess('confiscation');
const Answer = z
  .object({ ref: z.string(), seq: z.int(), events: z.array(z.string()) })
  .meta({ id: 'Answer', description: 'What was recorded: the case, the number of its last event, and the events.' });
const ProblemDetails = z
  .object({
    type: z.string(),
    status: z.int(),
    code: z.string(),
    title: z.string(),
    source: z.string().optional(),
    allowed: z.array(z.string()).optional(),
    errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' });

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ProblemDetails } },
});
const problems = {
  '400': problem('A field is missing, wrong or not known; a JSON pointer says which.'),
  '401': problem('No token, or not a valid one.'),
  '403': problem('Your role may not do this.'),
  '404': problem('Not there, or not yours to see.'),
  '409': problem('Refused by a rule; `allowed` says what you may do now.'),
  '413': problem('Too large.'),
  '422': problem('The Idempotency-Key was used for another request.'),
  '503': problem('The record or the engine is away. Repeat with the same key.'),
};
const keyHeader = z.object({
  'Idempotency-Key': z
    .string()
    .min(1)
    .max(100)
    .meta({ description: 'New for each new request; the same when you repeat one.' }),
});
const RefPath = z.object({ ref: z.string().meta({ description: 'The case, for example NRM-7F3K-9Q2M-4TBW-X.' }) });

function operation(
  tag: string,
  id: string,
  parts: { title: string; hint: string; by: readonly string[]; input: z.ZodObject },
  status: string,
  path?: z.ZodObject,
) {
  return {
    tags: [tag],
    operationId: id,
    summary: parts.title,
    description: `${parts.hint} For: ${parts.by.join(', ')}.`,
    requestParams: { header: keyHeader, ...(path ? { path } : {}) },
    requestBody: { required: true, content: { 'application/json': { schema: parts.input } } },
    responses: {
      [status]: { description: 'Recorded.', content: { 'application/json': { schema: Answer } } },
      ...problems,
    },
  };
}

function reading(summary: string, path?: z.ZodObject) {
  return {
    tags: ['reading'],
    summary,
    ...(path ? { requestParams: { path } } : {}),
    responses: {
      '200': { description: summary, content: { 'application/json': { schema: z.record(z.string(), z.unknown()) } } },
      ...problems,
    },
  };
}

const csv = (summary: string) => ({
  ...reading(summary),
  responses: { '200': { description: summary, content: { 'text/csv': { schema: z.string() } } }, ...problems },
});

/** The register of prosecutions: its own routes, because it is there before the cases are. */
function prosecutionPaths(): ZodOpenApiPathsObject {
  const { title, by } = confiscation.opening;
  const Registered = z.object({ ref: z.string(), registration: z.enum(['new', 'known']) });
  const registered = (description: string) => ({
    description,
    content: { 'application/json': { schema: Registered } },
  });
  const page = { requestParams: { query: RegisterQuery.pick({ limit: true, after: true }) } };
  const ahead = { requestParams: { query: RegisterQuery.pick({ days: true }) } };
  return {
    '/v1/prosecutions': {
      get: {
        ...reading('The register: what was decided for each prosecution, and what is due'),
        ...page,
      },
      post: {
        tags: ['confiscation'],
        operationId: 'prosecutions.register',
        summary: 'Register a prosecution',
        description: `${title}. Registered again it stays as it is, so that no Idempotency-Key is needed. For: ${by.join(', ')}.`,
        requestBody: { required: true, content: { 'application/json': { schema: Registration } } },
        responses: {
          '200': registered('Known before.'),
          '201': registered('Registered, and its case opened.'),
          ...problems,
        },
      },
    },
    '/v1/prosecutions/due': { get: { ...reading('What is due and what is late, by officer'), ...ahead } },
    '/v1/prosecutions/export': { get: { ...csv('The register as CSV'), ...page } },
    '/v1/statistics/confiscation': {
      get: reading('Confiscation: considered in time, and the sums, by region and quarter'),
    },
  };
}

/** Searching by a name: written down, so it is a request and no address. */
function searchPaths(): ZodOpenApiPathsObject {
  const id = z.object({ id: z.uuid().meta({ description: 'The search, as its answer named it.' }) });
  const Found = z.looseObject({
    id: z.uuid(),
    found: z.int(),
    isMore: z.boolean(),
    cases: z.array(z.looseObject({ ref: z.string(), process: z.string() })),
  });
  return {
    '/v1/searches': {
      get: reading('Who of your agency searched for whom, and why'),
      post: {
        tags: ['reading'],
        operationId: 'searches.search',
        summary: 'Search for cases by the name of a person',
        description: `Written down with its reason, whether it finds anything or not. For: ${nameSearchers.value.join(', ')}.`,
        requestBody: { required: true, content: { 'application/json': { schema: NameSearch } } },
        responses: {
          '201': { description: 'Searched.', content: { 'application/json': { schema: Found } } },
          ...problems,
        },
      },
    },
    '/v1/searches/{id}': { get: reading('What a search found, as those cases stand now', id) },
  };
}

/** OpenAPI 3.1 of every process, made from its definition. */
export function openApiDocument() {
  const paths: ZodOpenApiPathsObject = {
    '/v1/cases': { get: reading('The cases your agency sees') },
    '/v1/cases/{ref}': { get: reading('A case, as you may see it', RefPath) },
    '/v1/cases/{ref}/events': { get: reading('What happened, who did it, when', RefPath) },
    '/v1/cases/{ref}/deadlines': { get: reading('Its dates, and why each is what it is', RefPath) },
    '/v1/tasks': { get: reading('What your roles have to do, due first') },
    ...searchPaths(),
    ...prosecutionPaths(),
    '/v1/statistics/nrm': { get: reading('National Referral Mechanism statistics') },
  };
  for (const process of allProcesses) {
    paths[`/v1/${process.name}`] = { post: operation(process.name, `${process.name}.open`, process.opening, '201') };
    for (const [name, command] of [...Object.entries(process.commands), ...Object.entries(commonCommands)]) {
      paths[`/v1/${process.name}/{ref}/${name}`] = {
        post: operation(process.name, `${process.name}.${name}`, command, '200', RefPath),
      };
    }
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Concert',
      version: '1',
      description: 'Agencies acting in concert. Dates are ISO 8601, money is integer pence.',
    },
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    paths,
  });
}
