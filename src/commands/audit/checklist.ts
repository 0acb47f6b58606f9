import { Args, Flags } from "@oclif/core";
import { failLevels, isFailure } from "../../actions/audit-checklist.js";
import { auditReport, parseOutputs } from "../../actions/audit-outputs.js";
import type { ActionContext } from "../../actions/context.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { optimiseLate } from "../../cli/optimise-late.js";
import { renderAudit } from "../../cli/render-audit.js";
import { phrase } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";

export default class AuditChecklist extends MsxCommand {
  static override summary = help("command.audit.checklist.summary");
  static override description = help("command.audit.checklist.description");
  static override examples = [
    "<%= config.bin %> audit checklist",
    "<%= config.bin %> audit checklist services/order-service",
    "<%= config.bin %> audit checklist --strict --json",
    "<%= config.bin %> audit checklist --output sarif=audit.sarif --output html=audit.html",
    "<%= config.bin %> audit checklist --base origin/main",
    "<%= config.bin %> audit checklist --changed --base origin/main --fail-on medium",
    "<%= config.bin %> audit checklist --live order-service",
  ];

  // Names of services with --live, else one path.
  static override strict = false;
  static override args = { path: Args.string({ description: help("arg.audit.checklist.path") }) };

  static override flags = {
    live: Flags.boolean({ summary: help("flag.audit.checklist.live"), default: false }),
    experiment: Flags.string({
      summary: help("flag.audit.checklist.experiment"),
      multiple: true,
      dependsOn: ["live"],
      helpValue: "ID",
    }),
    seed: Flags.integer({ summary: help("flag.audit.checklist.seed"), dependsOn: ["live"], min: 0 }),
    strict: Flags.boolean({ summary: help("flag.audit.checklist.strict"), default: false }),
    output: Flags.string({
      summary: help("flag.audit.checklist.output"),
      helpValue: "FORMAT=FILE",
      multiple: true,
      multipleNonGreedy: true,
    }),
    "fail-on": Flags.option({
      options: failLevels,
      summary: help("flag.audit.checklist.fail-on"),
      default: "low",
    })(),
    baseline: Flags.string({ summary: help("flag.audit.checklist.baseline"), helpValue: "FILE" }),
    "write-baseline": Flags.string({
      summary: help("flag.audit.checklist.write-baseline"),
      helpValue: "FILE",
      exclusive: ["baseline", "changed"],
    }),
    changed: Flags.boolean({
      summary: help("flag.audit.checklist.changed"),
      dependsOn: ["base"],
      exclusive: ["live"],
    }),
    base: Flags.string({
      summary: help("flag.audit.checklist.base"),
      helpValue: "REF",
    }),
    cache: Flags.boolean({ summary: help("flag.audit.checklist.cache"), default: true, allowNo: true }),
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(AuditChecklist);
    const named = argv.map(String);
    const { strict, baseline, base, changed, cache, seed } = flags;
    const outputs = parseOutputs([...(flags.output ?? []), ...(flags.json ? ["json=-"] : [])]);
    const writeBaseline = flags["write-baseline"];
    const options = { lang: this.lang(), strict, baseline, writeBaseline, base, changed, cache, outputs };
    const action = async (context: ActionContext) => {
      if (!flags.live) {
        optimiseLate();
        return auditReport({ ...options, path: onlyOne(named) }, context);
      }
      // What it needs of the platform is not loaded by who only reads.
      const { auditLive } = await import("../../actions/audit-live.js");
      return auditLive({ ...options, services: named, experiments: flags.experiment ?? [], seed }, context);
    };
    await this.perform({ ...flags, json: false }, action, {
      render: renderAudit,
      exitCode: ({ report }) => (isFailure(report, { failOn: flags["fail-on"], strict }) ? 3 : 0),
    });
  }
}

function onlyOne([path, second]: readonly string[]): string | undefined {
  if (second === undefined) return path;
  throw new MsxError("USAGE", {
    detail: phrase("argument-unexpected", { argument: second }),
    command: "audit checklist",
  });
}
