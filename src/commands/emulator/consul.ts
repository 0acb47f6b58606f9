import { Flags } from "@oclif/core";
import { runEmulator } from "../../actions/run-emulator.js";
import { emulatorFlags, emulatorOptions } from "../../cli/emulator-flags.js";
import { help, MsxCommand } from "../../cli/msx-command.js";
import { renderListening } from "../../cli/render-emulator.js";

export default class EmulatorConsul extends MsxCommand {
  static override summary = help("command.emulator.consul.summary");
  static override description = help("command.emulator.consul.description");
  static override examples = [
    "<%= config.bin %> emulator consul",
    "<%= config.bin %> emulator consul --port 0 --data .consul",
    "<%= config.bin %> emulator consul --dns-port 8600",
  ];

  static override flags = {
    ...emulatorFlags(8500),
    "dns-port": Flags.integer({ summary: help("flag.dns-port"), min: 0, max: 65_535, helpValue: "N" }),
  };

  protected override readonly printsLines = true;

  async run(): Promise<void> {
    const { flags } = await this.parse(EmulatorConsul);
    const listening = renderListening(flags.json, this.lang());
    const dnsPort = flags["dns-port"];
    const options = { ...emulatorOptions(flags), ...(dnsPort !== undefined && { dnsPort }) };
    await this.perform(
      flags,
      (context) => runEmulator({ name: "consul", options, onListening: listening }, context),
      { render: ({ name }, page) => page.say("emulator.stopped", { name }) },
    );
  }
}
