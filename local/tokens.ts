import { secretNameOf } from './identity-systems';
import { keptSecret } from './secrets';

/** The grant by which the command line and the tests get a demo person's token; known to the local stack alone. */
export const personGrant = 'urn:concert:grant:demo-person';

/** An access token for a demo person, for one hour. @throws Error when there is no such person */
export async function requestPersonToken(issuer: string, person: string): Promise<string> {
  const answer = await askForToken(issuer, { grant_type: personGrant, client_id: 'concert-cli', person });
  if (answer.token !== undefined) return answer.token;
  if (answer.error === 'invalid_grant')
    throw new Error(`There is no demo person called ${person}. \`npm run concert -- token --list\` names them all.`);
  throw new Error(`The sign-in service at ${issuer} gave no token (${answer.error}). Is that the local stack's?`);
}

/**
 * An access token for a demo system of the stack that keeps its data in `dataDir`, for one hour.
 * @throws Error when it is refused
 */
export async function requestSystemToken(issuer: string, dataDir: string, system: string): Promise<string> {
  const secret = keptSecret(dataDir, secretNameOf(system));
  const authorization = `Basic ${Buffer.from(`${system}:${secret}`).toString('base64')}`;
  const answer = await askForToken(issuer, { grant_type: 'client_credentials' }, { authorization });
  if (answer.token !== undefined) return answer.token;
  throw new Error(
    `The sign-in service at ${issuer} refused the system ${system} (${answer.error}). Does it keep its data in ${dataDir}?`,
  );
}

async function askForToken(
  issuer: string,
  parameters: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<{ token?: string; error?: string }> {
  const response = await fetch(`${issuer}/token`, { method: 'POST', headers, body: new URLSearchParams(parameters) });
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null) return { error: `status ${response.status}` };
  if ('access_token' in body && typeof body.access_token === 'string') return { token: body.access_token };
  return { error: 'error' in body ? String(body.error) : `status ${response.status}` };
}
