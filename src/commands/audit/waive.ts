import { Args, Flags } from "@oclif/core";
import { auditWaive } from "../../actions/audit-waive.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderWaive } from "../../cli/render-audit.js";

export default class AuditWaive extends MsxCommand {
  static override summary = help("command.audit.waive.summary");
  static override description = help("command.audit.waive.description");
  static override examples = [
    '<%= config.bin %> audit waive image-pinned --reason "the base image is ours" --approved-by jane@example.com --expires 2027-06-30',
    '<%= config.bin %> audit waive resilient-calls --at src/client.ts:41 --reason "it has a timeout of its own" --approved-by jane@example.com --expires 2027-06-30',
  ];

  static override args = {
    rule: Args.string({ description: help("arg.audit.waive.rule"), required: true }),
  };

  static override flags = {
    reason: Flags.string({ summary: help("flag.audit.waive.reason"), helpValue: "TEXT", required: true }),
    "approved-by": Flags.string({
      summary: help("flag.audit.waive.approved-by"),
      helpValue: "WHO",
      required: true,
    }),
    expires: Flags.string({ summary: help("flag.audit.waive.expires"), helpValue: "DATE", required: true }),
    service: Flags.string({
      summary: help("flag.audit.waive.service"),
      helpValue: "NAME",
      exclusive: ["at"],
    }),
    at: Flags.string({ summary: help("flag.audit.waive.at"), helpValue: "FILE:LINE" }),
    "dry-run": Flags.boolean({ summary: help("flag.dry-run") }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(AuditWaive);
    const { reason, expires, service, at } = flags;
    const options = { rule: args.rule, reason, approver: flags["approved-by"], expires, service, at };
    await this.perform(
      flags,
      (context) => auditWaive({ ...options, dryRun: flags["dry-run"], lang: this.lang() }, context),
      { render: renderWaive },
    );
  }
}
