import { Args } from "@oclif/core";
import { auditExplain } from "../../actions/audit-explain.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderExplanation } from "../../cli/render-rules.js";

export default class AuditExplain extends MsxCommand {
  static override summary = help("command.audit.explain.summary");
  static override description = help("command.audit.explain.description");
  static override examples = [
    "<%= config.bin %> audit explain resilient-calls",
    "<%= config.bin %> audit explain own-database --lang es",
  ];

  static override args = {
    rule: Args.string({ description: help("arg.audit.explain.rule"), required: true }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(AuditExplain);
    await this.perform(flags, (context) => auditExplain({ rule: args.rule }, context), {
      render: renderExplanation,
    });
  }
}
