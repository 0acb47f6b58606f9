import type { DeployedService, DeployResult } from "../actions/deploy-result.js";
import { MsxError } from "../errors/msx-error.js";
import { errorText } from "../ui/error-text.js";
import type { Page } from "../ui/page.js";

type Step = NonNullable<DeployedService["steps"]>[number];

/** What `msx deploy` did to each service (or, with --dry-run, would do), and why one is not live. */
export function renderDeploy(result: DeployResult, page: Page): void {
  if (result.dryRun) {
    renderPlan(result, page);
    return;
  }
  page.table([
    (["service", "state", "version", "replicas", "url"] as const).map((column) =>
      page.text(`deploy.table.${column}`),
    ),
    ...result.services.map((service) => [
      service.name,
      page.style(colours[service.state], page.text(`deploy.state.${service.state}`)),
      service.version ?? "-",
      String(service.replicas),
      service.url ?? "-",
    ]),
  ]);
  for (const { name, canary } of result.services) {
    if (canary === null) continue;
    page.line(page.text("deploy.canary", { service: name, ...canary }));
    page.say("deploy.canary.next", { service: name });
  }
  for (const service of result.services) renderFailure(service, page);
}

const colours = { deployed: "green", unchanged: "dim", "rolled-back": "yellow", failed: "red" } as const;

function renderFailure({ error }: DeployedService, page: Page): void {
  if (!error) return;
  const failure = new MsxError(error.code, error.params);
  page.line();
  page.line(errorText(failure, { lang: page.lang, colour: false, debug: false }).trimEnd());
}

function renderPlan({ services, changed }: DeployResult, page: Page): void {
  for (const service of services) {
    page.line(page.style("bold", `${service.name} ${service.version ?? ""}`.trim()));
    const steps = service.steps ?? [];
    if (steps.length === 0 && !service.error) page.line(`  ${page.text("deploy.plan.nothing")}`);
    for (const step of steps) page.line(`  ${stepText(step, page)}`);
    if (service.canary && steps.length > 0) {
      const { percent, version } = service.canary;
      page.line(`  ${page.text("deploy.plan.canary", { percent, version })}`);
    }
    renderFailure(service, page);
  }
  if (changed) page.say("deploy.plan.only");
}

function stepText(step: Step, page: Page): string {
  if (step.kind === "remove") return page.text(`deploy.plan.${step.why}`, { instance: step.instance });
  const { kind, ...params } = step;
  return page.text(`deploy.plan.${kind}`, params);
}
