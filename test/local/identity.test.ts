import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createHash, randomBytes } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { z } from 'zod';
import { startIdentity, type Identity } from '../../local/identity';
import { personGrant, requestPersonToken, requestSystemToken } from '../../local/tokens';
import { identityPort } from '../../local/identity-port';
import { demoSystems, secretNameOf } from '../../local/identity-systems';
import { demoPeople } from '../../local/people';
import { keptSecret } from '../../local/secrets';
import { initialAgencies, roleNames } from '../../workflows/vocabulary';
import { until } from '../helpers/world';

const audience = 'https://concert.test/api';
const system = { id: 'sys-met-police' };
const redirectUri = 'http://127.0.0.1:9/callback';

const Discovery = z.object({
  issuer: z.string(),
  jwks_uri: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
});
const Tokens = z.object({ access_token: z.string(), id_token: z.string().optional(), expires_in: z.number() });

let dataDir: string;
let port: number;
let identity: Identity;
let discovery: z.infer<typeof Discovery>;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'concert-identity-'));
  port = await identityPort(dataDir);
  await start();
});

afterAll(async () => {
  await identity.stop();
  await rm(dataDir, { recursive: true });
});

async function start(): Promise<void> {
  identity = await startIdentity({ dataDir, port, audience, redirectUris: [redirectUri] });
  // After a restart fetch may first try a connection that is closed.
  const answer = await until(
    () => fetch(`${identity.issuer}/.well-known/openid-configuration`).catch(() => undefined),
    'the sign-in service',
  );
  discovery = Discovery.parse(await answer.json());
}

function verify(token: string) {
  const keys = createRemoteJWKSet(new URL(discovery.jwks_uri));
  return jwtVerify(token, keys, { issuer: discovery.issuer, audience, typ: 'at+jwt', algorithms: ['RS256'] });
}

/** Asks the token endpoint; `basic` is `id:secret` of a confidential client. */
function askForToken(parameters: Record<string, string>, basic?: string): Promise<Response> {
  return fetch(discovery.token_endpoint, {
    method: 'POST',
    headers: basic === undefined ? {} : { authorization: `Basic ${Buffer.from(basic).toString('base64')}` },
    body: new URLSearchParams(parameters),
  });
}

describe('demo people', () => {
  it('have ids, agencies and roles that exist, each id once', () => {
    const agencies = new Set(initialAgencies.map(({ code }) => code));
    expect(new Set(demoPeople.map(({ id }) => id)).size).toBe(demoPeople.length);
    for (const person of demoPeople) {
      expect(agencies).toContain(person.agency);
      for (const role of person.roles) expect(roleNames).toContain(role);
    }
  });

  it('cover every agency but none twice with the same post', () => {
    expect(new Set(demoPeople.map(({ agency }) => agency))).toEqual(new Set(initialAgencies.map(({ code }) => code)));
  });
});

