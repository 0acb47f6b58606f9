import { Args, Flags } from "@oclif/core";
import { auditChecklist } from "../../actions/audit-checklist.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderAudit } from "../../cli/render-audit.js";

export default class AuditChecklist extends MsxCommand {
  static override summary = help("command.audit.checklist.summary");
  static override description = help("command.audit.checklist.description");
  static override examples = [
    "<%= config.bin %> audit checklist",
    "<%= config.bin %> audit checklist services/order-service",
    "<%= config.bin %> audit checklist --strict --json",
  ];

  static override args = { path: Args.string({ description: help("arg.audit.checklist.path") }) };

  static override flags = {
    strict: Flags.boolean({ summary: help("flag.audit.checklist.strict"), default: false }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(AuditChecklist);
    const options = { lang: this.lang(), ...(args.path !== undefined && { path: args.path }) };
    await this.perform(flags, (context) => auditChecklist(options, context), {
      render: renderAudit,
      exitCode: ({ summary }) => (summary.fail > 0 || (flags.strict && summary.manual > 0) ? 3 : 0),
    });
  }
}
