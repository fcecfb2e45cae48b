import { readFileSync } from 'node:fs';
import path from 'node:path';
import { generateKeyPair, importJWK, SignJWT, type CryptoKey, type JWK } from 'jose';
import { audience } from '../helpers/global-setup';
import { environment, startWorld, type World } from '../helpers/world';

let world: World;
let good: { key: CryptoKey | Uint8Array; kid: string };
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  // The throwaway key of this run's own sign-in service: only with it can a token be wrong in one way alone.
  const jwk = JSON.parse(readFileSync(path.join(environment('TEST_DATA'), 'identity-key.json'), 'utf8')) as JWK;
  good = { key: await importJWK(jwk, 'RS256'), kid: jwk.kid ?? '' };
});
afterAll(() => world.stop());

interface Wrong {
  key?: CryptoKey;
  typ?: string;
  aud?: string;
  iss?: string;
  expires?: number;
  agency?: string;
}

const now = () => Math.floor(Date.now() / 1000);

function claims({ aud = audience, iss = environment('TEST_ISSUER'), expires = 600, agency = 'met-police' }: Wrong) {
  const who = { sub: 'fr-met-police-1', agency, roles: ['first-responder'], client_id: 'concert-cli', jti: 'made-up' };
  return { ...who, iss, aud, iat: now() - 3600, exp: now() + expires };
}

function signed(wrong: Wrong = {}): Promise<string> {
  const header = { alg: 'RS256', kid: good.kid, typ: wrong.typ ?? 'at+jwt' };
  return new SignJWT(claims(wrong)).setProtectedHeader(header).sign(wrong.key ?? good.key);
}

async function tasks(token?: string) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${world.server.url}/v1/tasks`, { headers });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
}

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

const refused: [string, () => Promise<string | undefined>][] = [
  ['no token', async () => undefined],
  ['garbage', async () => 'garbage'],
  ['a token signed by another key', async () => signed({ key: (await generateKeyPair('RS256')).privateKey })],
  [
    'a token that says it needs no signature',
    async () => `${encoded({ alg: 'none', typ: 'at+jwt' })}.${encoded(claims({}))}.`,
  ],
  [
    'a token whose claims were changed',
    async () => (await signed()).replace(/\.[^.]+\./, `.${encoded(claims({ agency: 'ukba' }))}.`),
  ],
  ['an expired token', () => signed({ expires: -60 })],
  ['a token for another service', () => signed({ aud: 'https://another.test/api' })],
  ['a token of another issuer', () => signed({ iss: 'https://another.test' })],
  ['a token that is not an access token', () => signed({ typ: 'JWT' })],
];

it.each(refused)('refuses %s', async (_what, make) => {
  const reply = await tasks(await make());
  expect(reply.status).toBe(401);
  expect(reply.type).toContain('application/problem+json');
  expect(JSON.parse(reply.body)).toMatchObject({ status: 401, code: 'not-signed-in' });
});

it('refuses an agency that is not in the register', async () => {
  const reply = await tasks(await signed({ agency: 'no-such-agency' }));
  expect(reply.status).toBe(403);
  expect(reply.type).toContain('application/problem+json');
});

it('lets in who is right in everything', async () => {
  expect((await tasks(await signed())).status).toBe(200);
  expect((await tasks(await world.api.token('fr-met-police-1'))).status).toBe(200);
});
