/** What runs inside Chromium. Each function stands alone: only its own text travels there. */

interface PageElement {
  tagName: string;
  className: unknown;
  textContent: string;
  parentElement: PageElement | null;
  getAttribute: (name: string) => string | null;
  getAttributeNames: () => string[];
  querySelectorAll: (selector: string) => Iterable<PageElement>;
  closest: (selector: string) => PageElement | null;
}
interface PageDocument extends PageElement {
  title: string;
  documentElement: PageElement;
  body: PageElement;
}
interface Shown extends PageElement {
  checked: boolean;
  name: string;
  id: string;
  value: string;
  labels: Iterable<Shown> | null;
  checkVisibility: () => boolean;
  getBoundingClientRect: () => { top: number; bottom: number; width: number };
}
declare const DOMParser: new () => { parseFromString: (html: string, type: string) => PageDocument };
declare const document: {
  body: { replaceWith: (other: PageElement) => void };
  documentElement: { scrollWidth: number; clientWidth: number };
  querySelectorAll: (selector: string) => Iterable<Shown>;
  activeElement: Shown | null;
};
declare const innerHeight: number;
declare function getComputedStyle(element: Shown, pseudo?: string): Record<string, string>;

export interface Look {
  faults: string[];
  links: string[];
  /** Which elements stand within which, with what a style sheet or a reader goes by. */
  shape: string[];
}

/**
 * What is wrong with a page whose scripts do not run, where it leads, and of what it is made. It is laid out in the window of
 * this page, which is as narrow as a telephone and has the style sheets.
 */
export function lookAt(html: string): Look {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const all = (selector: string) => [...page.querySelectorAll(selector)];
  const faults: string[] = [];
  const fault = (what: string, of: readonly PageElement[]) => {
    const first = of[0];
    if (first) faults.push(`${what}: ${first.tagName.toLowerCase()} "${first.textContent.trim().slice(0, 40)}"`);
  };
  const is = (selector: string) => (element: PageElement) => element.closest(selector) !== null;
  // Only a script shows the warning of the session's end, which the page says below as well, and the button that folds the
  // navigation, which stands open without it.
  const forScripts = is('#idle, .govuk-service-navigation__toggle');
  const shown = (selector: string) => all(selector).filter((element) => !forScripts(element));

  if (all('h1').length !== 1) faults.push(`${all('h1').length} headings of the first level`);
  if (!/\S – Concert$/.test(page.title)) faults.push(`the title is "${page.title}"`);
  if (page.documentElement.getAttribute('lang') !== 'en') faults.push('no language');
  if (all('main').length !== 1) faults.push('no main part');
  fault('only a script shows it', shown('[hidden], noscript, template'));
  fault('only a script serves it', shown('button[type=button], [role=button]:not(button), a:not([href]), [onclick]'));
  fault(
    'a script or a style in the page, which the policy forbids',
    all('*').filter((one) => one.getAttributeNames().some((name) => name === 'style' || name.startsWith('on'))),
  );
  fault(
    'a script without a nonce',
    all('script').filter((one) => !one.getAttribute('nonce')),
  );
  for (const form of all('form')) {
    if ([...form.querySelectorAll('button, input[type=submit]')].length === 0) fault('no button sends it', [form]);
    const token = [...form.querySelectorAll('input[name=_csrf]')][0]?.getAttribute('value') ?? '';
    if (form.getAttribute('method') === 'post' ? token === '' : token !== '') fault('its token is wrong', [form]);
  }
  const ids = all('[id]').map((one) => one.getAttribute('id') ?? '');
  const known = new Set(ids);
  if (known.size < ids.length) faults.push(`an id stands twice: ${ids.find((id, i) => ids.indexOf(id) < i)}`);
  const labelled = new Set(all('label[for]').map((label) => label.getAttribute('for')));
  fault(
    'a control without a label',
    shown('input:not([type=hidden]), select, textarea').filter(
      (one) => !labelled.has(one.getAttribute('id')) && !is('label')(one) && !one.getAttribute('aria-label'),
    ),
  );
  for (const [attribute, prefix] of [
    ['for', ''],
    ['aria-describedby', ''],
    ['aria-labelledby', ''],
    ['href', '#'],
  ] as const)
    fault(
      `its ${attribute} leads nowhere`,
      all(`[${attribute}^="${prefix}"]`).filter((one) =>
        (one.getAttribute(attribute) ?? '')
          .split(' ')
          .some((id) => id.startsWith(prefix) && id !== '#' && !known.has(id.slice(prefix.length))),
      ),
    );
  const said = page.body.textContent;
  const leftover = /undefined|\[object |\bNaN\b|\{\{|text:[0-9a-f]{8}-/.exec(said);
  if (leftover) faults.push(`it says "${said.slice(Math.max(0, leftover.index - 30), leftover.index + 30)}"`);

  const nameOf = (element: PageElement) =>
    [
      element.tagName,
      element.getAttribute('class') ?? '',
      element.getAttribute('type') ?? '',
      element.getAttribute('role') ?? '',
    ].join('.');
  // The parts of a chart are one picture.
  const shape = all('body *')
    .filter((one) => !is('svg *')(one))
    .map((one) => `${one.parentElement ? nameOf(one.parentElement) : ''} > ${nameOf(one)}`);
  const links = all('a[href]').map((a) => a.getAttribute('href') ?? '');
  document.body.replaceWith(page.body);
  const tooWide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (tooWide > 0) faults.push(`${tooWide} px wider than a telephone`);
  return { faults, links: [...new Set(links)], shape: [...new Set(shape)] };
}

export interface Focus {
  /** The place in the order of the page; -1 when nothing of it has the focus. */
  at: number;
  what: string;
  isSeen: boolean;
  isInView: boolean;
}

/**
 * The elements that the Tab key must reach, in the order of the page, each as it looks without the focus; and which of them
 * has it now. Call it with nothing first, and with the looks that it gave from then on.
 */
export function focusIn(looks?: readonly string[]): { looks: string[]; focus: Focus } {
  const able = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const all = [...document.querySelectorAll(able)].filter(
    (one) => one.checkVisibility() && one.getAttribute('disabled') === null,
  );
  // Of radio buttons in a group Tab reaches the one that is chosen, or the first.
  const isRadio = (one: Shown) => one.getAttribute('type') === 'radio';
  const order = all.filter((one) => {
    if (!isRadio(one)) return true;
    const group = all.filter((other) => isRadio(other) && other.name === one.name);
    return one === (group.find(({ checked }) => checked) ?? group[0]);
  });
  const parts = ['outlineStyle', 'outlineWidth', 'boxShadow', 'backgroundColor', 'borderTopWidth', 'borderBottomWidth'];
  const lookOf = (one: Shown) => {
    const [label] = isRadio(one) || one.getAttribute('type') === 'checkbox' ? (one.labels ?? []) : [];
    const styles = [getComputedStyle(one), ...(label ? [getComputedStyle(label, '::before')] : [])];
    return styles.flatMap((style) => parts.map((part) => style[part])).join(' ');
  };
  const now = document.activeElement;
  const at = now ? order.indexOf(now) : -1;
  const box = now?.getBoundingClientRect();
  return {
    looks: looks ? [...looks] : order.map(lookOf),
    focus: {
      at,
      what: now ? `${now.tagName.toLowerCase()} ${now.id} "${now.textContent.trim().slice(0, 40)}"` : '',
      isSeen: now !== null && at >= 0 && lookOf(now) !== looks?.[at],
      isInView: box !== undefined && box.bottom > 0 && box.top < innerHeight,
    },
  };
}
