import { Args, Flags } from "@oclif/core";
import { lambdaReport } from "../../actions/lambda-report.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { placeFlags, placeOf } from "../../cli/place-flags.js";
import { renderLambdaReport } from "../../cli/render-lambda-report.js";

export default class LambdaReport extends MsxCommand {
  static override summary = help("command.lambda.report.summary");
  static override description = help("command.lambda.report.description");
  static override examples = [
    "<%= config.bin %> lambda report user-service",
    "<%= config.bin %> lambda report order-service --function api --event events/order.json --cold 10",
    "<%= config.bin %> lambda report user-service --profile staging --region eu-west-1 --dry-run",
  ];

  static override args = {
    service: Args.string({ description: help("arg.lambda.report.service"), required: true }),
  };

  static override flags = {
    function: Flags.string({ summary: help("flag.lambda.report.function"), helpValue: "NAME" }),
    event: Flags.string({ summary: help("flag.lambda.report.event"), helpValue: "FILE" }),
    cold: Flags.integer({
      ...{ summary: help("flag.lambda.report.cold"), default: 5, min: 0, max: 1000, helpValue: "N" },
    }),
    warm: Flags.integer({
      ...{ summary: help("flag.lambda.report.warm"), default: 50, min: 0, max: 10_000, helpValue: "M" },
    }),
    ...placeFlags,
    "dry-run": Flags.boolean({ summary: help("flag.lambda.report.dry-run"), default: false }),
    yes: Flags.boolean({ summary: help("flag.deploy.yes") }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LambdaReport);
    const { function: name, event, cold, warm, yes, "dry-run": dryRun } = flags;
    const options = { service: args.service, function: name, event, cold, warm, yes, dryRun };
    const language = { lang: this.lang() };
    await this.perform(
      flags,
      (context) => lambdaReport({ ...options, ...language, ...placeOf(flags) }, context),
      { render: (result, page) => renderLambdaReport(result, { cold, warm }, page) },
    );
  }
}
