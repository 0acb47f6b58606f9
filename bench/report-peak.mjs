// Loaded with `node --import`: writes the process's peak resident set, in KiB (getrusage), where PEAK_FILE says.
import { writeFileSync } from "node:fs";

process.on("exit", () => writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS)));
