import { Args, Flags } from "@oclif/core";
import { deploy } from "../actions/deploy.js";
import { help, MsxCommand } from "../cli/msx-command.js";
import { namedValues, placeFlags, placeOf } from "../cli/place-flags.js";
import { renderDeploy } from "../cli/render-deploy.js";

export default class Deploy extends MsxCommand {
  static override summary = help("command.deploy.summary");
  static override description = help("command.deploy.description");
  static override examples = [
    "<%= config.bin %> deploy",
    "<%= config.bin %> deploy order-service --replicas 2",
    "<%= config.bin %> deploy order-service --canary 10",
    "<%= config.bin %> deploy user-service --target lambda --profile staging --region eu-west-1",
    "<%= config.bin %> deploy --dry-run",
    "<%= config.bin %> deploy --json",
  ];

  static override strict = false;
  static override args = { service: Args.string({ description: help("arg.deploy.service") }) };

  static override flags = {
    target: Flags.option({
      options: ["local", "lambda"] as const,
      summary: help("flag.deploy.target"),
    })(),
    replicas: Flags.integer({ summary: help("flag.deploy.replicas"), default: 1, min: 1, max: 20 }),
    canary: Flags.integer({ summary: help("flag.deploy.canary"), min: 1, max: 99, helpValue: "PERCENT" }),
    timeout: Flags.string({ summary: help("flag.deploy.timeout"), default: "90s", helpValue: "90s" }),
    ...placeFlags,
    parameter: Flags.string({
      summary: help("flag.deploy.parameter"),
      multiple: true,
      helpValue: "NAME=VALUE",
    }),
    yes: Flags.boolean({ summary: help("flag.deploy.yes") }),
    "dry-run": Flags.boolean({ summary: help("flag.dry-run") }),
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Deploy);
    const options = {
      services: argv.map(String),
      target: flags.target,
      replicas: flags.replicas,
      canary: flags.canary,
      timeout: flags.timeout,
      dryRun: flags["dry-run"],
      ...placeOf(flags),
      parameters: namedValues(flags.parameter, "--parameter", "deploy"),
      yes: flags.yes,
    };
    await this.perform(flags, (context) => deploy(options, context), {
      render: renderDeploy,
      // 5: the new version of one of them is not live.
      exitCode: ({ services }) => (services.every(({ error }) => error === undefined) ? 0 : 5),
    });
  }
}
