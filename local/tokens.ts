/** The grant by which the command line and the tests get a demo person's token; known to the local stack alone. */
export const personGrant = 'urn:concert:grant:demo-person';

/** An access token for a demo person. @throws Error when there is no such person */
export async function requestPersonToken(issuer: string, person: string): Promise<string> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: personGrant, client_id: 'concert-cli', person }),
  });
  const body: unknown = await response.json();
  if (typeof body === 'object' && body !== null && 'access_token' in body && typeof body.access_token === 'string')
    return body.access_token;
  throw new Error(`There is no demo person called ${person}. \`npm run concert -- token --list\` names them all.`);
}
