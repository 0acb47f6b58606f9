import { Args, Flags } from "@oclif/core";
import { newService } from "../../actions/new-service.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderNew } from "../../cli/render-new.js";
import { stackFlags } from "../../cli/stack-flags.js";

export default class NewService extends MsxCommand {
  static override summary = help("command.new.service.summary");
  static override description = help("command.new.service.description");
  static override examples = [
    "<%= config.bin %> new service item-service --entity Item",
    "<%= config.bin %> new service user-service --reference user --owner team-accounts",
    "<%= config.bin %> new service rate-service --entity Rate --database none",
    "<%= config.bin %> new service item-service --entity Item --stack dotnet",
    "<%= config.bin %> new service order-service --form lambda --reference order",
    "<%= config.bin %> new service --from-decision docs/decisions/0001-order-service-microservice.md",
    "<%= config.bin %> new service staff-service --entity Person --plural Staff --dry-run",
  ];

  static override args = { name: Args.string({ description: help("arg.new.service.name") }) };

  static override flags = {
    reference: Flags.option({
      options: ["user", "payment", "order"] as const,
      summary: help("flag.reference"),
      exclusive: ["entity", "plural"],
    })(),
    entity: Flags.string({ summary: help("flag.new.service.entity"), helpValue: "NAME" }),
    plural: Flags.string({ summary: help("flag.plural"), helpValue: "NAME" }),
    owner: Flags.string({ summary: help("flag.owner"), helpValue: "TEAM" }),
    ci: Flags.option({
      options: ["github", "gitlab", "azure"] as const,
      summary: help("flag.ci"),
    })(),
    database: Flags.option({
      options: ["postgres", "none"] as const,
      summary: help("flag.new.service.database"),
    })(),
    messaging: Flags.option({
      options: ["rabbitmq", "none"] as const,
      summary: help("flag.new.service.messaging"),
    })(),
    ...stackFlags,
    form: Flags.string({
      summary: help("flag.form"),
      default: "microservice",
      helpValue: "microservice|lambda",
    }),
    trigger: Flags.option({
      options: ["api", "events", "s3", "dynamodb-stream"] as const,
      summary: help("flag.trigger"),
      exclusive: ["reference"],
    })(),
    iac: Flags.option({ options: ["sam", "serverless"] as const, summary: help("flag.iac") })(),
    "from-decision": Flags.string({ summary: help("flag.from-decision"), helpValue: "FILE" }),
    yes: Flags.boolean({ summary: help("flag.yes"), default: false }),
    "dry-run": Flags.boolean({ summary: help("flag.dry-run"), default: false }),
  };

  async run(): Promise<void> {
    const { args, flags, metadata } = await this.parse(NewService);
    // What nobody asked for does not contradict a decision.
    const form = metadata.flags.form?.setFromDefault === true ? {} : { form: flags.form };
    const options = {
      ...(flags["from-decision"] !== undefined && { fromDecision: flags["from-decision"] }),
      ...(args.name !== undefined && { name: args.name }),
      ...(flags.reference && { reference: flags.reference }),
      ...(flags.entity !== undefined && { entity: flags.entity }),
      ...(flags.plural !== undefined && { plural: flags.plural }),
      ...(flags.owner !== undefined && { owner: flags.owner }),
      ...(flags.ci && { ci: flags.ci }),
      ...(flags.database && { database: flags.database }),
      ...(flags.messaging && { messaging: flags.messaging }),
      ...(flags.trigger && { trigger: flags.trigger }),
      ...(flags.iac && { iac: flags.iac }),
      stack: flags.stack,
      ...(flags.framework && { framework: flags.framework }),
      ...form,
      yes: flags.yes,
      dryRun: flags["dry-run"],
    };
    await this.perform(flags, (context) => newService(options, context), { render: renderNew });
  }
}
