import { Args, Flags } from "@oclif/core";
import { newService } from "../../actions/new-service.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderNew } from "../../cli/render-new.js";
import { stackFlags } from "../../cli/stack-flags.js";

export default class NewLambda extends MsxCommand {
  static override summary = help("command.new.lambda.summary");
  static override description = help("command.new.lambda.description");
  static override examples = [
    "<%= config.bin %> new lambda item-service --trigger api",
    "<%= config.bin %> new lambda report-service --trigger s3 --iac serverless",
    "<%= config.bin %> new lambda order-service --reference order",
    "<%= config.bin %> new lambda item-service --stack dotnet",
  ];

  static override args = { name: Args.string({ description: help("arg.new.lambda.name") }) };

  static override flags = {
    trigger: Flags.option({
      options: ["api", "events", "s3", "dynamodb-stream"] as const,
      summary: help("flag.trigger"),
      exclusive: ["reference"],
    })(),
    reference: Flags.option({
      options: ["user", "payment", "order"] as const,
      summary: help("flag.reference"),
      exclusive: ["entity", "plural"],
    })(),
    entity: Flags.string({ summary: help("flag.new.lambda.entity"), helpValue: "NAME" }),
    plural: Flags.string({ summary: help("flag.plural"), helpValue: "NAME" }),
    iac: Flags.option({ options: ["sam", "serverless"] as const, summary: help("flag.iac") })(),
    owner: Flags.string({ summary: help("flag.owner"), helpValue: "TEAM" }),
    ci: Flags.option({
      options: ["github", "gitlab", "azure"] as const,
      summary: help("flag.ci"),
    })(),
    ...stackFlags,
    "from-decision": Flags.string({ summary: help("flag.from-decision"), helpValue: "FILE" }),
    yes: Flags.boolean({ summary: help("flag.yes"), default: false }),
    "dry-run": Flags.boolean({ summary: help("flag.dry-run"), default: false }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(NewLambda);
    const options = {
      ...(flags["from-decision"] !== undefined && { fromDecision: flags["from-decision"] }),
      ...(args.name !== undefined && { name: args.name }),
      ...(flags.trigger && { trigger: flags.trigger }),
      ...(flags.reference && { reference: flags.reference }),
      ...(flags.entity !== undefined && { entity: flags.entity }),
      ...(flags.plural !== undefined && { plural: flags.plural }),
      ...(flags.iac && { iac: flags.iac }),
      ...(flags.owner !== undefined && { owner: flags.owner }),
      ...(flags.ci && { ci: flags.ci }),
      stack: flags.stack,
      ...(flags.framework && { framework: flags.framework }),
      form: "lambda",
      yes: flags.yes,
      dryRun: flags["dry-run"],
    };
    await this.perform(flags, (context) => newService(options, context), { render: renderNew });
  }
}
