import type { OpenablePage, OpenResult } from "../actions/open.js";
import type { Page } from "../ui/page.js";

/** The address alone, so that a script can take it; or a table of all. */
export function renderOpen(result: OpenResult, page: Page): void {
  if (!("pages" in result)) {
    page.line(result.url);
    if (result.opened && result.login) page.line(loginText(result.login, page));
    return;
  }
  if (result.pages.length === 0) {
    page.line(page.text("open.none"));
    return;
  }
  page.table(
    result.pages.map(({ name, url, login }) => [
      name,
      url,
      login === undefined ? "" : loginText(login, page),
    ]),
  );
}

function loginText(login: NonNullable<OpenablePage["login"]>, page: Page): string {
  return page.text("open.login", { user: login.user, variable: login.passwordIn });
}
