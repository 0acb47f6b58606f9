import { MsxError } from "../errors/msx-error.js";
import { launchBrowser } from "../platform/browser.js";
import { openPlatform, type Platform } from "../platform/platform.js";
import { type PlatformReport, reportResource, reportServices } from "../platform/report.js";
import type { ResourcePage } from "../platform/resource.js";
import { loadWorkspace } from "../workspace/workspace.js";
import type { ActionContext } from "./context.js";

export interface OpenOptions {
  /** A resource or a service; without it, what there is to open is only listed. */
  readonly name?: string;
  /** Whether a browser is to be started, rather than only the address shown. */
  readonly launch: boolean;
}

/** Something a browser shows. */
export interface OpenablePage {
  readonly name: string;
  readonly url: string;
  readonly login?: ResourcePage["login"];
}

/** With a name, its page and whether a browser was started; without one, every page that answers now. */
export type OpenResult =
  | { readonly pages: readonly OpenablePage[] }
  | (OpenablePage & { readonly opened: boolean });

/**
 * Shows a resource or a service in the browser of this machine.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, ENGINE_UNAVAILABLE, DOCKER_FAILED; PAGE_UNKNOWN for a name that is none, or has
 *   nothing to show; PAGE_DOWN for one that does not answer
 */
export async function open({ name, launch }: OpenOptions, context: ActionContext): Promise<OpenResult> {
  const { cwd, env, io, signal } = context;
  const workspace = loadWorkspace(cwd);
  const platform = await openPlatform({ workspace, engine: "auto", env, io });
  const instances = await platform.engine.observe();
  const shown = platform.resources.filter((one) => platform.engine.hasPage(one));
  const [resources, services] = await Promise.all([
    Promise.all(shown.map((one) => reportResource(platform, one, instances, signal))),
    reportServices(platform, instances, signal),
  ]);
  const pages = [...resourcePages(platform, resources), ...servicePages(services)];
  if (name === undefined) return { pages };
  const page = pages.find((one) => one.name === name);
  if (page === undefined) throw notThere(name, platform, [...resources, ...services]);
  if (!launch) return { ...page, opened: false };
  const failure = await launchBrowser(page.url, env);
  if (failure !== undefined) {
    io.emit({ type: "note", level: "warn", code: "open.failed", params: { detail: failure } });
  }
  return { ...page, opened: failure === undefined };
}

function resourcePages(platform: Platform, reports: PlatformReport["resources"]): OpenablePage[] {
  return reports.flatMap(({ name, state, endpoints }) => {
    const page = platform.resources.find((one) => one.name === name)?.page?.(platform.context);
    const origin = page && endpoints[page.port];
    if (state !== "ready" || page === undefined || origin === undefined) return [];
    return [{ name, url: `${origin}${page.path}`, ...(page.login && { login: page.login }) }];
  });
}

/** What a service says of itself: its contract. */
function servicePages(reports: PlatformReport["services"]): OpenablePage[] {
  return reports.flatMap(({ name, state, url }) =>
    state === "ready" && url !== null ? [{ name, url: `${url}/openapi.json` }] : [],
  );
}

/** @param reports of what runs; a service that was never deployed is not among them */
function notThere(
  name: string,
  platform: Platform,
  reports: readonly { readonly name: string; readonly state: string }[],
): MsxError {
  const services = platform.workspace.allServices.map((service) => service.name);
  const isService = services.includes(name);
  const state = reports.find((one) => one.name === name)?.state ?? (isService ? "stopped" : undefined);
  if (state !== undefined && state !== "ready") {
    return new MsxError("PAGE_DOWN", { name, state, command: isService ? `msx deploy ${name}` : "msx up" });
  }
  const pages = platform.resources.flatMap((one) => (platform.engine.hasPage(one) ? [one.name] : []));
  return new MsxError("PAGE_UNKNOWN", { name, known: [...pages, ...services].join(", ") });
}
