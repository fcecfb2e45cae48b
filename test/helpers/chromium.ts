import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The one without windows first: it takes half of the processor time. */
const known = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'].map(
  (name) => `/usr/bin/${name}`,
);
const debianPackage = 'chromium-headless-shell';
const byHand = `Install it (Debian: apt-get install ${debianPackage}), or name one in CHROMIUM.`;

const found = (): string | undefined => process.env['CHROMIUM'] ?? known.find((file) => existsSync(file));

/** Where Chromium is. @throws Error that says what to do when there is none */
export function chromiumPath(): string {
  const file = found();
  if (file === undefined) throw new Error(`The tests in a browser need Chromium, and there is none. ${byHand}`);
  return file;
}

/** Before any test, and once: installs Chromium when there is none and we may. The other tests do without. */
export function installChromium(report: (line: string) => void): void {
  if (found() !== undefined) return;
  if (process.getuid?.() !== 0) {
    report(`The tests in a browser will fail: Chromium is not here, and only root may install it. ${byHand}`);
    return;
  }
  report('Installing Chromium for the tests in a browser (a minute or two)');
  try {
    const quiet = { stdio: 'pipe', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
    execFileSync('apt-get', ['update'], quiet);
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', debianPackage], quiet);
  } catch (error) {
    const [said = ''] = (error instanceof Error ? error.message : String(error)).split('\n').slice(-2);
    report(`The tests in a browser will fail: apt-get could not install Chromium (${said.trim()}). ${byHand}`);
  }
}
