import { Args, Flags } from "@oclif/core";
import { newWorkspace } from "../../actions/new-workspace.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderNew } from "../../cli/render-new.js";
import { stackFlags } from "../../cli/stack-flags.js";

export default class NewWorkspace extends MsxCommand {
  static override summary = help("command.new.workspace.summary");
  static override description = help("command.new.workspace.description");
  static override examples = [
    "<%= config.bin %> new workspace shop --reference",
    "<%= config.bin %> new workspace shop --reference --form lambda",
    "<%= config.bin %> new workspace shop --reference --stack dotnet",
    "<%= config.bin %> new workspace shop --reference --stack user=dotnet,payment=typescript,order=dotnet",
    "<%= config.bin %> new workspace shop",
    "<%= config.bin %> new workspace shop --reference --dry-run",
  ];

  static override args = { name: Args.string({ description: help("arg.new.workspace.name") }) };

  static override flags = {
    reference: Flags.boolean({ summary: help("flag.new.workspace.reference"), default: false }),
    ci: Flags.option({
      options: ["github", "gitlab", "azure"] as const,
      summary: help("flag.new.workspace.ci"),
    })(),
    form: Flags.string({
      summary: help("flag.form"),
      default: "microservice",
      helpValue: "microservice|lambda",
    }),
    iac: Flags.option({ options: ["sam", "serverless"] as const, summary: help("flag.iac") })(),
    stack: Flags.string({
      summary: help("flag.new.workspace.stack"),
      default: "typescript",
      helpValue: "typescript|dotnet|user=STACK,payment=STACK,order=STACK",
    }),
    framework: stackFlags.framework,
    yes: Flags.boolean({ summary: help("flag.yes"), default: false }),
    "dry-run": Flags.boolean({ summary: help("flag.dry-run"), default: false }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(NewWorkspace);
    const options = {
      ...(args.name !== undefined && { name: args.name }),
      reference: flags.reference,
      ...(flags.ci && { ci: flags.ci }),
      form: flags.form,
      ...(flags.iac && { iac: flags.iac }),
      stack: flags.stack,
      ...(flags.framework && { framework: flags.framework }),
      dryRun: flags["dry-run"],
    };
    await this.perform(flags, (context) => newWorkspace(options, context), { render: renderNew });
  }
}