describe('a token for a demo person', () => {
  it.each(['dm-ukhtc-1', 'fr-met-police-2', 'hou-ukba-1', 'duty-kent-council-1', 'admin-home-office-2'])(
    'of %s verifies against the published keys and carries agency and roles',
    async (id) => {
      const { payload } = await verify(await requestPersonToken(identity.issuer, id));
      const person = demoPeople.find((one) => one.id === id);
      expect(payload).toMatchObject({ sub: id, agency: person?.agency, roles: person?.roles });
      expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
    },
  );

  it('carries no name', async () => {
    expect(decodeJwt(await requestPersonToken(identity.issuer, 'dm-ukhtc-1'))).not.toHaveProperty('name');
  });

  it.each(['nobody-1', '', 'sys-met-police', '__proto__'])('is refused for %p', async (id) => {
    await expect(requestPersonToken(identity.issuer, id)).rejects.toThrow(/no demo person/);
  });

  it('is refused to a client that may not act for people', async () => {
    const secret = keptSecret(dataDir, secretNameOf(system.id));
    const answer = await askForToken({ grant_type: personGrant, person: 'dm-ukhtc-1' }, `${system.id}:${secret}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).not.toHaveProperty('access_token');
  });

  it('is refused for another audience', async () => {
    const secret = keptSecret(dataDir, secretNameOf(system.id));
    const answer = await askForToken(
      { grant_type: 'client_credentials', resource: 'https://elsewhere.test/' },
      `${system.id}:${secret}`,
    );
    expect(await answer.json()).toMatchObject({ error: 'invalid_target' });
  });
});

describe('a token for a system', () => {
  const credentials = { grant_type: 'client_credentials' };

  it.each(demoSystems)(
    'of $id verifies and carries its agency and roles, and no account',
    async ({ id, agency, roles }) => {
      const { payload } = await verify(await requestSystemToken(identity.issuer, dataDir, id));
      expect(payload).toMatchObject({ sub: id, client_id: id, agency, roles: [...roles] });
      expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
    },
  );

  it.each([
    ['a guess', () => 'guess'],
    ['nothing', () => ''],
    ["another system's secret", () => keptSecret(dataDir, secretNameOf('sys-ukba'))],
  ])('is refused for %s', async (_what, secret) => {
    const answer = await askForToken(credentials, `sys-met-police:${secret()}`);
    expect([400, 401]).toContain(answer.status);
    expect(await answer.json()).not.toHaveProperty('access_token');
  });

  it('is refused to a client that is no system', async () => {
    const answer = await askForToken({ ...credentials, client_id: 'concert-cli' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).not.toHaveProperty('access_token');
  });

  it('belongs to a system that is no person, of an agency and with roles that exist', () => {
    const agencies = new Set(initialAgencies.map(({ code }) => code));
    for (const { id, agency, roles } of demoSystems) {
      expect(demoPeople.map((person) => person.id)).not.toContain(id);
      expect(agencies).toContain(agency);
      for (const role of roles) expect(roleNames).toContain(role);
    }
  });

  it('has a secret of its own in each data folder', async () => {
    const other = await mkdtemp(path.join(tmpdir(), 'concert-identity-'));
    try {
      const secrets = [dataDir, other].flatMap((dir) => demoSystems.map(({ id }) => keptSecret(dir, secretNameOf(id))));
      expect(new Set(secrets).size).toBe(2 * demoSystems.length);
      for (const secret of secrets) expect(secret.length).toBeGreaterThanOrEqual(40);
    } finally {
      await rm(other, { recursive: true });
    }
  });
});

/** A browser as far as sign-in needs one: keeps cookies, follows nothing by itself. */
function newBrowser() {
  const cookies = new Map<string, string>();
  return async (url: string, init: RequestInit = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(new URL(url, identity.issuer), { ...init, redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) cookies.set(name, value);
    }
    return answer;
  };
}

function locationOf(answer: Response): string {
  const location = answer.headers.get('location');
  if (location === null) throw new Error(`There is no redirect in an answer with status ${answer.status}.`);
  return location;
}

function authorizationUrl(challenge: string): string {
  const url = new URL(discovery.authorization_endpoint);
  url.search = new URLSearchParams({
    client_id: 'concert-pages',
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid',
    state: 'a-state',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  }).toString();
  return url.toString();
}

/** From the sign-in page to the code in the redirect to the service. */
async function signIn(person: string, challenge: string): Promise<URL> {
  const browser = newBrowser();
  const page = locationOf(await browser(authorizationUrl(challenge)));
  const chosen = await browser(page, { method: 'POST', body: new URLSearchParams({ person }) });
  return new URL(locationOf(await browser(locationOf(chosen))));
}

const pagesClient = () => `concert-pages:${keptSecret(dataDir, 'identity-pages')}`;

describe('sign-in with a browser', () => {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');

  it('lists every demo person on a page without scripts', async () => {
    const browser = newBrowser();
    const answer = await browser(locationOf(await browser(authorizationUrl(challenge))));
    const page = await answer.text();
    expect(answer.status).toBe(200);
    expect(page).not.toMatch(/<script/i);
    for (const { id } of demoPeople) expect(page).toContain(id);
  });

  it('ends in a code that is good for one token with agency and roles', async () => {
    const back = await signIn('dm-ukba-3', challenge);
    expect(back.origin + back.pathname).toBe(redirectUri);
    expect(back.searchParams.get('state')).toBe('a-state');
    const parameters = {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
    };
    const tokens = Tokens.parse(await (await askForToken(parameters, pagesClient())).json());
    expect((await verify(tokens.access_token)).payload).toMatchObject({
      sub: 'dm-ukba-3',
      agency: 'ukba',
      roles: ['decision-maker'],
    });
    expect(decodeJwt(tokens.id_token ?? '')).toMatchObject({ sub: 'dm-ukba-3', aud: 'concert-pages' });
    expect((await askForToken(parameters, pagesClient())).status).toBe(400);
  });

  it('gives no token for a code with another verifier', async () => {
    const back = await signIn('dm-ukba-3', challenge);
    const parameters = {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      code_verifier: randomBytes(32).toString('base64url'),
    };
    expect(await (await askForToken(parameters, pagesClient())).json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('shows the page again for a person that does not exist', async () => {
    const browser = newBrowser();
    const page = locationOf(await browser(authorizationUrl(challenge)));
    const answer = await browser(page, { method: 'POST', body: new URLSearchParams({ person: 'nobody-1' }) });
    expect(answer.headers.get('location')).toBeNull();
  });

  it('refuses a sign-in without the cookie of the browser that began it', async () => {
    const page = locationOf(await newBrowser()(authorizationUrl(challenge)));
    const answer = await newBrowser()(page, { method: 'POST', body: new URLSearchParams({ person: 'dm-ukba-3' }) });
    expect(answer.status).toBe(400);
  });

  it('refuses a sign-in without a code challenge', async () => {
    const url = new URL(authorizationUrl(challenge));
    url.searchParams.delete('code_challenge');
    url.searchParams.delete('code_challenge_method');
    const back = new URL(locationOf(await newBrowser()(url.toString())));
    expect(back.searchParams.get('error')).toBe('invalid_request');
  });

  it('refuses an address to go back to that was not agreed', async () => {
    const url = authorizationUrl(challenge).replace(
      encodeURIComponent(redirectUri),
      encodeURIComponent('http://127.0.0.1:9/elsewhere'),
    );
    expect((await newBrowser()(url)).status).toBe(400);
  });
});

it('says so when its port is taken', async () => {
  await expect(startIdentity({ dataDir, port, audience })).rejects.toThrow(`port ${port} is taken`);
});

describe('what is kept', () => {
  it('lets a token from before a restart still verify', async () => {
    const token = await requestPersonToken(identity.issuer, 'dm-ukhtc-1');
    await identity.stop();
    // As `npm start` does: the port is the one that is kept.
    port = await identityPort(dataDir);
    await start();
    await expect(verify(token)).resolves.toBeDefined();
  });

  it('is another port when a stranger has taken it, and that one from then on', async () => {
    const other = await identityPort(dataDir);
    expect(other).not.toBe(port);
    expect(await identityPort(dataDir)).toBe(other);
  });

  it.each(['', 'made up', '-1', '70000', '3.5'])('is a port, even when the file holds %p', async (text) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'concert-identity-'));
    try {
      await writeFile(path.join(folder, 'identity.port'), text);
      const chosen = await identityPort(folder);
      expect(chosen).toBeGreaterThan(1023);
      expect(await identityPort(folder)).toBe(chosen);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('can be read by its owner only', async () => {
    const files = await readdir(dataDir);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect((await stat(path.join(dataDir, file))).mode & 0o077).toBe(0);
  });
});
