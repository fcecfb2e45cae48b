import type { Page } from 'playwright-core';
import { focusIn, type Focus } from './in-page';

const mostPresses = 400;

interface Focused {
  kind: string;
  /** What a reader says: the label, or the text. */
  name: string;
  /** The question of a group that it belongs to. */
  group: string;
  isChecked: boolean;
}

interface FocusedElement {
  tagName: string;
  textContent: string;
  checked?: boolean;
  getAttribute: (name: string) => string | null;
  labels?: ArrayLike<FocusedElement> | null;
  closest: (selector: string) => FocusedElement | null;
  querySelector: (selector: string) => FocusedElement | null;
}
declare const document: { activeElement: FocusedElement };

/** Runs in the page. */
function focused(): Focused {
  const one = document.activeElement;
  const text = (of: FocusedElement | null | undefined) => (of?.textContent ?? '').replace(/\s+/g, ' ').trim();
  const kind = one.getAttribute('type') ?? one.tagName.toLowerCase();
  const isButton = ['a', 'button', 'summary', 'submit'].includes(kind);
  return {
    kind,
    name: isButton ? text(one) : text(one.labels?.[0]),
    group: text(one.closest('fieldset')?.querySelector('legend')),
    isChecked: one.checked === true,
  };
}

/** Somebody who uses a page with the keyboard alone. */
export class Keyboard {
  constructor(private readonly page: Page) {}

  /** Presses Tab until the focus is where it is wanted. @throws Error when it does not come there */
  async tabTo(what: string, isIt: (focus: Focused) => boolean): Promise<Focused> {
    for (let presses = 0; presses < mostPresses; presses += 1) {
      await this.page.keyboard.press('Tab');
      const focus = await this.page.evaluate(focused);
      if (isIt(focus)) return focus;
    }
    throw new Error(`The Tab key does not come to ${what}`);
  }

  /** Goes to a link or a button that leads to another page, and presses it. */
  async press(name: string | RegExp): Promise<void> {
    await this.tabToText(name);
    await Promise.all([this.page.waitForNavigation(), this.page.keyboard.press('Enter')]);
  }

  /** Goes to what unfolds, or leads to a place on the same page, and presses it. */
  async pressHere(name: string): Promise<void> {
    await this.tabToText(name);
    await this.page.keyboard.press('Enter');
  }

  private async tabToText(name: string | RegExp): Promise<void> {
    const isNamed = (said: string) => (typeof name === 'string' ? said === name : name.test(said));
    await this.tabTo(String(name), ({ kind, name: said }) => kind !== 'radio' && kind !== 'checkbox' && isNamed(said));
  }

  /** Writes into a field, or into a list until it stands on what is meant. */
  async write(label: string, words: string): Promise<void> {
    await this.tabTo(label, ({ name }) => name === label);
    await this.page.keyboard.type(words);
  }

  /** Writes a date into its three fields. */
  async writeDate(question: string, parts: Record<'Day' | 'Month' | 'Year', string>): Promise<void> {
    for (const [label, words] of Object.entries(parts)) {
      await this.tabTo(`${question}, ${label}`, ({ group, name }) => group === question && name === label);
      await this.page.keyboard.type(words);
    }
  }

  /** Chooses one answer with the arrow keys. */
  async choose(question: string, answer: string): Promise<void> {
    let focus = await this.tabTo(question, ({ group, kind }) => group === question && kind === 'radio');
    if (focus.name === answer) await this.page.keyboard.press('Space');
    for (let presses = 0; focus.name !== answer && presses < mostPresses; presses += 1) {
      await this.page.keyboard.press('ArrowDown');
      focus = await this.page.evaluate(focused);
    }
    const { name, isChecked } = await this.page.evaluate(focused);
    if (name !== answer || !isChecked) throw new Error(`The keys do not choose ${answer} of ${question}`);
  }

  /** Ticks one of several. */
  async tick(question: string, answer: string): Promise<void> {
    await this.tabTo(`${question}, ${answer}`, ({ group, name }) => group === question && name === answer);
    await this.page.keyboard.press('Space');
  }
}

async function tabbed(page: Page, looks: readonly string[]): Promise<Focus> {
  await page.keyboard.press('Tab');
  return (await page.evaluate(focusIn, looks)).focus;
}

/** Presses Tab from the first element to beyond the last, and says where it does not go as it should. */
export async function walked(page: Page): Promise<string[]> {
  const { looks } = await page.evaluate(focusIn, undefined);
  for (let next = 0; next < looks.length; next += 1) {
    let { at, what, isSeen, isInView } = await tabbed(page, looks);
    // A date of the browser's own has a day, a month and a year.
    for (let part = 1; part < 4 && at === next - 1 && what.startsWith('input from'); part += 1)
      ({ at, what, isSeen, isInView } = await tabbed(page, looks));
    if (at !== next) return [`after ${next} presses the focus is on ${at} of ${looks.length}: ${what}`];
    if (!isSeen || !isInView) return [`the focus cannot be seen on ${what}`];
  }
  const { at, what } = await tabbed(page, looks);
  return at > 0 ? [`the focus does not leave the page: ${what}`] : [];
}
