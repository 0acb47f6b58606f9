import { Flags } from "@oclif/core";
import { down } from "../actions/down.js";
import { help, MsxCommand } from "../cli/msx-command.js";
import { placeFlags, placeOf } from "../cli/place-flags.js";

export default class Down extends MsxCommand {
  static override summary = help("command.down.summary");
  static override description = help("command.down.description");
  static override examples = ["<%= config.bin %> down", "<%= config.bin %> down --volumes --images --yes"];

  static override flags = {
    volumes: Flags.boolean({ summary: help("flag.down.volumes") }),
    images: Flags.boolean({ summary: help("flag.down.images") }),
    target: Flags.option({ options: ["lambda"] as const, summary: help("flag.down.target") })(),
    ...placeFlags,
    yes: Flags.boolean({ summary: help("flag.yes") }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Down);
    const { volumes, images, yes, target } = flags;
    const options = { volumes, images, yes, target, ...placeOf(flags) };
    await this.perform(flags, (context) => down(options, context), {
      render: ({ removed, kept }, page) => {
        if (removed.length === 0) page.say("platform.down.nothing");
        else page.say("platform.down.done", { names: removed.map(({ name }) => name).join(", ") });
        if (kept.length > 0) page.say("platform.down.kept", { volumes: kept.join(", ") });
      },
    });
  }
}
