import { Flags } from "@oclif/core";
import { newGateway } from "../../actions/new-gateway.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderNew } from "../../cli/render-new.js";

export default class NewGateway extends MsxCommand {
  static override summary = help("command.new.gateway.summary");
  static override description = help("command.new.gateway.description");
  static override examples = [
    "<%= config.bin %> new gateway --stack dotnet",
    "<%= config.bin %> new gateway --stack dotnet --kind ocelot --dry-run",
  ];

  static override flags = {
    stack: Flags.string({ summary: help("flag.new.gateway.stack"), default: "dotnet", helpValue: "dotnet" }),
    kind: Flags.option({
      options: ["yarp", "ocelot"] as const,
      summary: help("flag.new.gateway.kind"),
      default: "yarp",
    })(),
    "dry-run": Flags.boolean({ summary: help("flag.dry-run"), default: false }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(NewGateway);
    const options = { stack: flags.stack, kind: flags.kind, dryRun: flags["dry-run"] };
    await this.perform(flags, (context) => newGateway(options, context), { render: renderNew });
  }
}
