import { dashboardPageMessages } from "../../messages/dashboard-page.js";
import { type FillParams, fill, type Lang } from "../../messages/text.js";

export type PageCode = keyof typeof dashboardPageMessages;

/** The server has written the language of the command into the page. */
export const lang: Lang = document.documentElement.lang === "es" ? "es" : "en";

export function t(code: PageCode, params?: FillParams): string {
  return fill(dashboardPageMessages[code], lang, params);
}
