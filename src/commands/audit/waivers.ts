import { Args, Flags } from "@oclif/core";
import { auditWaivers } from "../../actions/audit-waivers.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderWaivers } from "../../cli/render-audit.js";

export default class AuditWaivers extends MsxCommand {
  static override summary = help("command.audit.waivers.summary");
  static override description = help("command.audit.waivers.description");
  static override examples = [
    "<%= config.bin %> audit waivers",
    "<%= config.bin %> audit waivers services/order-service --within 60 --json",
  ];

  static override args = { path: Args.string({ description: help("arg.audit.waivers.path") }) };

  static override flags = {
    within: Flags.integer({
      summary: help("flag.audit.waivers.within"),
      helpValue: "DAYS",
      default: 30,
      min: 0,
    }),
    strict: Flags.boolean({ summary: help("flag.audit.waivers.strict"), default: false }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(AuditWaivers);
    const { within, strict } = flags;
    const options = { path: args.path, within, strict, lang: this.lang() };
    await this.perform(flags, (context) => auditWaivers(options, context), {
      render: renderWaivers,
      exitCode: ({ waivers }) => (waivers.some(({ state }) => state === "refused") ? 3 : 0),
    });
  }
}
