/** The screens of web forms, and a form as a stranger's browser without scripts sees it. */
import { expect, type Locator, type Page } from '@playwright/test';

export class FormsPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  /** Beside the contacts, whom forms bring. */
  async open(): Promise<void> {
    await this.page.getByRole('link', { name: 'Forms', exact: true }).click();
    await expect(this.page.getByRole('heading', { level: 1, name: 'Web forms' })).toBeVisible();
  }

  part(name: 'Words' | 'Fields' | 'Consents' | 'Afterwards'): Locator {
    return this.page.getByRole('region', { name });
  }

  row(name: string): Locator {
    return this.page.getByRole('row').filter({ hasText: name });
  }

  get preview() {
    return this.page.getByRole('region', { name: 'Preview' }).frameLocator('iframe');
  }

  async save(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(this.page.getByText(`“${name}” is saved.`)).toBeVisible();
  }

  async act(form: string, action: string): Promise<void> {
    await this.page.getByRole('button', { name: `Actions for “${form}”` }).click();
    await this.page.getByRole('menuitem', { name: action }).click();
  }
}

const get = async (url: string): Promise<string> => (await fetch(url)).text();
const post = async (url: string, fields: Record<string, string>): Promise<string> =>
  (await fetch(url, { method: 'POST', body: new URLSearchParams(fields) })).text();

/** Fills in the form as a person: what is sent at once is asked for again, until a person can have read the page. */
export async function fillIn(url: string, fields: Record<string, string>, thanks: string | RegExp): Promise<void> {
  const stamp = /name="stamp" value="([^"]+)"/.exec(await get(url))?.[1] ?? '';
  await expect.poll(() => post(url, { stamp, ...fields })).toMatch(thanks);
}

export { get, post };
