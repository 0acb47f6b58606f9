import { Args, Flags } from "@oclif/core";
import { addCall } from "../../actions/add-call.js";
import { addFlags, addOptions } from "../../cli/add-flags.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderAdd } from "../../cli/render-add.js";

export default class AddCall extends MsxCommand {
  static override summary = help("command.add.call.summary");
  static override description = help("command.add.call.description");
  static override examples = [
    "<%= config.bin %> add call payment-service --operation getPayment --service item-service",
    '<%= config.bin %> add call user-service --operation "GET /api/v1/users/{id}" --name customerOf',
  ];

  static override args = { callee: Args.string({ description: help("arg.add.call.callee") }) };

  static override flags = {
    operation: Flags.string({ summary: help("flag.add.call.operation"), helpValue: "OPERATION" }),
    name: Flags.string({ summary: help("flag.add.call.name"), helpValue: "NAME" }),
    ...addFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(AddCall);
    const options = {
      ...addOptions(flags),
      ...(args.callee !== undefined && { callee: args.callee }),
      ...(flags.operation !== undefined && { operation: flags.operation }),
      ...(flags.name !== undefined && { name: flags.name }),
    };
    await this.perform(flags, (context) => addCall(options, context), { render: renderAdd });
  }
}
