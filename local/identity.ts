import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Configuration, Provider, ResourceServer } from 'oidc-provider';
import { inMemoryStore } from './identity-store';
import { demoSystems, findSystem, secretNameOf } from './identity-systems';
import { demoPeople, findPerson } from './people';
import { keptSecret } from './secrets';
import { personGrant } from './tokens';

const tokenLifeSeconds = 3600;

export interface Identity {
  issuer: string;
  stop: () => Promise<void>;
}

/**
 * The local stack's OpenID provider: a real one (discovery, signed tokens, code flow), whose people are the demo
 * people and need no password. It listens on the loopback only and is no part of a deployment.
 */
export async function startIdentity(options: {
  dataDir: string;
  port: number;
  audience: string;
  redirectUris?: string[];
}): Promise<Identity> {
  const { dataDir, port, audience, redirectUris = [] } = options;
  const issuer = `http://127.0.0.1:${port}`;
  const library = await loadQuietly();
  const provider = new library.Provider(issuer, await configuration(library, dataDir, audience, redirectUris));
  allowPersonGrant(library, provider, audience);
  const signInPage = provider.callback();
  const server = createServer((request, response) => {
    const uid = /^\/sign-in\/([\w-]+)$/.exec(request.url?.split('?')[0] ?? '')?.[1];
    const work =
      uid === undefined ? Promise.resolve(signInPage(request, response)) : signIn(provider, request, response);
    work.catch(() => {
      if (!response.headersSent) response.writeHead(400, { 'content-type': 'text/plain' });
      response.end('This sign-in is over or was never started. Go back to the service and sign in again.');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new Error(
          `The sign-in service was not started: port ${port} is taken by another program. Stop that program, or choose another port.`,
          { cause },
        ),
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    issuer,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Library = typeof import('oidc-provider');

/** The library warns on the console that it is not tested on Node 20; it works there, so that one line is left out. */
async function loadQuietly(): Promise<Library> {
  const warn = console.warn;
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes('Unsupported runtime')) warn(...words);
  };
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
}

function resourceServer(audience: string): ResourceServer {
  return {
    scope: 'concert',
    audience,
    accessTokenTTL: tokenLifeSeconds,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: 'RS256' } },
  };
}

async function configuration(
  { errors }: Library,
  dataDir: string,
  audience: string,
  redirectUris: string[],
): Promise<Configuration> {
  return {
    adapter: inMemoryStore(),
    pkce: { required: () => true },
    jwks: { keys: [await signingKey(dataDir)] },
    cookies: { keys: [keptSecret(dataDir, 'identity-cookies')] },
    clients: [
      {
        client_id: 'concert-cli',
        token_endpoint_auth_method: 'none',
        grant_types: [personGrant],
        redirect_uris: [],
        response_types: [],
      },
      ...demoSystems.map(({ id }) => ({
        client_id: id,
        client_secret: keptSecret(dataDir, secretNameOf(id)),
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      })),
      ...(redirectUris.length > 0
        ? [
            {
              client_id: 'concert-pages',
              // A native client's loopback address may have any port, so that test worlds can share this provider.
              application_type: 'native' as const,
              client_secret: keptSecret(dataDir, 'identity-pages'),
              redirect_uris: redirectUris,
              grant_types: ['authorization_code'],
            },
          ]
        : []),
    ],
    claims: { openid: ['sub', 'agency', 'roles', 'name'] },
    findAccount: (_context, id) => {
      const person = findPerson(id);
      return (
        person && {
          accountId: id,
          claims: () => ({ sub: id, agency: person.agency, roles: [...person.roles], name: person.name }),
        }
      );
    },
    extraTokenClaims: (_context, token) => {
      const who = 'accountId' in token ? findPerson(token.accountId) : findSystem(token.clientId);
      return who && { agency: who.agency, roles: [...who.roles] };
    },
    // The local stack has one service: who signs in has agreed.
    loadExistingGrant: async (context) => {
      const { provider, session, client } = context.oidc;
      const accountId = session?.accountId;
      if (accountId === undefined || !client) return undefined;
      const grant = new provider.Grant({ accountId, clientId: client.clientId });
      grant.addOIDCScope('openid');
      grant.addResourceScope(audience, 'concert');
      await grant.save();
      return grant;
    },
    interactions: { url: (_context, interaction) => `/sign-in/${interaction.uid}` },
    renderError: (context, { error, error_description: description }) => {
      context.type = 'text/plain';
      context.body = `You could not be signed in: ${description ?? error}. Nothing was changed. Go back to the service and sign in again.`;
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, indicator) => {
          if (indicator !== audience) throw new errors.InvalidTarget();
          return resourceServer(audience);
        },
      },
    },
    ttl: {
      AccessToken: tokenLifeSeconds,
      ClientCredentials: tokenLifeSeconds,
      Session: 12 * tokenLifeSeconds,
      Interaction: tokenLifeSeconds,
      Grant: 12 * tokenLifeSeconds,
      IdToken: tokenLifeSeconds,
    },
  };
}

async function signingKey(dataDir: string): Promise<JWK> {
  mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, 'identity-key.json');
  if (!existsSync(file)) {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    writeFileSync(
      file,
      JSON.stringify({ ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256', kid: 'local-1' }),
      { mode: 0o600 },
    );
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** A token for a demo person without a browser, for the command line and the tests. */
function allowPersonGrant({ errors }: Library, provider: Provider, audience: string): void {
  provider.registerGrantType(
    personGrant,
    async (context) => {
      const id = context.oidc.params?.['person'];
      const { client } = context.oidc;
      if (typeof id !== 'string' || !findPerson(id) || !client) throw new errors.InvalidGrant('no such demo person');
      // A signed token is looked up nowhere, so no grant is kept for it.
      const token = new provider.AccessToken({
        accountId: id,
        client,
        grantId: 'demo',
        gty: personGrant,
        scope: 'concert',
      });
      token.resourceServer = new provider.ResourceServer(audience, resourceServer(audience));
      context.body = { access_token: await token.save(), token_type: 'Bearer', expires_in: tokenLifeSeconds };
    },
    ['person'],
  );
}

/** Shows the demo people, and signs in the one that was chosen. Plain HTML, no script. */
async function signIn(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  await provider.interactionDetails(request, response);
  if (request.method === 'POST') {
    let body = '';
    for await (const chunk of request) if (body.length < 1_000) body += String(chunk);
    const accountId = new URLSearchParams(body).get('person') ?? '';
    if (findPerson(accountId)) {
      // The local stack has one service: who signs in has agreed.
      return provider.interactionFinished(request, response, { login: { accountId }, consent: {} });
    }
  }
  const choices = demoPeople
    .map((p) => `<li><button name="person" value="${p.id}">${p.id}</button> ${p.name.replace('&', '&amp;')}</li>`)
    .join('');
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  });
  response.end(
    `<!doctype html><html lang="en"><title>Sign in as a demo person</title><style>body{font:19px/1.3 sans-serif;margin:2em;max-width:45em}button{font:inherit;margin:.2em}</style>` +
      `<h1>Sign in as a demo person</h1><p>All are made up. This page is part of the local stack only.</p><form method="post"><ul>${choices}</ul></form></html>`,
  );
}
